/* The week as one picture for the chat group, drawn by the browser in the letters it has. */
"use strict";

(() => {
  const WIDTH = 1080, EDGE = 40, LETTERS = "system-ui, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif";
  const text = (element) => (element ? element.textContent.replace(/\s+/g, " ").trim() : "");

  /* What there is to write, line by line: [words, size, weight, indent]. */
  function* linesOf(grid) {
    yield [grid.dataset.title, 40, 700, 0];
    const note = text(grid.querySelector(".menu-note"));
    if (note) yield [note, 26, 400, 0];
    for (const row of grid.querySelectorAll("tbody tr")) {
      const head = row.querySelector("th");
      yield [`${head.firstChild.textContent.trim()} ${text(head.querySelector(".menu-date"))}`, 34, 700, 0];
      for (const cell of row.querySelectorAll("td")) {
        const dishes = [...cell.querySelectorAll(".menu-dish:not(.is-gone)")];
        if (!dishes.length) continue;
        yield [text(cell.querySelector(".menu-meal")), 26, 600, 20];
        for (const dish of dishes) {
          yield [text(dish.querySelector(".menu-dish-name")), 28, 600, 40];
          const grams = text(dish.querySelector(".menu-grams"));
          if (grams) yield [grams, 22, 400, 40];
        }
      }
    }
  }

  const broken = (pen, words, room) => {
    const found = [];
    let line = "";
    for (const letter of words) {
      if (pen.measureText(line + letter).width > room) {
        found.push(line);
        line = "";
      }
      line += letter;
    }
    return [...found, line];
  };

  function draw(grid) {
    const canvas = document.createElement("canvas");
    const pen = canvas.getContext("2d");
    const font = (size, weight) => { pen.font = `${weight} ${size}px ${LETTERS}`; };
    const laid = [];
    let height = EDGE;
    for (const [words, size, weight, indent] of linesOf(grid)) {
      font(size, weight);
      if (size > 30) height += 16;
      for (const line of broken(pen, words, WIDTH - 2 * EDGE - indent)) {
        height += Math.round(size * 1.45);
        laid.push([line, size, weight, EDGE + indent, height]);
      }
    }
    canvas.width = WIDTH;
    canvas.height = height + EDGE;
    pen.fillStyle = "white";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    for (const [line, size, weight, left, base] of laid) {
      font(size, weight);
      pen.fillStyle = size < 25 ? "dimgray" : "black";
      pen.fillText(line, left, base);
    }
    return canvas;
  }

  document.addEventListener("click", ({ target }) => {
    const button = target.closest?.("[data-draw]");
    if (!button) return;
    const box = button.closest("[data-menu-picture]");
    const grid = document.querySelector(button.dataset.draw);
    const image = new Image();
    image.alt = grid.dataset.title;
    image.src = draw(grid).toDataURL("image/png");
    const link = document.createElement("a");
    link.href = image.src;
    link.download = `${grid.dataset.title}.png`;
    link.append(image);
    const told = document.createElement("p");
    told.className = "secondary";
    told.textContent = box.dataset.menuPicture;
    box.querySelector("[data-drawn]").replaceChildren(told, link);
  });
})();
