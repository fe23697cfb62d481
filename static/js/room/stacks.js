// Owns stacks on the sheet: which tiles lie under which, opening and closing, and what a verdict leaves alone.
import * as sheet from "./sheet.js";

const under = () => [...sheet.sections.querySelectorAll(".under")];
const link = (top) => top.querySelector(".pile a");

// Opens or closes the stack of this tile; gives back its top one, or null where there is no stack.
export function toggle(tile) {
  const top = sheet.byId(tile?.dataset.k);
  if (!top || !link(top)) return null;
  const open = link(top).ariaExpanded !== "true";
  link(top).ariaExpanded = open;
  const members = [...sheet.sections.querySelectorAll(`[data-k="${tile.dataset.k}"]`)].filter((one) => one !== top);
  for (const one of members) {
    one.classList.toggle("under", !open);
    if (!open) sheet.choose(one, false);
  }
  sheet.rove(members);
  return top;
}

// What the status line adds when a verdict leaves tiles alone that lie out of sight.
export function spared(list) {
  const tops = list.map(sheet.idOf);
  const number = under().filter((one) => tops.includes(one.dataset.k)).length;
  return number ? `, not the ${number} under it` : "";
}

// The first one without an opinion under a closed stack, which is opened; or none.
export function dig() {
  const tile = under().find((one) => sheet.categoryOf(one) === "undecided");
  if (tile) toggle(tile);
  return tile;
}

// A press on the number of a stack; `run` gets its tile.
export function listen(run) {
  sheet.sections.addEventListener("click", (event) => {
    const pressed = event.target.closest(".pile a");
    if (!pressed || event.button || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    run(pressed.closest(".tile"));
  }, true);
}
