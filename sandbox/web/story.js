// The guide of the story: what to try next, what is done.

import { h, icon } from "./dom.js";
import { told, word } from "./words.js";

const strip = document.getElementById("story");
let open = false;

export function drawStory(steps) {
  strip.hidden = !steps?.length;
  if (strip.hidden) return;
  const now = steps.findIndex((step) => !step.done);
  const hadFocus = strip.contains(document.activeElement);
  strip.setAttribute("aria-label", word("story"));
  strip.replaceChildren(bar(steps, now), open ? list(steps, now) : "");
  if (hadFocus) strip.querySelector("button").focus();
}

function bar(steps, now) {
  const step = steps[now];
  const done = steps.filter((each) => each.done).length;
  const toggle = () => { open = !open; drawStory(steps); };
  return h("button", { class: "story-now", "aria-expanded": String(open), onclick: toggle },
    h("span", { class: "story-dots", "aria-hidden": "true" }, steps.map((each, index) => h("i", { class: each.done ? "done" : index === now ? "now" : "" }))),
    h("span", { class: "story-count" }, `${done}/${steps.length}`),
    h("span", { class: "story-title", "aria-live": "polite" }, step ? told(step.title) : word("storyDone")),
    h("span", { class: "story-text" }, step ? told(step.text) : ""),
    icon("down", "chevron"));
}

function list(steps, now) {
  return h("ol", { class: "story-list" }, steps.map((step, index) => h("li", { class: step.done ? "done" : index === now ? "now" : "" },
    h("span", { class: "tick" }, step.done ? icon("check") : index + 1), h("b", {}, told(step.title)), h("p", {}, told(step.text)))));
}

document.addEventListener("click", (event) => {
  if (open && !strip.contains(event.target) && event.target.isConnected) strip.querySelector(".story-now")?.click();
});
document.addEventListener("keydown", (event) => {
  if (open && event.key === "Escape") strip.querySelector(".story-now")?.click();
});
