/* Every form: say that it is being sent, send it by keys, go to what is wrong. */
"use strict";

document.documentElement.classList.add("has-script");

/* The words of a template string: say("Saved at {time}", {time: "14:08"}). */
window.say = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);

/* The CSRF token of the page as it is now, also after a new login. */
window.csrfToken = () => (document.querySelector("[name=csrfmiddlewaretoken]") || {}).value || "";

function setBusy(form, busy) {
  const button = form.querySelector("[data-sending]");
  if (!button) return;
  if (busy) button.dataset.words = button.textContent;
  button.textContent = busy ? button.dataset.sending : button.dataset.words || button.textContent;
  button.classList.toggle("is-busy", busy);
  button.disabled = busy;
}
window.setBusy = setBusy;

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.isSent) return event.preventDefault();
  if (event.defaultPrevented || !form.querySelector("[data-sending]") || event.submitter?.name) return;
  form.dataset.isSent = "1";
  setTimeout(() => setBusy(form, true)); // after the browser has read the button
});

/* Back from the browser's memory: the button works again. */
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-is-sent]")) {
    delete form.dataset.isSent;
    setBusy(form, false);
  }
});

document.addEventListener("keydown", (event) => {
  const save = (event.ctrlKey || event.metaKey) && (event.key === "s" || event.key === "Enter");
  const form = save && (event.target.form || document.querySelector("form.house-form"));
  if (!form || form.method !== "post") return;
  event.preventDefault();
  form.requestSubmit();
});

document.addEventListener("click", (event) => {
  const step = event.target.closest("[data-step]");
  if (step) {
    const input = step.parentElement.querySelector("input");
    const value = Math.max(Number(input.min || 0), (Number(input.value) || 0) + Number(step.dataset.step));
    input.value = input.max ? Math.min(value, Number(input.max)) : value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }
  if (event.target.closest("[data-print]")) window.print();
});

document.querySelector(".error-summary")?.focus();
