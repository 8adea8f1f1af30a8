/* A drill is timed by two touches: at the signal, and when the last class is counted. */
"use strict";

(() => {
  const board = document.querySelector("[data-drill]");
  if (!board) return;
  const [signal, done] = board.dataset.drill.split(" ").map((name) => document.querySelector(`[name="${name}"]`));
  const said = board.querySelector("[data-drill-said]");
  const two = (number) => String(number).padStart(2, "0");
  let started = null;
  let ticking = null;

  const local = (moment) => `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`
    + `T${two(moment.getHours())}:${two(moment.getMinutes())}:${two(moment.getSeconds())}`;
  const passed = () => {
    const seconds = Math.round((Date.now() - started) / 1000);
    return `${Math.floor(seconds / 60)}:${two(seconds % 60)}`;
  };
  const put = (field) => {
    field.value = local(new Date());
    field.dispatchEvent(new Event("change", { bubbles: true }));
  };

  board.querySelector("[data-drill-signal]").addEventListener("click", () => {
    started = Date.now();
    put(signal);
    clearInterval(ticking);
    ticking = setInterval(() => { said.textContent = board.dataset.running.replace("{time}", passed()); }, 1000);
  });
  board.querySelector("[data-drill-done]").addEventListener("click", () => {
    put(done);
    clearInterval(ticking);
    if (started) said.textContent = board.dataset.done.replace("{time}", passed());
  });
})();
