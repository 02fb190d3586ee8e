// What form controls hold, in the terms of the server.

const FILLED = "input[data-block], select[data-block], textarea[data-block]";

export function controls(root) {
  return [...root.querySelectorAll(FILLED)];
}

/** Text, or the list of what is chosen. */
export function held(control) {
  if (control.type === "checkbox" || control.type === "radio") {
    return together(control).filter((one) => one.checked).map((one) => one.value);
  }
  if (control.type === "file") return JSON.parse(control.dataset.files ?? "[]");
  if (control.multiple) return [...control.selectedOptions].map((one) => one.value);
  return control.value;
}

/** Fills in what another control of the same name held. */
export function hold(control, value) {
  control.dataset.dirty = "";
  if (control.type === "checkbox" || control.type === "radio") control.checked = value.includes(control.value);
  else if (control.type === "file") control.dataset.files = JSON.stringify(value);
  else if (control.multiple) {
    for (const option of control.options) option.selected = value.includes(option.value);
    control.dispatchEvent(new Event("refilled"));
  } else control.value = value;
}

/** Holds again what it held when this was shown, or settled. */
export function reset(control) {
  for (const one of together(control)) {
    delete one.dataset.dirty;
    if (one.options) for (const option of one.options) option.selected = option.defaultSelected;
    else if (one.type === "checkbox" || one.type === "radio") one.checked = one.defaultChecked;
    else one.value = one.defaultValue;
    one.dispatchEvent(new Event("refilled"));
  }
}

/** What it holds now is told; gives the way back, for when it is refused. */
export function settle(control) {
  const ways = together(control).map(settled);
  return () => {
    for (const back of ways) back();
    reset(control);
  };
}

function settled(one) {
  if (one.options) {
    const before = [...one.options].map((option) => option.defaultSelected);
    for (const option of one.options) option.defaultSelected = option.selected;
    return () => before.forEach((was, n) => (one.options[n].defaultSelected = was));
  }
  const name = one.type === "checkbox" || one.type === "radio" ? "Checked" : "Value";
  const before = one[`default${name}`];
  one[`default${name}`] = one[name.toLowerCase()];
  return () => (one[`default${name}`] = before);
}

/** All controls of the element: each of several boxes is one. */
function together(control) {
  const { block, action } = control.dataset;
  return controls(surface(control)).filter((one) => one.dataset.block === block && one.dataset.action === action);
}

/** What has been filled in since this was shown. */
export function filledIn(root) {
  const told = new Map();
  for (const one of controls(root)) {
    const { block, action, dirty } = one.dataset;
    if (dirty !== undefined) told.set(`${block}|${action}`, { block, action, held: held(one) });
  }
  return [...told.values()];
}

/** The message or view that an element stands in. */
export function surface(element) {
  return element.closest("[data-view], article.message");
}
