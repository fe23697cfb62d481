// Owns talk on the decision page: pins over the picture, pin mode, and the answers for an earlier version's threads.
import { arrive, watch } from "./arrivals.js";
import { inTurn } from "./in_turn.js";
import { listen } from "./keys.js";
import * as talk from "./talk.js";
import { Pins } from "./pins.js";
import { written } from "./verdict_mode.js";

const figure = document.querySelector(".decision-picture");
const img = figure.querySelector("img");
const says = document.querySelector("[data-marking-says]");
const singles = () => document.body.dataset.singleKeys !== "off";
const section = () => talk.sectionIn(document);

function frame() {
  const [outer, inner] = [figure.getBoundingClientRect(), img.getBoundingClientRect()];
  return inner.width ? { x: inner.left - outer.left, y: inner.top - outer.top, w: inner.width, h: inner.height } : null;
}

const layer = new Pins(figure, frame);
new ResizeObserver(() => layer.draw()).observe(img);
new ResizeObserver(() => layer.draw()).observe(figure);

let since = 0; // when the threads on the page came

function taken() {
  since = performance.now();
  talk.enliven(section());
  layer.show(talk.read(section()));
}

new MutationObserver(() => { if (!section()?.dataset.seen) { section().dataset.seen = "yes"; taken(); } })
  .observe(document.querySelector(".decision-side"), { childList: true });
section().dataset.seen = "yes";
taken();

// --- what others say meanwhile, and what of it blocks. What a verdict binds to stays as it was seen.
const bound = (form) => [...form.querySelectorAll("[type=hidden]:not([name=csrfmiddlewaretoken], [data-seconds])")].map((field) => field.value).join();
const atRest = (old) => !old.contains(document.activeElement) && !old.querySelector("[type=password]")?.value;

watch(() => `${section().dataset.all}?on=decision`, (fresh, page, asked) => {
  if (since >= asked) return;
  arrive(fresh);
  layer.show(talk.read(fresh));
  for (const id of ["blockers", "held", "approve", "stages"]) {
    const [old, now] = [document.getElementById(id), page.getElementById(id)];
    if (!old || !now || old.textContent === now.textContent || !atRest(old) || (id === "stages" ? old.querySelector("[open]") : bound(old) !== bound(now))) continue;
    old.replaceChildren(...document.importNode(now, true).childNodes);
    old.className = now.className;
  }
});

function boxHere() {
  const { all, people } = section().dataset;
  const kept = document.getElementById("kept");
  return { url: all, people, on: "decision", keepAt: kept?.dataset.may ? kept.dataset.url : "", token: () => document.querySelector("[name=csrfmiddlewaretoken]").value, sent: talk.takeOver };
}

function mode(event) {
  if (section().dataset.may !== "yes") return false;
  return talk.mark(layer, event, { singles, shelf: says, says: (sentence) => { says.textContent = sentence; }, ...boxHere() });
}

talk.follow(layer);
img.decode().catch(() => {}).then(() => talk.reopen(layer, boxHere()));
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-go]");
  if (link) {
    event.preventDefault();
    const { thread } = link.closest(".thread").dataset;
    figure.scrollIntoView({ block: "nearest" });
    talk.point(thread, { scroll: false });
    return layer.light(thread);
  }
  return event.target.closest('[data-pins="mode"]') ? mode() : null;
});

// The digits answer for the thread being looked at, or the first; they are reasons while a verdict is written.
const digit = (number) => inTurn(() => {
  if (written()) return false;
  return talk.answer(number, document.activeElement?.closest?.(".asked .thread") || document.querySelector(".asked .thread"));
});
listen({ m: mode, h: () => talk.toggleNotes(), 1: digit(1), 2: digit(2), 3: digit(3) }, { singles });
