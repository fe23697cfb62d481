// Owns the look at what a channel would cut away: the rest of the picture goes dark, in each pane that shows one.
import { tell } from "../problems.js";
import * as stage from "./stage.js";
import { ask, pathOf } from "./sheet.js";
import { placed } from "./view.js";

const kept = new Map();
let turn = -1; // which channel; -1 is none

async function cropsOf(item) {
  if (!kept.has(item.id)) {
    const response = await ask(`${pathOf(item.id)}crops`); // without an answer there is nothing to keep
    kept.set(item.id, (await response.json()).crops);
  }
  return kept.get(item.id);
}

const panes = () => stage.panes.filter((pane) => pane.item?.id);

// The window lies in its pane as the picture does, whatever the zoom.
function draw(pane) {
  const frame = pane.figure.querySelector(".crops");
  const crop = pane.item && turn >= 0 ? kept.get(pane.item.id)?.[turn] : null;
  frame.hidden = !crop;
  if (!crop) return;
  const { x, y, scale } = placed(pane.triple, pane.box, pane.image);
  const [left, top, right, bottom] = crop.box;
  const [width, height] = [pane.image.w * scale, pane.image.h * scale];
  const hole = frame.firstElementChild.style;
  hole.left = `${x + left * width}px`;
  hole.top = `${y + top * height}px`;
  hole.width = `${(right - left) * width}px`;
  hole.height = `${(bottom - top) * height}px`;
  frame.lastElementChild.textContent = `${crop.name} · ${crop.width} × ${crop.height}`;
}

// The next channel, and after the last one none; says what is shown now.
export async function next() {
  try {
    const all = await Promise.all(panes().map((pane) => cropsOf(pane.item)));
    turn = turn + 1 < (all[0]?.length || 0) ? turn + 1 : -1;
    if (!all[0]?.length) tell("No planned channel cuts anything away. The brief names the channels.");
  } catch {
    turn = -1;
    tell("The crops cannot be shown now. Try again in a moment.");
  }
  stage.panes.forEach(draw);
  return turn >= 0;
}

stage.each((pane) => {
  pane.onlook = draw;
  pane.onshow = (item) => { if (turn >= 0 && item.id) cropsOf(item).then(() => draw(pane), () => {}); };
});
