// Pictures and files chosen but not yet sent, with the choice photo or file.

import { h, iconButton } from "./dom.js";
import { word } from "./words.js";

const LIMIT = 10; // an album of Telegram
let trays = 0;

export class Tray {
  constructor(changed) {
    this.files = [];
    this.kind = "photo";
    this.changed = changed;
    this.name = `kind${(trays += 1)}`;
    this.list = h("ul");
    this.note = h("small", { "aria-live": "polite" });
    this.element = h("div", { class: "tray", hidden: true }, this.list, this.choice(), this.note);
  }

  choice() {
    const option = (kind, label) => {
      const input = h("input", { type: "radio", name: this.name, value: kind, checked: kind === this.kind });
      input.addEventListener("change", () => this.choose(kind));
      return h("label", {}, input, label);
    };
    return h("fieldset", { class: "choice", "aria-label": word("sendAs") }, option("photo", word("asPhoto")), option("file", word("asFile")));
  }

  choose(kind) {
    this.kind = kind;
    this.element.querySelectorAll("input").forEach((input) => { input.checked = input.value === kind; });
    this.note.textContent = word(kind === "photo" ? "photoNote" : "fileNote");
  }

  add(files, kind = null) {
    const together = [...this.files, ...files];
    this.files = together.slice(0, LIMIT);
    const photos = this.files.every((file) => /^image\/(jpeg|png|webp|gif|bmp)$/.test(file.type));
    this.choose(photos ? kind ?? this.kind : "file");
    this.draw();
    if (together.length > LIMIT) this.note.textContent = word("tooMany");
    this.changed();
  }

  clear() {
    this.files = [];
    this.kind = "photo";
    this.draw();
  }

  draw() {
    this.list.querySelectorAll("img").forEach((image) => URL.revokeObjectURL(image.src));
    this.element.hidden = !this.files.length;
    this.list.replaceChildren(...this.files.map((file, index) => h("li", {}, thumb(file),
      iconButton("close", `${word("remove")}: ${file.name}`, () => this.drop(index), { class: "" }))));
  }

  drop(index) {
    this.files = this.files.filter((_, at) => at !== index);
    this.draw();
    this.changed();
  }
}

function thumb(file) {
  if (!file.type.startsWith("image/")) return h("span", {}, file.name.slice(0, 24));
  const image = h("img", { src: URL.createObjectURL(file), alt: file.name });
  image.addEventListener("error", () => image.replaceWith(file.name.slice(0, 24)));
  return image;
}
