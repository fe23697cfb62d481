// Owns the keys of the decision page and the queue, and the count of active seconds.
import { busy, forget, inTurn, later } from "./in_turn.js";
import { listen, isTyping } from "./keys.js";
import * as mode from "./verdict_mode.js";

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

function go(address) {
  if (!address) return false;
  location.assign(address);
  return true;
}

function walk(selector) {
  const button = find(selector);
  if (!button) return false;
  button.form.requestSubmit(button);
  return true;
}

function enter() {
  const row = find(".queue-row");
  return row ? go(row.href) : mode.send();
}

function leave() {
  forget();
  mode.leave();
}

// In the queue: to the row above or below the one that has the focus.
function row(step) {
  const rows = [...document.querySelectorAll(".queue-row")];
  const at = rows.indexOf(document.activeElement);
  const next = rows[at < 0 ? 0 : at + step];
  next?.focus();
  return Boolean(next);
}

// While a verdict is being written, a letter that waited in line begins its words.
const outside = (run) => () => (mode.written() ? mode.begin() : run());

const keys = {
  "?": () => { find("#keys")?.showModal(); },
  a: outside(approve),
  r: outside(() => mode.unfold("#return")),
  x: outside(() => mode.unfold("#reject")),
  ArrowLeft: () => !mode.written() && go(body.dataset.before),
  ArrowRight: () => !mode.written() && go(body.dataset.behind),
  ArrowUp: () => row(-1),
  ArrowDown: () => row(1),
  "Ctrl+z": () => walk("[data-undo]"),
  "Ctrl+Shift+z": () => walk("[data-redo]"),
  Enter: enter,
};
for (let number = 1; number <= 8; number += 1) keys[String(number)] = () => mode.pickReason(number);
for (const [name, run] of Object.entries(keys)) keys[name] = inTurn(run);
mode.listen(singles);
listen({ ...keys, Escape: leave }, { singles, own: "#reject > summary, #return > summary, .verdict-form [name=codes]" });

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

for (const part of document.querySelectorAll("[data-needs-script]")) part.hidden = false;
for (const button of document.querySelectorAll("[data-opens]")) {
  button.addEventListener("click", () => find(`#${button.dataset.opens}`)?.showModal());
}

const just = find("[data-just]");
if (just) {
  let timer = setTimeout(() => just.remove(), STAYS);
  just.addEventListener("pointerenter", () => clearTimeout(timer));
  just.addEventListener("focusin", () => clearTimeout(timer));
  just.addEventListener("pointerleave", () => { timer = setTimeout(() => just.remove(), STAYS); });
}
