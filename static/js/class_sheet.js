/* The class screen: touching a child brings its line, touching it again takes the line away. */
"use strict";

(() => {
  const sheet = document.querySelector("[data-class-sheet]");
  if (!sheet) return;
  const lines = sheet.querySelector("[data-lines-of]");
  const named = sheet.dataset.classSheet || "child"; // what its tiles are called
  const place = (key) => lines.querySelector(`[data-child="${key}"]`);

  async function bring(tile) {
    const url = lines.dataset.linesOf.replace("/0/", `/${tile.value}/`);
    const answer = await fetch(url).catch(() => null);
    if (!answer?.ok || answer.redirected || !tile.checked || place(tile.value)) return; // sent without it, the server asks
    lines.insertAdjacentHTML("beforeend", await answer.text());
    const line = place(tile.value);
    const first = line.querySelector("[data-first] input, [data-first] select") || line.querySelector("input:not([type=hidden])");
    line.scrollIntoView({ block: "nearest" });
    first?.focus({ preventScroll: true });
  }

  sheet.addEventListener("change", (event) => {
    if (event.target.name !== named) return;
    if (event.target.checked) bring(event.target);
    else place(event.target.value)?.remove();
  });
})();
