// Makes of a list of which several can be chosen a field that one searches by typing.

const MOST = 50;
let count = 0;

/** Every such list inside that has no field yet. */
export function furnish(root) {
  for (const select of root.querySelectorAll("select[data-picker]:not([hidden])")) new Picker(select);
}

class Picker {
  constructor(select) {
    this.select = select;
    this.most = Number(select.dataset.max) || Infinity;
    this.box = make("div", { className: "picker" });
    this.chips = make("span", { className: "chips" });
    this.field = make("input", { type: "text", role: "combobox", autocomplete: "off" });
    this.list = make("ul", { className: "choices", role: "listbox", id: `choices-${++count}`, hidden: true });
    this.at = -1;
    this.take(select);
    this.box.append(this.chips, this.field, this.list);
    select.hidden = true;
    select.after(this.box);
    this.field.addEventListener("input", () => this.open());
    this.field.addEventListener("click", () => this.open());
    this.field.addEventListener("blur", () => this.close());
    this.field.addEventListener("keydown", (event) => this.onKey(event));
    this.list.addEventListener("mousedown", (event) => {
      event.preventDefault(); // the field keeps the focus
      const option = event.target.closest("[data-value]");
      if (option) this.choose(option.dataset.value);
    });
    this.chips.addEventListener("click", ({ target }) => {
      const chip = target.closest("button");
      if (chip) this.drop(chip.dataset.value);
    });
    select.addEventListener("refilled", () => this.show());
    this.show();
  }

  /** The field is what the label and the hints of the list belong to. */
  take(select) {
    this.field.id = select.id;
    select.id = "";
    for (const name of ["aria-describedby", "aria-label", "aria-invalid", "aria-required", "data-focus"]) {
      const value = select.getAttribute(name);
      if (value !== null) this.field.setAttribute(name, value);
    }
    this.field.setAttribute("aria-controls", this.list.id);
    this.field.setAttribute("aria-expanded", "false");
    this.list.setAttribute("aria-label", "Choices");
  }

  get chosen() {
    return [...this.select.selectedOptions];
  }

  show() {
    this.chips.replaceChildren(
      ...this.chosen.map((one) => {
        const chip = make("button", { type: "button", className: "chip", textContent: `${one.textContent.trim()} ✕` });
        chip.dataset.value = one.value;
        chip.setAttribute("aria-label", `Remove ${one.textContent.trim()}`);
        return chip;
      }),
    );
    this.field.placeholder = this.chosen.length ? "" : (this.select.dataset.placeholder ?? "");
  }

  open() {
    const words = this.field.value.trim().toLowerCase();
    const left = [...this.select.options].filter(
      (one) => !one.selected && one.textContent.toLowerCase().includes(words),
    );
    const full = this.chosen.length >= this.most;
    const shown = full ? [] : left.slice(0, MOST);
    this.list.replaceChildren(...shown.map((one, at) => this.choice(one, at)));
    if (!shown.length) {
      const words = full ? `No more than ${this.most} can be chosen.` : "Nothing of that name is left.";
      this.list.append(make("li", { className: "small", textContent: words, role: "option", ariaDisabled: "true" }));
    } else if (left.length > MOST) {
      const words = `and ${left.length - MOST} more: type on`;
      this.list.append(make("li", { className: "small", textContent: words, role: "option", ariaDisabled: "true" }));
    }
    this.list.hidden = false;
    this.field.setAttribute("aria-expanded", "true");
    this.point(shown.length ? 0 : -1);
    this.list.scrollIntoView({ block: "nearest" });
  }

  choice(option, at) {
    const item = make("li", { role: "option", id: `${this.list.id}-${at}`, textContent: option.textContent });
    item.dataset.value = option.value;
    return item;
  }

  close() {
    this.list.hidden = true;
    this.field.setAttribute("aria-expanded", "false");
    this.field.removeAttribute("aria-activedescendant");
  }

  point(at) {
    const items = [...this.list.querySelectorAll("[data-value]")];
    this.at = items.length ? (at + items.length) % items.length : -1;
    items.forEach((one, n) => one.setAttribute("aria-selected", String(n === this.at)));
    const item = items[this.at];
    item?.scrollIntoView({ block: "nearest" });
    if (item) this.field.setAttribute("aria-activedescendant", item.id);
    else this.field.removeAttribute("aria-activedescendant");
  }

  onKey(event) {
    const isOpen = !this.list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (isOpen) this.point(this.at + (event.key === "ArrowDown" ? 1 : -1));
      else this.open();
    } else if (event.key === "Enter") {
      event.preventDefault();
      const item = this.list.querySelector("[aria-selected=true]");
      if (isOpen && item) this.choose(item.dataset.value);
    } else if (event.key === "Escape" && isOpen) {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    } else if (event.key === "Backspace" && !this.field.value && this.chosen.length) {
      this.drop(this.chosen.at(-1).value);
    }
  }

  choose(value) {
    this.set(value, true);
    this.field.value = "";
    this.close();
  }

  drop(value) {
    this.set(value, false);
    this.field.focus();
  }

  set(value, selected) {
    [...this.select.options].find((one) => one.value === value).selected = selected;
    this.show();
    this.select.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

function make(tag, properties) {
  return Object.assign(document.createElement(tag), properties);
}
