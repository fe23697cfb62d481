// Owns rejecting in the room: the reasons for images that wait for this person's decision, then one act for all.
import { isTyping } from "../keys.js";
import { pick } from "../reasons.js";
import * as acts from "./acts.js";
import * as sheet from "./sheet.js";

const box = document.getElementById("reject");
const form = box?.querySelector("form");
let meant = [];
let whenDone = () => {};

const waits = (tile) => tile.dataset.s === "in_review";

// Those of the list that this person may reject.
export const fitting = (list) => (box ? list.filter(waits) : []);

export function open(list, done) {
  meant = fitting(list);
  if (!meant.length) return false;
  whenDone = done;
  const rest = list.length - meant.length;
  const left = rest ? ` ${meant.length} will change, ${rest} ${rest === 1 ? "does" : "do"} not wait and ${rest === 1 ? "is" : "are"} left alone.` : "";
  form.querySelector("h2").textContent = `Reject ${list.length}${rest ? ":" : ""}${left}`;
  form.reset();
  say("");
  box.showModal();
  return true;
}

function say(sentence) {
  const place = form.querySelector(".problem");
  place.hidden = !sentence;
  place.textContent = sentence;
}

form?.addEventListener("submit", (event) => {
  event.preventDefault();
  const button = form.querySelector(".primary");
  if (button.disabled) return;
  button.disabled = true;
  const over = () => { button.disabled = false; };
  acts.reject(meant, new FormData(form), {
    done: () => { over(); box.close(); whenDone(); },
    failed: (sentence) => { over(); say(sentence); },
  });
});

box?.addEventListener("keydown", (event) => {
  if (isTyping(event) || event.ctrlKey || event.altKey || event.metaKey) return;
  if (/^[1-8]$/.test(event.key)) pick(box, event.key);
  else if (event.key === "Enter" && !event.target.matches("button, input")) form.requestSubmit();
  else return;
  event.preventDefault();
});
box?.querySelector("[data-close]").addEventListener("click", () => box.close());
