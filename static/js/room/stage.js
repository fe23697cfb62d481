// Owns the loupe and the comparison: two panes, one shared view, and which of the two is worked in.
import * as sheet from "./sheet.js";
import { Pane } from "./pane.js";
import { watch } from "./gestures.js";
import { FIT, followed, fractionAt, pixelZoom, zoomedAbout } from "./view.js";

const { named } = sheet;
const stage = named("stage");
const STEP = 1.25;
const SAME_SHAPE = 0.01;

export const select = new Pane(named("pane-a"));
export const candidate = new Pane(named("pane-b"));
export const state = { view: "grid", pane: candidate, locked: true, pixels: false, reference: false };
export let panes = [select, candidate]; // those in sight, in their order
const all = [];
const met = [];
const hover = new Map();
const listeners = { zoom: () => {}, swipe: () => {}, enter: () => {} };

export function on(name, run) {
  listeners[name] = run;
}

// Puts other panes in sight; without a list the two of the comparison.
export function use(list = [select, candidate]) {
  panes = list;
  state.pane = candidate;
}

// Runs for each pane there is, and for each that comes later.
export function each(run) {
  met.push(run);
  all.forEach(run);
}

// The others that move along with a pane.
const others = (pane) => (state.locked ? panes.filter((one) => one !== pane && one.item) : []);

function set(pane, triple) {
  pane.triple = triple;
  pane.draw();
}

function apply(pane, wished) {
  const before = pane.triple;
  set(pane, pane.settle(wished));
  for (const second of others(pane)) set(second, followed(second.triple, before, pane.triple));
  listeners.zoom(pane);
}

function moved(pane, wished) {
  if (wished.z !== pane.triple.z) leavePixels();
  apply(pane, wished);
}

function leavePixels() {
  state.pixels = false;
}

const isFit = (pane) => Math.abs(pane.triple.z - 1) < 0.001;

// Z and double click: the whole image, or one image pixel for one device pixel at the point asked for.
export function toggle(pane = state.pane, p = pointOf(pane)) {
  if (!pane.item) return;
  const into = isFit(pane);
  state.pixels = into;
  const before = pane.triple;
  for (const one of [pane, ...others(pane)]) {
    const z = into ? pixelZoom(one.box, one.image, one.density) : 1;
    if (one === pane) set(one, one.settle(into ? zoomedAbout(before, z, p) : { ...FIT }));
    else {
      // the other one keeps its offset, which does not show while all is in sight
      if (!into) one.apart = [one.triple.cx - before.cx, one.triple.cy - before.cy];
      const [x, y] = (into && one.apart) || [0, 0];
      set(one, { cx: pane.triple.cx + x, cy: pane.triple.cy + y, z });
    }
  }
  listeners.zoom(pane);
}

function pointOf(pane) {
  const here = hover.get(pane);
  return here ? fractionAt(here, pane.triple, pane.box, pane.image) : { x: 0.5, y: 0.5 };
}

export function zoomBy(direction) {
  const { pane } = state;
  if (!pane.item) return;
  leavePixels();
  apply(pane, zoomedAbout(pane.triple, pane.triple.z * (direction > 0 ? STEP : 1 / STEP), pointOf(pane)));
}

export function reset() {
  leavePixels();
  for (const pane of panes) set(pane, { ...FIT });
}

// The zoom that an address brought along.
export function restore(triple) {
  apply(state.view === "survey" ? state.pane : candidate, triple);
}

export function lock(on = !state.locked) {
  state.locked = on;
  stage.dataset.locked = on;
}

// Lock again and forget the offset between the two.
export function relock() {
  lock(true);
  for (const second of others(state.pane)) {
    delete second.apart;
    set(second, { ...state.pane.triple });
  }
}

function sameShape(one, two) {
  return one && two && Math.abs(one.width / one.height - two.width / two.height) < SAME_SHAPE;
}

// Unsaid, the zoom is kept between pictures of one shape and left where the shape changes; the switch shows which.
const keepBox = named("keep-zoom");
let wish = null;
keepBox.onchange = () => { wish = keepBox.checked; };

function keepsZoom(one, two) {
  const keeps = one && (wish ?? sameShape(one, two));
  if (one) keepBox.checked = keeps;
  return keeps;
}

export function put(pane, item, like = pane) {
  const keeps = keepsZoom(like.item, item);
  const triple = { ...like.triple };
  pane.show(item);
  pane.triple = keeps ? triple : { ...FIT };
  if (keeps && state.pixels) pane.triple = { ...pane.triple, z: pixelZoom(pane.box, pane.image, pane.density) };
  pane.draw();
}

export function worked(pane) {
  if (state.view === "loupe") pane = candidate;
  if (pane === select && state.reference) return;
  state.pane = pane;
  for (const one of panes) one.figure.classList.toggle("active", one === pane);
  listeners.enter(pane);
}

function neighbours(tile) {
  return [sheet.beside(tile, 1), sheet.beside(tile, -1)].filter(Boolean).map(sheet.itemOf);
}

export function loupe(tile) {
  state.view = "loupe";
  select.clear();
  put(candidate, sheet.itemOf(tile));
  worked(candidate);
  candidate.ahead(neighbours(tile));
}

export function compare(first, second) {
  state.view = "compare";
  if (first) {
    state.reference = false;
    put(select, sheet.itemOf(first), select.item ? select : candidate);
  }
  if (second) {
    put(candidate, sheet.itemOf(second));
    candidate.ahead(neighbours(second));
  }
  if (state.locked && !wish && !sameShape(select.item, candidate.item)) reset();
  caption();
  worked(candidate);
}

// The product's own picture as the fixed pane; it takes no opinion.
export function reference() {
  const { reference: image, referenceSize: size, referenceTitle: title } = sheet.form.dataset;
  if (!image) return false;
  state.reference = true;
  put(select, sheet.pictured(image, title, ...size.split("x").map(Number)));
  caption();
  worked(candidate);
  return true;
}

function caption() {
  select.figure.querySelector(".role").textContent = state.reference ? "Product" : "Select";
  candidate.figure.querySelector(".place").textContent = sheet.placeOf(candidate.item?.tile);
}

// In the loupe the other pane takes the version before; it is seen only while one lies over the other.
export function before() {
  const item = sheet.versionBefore(candidate.item?.tile);
  if (item) put(select, item, candidate);
  return Boolean(item);
}

export const alone = () => select.clear();

export function blink(on) {
  stage.dataset.top = on ? "a" : "b";
}

// One pane over the other instead of side by side.
export function stack(on) {
  stage.dataset.blink = on ? "on" : "";
  for (const pane of [select, candidate]) pane.measure();
}

export function hold(on) {
  stack(on);
  blink(on);
}

// The status under each pane is that of its tile.
export function refresh() {
  for (const pane of panes) {
    const tile = pane.item?.tile;
    const [key, glyph, word] = tile ? sheet.statusOf(tile) : ["", "", ""];
    const stars = Number(tile?.dataset.r) ? ` ${"★".repeat(tile.dataset.r)}` : "";
    sheet.writeStatus(pane.figure.querySelector("figcaption .status"), [key, glyph, word + stars]);
    pane.figure.dataset.o = tile?.dataset.o || "";
  }
}

const FLASH = 250;
const mark = named("flash");
let timer = 0;

// The verdict over the image for a moment.
export function flash(verdict) {
  state.pane.figure.append(mark);
  mark.textContent = { "": "○", approve: "✓" }[verdict] ?? sheet.status[verdict]?.[1] ?? "★";
  mark.dataset.verdict = verdict ?? "";
  mark.classList.add("on");
  clearTimeout(timer);
  timer = setTimeout(() => mark.classList.remove("on"), FLASH);
}

export function join(pane) {
  all.push(pane);
  watch(pane, {
    moved,
    toggled: toggle,
    entered: worked,
    hovered: (which, point) => hover.set(which, point),
    swiped: (verdict) => listeners.swipe(verdict),
    maySwipe: () => state.view === "loupe" && isFit(pane),
  });
  pane.glass.addEventListener("pointerleave", () => hover.delete(pane));
  for (const run of met) run(pane);
  return pane;
}

join(select);
join(candidate);
