// Owns looking at the images of a blind pair or set: all panes move together, as in the comparison of the room.
import { Pane } from "../room/pane.js";
import { watch } from "../room/gestures.js";
import { FIT, fractionAt, followed, pixelZoom, zoomedAbout } from "../room/view.js";

const STEP = 1.25;
const MIDDLE = { x: 0.5, y: 0.5 };
const panes = [...document.querySelectorAll(".blind-panes > figure")].map((figure) => new Pane(figure));
const hover = new Map();
const pointed = () => panes.find((pane) => hover.has(pane)) ?? panes[0];
const pointOf = (pane) => (hover.has(pane) ? fractionAt(hover.get(pane), pane.triple, pane.box, pane.image) : MIDDLE);

function moved(pane, wished) {
  const before = pane.triple;
  pane.triple = pane.settle(wished);
  pane.draw();
  for (const other of panes) {
    if (other === pane) continue;
    other.triple = followed(other.triple, before, pane.triple);
    other.draw();
  }
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

const imagesOf = (page) => [...page.querySelectorAll(".glass > img")];

// Whether the images of a page fit into the panes of this one.
export const fits = (page) => imagesOf(page).length === panes.length;

// Shows what a page holds, and decodes what comes after it in all panes: a name says nothing about the place.
export function show(page) {
  const found = imagesOf(page).map(itemOf);
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
