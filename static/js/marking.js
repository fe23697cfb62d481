// Owns the setting of a new place on a picture: the choice of tool, drag and taps for pointers, a crosshair for keys.
import { isTyping } from "./keys.js";
import { lay, made, outline } from "./pins.js";

const DRAG = 8; // pixels of a pointer's way after which a tap becomes a drag
const MOST = 200; // points of a line
const NEAR = 0.75; // pixels by which a line may stray from the hand
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const TOOLS = {
  pin: ["Pin", "M8 14.5c-3-3.7-4.5-6-4.5-8.200a4.5 4.5 0 0 1 9 0c0 2.200-1.5 4.5-4.5 8.200zM6.5 6.300a1.5 1.5 0 0 0 3 0 1.5 1.5 0 0 0-3 0", "Click or Enter sets it; a drag draws a rectangle."],
  rectangle: ["Rectangle", "M2.5 4h11v8h-11z", "Drag, or set two corners by click or Enter."],
  arrow: ["Arrow", "M3 13L13 3M6.5 3H13v6.5", "Drag, or set start and point by click or Enter."],
  freehand: ["Line", "M2 11c2-7 5-7 5-3s-1 6 2 4 2-6 5-7", "Drag; by keys Enter begins and ends it."],
};
const NAMES = Object.keys(TOOLS);
let chosen = "pin";

const clamp = (value) => Math.min(1, Math.max(0, value));
const round = (value) => Math.round(clamp(value) * 1e5) / 1e5;

// What a form sends for a point, or for the points of a shape with the box around them. What has no extent is a pin.
function placeOf(shape, points) {
  const [across, down] = [points.map((p) => round(p.x)), points.map((p) => round(p.y))];
  const [x, y] = [Math.min(...across), Math.min(...down)];
  const box = { x, y, w: round(Math.max(...across) - x), h: round(Math.max(...down) - y) };
  if (shape === "rectangle" && box.w && box.h) return { shape, ...box };
  const path = across.map((one, at) => `${one},${down[at]}`).filter((one, at, all) => one !== all[at - 1]);
  if (shape === "pin" || shape === "rectangle" || path.length < 2) return { shape: "pin", x: across[0], y: down[0] };
  return { shape, ...box, path: path.join(" ") };
}

function awayFrom(p, a, b) {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const along = Math.min(1, Math.max(0, ((p.x - a.x) * dx + (p.y - a.y) * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(p.x - a.x - along * dx, p.y - a.y - along * dy);
}

// The point between two others that lies farthest from the line between them, and how far that is.
function farthest(points, a, b) {
  const found = { a, b, at: a, away: 0 };
  for (let at = a + 1; at < b; at += 1) {
    const away = awayFrom(points[at], points[a], points[b]);
    if (away > found.away) Object.assign(found, { at, away });
  }
  return found;
}

// Ramer, Douglas and Peucker: again and again takes in the point that lies farthest from the line so far, until all lie
// near it or there are as many as can be kept. Measured in pixels of the picture as it lies.
export function simplified(line, { w, h }) {
  const points = line.map((p) => ({ x: p.x * w, y: p.y * h }));
  const kept = new Set([0, points.length - 1]);
  const spans = [farthest(points, 0, points.length - 1)];
  while (kept.size < MOST) {
    const { a, b, at, away } = spans.sort((one, other) => other.away - one.away)[0];
    if (away <= NEAR) break;
    kept.add(at);
    spans.splice(0, 1, farthest(points, a, at), farthest(points, at, b));
  }
  return line.filter((_, at) => kept.has(at));
}

function button(parent, label, title, icon, run) {
  const node = document.createElement("button");
  Object.assign(node, { type: "button", className: "button quiet icon-only small", title });
  node.setAttribute("aria-label", label);
  const svg = made("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" });
  made("path", { d: icon }, svg);
  node.append(svg);
  node.addEventListener("click", run);
  parent.append(node);
  return node;
}

// The mode: from here keys move the crosshair and pointers draw, until a place is set or it is left.
export class Aim {
  constructor(layer, { dropped, ended, says, singles, shelf = null }) {
    Object.assign(this, { layer, shelf, dropped, ended, says, singles, trail: [], from: null, far: false, keys: false });
    layer.aim = this;
    const frame = layer.frame();
    const { clientWidth, clientHeight } = layer.svg;
    this.at = { x: clamp((clientWidth / 2 - frame.x) / frame.w), y: clamp((clientHeight / 2 - frame.y) / frame.h) };
    this.cross = made("g", { class: "cross" });
    layer.svg.classList.add("aiming");
    this.stops = new AbortController();
    this.listen();
    this.bar();
    this.choose(chosen);
  }

  bar() {
    this.tools = document.createElement("div");
    this.tools.className = "marking";
    this.tools.setAttribute("role", "group");
    this.tools.setAttribute("aria-label", "What to set");
    this.buttons = NAMES.map((name, at) => button(this.tools, TOOLS[name][0], `${TOOLS[name][0]} (${at + 1})`, TOOLS[name][1], () => this.choose(name)));
    button(this.tools, "Leave without setting anything", "Leave (Esc)", "M4 4l8 8M12 4l-8 8", () => this.end());
    if (this.shelf) this.shelf.before(this.tools);
    else this.layer.svg.after(this.tools);
  }

  choose(name) {
    chosen = name;
    this.buttons.forEach((one, at) => one.setAttribute("aria-pressed", String(NAMES[at] === name)));
    this.drop();
    this.says(`${TOOLS[name][0]}. ${TOOLS[name][2]} Esc leaves.`);
  }

  next() {
    this.choose(NAMES[(NAMES.indexOf(chosen) + 1) % NAMES.length]);
  }

  listen() {
    const { signal } = this.stops;
    const { svg } = this.layer;
    document.addEventListener("keydown", (event) => this.key(event), { capture: true, signal });
    svg.addEventListener("pointerdown", (event) => this.down(event), { signal });
    svg.addEventListener("pointermove", (event) => this.move(event), { signal });
    svg.addEventListener("pointerup", (event) => this.up(event), { signal });
    svg.addEventListener("pointercancel", () => this.drop(), { signal });
  }

  key(event) {
    if (isTyping(event) || event.ctrlKey || event.altKey || event.metaKey) return;
    const tool = this.singles() && NAMES[Number(event.key) - 1];
    const onTool = event.key === "Enter" && this.tools.contains(event.target) && event.target.ariaPressed !== "true";
    if (onTool || !(tool || event.key in MOVES || event.key === "Enter" || event.key === "Escape")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (tool) this.choose(tool);
    else if (event.key === "Escape") this.trail.length ? this.choose(chosen) : this.end();
    else if (event.key === "Enter") this.enter();
    else this.step(MOVES[event.key], event.shiftKey ? 0.1 : 0.01);
  }

  // Enter sets a pin at once; of the other shapes first the start and then the end.
  enter() {
    if (chosen === "pin") return this.finish([this.at]);
    if (this.trail.length) return this.finish([...this.trail, this.at]);
    return this.begin(this.at, { keys: true });
  }

  begin(point, { keys = false } = {}) {
    Object.assign(this, { trail: [point], at: point, keys });
    this.layer.draw();
    const end = { rectangle: "the corner across", arrow: "its point", freehand: "the end of the line" }[chosen];
    this.says(keys ? `Start set. Arrows and Enter set ${end}; Esc takes the start back.` : `Start set. Click where ${end} goes.`);
  }

  step([across, down], by) {
    this.at = { x: clamp(this.at.x + across * by), y: clamp(this.at.y + down * by) };
    if (this.trail.length && chosen === "freehand") this.trail.push(this.at);
    this.layer.draw();
    const next = this.trail.length ? "Enter ends it" : chosen === "pin" ? "Enter sets the pin" : "Enter sets the start";
    this.says(`Crosshair at ${Math.round(this.at.x * 100)} %, ${Math.round(this.at.y * 100)} %. ${next}.`);
  }

  fraction(event) {
    const box = this.layer.svg.getBoundingClientRect();
    const frame = this.layer.frame();
    return { x: clamp((event.clientX - box.left - frame.x) / frame.w), y: clamp((event.clientY - box.top - frame.y) / frame.h) };
  }

  down(event) {
    if (event.button || this.from) return;
    event.preventDefault();
    this.layer.svg.setPointerCapture(event.pointerId);
    Object.assign(this, { from: { point: this.fraction(event), left: event.clientX, top: event.clientY, id: event.pointerId }, far: false });
    if (chosen === "freehand") this.trail = [this.from.point];
  }

  move(event) {
    const here = this.fraction(event);
    if (!this.from) {
      if (!this.trail.length || this.keys) return;
      this.at = here;
      return this.layer.draw();
    }
    if (event.pointerId !== this.from.id) return;
    this.far ||= Math.hypot(event.clientX - this.from.left, event.clientY - this.from.top) >= DRAG;
    this.at = here;
    const steps = chosen === "freehand" ? event.getCoalescedEvents?.() || [] : [];
    this.trail.push(...(steps.length || chosen !== "freehand" ? steps.map((one) => this.fraction(one)) : [here]));
    this.layer.draw();
  }

  up(event) {
    if (event.pointerId !== this.from?.id) return;
    this.move(event);
    const { point } = this.from;
    this.from = null;
    if (chosen === "freehand") return this.far ? this.finish(this.trail) : this.choose(chosen);
    if (this.far) return this.finish([point, this.at], chosen === "pin" ? "rectangle" : chosen);
    if (chosen === "pin") return this.finish([point]);
    return this.trail.length ? this.finish([this.trail[0], point]) : this.begin(point);
  }

  drop() {
    Object.assign(this, { trail: [], from: null, far: false, keys: false });
    this.layer.draw();
  }

  finish(points, shape = chosen) {
    const place = placeOf(shape, shape === "freehand" ? simplified(points, this.layer.frame()) : points);
    this.end();
    this.dropped(place);
  }

  // What would be set if it ended here.
  draft() {
    const start = this.from && this.far ? this.from.point : this.trail[0];
    if (!start) return null;
    if (chosen === "freehand") return placeOf(chosen, this.trail);
    return placeOf(chosen === "pin" ? "rectangle" : chosen, [start, this.at]);
  }

  draw(frame) {
    this.layer.svg.append(this.cross);
    this.cross.replaceChildren();
    const draft = this.draft();
    if (draft) outline(draft, this.cross);
    if (draft) lay(draft, this.cross, frame);
    if (this.from) return;
    const [x, y] = [frame.x + this.at.x * frame.w, frame.y + this.at.y * frame.h];
    for (const kind of ["under", "line"]) made("path", { class: kind, d: `M${x - 20} ${y}H${x + 20}M${x} ${y - 20}V${y + 20}` }, this.cross);
  }

  end() {
    this.stops.abort();
    this.cross.remove();
    this.tools.remove();
    this.layer.svg.classList.remove("aiming");
    this.layer.aim = null;
    this.says("");
    this.ended();
  }
}
