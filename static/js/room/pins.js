// Owns what is drawn over a picture, pins and rectangles in fractions of it, and the mode that sets a new one.
const SVG = "http://www.w3.org/2000/svg";
const RADIUS = 12; // CSS pixels at any zoom
const DRAG = 8; // pixels of a pointer's way after which a pin becomes a rectangle
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function made(name, attributes, parent) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  parent?.append(node);
  return node;
}

const clamp = (value) => Math.min(1, Math.max(0, value));
const round = (value) => Math.round(clamp(value) * 1e5) / 1e5;

// What a form sends for two corners of a rectangle, or for a point.
function placeOf(a, b) {
  const [x, y] = [round(Math.min(a.x, b.x)), round(Math.min(a.y, b.y))];
  const [w, h] = [round(Math.max(a.x, b.x)) - x, round(Math.max(a.y, b.y)) - y];
  if (w < 1e-5 || h < 1e-5) return { shape: "pin", x: round(a.x), y: round(a.y) };
  return { shape: "rectangle", x, y, w: round(w), h: round(h) };
}

// One SVG over one picture. `frame()` says where the picture lies in it, in CSS pixels: {x, y, w, h}.
export class Pins {
  constructor(host, frame, { before = null } = {}) {
    this.frame = frame;
    this.threads = [];
    this.marks = new Map();
    this.svg = made("svg", { class: "pins", "aria-hidden": "true" });
    host.insertBefore(this.svg, before);
    this.aim = null;
  }

  show(threads) {
    this.threads = threads.filter((one) => one.shape !== "none");
    this.svg.replaceChildren();
    this.marks = new Map(this.threads.map((one) => [one.id, this.mark(one)]));
    if (this.aim) this.svg.append(this.aim.cross);
    this.draw();
  }

  mark(thread) {
    const kinds = ["pin", thread.state, `tone-${thread.tone}`, thread.must ? "must" : "", thread.asked ? "asked" : ""];
    const g = made("g", { class: kinds.filter(Boolean).join(" "), "data-pin": thread.id }, this.svg);
    if (thread.shape === "rectangle") made("rect", { class: "region" }, g);
    if (thread.must) made("circle", { class: "ring", r: RADIUS + 3 }, g);
    made("circle", { class: "dot", r: RADIUS }, g);
    made("text", { "text-anchor": "middle", dy: "0.35em" }, g).textContent = thread.state === "resolved" ? "✓" : thread.number;
    return g;
  }

  draw() {
    const frame = this.frame();
    if (!frame) return;
    for (const one of this.threads) this.put(this.marks.get(one.id), one, frame);
    this.aim?.draw(frame);
  }

  put(g, one, frame) {
    const [x, y] = [frame.x + one.x * frame.w, frame.y + one.y * frame.h];
    for (const circle of g.querySelectorAll("circle")) { circle.setAttribute("cx", x); circle.setAttribute("cy", y); }
    const text = g.querySelector("text");
    text.setAttribute("x", x);
    text.setAttribute("y", y);
    const size = { x, y, width: one.w * frame.w, height: one.h * frame.h };
    const region = g.querySelector("rect");
    for (const [name, value] of Object.entries(region ? size : {})) region.setAttribute(name, value);
  }

  light(id) {
    for (const [key, g] of this.marks) g.classList.toggle("here", key === id);
  }

  // Begins pin mode; `dropped(place)` is called once, `ended()` whenever the mode is over.
  start({ dropped, ended, moved = () => {} }) {
    this.stop();
    const frame = this.frame();
    if (frame) this.aim = new Aim(this, frame, { dropped, ended, moved });
    return Boolean(frame);
  }

  stop() {
    this.aim?.end();
  }
}

// Pin mode: a crosshair for keys, click and drag for pointers.
class Aim {
  constructor(layer, frame, { dropped, ended, moved }) {
    Object.assign(this, { layer, dropped, ended, moved, from: null, to: null });
    const { clientWidth, clientHeight } = layer.svg;
    this.at = { x: clamp((clientWidth / 2 - frame.x) / frame.w), y: clamp((clientHeight / 2 - frame.y) / frame.h) };
    this.cross = made("g", { class: "cross" }, layer.svg);
    this.lines = [made("path", { class: "under" }, this.cross), made("path", {}, this.cross)];
    this.draft = made("rect", { class: "draft" }, this.cross);
    layer.svg.classList.add("aiming");
    this.stops = new AbortController();
    this.listen();
    this.draw(frame);
  }

  listen() {
    const { signal } = this.stops;
    const { svg } = this.layer;
    document.addEventListener("keydown", (event) => this.key(event), { capture: true, signal });
    svg.addEventListener("pointerdown", (event) => this.down(event), { signal });
    svg.addEventListener("pointermove", (event) => this.move(event), { signal });
    svg.addEventListener("pointerup", (event) => this.up(event), { signal });
    svg.addEventListener("pointercancel", () => { this.from = null; this.layer.draw(); }, { signal });
  }

  key(event) {
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    const way = MOVES[event.key];
    if (!way && event.key !== "Enter" && event.key !== "Escape") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (event.key === "Escape") return this.end();
    if (event.key === "Enter") return this.drop(placeOf(this.at, this.at));
    const step = event.shiftKey ? 0.1 : 0.01;
    this.at = { x: clamp(this.at.x + way[0] * step), y: clamp(this.at.y + way[1] * step) };
    this.layer.draw();
    this.moved(this.at);
  }

  fraction(event) {
    const box = this.layer.svg.getBoundingClientRect();
    const frame = this.layer.frame();
    return { x: clamp((event.clientX - box.left - frame.x) / frame.w), y: clamp((event.clientY - box.top - frame.y) / frame.h) };
  }

  down(event) {
    if (event.button) return;
    event.preventDefault();
    this.layer.svg.setPointerCapture(event.pointerId);
    this.from = { ...this.fraction(event), left: event.clientX, top: event.clientY };
    this.to = null;
  }

  move(event) {
    if (!this.from) return;
    const far = Math.hypot(event.clientX - this.from.left, event.clientY - this.from.top) >= DRAG;
    this.to = far || this.to ? this.fraction(event) : null;
    this.layer.draw();
  }

  up(event) {
    if (!this.from) return;
    this.move(event);
    const [a, b] = [this.from, this.to || this.from];
    this.from = null;
    this.drop(placeOf(a, b));
  }

  drop(place) {
    this.end();
    this.dropped(place);
  }

  draw(frame) {
    const [x, y] = [frame.x + this.at.x * frame.w, frame.y + this.at.y * frame.h];
    const path = this.from ? "" : `M${x - 20} ${y}H${x + 20}M${x} ${y - 20}V${y + 20}`;
    for (const line of this.lines) line.setAttribute("d", path);
    const drawn = this.from && this.to ? placeOf(this.from, this.to) : { x: 0, y: 0, w: 0, h: 0 };
    const size = { x: frame.x + drawn.x * frame.w, y: frame.y + drawn.y * frame.h, width: (drawn.w || 0) * frame.w, height: (drawn.h || 0) * frame.h };
    for (const [name, value] of Object.entries(size)) this.draft.setAttribute(name, value);
  }

  end() {
    this.stops.abort();
    this.cross.remove();
    this.layer.svg.classList.remove("aiming");
    this.layer.aim = null;
    this.ended();
  }
}
