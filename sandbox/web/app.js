// The page: one column per person, redrawn when the local server says that something changed.

import { h } from "./dom.js";
import { Column } from "./column.js";
import { listen, world as loadWorld } from "./server.js";
import { drawStory } from "./story.js";
import { word } from "./words.js";

const link = document.getElementById("top-link");
let columns = [];

function connection(state) {
  link.dataset.state = state;
  link.textContent = word(state);
}

async function changed(ids) {
  const [fresh] = await Promise.all([loadWorld(), ...columns.map((column) => column.refresh(ids).catch(() => connection("lost")))]);
  // What one column has shown is read in all columns of the same person.
  columns.forEach((column) => column.drawHead());
  drawStory(fresh.story);
}

async function begin() {
  const world = await loadWorld();
  const people = new Map(world.people.map((person) => [person.id, person]));
  document.title = world.title;
  document.getElementById("top-title").textContent = world.title;
  document.getElementById("top-line").textContent = word("line");
  columns = world.panels.map((panel) => new Column(panel, people.get(panel.person)));
  document.getElementById("columns").replaceChildren(...columns.map((column) => column.element));
  drawStory(world.story);
  listen((ids) => changed(ids).catch(() => connection("lost")), connection);
}

begin().catch((error) => {
  document.getElementById("columns").replaceChildren(h("p", { class: "blank", role: "alert" }, `${word("failed")} ${error.message}`));
});
