// Owns rejecting in the room: the reasons for images that wait for this person's decision, then one act for all.
import { isTyping } from "../keys.js";
import { fill } from "../kept_forms.js";
import { pick } from "../reasons.js";
import * as acts from "./acts.js";
import * as sheet from "./sheet.js";

const box = document.getElementById("reject");
const form = box?.querySelector("form");
const worry = box?.querySelector(".problem");
let meant = [];
let whenDone = null;
let sent = false;

// Those of the list that this person may reject.
export const fitting = (list) => (box ? list.filter((tile) => tile.dataset.s === "in_review") : []);

export function open(list, done) {
  [meant, whenDone] = [fitting(list), done];
  if (!meant.length) return;
  const rest = list.length - meant.length;
  form.querySelector("h2").textContent = `Reject ${list.length}${rest ? `: ${meant.length} will change, ${rest} left alone` : ""}`;
  form.reset();
  say("");
  box.showModal();
}

// One that a lost sign-in held back stands here again, with its reasons.
acts.when.refused = (list, { data, sentence }) => {
  open(list, () => sheet.signal("choice"));
  if (!meant.length) return false;
  fill(form, data);
  say(sentence);
  return true;
};

function say(sentence) {
  sent = false;
  worry.hidden = !sentence;
  worry.textContent = sentence;
}

form?.addEventListener("submit", (event) => {
  event.preventDefault();
  if (sent) return;
  sent = true;
  acts.reject(meant, new FormData(form), () => { box.close(); whenDone(); }, say);
});

box?.addEventListener("keydown", (event) => {
  if (isTyping(event)) return;
  if (/^[1-8]$/.test(event.key)) pick(box, event.key);
  else if (event.key === "Enter" && !event.target.matches("button, input")) form.requestSubmit();
});
box?.querySelector("[data-close]").addEventListener("click", () => box.close());
