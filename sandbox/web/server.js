// What the page asks of the local server, and the stream of changes it listens to.

import { word } from "./words.js";

export class Refused extends Error {}

async function answer(response) {
  const data = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refused(data.error || word("failed"));
  return data;
}

export const world = () => fetch("page/world").then(answer);
export const chats = (person) => fetch(`page/people/${person}/chats`).then(answer);
export const chat = (person, id) => fetch(`page/people/${person}/chats/${id}`).then(answer);

// act(person, "text", {chat, text}); files make it a form.
export function act(person, action, fields = {}, files = null) {
  let body = JSON.stringify(fields);
  const headers = { "Content-Type": "application/json" };
  if (files) {
    body = new FormData();
    body.set("fields", JSON.stringify(fields));
    for (const file of files) body.append("files", file, file.name);
    delete headers["Content-Type"];
  }
  return fetch(`page/people/${person}/do/${action}`, { method: "POST", headers, body }).then(answer);
}

// Calls changed(set of chat ids) at most every few frames; all chats after a lost connection.
export function listen(changed, state) {
  const source = new EventSource("page/events");
  let waiting = new Set();
  let timer = 0;
  const note = (id) => {
    waiting.add(id);
    timer ||= setTimeout(() => {
      const ids = waiting;
      waiting = new Set();
      timer = 0;
      changed(ids);
    }, 60);
  };
  source.addEventListener("open", () => { state("live"); note("all"); });
  source.addEventListener("error", () => state("lost"));
  source.addEventListener("change", (event) => note(JSON.parse(event.data).chat ?? "all"));
}
