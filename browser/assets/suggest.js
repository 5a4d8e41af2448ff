/* Suggestions under every search box, for those who have scripts; without them the form still works.

   The box becomes a combobox of the ARIA Authoring Practices (list autocomplete, manual selection):
   focus stays in the box, Down and Up move through the options, Enter follows the one chosen or
   sends the form, Escape closes. All words come from the server. */
(() => {
  "use strict";
  const PAUSE = 120; // milliseconds without a key before asking
  const SHORTEST = 2; // characters
  const { saveData, effectiveType = "4g" } = navigator.connection || {};
  if (saveData || effectiveType.endsWith("2g")) return; // each key would cost more than it helps
  const known = new Map(); // address -> answer
  let boxes = 0;

  function element(name, className, words) {
    const made = document.createElement(name);
    made.className = className;
    if (words) made.textContent = words;
    return made;
  }

  function combobox(form, input) {
    const id = "suggestions-" + (boxes += 1);
    const list = element("ul", "suggestions");
    const status = element("span", "visually-hidden");
    const label = input.labels[0];
    let options = [];
    let active = -1;
    let timer = 0;
    let asked = null;

    list.id = id;
    list.hidden = true;
    list.setAttribute("role", "listbox");
    if (label) list.setAttribute("aria-label", label.textContent);
    status.setAttribute("role", "status");
    for (const [name, value] of Object.entries({
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": id,
      "aria-haspopup": "listbox",
    })) input.setAttribute(name, value);
    input.parentElement.classList.add("suggesting");
    input.parentElement.append(list, status);

    function address() {
      const query = new URLSearchParams(new FormData(form));
      query.set("q", input.value.trim());
      return "/search/suggest?" + query;
    }

    function close() {
      clearTimeout(timer);
      if (asked) asked.abort();
      asked = null;
      list.hidden = true;
      list.replaceChildren();
      status.textContent = "";
      options = [];
      choose(-1);
      input.setAttribute("aria-expanded", "false");
    }

    function choose(place) {
      const items = list.children;
      if (items[active]) items[active].setAttribute("aria-selected", "false");
      active = place;
      const chosen = items[active];
      if (!chosen) {
        input.removeAttribute("aria-activedescendant");
        return;
      }
      chosen.setAttribute("aria-selected", "true");
      chosen.scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", chosen.id);
    }

    function show(answer) {
      if (document.activeElement !== input) return;
      const kept = options[active] && options[active].href; // chosen before this answer came
      options = answer.options;
      active = -1;
      input.removeAttribute("aria-activedescendant");
      list.replaceChildren(...options.map((option, place) => {
        const item = element("li", "");
        const name = element("span", "", option.name);
        item.id = id + "-" + place;
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", "false");
        name.lang = option.language;
        item.append(name);
        for (const words of [option.matched, option.about]) {
          if (words) item.append(element("span", "about", words));
        }
        return item;
      }));
      list.hidden = !options.length;
      input.setAttribute("aria-expanded", String(options.length > 0));
      if (kept) choose(options.findIndex((option) => option.href === kept));
      status.textContent = answer.status;
    }

    async function ask() {
      if (input.value.trim().length < SHORTEST) { close(); return; }
      const url = address();
      if (asked) asked.abort();
      asked = new AbortController();
      try {
        if (!known.has(url)) {
          const answer = await fetch(url, { signal: asked.signal });
          if (!answer.ok) return;
          known.set(url, await answer.json());
        }
        if (url === address()) show(known.get(url));
      } catch (error) {
        if (error.name !== "AbortError") close(); // not reached: the form works without
      }
    }

    function follow(place) {
      location.assign(options[place].href);
      close();
    }

    input.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, PAUSE);
    });
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      const last = options.length - 1;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden) ask();
        else if (event.key === "ArrowDown") choose(active < last ? active + 1 : -1);
        else choose(active < 0 ? last : active - 1);
      } else if (event.key === "Enter" && active >= 0) {
        event.preventDefault();
        follow(active);
      } else if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        close();
      }
    });
    input.addEventListener("blur", close);
    list.addEventListener("pointerdown", (event) => event.preventDefault()); // focus stays
    list.addEventListener("click", (event) => {
      const place = [...list.children].indexOf(event.target.closest("li"));
      if (place >= 0) follow(place);
    });
    form.addEventListener("submit", close);
  }

  for (const form of document.querySelectorAll('form[action="/search"]')) {
    const input = form.querySelector('input[type="search"]');
    if (input) combobox(form, input);
  }
})();
