// What somebody does with buttons and fields, in messages, modals and the home tab.

import { confirmed } from "./confirm.js";
import { filledIn, held, reset, settle, surface } from "./controls.js";
import { ask, attempt, say, upload } from "./line.js";
import { refresh } from "./refresh.js";

const modal = document.getElementById("modal");
const MANY_BYTES = 20_000_000;
const FIELDS = ":is(input, textarea, select):not([hidden])";
let attached; // which file was chosen last, until it is there

/** Listens to everything on the page that the bot has put there. */
export function listen() {
  document.addEventListener("click", (event) => {
    const pressed = event.target.closest("[data-press]");
    if (pressed) press(pressed);
    for (const open of document.querySelectorAll("details.overflow[open]")) {
      if (!open.contains(event.target) || pressed) open.open = false;
    }
  });
  document.addEventListener("keydown", onKey);
  document.addEventListener("pointerdown", ({ target }) => delete target.dataset?.typing);
  document.addEventListener("focusout", ({ target }) => finish(target));
  for (const kind of ["input", "change"]) document.addEventListener(kind, onChange);
  modal.addEventListener("submit", onSubmit);
  modal.addEventListener("click", (event) => {
    const closing = event.target.closest("[data-close]");
    if (closing) close(closing.dataset.close === "all");
  });
}

function onKey(event) {
  const { target, key } = event;
  const menu = target.closest?.("details.overflow[open]");
  if (menu && key === "Escape") {
    menu.open = false;
    menu.querySelector("summary").focus();
    event.preventDefault();
  } else if (menu && (key === "ArrowDown" || key === "ArrowUp")) {
    event.preventDefault();
    const choices = [...menu.querySelectorAll("button")];
    const to = choices.indexOf(target) + (key === "ArrowDown" ? 1 : -1);
    choices.at(to % choices.length).focus();
  } else if (key === "Escape" && modal.open && !target.closest("#confirm")) {
    event.preventDefault(); // a browser closes a dialog the second time whatever the page says
    close(false);
  } else if (key === "Enter" && target.dataset?.acts?.includes("enter") && !target.matches("textarea")) {
    event.preventDefault();
    press(target);
  } else if (isMoment(target) && target.dataset.acts !== undefined) {
    if (key !== "Enter") target.dataset.typing = "";
    else {
      event.preventDefault();
      finish(target);
    }
  }
}

/** Whoever types a year has entered a date after each of its digits, but means the last alone. */
function finish(control) {
  if (control.dataset?.typing === undefined) return;
  delete control.dataset.typing;
  if (control.value !== control.defaultValue) press(control);
}

function isMoment(control) {
  return control.dataset?.block !== undefined && ["date", "time", "datetime-local"].includes(control.type);
}

function onChange(event) {
  const control = event.target;
  if (!control.dataset?.block || control.dataset.press !== undefined) return;
  control.dataset.dirty = "";
  if (control.type === "file") {
    if (event.type === "change") attached = attach(control);
    return;
  }
  const { acts, typing } = control.dataset;
  if (typing !== undefined) return;
  const isTyped = acts?.includes("enter") || acts?.includes("character");
  if (event.type === "input" ? acts?.includes("character") : acts !== undefined && !isTyped) press(control);
}

async function press(element) {
  const { block, action, url, value, confirm, press: isButton } = element.dataset;
  if (confirm && !(await confirmed(JSON.parse(confirm)))) {
    if (isButton === undefined) reset(element);
    return;
  }
  if (url) window.open(url, "_blank", "noopener,noreferrer");
  const on = surface(element);
  const told = { block, action, held: isButton === undefined ? held(element) : (value ?? "") };
  const takeBack = isButton === undefined && settle(element);
  const busy = element.closest("details") ?? element;
  busy.setAttribute("aria-busy", "true");
  const { view, channel, ts } = on.dataset;
  const typed = filledIn(on);
  const done = await attempt(() =>
    view ? ask("press_in_view", { ...told, view, typed }) : ask("press_in_message", { ...told, channel, ts, typed }),
  );
  busy.removeAttribute("aria-busy");
  if (!done && takeBack) takeBack();
  await refresh("modal", "home");
}

async function onSubmit(event) {
  event.preventDefault();
  const form = event.target;
  if (form.getAttribute("aria-busy")) return;
  form.setAttribute("aria-busy", "true");
  await Promise.allSettled([attached]);
  const done = await attempt(() => ask("submit", { view: form.dataset.view, typed: filledIn(form) }));
  form.removeAttribute("aria-busy");
  await refresh("modal", "home");
  const wrong = done && modal.querySelector(".wrong");
  if (!wrong) return;
  wrong.querySelector(FIELDS)?.focus();
  wrong.querySelector(".error").scrollIntoView({ block: "nearest" });
}

async function close(everything) {
  const { view } = modal.querySelector("[data-view]").dataset;
  await attempt(() => ask("close", { view, everything }));
  await refresh("modal", "home");
}

async function attach(control) {
  const on = surface(control);
  const files = [...control.files];
  if (files.some((one) => one.size > MANY_BYTES)) {
    say("Please choose a file of less than 20 MB.");
    return;
  }
  const done = await attempt(async () => {
    control.dataset.files = JSON.stringify(await Promise.all(files.map(upload)));
    await ask("enter", { view: on.dataset.view, typed: filledIn(on) });
  });
  if (done) await refresh("modal");
}
