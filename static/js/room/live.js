// Owns news: asks now and then what changed on the board, and puts new tiles in without moving what is looked at.
import { sought } from "../board_search.js";
import { pageOf } from "../problems.js";
import * as sheet from "./sheet.js";
import { isPending, stamp } from "./acts.js";

const { form, sections, named: byId } = sheet;
let since = form.dataset.since;
let tag = "";
let pause = 3;
let timer = 0;
let asking = false;
let again = false;
let blocked; // the mark of what was asked last

const query = () => new URLSearchParams(location.search);

function fits(tile, home) {
  const show = query().get("show") || "all";
  return home && sought(tile) && (show === "all" || show === sheet.categoryOf(tile));
}

function placed(list, tile) {
  const number = Number(tile.dataset.n);
  const after = [...list.children].find((other) => Number(other.dataset.n) > number);
  list.insertBefore(tile, after || null);
}

function emptied(node) {
  const copy = node.cloneNode(true);
  for (const tile of copy.querySelectorAll(".tile")) tile.remove();
  return copy;
}

// The list that a tile of the fragment belongs to; made if its group or section is not on the page yet.
function homeOf(fresh, narrowed) {
  const [section, group] = [fresh.closest(".sheet"), fresh.closest(".sheet-group")];
  const here = byId(group.id);
  if (here) return here.querySelector(".tiles");
  if (narrowed) return null;
  let sheetHere = byId(section.id);
  if (!sheetHere) {
    sheetHere = emptied(section);
    for (const other of sheetHere.querySelectorAll(".sheet-group")) other.remove();
    sections.prepend(sheetHere);
  }
  const made = emptied(group);
  sheetHere.append(made);
  return made.querySelector(".tiles");
}

// A tile with a number that the board has counted already stands on a page that is not loaded yet.
function insert(fresh, narrowed, known) {
  if (Number(fresh.dataset.n) <= known) return 0;
  const home = homeOf(fresh, narrowed);
  sheet.arrived(fresh);
  if (!fits(fresh, home)) return 0;
  const tile = document.importNode(fresh, true);
  tile.classList.add("new");
  placed(home, tile);
  sheet.rove([tile]);
  return 1;
}

function recountGroups() {
  for (const group of sections.querySelectorAll(".sheet-group")) {
    const number = group.querySelector("h3 .muted");
    const count = String(group.querySelectorAll(".tile").length);
    if (number.textContent !== count) number.textContent = count;
  }
}

// Puts the tiles of a fragment where they belong; gives back how many are new.
export function merge(page) {
  const narrowed = query().has("by") || query().has("version");
  const known = sheet.counted("all");
  let news = 0;
  sheet.still(() => {
    for (const fresh of page.querySelectorAll(".tile")) {
      const tile = byId(fresh.id);
      if (!tile) news += insert(fresh, narrowed, known);
      else if (!isPending(tile) && tile.outerHTML !== fresh.outerHTML) sheet.absorb(tile, fresh);
    }
    if (news) document.querySelector("#board .empty")?.remove();
    recountGroups();
  });
  return news;
}

async function ask() {
  again = asking;
  if (asking || document.hidden) return;
  asking = true;
  const before = stamp();
  try {
    const headers = { "HX-Request": "true", ...(tag && { "If-None-Match": tag }) };
    const url = `${form.dataset.changes}?since=${since}`;
    const response = await fetch(url, { headers, cache: "no-store", signal: AbortSignal.timeout(20_000) });
    const text = await response.text();
    pause = Number(response.headers.get("X-Look-Again")) || 15;
    again ||= before !== stamp();
    if (response.headers.get("X-Blocked") !== blocked) askBlocked();
    if (response.status === 200 && before === stamp()) {
      tag = response.headers.get("ETag") || "";
      since = response.headers.get("X-Now") || since;
      const page = pageOf(text);
      sheet.steps(page);
      const news = merge(page);
      sheet.signal("news", { news });
    }
  } catch {
    pause = 15;
  } finally {
    asking = false;
    if (again) ask();
    else later();
  }
}

// What keeps images from approval is asked for by itself, so that the board need not wait for it, and again when a mark
// says that something may have come into the way or out of it.
async function askBlocked() {
  const response = await fetch(form.dataset.blocked).catch(() => null);
  if (!response?.ok || response.redirected) return;
  blocked = response.headers.get("X-Blocked");
  sheet.block((await response.json()).blocked);
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(ask, pause * 1000);
}

// --- further pages of a long board, after those that are here and before them
const loading = {};

// Loads the next page, or with `back` the one before; says whether it came.
export function more(back) {
  const id = back ? "earlier" : "later";
  const mark = byId(id);
  return mark && (loading[id] ??= fetchMore(mark, back).finally(() => { delete loading[id]; }));
}

const ends = () => [...sections.querySelectorAll(".board-more")];

async function fetchMore(mark, back) {
  const response = await sheet.ask(mark.firstElementChild.href);
  const page = pageOf((await response?.text()) || "");
  if (!page.querySelector(".tile")) return false;
  for (const double of page.querySelectorAll(".tile")) if (byId(double.id)) double.remove();
  sheet.still(() => {
    put(page.querySelectorAll(".sheet"), back ? mark : mark.previousElementSibling, back);
    mark.replaceWith(...[page.getElementById(mark.id)].filter(Boolean));
    recountGroups();
  }, true);
  watchEnds();
  sheet.dot(sections.querySelectorAll(".tile"));
  sheet.rove();
  return true;
}

// Puts sections or groups in, one after the other behind `last`; one that is here already takes in what it holds.
function put(parts, last, back) {
  for (const part of parts) {
    const here = byId(part.id);
    const groups = part.querySelectorAll(".sheet-group");
    if (!here) {
      last.after(part);
      last = part;
    } else if (groups.length) put(groups, back ? here.firstElementChild : here.lastElementChild, back);
    else here.lastElementChild[back ? "prepend" : "append"](...part.querySelectorAll(".tile"));
  }
}

const watch = new IntersectionObserver((seen) => { for (const one of seen) if (one.isIntersecting) more(one.target.id === "earlier"); }, {
  root: byId("main"), rootMargin: "1500px",
});

export function watchEnds() {
  watch.disconnect();
  for (const mark of ends()) watch.observe(mark);
}

// --- images being made: each step of the work is a reason to look; work that was over before is not told again
const work = document.querySelector(".board-progress");
let told = false;
work?.addEventListener("htmx:afterSwap", () => {
  const over = work.querySelector(".work.ended:not(:has(.work-reasons))");
  if (!told && over) over.remove();
  else ask();
  told = true;
});

document.addEventListener("visibilitychange", () => { if (!document.hidden) ask(); });
document.addEventListener("room:look", () => { tag = ""; ask(); });
watchEnds();
later();
askBlocked();
