// The messages of the conversation that is shown.

import { ask, attempt, here } from "./line.js";
import { furnish } from "./picker.js";
import { keeping } from "./swap.js";

const list = document.getElementById("entries");
const earlier = document.getElementById("earlier");
const NEAR = 120;
const ABOVE = 400;

/** Adds, changes or removes entries, each in its order of time. */
export function place(entries) {
  if (!list) return;
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < NEAR;
  for (const { ts, html } of entries) {
    const old = list.querySelector(`.entry[data-ts="${ts}"]`);
    if (old) keeping(old, () => (html ? (old.innerHTML = made(html).innerHTML) : old.remove()));
    else if (html) insert(made(html), ts);
  }
  furnish(list);
  if (atEnd) toEnd();
}

export function toEnd() {
  if (list) list.scrollTop = list.scrollHeight;
}

/** Earlier messages come when somebody scrolls to the first that is shown. */
export function begin() {
  if (!list) return;
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
  let told;
  await attempt(async () => {
    told = await ask("earlier", { place: here, before: first.dataset.ts });
    const below = list.scrollHeight - list.scrollTop;
    earlier.insertAdjacentHTML("afterend", told.html);
    furnish(list);
    list.scrollTop = list.scrollHeight - below;
    earlier.hidden = !told.more;
  });
  loading = false;
  if (told) moreAtTop();
}

function insert(entry, ts) {
  const later = [...list.querySelectorAll(".entry")].reverse();
  const before = later.find((one) => one.dataset.ts < ts);
  if (before) before.after(entry);
  else if (earlier.hidden) earlier.after(entry);
}

function made(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content.firstElementChild;
}
