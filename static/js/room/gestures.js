// Owns what fingers, wheel and mouse do to a pane: zoom at the pointer, drag, pinch, double click, swipe to decide.
import { dragged, fractionAt, zoomedAbout } from "./view.js";

const SWIPE = 72; // CSS pixels
const PER_NOTCH = 0.0018;

function at(event, pane) {
  const frame = pane.glass.getBoundingClientRect();
  return { x: event.clientX - frame.left, y: event.clientY - frame.top };
}

function middle(points) {
  const [a, b] = [...points.values()];
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, span: Math.hypot(a.x - b.x, a.y - b.y) };
}

// `moved(pane, triple)` is told the wished triple; `toggled(pane, fraction)` a double click; `swiped(direction)` a
// decision by finger, offered only while `maySwipe()`; `entered(pane)` that the pane is the one being worked in.
export function watch(pane, { moved, toggled, swiped, maySwipe, entered, hovered }) {
  const points = new Map();
  let pinch = null;
  let start = null;

  const wheel = (event) => {
    event.preventDefault();
    if (!pane.item) return;
    const p = fractionAt(at(event, pane), pane.triple, pane.box, pane.image);
    moved(pane, zoomedAbout(pane.triple, pane.triple.z * Math.exp(-event.deltaY * PER_NOTCH), p));
  };

  const down = (event) => {
    if (event.button || !pane.item) return;
    entered(pane);
    pane.glass.setPointerCapture(event.pointerId);
    points.set(event.pointerId, at(event, pane));
    start = points.size === 1 ? { x: event.clientX, touch: event.pointerType === "touch" } : null;
    pinch = points.size === 2 ? middle(points) : null;
  };

  const move = (event) => {
    const here = at(event, pane);
    hovered(pane, here);
    const before = points.get(event.pointerId);
    if (!before || !pane.item) return;
    points.set(event.pointerId, here);
    if (pinch && points.size === 2) return pinched();
    if (start?.touch && maySwipe()) return lean(event.clientX - start.x);
    moved(pane, dragged(pane.triple, here.x - before.x, here.y - before.y, pane.box, pane.image));
  };

  const pinched = () => {
    const now = middle(points);
    const p = fractionAt(now, pane.triple, pane.box, pane.image);
    const zoomed = zoomedAbout(pane.triple, pane.triple.z * (now.span / (pinch.span || 1)), p);
    moved(pane, dragged(zoomed, now.x - pinch.x, now.y - pinch.y, pane.box, pane.image));
    pinch = now;
  };

  const lean = (dx) => {
    pane.glass.style.translate = `${dx * 0.6}px 0`;
    pane.figure.dataset.lean = dx > SWIPE ? "shortlist" : dx < -SWIPE ? "pass" : "";
  };

  const up = (event) => {
    points.delete(event.pointerId);
    pinch = null;
    if (!start?.touch || !maySwipe()) return;
    const dx = event.clientX - start.x; // in the window, since the glass leans along
    pane.glass.style.translate = "";
    pane.figure.dataset.lean = "";
    start = null;
    if (event.type === "pointerup" && Math.abs(dx) > SWIPE) swiped(dx > 0 ? "shortlist" : "pass");
  };

  const hands = { wheel, pointerdown: down, pointermove: move, pointerup: up, pointercancel: up };
  for (const [name, run] of Object.entries(hands)) pane.glass.addEventListener(name, run, { passive: false });
  pane.figure.addEventListener("focusin", () => entered(pane));
  pane.glass.addEventListener("dblclick", (event) => {
    if (pane.item) toggled(pane, fractionAt(at(event, pane), pane.triple, pane.box, pane.image));
  });
}
