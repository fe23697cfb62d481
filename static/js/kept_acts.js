// Owns the act on many images that is under way: kept until it is answered, and told on the next page if it never was.
import { drop, keep, left, why } from "./kept.js";

const NAME = `acts ${location.pathname}`;
const WORDS = { send: "Sending for approval", reject: "Rejecting", approve: "Approving", changes: "Asking for changes" };
export const SILENCE = "The server did not answer, and nobody knows whether it was done. Load the board again and look before you repeat it.";

// `data` are pairs of name and value; a password is never kept.
export function begin(act, names, data) {
  keep(NAME, { act, names, data: data.filter(([name]) => name !== "password") });
}

export const end = () => drop(NAME);

// Sending says by name what is meant and leaves alone what was sent meanwhile, so that its button can do it again. What
// it does is told as ever.
function again({ out, act, names }) {
  const here = out && act === "send" && names.length && names.every((name) => document.getElementById(`c-${name}`));
  if (here) setTimeout(() => document.querySelector('[data-act="send"]')?.click());
  return here;
}

// What the page before left without an answer: {act, names, data, sentence}, or null.
export function unanswered() {
  const lost = left(NAME);
  end();
  if (!lost) return null;
  const { out, act, names } = lost;
  const many = names.length ? ` (${names.length})` : "";
  if (again(lost)) return { ...lost, sentence: `${why(out)} ${WORDS[act]}${many} goes on now.` };
  const known = out ? "not done; nothing was changed" : "not answered, and nobody knows whether it was done";
  return { ...lost, sentence: `${why(out)} ${WORDS[act]}${many} was ${known}. Look, and do it again if you still mean it.` };
}
