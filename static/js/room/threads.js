// Owns talk in the room: pins over both panes, pin mode on the focused one, and the way from a thread to its place.
import { arrive, watch } from "../arrivals.js";
import { listen } from "../keys.js";
import * as talk from "../talk.js";
import * as panel from "./panel.js";
import * as place from "./place.js";
import * as sheet from "./sheet.js";
import * as stage from "./stage.js";
import { Pins } from "../pins.js";
import { placed } from "./view.js";

const FILLS = 0.4; // of the pane, by the region that a thread is about
const POINT = 0.08; // of the image, that a pin counts for
const FRESH = 30_000;
const PAUSE = 250;
const { threads: pattern } = sheet.named("stage").dataset;
const details = sheet.named("details");
const known = new Map(); // candidate id: {threads, may, at}
const layers = new Map();

const addressOf = (id) => pattern.replace("aaaaaaaaaaaaaaaa", id);

function frameOf(pane) {
  if (!pane.item) return null;
  const { x, y, scale } = placed(pane.triple, pane.box, pane.image);
  return { x, y, w: pane.image.w * scale, h: pane.image.h * scale };
}

stage.each((pane) => {
  const layer = new Pins(pane.figure, () => frameOf(pane), { before: pane.figure.querySelector("figcaption") });
  layers.set(pane, layer);
  pane.ondraw = () => drawn(pane, layer);
  talk.follow(layer);
});

function drawn(pane, layer) {
  const id = pane.item?.id || "";
  if (layer.id === id) return layer.draw();
  layer.id = id;
  layer.stop();
  layer.draft = null;
  pane.figure.querySelector(".pin-box")?.remove();
  layer.show(known.get(id)?.threads || []);
  if (id) talk.reopen(layer, boxOf(pane, id));
  return need(pane, id);
}

// The panel brings the threads of the focused candidate along; what it does not bring is asked for a little later.
function need(pane, id) {
  if (!id) return;
  setTimeout(async () => {
    const mine = known.get(id);
    if (layers.get(pane).id !== id || (mine && performance.now() - mine.at < FRESH)) return;
    const answer = await talk.ask(addressOf(id)).catch(() => null);
    if (answer?.ok && known.get(id) === mine) keep(talk.sectionIn(answer.page));
  }, PAUSE);
}

function keep(section) {
  if (!section) return;
  const id = section.dataset.of;
  known.set(id, { threads: talk.read(section), may: section.dataset.may === "yes", people: section.dataset.people, at: performance.now() });
  for (const layer of layers.values()) if (layer.id === id) layer.show(known.get(id).threads);
}

// What was said changes what the panel tells of an image, and what its tile does.
function said(id) {
  panel.forget([sheet.byId(id)].filter(Boolean));
  sheet.signal("look");
}

const watcher = new MutationObserver(() => {
  const section = talk.sectionIn(details);
  if (!section || section.dataset.seen) return;
  section.dataset.seen = "yes";
  talk.enliven(section);
  keep(section);
});
watcher.observe(details, { childList: true, subtree: true });
document.addEventListener("htmx:afterRequest", (event) => {
  const section = event.detail.elt?.closest?.("#threads") || talk.sectionIn(details);
  if (event.detail.requestConfig?.verb === "post" && section) said(section.dataset.of);
});

// --- what others say meanwhile: the image in the panel and those in sight take turns
let turn = 0;

function inTurn() {
  const seen = stage.state.view === "grid" ? [] : stage.panes.map((pane) => pane.item?.id);
  const ids = [...new Set([talk.sectionIn(details)?.dataset.of, ...seen])].filter(Boolean);
  turn += 1;
  return ids.length ? addressOf(ids[turn % ids.length]) : "";
}

watch(inTurn, (section, page, asked) => {
  if (known.get(section.dataset.of)?.at >= asked) return; // what is known came later
  panel.forget([sheet.byId(section.dataset.of)].filter(Boolean));
  arrive(section);
  keep(section);
});

const boxOf = (pane, id) => ({
  url: addressOf(id), on: "board", people: addressOf(id).replace(/threads$/, "people"),
  token: () => sheet.form.querySelector("[name=csrfmiddlewaretoken]").value,
  sent: (page) => { said(id); arrived(page); },
  closed: () => pane.figure.focus(),
});

// --- marking a place on the pane that is worked in
function mode(event) {
  const pane = stage.state.view === "grid" ? null : stage.state.pane;
  if (!pane?.item?.id) return false;
  const { id } = pane.item;
  if (known.get(id)?.may === false) return panel.tellStatus("Threads of this image can only be read. Open the details to see why.");
  return talk.mark(layers.get(pane), event, {
    says: (sentence) => (sentence ? panel.tellStatus(sentence) : sheet.signal("choice")), singles: panel.singles,
    ...boxOf(pane, id),
  });
}

function arrived(page) {
  const section = talk.sectionIn(page);
  const here = talk.sectionIn(details);
  if (here && section && here.dataset.of === section.dataset.of) talk.takeOver(page);
  else keep(section);
}

// --- from a thread to its place
const switchTo = (view) => document.querySelector(`[data-view-switch="${view}"]`).click();

// What an earlier version left open is looked at in both: that version as the select, the new one as the candidate.
function beside(from) {
  if (stage.state.view === "compare" && stage.select.item?.id === from) return;
  sheet.chooseOnly([]);
  place.go({ against: from });
  switchTo("compare");
}

function go(link) {
  const { thread: id } = link.closest(".thread").dataset;
  const of = link.closest("#threads").dataset.of;
  const one = known.get(of)?.threads.find((other) => other.id === id);
  if (!one) return;
  if (one.asked && sheet.byId(one.from)) beside(one.from);
  else if (stage.state.view === "grid") switchTo("loupe");
  const pane = stage.panes.findLast((each) => each.item?.id === of);
  if (!pane) return;
  const w = one.w || POINT;
  const h = one.h || POINT;
  const { box, image } = pane;
  const fit = Math.min(box.w / image.w, box.h / image.h);
  const z = Math.min((FILLS * box.w) / (w * image.w * fit), (FILLS * box.h) / (h * image.h * fit));
  stage.restore({ cx: one.x + one.w / 2, cy: one.y + one.h / 2, z });
  talk.point(id, { scroll: false });
  for (const layer of layers.values()) layer.light(id);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-go]");
  if (link) { event.preventDefault(); return go(link); }
  return event.target.closest('[data-pins="mode"]') ? mode() : null;
});

function notes() {
  if (stage.state.view === "grid") return false;
  return panel.tellStatus(talk.toggleNotes() ? "Threads are shown on the image." : "Threads are hidden on the image. H shows them.");
}

listen({ m: mode, h: notes }, { singles: panel.singles });
// In the list of an earlier version's threads the digits answer, before they could be stars.
document.addEventListener("keydown", (event) => {
  if (!/^[123]$/.test(event.key) || event.ctrlKey || event.altKey || event.metaKey || !panel.singles()) return;
  if (event.target.matches("textarea, input") || layers.get(stage.state.pane)?.aim || !talk.answer(event.key)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, { capture: true });
for (const pane of layers.keys()) if (pane.item) pane.draw();
