// Owns talk about an image as the page holds it: the list of threads, the box that opens at a pin, and its sending.
import { drop, keep, left, why } from "./kept.js";
import { sends } from "./keys.js";
import "./mentions.js";
import { pageOf, sentenceIn } from "./problems.js";

const PATIENCE = 30_000;
const GAP = 16;
const AT = { pin: "at the pin", rectangle: "on the rectangle", arrow: "at the arrow", freehand: "at the line" };

// What is drawn of each thread that the section lists.
export function read(section) {
  return [...section.querySelectorAll(".thread")].map(({ dataset, classList }) => ({
    id: dataset.thread, number: dataset.number, shape: dataset.shape, state: dataset.state, tone: dataset.tone,
    fresh: classList.contains("new"), must: "must" in dataset, asked: "asked" in dataset, from: dataset.from, path: dataset.path || "",
    x: Number(dataset.x), y: Number(dataset.y), w: Number(dataset.w || 0), h: Number(dataset.h || 0),
  }));
}

export function sectionIn(page) {
  return page.querySelector("#threads");
}

// Only what a person sent leads away, to sign in again; what is read in the background never moves the page.
export async function ask(url, { tag = "", ...options } = {}) {
  const headers = { "HX-Request": "true", "HX-Current-URL": location.href, ...(tag && { "If-None-Match": tag }) };
  const response = await fetch(url, { headers, redirect: "manual", signal: AbortSignal.timeout(PATIENCE), ...options });
  const place = response.headers.get("HX-Redirect");
  if (place && options.method === "POST") location.assign(place);
  const page = pageOf(await response.text());
  return { ok: response.ok && !place, status: response.status, tag: response.headers.get("ETag"), page };
}

// Puts parts of an answer in the place of those of the same id that stand in this page.
export function takeOver(page) {
  for (const fresh of [...page.body.children]) {
    const old = fresh.id && document.getElementById(fresh.id);
    if (!old) continue;
    const mine = document.importNode(fresh, true);
    mine.removeAttribute("hx-swap-oob");
    old.replaceWith(mine);
    window.htmx?.process(mine);
  }
}

const aKey = () => [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

function element(name, { parent, ...properties }) {
  const node = Object.assign(document.createElement(name), properties);
  parent?.append(node);
  return node;
}

// Words in the list of threads are sent by Enter too, like those in the box beside a place.
document.addEventListener("keydown", (event) => {
  if (!sends(event) || !event.target.matches?.("#threads [data-comment]")) return;
  event.preventDefault();
  event.target.form.requestSubmit();
});

// A box for the first words of a thread, below a place of the host or, without room there, above its top. `sent(page)` gets the server's answer.
export function openBox(host, { url, token, place, at, people, on, sent, keepAt = "", closed = () => {} }) {
  host.querySelector(".pin-box")?.remove();
  const box = element("form", { className: "pin-box", parent: host });
  box.dataset.people = people;
  const text = element("textarea", { className: "input", rows: 2, maxLength: 2000, dir: "auto", parent: box });
  text.setAttribute("aria-label", `New thread ${AT[place.shape]}`);
  text.dataset.comment = "";
  const must = element("label", { className: "small", parent: box });
  const tick = element("input", { type: "checkbox", parent: must });
  must.append(" Must be fixed");
  const send = element("button", { className: "button small primary", textContent: "Send", parent: box });
  const leave = element("button", { type: "button", className: "button small quiet", textContent: "Cancel", parent: box });
  const worry = element("p", { className: "problem small", hidden: true, parent: box });
  worry.setAttribute("role", "alert");
  const say = (sentence) => { worry.hidden = false; worry.textContent = sentence; };
  const key = aKey();
  const name = `${url} box`;
  const wanting = (answer, words) => say((answer && sentenceIn(answer.page)) || `The server did not answer. ${words}`);
  const lost = left(name);
  const close = () => { drop(name); box.remove(); closed(); };
  box.addEventListener("input", () => keep(name, { place, words: text.value, must: tick.checked }));
  leave.addEventListener("click", close);
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { event.stopPropagation(); close(); }
    if (!sends(event) || event.target !== text) return;
    event.preventDefault();
    box.requestSubmit();
  });
  box.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!text.value.trim() || send.disabled) return text.focus();
    send.disabled = true;
    const body = new FormData();
    const fields = { csrfmiddlewaretoken: token(), key, on, text: text.value, ...place };
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    if (tick.checked) body.append("must_fix", "on");
    const answer = await ask(url, { method: "POST", body }).catch(() => null);
    if (answer?.ok) { close(); return sent(answer.page); }
    send.disabled = false;
    wanting(answer, "Your words are still here; send them again.");
    return text.focus();
  });
  if (keepAt && place.w && place.h) element("button", { type: "button", className: "button small keeps", textContent: "Must stay visible in every crop", parent: box }).addEventListener("click", async () => {
    const body = new FormData();
    for (const [name, value] of Object.entries({ csrfmiddlewaretoken: token(), what: text.value.trim().slice(0, 40), ...place })) body.append(name, value);
    const answer = await ask(keepAt, { method: "POST", body }).catch(() => null);
    if (!answer?.ok) return wanting(answer, "Nothing was marked; press again.");
    close();
    return takeOver(answer.page);
  });
  if (lost?.out) {
    [text.value, tick.checked] = [lost.words, lost.must];
    say(`${why(true)} Your words were not sent; send them again.`);
  }
  const [wide, high] = [host.clientWidth, host.clientHeight];
  box.style.left = `${Math.max(4, Math.min(at.x + GAP, wide - box.offsetWidth - 4))}px`;
  const under = at.y + GAP + box.offsetHeight <= high - 4;
  box.style.top = `${Math.max(4, under ? at.y + GAP : at.top - GAP - box.offsetHeight)}px`;
  text.focus();
  return box;
}

// --- marking a place
// The button begins the mode and leaves it; the key begins it and then takes the next tool. Once a place is set, a box
// for the first words opens there; `box` is what it needs.
export function mark(layer, byKey, { says, singles, shelf, ...box }) {
  if (layer.aim) return byKey ? layer.aim.next() : layer.stop();
  if (document.body.dataset.notes === "off") toggleNotes();
  const press = (on) => { for (const button of document.querySelectorAll('[data-pins="mode"]')) button.setAttribute("aria-pressed", String(on)); };
  press(true);
  return layer.start({ says, singles, shelf, ended: () => press(false), dropped: (place) => boxAt(layer, place, box) });
}

function boxAt(layer, place, { closed = () => {}, ...box }) {
  const [inner, outer, frame] = [layer.svg.getBoundingClientRect(), layer.host.getBoundingClientRect(), layer.frame()];
  const top = inner.top - outer.top + frame.y + place.y * frame.h;
  const at = { x: inner.left - outer.left + frame.x + place.x * frame.w, y: top + (place.h || 0) * frame.h, top };
  layer.hold(place);
  openBox(layer.host, { ...box, place, at, closed: () => { layer.hold(null); closed(); } });
}

// Opens the box again whose words a lost sign-in held back.
export function reopen(layer, box) {
  const lost = left(`${box.url} box`);
  if (lost?.out) boxAt(layer, lost.place, box);
}

// A mark that is touched or pointed at shows its thread in the list.
export function follow(layer) {
  const met = (event) => {
    const id = event.target.closest("[data-pin]")?.dataset.pin;
    if (!id) return;
    point(id);
    layer.light(id);
  };
  layer.svg.addEventListener("pointerover", met);
  layer.svg.addEventListener("click", met);
}

document.addEventListener("click", (event) => { if (event.target.closest?.('[data-pins="notes"]')) toggleNotes(); });

// --- show resolved: one switch for the page, whatever section comes in
document.body.dataset.resolved = "off";
document.addEventListener("change", (event) => {
  if (!event.target.matches?.("[data-show-resolved]")) return;
  document.body.dataset.resolved = event.target.checked ? "on" : "off";
});

// What a section needs once it stands in the page.
export function enliven(section) {
  for (const part of section.querySelectorAll("[data-needs-script]")) part.hidden = false;
  const show = section.querySelector("[data-show-resolved]");
  if (show) show.checked = document.body.dataset.resolved === "on";
}

export function toggleNotes() {
  const off = document.body.dataset.notes !== "off";
  document.body.dataset.notes = off ? "off" : "on";
  for (const button of document.querySelectorAll('[data-pins="notes"]')) button.setAttribute("aria-pressed", String(!off));
  return !off;
}

// Tells the list which thread is meant, as the eye on the picture means it.
export function point(id, { scroll = true } = {}) {
  for (const one of document.querySelectorAll(".thread.here")) one.classList.remove("here");
  const item = id && document.getElementById(`thread-${id}`);
  item?.classList.add("here");
  if (scroll) item?.scrollIntoView({ block: "nearest" });
}

// Digits answer for the earlier version's thread that is being looked at.
export function answer(number, thread = document.activeElement?.closest?.(".asked .thread")) {
  const button = thread?.querySelector(`[data-answer="${number}"]`);
  if (!button) return false;
  button.click();
  return true;
}
let answering = false;
document.addEventListener("click", (event) => { answering = Boolean(event.target.closest?.("[data-answer]")); });
document.addEventListener("htmx:afterSettle", () => {
  if (answering) document.querySelector(".asked .thread-number")?.focus();
  answering = false;
});

// After an act of one's own the focus stays at its thread; where that is out of sight, at the head of the list.
let acted = "";
document.addEventListener("submit", ({ target }) => { if (target.closest("#threads")) acted = target.closest(".thread")?.id || "threads"; }, { capture: true });
document.addEventListener("htmx:afterSettle", () => {
  const stop = acted && document.getElementById(acted)?.querySelector(".thread-acts :is(summary, button)");
  if (acted && document.activeElement === document.body) (stop?.checkVisibility() ? stop : document.getElementById("threads-title"))?.focus();
  acted = "";
});
