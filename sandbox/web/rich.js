// Formatted text: the few tags of Telegram's HTML are rebuilt one by one, everything else becomes plain text.

import { h } from "./dom.js";
import { word } from "./words.js";

const TAGS = new Set(["b", "strong", "i", "em", "u", "s", "code", "pre", "blockquote", "br"]);
const BLOCKS = new Set(["pre", "blockquote"]);
const SCHEMES = new Set(["http:", "https:", "tg:", "mailto:", "tel:"]);

export function rich(html, deeds) {
  const source = new DOMParser().parseFromString(html, "text/html").body;
  const target = document.createDocumentFragment();
  copy(source, target, deeds);
  return target;
}

export function plain(html) {
  return new DOMParser().parseFromString(html || "", "text/html").body.textContent;
}

function copy(source, target, deeds) {
  for (const node of source.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) target.append(between(node));
    if (node.nodeType !== Node.ELEMENT_NODE) continue;
    const element = rebuilt(node, deeds);
    copy(node, element, deeds);
    if (element !== target) target.append(element);
  }
}

// A block already stands on a line of its own: the line feeds around it are not drawn a second time.
function between(node) {
  let text = node.data;
  if (BLOCKS.has(node.previousSibling?.localName)) text = text.replace(/^\n/, "");
  if (BLOCKS.has(node.nextSibling?.localName)) text = text.replace(/\n$/, "");
  return text;
}

function rebuilt(node, deeds) {
  const name = node.localName;
  if (TAGS.has(name)) return h(name);
  if (name === "tg-spoiler" || node.classList.contains("tg-spoiler")) return spoiler();
  if (node.classList.contains("bot_command")) return command(node.textContent, deeds);
  if (name === "a") return link(node.getAttribute("href") || "", deeds);
  return h("span");
}

function spoiler() {
  const element = h("span", { class: "hush", role: "button", tabindex: "0", "aria-label": word("hidden") });
  const tell = (event) => {
    if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    element.classList.add("told");
    ["role", "tabindex", "aria-label"].forEach((name) => element.removeAttribute(name));
  };
  element.addEventListener("click", tell, { once: true });
  element.addEventListener("keydown", tell);
  return element;
}

// A link and not a button: a button is one block and would tear the punctuation off the word.
function command(text, deeds) {
  const onclick = (event) => { event.preventDefault(); deeds.say(text); };
  return h("a", { href: "#", role: "button", onclick });
}

function link(href, deeds) {
  let safe = false;
  try { safe = SCHEMES.has(new URL(href).protocol); } catch { safe = false; }
  if (!safe) return h("span");
  const onclick = (event) => { event.preventDefault(); deeds.follow(href); };
  return h("a", { href, rel: "noreferrer noopener", onclick });
}
