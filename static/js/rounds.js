/* A round: photos are made small before they are sent. */
"use strict";

(() => {
  async function shrunk(file) {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, 1600 / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.82));
    if (!blob || (scale === 1 && blob.size >= file.size)) return file;
    return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg", lastModified: file.lastModified });
  }

  document.addEventListener("change", async (event) => {
    const input = event.target;
    if (!input.matches("[data-shrink]") || input.dataset.isSmall) return delete input.dataset.isSmall;
    const files = new DataTransfer();
    for (const file of input.files) files.items.add(await shrunk(file).catch(() => file)); // one after the other: old phones have little memory
    input.files = files.files;
    const words = input.nextElementSibling;
    words.dataset.words ??= words.textContent;
    const n = Number(words.dataset.count || 0) + input.files.length;
    words.textContent = n ? `${words.dataset.words} ${n}` : words.dataset.words;
  });

  /* One stop open at a time where the browser does not see to it. */
  document.addEventListener("toggle", (event) => {
    if (!event.target.open || !event.target.matches("details.stop")) return;
    for (const other of document.querySelectorAll("details.stop[open]")) if (other !== event.target) other.open = false;
  }, true);
})();
