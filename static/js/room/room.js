// Owns the room as a whole: it joins views, keys, buttons and the address.
import { listen } from "../keys.js";
import * as acts from "./acts.js";
import * as clicks from "./clicks.js";
import * as coming from "./coming.js";
import * as live from "./live.js";
import * as pair from "./pair.js";
import * as panel from "./panel.js";
import * as place from "./place.js";
import * as reject from "./reject.js";
import * as sheet from "./sheet.js";
import * as stacks from "./stacks.js";
import * as stage from "./stage.js";
import * as survey from "./survey.js";

const { body } = document;
const MOST = 500; // chosen at once
const may = sheet.form.dataset.may === "yes";
let view = "grid";
let since = performance.now();

// --- what a key or button hits
function targets() {
  if (view === "grid") {
    const chosen = sheet.chosen();
    return chosen.length ? chosen : [sheet.focused()].filter(Boolean);
  }
  const tile = stage.state.pane.item?.tile;
  return tile ? [tile] : [];
}

function moveFocus(tile) {
  if (!tile) return;
  coming.stay();
  if (view === "survey") return survey.focus(tile);
  const way = pair.mode();
  pair.overlay("");
  if (view === "loupe") pair.letGo();
  since = performance.now();
  if (view === "grid") sheet.focus(tile);
  else sheet.point(tile);
  if (view === "loupe") stage.loupe(tile);
  if (view === "compare") stage.compare(null, tile);
  if (way) pair.overlay(way, true);
  settled();
}

function settled() {
  const at = sheet.focused() ? sheet.idOf(sheet.focused()) : "";
  place.refine({ at, against: view === "compare" ? stage.select.item?.id || "" : "", among: view === "survey" ? survey.tiles().map(sheet.idOf).join(".") : "", zoom: zoomText() });
  stage.refresh();
  panel.zoomWord(stage.state.pane);
  panel.film(view, sheet.focused());
  panel.details(at);
  says();
}

// What a key would hit, and what an image that waits for approval would take.
function says() {
  const list = targets();
  panel.says(view, list, may);
  panel.stands(view, sheet.focused());
  if (view !== "grid" && list.length && sheet.mine(list[0])) signing((one) => one.rest(list[0]));
}

function zoomText() {
  const { cx, cy, z } = stage.state.pane.triple;
  return view === "grid" || Math.abs(z - 1) < 0.001 ? "" : [cx, cy, z].map((part) => part.toFixed(3)).join(",");
}

// --- views
function show(next, { push = true } = {}) {
  const tile = sheet.focused();
  if (next !== "grid" && !tile) return;
  coming.stay();
  pair.overlay("");
  verdicts?.hide();
  if (view === "survey") survey.close();
  view = next;
  body.dataset.view = next;
  stage.state.view = next;
  if (next === "grid") sheet.focus(tile);
  if (next === "loupe") stage.loupe(tile);
  if (next === "compare") openCompare(tile);
  if (next === "survey") survey.open(tile, push ? "" : place.read().among);
  panel.views(next);
  pair.plain();
  if (push) place.go({ view: next, at: tile ? sheet.idOf(tile) : "" });
  settled();
}

const neighbour = (tile) => sheet.beside(tile, 1) || sheet.beside(tile, -1);

// The first of the choice, or the focused one, is the select; the next one is the candidate.
function openCompare(tile) {
  const chosen = sheet.chosen();
  const wanted = sheet.byId(place.read().against);
  if (chosen.length > 1) return stage.compare(chosen[0], chosen[1]), sheet.point(chosen[1]);
  if (wanted && wanted !== tile) return stage.compare(wanted, tile);
  const next = neighbour(tile);
  if (next) sheet.point(next);
  stage.compare(tile, next || tile);
}

async function step(by) {
  if (view === "survey") return survey.step(by);
  const row = view === "compare" ? sheet.row : sheet.tiles;
  const beside = (tile) => row()[row().indexOf(tile) + by];
  let next = sheet.focused();
  do next = beside(next) || ((await live.more(by < 0)) && beside(next));
  while (next && view === "compare" && next === stage.select.item?.tile);
  moveFocus(next);
}

async function rows(down) {
  const beyond = () => sheet.above(sheet.focused(), down);
  if (view === "grid") moveFocus(beyond() || ((await live.more(!down)) && beyond()));
  else if (view === "compare") down ? swap() : promote();
  else if (view === "survey") survey.row(down);
}

const extend = (way, by) => () => {
  const next = view === "grid" && way(sheet.focused(), by);
  if (!next) return false;
  sheet.choose(sheet.focused());
  sheet.choose(next);
  moveFocus(next);
  return choiceChanged();
};

function put(first, second) {
  if (!first || !second) return;
  pair.overlay("");
  sheet.point(second);
  stage.compare(first, second);
  settled();
}

const swap = () => put(stage.candidate.item?.tile, stage.select.item?.tile);

// The candidate becomes the select, and the one after it the candidate.
function promote() {
  const tile = stage.candidate.item?.tile;
  put(tile, tile && neighbour(tile));
}

function reference() {
  const on = !stage.state.reference;
  pair.overlay("");
  if (on) stage.reference();
  else openCompare(sheet.focused());
  panel.pressed("reference", stage.state.reference);
  settled();
}

// --- decisions
const secondsHere = () => Math.min(3600, Math.round((performance.now() - since) / 1000));

// A verdict given while the next one is on its way is meant for that one.
function decide(change) {
  if (coming.underWay()) return coming.arrive().then((there) => (there ? decide(change) : panel.tellStatus("That was the last one.")));
  if (!may) return null;
  const list = targets();
  if (!list.length) return null;
  const seconds = secondsHere();
  const open = list.filter(sheet.isOpen);
  if (list.length > 1 && open.length && open.length < list.length) return panel.ask(change.verdict, list, open, () => acts.decide(open, { ...change, seconds }), rejectAll);
  acts.decide(list, { ...change, seconds });
  if (!open.length || view === "grid") return null;
  if (view === "survey" && change.verdict === "pass") return survey.drop() || show("grid");
  stage.flash(change.verdict);
  if (change.act !== "stars") goOn();
  return null;
}

function goOn() {
  if (view === "grid") choiceChanged();
  else if (sheet.named("advance").checked) coming.begin();
}

// What waits for this person's decision is rejected, with a reason; of everything else an opinion is given. Of a
// choice that holds both, a line asks which is meant.
function pass() {
  const list = targets();
  return !coming.underWay() && reject.fitting(list).length && !list.some(sheet.isOpen) ? rejectAll() : decide({ act: "pass", verdict: "pass" });
}

const rejectAll = (kind) => reject.open(targets(), goOn, kind);
// On the sheet the same changes are asked for on all that is chosen; looked at closely, on what the bar was told.
const changes = () => (view === "grid" ? reject.fitting(targets()).length && rejectAll("changes") : judge("changes")());

// Binding verdicts come with their own part of the room, at the first image that waits.
let verdicts = null;
const signing = async (run) => run((verdicts ||= await import("./signing.js")));

const judge = (kind) => () => {
  const [tile] = targets();
  if (view === "grid" || !tile || !may) return false;
  if (coming.underWay()) return coming.arrive().then((there) => there && judge(kind)());
  if (!sheet.mine(tile)) return panel.tellStatus(`${sheet.itemOf(tile).name} ${sheet.waits(tile) ? "waits, but not for you" : "is not in approval, so it takes no verdict now"}.`);
  const seconds = secondsHere();
  return signing((one) => one[kind](tile, seconds, () => {
    if (targets()[0] !== tile) return;
    stage.flash(kind);
    goOn();
  }));
};
coming.along(step, () => targets()[0]);

const verdict = (act, value) => () => decide({ act, verdict: value });
const stars = (number) => () => decide({ act: "stars", stars: number });

async function nextUndecided() {
  coming.stay();
  const here = sheet.focused();
  const among = view === "survey" ? survey.tiles : sheet.tiles;
  const after = (tile) => among().slice(among().indexOf(tile) + 1).find((one) => sheet.categoryOf(one) === "undecided");
  const wide = view !== "survey" && sheet.counted("undecided");
  const further = (back) => wide && live.more(back);
  let next = after(here);
  while (!next && (await further())) next = after(here);
  while (!next && (await further(true)));
  next ||= after() || (wide && stacks.dig());
  if (here !== sheet.focused()) return;
  if (next) moveFocus(next);
  else panel.tellStatus(wide && sheet.left() ? "Not all could be loaded. Try again." : "Every candidate here has your opinion.");
}

function choiceChanged() {
  panel.sendLabel(sheet.chosen().filter(sheet.isOpen).length);
  says();
}

function leave() {
  if (verdicts?.hide()) return null;
  if (pair.mode()) return pair.overlay("");
  if (view !== "grid") return show("grid");
  sheet.chooseOnly([]);
  return choiceChanged();
}

// All that are here are chosen; the same again brings those that are not here yet.
async function chooseAll() {
  const again = sheet.tiles().every((tile) => sheet.box(tile).checked);
  while (again && sheet.tiles().length < MOST && ((await live.more()) || (await live.more(true))));
  const list = sheet.tiles().slice(0, MOST);
  sheet.chooseOnly(list);
  choiceChanged();
  const total = sheet.tiles().length + sheet.left();
  if (list.length < total) panel.tellStatus(`${list.length} of ${total} are chosen; ${list.length < MOST ? "the others are not loaded yet. Select all again for them" : "more at once are not possible"}.`);
}

const all = () => view === "grid" && chooseAll();

function toggleChoice() {
  if (view !== "grid") return false;
  const tile = sheet.focused();
  if (tile) sheet.choose(tile, !sheet.box(tile).checked);
  return choiceChanged();
}

function sizeOrZoom(by) {
  if (view === "grid") panel.tileSize(by);
  else stage.zoomBy(by);
}

const smaller = () => sizeOrZoom(-1);
const larger = () => sizeOrZoom(1);

const zoom = () => view !== "grid" && stage.toggle();

const locking = (run) => () => { run(); panel.pressed("lock", stage.state.locked); };
const [lock, relock] = [stage.lock, stage.relock].map(locking);

// Opens or closes the stack of a tile; the focus goes to its top one where its tile goes out of sight.
function toggleStack(tile = sheet.focused()) {
  const top = stacks.toggle(tile);
  if (!top) return panel.tellStatus("This one lies in no stack.");
  moveFocus(sheet.focused().classList.contains("under") ? top : sheet.focused());
  return choiceChanged();
}
stacks.listen(toggleStack);

const within = (...views) => (run) => (event) => views.includes(view) && run(event);
const [inPair, inCompare, inMany] = [within("compare", "loupe"), within("compare"), within("compare", "survey")];
const nudge = (by) => () => pair.nudge(by);
const ACTS = {
  shortlist: verdict("shortlist", "shortlist"), pass, reject: rejectAll, approve: judge("approve"), changes, clear: verdict("clear", ""),
  undo: acts.undo, redo: acts.redo,
  send: () => acts.send(sheet.chosen().filter(sheet.isOpen)),
  filters: () => panel.fold("filters"), details: () => panel.fold("details"), canvas: panel.canvas, keys: panel.keys,
  "select-all": all, "select-none": leave, toggle: toggleChoice,
  smaller, larger, "zoom-out": smaller, "zoom-in": larger,
  previous: () => step(-1), next: () => step(1), zoom,
  lock, relock, promote, swap, reference, blink: pair.blink,
  crops: async () => (view === "grid" ? null : panel.pressed("crops", await (await import("./crops.js")).next())),
  undecided: nextUndecided, wipe: inPair(() => pair.overlay("wipe")), difference: inPair(() => pair.overlay("difference")),
  more: () => panel.pressed("more", body.classList.toggle("more")),
};

listen({
  p: ACTS.shortlist, x: ACTS.pass, u: ACTS.clear, a: ACTS.approve, r: ACTS.changes,
  "Ctrl+z": acts.undo, "Ctrl+Shift+z": acts.redo,
  0: stars(0), 1: stars(1), 2: stars(2), 3: stars(3), 4: stars(4), 5: stars(5),
  g: () => show("grid"), e: () => show("loupe"), Enter: () => show(view === "grid" ? "loupe" : "grid"), c: () => show("compare"), n: () => show("survey"),
  z: zoom, "+": larger, "=": larger, "-": smaller, "−": smaller,
  s: () => toggleStack(), k: inMany(lock), "Shift+k": inMany(relock), o: inCompare(reference),
  "\\": inPair((event) => (event.repeat ? undefined : pair.hold())),
  ArrowLeft: ACTS.previous, ArrowRight: ACTS.next, ArrowUp: () => rows(false), ArrowDown: () => rows(true),
  "Shift+ArrowLeft": extend(sheet.beside, -1), "Shift+ArrowRight": extend(sheet.beside, 1),
  "Shift+ArrowUp": extend(sheet.above, false), "Shift+ArrowDown": extend(sheet.above, true),
  " ": toggleChoice, "Ctrl+a": all, Escape: leave, ".": nextUndecided,
  "/": () => document.querySelector("[data-search]").click(),
  b: () => document.querySelector("[data-blind]")?.click(), v: ACTS.crops, w: ACTS.wipe, d: ACTS.difference, "[": nudge(-5), "]": nudge(5), "{": nudge(-1), "}": nudge(1),
  l: panel.canvas, f: ACTS.filters, i: ACTS.details, "?": panel.keys,
}, { singles: panel.singles, own: ".tile > a" });
document.addEventListener("keyup", (event) => { if (event.key === "\\") pair.letGo(); });

// --- pointers
clicks.listen({ moveFocus, choiceChanged, show });

document.addEventListener("click", (event) => {
  const control = event.target.closest("[data-act], [data-stars], [data-view-switch], [data-film]");
  if (!control) return;
  event.preventDefault();
  const { act, stars: number, viewSwitch, film } = control.dataset;
  if (viewSwitch) return show(viewSwitch);
  if (number !== undefined) return stars(Number(number))();
  if (film) return moveFocus(sheet.byId(film));
  return ACTS[act]?.();
});
sheet.form.addEventListener("submit", (event) => {
  if (event.submitter?.matches("[data-leaves]")) { place.say(); body.dataset.ready = ""; }
  else event.preventDefault();
});

// --- news from elsewhere
acts.onChange((tiles) => { survey.back(); panel.forget(tiles); stage.refresh(); says(); panel.marks(sheet.focused()); });
stage.on("swipe", (value) => decide({ act: value, verdict: value }));
stage.on("zoom", (pane) => { panel.zoomWord(pane); place.refine({ zoom: zoomText() }); });
stage.on("enter", (pane) => {
  if (view !== "survey") return says();
  since = performance.now();
  sheet.point(pane.item.tile);
  return settled();
});
// What was walked back or forth comes into sight.
acts.when.walked = (tile) => (view === "survey" ? sheet.point(tile) : moveFocus(tile));
document.addEventListener("room:choice", choiceChanged);
document.addEventListener("room:news", (event) => {
  stage.refresh();
  if (event.detail.news) panel.tellStatus(`${event.detail.news} new candidate${event.detail.news === 1 ? "" : "s"} arrived.`);
});
place.onBack((there) => {
  const tile = sheet.byId(there.at);
  if (tile) sheet.point(tile);
  show(there.view, { push: false });
});

// --- start: what the server wrote comes alive
for (const tile of sheet.chosen()) tile.classList.add("chosen");
const start = place.read();
const resumed = !start.at && sheet.byId(sheet.form.dataset.resume);
const first = sheet.byId(start.at) || resumed || sheet.tiles()[0];
if (first) sheet.point(first);
sheet.rove();
panel.start();
show(start.view, { push: false });
if (start.zoom && start.view !== "grid") {
  const [cx, cy, z] = start.zoom.split(",").map(Number);
  if ([cx, cy, z].every(Number.isFinite)) stage.restore({ cx, cy, z });
}
if (resumed) resumed.scrollIntoView({ block: "center" });
acts.resume();
body.dataset.ready = "yes";
