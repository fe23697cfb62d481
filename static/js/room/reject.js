// Owns turning down in the room: rejecting images that wait for this person's decision, in one act for all, and the
// reasons for which one is sent back. While its bar is open the digits pick reasons.
import { isTyping } from "../keys.js";
import { fill } from "../kept_forms.js";
import { pick } from "../reasons.js";
import * as acts from "./acts.js";
import * as sheet from "./sheet.js";

const box = document.getElementById("reject");
const form = box?.querySelector("form");
const worry = box?.querySelector(".problem");
const may = document.querySelector('[data-act="reject"]');
let meant = [];
let whenDone = null;
let sent = false;
let act = "";
let bound = {};

// Those of the list that this person may reject.
export const fitting = (list) => (may ? list.filter(sheet.waits) : []);

export function open(list, done, kind = "reject", extra = {}) {
  [meant, whenDone, act, bound] = [list.filter(sheet.waits), done, kind, extra];
  if (!meant.length) return;
  const rest = list.filter((tile) => !meant.includes(tile));
  const [begins, verb] = act === "reject" ? ["Reject", "Reject"] : ["Ask for changes on", "Send back"];
  const what = list.length > 1 ? list.length : sheet.itemOf(list[0]).name;
  form.querySelector("h2").textContent = `${begins} ${what}${rest.length ? `: ${meant.length} will change, ${rest.length} left alone` : ""}`;
  form.querySelector(".rest").textContent = rest.length ? `Left alone: ${sheet.namesOf(rest)}.` : "";
  form.querySelector(".primary").textContent = verb;
  form.reset();
  say("");
  box.showModal();
}

// What a lost sign-in held back stands here again, with its reasons.
acts.when.refused = (list, { act: kind, data, sentence }) => {
  if (kind !== "reject" && kind !== "changes") return false;
  open(list, () => sheet.signal("choice"), kind, Object.fromEntries(data));
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
  const data = new FormData(form);
  for (const name of ["round", "stage", "seconds"]) if (bound[name] !== undefined) data.set(name, bound[name]);
  acts.judge(act, meant, data, () => { box.close(); whenDone(); }, say);
});

box?.addEventListener("keydown", (event) => {
  if (isTyping(event)) return;
  if (/^[1-8]$/.test(event.key)) pick(box, event.key);
  else if (event.key === "Enter" && !event.target.matches("button, input")) form.requestSubmit();
});
box?.querySelector("[data-close]").addEventListener("click", () => box.close());
