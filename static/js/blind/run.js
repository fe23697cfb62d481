// Owns the walk through a blind run: a key or a button votes, and the next pair takes the place of this one.
import { listen } from "../keys.js";
import { clearProblems, tell } from "../problems.js";
import * as looking from "./looking.js";

const MOST_SECONDS = 3600;
const form = document.getElementById("vote");
let looked = 0; // milliseconds during which the pair could be seen
let since = performance.now();
let busy = false;

function pause() {
  if (document.hidden) looked += performance.now() - since;
  since = performance.now();
}

function seconds() {
  return Math.min(MOST_SECONDS, Math.round((looked + performance.now() - since) / 1000));
}

function enter(page) {
  looking.show(page);
  looked = 0;
  since = performance.now();
  document.body.dataset.ready = "yes";
}

function follow(page) {
  form.elements.position.value = page.querySelector("#vote [name=position]").value;
  document.getElementById("progress").replaceChildren(...page.getElementById("progress").childNodes);
  enter(page);
}

async function read(answer) {
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

// Another verdict stood, or the pair is gone: says why, and shows the pair that is next now.
async function refused(page) {
  tell(page.querySelector("main h1 ~ p, main p")?.textContent.trim() || "This verdict was not kept. Look at the pair again.");
  const now = await fetch(location.href);
  return now.ok ? read(now) : page;
}

async function send(body) {
  const answer = await fetch(form.action, { method: "POST", body });
  const page = answer.ok ? await read(answer) : await refused(await read(answer));
  if (page.getElementById("vote")) looking.fits(page) ? follow(page) : location.reload();
  else if (answer.ok) location.replace(answer.url); // the result, or the page to sign in
}

async function vote(button) {
  if (busy) return;
  busy = true;
  button.classList.add("chosen");
  clearProblems();
  const body = new FormData(form);
  body.set("verdict", button.value);
  body.set("seconds", seconds());
  try {
    await send(body);
  } catch {
    tell("The server did not answer. Press again when the connection is back: the same verdict counts once.");
  }
  button.classList.remove("chosen");
  busy = false;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (event.submitter?.value) vote(event.submitter);
});
document.addEventListener("visibilitychange", pause);

const press = (verdict) => () => form.querySelector(`[value="${verdict}"]`)?.click();
const best = form.matches(".many")
  ? Object.fromEntries([..."abcdefghi"].map((letter, place) => [place + 1, press(letter)]))
  : { ArrowLeft: press("a"), ArrowRight: press("b") };
const ZOOM = { out: () => looking.zoom(-1), toggle: () => looking.toggle(), in: () => looking.zoom(1) };
for (const button of document.querySelectorAll("[data-zoom]")) button.addEventListener("click", () => ZOOM[button.dataset.zoom]());
document.getElementById("zoom").hidden = false;
listen(
  { ...best, Escape: () => document.querySelector("[data-leave]").click(), t: press("tie"), 0: press("both_bad"), z: ZOOM.toggle, "+": ZOOM.in, "-": ZOOM.out },
  { singles: () => document.body.dataset.singleKeys !== "off" },
);
enter(document);
