// Owns bringing in files: a list with the progress of each, two at a time; without it the form sends all at once.
import { drop, keep, left } from "./kept.js";
import { tell, clearProblems } from "./problems.js";

const form = document.querySelector("[data-import]");
const AT_ONCE = 2;
const NO_ANSWER = "The connection broke, so this file may not have arrived. Bring it in again; it is never taken twice.";
const TROUBLE = "Something broke on our side. This file was not brought in; the others are safe. Try again in a moment.";

const UNSENT = `files ${location.pathname}`;

const waiting = [];
const underWay = new Set();
let leaving = false;
let running = 0;
let done = 0;
let failed = 0;
let total = 0;

function row(file) {
  const made = document.createElement("li");
  made.className = "import-row";
  made.innerHTML = '<span class="thumb" aria-hidden="true"></span><span class="name clip" dir="auto"></span>'
    + '<span class="status draft"><span class="glyph" aria-hidden="true">○</span>Chosen</span>'
    + '<button type="button" class="link small sentence">Leave out</button>';
  made.querySelector(".name").textContent = file.name;
  made.querySelector("button").addEventListener("click", () => leaveOut(made));
  return made;
}

function leaveOut(made) {
  const at = waiting.findIndex((one) => one.row === made);
  if (at >= 0) waiting.splice(at, 1);
  made.remove();
  label();
}

function label() {
  const button = form.querySelector("[data-send]");
  const count = waiting.length;
  if (running) button.textContent = `${done} of ${total} done`;
  else button.textContent = count === 1 ? "Bring in 1 image" : count ? `Bring in ${count} images` : "Choose files first";
  button.disabled = running > 0 || !count;
}

function choose(files) {
  clearProblems();
  const room = Number(form.dataset.most) - waiting.length;
  if (files.length > room) tell(`${files.length} files are more than fit in one turn. The first ${Math.max(room, 0)} were taken into the list.`);
  for (const file of [...files].slice(0, Math.max(room, 0))) {
    const made = row(file);
    form.querySelector("[data-list]").append(made);
    waiting.push({ file, row: made });
  }
  label();
}

function status(made, key, glyph, word) {
  const mark = made.querySelector(".status");
  mark.className = `status ${key}`;
  mark.replaceChildren(Object.assign(document.createElement("span"), { className: "glyph", textContent: glyph }), word);
}

function refuse(made, sentence) {
  failed += 1;
  status(made, "failed", "▲", "Not brought in");
  made.querySelector("progress")?.remove();
  const words = document.createElement("span");
  words.className = "sentence";
  words.textContent = sentence;
  made.append(words);
}

// The answer is the line of this one file; a whole page would be an error that says nothing about it.
function answer(made, request) {
  const away = request.getResponseHeader("HX-Redirect");
  if (away) return leave(away);
  const line = document.createElement("template");
  line.innerHTML = request.responseText;
  const fresh = line.content.querySelector("li.import-row");
  if (!fresh) return refuse(made, line.content.querySelector(".problem span")?.textContent || TROUBLE);
  if (!fresh.querySelector(".name")) return refuse(made, fresh.querySelector(".sentence").textContent);
  if (fresh.classList.contains("refused")) failed += 1;
  made.replaceWith(fresh);
}

// Signed out in the middle: a file cannot be kept, so those that did not arrive are named when the person is back.
function leave(away) {
  if (leaving) return;
  leaving = true;
  keep(UNSENT, { names: [...underWay, ...waiting.splice(0)].map(({ file }) => file.name) });
  location.assign(away);
}

function body(file) {
  const data = new FormData(form);
  data.delete("files");
  data.append("files", file, file.name);
  return data;
}

function next() {
  while (running < AT_ONCE && waiting.length) send(waiting.shift());
  label();
  if (!running && !waiting.length && total) finish();
}

function send(one) {
  const { file, row: made } = one;
  running += 1;
  underWay.add(one);
  status(made, "working", "◌", "Sending");
  made.querySelector("button")?.remove();
  const bar = Object.assign(document.createElement("progress"), { max: 1, value: 0 });
  bar.setAttribute("aria-label", `Progress of ${file.name}`);
  made.append(bar);
  const request = new XMLHttpRequest();
  request.open("POST", location.pathname);
  request.setRequestHeader("HX-Request", "true");
  request.upload.addEventListener("progress", (event) => { bar.value = event.loaded / event.total; });
  request.upload.addEventListener("load", () => { bar.removeAttribute("value"); status(made, "working", "◌", "Checking"); });
  request.addEventListener("load", () => ended(one, () => answer(made, request)));
  request.addEventListener("error", () => ended(one, () => refuse(made, NO_ANSWER)));
  request.send(body(file));
}

function ended(one, show) {
  running -= 1;
  done += 1;
  show();
  underWay.delete(one);
  if (!leaving) next();
}

function finish() {
  const good = total - failed;
  const told = `${good} of ${total} ${total === 1 ? "image is" : "images are"} on the board.${failed ? ` ${failed} could not be brought in; each line says why.` : ""}`;
  form.querySelector("[data-told]").textContent = told;
  total = done = failed = 0;
  label();
}

function start() {
  const input = form.querySelector("input[type=file]");
  input.required = false;
  input.addEventListener("change", () => { choose(input.files); input.value = ""; });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (running || !waiting.length) return;
    total = waiting.length;
    next();
  });
  const zone = form.querySelector("[data-drop]");
  addEventListener("dragover", (event) => { event.preventDefault(); zone.classList.add("over"); });
  addEventListener("dragleave", (event) => { if (!event.relatedTarget) zone.classList.remove("over"); });
  addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    choose(event.dataTransfer.files);
  });
  addEventListener("beforeunload", (event) => { if (running && !leaving) event.preventDefault(); });
  form.querySelector("[data-drop-hint]").hidden = false;
  const unsent = left(UNSENT);
  drop(UNSENT);
  if (unsent?.out) tell(`Not brought in: ${unsent.names.join(", ")}. Choose ${unsent.names.length === 1 ? "this file" : "these files"} again.`, { stays: true });
  label();
}

if (form) start();
