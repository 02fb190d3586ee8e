// The messages of the conversation that is shown.

import { ask, attempt, here } from "./line.js";
import { furnish } from "./picker.js";
import { keeping } from "./swap.js";

const list = document.getElementById("entries");
const told = document.getElementById("told");
const earlier = document.getElementById("earlier");
const NEAR = 120;
const ABOVE = 400;
let follows = true; // whoever is at the end stays there

/** Adds, changes or removes entries, each in its order of time. */
export function place(entries) {
  if (!list) return;
  for (const { ts, html } of entries) {
    const old = list.querySelector(`.entry[data-ts="${ts}"]`);
    if (old) keeping(old, () => (html ? (old.innerHTML = made(html).innerHTML) : old.remove()));
    else if (html) insert(made(html), ts);
  }
  furnish(list);
}

export function toEnd() {
  if (!list) return;
  follows = true;
  list.scrollTop = list.scrollHeight;
}

/** Earlier messages come when somebody scrolls to the first that is shown. */
export function begin() {
  if (!list) return;
  list.addEventListener("scroll", () => {
    follows = list.scrollHeight - list.scrollTop - list.clientHeight < NEAR;
  });
  // An entry has its height only when it is drawn and its images have come.
  const heights = new ResizeObserver(() => follows && toEnd());
  heights.observe(told);
  heights.observe(list);
  toEnd();
  earlier.querySelector("button").addEventListener("click", more);
  list.addEventListener("scroll", moreAtTop);
  moreAtTop();
}

function moreAtTop() {
  if (list.scrollTop < ABOVE) more();
}

let loading = false;

async function more() {
  const first = list.querySelector(".entry");
  if (loading || earlier.hidden || !first) return;
  loading = true;
  const done = await attempt(async () => {
    const { html, more: left } = await ask("earlier", { place: here, before: first.dataset.ts });
    const below = list.scrollHeight - list.scrollTop;
    told.insertAdjacentHTML("afterbegin", html);
    furnish(list);
    list.scrollTop = list.scrollHeight - below;
    earlier.hidden = !left;
  });
  loading = false;
  if (done) moreAtTop();
}

function insert(entry, ts) {
  const later = [...list.querySelectorAll(".entry")].reverse();
  const before = later.find((one) => one.dataset.ts < ts);
  if (before) before.after(entry);
  else if (earlier.hidden) told.prepend(entry);
}

function made(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content.firstElementChild;
}
