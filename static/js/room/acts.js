// Owns decisions: shown at once, sent one after the other, confirmed or taken back with the reason.
import * as kept from "../kept_acts.js";
import { tell, clearProblems, pageOf, sentenceIn } from "../problems.js";
import { toast } from "../toasts.js";
import * as sheet from "./sheet.js";
import * as waiting from "./waiting.js";

const token = () => sheet.form.querySelector("[name=csrfmiddlewaretoken]").value;
const address = (name) => document.querySelector(`[data-act="${name}"]`)?.formAction;
const AWAY = new Set([429, 502, 503, 504]);
const AGAIN = "room-again"; // a form that is too old is loaded anew once
let sequence = 0;
let answered = 0;
let line = Promise.resolve();
const pending = new Map();
const watchers = [];
// What is done with the first tile that an undo or redo touched; with a rejection of tiles that a lost sign-in held back.
export const when = { walked() {}, refused() {} };


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
  const headers = { "HX-Request": "true", "HX-Current-URL": location.href };
  const response = await fetch(url, { method: "POST", body, headers, redirect: "manual", signal: AbortSignal.timeout(30_000) });
  const place = response.headers.get("HX-Redirect");
  if (place) return away(place);
  if (AWAY.has(response.status)) throw new Error("nobody there");
  if (response.status === 403 && !sessionStorage.getItem(AGAIN)) return sessionStorage.setItem(AGAIN, "yes"), away(location.href);
  sessionStorage.removeItem(AGAIN);
  return { ok: response.ok, page: pageOf(await response.text()) };
}

// The sign-in has ended: what waits is sent when this person is back on the board. It never answers.
function away(place) {
  location.assign(place);
  return new Promise(() => {});
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
    const tile = sheet.named(fresh.id);
    if (!tile) continue;
    if ((pending.get(tile) ?? mine) > mine) tile.dataset.v = fresh.dataset.v;
    else sheet.absorb(tile, fresh);
    touched.push(tile);
  }
  changed(touched);
  return touched;
}

function report(page) {
  const { said, skipped, reason, same } = page.querySelector(".answer").dataset;
  const left = Number(skipped) ? ` ${skipped} left alone: ${reason}` : "";
  toast(said + left, { key: "act", action: same ? null : { label: "Undo (Ctrl+Z)", run: undo } });
}

// Repeats a post until somebody answers: to say the same opinion twice changes nothing.
async function insist(url, fill) {
  for (let tries = 1; ; tries += 1) {
    try {
      const answer = await post(url, fill);
      waiting.mended();
      return answer;
    } catch {
      await waiting.pause(tries);
    }
  }
}

// Which steps an undo and a redo would walk stands where they are told; an answer brings it anew.
function answerOf({ ok, page }, mine, giveUp, failed = tell) {
  if (ok) {
    clearProblems();
    sheet.steps(page);
    return { page, touched: takeOver(page, mine) };
  }
  giveUp();
  failed(sentenceIn(page));
  sheet.signal("look");
  return null;
}

// An opinion on tiles: {act, verdict} or {act: "stars", stars}. Locked tiles are left alone.
export function decide(list, { act, verdict, stars, seconds = 0 }) {
  const open = list.filter(sheet.isOpen);
  if (!open.length) {
    tell("Nothing here takes an opinion: it waits for approval or is decided. Nothing was changed.");
    return [];
  }
  const before = Object.fromEntries(open.map((tile) => [sheet.idOf(tile), { verdict: tile.dataset.o, stars: Number(tile.dataset.r) }]));
  const entry = { act, verdict, stars, seconds, before, versions: {} };
  waiting.add(entry);
  opine(entry);
  return open;
}

// Shows an opinion, and sends it when its turn comes.
function opine(entry, failed) {
  const { act, verdict, stars, seconds, before, versions } = entry;
  const mine = ++sequence;
  const names = Object.keys(before);
  const here = names.map(sheet.byId).filter(Boolean);
  for (const tile of here) {
    pending.set(tile, mine);
    sheet.paint(tile, { verdict, stars });
  }
  changed(here);
  const giveUp = () => {
    for (const tile of here) if (pending.get(tile) === mine) sheet.paint(tile, before[sheet.idOf(tile)]);
    changed(here);
  };
  inLine(async () => {
    for (const tile of here) versions[sheet.idOf(tile)] ??= tile.dataset.v;
    const answer = answerOf(await insist(sheet.form.action, (body) => {
      body.append("act", act);
      body.append("seconds", String(seconds));
      if (stars !== undefined) body.append("stars", String(stars));
      for (const name of names) body.append("c", name in versions ? `${name}.${versions[name]}` : name);
    }), mine, giveUp, failed);
    waiting.done(entry);
    for (const tile of here) if (pending.get(tile) === mine) pending.delete(tile);
    if (answer) report(answer.page);
  });
}

// What the page before this one could not deliver.
export function resume() {
  const failed = (sentence) => tell(sentence, { stays: true });
  for (const entry of waiting.left()) (entry.before ? opine : walk)(entry, failed);
  const lost = kept.unanswered();
  if (!lost) return;
  const tiles = lost.names.map(sheet.byId).filter(Boolean);
  if (tiles.length) sheet.chooseOnly(tiles);
  sheet.signal("choice");
  if (!when.refused(tiles, lost)) tell(lost.sentence, { stays: true });
}

function plainly(act, list, data, done, failed = tell) {
  const url = address(act);
  if (!url) return;
  const mine = ++sequence;
  const names = list.map(sheet.idOf);
  inLine(async () => {
    kept.begin(act, names, data);
    try {
      const answer = answerOf(await post(url, (body) => {
        for (const [name, value] of data) body.append(name, value);
        for (const name of names) body.append("c", name);
      }), mine, () => {}, failed);
      if (answer) done(answer);
    } catch {
      failed(kept.SILENCE);
    }
    kept.end();
  });
}

// Sends the chosen tiles, or without a choice the whole shortlist.
export function send(list) {
  plainly("send", list, [], ({ page }) => {
    sheet.chooseOnly([]);
    report(page);
    sheet.signal("choice");
    sheet.signal("look");
  });
}

// A binding verdict ("approve", "changes", "reject") on what waits; `data` is what it is bound to, or reasons and note.
export function judge(act, list, data, done, failed) {
  plainly(act, list, [...data], ({ page }) => {
    report(page);
    done();
  }, failed);
}

// An undo or redo names the step that it means as soon as its turn comes, so that none but this one is ever walked.
function walk(entry, failed) {
  const { act } = entry;
  const mine = ++sequence;
  inLine(async () => {
    entry.step ??= sheet.named("steps").dataset[act];
    waiting.write();
    const answer = answerOf(await insist(address(act), (body) => body.append("step", entry.step)), mine, () => {}, failed);
    waiting.done(entry);
    if (!answer) return;
    if (answer.touched[0]) when.walked(answer.touched[0]);
    toast(answer.page.querySelector(".answer").dataset.said, { key: "act" });
  });
}

const walking = (act) => () => {
  if (!address(act)) return;
  const entry = { act };
  waiting.add(entry);
  walk(entry);
};
export const undo = walking("undo");
export const redo = walking("redo");

// Changes with every act that is sent or answered: what was read from the server before is then old.
export const stamp = () => `${sequence}.${answered}`;

export const isPending = (tile) => pending.has(tile);
