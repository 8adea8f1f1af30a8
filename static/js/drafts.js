/* Five seconds after the last letter, what is typed so far goes to the server. */
"use strict";

for (const form of document.querySelectorAll("form[data-draft-url]")) {
  const state = form.querySelector(".draft-state");
  let timer;

  const keep = async () => {
    const typed = new FormData(form);
    for (const [name, value] of [...typed]) if (value instanceof File) typed.delete(name);
    try {
      const answer = await fetch(form.dataset.draftUrl, {
        method: "POST", body: new URLSearchParams(typed), headers: { "X-CSRFToken": csrfToken() },
      });
      if (!answer.ok || answer.redirected) return;
      const time = (await answer.json()).saved_at;
      state.textContent = say(form.dataset.draftSaved, { time });
    } catch {
      timer = setTimeout(keep, 15000); // no network: later
    }
  };

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(keep, 5000);
  });
  form.addEventListener("submit", () => clearTimeout(timer));
}
