// Behind the scenes: the time machine, trouble at a click, and what Slack and the bot tell each other.

import { ask, attempt, say } from "./line.js";
import { refresh } from "./refresh.js";
import { swap } from "./swap.js";

const panel = document.getElementById("panel");
const opener = document.getElementById("scenes");
const upcoming = document.getElementById("upcoming");
const traffic = document.getElementById("traffic");
const MOST = 300;
const WIDE = 1100;
const LOOK_EVERY = 2000;
const KEPT = "behind-the-scenes";
let after = 0;
let looked = 0;

/** What the panel would like to know besides: now and then, what is going to happen. */
export function panelWants() {
  if (panel.hidden || Date.now() - looked < LOOK_EVERY) return [];
  looked = Date.now();
  return ["upcoming"];
}

export function putPanel(told) {
  if (told.upcoming !== undefined) putUpcoming(told.upcoming);
  if (!told.traffic || told.traffic.after === after) return;
  after = told.traffic.after;
  traffic.insertAdjacentHTML("afterbegin", told.traffic.html);
  while (traffic.children.length > MOST) traffic.lastElementChild.remove();
}

/** Whoever skipped to what is over now goes on from where its button was. */
function putUpcoming(html) {
  const was = upcoming.contains(document.activeElement) ? document.activeElement.textContent : null;
  if (!swap(upcoming, html) || was === null) return;
  const same = [...upcoming.querySelectorAll("button")].find((one) => one.textContent === was);
  (same ?? upcoming).focus({ preventScroll: true });
}

/** The last request that is shown; nothing is asked while the panel is closed. */
putPanel.after = () => (panel.hidden ? null : after);

export function begin() {
  // Where there is little room it would lie above the conversation.
  show((localStorage.getItem(KEPT) ?? (innerWidth > WIDE ? "open" : "closed")) === "open");
  opener.addEventListener("click", () => {
    show(panel.hidden);
    localStorage.setItem(KEPT, panel.hidden ? "closed" : "open");
  });
  panel.addEventListener("click", ({ target }) => onClick(target.closest("button")?.dataset ?? {}));
  panel.addEventListener("toggle", ({ target }) => unfold(target), true);
}

function show(open) {
  panel.hidden = !open;
  opener.setAttribute("aria-expanded", String(open));
}

async function onClick({ skip, skipTo, trouble, account }) {
  const method = panel.querySelector("#method");
  const whose = panel.querySelector("#whose");
  const words = (select) => select.selectedOptions[0].textContent;
  if (skip) await act("skip", { seconds: Number(skip) }, "The clocks have gone forward.");
  if (skipTo) await act("skip_to", { at: Number(skipTo) }, "The clocks have gone forward.");
  if (trouble === "go_down") await act(trouble, {}, "Slack is down. Whoever needs it has to wait.");
  if (trouble === "refuse_next") await act(trouble, { method: method.value }, `Slack will answer 429 to ${words(method)}.`);
  if (trouble === "lose_next") await act(trouble, { method: method.value }, `Slack will lose its reply to ${words(method)}.`);
  if (account === "end_account") await act(account, { whose: whose.value }, `${words(whose)} is deactivated.`);
  if (account === "restore_account") await act(account, { whose: whose.value }, `${words(whose)} is back.`);
}

async function act(what, told, done) {
  if (await attempt(() => ask(what, told))) say(done);
  looked = 0;
  await refresh("upcoming");
}

async function unfold(details) {
  if (!details.open || details.querySelector("pre, p")) return;
  const answer = await fetch(`/traffic/${details.dataset.traffic}`);
  details.insertAdjacentHTML("beforeend", await answer.text());
}
