/* Sheets with lines, by the keyboard alone: what is typed is offered, Enter takes it and goes on. */
"use strict";

(() => {
  const known = new Map(); // answers by their address: the same letters are typed again and again
  const ticked = (input) => input.type === "checkbox" || input.type === "radio";
  const blank = (row) => ![...row.querySelectorAll("input")].some((input) => (ticked(input) ? input.checked : input.value.trim()));

  /* The boxes that offer what fits. */

  const address = (box, words) => {
    const url = new URL(box.dataset.optionsUrl, location.href);
    url.searchParams.set("q", words);
    const store = document.querySelector("form.house-form [name=store]");
    if (store?.value) url.searchParams.set("store", store.value);
    return url.href;
  };
  const fetched = (url) => {
    if (!known.has(url)) {
      known.set(url, fetch(url).then((answer) => (answer.ok && !answer.redirected ? answer.text() : "")).catch(() => ""));
    }
    return known.get(url);
  };
  const parts = (input) => {
    const box = input.closest(".typed-choice");
    return { box, list: box.querySelector("[role=listbox]") };
  };
  const close = (input) => {
    const { list } = parts(input);
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const mark = (input, list, place) => {
    const options = [...list.querySelectorAll("[role=option]")];
    options.forEach((option, n) => option.setAttribute("aria-selected", n === place));
    list.dataset.active = place;
    if (!options[place]) return;
    options[place].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", options[place].id);
  };

  async function offer(input) {
    const { box, list } = parts(input);
    const words = input.value.trim();
    const html = await fetched(address(box, words));
    if (input.value.trim() !== words) return false; // something else was typed meanwhile
    list.innerHTML = html;
    list.querySelectorAll("[role=option]").forEach((option, n) => { option.id = `${list.id}_${n}`; });
    if (!list.children.length) list.innerHTML = `<div class="combobox-none" role="option" aria-disabled="true"></div>`;
    if (list.firstElementChild.className === "combobox-none") list.firstElementChild.textContent = box.dataset.none;
    list.hidden = document.activeElement !== input;
    input.setAttribute("aria-expanded", String(!list.hidden));
    mark(input, list, -1);
    return true;
  }

  function take(input, option) {
    if (!option || option.ariaDisabled === "true") return false;
    input.value = input.dataset.chosen = option.dataset.label;
    close(input);
    const row = input.closest("[data-line]");
    if (row) show(row, option.dataset);
    return true;
  }

  /* What is known of the item of a line, beside it. */
  function show(row, { about = "", old, dated, price }) {
    row.querySelector("[data-about]").textContent = about;
    const part = (name) => row.querySelector(`[data-part=${name}]`);
    row.classList.toggle("asks-old", Boolean(old));
    const aside = row.querySelector("details");
    if (aside && dated && part("expires_on")) aside.open = true;
    if (price && part("price") && !part("price").value) part("price").placeholder = price;
  }

  /* Where Enter leads. */

  const shown = (element) => element.offsetParent !== null && !element.disabled && element.type !== "hidden";
  function next(input) {
    const form = input.form;
    const row = input.closest("[data-line]");
    if (row?.parentElement.classList.contains("is-typed")) {
      const wanted = input.dataset.part === "item" ? (row.classList.contains("asks-old") ? "old_returned" : "quantity") : "";
      if (input.dataset.part === "old_returned") return row.querySelector("[data-part=quantity]");
      if (wanted) return row.querySelector(`[data-part=${wanted}]`);
      return (after(row) || added(row)).querySelector("[data-part=item]");
    }
    const fields = [...form.querySelectorAll("input, select, textarea, button[type=submit]:not([formnovalidate])")].filter(shown);
    const beside = fields[fields.indexOf(input) + 1];
    const isLast = row && !row.contains(beside) && !after(row) && !blank(row) && row.parentElement.dataset.grows;
    return isLast ? first(added(row)) : beside;
  }

  const after = (row) => (row.nextElementSibling?.matches("[data-line]") ? row.nextElementSibling : null);
  const first = (row) => [...row.querySelectorAll("input, select")].find((input) => input.type !== "hidden");

  function added(row) {
    const fresh = row.cloneNode(true);
    const last = Number(row.querySelector("[name]").name.match(/\d+$/)[0]);
    const number = last + 1;
    const end = new RegExp(`([-_])${last}(?=$|_[a-z])`);
    for (const element of fresh.querySelectorAll("[id], [for], [name], [aria-controls]")) {
      for (const name of ["id", "for", "name", "aria-controls", "aria-describedby"]) {
        const said = element.getAttribute(name);
        if (said) element.setAttribute(name, said.replace(end, `$1${number}`));
      }
    }
    fresh.querySelectorAll("input").forEach((input) => {
      if (ticked(input)) input.checked = false;
      else input.value = "";
      delete input.dataset.chosen;
    });
    fresh.querySelectorAll("[data-is-ready]").forEach((box) => { delete box.dataset.isReady; });
    fresh.querySelectorAll(".field-error").forEach((error) => error.remove());
    fresh.querySelectorAll(".has-error").forEach((field) => field.classList.remove("has-error"));
    fresh.querySelector(".line-number").textContent = number + 1;
    fresh.querySelector("[data-about]").textContent = "";
    fresh.classList.remove("asks-old");
    row.after(fresh);
    tidy(fresh.parentElement);
    return fresh;
  }

  /* One empty line is enough to look at, or as many as there have to be. */
  function tidy(lines) {
    if (!lines.dataset.grows) return;
    const rows = [...lines.querySelectorAll("[data-line]")];
    const last = rows.findLastIndex((row) => !blank(row) || row.contains(document.activeElement));
    rows.forEach((row, n) => { row.hidden = n > last + 1 && n >= Number(lines.dataset.grows); });
  }

  async function enter(input) {
    if (input.getAttribute("role") === "combobox" && input.value.trim() && input.value !== input.dataset.chosen) {
      const { list } = parts(input);
      const active = Number(list.dataset.active ?? -1);
      const isOpen = !list.hidden && active >= 0;
      if (!isOpen && !(await offer(input))) return;
      take(input, list.querySelectorAll("[role=option]")[Math.max(active, 0)]);
      if (input.value !== input.dataset.chosen) return;
    }
    const isEnd = input.closest(".is-typed") && input.dataset.part === "item" && !input.value.trim();
    const target = isEnd ? input.form.querySelector("button[type=submit]") : next(input);
    if (!target) return;
    const row = target.closest("[data-line]");
    if (row) row.hidden = false;
    target.focus();
    target.select?.();
    if (row) tidy(row.parentElement);
  }

  document.addEventListener("input", ({ target }) => {
    if (target.getAttribute("role") !== "combobox" || !target.closest(".typed-choice")) return;
    delete target.dataset.chosen;
    const { list } = parts(target);
    list.dataset.active = -1;
    if (target.value.trim()) offer(target);
    else close(target);
    const lines = target.closest("[data-lines]");
    if (lines) tidy(lines);
  });
  document.addEventListener("focusout", ({ target }) => {
    if (target.closest?.(".typed-choice") && target.getAttribute("role") === "combobox") setTimeout(() => close(target), 150);
  });
  document.addEventListener("mousedown", (event) => {
    const option = event.target.closest(".typed-choice [role=option]");
    if (!option) return;
    event.preventDefault();
    const input = option.closest(".typed-choice").querySelector("input");
    if (take(input, option)) next(input)?.focus();
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-add-line]");
    if (!button) return;
    event.preventDefault();
    const rows = [...button.parentElement.querySelectorAll("[data-line]")];
    const row = rows.find((each) => each.hidden) || added(rows.at(-1));
    row.hidden = false;
    first(row).focus();
  });
  document.addEventListener("keydown", (event) => {
    const input = event.target;
    if (event.defaultPrevented || !input.closest || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const form = input.closest("form.has-lines-keys, form.house-form");
    if (!form || !form.querySelector("[data-lines]") || input.tagName === "TEXTAREA" || input.type === "submit") return;
    const isBox = input.getAttribute("role") === "combobox" && input.closest(".typed-choice");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (isBox && step) {
      event.preventDefault();
      const { list } = parts(input);
      if (list.hidden) return void offer(input);
      const count = list.querySelectorAll("[role=option]").length;
      mark(input, list, (Number(list.dataset.active ?? -1) + step + count) % count);
    } else if (isBox && event.key === "Escape" && !parts(input).list.hidden) {
      event.stopPropagation();
      close(input);
    } else if (event.key === "Enter" && input.tagName !== "BUTTON" && input.tagName !== "SUMMARY") {
      event.preventDefault();
      enter(input);
    }
  });

  document.querySelectorAll("[data-lines]").forEach(tidy);
})();
