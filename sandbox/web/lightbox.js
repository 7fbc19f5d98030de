// One picture large, over everything: arrows, click for real size, Escape.

import { h, icon } from "./dom.js";
import { word } from "./words.js";

const dialog = document.getElementById("lightbox");
let shown = [];
let at = 0;

export function openLarge(pictures, index) {
  shown = pictures;
  at = index;
  draw();
  if (!dialog.open) dialog.showModal();
  dialog.querySelector(".shut").focus();
}

function step(by) {
  at = (at + by + shown.length) % shown.length;
  const name = document.activeElement?.dataset?.name;
  draw();
  dialog.querySelector(`[data-name="${name || "shut"}"]`)?.focus();
}

function control(name, label, onclick, extra) {
  return h("button", { class: extra, "aria-label": label, title: label, "data-name": extra.split(" ").at(-1), onclick }, icon(name));
}

function draw() {
  const picture = shown[at];
  const many = shown.length > 1;
  const stage = h("div", { class: "lightbox-stage" });
  const image = h("img", { src: picture.url, alt: picture.caption || picture.title || `${word("picture")} ${at + 1}` });
  image.addEventListener("click", () => stage.classList.toggle("actual"));
  stage.addEventListener("click", (event) => { if (event.target === stage) dialog.close(); });
  stage.append(image);
  dialog.setAttribute("aria-label", word("picture"));
  dialog.replaceChildren(
    h("div", { class: "lightbox-head" },
      h("span", { class: "name" }, picture.title || word("picture")),
      h("span", { class: "count", "aria-live": "polite" }, many ? `${at + 1} / ${shown.length}` : ""),
      control("photo", word("size"), () => stage.classList.toggle("actual"), "zoom"),
      control("close", word("close"), () => dialog.close(), "shut")),
    stage,
    h("div", { class: "lightbox-text" }, picture.caption || ""),
    many ? control("back", word("previous"), () => step(-1), "step back") : "",
    many ? control("forward", word("next"), () => step(1), "step next") : "",
  );
}

dialog.addEventListener("keydown", (event) => {
  if (event.key === "ArrowLeft" && shown.length > 1) step(-1);
  if (event.key === "ArrowRight" && shown.length > 1) step(1);
});
