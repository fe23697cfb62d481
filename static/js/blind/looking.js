// Owns looking at the two images of a blind pair: both panes move together, as in the comparison of the room.
import { Pane } from "../room/pane.js";
import { watch } from "../room/gestures.js";
import { FIT, fractionAt, followed, pixelZoom, zoomedAbout } from "../room/view.js";

const STEP = 1.25;
const MIDDLE = { x: 0.5, y: 0.5 };
const panes = ["pane-a", "pane-b"].map((id) => new Pane(document.getElementById(id)));
const hover = new Map();
const other = (pane) => panes[1 - panes.indexOf(pane)];
const pointed = () => panes.find((pane) => hover.has(pane)) ?? panes[0];
const pointOf = (pane) => (hover.has(pane) ? fractionAt(hover.get(pane), pane.triple, pane.box, pane.image) : MIDDLE);

function moved(pane, wished) {
  const before = pane.triple;
  pane.triple = pane.settle(wished);
  pane.draw();
  const second = other(pane);
  second.triple = followed(second.triple, before, pane.triple);
  second.draw();
}

export function toggle(pane = pointed(), p = pointOf(pane)) {
  const into = Math.abs(pane.triple.z - 1) < 0.001;
  for (const each of panes) {
    const z = into ? pixelZoom(each.box, each.image, each.density) : 1;
    each.triple = into ? each.settle(zoomedAbout(each.triple, z, p)) : { ...FIT };
    each.draw();
  }
}

export function zoom(direction) {
  const pane = pointed();
  moved(pane, zoomedAbout(pane.triple, pane.triple.z * (direction > 0 ? STEP : 1 / STEP), pointOf(pane)));
}

// An image of the page as a pane wants it: one preview, whatever size is asked for.
function itemOf(img) {
  const address = img.getAttribute("src");
  return { id: address, image: address, name: img.alt, width: Number(img.getAttribute("width")), height: Number(img.getAttribute("height")), src: () => address };
}

// Shows the pair that a page holds, and decodes what comes after it in both panes: a name says nothing about the side.
export function show(page) {
  const found = [...page.querySelectorAll(".glass > img")].map(itemOf);
  panes.forEach((pane, side) => {
    pane.triple = { ...FIT };
    pane.show(found[side]);
  });
  for (const img of page.querySelectorAll("img.ahead")) for (const pane of panes) pane.ahead([{ ...itemOf(img), name: "" }]);
}

for (const pane of panes) {
  watch(pane, {
    moved,
    toggled: toggle,
    entered: () => {},
    hovered: (which, point) => hover.set(which, point),
    swiped: () => {},
    maySwipe: () => false,
  });
  pane.glass.addEventListener("pointerleave", () => hover.delete(pane));
}
