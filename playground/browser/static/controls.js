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

/** What it holds now has been told. */
export function settle(control) {
  for (const one of together(control)) {
    if (one.options) for (const option of one.options) option.defaultSelected = option.selected;
    else if (one.type === "checkbox" || one.type === "radio") one.defaultChecked = one.checked;
    else one.defaultValue = one.value;
  }
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
