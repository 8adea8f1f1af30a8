/* A week of meals: a dish typed in is put on at once; one that is there is dragged, or moved by keys. */
"use strict";

(() => {
  const grid = () => document.getElementById("menu-grid");
  const dishesIn = (cell) => [...cell.querySelectorAll("[data-dish]")];
  let lifted = null;

  const send = (dish, cell, place) => {
    const [on, meal] = cell.dataset.drop.split(" ");
    const key = dish.dataset.dish;
    htmx.ajax("POST", dish.dataset.moveUrl, { target: "#menu-grid", swap: "outerHTML", values: { on, meal, place } })
      .then(() => grid().querySelector(`[data-dish="${key}"]`)?.focus());
  };

  document.addEventListener("input", ({ target }) => {
    const form = target.closest("[data-menu-add]");
    if (form && target.name === "dish" && target.value) form.requestSubmit();
  });

  document.addEventListener("dragstart", (event) => {
    const dish = event.target.closest?.("[data-dish]");
    if (!dish) return;
    lifted = dish;
    dish.classList.add("is-lifted");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dish.dataset.dish);
  });
  document.addEventListener("dragend", () => {
    lifted?.classList.remove("is-lifted");
    document.querySelectorAll(".is-over").forEach((cell) => cell.classList.remove("is-over"));
    lifted = null;
  });
  document.addEventListener("dragover", (event) => {
    const cell = lifted && event.target.closest("[data-drop]");
    if (!cell) return;
    event.preventDefault();
    document.querySelectorAll(".is-over").forEach((other) => other !== cell && other.classList.remove("is-over"));
    cell.classList.add("is-over");
  });
  document.addEventListener("drop", (event) => {
    const cell = lifted && event.target.closest("[data-drop]");
    if (!cell) return;
    event.preventDefault();
    const others = dishesIn(cell).filter((dish) => dish !== lifted);
    const below = others.findIndex((dish) => event.clientY < dish.getBoundingClientRect().top + dish.offsetHeight / 2);
    send(lifted, cell, below < 0 ? others.length : below);
  });

  /* Alt with an arrow: up and down within the meal and on to the next day, left and right to the other meals. */
  document.addEventListener("keydown", (event) => {
    const dish = event.target.closest?.("[data-dish]");
    if (!dish || !event.altKey || !event.key.startsWith("Arrow") || !dish.dataset.moveUrl) return;
    const cell = dish.closest("[data-drop]");
    const row = cell.parentElement;
    const inRow = [...row.querySelectorAll("[data-drop]")];
    const at = dishesIn(cell).indexOf(dish);
    const step = event.key === "ArrowUp" || event.key === "ArrowLeft" ? -1 : 1;
    event.preventDefault();
    if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
      const beside = inRow[inRow.indexOf(cell) + step];
      if (beside) send(dish, beside, dishesIn(beside).length);
      return;
    }
    if (at + step >= 0 && at + step < dishesIn(cell).length) {
      send(dish, cell, at + step);
      return;
    }
    const next = step < 0 ? row.previousElementSibling : row.nextElementSibling;
    const there = next?.querySelectorAll("[data-drop]")[inRow.indexOf(cell)];
    if (there) send(dish, there, step < 0 ? dishesIn(there).length : 0);
  });
})();
