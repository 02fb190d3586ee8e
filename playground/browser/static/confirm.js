// The question that Slack asks before an element with a confirm object does anything.

const dialog = document.getElementById("confirm");

/** Whether somebody meant it. */
export function confirmed({ title, text, confirm, deny, style }) {
  const heading = Object.assign(document.createElement("h2"), { id: "confirm-title", textContent: title });
  const words = Object.assign(document.createElement("p"), { textContent: text });
  const footer = document.createElement("footer");
  footer.append(button(deny, "button"), button(confirm, `button ${style || "primary"}`));
  dialog.replaceChildren(heading, words, footer);
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    const [no, yes] = footer.children;
    no.addEventListener("click", () => dialog.close());
    yes.addEventListener("click", () => dialog.close("yes"));
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

function button(label, classes) {
  return Object.assign(document.createElement("button"), { type: "button", className: classes, textContent: label });
}
