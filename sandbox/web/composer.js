// Where a person writes: text, pictures as photos or files, the bot's commands.

import { h, icon, iconButton } from "./dom.js";
import { word } from "./words.js";
import { Commands } from "./commands.js";
import { Tray } from "./tray.js";
import { plain } from "./rich.js";

export class Composer {
  constructor(send) {
    this.send = send; // send({text, files, kind, reply})
    this.answering = null;
    this.tray = new Tray(() => this.field.focus());
    this.field = h("textarea", { rows: 1, "aria-label": word("write"), placeholder: word("write"), maxlength: 4096 });
    this.commands = new Commands(this.field, (command) => this.sendText(`/${command}`));
    this.quote = h("div", { class: "answering", hidden: true });
    this.only = h("div", { class: "composer-only", hidden: true });
    this.input = h("input", { type: "file", multiple: true, hidden: true, tabindex: "-1" });
    this.row = h("div", { class: "composer-row" },
      iconButton("clip", word("attach"), () => this.input.click(), { class: "composer-icon" }),
      this.commands.button, this.field,
      iconButton("send", word("send"), () => this.submit(), { class: "composer-icon send" }));
    this.replies = h("div", { class: "replies", hidden: true });
    this.element = h("div", { class: "composer" }, this.quote, this.tray.element, this.commands.list, this.row, this.replies, this.only, this.input);
    this.listen();
  }

  listen() {
    this.input.addEventListener("change", () => { this.tray.add(this.input.files); this.input.value = ""; });
    this.field.addEventListener("input", () => this.grow());
    this.field.addEventListener("keydown", (event) => this.key(event));
    this.field.addEventListener("paste", (event) => {
      if (event.clipboardData.files.length) { event.preventDefault(); this.tray.add(event.clipboardData.files, "photo"); }
    });
  }

  key(event) {
    if (this.commands.key(event)) return;
    if (event.key === "Escape") { this.reply(null); this.tray.clear(); }
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.submit();
  }

  grow() {
    this.field.style.height = "auto";
    this.field.style.height = `${this.field.scrollHeight + 2}px`;
  }

  async submit() {
    const text = this.field.value.trim();
    const files = this.tray.files;
    if (!text && !files.length) return;
    const reply = this.answering?.id;
    if (!await this.send({ text, files, kind: this.tray.kind, reply })) return;
    this.field.value = "";
    this.tray.clear();
    this.reply(null);
    this.commands.update();
    this.grow();
  }

  sendText(text) {
    this.field.value = "";
    this.grow();
    return this.send({ text, files: [], kind: "photo", reply: this.answering?.id });
  }

  reply(message) {
    this.answering = message;
    this.quote.hidden = !message;
    if (!message) return;
    this.quote.replaceChildren(
      h("div", {}, h("b", {}, `${word("replyTo")} ${message.sender.name}`), h("span", {}, plain(message.html) || word("picture"))),
      iconButton("close", word("cancel"), () => { this.reply(null); this.field.focus(); }, { class: "composer-icon" }));
    this.field.focus();
  }

  // Either one may write, or one reads why not and what one may do instead.
  show({ placeholder, commands, keyboard, only }) {
    this.only.hidden = !only;
    this.row.hidden = Boolean(only);
    if (only) { this.reply(null); this.only.replaceChildren(...only); }
    this.field.placeholder = placeholder;
    this.field.setAttribute("aria-label", placeholder);
    this.commands.set(commands);
    this.replies.hidden = !keyboard?.length || Boolean(only);
    this.replies.replaceChildren(...(keyboard ?? []).map((row) => h("div", {}, row.map((text) => h("button", { class: "key", onclick: () => this.sendText(text) }, text)))));
  }
}

// Two places to drop on: what is dropped on one becomes photos, on the other files.
export function dropPlaces(element, allowed, taken) {
  let depth = 0;
  const place = (kind, name, label, note) => {
    const box = h("div", {}, icon(name), h("b", {}, label), h("span", {}, note));
    box.addEventListener("dragover", (event) => { event.preventDefault(); box.classList.add("over"); });
    box.addEventListener("dragleave", () => box.classList.remove("over"));
    box.addEventListener("drop", (event) => { event.preventDefault(); hide(); taken(event.dataTransfer.files, kind); });
    return box;
  };
  const veil = h("div", { class: "drop", hidden: true },
    place("photo", "photo", word("dropPhoto"), word("photoNote")), place("file", "file", word("dropFile"), word("fileNote")));
  const hide = () => { depth = 0; veil.hidden = true; veil.querySelectorAll(".over").forEach((box) => box.classList.remove("over")); };
  const carriesFiles = (event) => allowed() && [...(event.dataTransfer?.types ?? [])].includes("Files");
  element.addEventListener("dragenter", (event) => { if (carriesFiles(event)) { depth += 1; veil.hidden = false; } });
  element.addEventListener("dragleave", (event) => { if (carriesFiles(event)) { depth -= 1; if (depth <= 0) hide(); } });
  element.addEventListener("dragover", (event) => event.preventDefault());
  element.addEventListener("drop", (event) => { event.preventDefault(); hide(); });
  return veil;
}
