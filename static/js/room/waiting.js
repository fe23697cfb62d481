// Owns opinions, undo and redo on their way: kept in this tab until the server has answered, tried again, and told meanwhile.
import { form, named } from "./sheet.js";

const KEY = `room-waiting ${form.dataset.person} ${new URL(form.action).pathname}`;
const PAUSES = [1, 2, 4, 8, 15]; // seconds between tries
const bar = named("waiting");
let kept = JSON.parse(sessionStorage.getItem(KEY) || "[]");
let broken = false;
let wake = () => {};

export function write() {
  sessionStorage.setItem(KEY, JSON.stringify(kept));
  show();
}

function show() {
  const many = kept.length === 1 ? "1 act waits" : `${kept.length} acts wait`;
  bar.hidden = !broken;
  form.dataset.waiting = kept.length;
  if (broken) bar.firstElementChild.textContent = `The server does not answer. ${kept.length ? `${many} here, nothing is lost.` : "Nothing is lost."} Trying again.`;
}

// What was left by the page before: it is sent first.
export const left = () => [...kept];

export function add(entry) {
  kept.push(entry);
  write();
}

export function done(entry) {
  kept = kept.filter((other) => other !== entry);
  write();
}

// The server answered again.
export function mended() {
  broken = false;
  show();
}

// Waits before the next try: a moment, or until the network is back or somebody presses the button.
export function pause(tries) {
  broken = true;
  show();
  return new Promise((resolve) => {
    wake = resolve;
    setTimeout(resolve, PAUSES[Math.min(tries, PAUSES.length) - 1] * 1000);
  });
}

bar.querySelector("button").addEventListener("click", () => wake());
show();
addEventListener("online", () => wake());
addEventListener("beforeunload", (event) => { if (broken && kept.length) event.preventDefault(); });
