// The box in which messages and commands are typed, with suggestions for what is being typed.

import { ask, attempt, here, me } from "./line.js";
import { refresh } from "./refresh.js";
import { toEnd } from "./entries.js";

const MOST = 8;
const form = document.getElementById("composer");
const field = document.getElementById("message");
const list = document.getElementById("completions");
const draft = `draft|${me}|${here}`;
let known;
let offered = [];
let at = 0;
let chosen = false; // with the arrows, and not only offered

export function begin(completions) {
  known = completions;
  if (!form) return;
  field.value = sessionStorage.getItem(draft) ?? "";
  fit();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  field.addEventListener("input", () => {
    sessionStorage.setItem(draft, field.value);
    fit();
    offer();
  });
  field.addEventListener("keydown", onKey);
  field.addEventListener("blur", close);
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const item = event.target.closest("li");
    if (item) take(offered[[...list.children].indexOf(item)]);
  });
  form.addEventListener("click", ({ target }) => {
    const { shortcut } = target.dataset;
    if (shortcut) act(() => ask("shortcut", { callback: shortcut }));
  });
}

async function send() {
  if (form.hasAttribute("aria-busy")) return; // a second Enter does not mean it twice
  const text = field.value;
  form.setAttribute("aria-busy", "true");
  const done = await attempt(() => ask("say", { channel: here, text }));
  form.removeAttribute("aria-busy");
  if (done && field.value === text) {
    field.value = "";
    sessionStorage.removeItem(draft);
    fit();
  }
  await refresh("modal");
  if (done) toEnd();
}

async function act(what) {
  await attempt(what);
  await refresh("modal");
}

function fit() {
  field.rows = Math.min(field.value.split("\n").length, 8);
}

function onKey(event) {
  const isOpen = !list.hidden;
  if (isOpen && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    chosen = true;
    point(at + (event.key === "ArrowDown" ? 1 : -1));
  } else if (isOpen && (event.key === "Tab" || (event.key === "Enter" && isMeant()))) {
    event.preventDefault();
    take(offered[at]);
  } else if (isOpen && event.key === "Escape") {
    event.preventDefault();
    close();
  } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    send();
  }
}

/** Whether Enter takes the suggestion, and does not send what stands there. */
function isMeant() {
  return chosen || (typed() && offered[at].text !== typed());
}

/** The word that stands before the cursor. */
function typed() {
  return beforeCursor().match(/\S*$/)[0];
}

function beforeCursor() {
  return field.value.slice(0, field.selectionStart);
}

function suggestions() {
  const before = beforeCursor();
  const word = typed();
  const command = known.commands.find((one) => before.startsWith(`${one.name} `));
  if (/^\/\S*$/.test(before)) {
    return known.commands.filter((one) => one.name.startsWith(word)).map((one) => ({ text: one.name, about: one.description }));
  }
  if (word.startsWith("@")) return named(known.people, word, "@");
  if (word.startsWith("#")) return named(known.channels, word, "#");
  if (command && before.slice(command.name.length + 1) === word) {
    return command.words.filter((one) => one.startsWith(word)).map((one) => ({ text: one, about: "" }));
  }
  return [];
}

function named(all, word, sign) {
  const sought = word.slice(1).toLowerCase();
  return all
    .filter((one) => `${one.name} ${one.about}`.toLowerCase().includes(sought))
    .map((one) => ({ text: sign + one.name, about: one.about }));
}

function offer() {
  offered = suggestions().slice(0, MOST);
  chosen = false;
  list.replaceChildren(
    ...offered.map((one, n) => {
      const item = Object.assign(document.createElement("li"), { id: `completion-${n}`, role: "option" });
      item.append(Object.assign(document.createElement("strong"), { textContent: one.text }));
      item.append(Object.assign(document.createElement("small"), { textContent: one.about }));
      return item;
    }),
  );
  list.hidden = !offered.length;
  point(0);
}

function point(to) {
  at = offered.length ? (to + offered.length) % offered.length : 0;
  [...list.children].forEach((one, n) => one.setAttribute("aria-selected", String(n === at)));
  if (list.hidden) field.removeAttribute("aria-activedescendant");
  else field.setAttribute("aria-activedescendant", `completion-${at}`);
}

function take(suggestion) {
  const start = field.selectionStart - typed().length;
  field.setRangeText(`${suggestion.text} `, start, field.selectionStart, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function close() {
  list.hidden = true;
  field.removeAttribute("aria-activedescendant");
}
