// One bubble: a message, or an album whose messages belong together.

import { disc, h, hueOf, icon } from "./dom.js";
import { clock, told, word } from "./words.js";
import { files, pictures } from "./media.js";
import { plain, rich } from "./rich.js";
import { poll } from "./poll.js";

const TALLEST = 330; // px of a single picture, as in message.css

// deeds: {press, follow, reply, comments, vote, jump}, what a column does when asked.
export function bubble(group, place, deeds) {
  const [first] = group;
  if (first.service) return h("div", { class: "service" }, told(first.service));
  if (first.deleted) return h("div", { class: "service gone" }, group.length > 1 ? `${group.length} ${word("deletedMany")}` : word("deleted"));
  const classes = ["message", place.own && "own", place.alone && "alone", place.first && "first", place.last && "last"];
  if (first.poll || first.buttons?.length || group.some((message) => message.photo)) classes.push("wide");
  const stack = h("div", { class: "stack" }, body(group, place, deeds));
  if (first.buttons?.length) stack.append(keys(first, deeds));
  return h("article", { class: classes.filter(Boolean).join(" "), "aria-label": `${first.sender.name}, ${clock(first.date)}` },
    place.alone || place.own ? null : disc(first.sender.name, "small"), stack,
    deeds.reply ? tools(first, deeds) : null);
}

function tools(message, deeds) {
  const label = `${word("reply")}: ${message.sender.name}`;
  return h("div", { class: "tools" }, h("button", { "aria-label": label, title: word("reply"), onclick: () => deeds.reply(message) }, icon("reply")));
}

function body(group, place, deeds) {
  const last = group.at(-1);
  const speaking = group.find((message) => message.html) || group[0];
  const photos = group.filter((message) => message.photo);
  const documents = group.filter((message) => message.document);
  const thread = group.find((message) => message.comments)?.comments;
  const bare = photos.length && !speaking.html && !documents.length && !thread;
  const [{ photo } = {}] = photos;
  const width = bare && photos.length === 1 && photo.width ? `${Math.round((TALLEST * photo.width) / photo.height)}px` : null;
  return h("div", { class: `bubble${bare ? " bare" : ""}`, "--width": width },
    place.first && !place.own && !place.alone ? sender(group[0]) : null,
    group[0].forward?.name && !group[0].forward.automatic ? h("div", { class: "origin" }, `${word("forwarded")} ${group[0].forward.name}`) : null,
    group[0].reply ? quote(group[0].reply, deeds) : null,
    photos.length ? pictures(photos, plain(speaking.html)) : null,
    documents.length ? files(documents) : null,
    group[0].poll ? poll(group[0], deeds) : null,
    group[0].note ? h("div", { class: "body" }, h("i", {}, told(group[0].note))) : null,
    speaking.html ? h("div", { class: "body" }, rich(speaking.html, deeds), meta(last, speaking)) : loose(last, bare),
    thread ? comments(thread, deeds) : null);
}

function loose(message, bare) {
  return bare ? meta(message) : h("div", { class: "body only-meta" }, meta(message));
}

function sender(message) {
  return h("div", { class: "from", "--hue": hueOf(message.sender.name) }, message.sender.name, message.sender.tag ? h("small", {}, message.sender.tag) : null);
}

function quote(reply, deeds) {
  return h("button", { class: "quote", onclick: () => deeds.jump(reply.id) }, h("b", {}, reply.name), h("span", {}, reply.text || word("picture")));
}

function meta(message, speaking = message) {
  return h("span", { class: "meta" },
    message.protected ? h("span", { title: word("protectedNote") }, icon("lock"), h("span", { class: "sr" }, word("protectedNote"))) : null,
    message.edited || speaking.edited ? word("edited") : null,
    h("time", {}, clock(message.date)));
}

function comments(about, deeds) {
  const count = about.count;
  const text = count ? `${count} ${word(count === 1 ? "comment" : "comments")}` : word("leaveComment");
  return h("button", { class: "comments", onclick: () => deeds.comments(about) }, icon("chat"), text, icon("forward"));
}

function keys(message, deeds) {
  const rows = message.buttons.map((row) => h("div", {}, row.map((button) => key(message, button, deeds))));
  return h("div", { class: "keys" }, rows);
}

function key(message, button, deeds) {
  const outward = button.url ? icon("link") : null;
  const element = h("button", { class: `key ${button.style || ""}` }, button.text, outward);
  element.addEventListener("click", async () => {
    if (button.url) return deeds.follow(button.url);
    if (element.classList.contains("busy")) return;
    // Not disabled while the bot thinks: a disabled button would lose the keyboard's focus.
    element.classList.add("busy");
    await deeds.press(message, button);
    element.classList.remove("busy");
  });
  return element;
}
