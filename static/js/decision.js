// Owns the keys of the decision page and the queue, and the count of active seconds.
import { busy, forget, inTurn, later } from "./in_turn.js";
import { listen, isTyping } from "./keys.js";
import { pick } from "./reasons.js";

const body = document.body;
const singles = () => body.dataset.singleKeys !== "off";
const find = (selector) => document.querySelector(selector);
const IDLE = 30_000; // milliseconds without a sign of life after which a person counts as away
const STAYS = 10_000;

let seconds = 0;
let lastSign = Date.now();

for (const sign of ["pointermove", "keydown", "scroll", "pointerdown"]) {
  addEventListener(sign, () => { lastSign = Date.now(); }, { passive: true, capture: true });
}
setInterval(() => {
  if (document.visibilityState === "visible" && Date.now() - lastSign < IDLE) seconds += 1;
}, 1000);
document.addEventListener("submit", (event) => {
  for (const field of event.target.querySelectorAll("[data-seconds]")) field.value = String(seconds);
}, true);

// An approval binds to the checklist as it is, so it too waits for answers under way.
function approve() {
  const form = find("#approve");
  const button = form?.querySelector("button");
  if (button && !button.disabled) form.requestSubmit(button);
  else find("#blockers a")?.focus();
}

function unfold(id, field) {
  const part = find(id);
  if (!part) return false;
  for (const other of document.querySelectorAll(".verdicts > details")) if (other !== part) other.open = false;
  part.open = !part.open;
  if (part.open) part.querySelector(field)?.focus();
  return true;
}

function pickReason(number) {
  const part = find("#reject");
  if (!part?.open) return false;
  pick(part, number);
  return true;
}

function go(address) {
  if (!address) return false;
  location.assign(address);
  return true;
}

function undo() {
  const button = find("[data-undo]");
  if (!button) return false;
  button.form.requestSubmit(button);
  return true;
}

function enter() {
  const row = find(".queue-row");
  if (row) return go(row.href);
  const part = find(".verdicts > details[open]");
  if (part?.id !== "reject" || !part.querySelector("[name=codes]:checked")) return false;
  part.querySelector("form").requestSubmit();
  return true;
}

function leave() {
  forget();
  for (const part of document.querySelectorAll(".verdicts > details[open]")) part.open = false;
}

const keys = {
  "?": () => { find("#keys")?.showModal(); },
  a: approve,
  r: () => unfold("#return", "textarea"),
  x: () => unfold("#reject", "summary"),
  ArrowLeft: () => go(body.dataset.before),
  ArrowRight: () => go(body.dataset.behind),
  "Ctrl+z": undo,
  Enter: enter,
};
for (let number = 1; number <= 8; number += 1) keys[String(number)] = () => pickReason(number);
for (const [name, run] of Object.entries(keys)) keys[name] = inTurn(run);
listen({ ...keys, Escape: leave }, { singles, own: "#reject *" });

// Shift and a digit by its place on the keyboard, whatever the layout writes there.
document.addEventListener("keydown", (event) => {
  const digit = /^Digit([1-5])$/.exec(event.code);
  if (!digit || !event.shiftKey || event.ctrlKey || event.altKey || event.metaKey || isTyping(event) || !singles()) return;
  event.preventDefault();
  pass(digit[1]);
});

const pass = inTurn((number) => find(`[data-heading="${number}"][value="pass"]`)?.click());

// A click on a heading waits in the same line.
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-heading]");
  if (!button || !busy()) return;
  event.preventDefault();
  const same = `[data-heading="${button.dataset.heading}"][value="${button.value}"]`;
  later(() => find(same)?.click());
}, true);

// A blocker leads to its control, unfolded and with the focus in it.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("#blockers a");
  const part = link && find(link.getAttribute("href"));
  if (!part) return;
  (part.matches("details") ? part : part.closest("details"))?.setAttribute("open", "");
  setTimeout(() => part.querySelector("button, textarea, select, a, input:not([type=hidden])")?.focus({ preventScroll: true }), 0);
});

for (const button of document.querySelectorAll("[data-opens]")) {
  button.hidden = false;
  button.addEventListener("click", () => find(`#${button.dataset.opens}`)?.showModal());
}

const just = find("[data-just]");
if (just) {
  let timer = setTimeout(() => just.remove(), STAYS);
  just.addEventListener("pointerenter", () => clearTimeout(timer));
  just.addEventListener("focusin", () => clearTimeout(timer));
  just.addEventListener("pointerleave", () => { timer = setTimeout(() => just.remove(), STAYS); });
}
