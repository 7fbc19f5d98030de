// A poll: vote once, then see the shares.

import { h } from "./dom.js";
import { word } from "./words.js";

export function poll(message, deeds) {
  const { question, options, total, closed, quiz, voted } = message.poll;
  const shown = closed || voted;
  const state = [word(quiz ? "quiz" : "poll"), closed ? word("closed") : null, `${total} ${word("votes")}`];
  return h("div", { class: "poll" }, h("h4", {}, question), h("small", {}, state.filter(Boolean).join(" · ")),
    options.map((option, index) => choice(option, index, { shown, total, message, deeds })));
}

function choice(option, index, { shown, total, message, deeds }) {
  const share = total ? Math.round((100 * option.votes) / total) : 0;
  const sign = option.chosen ? "✓ " : "";
  const onclick = () => deeds.vote(message, index);
  return h("button", { class: `poll-option${option.wrong ? " wrong" : ""}`, disabled: shown, onclick },
    h("em", {}, shown ? `${share}%` : "○"), h("span", {}, sign + option.text), shown ? h("i", { "--share": share }) : null);
}
