// One person and the chat they have open: head, messages, composer, and what happens when they act.

import { disc, h, hueOf, icon, iconButton } from "./dom.js";
import { told, word } from "./words.js";
import { about, chatList, firstSight, markSeen, shape, unread } from "./chats.js";
import { Composer, dropPlaces } from "./composer.js";
import { Flow } from "./flow.js";
import { Notices } from "./notices.js";
import { act, chat as loadChat, chats as loadChats, Refused } from "./server.js";
import { standing } from "./standing.js";

export class Column {
  constructor(panel, person) {
    this.person = person;
    this.open = { chat: panel.chat, thread: null, topic: null };
    this.list = [];
    this.view = null;
    this.turns = { list: 0, view: 0 }; // how often each was asked for
    this.build(panel);
  }

  build(panel) {
    const label = told(panel.heading) || this.person.name;
    this.head = h("button", { class: "column-open", "aria-expanded": "false", onclick: () => this.toggleList() });
    this.back = iconButton("back", word("backToPost"), () => this.leaveThread(), { hidden: true });
    this.more = iconButton("more", word("more"), () => this.notices.menu(this.choices()), { class: "column-icon dots", "aria-haspopup": "menu" });
    this.topics = h("div", { class: "topics", hidden: true });
    this.notices = new Notices();
    this.flow = new Flow(this.deeds());
    this.composer = new Composer((letter) => this.send(letter));
    this.body = h("div", { class: "column-body" }, this.flow.element, this.composer.element, this.notices.toasts);
    this.element = h("section", { class: "column", "aria-label": `${label}, ${this.person.name}`, "--hue": hueOf(this.person.name) },
      h("h2", { class: "column-who" }, h("b", {}, this.person.name), h("span", {}, label)),
      h("div", { class: "column-chat" }, this.back, this.head, this.more), this.topics, this.body, this.notices.over);
    this.element.append(dropPlaces(this.element, () => this.view?.can_write, (files, kind) => this.composer.tray.add(files, kind)));
    this.element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || this.head.getAttribute("aria-expanded") !== "true") return;
      this.toggleList(false);
      this.head.focus();
    });
  }

  deeds() {
    return {
      press: (message, button) => this.press(message, button),
      follow: (url) => this.follow(url),
      say: (text) => this.view.can_write && this.send({ text, files: [] }),
      reply: (message) => this.view.can_write && this.composer.reply(message),
      comments: (about) => this.go(about.chat, about.thread),
      vote: (message, option) => this.do("vote", { message: message.id, option }),
      jump: (id) => this.flow.jump(id),
      seen: (id) => { markSeen(this.person.id, this.open.chat, id); this.drawHead(); },
    };
  }

  // Reads again what changed: the list of chats always, the open chat if it is among the ids.
  async refresh(ids = new Set(["all"])) {
    const mine = ids.has("all") || ids.has(this.open.chat) || this.view?.type === "channel" || !this.view;
    const asked = { ...this.open };
    const turns = { list: this.turns.list += 1, view: mine ? this.turns.view += 1 : 0 };
    const [list, view] = await Promise.all([loadChats(this.person.id), mine ? loadChat(this.person.id, asked.chat) : null]);
    firstSight(this.person.id, list);
    // An answer that was overtaken on its way must not bring back what is gone since.
    if (turns.list === this.turns.list) this.list = list;
    if (turns.view === this.turns.view && asked.chat === this.open.chat) this.view = view;
    if (this.view) this.draw();
  }

  draw() {
    this.drawHead();
    this.drawTopics();
    this.flow.draw(this.view, this.open);
    this.composer.show(standing(this.view, this.open, { start: () => this.do("start"), unblock: () => this.do("unblock"), join: () => this.join() }));
    if (this.listElement) this.showList();
  }

  drawHead() {
    const { view } = this;
    if (!view) return;
    const others = this.list.reduce((sum, chat) => sum + (chat.id === this.open.chat ? 0 : unread(this.person.id, chat)), 0);
    this.back.hidden = !this.open.thread;
    this.head.setAttribute("aria-label", `${view.title}. ${word("openChats")}`);
    this.head.title = word("openChats");
    this.head.replaceChildren(disc(view.title, shape(view)),
      h("span", { class: "column-name" }, h("b", {}, this.open.thread ? word("thread") : view.title), h("small", {}, this.open.thread ? view.title : about(view))),
      others ? h("span", { class: "unread" }, others, h("span", { class: "sr" }, ` ${word("unread")}`)) : "", icon("down", "chevron"));
  }

  drawTopics() {
    const topics = this.view.topics ?? [];
    this.topics.hidden = !topics.length;
    const chip = (id, name) => h("button", { "aria-pressed": String(this.open.topic === id), onclick: () => { this.open.topic = id; this.draw(); this.flow.toEnd(); } }, name);
    this.topics.replaceChildren(chip(null, word("allTopics")), ...topics.map((topic) => chip(topic.id, topic.name)));
  }

  toggleList(open = !this.listElement) {
    this.head.setAttribute("aria-expanded", String(open));
    this.listElement?.remove();
    this.listElement = null;
    if (open) { this.showList(); this.listElement.querySelector("button")?.focus(); }
  }

  showList() {
    const fresh = chatList(this.person, this.list, this.open.chat, (id) => { this.toggleList(false); this.go(id); });
    if (this.listElement) this.listElement.replaceWith(fresh); else this.body.append(fresh);
    this.listElement = fresh;
  }

  async go(chat, thread = null, message = null) {
    this.before = thread ? this.open : null;
    this.open = { chat, thread, topic: null };
    this.composer.reply(null);
    this.turns.view += 1;
    this.view = await loadChat(this.person.id, chat);
    this.draw();
    if (message) this.flow.jump(message); else this.flow.toEnd();
  }

  leaveThread() {
    const { chat } = this.before ?? this.open;
    this.go(chat);
  }

  choices() {
    const { view } = this;
    if (view.type === "private") {
      const name = view.blocked ? "unblock" : "block";
      return [{ label: word(name), danger: !view.blocked, act: () => this.do(name) }, { label: "/start", act: () => this.do("start") }];
    }
    return view.member ? [{ label: word("leave"), danger: true, act: () => this.do("leave") }] : [{ label: word(view.request ? "askJoin" : "join"), act: () => this.join() }];
  }

  // Every act goes through here: a refusal is shown, never swallowed.
  async do(action, fields = {}, files = null) {
    try {
      return await act(this.person.id, action, { chat: this.open.chat, ...fields }, files);
    } catch (error) {
      this.notices.toast(error instanceof Refused ? error.message : word("failed"), true);
      return null;
    }
  }

  async send({ text, files, kind, reply }) {
    const where = { reply: reply ?? this.open.thread, topic: this.open.topic };
    this.flow.follow = true;
    if (files.length) return this.do("files", { caption: text, kind, ...where }, files);
    return this.do("text", { text, ...where });
  }

  async press(message, button) {
    const answer = await this.do("press", { message: message.id, row: button.row, column: button.column, text: button.text });
    if (!answer) return;
    if (answer.url) this.follow(answer.url);
    else if (answer.late) this.notices.toast(word("slow"));
    else if (answer.alert) this.notices.alert(answer.text);
    else if (answer.text) this.notices.toast(answer.text);
  }

  join() {
    return this.do("join", { link: this.view.link ?? null });
  }

  async follow(url) {
    const way = await this.do("follow", { url });
    if (!way) return;
    if (way.open) return this.go(way.open, way.thread ?? null, way.message ?? null);
    if (way.outside) return this.notices.outside(way.outside);
    if (way.ask) this.notices.ask(way.title, word(way.request ? "askJoin" : "join"), () => this.do("join", { link: way.ask }));
  }
}
