/* The sheet of a meal: a weight is typed over without deleting it first, and what is not in order
   asks at once what was done about it. The server asks the same of whoever has no script. */
"use strict";

(() => {
  const sheet = document.querySelector("[data-sample-sheet]");
  if (!sheet) return;
  const { least, low, high } = sheet.dataset;
  const number = (field) => Number(field.value.normalize("NFKC").replace(/\s/g, ""));
  const isTyped = (field) => field.value.trim() !== "" && !Number.isNaN(number(field));
  const isLeftOut = (row) => row.querySelector("[name$='-is_left_out']")?.checked;

  function judge() {
    let odd = false;
    for (const row of sheet.querySelectorAll(".sample-row")) {
      const weight = row.querySelector("[data-weight]");
      const light = weight && !isLeftOut(row) && isTyped(weight) && number(weight) < Number(least);
      row.classList.toggle("is-odd", Boolean(light));
      row.querySelector(".sample-hint")?.toggleAttribute("hidden", !light);
      odd ||= light;
    }
    const degrees = sheet.querySelector("[data-degrees]");
    const warm = isTyped(degrees) && (number(degrees) < Number(low) || number(degrees) > Number(high));
    sheet.querySelector(".warm-hint").hidden = !warm;
    sheet.querySelector(".when-odd").classList.toggle("is-open", Boolean(odd || warm));
    const out = [...sheet.querySelectorAll(".sample-row")].some(isLeftOut);
    sheet.querySelector(".when-left-out").classList.toggle("is-open", out);
  }

  sheet.addEventListener("focusin", (event) => {
    if (event.target.matches("[data-weight], [data-degrees]")) event.target.select();
  });
  sheet.addEventListener("input", judge);
  sheet.addEventListener("change", judge);
  judge();
})();
