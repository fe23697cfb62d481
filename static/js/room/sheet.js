// Owns the contact sheet as it stands in the page: the tiles, which one has focus, which are chosen, what counts.
const OPEN = new Set(["open", "changes"]);

export const named = (id) => document.getElementById(id);
export const narrow = matchMedia("(max-width: 760px)"); // a phone
export const form = named("board");
export const sections = named("sections");
// Of each state and verdict: status key, glyph and word, as the server writes them on its tiles.
export const status = JSON.parse(form.dataset.status);
const main = named("main");

export function tiles() {
  return [...sections.querySelectorAll(".tile:not(.under)")];
}

export function byId(id) {
  return id ? named(`c-${id}`) : null;
}

export const idOf = (tile) => tile.id.slice(2);

// Asks the server for a part of the page; null where no answer came.
export async function ask(url) {
  const response = await fetch(url, { headers: { "HX-Request": "true" } }).catch(() => null);
  return response?.ok ? response : null;
}

// Where the server tells of one candidate.
export const pathOf = (id) => form.dataset.details.replace("aaaaaaaaaaaaaaaa", id);
export const isOpen = (tile) => OPEN.has(tile.dataset.s);
export const waits = (tile) => tile.dataset.s === "in_review";
// Whether this person is offered a verdict on it.
export const mine = (tile) => waits(tile) && tile.dataset.t === "yes";
export const box = (tile) => tile.querySelector("input");

// What the loupe needs to know of a tile.
export function itemOf(tile) {
  const img = tile.querySelector("img");
  const [image] = img.getAttribute("src").match(/[a-z2-7]{16}(?=\/\d+\.webp)/);
  const [width, height] = ["width", "height"].map((side) => Number(img.getAttribute(side)));
  return { ...pictured(image, img.alt, width, height), id: idOf(tile), tile };
}

// A picture that stands on no tile takes no opinion.
export function pictured(image, name, width, height) {
  return { id: "", tile: null, image, name, width, height, src: (size) => `${form.dataset.media}${image}/${size}.webp` };
}

// The version that this one was edited from, or null.
export function versionBefore(tile) {
  const [image, width, height] = tile?.dataset.e?.split(" ") || [];
  return image ? pictured(image, "Version before", Number(width), Number(height)) : null;
}

// The first few of many by name.
export function namesOf(list) {
  const names = list.slice(0, 5).map((tile) => itemOf(tile).name.replace(",", ""));
  return names.join(", ") + (list.length > 5 ? ` and ${list.length - 5} more` : "");
}

// --- focus: exactly one tile has it
let focusedId = "";

export function focused() {
  return byId(focusedId) || tiles()[0] || null;
}

// Sets the focus without moving what is looked at.
export function point(tile) {
  for (const old of sections.querySelectorAll(".tile.focused")) old.classList.remove("focused");
  focusedId = idOf(tile);
  tile.classList.add("focused");
  for (const link of sections.querySelectorAll(".tile > a[tabindex='0']")) link.tabIndex = -1;
  tile.querySelector("a").tabIndex = 0;
}

export function focus(tile) {
  if (!tile) return;
  point(tile);
  tile.querySelector("a").focus({ preventScroll: true });
  tile.scrollIntoView({ block: "nearest" });
}

// Only the focused tile is a stop of the Tab key.
export function rove(list = tiles()) {
  for (const tile of list) {
    for (const stop of tile.querySelectorAll("a, button, input")) stop.tabIndex = -1;
  }
  focused()?.querySelector("a")?.setAttribute("tabindex", "0");
}

// --- choice
export const chosen = () => [...sections.querySelectorAll(".tile > input:checked")].map((tick) => tick.parentElement);

export function choose(tile, on = true) {
  box(tile).checked = on;
  tile.classList.toggle("chosen", on);
}

export function chooseOnly(list) {
  const wanted = new Set(list);
  for (const tile of tiles()) if (box(tile).checked !== wanted.has(tile)) choose(tile, wanted.has(tile));
}

export function between(one, other) {
  const all = tiles();
  const [from, to] = [all.indexOf(one), all.indexOf(other)].sort((a, b) => a - b);
  return all.slice(Math.max(from, 0), to + 1);
}

// --- neighbours, by row as they are laid out
const beyond = (id) => Number(named(id)?.dataset.left || 0);

// How many candidates lie on pages that are not here.
export const left = () => beyond("earlier") + beyond("later");

// What the arrows step through in compare.
export const row = () => (chosen().length > 2 ? chosen() : tiles());

// "4 / 17": where a tile stands in that row.
export function placeOf(tile) {
  const [list, here] = [row(), tiles().length];
  const at = list.indexOf(tile) + 1;
  return list.length < here ? `${at} / ${list.length}` : `${at + beyond("earlier")} / ${here + left()}`;
}

export function beside(tile, step) {
  const all = tiles();
  return all[all.indexOf(tile) + step] || null;
}

export function above(tile, down) {
  const all = tiles();
  const { top, left } = tile.getBoundingClientRect();
  const rest = down ? all.slice(all.indexOf(tile) + 1) : all.slice(0, all.indexOf(tile)).reverse();
  let row = null;
  let best = null;
  for (const other of rest) {
    const frame = other.getBoundingClientRect();
    if (Math.abs(frame.top - top) < 4) continue;
    if (row !== null && Math.abs(frame.top - row) > 4) break;
    row = frame.top;
    if (!best || Math.abs(frame.left - left) < Math.abs(best.left - left)) best = { left: frame.left, other };
  }
  return best?.other || null;
}

// --- what a tile says
export function categoryOf(tile) {
  if (tile.dataset.s === "in_review") return "sent";
  if (!isOpen(tile)) return "decided";
  return { shortlist: "shortlisted", pass: "passed" }[tile.dataset.o] || "undecided";
}

export function statusOf(tile) {
  return (isOpen(tile) && status[tile.dataset.o]) || status[tile.dataset.s] || ["", "", ""];
}

const numberOf = (kind, name) => document.querySelector(`[data-${kind}="${name}"] .number`);

function count(kind, name, by) {
  const place = numberOf(kind, name);
  if (place) place.textContent = Number(place.textContent) + by;
}

export const counted = (name) => Number(numberOf("show", name)?.textContent || 0);

// Tells the rest of the room what happened: "look", "choice", "news".
export function signal(name, detail) {
  document.dispatchEvent(new CustomEvent(`room:${name}`, { detail }));
}

function recount(before, after) {
  if (before === after) return;
  if (before) count("show", before, -1);
  if (after) count("show", after, 1);
  if (!before) count("show", "all", 1);
  const total = counted("all");
  named("total").textContent = total;
  named("done").textContent = total - counted("undecided");
  signal("choice");
}

export function writeStatus(place, [key, glyph, word]) {
  place.className = `status ${key}`;
  place.firstElementChild.textContent = glyph;
  place.lastElementChild.textContent = word;
}

// Shows an opinion at once, before the server has confirmed it.
export function paint(tile, { verdict = tile.dataset.o, stars = Number(tile.dataset.r) }) {
  const before = categoryOf(tile);
  tile.dataset.o = verdict;
  tile.dataset.r = stars;
  writeStatus(tile.querySelector(".status"), statusOf(tile));
  recount(before, categoryOf(tile));
}

// Takes over what the server says of a tile; the picture, the choice and the focus stay as they are.
export function absorb(tile, fresh) {
  const before = categoryOf(tile);
  Object.assign(tile.dataset, fresh.dataset);
  tile.querySelector(".foot").replaceWith(fresh.querySelector(".foot"));
  rove([tile]);
  dot([tile]);
  recount(before, categoryOf(tile));
}

// Counts a tile that is new, in every filter that it passes; its group says version and generator.
export function arrived(tile) {
  recount(null, categoryOf(tile));
  const [version, generator] = tile.closest(".sheet-group").id.slice(2).split(".");
  for (const facet of [`by:${generator}`, "by:", `version:${version}`, "version:"]) count("facet", facet, 1);
}

// How many steps can be undone, and which ones an undo and a redo mean, as an answer tells it.
export function steps(page) {
  const fresh = page.getElementById("steps");
  if (fresh) named("steps").replaceWith(fresh);
}

// --- what keeps an image from approval, which is told apart from its tile
let blocked = {};

// A red dot on each of the tiles that something keeps from approval.
export function dot(list) {
  for (const tile of list) {
    const why = blocked[idOf(tile)];
    let mark = tile.querySelector(".blocker");
    if (mark?.dataset.made && !why) mark.remove();
    if (!why) continue;
    if (!mark) {
      mark = Object.assign(document.createElement("i"), { className: "blocker", textContent: "●" });
      mark.dataset.made = "yes";
      tile.querySelector("u").before(mark);
    }
    mark.role = "img";
    mark.title = mark.ariaLabel = why;
  }
}

export function block(news) {
  blocked = news;
  dot(sections.querySelectorAll(".tile"));
}

// Does something to the sheet while the focused tile stays where the eye is; at the top of the page only if `always`.
// Its place is measured from the start of the sheet, so that scrolling goes on meanwhile.
export function still(change, always) {
  const anchor = focused();
  const place = () => anchor?.getBoundingClientRect().top + main.scrollTop;
  let before = place();
  const hold = () => {
    const now = place();
    if (now !== before && (always || main.scrollTop > 0)) main.scrollTop += now - before;
    before = now;
  };
  change();
  if (anchor) hold();
  if (!anchor || !always) return;
  // Tiles that come near the window get their true height some frames later.
  const settling = new ResizeObserver(hold);
  settling.observe(sections);
  setTimeout(() => settling.disconnect(), 1000);
}
