// Owns what clicks, taps and the wheel do on the sheet: focus, choice, opening, the buttons of a tile, tile size.
import * as acts from "./acts.js";
import * as panel from "./panel.js";
import * as sheet from "./sheet.js";

const NOTCH = 100; // of the wheel, for the next size of tiles
let anchor = null;

export function listen({ moveFocus, choiceChanged, show }) {
  sheet.sections.addEventListener("click", (event) => {
    const tile = event.target.closest(".tile");
    if (!tile) return;
    const button = event.target.closest("button");
    if (button) {
      event.preventDefault();
      moveFocus(tile);
      return acts.decide([tile], { act: button.name, verdict: button.name });
    }
    if (event.target.closest("input")) {
      sheet.choose(tile, sheet.box(tile).checked);
      if (event.shiftKey && anchor) for (const other of sheet.between(anchor, tile)) sheet.choose(other);
    } else {
      if (!event.target.closest("a") || event.button || event.altKey) return null;
      event.preventDefault();
      if (event.shiftKey) for (const other of sheet.between(anchor || sheet.focused(), tile)) sheet.choose(other);
      else if (event.ctrlKey || event.metaKey) sheet.choose(tile, !sheet.box(tile).checked);
      else if (tile === sheet.focused() && (sheet.narrow.matches || event.detail === 0)) return show("loupe");
    }
    anchor = tile;
    moveFocus(tile);
    return choiceChanged();
  });
  sheet.sections.addEventListener("dblclick", (event) => {
    if (event.target.closest(".tile > a")) show("loupe");
  });
}

// The tip comes with the first pointer or focus on the sheet.
const tip = (event) => import("./tip.js").then((one) => one.at(event));
for (const name of ["pointerover", "focusin"]) sheet.sections.addEventListener(name, tip, { once: true });

// Ctrl and the wheel: the next size at each notch, however finely the wheel counts.
let turned = 0;
sheet.form.addEventListener("wheel", (event) => {
  if (!event.ctrlKey) return;
  event.preventDefault();
  turned += event.deltaY;
  if (Math.abs(turned) < NOTCH) return;
  panel.tileSize(turned > 0 ? -1 : 1);
  turned = 0;
}, { passive: false });
