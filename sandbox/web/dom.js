// Building elements: text always enters as text, never as markup.

const ICONS = {
  down: "M6 9l6 6 6-6",
  back: "M15 5l-7 7 7 7",
  forward: "M9 5l7 7-7 7",
  close: "M6 6l12 12M18 6L6 18",
  check: "M5 12.5l4.5 4.5L19 7.5",
  send: "M4 12l16-8-5.5 16-3.5-6.5z M11 13.5L20 4",
  clip: "M20 11.5l-8 8a5 5 0 0 1-7-7l8.5-8.5a3.4 3.4 0 0 1 4.8 4.8l-8.5 8.5a1.7 1.7 0 0 1-2.4-2.4l7.6-7.6",
  reply: "M10 6L4 12l6 6M4.5 12H14a6 6 0 0 1 6 6",
  more: "M12 5.5v.01M12 12v.01M12 18.5v.01",
  file: "M7 3h7l5 5v13H7z M14 3v5h5",
  photo: "M4 5h16v14H4z M4 16l5-5 4 4 3-3 4 4 M15.5 9v.01",
  chat: "M5 5h14v11H11l-4 4v-4H5z",
  lock: "M7 11h10v9H7z M9 11V8a3 3 0 0 1 6 0v3",
  link: "M8 16L16.5 7.5M9.5 7.5h7v7",
  trash: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13",
  save: "M12 4v11M7.5 11l4.5 4.5 4.5-4.5M5 20h14",
};

export function icon(name, extra = "") {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const attributes = {
    class: `icon ${extra}`, viewBox: "0 0 24 24", fill: "none", stroke: "currentColor", "stroke-width": "1.8",
    "stroke-linecap": "round", "stroke-linejoin": "round", "aria-hidden": "true",
  };
  for (const [key, value] of Object.entries(attributes)) svg.setAttribute(key, value);
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

// h("button", {class: "key", "aria-label": "…", onclick: act, "--hue": 120}, "text", child, null)
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  if (tag === "button") element.type = "button";
  for (const [key, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key.startsWith("--")) element.style.setProperty(key, value);
    else if (key === "value" || key === "disabled" || key === "hidden" || key === "checked") element[key] = value;
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export function iconButton(name, label, onclick, props = {}) {
  return h("button", { class: "column-icon", "aria-label": label, title: label, onclick, ...props }, icon(name));
}

export function hueOf(name) {
  let sum = 7;
  for (const letter of String(name)) sum = (sum * 31 + letter.codePointAt(0)) % 3600;
  return [174, 212, 262, 322, 12, 32, 146, 192, 238, 290][sum % 10];
}

export function initials(name) {
  const parts = String(name).replace(/^(dr|pr|prof)\.?\s+/i, "").split(/[\s·-]+/).filter((part) => /[\p{L}\p{N}]/u.test(part));
  const letters = parts.map((part) => [...part].find((sign) => /[\p{L}\p{N}]/u.test(sign)));
  return (letters.length > 1 ? letters[0] + letters.at(-1) : letters[0] || "?").toUpperCase();
}

export function disc(name, extra = "") {
  return h("span", { class: `disc ${extra}`, "--hue": hueOf(name), "aria-hidden": "true" }, initials(name));
}

// Old and new children are matched by data-key; what did not change keeps its element (and its loaded pictures).
export function reconcile(parent, wanted) {
  const present = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  let place = parent.firstElementChild;
  for (const { key, mark, build } of wanted) {
    const old = present.get(key);
    present.delete(key);
    let element = old;
    if (!old || old.dataset.mark !== mark) {
      element = build();
      element.dataset.key = key;
      element.dataset.mark = mark;
      if (old) {
        if (place === old) place = element;
        replaceKeepingFocus(old, element);
      }
    }
    if (element === place) place = place.nextElementSibling;
    else parent.insertBefore(element, place);
  }
  for (const gone of present.values()) gone.remove();
}

function replaceKeepingFocus(old, element) {
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  old.replaceWith(element);
  if (!focused) return;
  const label = focused.textContent;
  const buttons = [...element.querySelectorAll("button")];
  const target = buttons.find((button) => button.textContent === label) || buttons[0];
  if (target) target.focus({ preventScroll: true });
}
