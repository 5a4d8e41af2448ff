/* Brings Dash to a page that already works without it.

   The server has drawn the page into #copy. When a reader first uses a live control (a form or link
   with data-live), Dash's scripts are taken out of their inert template; Dash draws the same page
   into #live, which then takes the copy's place. From then on a live control changes the address
   through Dash, and Dash's callback answers it. What the reader did before that is never lost: the
   new address is put into the history at once, and if Dash is not there in time the browser simply
   loads it. */
(() => {
  "use strict";
  const PATIENCE = 3000; // milliseconds from an action to Dash's answer, else an ordinary page load
  const copy = document.getElementById("copy");
  const live = document.getElementById("live");
  const template = document.getElementById("dash");
  const status = document.getElementById("status");
  const { saveData, effectiveType = "4g" } = navigator.connection || {};
  const sparing = saveData || effectiveType !== "4g"; // plain page loads are quicker there

  let stage = sparing ? "native" : "asleep"; // asleep, waking, ready; native: never take over
  let drawn = location.search; // the query of what is on the screen
  let deadline = 0;
  let focusAfter = null;

  /* --- bringing Dash to life ---------------------------------------------------------------- */

  function wake() {
    if (stage !== "asleep") return;
    stage = "waking";
    watchLivePart();
    const scripts = [...template.content.querySelectorAll("script")];
    const loaded = scripts.filter((script) => script.src).map(load);
    Promise.all(loaded).then(() => {
      for (const script of scripts) if (!script.src) document.body.append(cloned(script));
    }, giveUp);
  }

  function load(script) {
    return new Promise((resolve, reject) => {
      const element = cloned(script);
      element.async = false; // in the order of the page
      element.onload = resolve;
      element.onerror = reject;
      document.body.append(element);
    });
  }

  function cloned(script) {
    const element = document.createElement("script");
    for (const { name, value } of script.attributes) element.setAttribute(name, value);
    element.textContent = script.textContent;
    return element;
  }

  function giveUp() {
    stage = "native";
    if (drawn !== location.search) location.reload();
  }

  /* --- what Dash has drawn ------------------------------------------------------------------- */

  function watchLivePart() {
    new MutationObserver(look).observe(live, {
      childList: true,
      subtree: true,
      attributes: true,
      attributeFilter: ["data-search"],
    });
  }

  function look() {
    const answer = live.querySelector("[data-search]");
    if (!answer || !answer.querySelector("[data-page]")) return;
    if (stage === "waking") {
      stage = "ready";
      // The address changed after Dash had read it: ask for the new one before showing anything.
      if (answer.dataset.search !== location.search) setAddress(location.search);
    }
    if (answer.dataset.search !== location.search) return;
    if (copy.isConnected) swap(answer);
    settle(answer);
  }

  function swap(answer) {
    const { scrollX, scrollY } = window;
    const focusable = "a, button, summary, [tabindex]";
    const before = [...copy.querySelectorAll(focusable)];
    const focused = before.indexOf(document.activeElement);
    const opened = [...copy.querySelectorAll("details")].map((details) => details.open);
    live.hidden = false;
    copy.remove();
    answer.querySelectorAll("details").forEach((details, i) => { details.open = opened[i] || details.open; });
    const same = focused >= 0 && answer.querySelectorAll(focusable)[focused];
    if (same && same.textContent === before[focused].textContent) same.focus({ preventScroll: true });
    window.scrollTo(scrollX, scrollY);
  }

  function settle(answer) {
    clearTimeout(deadline);
    live.removeAttribute("aria-busy");
    if (drawn === answer.dataset.search) return;
    drawn = answer.dataset.search;
    const page = answer.querySelector("[data-page]").dataset;
    document.title = page.title + titleEnd;
    status.textContent = ""; // so that words that stay the same are said again
    setTimeout(() => { status.textContent = page.status; }, 100);
    followAddress();
    if (focusAfter) {
      const place = document.getElementById(focusAfter);
      focusAfter = null;
      if (place) place.focus();
    }
  }

  const firstPage = copy.querySelector("[data-page]");
  const titleEnd = document.title.startsWith(firstPage.dataset.title)
    ? document.title.slice(firstPage.dataset.title.length)
    : "";

  /* --- what the reader does ------------------------------------------------------------------ */

  function go(url, then) {
    focusAfter = then || null;
    if (url.search === location.search) return;
    live.setAttribute("aria-busy", "true");
    clearTimeout(deadline);
    deadline = setTimeout(() => location.reload(), PATIENCE);
    if (stage === "ready") {
      setAddress(url.search);
    } else {
      history.pushState({}, "", url);
      wake();
    }
  }

  function setAddress(search) {
    window.dash_clientside.set_props("url", { search });
  }

  function addressOf(form) {
    const query = new URLSearchParams(location.search);
    query.delete("page");
    query.delete("after");
    for (const control of form.elements) {
      if (!control.name || control.type === "hidden") continue;
      if (control.value.trim()) query.set(control.name, control.value.trim());
      else query.delete(control.name);
    }
    return at(query);
  }

  function at(query) {
    const words = query.toString().replaceAll("%2A", "*");
    return new URL(location.pathname + (words ? "?" + words : ""), location.href);
  }

  /* Forms and the links that switch language stand outside Dash's root: they follow the address. */
  function followAddress() {
    const query = new URLSearchParams(location.search);
    for (const control of document.querySelectorAll("form[data-live] [name]")) {
      if (control === document.activeElement && control.type === "search") continue;
      control.value = query.get(control.name) || control.dataset.empty || "";
    }
    for (const link of document.querySelectorAll("a[data-switch]")) {
      const [name, value] = link.dataset.switch.split("=");
      const switched = new URLSearchParams(location.search);
      if (value) switched.set(name, value);
      else switched.delete(name);
      link.href = at(switched).href;
    }
  }

  const control = (event) => {
    const target = event.target instanceof Element ? event.target : null;
    return target && target.closest("form[data-live], a[data-live]");
  };
  const takes = () => stage !== "native";

  for (const kind of ["pointerdown", "keydown", "focusin"]) {
    document.addEventListener(kind, (event) => { if (control(event)) wake(); });
  }

  document.addEventListener("change", (event) => {
    const form = control(event);
    if (form && takes() && event.target.matches("select")) go(addressOf(form));
  });

  document.addEventListener("submit", (event) => {
    const form = control(event);
    if (!form || !takes()) return;
    event.preventDefault();
    go(addressOf(form));
  });

  document.addEventListener("click", (event) => {
    const link = control(event);
    if (!link || link.tagName !== "A" || !takes() || event.defaultPrevented) return;
    if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const url = new URL(link.href);
    if (url.pathname !== location.pathname) return;
    event.preventDefault();
    go(url, link.dataset.then);
  });

  /* Back and Forward: Dash's Location answers them once it is there; before, the browser does. */
  window.addEventListener("popstate", () => {
    if (location.search === drawn) {
      clearTimeout(deadline);
      live.removeAttribute("aria-busy");
      followAddress();
      return;
    }
    if (stage !== "ready") location.reload();
  });
})();
