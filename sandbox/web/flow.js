// The scroll of messages of a chat: days, bubbles, and the way back down.

import { disc, h, reconcile } from "./dom.js";
import { bubble } from "./message.js";
import { day, word } from "./words.js";

const NEAR = 80; // px from the end that still count as reading along
const PAUSE = 600; // seconds after which a sender is named again

export class Flow {
  constructor(deeds) {
    this.deeds = deeds;
    this.follow = true;
    this.last = 0;
    this.top = 0;
    this.scroll = h("div", { class: "flow", role: "log", "aria-label": word("messages"), tabindex: "0" });
    this.fresh = h("button", { class: "fresh", hidden: true, onclick: () => this.toEnd() });
    this.element = h("div", { class: "column-body" }, this.scroll, this.fresh);
    this.scroll.addEventListener("scroll", () => this.scrolled());
    // Pictures that load late and windows that change size must not push the last line out of sight.
    new ResizeObserver(() => this.keep()).observe(this.scroll);
    this.scroll.addEventListener("load", () => this.keep(), true);
  }

  get atEnd() {
    return this.scroll.scrollHeight - this.scroll.scrollTop - this.scroll.clientHeight < NEAR;
  }

  keep() {
    if (this.follow) this.scroll.scrollTop = this.scroll.scrollHeight;
  }

  // Only a scroll upwards is the person's wish to stay; content that grows below is not.
  scrolled() {
    const up = this.scroll.scrollTop < this.top - 1;
    this.top = this.scroll.scrollTop;
    if (this.atEnd) this.follow = true;
    else if (up) this.follow = false;
    if (!this.atEnd) return;
    this.fresh.hidden = true;
    if (this.last) this.deeds.seen(this.last);
  }

  toEnd() {
    this.follow = true;
    this.keep();
    this.fresh.hidden = true;
    if (this.last) this.deeds.seen(this.last);
  }

  draw(view, open) {
    const root = view.messages.find((message) => message.id === open.thread);
    const messages = view.messages.filter((message) => within(message, open, root));
    const items = arranged(messages, view, open);
    const last = view.messages.filter((message) => !message.own && !message.deleted).at(-1)?.id ?? 0;
    reconcile(this.scroll, items.length ? items.map((item) => this.item(item, view)) : [this.blank(view)]);
    const isNew = last > this.last && this.chat === view.id;
    this.chat = view.id;
    this.last = last;
    if (this.follow) this.toEnd();
    else if (isNew) { this.fresh.hidden = false; this.fresh.textContent = `↓ ${word("fresh")}`; }
  }

  item({ key, group, place, title }, view) {
    const mark = JSON.stringify([view.id, group, place, title, view.can_write]);
    const deeds = view.can_write ? this.deeds : { ...this.deeds, reply: null };
    return { key: `${view.id}:${key}`, mark, build: () => built(group, place, title, deeds) };
  }

  blank(view) {
    const text = word(view.type === "private" ? "emptyBot" : "empty");
    return { key: "blank", mark: view.title, build: () => h("div", { class: "blank" }, disc(view.title), h("b", {}, view.title), h("p", {}, view.description || text)) };
  }

  jump(id) {
    const target = [...this.scroll.children].find((child) => child.dataset.ids?.split(" ").includes(String(id)));
    if (!target) return;
    this.follow = false;
    target.scrollIntoView({ block: "center" });
    target.classList.add("called");
    setTimeout(() => target.classList.remove("called"), 1700);
  }
}

function built(group, place, title, deeds) {
  if (title) return h("div", { class: "day" }, title);
  const element = bubble(group, place, deeds);
  element.dataset.ids = group.map((message) => message.id).join(" ");
  return element;
}

// A thread is its root, with the whole album when it is part of one, and what answers it.
function within(message, { thread, topic }, root) {
  if (thread) return message.id === thread || message.thread === thread || Boolean(root?.album && message.album === root.album);
  return topic === null || message.topic === topic;
}

// Albums become one group, and so do deleted messages in a row; a day line opens each day.
function arranged(messages, view) {
  const groups = [];
  for (const message of messages) {
    const before = groups.at(-1)?.[0];
    if (before && together(before, message)) groups.at(-1).push(message);
    else groups.push([message]);
  }
  const items = [];
  groups.forEach((group, index) => {
    const today = day(group[0].date);
    const before = groups[index - 1];
    if (!before || day(before[0].date) !== today) items.push({ key: `d${group[0].id}`, title: today, group: [] });
    items.push({ key: `m${group[0].id}`, group, place: placed(group, before, groups[index + 1], view), title: null });
  });
  return items;
}

function together(one, other) {
  if (one.deleted || other.deleted) return Boolean(one.deleted && other.deleted) && day(one.date) === day(other.date);
  return Boolean(one.album) && one.album === other.album;
}

function placed(group, before, after, view) {
  const [message] = group;
  return {
    own: Boolean(message.own), alone: view.type === "private" || view.type === "channel",
    first: !joined(before, group), last: !joined(group, after),
  };
}

function joined(one, other) {
  if (!one || !other || [one, other].some(([message]) => message.service || message.deleted)) return false;
  return one[0].sender.id === other[0].sender.id && other[0].date - one[0].date < PAUSE && !other[0].forward;
}
