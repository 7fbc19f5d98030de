// What a column says to its person: short toasts, alerts to confirm, small menus.

import { h } from "./dom.js";
import { word } from "./words.js";

const TOAST_MS = 4500;

export class Notices {
  constructor() {
    this.toasts = h("div", { class: "toasts", role: "status", "aria-live": "polite" });
    this.over = h("div", { hidden: true });
  }

  toast(text, bad = false) {
    const toast = h("div", { class: `toast${bad ? " bad" : ""}` }, text);
    this.toasts.append(toast);
    setTimeout(() => toast.remove(), TOAST_MS + 40 * text.length);
  }

  alert(text) {
    this.show(text, [h("button", { class: "solid", onclick: () => this.shut() }, word("ok"))]);
  }

  ask(text, yes, act) {
    this.show(text, [
      h("button", { class: "plain", onclick: () => this.shut() }, word("cancel")),
      h("button", { class: "solid", onclick: () => { this.shut(); act(); } }, yes),
    ]);
  }

  outside(url) {
    const go = h("a", { class: "solid", href: url, target: "_blank", rel: "noreferrer noopener" }, word("ok"));
    this.show(`${word("opensOutside")}\n${url}`, [h("button", { class: "plain", onclick: () => this.shut() }, word("cancel")), go]);
  }

  show(text, buttons) {
    this.before = document.activeElement;
    const box = h("div", { role: "alertdialog", "aria-modal": "true", "aria-label": text }, h("p", {}, text), h("div", { class: "row" }, buttons));
    this.cover("alert", box);
    buttons.at(-1).focus();
  }

  menu(choices) {
    this.before = document.activeElement;
    const items = choices.map((choice) => h("button", { role: "menuitem", class: choice.danger ? "danger" : "", onclick: () => { this.shut(); choice.act(); } }, choice.label));
    this.cover("cover", h("div", { class: "menu", role: "menu" }, items));
    items[0].focus();
  }

  cover(name, box) {
    this.over.className = name;
    this.over.hidden = false;
    this.over.replaceChildren(box);
    this.over.onclick = (event) => { if (event.target === this.over) this.shut(); };
    this.over.onkeydown = (event) => this.key(event, [...box.querySelectorAll("button, a")]);
  }

  // Focus stays inside while something is asked.
  key(event, stops) {
    const step = { Tab: event.shiftKey ? -1 : 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") { event.stopPropagation(); this.shut(); }
    if (!step) return;
    event.preventDefault();
    stops[(stops.indexOf(document.activeElement) + step + stops.length) % stops.length].focus();
  }

  shut() {
    this.over.hidden = true;
    this.over.replaceChildren();
    if (this.before?.isConnected) this.before.focus();
    else this.over.parentElement.querySelector(".flow").focus();
  }
}
