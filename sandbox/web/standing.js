// What stands at the foot of a chat: the field to write in, or why not and what to do instead.

import { h } from "./dom.js";
import { word } from "./words.js";

export function standing(view, open, deeds) {
  const only = instead(view, deeds);
  return { placeholder: placeholder(view, open), commands: view.commands, keyboard: view.keyboard, only };
}

function placeholder(view, open) {
  if (open.thread) return word("writeComment");
  return word(view.type === "channel" ? "writePost" : "write");
}

function instead(view, deeds) {
  const button = (name, act) => h("button", { class: "solid", onclick: act }, word(name));
  if (view.blocked) return [h("span", {}, word("blocked")), button("unblock", deeds.unblock)];
  if (view.type === "private" && !view.started) return [button("start", deeds.start)];
  if (view.pending) return [h("span", {}, word("pending"))];
  if (view.type !== "private" && !view.member && !view.can_write) return [h("span", {}, word("notMember")), ...(view.link ? [button(view.request ? "askJoin" : "join", deeds.join)] : [])];
  if (!view.can_write) return [h("span", {}, word("readOnly"))];
  return null;
}
