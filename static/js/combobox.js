/* One of many: asks the server for matching options while the person types. */
"use strict";

document.addEventListener("focusin", ({ target }) => {
  const box = target.closest?.(".finder");
  if (!box || box.dataset.isReady || target.getAttribute("role") !== "combobox") return;
  box.dataset.isReady = "1";
  const [value, input, list] = box.children;
  let timer, asked = 0, active = -1, isStale = false; // stale: the list is not yet that of what is typed

  const show = (open) => {
    list.hidden = !open;
    input.setAttribute("aria-expanded", open);
    if (!open) mark(-1);
  };
  const mark = (place) => {
    active = place;
    [...list.children].forEach((option, n) => option.setAttribute("aria-selected", n === place));
    const option = list.children[place];
    if (option) option.scrollIntoView({ block: "nearest" });
    if (option) input.setAttribute("aria-activedescendant", option.id);
    else input.removeAttribute("aria-activedescendant");
  };
  const ask = async () => {
    const address = new URL(box.dataset.optionsUrl, location.href);
    const words = input.value;
    address.searchParams.set("q", words);
    const turn = ++asked;
    const answer = await fetch(address);
    const options = answer.ok && !answer.redirected ? await answer.text() : "";
    if (turn !== asked) return; // a later question is on its way
    isStale = input.value !== words; // typed on while it was asked
    list.innerHTML = options;
    list.querySelectorAll("[role=option]").forEach((option, n) => { option.id = `${list.id}_${n}`; });
    if (!list.children.length) list.innerHTML = '<li class="combobox-none" role="option" aria-disabled="true"></li>';
    if (list.firstChild.className === "combobox-none") list.firstChild.textContent = box.dataset.none;
    show(true);
    mark(-1);
  };
  const choose = (option) => {
    if (!option || option.ariaDisabled === "true") return;
    clearTimeout(timer);
    value.value = option.dataset.value;
    input.value = option.dataset.label || option.textContent.trim();
    value.dispatchEvent(new Event("input", { bubbles: true }));
    show(false);
  };

  /* Typed fast and Enter: the first of what is typed, not of what stood there before. */
  const chooseFirst = async () => {
    clearTimeout(timer);
    await ask();
    if (!isStale) choose(list.children[0]);
  };

  input.addEventListener("input", () => { value.value = ""; isStale = true; clearTimeout(timer); timer = setTimeout(ask, 200); });
  input.addEventListener("click", ask);
  input.addEventListener("blur", () => setTimeout(() => show(false), 150));
  list.addEventListener("mousedown", (event) => { event.preventDefault(); choose(event.target.closest("[role=option]")); });
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (list.hidden) return void ask();
      mark((active + step + list.children.length) % list.children.length);
    } else if (event.key === "Enter" && !event.ctrlKey && isStale && input.value) {
      event.preventDefault();
      chooseFirst();
    } else if (event.key === "Enter" && !event.ctrlKey && !list.hidden) {
      event.preventDefault();
      choose(list.children[Math.max(active, 0)]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.stopPropagation();
      show(false);
    }
  });
});
