/* Keys for people who have a keyboard. Single letters never act inside a field and can be switched off. */
"use strict";

(() => {
  const dialog = document.getElementById("keys");
  const off = document.getElementById("keys-off");
  const search = document.querySelector(".search input");
  if (!dialog) return;
  off.checked = localStorage.getItem("keys-off") === "1";
  off.addEventListener("change", () => localStorage.setItem("keys-off", off.checked ? "1" : "0"));

  const acts = (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    const single = !typing && !off.checked && !event.ctrlKey && !event.altKey && !event.metaKey;
    if (((event.ctrlKey || event.metaKey) && event.key === "k") || (single && event.key === "/")) return seek;
    if (single && event.key === "?") return () => dialog.showModal();
    if (event.altKey && event.code === "KeyN") return () => document.querySelector("[data-key=new], .actions .btn-primary")?.click();
    if (event.key === "Escape" && !typing) return close;
    return null;
  };

  /* On a phone the box stands on a page of its own. */
  function seek() {
    const box = search?.offsetParent ? search : document.getElementById("q");
    if (!box) return document.querySelector(".page-tools [data-key=search]")?.click();
    box.focus();
    return box.select();
  }

  function close() {
    const open = document.querySelector("details.pop[open]");
    if (open) {
      open.open = false;
      open.querySelector("summary").focus();
    } else if (location.hash === "#menu") history.back();
    else if (!document.querySelector("form.house-form, dialog[open]")) document.querySelector(".crumbs li:last-child a")?.click();
  }

  document.addEventListener("keydown", (event) => {
    const act = acts(event);
    if (!act || (event.key === "Escape" && document.querySelector("dialog[open]"))) return;
    event.preventDefault();
    act();
  });

  /* A small menu closes when the person goes elsewhere. */
  document.addEventListener("click", (event) => {
    for (const open of document.querySelectorAll("details.pop[open]")) if (!open.contains(event.target)) open.open = false;
  });
})();
