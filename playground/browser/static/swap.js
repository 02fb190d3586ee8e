// Puts new HTML in the place of old without losing what somebody is doing there.

import { controls, held, hold } from "./controls.js";
import { furnish } from "./picker.js";

/** Replaces what is inside, unless it is the same. */
export function swap(container, html) {
  if (container.told === html) return false;
  container.told = html;
  keeping(container, () => (container.innerHTML = html));
  return true;
}

/** Focus stays where it was; what has been filled in, where the same form or message stays. */
export function keeping(container, change) {
  const focus = focused(container);
  const form = shown(container);
  const filled = [...container.querySelectorAll("[data-dirty]")].map((one) => [key(one), held(one)]);
  const sought = searches(container).map((one) => [key(one), one]);
  const scrolled = container.querySelector(".scroll")?.scrollTop;
  change();
  furnish(container);
  if (form && form === shown(container)) {
    for (const control of controls(container)) {
      const before = filled.find(([name]) => name === key(control));
      if (before) hold(control, before[1]);
    }
    for (const field of searches(container)) {
      const before = sought.find(([name]) => name === key(field));
      if (before) Object.assign(field, { value: before[1].value });
    }
    container.querySelector(".scroll")?.scrollTo(0, scrolled);
  }
  focus?.();
}

/** Which view or message is inside. */
function shown(container) {
  const { view, ts } = container.querySelector("[data-view], article.message")?.dataset ?? {};
  return view ?? ts;
}

/** The fields in which one searches a list. */
function searches(container) {
  return [...container.querySelectorAll(".picker input")];
}

/** Which element it belongs to, whatever has been put above that. */
function key(control) {
  const list = control.closest(".picker")?.previousElementSibling;
  if (list) return `search|${key(list)}`;
  const option = ["checkbox", "radio"].includes(control.type) ? control.value : control.dataset.value;
  return [control.tagName, control.dataset.block, control.dataset.action, option].join("|");
}

function focused(container) {
  const old = document.activeElement;
  if (!container.contains(old)) return null;
  const [from, to] = [old.selectionStart, old.selectionEnd];
  const [id, href, name] = [old.id, old.getAttribute("href"), key(old)];
  const isNamed = (one) => one.dataset.block || one.matches(".picker input");
  return () => {
    const all = [...container.querySelectorAll("button, input, select, textarea, a, summary")];
    const now = all.find((one) =>
      isNamed(old) ? isNamed(one) && key(one) === name : id ? one.id === id : href && one.getAttribute("href") === href,
    );
    now?.focus({ preventScroll: true });
    if (now && typeof from === "number" && now.type !== "email") now.setSelectionRange?.(from, to);
  };
}
