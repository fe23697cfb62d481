// Owns looking at two images in one place: the wipe with its divider, and the difference with its numbers. It is
// loaded when one of the two is first asked for.
import { clearProblems, tell } from "../problems.js";
import { named } from "./sheet.js";
import * as stage from "./stage.js";

const { select, candidate } = stage;
const SHAPE = 0.01;
const CHANGED = [255, 64, 160];
const LUMA = [0.299, 0.587, 0.114];
const room = named("stage");
const box = named("wipe");
const line = box.querySelector("[role=slider]");
const [nameA, nameB] = box.querySelectorAll(".corner");
const fillLabel = named("wipe-fill");
const fills = fillLabel.firstElementChild;
const numbers = named("difference");
const [gain, threshold] = numbers.querySelectorAll("input[type=range]");
const scaled = numbers.querySelector("input[type=checkbox]");
const state = { mode: "", at: 50, upright: true };

const shapeOf = ({ width, height }) => width / height;
const sameShape = () => Math.abs(shapeOf(select.item) / shapeOf(candidate.item) - 1) <= SHAPE;

// --- the wipe
// Both are shown in one box of A's shape, as large as the room allows.
function shapeBox() {
  narrow(0, 0);
  const { clientWidth: w, clientHeight: h } = candidate.glass;
  const ratio = shapeOf(select.item);
  const width = Math.min(w, h * ratio);
  narrow((w - width) / 2, (h - width / ratio) / 2);
  stage.stack(true);
  drawWipe();
}

// Whole CSS pixels that both panes keep free at either side, and above and below: on a fraction A would shine through.
function narrow(across, down) {
  room.style.setProperty("--across", `${Math.round(across)}px`);
  room.style.setProperty("--down", `${Math.round(down)}px`);
}

function drawWipe() {
  const { at, upright } = state;
  candidate.glass.style.clipPath = upright ? `inset(0 0 0 ${at}%)` : `inset(${at}% 0 0 0)`;
  line.style.left = upright ? `${at}%` : "";
  line.style.top = upright ? "" : `${at}%`;
  line.ariaValueNow = Math.round(at);
  line.ariaOrientation = upright ? "horizontal" : "vertical";
  box.dataset.upright = upright ? "yes" : "";
  const length = upright ? box.clientWidth : box.clientHeight;
  const size = (label) => (upright ? label.offsetWidth : label.offsetHeight) + 16;
  nameA.classList.toggle("narrow", (length * at) / 100 < size(nameA));
  nameB.classList.toggle("narrow", (length * (100 - at)) / 100 < size(nameB));
}

export function nudge(by) {
  if (state.mode !== "wipe") return false;
  state.at = Math.min(100, Math.max(0, state.at + by));
  return drawWipe();
}

function turn() {
  state.upright = !state.upright;
  drawWipe();
}

line.addEventListener("pointerdown", (event) => { line.setPointerCapture(event.pointerId); event.preventDefault(); line.focus(); });
line.addEventListener("pointermove", (event) => {
  if (!line.hasPointerCapture(event.pointerId)) return;
  const frame = box.getBoundingClientRect();
  const part = state.upright ? (event.clientX - frame.left) / frame.width : (event.clientY - frame.top) / frame.height;
  state.at = Math.min(100, Math.max(0, part * 100));
  drawWipe();
});
line.addEventListener("dblclick", turn);
fills.addEventListener("change", () => fill(fills.checked));

// B covers the whole box instead of lying in it as a whole.
function fill(on) {
  candidate.fills = on;
  if (candidate.item) candidate.draw();
}

line.addEventListener("keydown", (event) => {
  const by = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
  if (by) nudge(event.shiftKey ? by : by * 5);
  else if (event.key === "Enter") turn();
  else return;
  event.preventDefault();
  event.stopPropagation();
});

// --- the difference
function pixels(image, width, height, drawn = { w: width, h: height }) {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(image, (width - drawn.w) / 2, (height - drawn.h) / 2, drawn.w, drawn.h);
  return context.getImageData(0, 0, width, height).data;
}

let read = null;

function readBoth(a, b) {
  const [width, height] = [a.naturalWidth, a.naturalHeight];
  const perPixel = width / select.item.width;
  const own = { w: candidate.item.width * perPixel, h: candidate.item.height * perPixel };
  read = { width, height, a: pixels(a, width, height), b: pixels(b, width, height, scaled.checked ? undefined : own) };
}

// What changed in one colour, the rest grey at 30 %; gives back the share of changed pixels.
function paintDifference(canvas) {
  const { width, height, a, b } = read;
  const [most, times] = [Number(threshold.value), Number(gain.value) / 255];
  const image = new ImageData(width, height);
  let count = 0;
  for (let i = 0; i < a.length; i += 4) {
    const d = Math.max(Math.abs(a[i] - b[i]), Math.abs(a[i + 1] - b[i + 1]), Math.abs(a[i + 2] - b[i + 2]));
    const grey = 0.3 * (a[i] * LUMA[0] + a[i + 1] * LUMA[1] + a[i + 2] * LUMA[2]);
    const part = d > most ? Math.min(1, d * times) : 0;
    if (d > most) count += 1;
    for (let c = 0; c < 3; c += 1) image.data[i + c] = grey + (CHANGED[c] - grey) * part;
    image.data[i + 3] = 255;
  }
  Object.assign(canvas, { width, height });
  canvas.getContext("2d").putImageData(image, 0, 0);
  return count / (width * height);
}

async function difference() {
  const [a, b] = [select.large(select.item), candidate.large(candidate.item)];
  await Promise.all([a.ready, b.ready]);
  if (state.mode !== "difference") return;
  readBoth(a, b);
  const canvas = document.createElement("canvas");
  canvas.role = "img";
  canvas.ariaLabel = `Difference between ${select.item.name} and ${candidate.item.name}`;
  const paint = () => {
    numbers.querySelector("output").textContent = `${(paintDifference(canvas) * 100).toFixed(1)} % changed`;
    for (const range of [gain, threshold]) range.nextElementSibling.textContent = range.value;
  };
  paint();
  gain.oninput = threshold.oninput = paint;
  scaled.onchange = () => { readBoth(a, b); paint(); };
  numbers.querySelector(".sizes").hidden = ["width", "height"].every((side) => select.item[side] === candidate.item[side]);
  candidate.put(canvas);
  candidate.draw();
}

// --- both
function leave() {
  narrow(0, 0);
  candidate.glass.style.clipPath = "";
  box.hidden = fillLabel.hidden = numbers.hidden = true;
  fill(false);
  if (state.mode === "difference" && candidate.item) candidate.show(candidate.item);
  state.mode = "";
}

// Shows one of the two ways, or with "" none; says whether it is shown now.
export function show(wished, { stacked = false } = {}) {
  const next = wished === state.mode ? "" : wished;
  if (state.mode) leave();
  stage.stack(Boolean(next) || stacked);
  stage.blink(false);
  room.dataset.over = next;
  if (!next || !select.item || !candidate.item) return "";
  if (next === "difference" && !sameShape()) {
    tell("Their shapes differ, so a difference would lie. Take the wipe.");
    return show("", { stacked });
  }
  state.mode = next;
  clearProblems();
  if (next === "difference") {
    numbers.hidden = false;
    difference();
  } else {
    box.hidden = false;
    fillLabel.hidden = sameShape();
    [nameA.textContent, nameB.textContent] = stage.state.view === "loupe" ? ["Before", "After"] : ["A", "B"];
    shapeBox();
    fill(fills.checked);
  }
  return next;
}

new ResizeObserver(() => { if (state.mode === "wipe") shapeBox(); }).observe(room);
