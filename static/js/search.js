/* The search box of the top bar: what was found stands under it while one types; arrows walk through it. */
"use strict";

(() => {
  const form = document.querySelector("form.search");
  const found = form?.querySelector(".search-found");
  if (!found) return;
  const box = form.querySelector("input");

  const show = (open) => { found.hidden = !(open && found.firstElementChild); };
  const stops = () => [box, ...found.querySelectorAll("a")];

  found.addEventListener("htmx:afterSwap", () => show(true));
  box.addEventListener("focus", () => show(true));
  form.addEventListener("focusout", ({ relatedTarget }) => { if (!form.contains(relatedTarget)) show(false); });
  found.addEventListener("mousedown", (event) => { if (!event.target.closest("a")) event.preventDefault(); });

  form.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape" && !found.hidden) {
      event.preventDefault();
      event.stopPropagation(); // it closes this and nothing else
      box.focus();
      show(false);
    } else if (step && !found.hidden) {
      event.preventDefault();
      const all = stops();
      all[(all.indexOf(document.activeElement) + step + all.length) % all.length].focus();
    }
  });
})();
