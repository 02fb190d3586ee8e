// Asks again and again what is new, and puts it in its place.

import { Refused, ask, here, say } from "./line.js";
import { place as putEntries } from "./entries.js";
import { putBadges, putPeople } from "./people.js";
import { panelWants, putPanel } from "./panel.js";
import { swap } from "./swap.js";

const EVERY = 200;
const EVERY_HIDDEN = 1000;
const AFTER_FAILURE = 3000;

/** Where somebody begins in a form: in its first field, or at what can be pressed. */
const FIRST = [
  "[data-focus]",
  ".block.input :is(input, textarea, select):not([hidden])",
  ".block :is(button, input, textarea, select, summary):not([hidden])",
  "[data-submit]",
  "[data-close=top]",
];

const element = (id) => document.getElementById(id);
let after = Number(document.body.dataset.after);
let last = Promise.resolve();

/** One after another; `wanted` are parts to be told even if nothing seems new there. */
export function refresh(...wanted) {
  last = last.then(() => once(wanted));
  return last;
}

async function once(wanted) {
  const told = await ask("refresh", {
    place: here,
    after,
    seen: !document.hidden,
    wanted: [...wanted, ...panelWants()],
    traffic: putPanel.after(),
  });
  if (told.reload) {
    location.reload();
    await new Promise(() => {}); // asking on would begin the reload again, while many wait for theirs
  }
  after = told.after;
  putState(told);
  if (told.people !== undefined) putPeople(told.people);
  if (told.places !== undefined) swap(element("places"), told.places);
  if (told.badges) putBadges(told.badges);
  if (told.entries) putEntries(told.entries);
  if (told.home !== undefined && element("home")) swap(element("home"), told.home);
  if (told.modal !== undefined) putModal(told.modal);
  putPanel(told);
}

/** Without end. */
export async function keepAsking() {
  for (;;) {
    let pause = document.hidden ? EVERY_HIDDEN : EVERY;
    try {
      await refresh();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      last = Promise.resolve();
      say(error.message);
      pause = AFTER_FAILURE;
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

function putState({ clock, connected, trouble, down }) {
  put(element("clock"), clock);
  const words = trouble
    ? `⚠️ ${trouble}`
    : down
      ? `🔌 Slack is down for ${down} s`
      : connected
        ? ""
        : "⏳ Waiting for the app to connect";
  put(element("state"), words);
}

function put(where, words) {
  if (where.textContent !== words) where.textContent = words;
}

/** Opens, changes or closes it; whoever typed in the page before does so again afterwards. */
export function putModal(html) {
  const modal = element("modal");
  const before = modal.open && modal.querySelector("[data-view]")?.dataset.view;
  swap(element("modal-body"), html);
  const view = modal.querySelector("[data-view]")?.dataset.view;
  if (!view) {
    if (modal.open) modal.close();
    return;
  }
  if (!modal.open) modal.showModal();
  if (view !== before || !modal.contains(document.activeElement)) {
    const first = FIRST.map((one) => modal.querySelector(one)).find((one) => one);
    first?.focus();
  }
}
