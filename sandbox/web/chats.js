// The list of chats of one person, and what is unread in each.

import { disc, h } from "./dom.js";
import { clock, told, word } from "./words.js";

const seen = new Map(); // "person/chat" -> last message id shown to this person

export function markSeen(person, chat, id) {
  const key = `${person}/${chat}`;
  if (id > (seen.get(key) ?? -1)) seen.set(key, id);
}

// What stood there before the page was opened counts as read.
export function firstSight(person, list) {
  for (const chat of list) {
    const key = `${person}/${chat.id}`;
    if (!seen.has(key)) seen.set(key, Math.max(0, ...chat.recent));
  }
}

export function unread(person, chat) {
  if (!chat.member) return 0;
  const last = seen.get(`${person}/${chat.id}`) ?? 0;
  return chat.recent.filter((id) => id > last).length;
}

export const shape = (chat) => (chat.type === "private" ? "" : "square");

export function about(chat) {
  if (chat.type === "private") return word("bot");
  const kind = chat.type === "channel" ? "channel" : chat.forum ? "forum" : "group";
  if (chat.members === undefined) return word(kind);
  return `${word(kind)} · ${chat.members} ${word(chat.type === "channel" ? "subscribers" : "members")}`;
}

const ways = (chat) => word(!chat.link ? "notIn" : chat.request ? "askJoin" : "join");

function state(person, chat) {
  if (chat.pending) return h("span", { class: "tag" }, word("asked"));
  if (!chat.member) return chat.readable ? null : h("span", { class: "tag" }, ways(chat));
  const count = unread(person, chat);
  return count ? h("span", { class: "unread" }, count, h("span", { class: "sr" }, ` ${word("unread")}`)) : null;
}

function lastLine(chat) {
  if (!chat.last) return about(chat);
  const { name, own, kind, text } = chat.last;
  const said = told(text) || word(["photo", "document", "poll"].includes(kind) ? kind : "message");
  return own ? `${word("you")}: ${said}` : name ? `${name}: ${said}` : said;
}

export function chatList(person, list, current, choose) {
  return h("ul", { class: "chats", "aria-label": `${word("chats")} ${person.name}` }, list.map((chat) => h("li", {},
    h("button", { "aria-current": chat.id === current ? "true" : null, onclick: () => choose(chat.id) },
      disc(chat.title, shape(chat)),
      h("span", { class: "text" }, h("b", {}, chat.title), h("small", {}, lastLine(chat))),
      h("span", { class: "side" }, chat.last ? clock(chat.last.date) : "", state(person.id, chat))))));
}
