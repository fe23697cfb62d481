// Owns a binding verdict on the image that is looked at: what is in its way, approving it, sending it back. It is
// loaded when the first image that waits for approval comes into sight.
import { pageOf, tell } from "../problems.js";
import * as acts from "./acts.js";
import * as reject from "./reject.js";
import { ask, idOf, named, pathOf } from "./sheet.js";

const PAUSE = 250; // milliseconds that an image is in sight before its state is asked for
const bar = named("signing");
const button = document.querySelector('[data-act="approve"] span');
const plain = button.textContent;
let last = {};
let timer = 0;

// Asks how the image stands; the button then says what it would do. Says whether an answer came.
async function look(tile) {
  const response = await ask(`${pathOf(idOf(tile))}signing`);
  const part = response && pageOf(await response.text()).querySelector(".signing");
  last = part ? { tile, part, bound: part.querySelector("form"), ...part.dataset } : {};
  button.textContent = last.label || plain;
  return part;
}

export function rest(tile) {
  if (last.tile === tile) return; // what is said about it stays, whatever else is drawn anew
  clearTimeout(timer);
  hide();
  last = {};
  button.textContent = plain;
  timer = setTimeout(look, PAUSE, tile);
}

export function hide() {
  const open = !bar.hidden;
  bar.hidden = true;
  return open;
}

function show() {
  bar.replaceChildren(last.part);
  bar.hidden = false;
  bar.querySelector("a").focus();
}

// What was known as in the way is asked again, since it may have been solved meanwhile.
async function known(tile, name) {
  clearTimeout(timer);
  if ((last.tile !== tile || !last[name]) && !(await look(tile))) tell("The server did not say how this image stands. Nothing was decided. Try again in a moment.");
  else if (last[name]) return true;
  else show();
  return false;
}

function ended(done) {
  return () => { last = {}; hide(); done(); };
}

export async function approve(tile, seconds, done) {
  if (!(await known(tile, "bound"))) return;
  const data = new FormData(last.bound);
  data.set("active_seconds", seconds);
  acts.judge("approve", [tile], data, ended(done), (sentence) => { last = {}; tell(sentence); });
}

export async function changes(tile, seconds, done) {
  if (await known(tile, "round")) reject.open([tile], ended(done), "changes", { round: last.round, stage: last.stage, seconds });
}

bar.addEventListener("click", (event) => { if (event.target.closest("[data-close-signing]")) hide(); });
