// Owns the survey: up to nine candidates side by side, split so that the pictures are as large as can be.
import { toast } from "../toasts.js";
import * as sheet from "./sheet.js";
import * as stage from "./stage.js";
import { Pane } from "./pane.js";
import { splitOf } from "./view.js";

const MOST = 9;
const AT_FIRST = 4;
const RIM = { w: 16, h: 34 }; // CSS pixels of a cell beside its picture
const REFLOW = 160; // milliseconds
const room = sheet.named("stage");
const end = sheet.named("difference");
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const pool = [];
let gone = []; // what was passed here: {tile, at}
let columns = 1;

for (const plain of room.querySelectorAll(".plain")) plain.remove();
const pattern = stage.select.figure.cloneNode(true);
pattern.removeAttribute("id");
pattern.className = "pane";
pattern.querySelector(".glass").replaceChildren();

function made() {
  const pane = stage.join(new Pane(pattern.cloneNode(true)));
  pool.push(pane);
  return pane;
}

const paneOf = (tile) => stage.panes.find((pane) => pane.item?.tile === tile);
export const tiles = () => stage.panes.map((pane) => pane.item?.tile).filter(Boolean);

function put(tile, at) {
  const pane = pool.find((one) => !one.item) || made();
  (stage.panes[at]?.figure || end).before(pane.figure);
  stage.put(pane, sheet.itemOf(tile), stage.panes[0]);
  stage.panes.splice(at, 0, pane);
  return pane;
}

function split() {
  const ratios = stage.panes.map(({ item }) => item.width / item.height);
  const best = splitOf(ratios, { w: room.clientWidth, h: room.clientHeight }, RIM);
  columns = best.columns;
  room.style.gridTemplate = `${"1fr ".repeat(best.rows)}/ ${"1fr ".repeat(columns)}`;
}

// Splits anew after a change; each pane glides from where it was, with the picture that it has.
function reflow(change) {
  const before = new Map(stage.panes.map((pane) => [pane, pane.figure.getBoundingClientRect()]));
  const result = change();
  split();
  for (const pane of calm.matches ? [] : stage.panes) {
    const [old, now] = [before.get(pane), pane.figure.getBoundingClientRect()];
    if (!old) continue;
    const from = `translate(${old.x - now.x}px, ${old.y - now.y}px) scale(${Math.min(old.width / now.width, old.height / now.height)})`;
    pane.figure.animate({ transform: [from, "none"] }, { duration: REFLOW, easing: "ease-out" });
  }
  return result;
}

// This one and those after it; where few follow, some before it come along.
function from(tile) {
  const all = sheet.tiles();
  const at = Math.max(0, Math.min(all.indexOf(tile), all.length - AT_FIRST));
  return all.slice(at, at + AT_FIRST);
}

// Shows what the address names, else the choice, else the focused one and its next ones.
export function open(tile, among) {
  const named = among.split(".").map(sheet.byId).filter(Boolean);
  const chosen = sheet.chosen();
  const list = named.length ? named : chosen.length > 1 ? chosen : from(tile);
  if (list.length > MOST) toast(`The first ${MOST} of ${list.length} are shown.`);
  close();
  stage.select.clear();
  stage.candidate.clear();
  stage.use([]);
  list.slice(0, MOST).forEach(put);
  split();
  stage.worked(paneOf(tile) || stage.panes[0]);
}

export function close() {
  for (const pane of pool) pane.clear();
  gone = [];
  room.style.gridTemplate = "";
  stage.use();
}

function enter(pane) {
  stage.worked(pane);
  if (!document.activeElement.matches("button, input")) pane.figure.focus({ preventScroll: true });
}

// Works in the pane of this tile; one that has none yet gets it while there is room.
export function focus(tile) {
  if (!paneOf(tile) && stage.panes.length < MOST) reflow(() => put(tile, stage.panes.length));
  const pane = paneOf(tile);
  if (pane) enter(pane);
  else toast(`${MOST} at most are shown side by side. Pass one first.`);
}

export function step(by) {
  const next = stage.panes[stage.panes.indexOf(stage.state.pane) + by];
  if (next) enter(next);
}

export const row = (down) => step(down ? columns : -columns);

// Takes the pane worked in away; says whether one is left.
export function drop() {
  const { panes, state: { pane } } = stage;
  const at = panes.indexOf(pane);
  gone.push({ tile: pane.item.tile, at });
  sheet.choose(pane.item.tile, false);
  reflow(() => { pane.clear(); panes.splice(at, 1); });
  if (panes.length) enter(panes[Math.min(at, panes.length - 1)]);
  return panes.length > 0;
}

// A pass that was refused or taken back brings its pane back.
export function back() {
  const home = gone.filter(({ tile }) => tile.dataset.o !== "pass");
  gone = gone.filter((one) => !home.includes(one));
  for (const { tile, at } of home.reverse()) enter(reflow(() => put(tile, Math.min(at, stage.panes.length))));
}

new ResizeObserver(() => { if (stage.state.view === "survey" && stage.panes.length) split(); }).observe(room);
