// Owns decisions: shown at once, sent one after the other, confirmed or taken back with the reason.
import { tell, clearProblems } from "../problems.js";
import { toast } from "../toasts.js";
import * as sheet from "./sheet.js";

const token = () => sheet.form.querySelector("[name=csrfmiddlewaretoken]").value;
const address = (name) => document.querySelector(`[data-act="${name}"]`)?.formAction;
let sequence = 0;
let answered = 0;
let line = Promise.resolve();
const pending = new Map();
const watchers = [];

// `run` is called with the tiles whose opinion was shown, confirmed or taken back.
export function onChange(run) {
  watchers.push(run);
}

function changed(tiles) {
  for (const run of watchers) run(tiles);
}

async function post(url, fill) {
  const body = new FormData();
  body.append("csrfmiddlewaretoken", token());
  fill(body);
  const headers = { "HX-Request": "true", "X-Sequence": String(sequence) };
  const response = await fetch(url, { method: "POST", body, headers, redirect: "manual", signal: AbortSignal.timeout(30_000) });
  const place = response.headers.get("HX-Redirect");
  if (place) location.assign(place);
  return { ok: response.ok && !place, page: new DOMParser().parseFromString(await response.text(), "text/html") };
}

function sentenceOf(page) {
  const box = page.querySelector(".problem");
  const words = (box?.querySelector("[data-sentence], p, span:not(.status, .glyph)") || box)?.textContent?.trim();
  return words || "The server could not do it. What was saved before is safe. Load the board again and repeat.";
}

// One request at a time: the next one waits for the versions that this one brings.
function inLine(job) {
  const counted = async () => { await job(); answered += 1; };
  line = line.then(counted, counted);
  return line;
}

function takeOver(page, mine) {
  const touched = [];
  for (const fresh of page.querySelectorAll(".tile")) {
    const tile = document.getElementById(fresh.id);
    if (!tile) continue;
    if ((pending.get(tile) ?? mine) > mine) tile.dataset.v = fresh.dataset.v;
    else sheet.absorb(tile, fresh);
    touched.push(tile);
  }
  changed(touched);
  return touched;
}

function report(page) {
  const { said, skipped, reason } = page.querySelector(".answer").dataset;
  const left = Number(skipped) ? ` ${skipped} left alone: ${reason}` : "";
  toast(said + left, { key: "act", action: { label: "Undo (Ctrl+Z)", run: undo } });
}

async function deliver(url, fill, mine, giveUp) {
  try {
    const { ok, page } = await post(url, fill);
    if (!ok) {
      giveUp();
      tell(sentenceOf(page));
      document.dispatchEvent(new CustomEvent("room:look"));
      return null;
    }
    clearProblems();
    return { page, touched: takeOver(page, mine) };
  } catch {
    giveUp();
    tell("The server did not answer. The opinion is not saved and the tile shows what it was before. Check the connection and try again.");
    return null;
  }
}

// An opinion on tiles: {act, verdict} or {act: "stars", stars}. Locked tiles are left alone.
export function decide(list, { act, verdict, stars, seconds = 0 }) {
  const open = list.filter(sheet.isOpen);
  if (!open.length) {
    tell("Nothing here takes an opinion: it waits for approval or is decided. Nothing was changed.");
    return [];
  }
  const mine = ++sequence;
  const before = open.map((tile) => [tile, { verdict: tile.dataset.o, stars: Number(tile.dataset.r) }]);
  for (const tile of open) {
    pending.set(tile, mine);
    sheet.paint(tile, { verdict, stars });
  }
  changed(open);
  const giveUp = () => {
    for (const [tile, was] of before) if (pending.get(tile) === mine) sheet.paint(tile, was);
    changed(open);
  };
  inLine(async () => {
    const answer = await deliver(sheet.form.action, (body) => {
      body.append("act", act);
      body.append("seconds", String(seconds));
      if (stars !== undefined) body.append("stars", String(stars));
      for (const tile of open) body.append("c", `${sheet.idOf(tile)}.${tile.dataset.v}`);
    }, mine, giveUp);
    for (const tile of open) if (pending.get(tile) === mine) pending.delete(tile);
    if (answer) report(answer.page);
  });
  return open;
}

function plainly(url, fill, done = () => {}) {
  if (!url) return;
  const mine = ++sequence;
  inLine(async () => {
    const answer = await deliver(url, fill, mine, () => {});
    if (answer) done(answer);
  });
}

// Sends the chosen tiles, or without a choice the whole shortlist.
export function send(list) {
  plainly(address("send"), (body) => {
    for (const tile of list) body.append("c", sheet.idOf(tile));
  }, ({ page }) => {
    sheet.chooseOnly([]);
    report(page);
    document.dispatchEvent(new CustomEvent("room:choice"));
    document.dispatchEvent(new CustomEvent("room:look"));
  });
}

function walked({ page, touched }) {
  if (touched[0]) sheet.focus(touched[0], { quietly: document.body.dataset.view !== "grid" });
  toast(page.querySelector(".answer").dataset.said, { key: "act" });
}

export function undo() {
  plainly(address("undo"), () => {}, walked);
}

export function redo() {
  plainly(address("redo"), () => {}, walked);
}

// Changes with every act that is sent or answered: what was read from the server before is then old.
export const stamp = () => `${sequence}.${answered}`;

export const isPending = (tile) => pending.has(tile);
