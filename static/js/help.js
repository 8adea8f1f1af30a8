/* Help opens beside the page one is on; without this script its link leads to a page of its own. */
"use strict";

(() => {
  let drawer;

  const open = async (link) => {
    const answer = await fetch(link.href, { headers: { "HX-Request": "true" } });
    if (!answer.ok || answer.redirected) return void (location.href = link.href);
    if (!drawer) {
      drawer = document.createElement("dialog");
      drawer.className = "drawer help-text";
      document.body.append(drawer);
      drawer.addEventListener("click", (event) => { if (event.target === drawer) drawer.close(); });
    }
    const words = await answer.text();
    const close = document.getElementById("keys").querySelector("form[method=dialog]").cloneNode(true);
    drawer.innerHTML = words;
    drawer.append(close);
    drawer.setAttribute("aria-label", drawer.querySelector(".drawer-title").textContent);
    if (!drawer.open) drawer.showModal();
    drawer.scrollTop = 0;
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-help]");
    const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey || innerWidth < 768;
    if (!link || elsewhere || link.closest(".panel")) return;
    event.preventDefault();
    open(link);
  });
})();
