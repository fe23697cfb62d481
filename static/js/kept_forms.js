// Owns forms whose words survive a lost sign-in or network: kept as they are written, given back with a line that says why.
import { all, drop, keep, keyOf, left, why } from "./kept.js";
import { tell } from "./problems.js";

const NOUN = { verdict: ["Your verdict", "was", "it"], words: ["Your words", "were", "them"] };
const KEPT = "form[data-keep]";
const pathOf = (form) => new URL(form.action).pathname;
const nameOf = (form) => `${pathOf(form)} ${form.closest("[id]").id}`;
const labelOf = (form) => form.querySelector("button:not([type=button])").firstChild.textContent.trim();

// What people put in; never a password, and a file cannot be kept.
const fieldsOf = (form) => [...form.elements].filter((field) => field.name && !["file", "hidden", "password", "submit"].includes(field.type));

const isTicked = ({ type }) => ["checkbox", "radio"].includes(type);

export function written(form) {
  return fieldsOf(form).filter((field) => (isTicked(field) ? field.checked : field.value)).map((field) => [field.name, field.value]);
}

export function fill(form, values) {
  for (const field of fieldsOf(form)) {
    const mine = values.filter(([name]) => name === field.name).map(([, value]) => value);
    if (isTicked(field)) field.checked = mine.includes(field.value);
    else if (mine.length) [field.value] = mine;
    if (field.checked) field.closest("details")?.setAttribute("open", "");
  }
}

const roundOf = (form) => form.elements.round?.value;

function note(form, sent) {
  const values = written(form);
  if (!sent && !values.length) return drop(nameOf(form));
  const out = !sent && left(nameOf(form))?.out;
  return keep(nameOf(form), { values, sent, out, round: roundOf(form), path: pathOf(form) });
}

function say(form, sentence) {
  form.querySelector(":scope > [data-kept]")?.remove();
  const line = Object.assign(document.createElement("p"), { className: "problem small", textContent: sentence });
  line.dataset.kept = "";
  line.setAttribute("role", "alert");
  form.prepend(line);
}

function again(form, { out, round }) {
  const [what, was, it] = NOUN[form.dataset.keep];
  if (round !== roundOf(form)) return `${why(out)} ${what} ${was} not sent, and the image was sent anew since. Look at it again before you decide.`;
  if (!out) return `${why(out)} Nothing is known to have arrived. ${what} ${was} kept: check ${it} and press “${labelOf(form)}” again.`;
  return `${why(out)} ${what} ${was} not sent; check ${it} and press “${labelOf(form)}” again.`;
}

// A form that comes anew into an open page holds again what was begun in it.
function goOn(form) {
  const value = left(nameOf(form));
  if (!value || value.out || value.sent) return giveBack(form);
  if (written(form).length || value.path !== pathOf(form)) return;
  fill(form, value.values);
  form.closest("details")?.setAttribute("open", "");
}

function giveBack(form) {
  const value = left(nameOf(form));
  if (!value || !(value.out || value.sent)) return drop(nameOf(form)); // begun before this page was loaded, and left
  fill(form, value.values);
  form.closest("details")?.setAttribute("open", "");
  if (location.pathname === value.path) return keep(nameOf(form), { ...value, sent: false }); // the server said what is in the way
  say(form, again(form, value));
}

// What can no longer be given, since somebody else was first, is at least shown.
function orphans() {
  const here = new Set([...document.querySelectorAll(KEPT)].map((form) => keyOf(nameOf(form))));
  for (const [key, { path, sent, out, values }] of all()) {
    const mine = key.startsWith(keyOf("")) && path?.startsWith(location.pathname) && path !== location.pathname;
    if (!mine || !sent || !out || here.has(key)) continue;
    const words = values.filter(([name]) => name !== "codes").map(([, value]) => `“${value}”`).join(" ");
    tell(`${why(out)} Your verdict was not sent, and none can be given here now.${words && ` You wrote: ${words}`}`, { stays: true });
    sessionStorage.removeItem(key);
  }
}

// An undo or redo that a lost sign-in kept from the server is told: by now it could hit another verdict.
function walk() {
  const lost = left("walk");
  drop("walk");
  if (lost?.out) tell(`${why(true)} “${lost.word}” was not done; nothing was changed. Press it again if you still mean it.`, { stays: true });
}

function start() {
  for (const form of document.querySelectorAll(KEPT)) giveBack(form);
  if (document.querySelector("[data-walk]")) walk();
  if (document.querySelector("#verdicts")) orphans();
}

start();
document.addEventListener("input", ({ target }) => { if (target.form?.matches(KEPT)) note(target.form, false); });
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[data-walk]")) keep("walk", { word: event.submitter?.getAttribute("aria-label") });
  if (!form.matches(KEPT)) return;
  note(form, true);
  if (navigator.onLine || form.hasAttribute("hx-post")) return;
  event.preventDefault();
  const [what, was, it] = NOUN[form.dataset.keep];
  say(form, `The network is gone. ${what} ${was} not sent and still here; press “${labelOf(form)}” to send ${it} when the network is back.`);
}, true);
document.addEventListener("htmx:afterProcessNode", ({ target }) => { if (target.matches?.(KEPT)) goOn(target); });
document.addEventListener("htmx:beforeOnLoad", ({ detail: { elt, xhr } }) => {
  if (!elt.matches(KEPT) || xhr.getResponseHeader("HX-Redirect")) return;
  if (xhr.status < 300) drop(nameOf(elt));
  else note(elt, false);
});
addEventListener("pageshow", (event) => { if (event.persisted) start(); });
