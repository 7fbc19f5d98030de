// The menu of the bot's commands: a button, or a slash at the start of the line.

import { h } from "./dom.js";
import { word } from "./words.js";

let menus = 0;

export class Commands {
  constructor(field, choose) {
    this.field = field;
    this.choose = choose;
    this.all = [];
    this.at = 0;
    this.id = `commands${(menus += 1)}`;
    this.list = h("ul", { class: "commands", role: "listbox", id: this.id, "aria-label": word("commands"), hidden: true });
    this.button = h("button", { class: "composer-icon", "aria-label": word("commands"), title: word("commands"), onclick: () => this.toggle() }, h("span", { class: "slash", "aria-hidden": "true" }, "/"));
    field.setAttribute("aria-controls", this.id);
    field.setAttribute("aria-autocomplete", "list");
    field.addEventListener("input", () => this.update());
    field.addEventListener("blur", () => setTimeout(() => { this.list.hidden = true; }, 150));
  }

  set(commands) {
    this.all = commands ?? [];
    this.button.hidden = !this.all.length;
  }

  toggle() {
    const open = this.list.hidden;
    this.field.value = open ? "/" : "";
    this.field.focus();
    this.update();
  }

  get matching() {
    const typed = /^\/(\w*)$/.exec(this.field.value);
    return typed ? this.all.filter((each) => each.command.startsWith(typed[1].toLowerCase())) : [];
  }

  update() {
    this.at = 0;
    this.draw();
  }

  draw() {
    const shown = this.matching;
    this.list.hidden = !shown.length;
    this.list.replaceChildren(...shown.map((each, index) => h("li", {
      role: "option", id: `${this.id}-${index}`, "aria-selected": String(index === this.at),
      onmousedown: (event) => { event.preventDefault(); this.take(each); },
    }, h("b", {}, `/${each.command}`), h("span", {}, each.description))));
    if (shown.length) this.field.setAttribute("aria-activedescendant", `${this.id}-${this.at}`);
    else this.field.removeAttribute("aria-activedescendant");
    this.list.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }

  take(each) {
    this.list.hidden = true;
    this.choose(each.command);
  }

  // True when the key was for the menu.
  key(event) {
    const shown = this.matching;
    if (this.list.hidden || !shown.length) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.at = (this.at + step + shown.length) % shown.length;
    else if (event.key === "Tab") this.field.value = `/${shown[this.at].command}`;
    else if (event.key === "Escape") this.field.value = "";
    else if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); this.take(shown[this.at]); return true; }
    else return false;
    event.preventDefault();
    this.draw();
    return true;
  }
}
