// The line to the playground's server: every request of the page is made here.

const { user, place } = document.body.dataset;
export const me = user;
export const here = place;

const STOPPED = "The playground does not answer. Start it again, then reload this page.";

export class Refused extends Error {}

/** The answer to `what`; throws Refused, with words for whoever sits there. */
export async function ask(what, told = {}) {
  return answered(`/window/${what}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ user: me, ...told }),
  });
}

/** The id of the file, once it is there. */
export async function upload(file) {
  const form = new FormData();
  form.append("file", file);
  return (await answered(`/upload/${me}`, { method: "POST", body: form })).id;
}

async function answered(path, request) {
  let answer, told;
  try {
    answer = await fetch(path, request);
    told = answer.ok && (await answer.json());
  } catch {
    throw new Refused(STOPPED); // which may be in the middle of an answer
  }
  if (!told) throw new Refused(`The playground itself failed (${answer.status}). Its terminal says why.`);
  if (told.refused) throw new Refused(told.refused);
  return told;
}

const toast = document.getElementById("toast");
let vanishing;

/** Says it until it has been read. */
export function say(words) {
  clearTimeout(vanishing);
  // Above an open dialog nothing shows but what is inside it.
  ([...document.querySelectorAll("dialog[open]")].at(-1) ?? document.body).append(toast);
  toast.textContent = words;
  toast.hidden = false;
  vanishing = setTimeout(() => (toast.hidden = true), 8000);
}

/** Runs it, and says what was refused; whether it was done. */
export async function attempt(act) {
  try {
    await act();
    return true;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    say(error.message);
    return false;
  }
}
