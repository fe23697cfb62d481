// Owns stacks on the sheet: which tiles lie under which, opening and closing, and what a verdict leaves alone.
import * as sheet from "./sheet.js";

const link = (top) => top.querySelector(".pile a");

function membersOf(key) {
  return [...sheet.sections.querySelectorAll(`.tile[data-k="${key}"]`)].filter((tile) => sheet.idOf(tile) !== key);
}

// Opens or closes the stack of this tile; gives back its top one, or null where there is no stack.
export function toggle(tile) {
  const top = sheet.byId(tile?.dataset.k);
  if (!top || !link(top)) return null;
  const open = link(top).ariaExpanded !== "true";
  link(top).ariaExpanded = open;
  const members = membersOf(tile.dataset.k);
  for (const one of members) {
    one.classList.toggle("under", !open);
    if (!open) sheet.choose(one, false);
  }
  sheet.rove(members);
  return top;
}

// What the status line says first when a verdict leaves tiles alone that lie out of sight.
export function spared(list) {
  const closed = list.filter((tile) => tile.dataset.k === sheet.idOf(tile));
  const number = closed.flatMap((tile) => membersOf(tile.dataset.k)).filter((one) => one.classList.contains("under")).length;
  return number ? `only the top one, not the ${number} under it: ` : "";
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
