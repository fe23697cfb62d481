// Owns the short mode of a verdict that is being written: digits pick reasons, letters begin the words, Enter sends,
// Esc leaves. While it lasts no other key of the page acts.
import { busy } from "./in_turn.js";
import { isTyping, sends } from "./keys.js";
import { pick } from "./reasons.js";

const LETTER = /^\p{L}$/u;
const ARROW = /^Arrow(Left|Right)$/;

// The verdict that is being written, if one is.
export const written = () => document.querySelector(".verdicts > details[open]");

// Leaves the key to the browser, which then types it there.
export function begin() {
  written().querySelector("textarea").focus();
  return false;
}

export function unfold(id) {
  const part = document.querySelector(id);
  if (!part) return false;
  part.open = true;
  part.querySelector(".why")?.setAttribute("open", "");
  part.querySelector("summary").focus();
  return true;
}

export function leave() {
  const part = written();
  if (!part) return;
  part.open = false;
  part.querySelector("summary").focus();
}

export function pickReason(number) {
  const part = written();
  if (!part?.querySelector(".reasons")) return false;
  part.querySelector(".why")?.setAttribute("open", "");
  pick(part, number);
  return true;
}

// Sends it, or goes to what is still missing.
export function send() {
  const part = written();
  if (part?.querySelector("textarea:invalid")) return begin() === false;
  if (!part?.querySelector("[name=codes]:checked, textarea:required")) return false;
  return submit(part.querySelector("form"));
}

function submit(form) {
  form.requestSubmit(form.querySelector("button.primary"));
  return true;
}

function inWords(event) {
  if (event.key === "Escape") leave();
  if (!sends(event)) return;
  event.preventDefault();
  submit(event.target.form);
}

// Runs before every other listener of keys.
export function listen(singles) {
  document.addEventListener("keydown", (event) => {
    if (event.target.matches?.(".verdict-form textarea")) return inWords(event);
    const bare = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!written() || !bare || busy() || isTyping(event) || document.querySelector("dialog[open], .aiming")) return;
    if (!ARROW.test(event.key) && !(LETTER.test(event.key) && singles())) return;
    event.stopImmediatePropagation();
    if (LETTER.test(event.key)) begin();
  }, true);
}
