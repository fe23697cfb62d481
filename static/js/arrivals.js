// Owns talk that arrives from others while a page is open: asks for it now and then, and puts it in so that neither
// words being typed nor the focus nor what is read moves.
import * as talk from "./talk.js";

const EVERY = 8_000;
const LEAST = 5_000; // between two questions, however often the tab comes and goes
const LATER = 30_000; // after a question without an answer
const RELEASE = 250;
const TEXT = "textarea, input:not([type=checkbox])";
const PARTS = ".thread-acts, .thread-new";

let pressed = false;
for (const name of ["pointerdown", "pointerup", "pointercancel"]) {
  addEventListener(name, () => { pressed = name === "pointerdown"; }, { capture: true });
}
const told = document.createElement("p");
told.className = "visually-hidden";
told.setAttribute("role", "status");
document.body.append(told);

// Asks while the tab is seen; `next()` gives an address or "", `take(section, page, asked)` gets what changed there, and
// when it was asked for: what was said since then stands on the page and not in that answer.
export function watch(next, take) {
  const tags = new Map();
  let [timer, last, asking] = [0, 0, false];
  async function look() {
    clearTimeout(timer);
    if (document.hidden || asking) return;
    const rest = last + LEAST - Date.now();
    if (rest > 0) { timer = setTimeout(look, rest); return; }
    last = Date.now();
    const [url, asked] = [next(), performance.now()];
    asking = true;
    const answer = url && await talk.ask(url, { tag: tags.get(url), cache: "no-store" }).catch(() => null);
    asking = false;
    if (answer?.ok) {
      tags.set(url, answer.tag);
      take(document.importNode(talk.sectionIn(answer.page), true), answer.page, asked);
    }
    timer = setTimeout(look, !url || answer?.ok || answer?.status === 304 ? EVERY : LATER);
  }
  document.addEventListener("visibilitychange", look);
  timer = setTimeout(look, EVERY);
}

const said = (section) => [...section.querySelectorAll(".comments > li")];
const stateOf = (section) => [section.dataset.may, ...[...section.querySelectorAll(".thread")].map((one) => one.id + one.dataset.state + ("asked" in one.dataset)), ...said(section).map((one) => one.id)].join();
const partOf = (node) => node.closest(PARTS);
const written = (part) => part.matches("[open]") || part.querySelector("details[open]") || [...part.querySelectorAll("textarea")].some((one) => one.value);

// Whether something would be torn away from under a hand: a field, a choice of words, a press, a sending.
function busy(section) {
  const here = document.activeElement;
  const inPart = section.contains(here) && partOf(here);
  const words = getSelection();
  return pressed || section.querySelector(".htmx-request") || (inPart && (here.matches(TEXT) || written(inPart)))
    || (!words.isCollapsed && section.contains(words.anchorNode));
}

// Marks what the other section does not hold; gives back the names of those who said it.
function marked(old, fresh) {
  const news = said(fresh).filter((one) => !old.querySelector(`#${one.id}`));
  for (const one of said(fresh).filter((each) => news.includes(each) || old.querySelector(`#${each.id}.new`))) {
    one.classList.add("new");
    one.closest(".thread").classList.add("new");
    one.firstElementChild.append(" ", Object.assign(document.createElement("strong"), { className: "new-mark", textContent: "New" }));
  }
  return news.map((one) => one.querySelector("bdi").textContent);
}

const number = (names) => (names.length === 1 ? "1 new remark" : `${names.length} new remarks`);

let held = null; // {old, fresh}: waits until nobody is busy in the old one

// Puts a fresh section in the place of the one on the page; says whether it tells anything else.
export function arrive(fresh) {
  const old = document.getElementById("threads");
  if (!old || old.dataset.of !== fresh.dataset.of || stateOf(old) === stateOf(fresh)) return false;
  const names = marked(old, fresh);
  if (names.length) told.textContent = `${number(names)}, ${names.length > 1 ? "the last " : ""}by ${names.at(-1)}.`;
  if (busy(old)) wait(old, fresh, names);
  else put(old, fresh);
  return true;
}

function wait(old, fresh, names) {
  held = { old, fresh };
  old.querySelector(":scope > .arrived")?.remove();
  const flag = Object.assign(document.createElement("div"), { className: "arrived" });
  flag.append(Object.assign(document.createElement("button"), { type: "button", className: "button small primary", textContent: names.length ? number(names) : "Threads changed" }));
  old.prepend(flag);
}

function release() {
  if (!held) return;
  if (!held.old.isConnected) held = null;
  else if (busy(held.old)) setTimeout(release, RELEASE);
  else put(held.old, held.fresh);
}

document.addEventListener("focusout", () => { if (held) setTimeout(release, RELEASE); });

function put(old, fresh) {
  held = null;
  const here = old.contains(document.activeElement) ? document.activeElement : null;
  const steady = hold(old);
  for (const part of old.querySelectorAll(PARTS)) if (written(part)) keep(part, fresh);
  old.replaceWith(fresh);
  window.htmx?.process(fresh);
  steady();
  if (here) (here.isConnected ? here : like(here, fresh))?.focus({ preventScroll: true });
}

// What somebody writes in stays as it is, even where a fresh section has no place for it any more.
function keep(part, fresh) {
  const home = (part.closest(".thread") && fresh.querySelector(`#${part.closest(".thread").id}`)) || fresh;
  const there = home.querySelector(part.matches(".thread-new") ? ".thread-new" : ".thread-acts");
  if (there) there.replaceWith(part);
  else home.append(part);
}

// The element of the fresh section that stands for one of the old; for the flag of what arrived, the first news.
function like(here, fresh) {
  if (here.closest(".arrived")) {
    const first = fresh.querySelector(".thread.new");
    first?.setAttribute("tabindex", "-1");
    first?.scrollIntoView({ block: "nearest" });
    return first;
  }
  const thread = here.closest(".thread");
  const home = (thread && fresh.querySelector(`#${thread.id}`)) || fresh;
  return [...home.querySelectorAll(here.tagName)].find((one) => one.textContent === here.textContent);
}

// Keeps the first thread in sight where it is, whatever comes in above it.
function hold(section) {
  const box = scrollerOf(section);
  const top = box === document.scrollingElement ? 0 : box.getBoundingClientRect().top;
  const anchor = [...section.querySelectorAll(".thread")].find((one) => one.getBoundingClientRect().bottom > top);
  const before = anchor?.getBoundingClientRect().top;
  return () => {
    const after = anchor && document.getElementById(anchor.id)?.getBoundingClientRect().top;
    if (after !== undefined && after !== before) box.scrollTop += after - before;
  };
}

function scrollerOf(node) {
  for (let box = node.parentElement; box; box = box.parentElement) {
    if (box.scrollHeight > box.clientHeight && /auto|scroll/.test(getComputedStyle(box).overflowY)) return box;
  }
  return document.scrollingElement;
}
