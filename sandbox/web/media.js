// Pictures and files of one message or of a whole album.

import { h, icon } from "./dom.js";
import { bytes, word } from "./words.js";
import { openLarge } from "./lightbox.js";

const gridClass = (count) => {
  if (count <= 4) return `n${count}`;
  return { 0: "thirds", 1: "lone", 2: "pair" }[count % 3];
};

export function pictures(messages, caption) {
  const shown = messages.map((message) => ({ ...message.photo, title: "", caption }));
  const grid = h("div", { class: `pictures ${gridClass(shown.length)}` });
  shown.forEach((photo, index) => grid.append(picture(photo, index, shown)));
  return grid;
}

function picture(photo, index, shown) {
  const image = h("img", { src: photo.small || photo.url, alt: `${word("picture")} ${index + 1}`, width: photo.width, height: photo.height });
  const button = h("button", { class: photo.spoiler ? "veil" : "", "aria-label": `${word("openPicture")} (${index + 1}/${shown.length})` }, image);
  if (photo.spoiler) button.append(h("span", { class: "veil-word" }, word("spoiler")));
  if (shown.length === 1 && photo.width && photo.height) button.style.aspectRatio = `${photo.width} / ${photo.height}`;
  image.addEventListener("error", () => button.replaceChildren(h("span", { class: "gone" }, word("unshown"))));
  button.addEventListener("click", () => {
    if (!button.classList.contains("veil")) return openLarge(shown, index);
    button.classList.remove("veil");
    button.querySelector(".veil-word").remove();
  });
  return button;
}

export function files(messages) {
  const images = messages.map((message) => message.document).filter((file) => file.image);
  return h("div", { class: "files" }, messages.map((message) => fileRow(message.document, images, message.protected)));
}

function fileRow(file, images, kept) {
  const about = h("span", {}, h("b", {}, file.name), h("small", {}, `${bytes(file.size)} · ${kind(file)}`));
  if (!file.image) {
    const props = kept ? {} : { href: file.url, download: file.name };
    return h("a", { class: "file", ...props }, h("span", { class: "sheet" }, icon("file")), about);
  }
  const image = h("img", { src: file.small || file.url, alt: "" });
  const sheet = h("span", { class: "sheet" }, image);
  image.addEventListener("error", () => sheet.replaceChildren(icon("photo")));
  const shown = images.map((each) => ({ url: each.url, title: each.name, caption: "" }));
  const onclick = () => openLarge(shown, images.indexOf(file));
  return h("button", { class: "file", onclick, "aria-label": `${word("openPicture")}: ${file.name}` }, sheet, about);
}

const kind = (file) => (file.name.includes(".") ? file.name.split(".").pop() : file.mime || "").toUpperCase();
