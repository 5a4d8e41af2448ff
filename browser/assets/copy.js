/* A button that copies what is meant to be taken along: a citation, an address, a snippet. Without a
   script one click marks all of it. */
(() => {
  "use strict";
  if (!navigator.clipboard) return;
  for (const words of document.querySelectorAll("pre[data-copy]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = words.dataset.copy;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(words.textContent);
      button.textContent = words.dataset.copied;
      document.getElementById("status").textContent = words.dataset.copied;
      setTimeout(() => { button.textContent = words.dataset.copy; }, 4000);
    });
    words.after(button);
  }
})();
