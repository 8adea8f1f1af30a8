/* Forms marked data-offline wait on the device when the network is gone, at most 24 hours,
   and are sent once, one by one, when it is back. Other forms are never kept. */
"use strict";

(() => {
  const bar = document.getElementById("offline-bar");
  if (!bar || !window.indexedDB) return;
  const person = document.body.dataset.person;
  const DAY = 24 * 60 * 60 * 1000;

  const database = () => new Promise((resolve, reject) => {
    const request = indexedDB.open("waiting", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("forms", { keyPath: "key" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

  const store = async (mode, act) => {
    const open = await database();
    return new Promise((resolve, reject) => {
      const transaction = open.transaction("forms", mode);
      const request = act(transaction.objectStore("forms"));
      transaction.oncomplete = () => { open.close(); resolve(request.result); };
      transaction.onabort = transaction.onerror = () => { open.close(); reject(transaction.error); };
    });
  };
  const put = (form) => store("readwrite", (forms) => forms.put(form));
  const drop = (form) => store("readwrite", (forms) => forms.delete(form.key));
  const waiting = async () => (await store("readonly", (forms) => forms.getAll()))
    .filter((form) => form.person === person).sort((a, b) => a.at - b.at);

  function show(words, n, address) {
    bar.hidden = !words;
    bar.textContent = "";
    if (!words) return;
    const line = document.createElement(address ? "a" : "span");
    if (address) line.href = address;
    line.textContent = say(words, { n });
    bar.append(line);
  }

  async function keep(form) {
    const fields = new FormData(form);
    fields.set("typed_at", new Date().toISOString()); // the clock of this device
    const page = location.pathname + location.search;
    const key = fields.get("form_key") || String(Date.now());
    try {
      await put({ key, person, page, at: Date.now(), action: form.action, fields: [...fields] });
    } catch {
      return show(bar.dataset.full, 1); // the device is full or forbids it: the form stays as it is
    }
    form.dataset.isKept = "1";
    show(bar.dataset.waiting, (await waiting()).length);
    form.querySelector("[data-sending]").disabled = true;
  }

  /* Whether the server answers now; a browser that says "online" may only have a router. */
  async function isReached() {
    if (!navigator.onLine) return false;
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), 4000);
    try {
      return (await fetch(bar.dataset.liveUrl, { cache: "no-store", signal: stop.signal })).ok;
    } catch {
      return false;
    } finally {
      clearTimeout(timer);
    }
  }

  /* A form that waits, or is sent anew, does not know which button was pressed: it is written into it. */
  function remember(form, button) {
    form.querySelectorAll("[data-pressed]").forEach((old) => old.remove());
    if (!button?.name) return;
    const pressed = document.createElement("input");
    Object.assign(pressed, { type: "hidden", name: button.name, value: button.value });
    pressed.dataset.pressed = "";
    form.append(pressed);
  }

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("form[data-offline]") || form.dataset.isReached || form.dataset.isKept) return;
    event.preventDefault();
    remember(form, event.submitter);
    setBusy(form, true);
    if (await isReached()) {
      if (form.dataset.keptKey) await drop({ key: form.dataset.keptKey });
      setBusy(form, false);
      form.dataset.isReached = "1";
      form.requestSubmit();
    } else {
      setBusy(form, false);
      await keep(form);
    }
  }, true);

  /* Sends one form: true when it is saved, else what stands against it. */
  async function send(form) {
    const fields = new FormData();
    for (const [name, value] of form.fields) if (name !== "csrfmiddlewaretoken") fields.append(name, value);
    const answer = await fetch(form.action, {
      method: "POST", body: fields, headers: { "X-CSRFToken": csrfToken(), "X-Offline": "1" },
    });
    if (new URL(answer.url).pathname === bar.dataset.loginUrl || answer.status === 403) return "login";
    if (answer.redirected || answer.status === 201 || answer.status === 204) return "saved";
    return answer.status >= 500 ? "later" : "refused";
  }

  /* The browser may say twice that the network is back: what is on its way is not sent again. */
  let sending = null;
  const sendAll = () => {
    sending ??= sendEach().finally(() => { sending = null; });
    return sending;
  };

  async function sendEach() {
    const forms = await waiting();
    const old = forms.filter((form) => form.at < Date.now() - DAY);
    for (const form of old) await drop(form);
    const fresh = forms.filter((form) => !old.includes(form) && !form.isRefused);
    let left = fresh.length, sent = 0, end = "";
    for (const form of fresh) {
      show(bar.dataset.sending, left);
      end = await send(form).catch(() => "later");
      if (end === "refused") await put({ ...form, isRefused: true });
      else if (end !== "saved") break;
      else { await drop(form); sent += 1; }
      left -= 1;
    }
    report(end, left, sent, old.length);
  }

  async function report(end, left, sent, old) {
    const refused = (await waiting()).filter((form) => form.isRefused);
    if (end === "login") show(bar.dataset.login, left, bar.dataset.loginUrl);
    else if (left) show(bar.dataset.waiting, left);
    else if (refused.length) show(bar.dataset.refused, refused.length, refused[0].page);
    else if (old) show(bar.dataset.expired, old);
    else show(sent ? bar.dataset.sent : "", sent);
  }

  /* A form that was refused is shown as it was typed, to be put right and sent again. */
  async function bringBack() {
    const page = location.pathname + location.search;
    const kept = (await waiting()).find((each) => each.isRefused && each.page === page);
    const forms = [...document.querySelectorAll("form[data-offline]")];
    const form = kept && (forms.find((each) => each.action === kept.action) || forms[0]);
    if (!form) return;
    for (const field of form.elements) {
      const given = kept.fields.filter(([name]) => name === field.name).map(([, value]) => value);
      if (!given.length || field.name === "csrfmiddlewaretoken") continue;
      if (field.type === "file") {
        const files = new DataTransfer();
        given.forEach((file) => file.size && files.items.add(file));
        field.files = files.files;
        field.dispatchEvent(new Event("change", { bubbles: true }));
      } else if (field.type === "radio" || field.type === "checkbox") field.checked = given.includes(field.value);
      else field.value = given[0];
    }
    form.dataset.keptKey = kept.key; // dropped when it is sent again
  }

  window.addEventListener("online", sendAll);
  window.addEventListener("offline", async () => show(bar.dataset.waiting, (await waiting()).length));
  if (person) bringBack().then(sendAll);
})();
