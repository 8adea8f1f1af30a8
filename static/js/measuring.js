/* A grid of measurements: Enter leads on to the next field, so that half a class is not sent by it. */
"use strict";

(() => {
  const rows = document.querySelector(".measure-rows");
  if (!rows) return;
  const fields = [...rows.querySelectorAll("input:not([type=hidden]), select")];
  for (const field of fields) field.enterKeyHint = "next";

  rows.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.isComposing) return;
    const place = fields.indexOf(event.target);
    if (place < 0) return;
    event.preventDefault();
    const next = fields[place + 1];
    next?.focus();
    next?.select?.();
  });
})();
