// Owns turning down in the room: rejecting images that wait for this person's decision, in one act for all, and what
// should change on one that is sent back. While its bar is open the digits pick reasons and letters begin the words.
import { isTyping, sends } from "../keys.js";
import { fill } from "../kept_forms.js";
import { pick } from "../reasons.js";
import * as acts from "./acts.js";
import * as sheet from "./sheet.js";

const LETTER = /^\p{L}$/u;
const box = sheet.named("reject");
const form = box?.querySelector("form");
const worry = box?.querySelector(".problem");
const may = document.querySelector('[data-act="reject"]');
let meant = [];
let whenDone = null;
let sent = false;
let act = "";
let bound = {};
let begun = ""; // what is written in the form is about: it stands there again when the bar was left and is opened anew

// Those of the list that this person may reject.
export const fitting = (list) => (may ? list.filter(sheet.waits) : []);

export function open(list, done, kind = "reject", extra = {}) {
  [meant, whenDone, act, bound] = [list.filter(sheet.waits), done, kind, extra];
  if (!meant.length) return;
  const rest = list.filter((tile) => !meant.includes(tile));
  const what = list.length > 1 ? list.length : sheet.itemOf(list[0]).name;
  form.querySelector("h2").textContent = `${act === "reject" ? "Reject" : "Ask for changes on"} ${what}${rest.length ? `: ${meant.length} will change, ${rest.length} left alone` : ""}`;
  form.querySelector(".rest").textContent = rest.length ? `Left alone: ${sheet.namesOf(rest)}.` : "";
  box.dataset.kind = act;
  form.note.required = act === "changes";
  const about = `${act} ${meant.map(sheet.idOf)}`;
  if (begun !== about) form.reset();
  if (form.password) form.password.value = "";
  begun = about;
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

// Sends it, or goes to the words that are still missing.
function send() {
  if (form.note.validity.valid) form.requestSubmit();
  else form.note.focus();
}

function ended() {
  begun = "";
  box.close();
  whenDone();
}

form?.addEventListener("submit", (event) => {
  event.preventDefault();
  if (sent) return;
  sent = true;
  const data = new FormData(form);
  for (const name of ["round", "stage", "seconds"]) if (bound[name] !== undefined) data.set(name, bound[name]);
  acts.judge(act, meant, data, ended, say);
});

box?.addEventListener("keydown", (event) => {
  const { key, target } = event;
  const typing = isTyping(event);
  if (target === form.note ? sends(event) : key === "Enter" && !typing && !target.matches("button")) {
    event.preventDefault();
    send();
  } else if (typing || event.ctrlKey || event.altKey || event.metaKey) return;
  else if (/^[1-8]$/.test(key)) pick(box, key);
  else if (LETTER.test(key)) form.note.focus(); // where the browser then types it
});
box?.querySelector("[data-close]").addEventListener("click", () => box.close());
