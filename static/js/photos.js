/* Photos: made small before they are sent, shown, put in order, taken out and put back. */
"use strict";

for (const field of document.querySelectorAll(".photo-field")) {
  const input = field.querySelector(".photo-album input");
  const camera = field.querySelector(".photo-camera input");
  const list = field.querySelector(".photo-list");
  const said = field.querySelector(".photo-said");
  const words = field.dataset;
  let photos = []; // {file, address}; without a file while it is being made smaller

  async function shrunk(file) {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, 1600 / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.82));
    if (!blob || (scale === 1 && blob.size >= file.size)) return file;
    const name = file.name.replace(/\.\w+$/, "") + ".jpg";
    return new File([blob], name, { type: "image/jpeg", lastModified: file.lastModified });
  }

  function button(sign, label, act, disabled) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = sign;
    made.setAttribute("aria-label", label);
    made.disabled = Boolean(disabled);
    made.addEventListener("click", act);
    return made;
  }

  function move(place, by) {
    photos.splice(place + by, 0, ...photos.splice(place, 1));
    draw();
  }

  function remove(place) {
    const [taken] = photos.splice(place, 1);
    draw();
    said.textContent = `${words.removed} `;
    said.append(button(words.undo, words.undo, () => {
      photos.splice(place, 0, taken);
      said.textContent = "";
      draw();
    }));
  }

  function card(photo, place) {
    const item = document.createElement("li");
    item.className = "photo";
    const n = place + 1;
    const picture = document.createElement(photo.file ? "img" : "span");
    if (photo.file) Object.assign(picture, { src: photo.address, alt: say(words.photo, { n }) });
    else Object.assign(picture, { className: "photo-wait", textContent: words.shrinking });
    const buttons = document.createElement("span");
    buttons.className = "photo-buttons";
    buttons.append(
      button("←", say(words.earlier, { n }), () => move(place, -1), !place),
      button("×", say(words.remove, { n }), () => remove(place)),
      button("→", say(words.later, { n }), () => move(place, 1), n === photos.length),
    );
    item.append(picture, buttons);
    return item;
  }

  function draw() {
    const files = new DataTransfer();
    for (const photo of photos) if (photo.file) files.items.add(photo.file);
    input.files = files.files;
    list.replaceChildren(...photos.map(card));
  }

  async function add(chosen) {
    const room = Number(words.most) - photos.length;
    said.textContent = chosen.length > room ? say(words.tooMany, { n: words.most }) : "";
    const added = chosen.slice(0, room).map((file) => ({ original: file }));
    photos.push(...added);
    draw();
    for (const photo of added) { // one after the other: old phones have little memory
      photo.file = await shrunk(photo.original).catch(() => photo.original);
      photo.address = URL.createObjectURL(photo.file);
      draw();
    }
  }

  input.addEventListener("change", () => add([...input.files]));
  camera.addEventListener("change", () => { add([...camera.files]); camera.value = ""; });
}
