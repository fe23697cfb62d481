// Owns what is drawn over a picture in fractions of it: pins, rectangles, arrows and lines drawn by hand.
const SVG = "http://www.w3.org/2000/svg";
const RADIUS = 12; // CSS pixels at any zoom
const HEAD = "M-13 -6L0 0L-13 6"; // of an arrow, in CSS pixels about its tip
let tools = null;

// The tools that set a new place come when a picture is first looked at closely.
const fetchTools = () => (tools ??= import("./marking.js").catch((problem) => { tools = null; throw problem; }));

export function made(name, attributes, parent) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  parent?.append(node);
  return node;
}

// Draws the outline of a place, in the unit square and twice, so that it is seen on any picture; a pin has none.
export function outline({ shape, x, y, w, h, path }, g) {
  const d = shape === "rectangle" ? `M${x} ${y}h${w}v${h}h${-w}z` : path ? `M${path.replaceAll(" ", "L")}` : "";
  for (const kind of d ? ["under", "region"] : []) {
    made("path", { class: kind, d }, g);
    if (shape === "arrow") made("path", { class: `${kind} head`, d: HEAD }, g);
  }
}

// Lays an outline over the frame of its picture.
export function lay({ path }, g, { x, y, w, h }) {
  for (const line of g.querySelectorAll("path")) line.setAttribute("transform", `translate(${x} ${y}) scale(${w} ${h})`);
  for (const head of g.querySelectorAll(".head")) {
    const [ax, ay, bx, by] = path.split(/[ ,]/);
    const turn = Math.atan2((by - ay) * h, (bx - ax) * w) * (180 / Math.PI);
    head.setAttribute("transform", `translate(${x + bx * w} ${y + by * h}) rotate(${turn})`);
  }
}

// One SVG over one picture. `frame()` says where the picture lies in it, in CSS pixels: {x, y, w, h}.
export class Pins {
  constructor(host, frame, { before = null } = {}) {
    this.frame = frame;
    this.host = host;
    this.all = [];
    this.marks = new Map();
    this.svg = made("svg", { class: "pins", "aria-hidden": "true" });
    host.insertBefore(this.svg, before);
    this.aim = null;
    this.draft = null;
  }

  show(threads) {
    this.all = threads.filter((one) => one.shape !== "none");
    this.svg.replaceChildren();
    this.marks = new Map([...this.all, this.draft].filter(Boolean).map((one) => [one, this.mark(one)]));
    this.draw();
    fetchTools().catch(() => {});
  }

  // A place that is being written about; it stays in sight until its words are sent or dropped.
  hold(place) {
    this.draft = place && { ...place, number: "+", state: "draft" };
    this.show(this.all);
  }

  mark(thread) {
    const kinds = thread.id ? ["pin", thread.state, `tone-${thread.tone}`, thread.fresh ? "fresh" : "", thread.must ? "must" : "", thread.asked ? "asked" : ""] : ["draft"];
    const g = made("g", { class: kinds.filter(Boolean).join(" "), ...(thread.id && { "data-pin": thread.id }) }, this.svg);
    outline(thread, g);
    if (thread.must) made("circle", { class: "ring", r: RADIUS + 3 }, g);
    made("circle", { class: "dot", r: RADIUS }, g);
    made("text", { "text-anchor": "middle", dy: "0.35em" }, g).textContent = thread.state === "resolved" ? "✓" : thread.number;
    return g;
  }

  draw() {
    const frame = this.frame();
    if (!frame) return;
    for (const [one, g] of this.marks) this.put(g, one, frame);
    this.aim?.draw(frame);
  }

  put(g, one, frame) {
    lay(one, g, frame);
    const [ax, ay] = one.path ? one.path.split(/[ ,]/) : [one.x, one.y];
    const [x, y] = [frame.x + ax * frame.w, frame.y + ay * frame.h];
    for (const circle of g.querySelectorAll("circle")) { circle.setAttribute("cx", x); circle.setAttribute("cy", y); }
    const text = g.querySelector("text");
    text.setAttribute("x", x);
    text.setAttribute("y", y);
  }

  light(id) {
    for (const [one, g] of this.marks) g.classList.toggle("here", one.id === id);
  }

  // Begins the mode that sets a place: `dropped(place)` is called once, `ended()` whenever the mode is over, `says`
  // with what to do next. Keys pressed while the tools are still on their way wait for them, words for their box.
  async start(wishes) {
    this.stop();
    const early = [];
    const hold = (event) => { event.preventDefault(); event.stopImmediatePropagation(); early.push(event); };
    addEventListener("keydown", hold, { capture: true });
    try {
      const { Aim } = await fetchTools();
      new Aim(this, wishes);
    } catch {
      wishes.ended();
      wishes.says("The tools could not be loaded. Check the connection and choose Mark again.");
    } finally {
      removeEventListener("keydown", hold, { capture: true });
    }
    for (const event of early) {
      const { activeElement: field } = document;
      if (this.aim) this.aim.key(event);
      else if (event.key.length === 1 && field.matches("textarea")) field.value += event.key;
    }
  }

  stop() {
    this.aim?.end();
  }
}
