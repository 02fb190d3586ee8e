// The people one can be, at the left.

import { swap } from "./swap.js";

const people = document.getElementById("people");

export function putPeople(html) {
  const { scrollTop } = people.querySelector("ul");
  const { value } = people.querySelector("#finding");
  swap(people, html);
  people.querySelector("#finding").value = value;
  find();
  people.querySelector("ul").scrollTop = scrollTop;
}

let shown = {};

/** Who has something from the bot that they have not read yet. */
export function putBadges(badges = shown) {
  shown = badges;
  for (const badge of people.querySelectorAll("[data-badge]")) {
    const count = badges[badge.dataset.badge] ?? 0;
    badge.hidden = !count;
    badge.textContent = count > 99 ? "99+" : count;
    if (count) badge.setAttribute("aria-label", `${count} unread`);
  }
}

function find() {
  const words = people.querySelector("#finding").value.trim().toLowerCase();
  for (const one of people.querySelectorAll("li")) {
    one.hidden = !one.querySelector(".name").textContent.toLowerCase().includes(words);
  }
  putBadges();
}

export function begin(badges) {
  putBadges(badges);
  people.addEventListener("input", find);
  // Not scrollIntoView: the first Tab would then go on from there, past all that is above.
  const [list, me] = [people.querySelector("ul"), people.querySelector("[aria-current]")];
  if (me) list.scrollTop = me.offsetTop - list.offsetTop - list.clientHeight / 2;
}
