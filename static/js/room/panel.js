// Owns what stands around the pictures: status line, details, film strip, folding, background, tile size, keys.
import { ownOf } from "../keys.js";
import { fitting } from "./reject.js";
import * as sheet from "./sheet.js";
import * as stacks from "./stacks.js";
import * as stage from "./stage.js";
import { keepCookie } from "./place.js";
import { percent } from "./view.js";

const { named: byId } = sheet;
const { body } = document;
const act = (name) => document.querySelectorAll(`[data-act="${name}"]`);
const SIZES = ["s", "m", "l"];
const CANVASES = ["grey", "black", "white"];
const AROUND = 30;
const upper = (key) => ownOf(key).toUpperCase();
const KEYS = ["p", "x", "u"].map(upper).join(" ");

export function tellStatus(sentence) {
  byId("says").textContent = sentence;
}

// Before and after every key this line says what the key hits.
export function says(view, list, may) {
  const mine = fitting(list).length;
  const waiting = view !== "grid" && list.some(sheet.mine);
  show("reject", mine);
  show("approve", waiting);
  show("changes", waiting || mine);
  body.classList.toggle("judging", waiting);
  body.classList.toggle("edited", Boolean(sheet.versionBefore(list[0])));
  if (!list.length) return tellStatus("No candidate is chosen.");
  if (!may) return tellStatus(`${nameOf(list[0])}. You may look at this board; opinions come from marketers and brand managers.`);
  const locked = list.filter((tile) => !sheet.isOpen(tile)).length;
  const what = list.length > 1 ? `${list.length} chosen` : nameOf(list[0]);
  const [, , word] = list.length === 1 ? sheet.statusOf(list[0]) : ["", "", ""];
  const keys = `${waiting ? `${upper("a")} approve · ` : ""}${waiting || mine ? `${upper("r")} changes · ` : ""}`;
  if (mine === list.length) return tellStatus(`${keys}${upper("x")} → reject ${what}`);
  if (waiting) return tellStatus(`${keys}${what}`);
  if (locked === list.length) return tellStatus(`${what} · ${word || "locked"}: takes no opinion now`);
  return tellStatus(`${KEYS} → ${what}${stacks.spared(list)}${word ? ` · ${word}` : ""}${locked ? ` · ${locked} locked` : ""}`);
}

// Before an act on many of which some take no opinion: one line that says what it would do, and which are left alone;
// those that wait for this person's decision can be rejected instead.
export function ask(verdict, list, open, run, reject) {
  const word = { shortlist: "Shortlist", pass: "Pass", "": "Clear" }[verdict] ?? "Rate";
  const [bar, locked] = [byId("ask"), list.filter((tile) => !open.includes(tile))];
  const answers = {
    yes: run,
    no: () => {},
    reject,
    show: () => { sheet.chooseOnly(locked); sheet.focus(locked[0]); sheet.signal("choice"); },
  };
  const close = (name) => {
    bar.hidden = true;
    bar.onclick = bar.onkeydown = null;
    sheet.focus(sheet.focused());
    answers[name]();
  };
  byId("ask-words").textContent = `${word} ${list.length}: ${open.length} will change, ${locked.length} ${locked.length === 1 ? "is" : "are"} locked: ${sheet.namesOf(locked)}.`;
  const mine = verdict === "pass" ? fitting(locked).length : 0;
  const other = bar.querySelector('[data-ask="reject"]');
  other.hidden = !mine;
  other.textContent = `Reject the ${mine} that wait${mine === 1 ? "s" : ""}…`;
  bar.hidden = false;
  bar.onclick = (event) => { const name = event.target.closest("[data-ask]")?.dataset.ask; if (name) close(name); };
  bar.onkeydown = (event) => { if (event.key === "Escape") { event.stopPropagation(); close("no"); } };
  bar.querySelector("button").focus();
}

const show = (name, on) => { for (const button of act(name)) button.hidden = !on; };

// The stage of the brief, or of the image that is looked at.
export function stands(view, tile) {
  const { counted } = sheet;
  const choosing = counted("undecided") ? "Choosing" : counted("shortlisted") ? "Ready to send" : counted("sent") ? "In approval" : "Decided";
  const alone = tile && view !== "grid" && (sheet.statusOf(tile)[2] || "No opinion yet");
  byId("stands").textContent = alone || (counted("all") ? choosing : "No images yet");
}

const nameOf = (tile) => sheet.itemOf(tile).name;

export function sendLabel(chosen) {
  const [button] = act("send");
  if (!button) return;
  const mine = sheet.counted("shortlisted");
  const all = sheet.chosen().length;
  byId("invite").textContent = all ? `Show ${all} chosen to a guest` : "Invite a guest";
  button.disabled = !chosen && !mine;
  button.textContent = chosen ? `Send ${chosen} chosen for approval` : mine ? `Send ${mine} for approval` : "Shortlist to send";
}

export function marks(tile) {
  for (const name of ["shortlist", "pass"]) pressed(name, tile?.dataset.o === name);
  const stars = Number(tile?.dataset.r || 0);
  for (const star of document.querySelectorAll("[data-stars]")) {
    const number = Number(star.dataset.stars);
    if (number) star.textContent = number <= stars ? "★" : "☆";
  }
}

// --- details, a little after the eye rests
const kept = new Map();
const forgotten = new Map(); // how often, by candidate id
let timer = 0;
let shown = "";

export function details(id) {
  marks(sheet.byId(id));
  if (!id || id === shown || body.classList.contains("no-panel")) return;
  clearTimeout(timer);
  timer = setTimeout(() => load(id), kept.has(id) ? 0 : 150);
}

export function forget(tiles) {
  for (const id of tiles.map(sheet.idOf)) {
    kept.delete(id);
    forgotten.set(id, (forgotten.get(id) || 0) + 1);
  }
}

// What the server says of one candidate, or "" where it says nothing. An answer may tell how things stood when it was
// asked for: what was forgotten meanwhile is asked for anew.
export async function read(id) {
  if (kept.has(id)) return kept.get(id);
  const before = forgotten.get(id);
  const text = await (await sheet.ask(sheet.pathOf(id)))?.text();
  if (!text) return "";
  if (forgotten.get(id) !== before) return read(id);
  kept.set(id, text);
  if (kept.size > 40) kept.delete(kept.keys().next().value);
  return text;
}

async function load(id) {
  if (!body.dataset.ready) return; // the page goes
  shown = id;
  const text = await read(id);
  if (!text || shown !== id) return;
  byId("details").innerHTML = text;
  window.htmx?.process(byId("details"));
}

// --- film strip: the candidates around the focused one
export function film(view, tile) {
  const strip = byId("film");
  strip.hidden = view === "grid" || !tile;
  if (strip.hidden) return;
  const all = sheet.tiles();
  const here = all.indexOf(tile);
  const part = all.slice(Math.max(0, here - AROUND), here + AROUND + 1);
  const wanted = part.map(sheet.idOf).join();
  if (strip.dataset.holds !== wanted) {
    strip.dataset.holds = wanted;
    strip.replaceChildren(...part.map(frame));
  }
  for (const link of strip.children) mark(link, tile);
  strip.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
}

function frame(tile) {
  const item = sheet.itemOf(tile);
  const button = Object.assign(document.createElement("button"), { type: "button", tabIndex: -1, ariaLabel: item.name });
  button.dataset.film = item.id;
  button.append(Object.assign(new Image(), { loading: "lazy", alt: "", src: item.src(320) }));
  return button;
}

function mark(link, tile) {
  const own = sheet.byId(link.dataset.film);
  link.dataset.o = own?.dataset.o || "";
  link.dataset.select = String(own !== tile && stage.panes.some((pane) => pane.item?.id === link.dataset.film));
  link.ariaCurrent = own === tile ? "true" : null;
}

// --- switches
export function views(view) {
  for (const link of document.querySelectorAll("[data-view-switch]")) {
    const here = link.dataset.viewSwitch === view;
    link.ariaCurrent = here ? "true" : null;
    if (here) byId("stage").ariaLabel = link.textContent.trim();
  }
}

export function pressed(name, on) {
  for (const button of act(name)) button.ariaPressed = on;
}

export function fold(name, { keep = true } = {}) {
  const off = body.classList.toggle(name === "filters" ? "no-rail" : "no-panel");
  for (const button of act(name)) button.ariaExpanded = !off;
  if (keep) localStorage.setItem(`room-${name}`, off ? "off" : "on");
  if (!off && name === "details") {
    shown = "";
    details(sheet.focused() ? sheet.idOf(sheet.focused()) : "");
  }
}

export function canvas() {
  const next = CANVASES[(CANVASES.indexOf(body.dataset.canvas) + 1) % CANVASES.length];
  body.dataset.canvas = next;
  keepCookie("canvas", next);
  tellStatus(`Background: ${next}`);
}

export function tileSize(by) {
  const next = SIZES[Math.min(2, Math.max(0, SIZES.indexOf(body.dataset.tile) + by))];
  body.dataset.tile = next;
  keepCookie("tile_size", next);
  sheet.focused()?.scrollIntoView({ block: "nearest" });
}

export function zoomWord(pane) {
  if (pane.item) byId("zoom-word").textContent = Math.abs(pane.triple.z - 1) < 0.001 ? "Fit" : `${percent(pane.triple, pane.box, pane.image, pane.density)} %`;
}

// --- keys: the sheet and the switch
export function keys() {
  byId("keys").showModal();
}

export const singles = () => byId("single-keys").checked;

export function start() {
  for (const part of document.querySelectorAll("[data-needs-script]")) part.hidden = false;
  const narrow = matchMedia("(max-width: 1100px)").matches;
  for (const name of ["filters", "details"]) {
    const kept = localStorage.getItem(`room-${name}`);
    if (narrow || kept === "off") fold(name, { keep: false });
  }
  const goOn = byId("advance")?.form; // who may only look has none
  if (goOn && sheet.narrow.matches) document.querySelector(".steps").append(goOn);
  for (const name of ["advance", "single-keys"]) byId(name)?.addEventListener("change", (event) => {
    const form = event.target.form;
    fetch(form.action, { method: "POST", body: new FormData(form), headers: { "HX-Request": "true" } });
  });
}
