/* Two minutes before a login ends by itself: say so, and go on at a tap. */
"use strict";

(() => {
  const box = document.getElementById("session-warning");
  if (!box) return;
  const NOTICE = 120_000;
  const lasts = Number(box.dataset.seconds) * 1000;
  const button = box.querySelector("button");
  const other = window.BroadcastChannel ? new BroadcastChannel("session") : null;
  let seen = Date.now();

  function look() {
    const left = lasts - (Date.now() - seen);
    box.hidden = left > NOTICE;
    button.hidden = left <= 0;
    if (!box.hidden) {
      const words = left > 0 ? box.dataset.soon : box.dataset.over;
      const line = say(words, { n: Math.max(1, Math.ceil(left / 60_000)) });
      if (box.firstElementChild.textContent !== line) box.firstElementChild.textContent = line;
    }
  }
  function touch() {
    seen = Date.now();
    look();
  }

  // Whatever this page or another one asks of the server keeps the login open, the pulse does not.
  new PerformanceObserver((list) => {
    const asked = list.getEntries().filter((entry) => /fetch|xmlhttprequest/.test(entry.initiatorType));
    if (!asked.some((entry) => !entry.name.includes("/status/"))) return;
    touch();
    other?.postMessage("seen");
  }).observe({ type: "resource" });
  if (other) other.onmessage = touch;
  other?.postMessage("seen");

  button.addEventListener("click", async () => {
    const headers = { "X-CSRFToken": csrfToken() };
    const answer = await fetch(box.dataset.url, { method: "POST", headers }).catch(() => null);
    if (answer?.status !== 204) seen = Date.now() - lasts;
    look();
  });
  setInterval(look, 5000);
})();
