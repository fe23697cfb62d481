// Owns the search of a board: the key and buttons that lead to its field, Esc that clears it, and what it found.
import * as panel from "./room/panel.js";
import * as sheet from "./room/sheet.js";
import { watchEnds } from "./room/live.js";

const field = document.getElementById("search");
const rail = () => !document.body.classList.contains("no-rail");
const narrow = matchMedia("(max-width: 1100px)");

function open() {
  if (!rail()) panel.fold("filters", { keep: false });
  field.select();
  field.focus();
}

// Back among the images; where the filters lie over them, they go.
function leave() {
  if (narrow.matches && rail()) panel.fold("filters", { keep: false });
  if (document.body.dataset.view === "grid") sheet.focus(sheet.focused());
  else field.blur();
}

const words = (text) => text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) || [];

// Whether what can be read about a tile that arrives holds the words that the page shows: as the server compares them.
export function sought(tile) {
  const wanted = words(new URLSearchParams(location.search).get("q") || "");
  const [section, group] = [tile.closest(".sheet"), tile.closest(".sheet-group")];
  const parts = [section.querySelector(".sheet-head"), group.querySelector("h3"), tile.querySelector(".status")].map((one) => one.textContent);
  const said = ` ${words([...parts, sheet.categoryOf(tile)].join(" ")).join(" ")}`;
  return wanted.every((word) => said.includes(` ${word}`));
}

document.addEventListener("click", (event) => { if (event.target.closest("[data-search]")) open(); });
field.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (event.key === "Escape") {
    event.preventDefault();
    if (!field.value) return leave();
    field.value = "";
    field.dispatchEvent(new Event("input", { bubbles: true }));
  } else if (event.key === "Enter") leaveWhenFound = true;
});
field.form.addEventListener("submit", (event) => event.preventDefault());

let leaveWhenFound = false;
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (detail.target !== sheet.sections) return;
  const query = document.getElementById("found").dataset.query;
  history.replaceState(null, "", query ? `?${query}` : location.pathname);
  if (document.body.dataset.view !== "grid") grid();
  if (sheet.focused()) sheet.point(sheet.focused());
  sheet.rove();
  sheet.signal("choice");
  if (sheet.focused()) panel.details(sheet.idOf(sheet.focused()));
  watchEnds();
  document.getElementById("main").scrollTop = 0;
  if (leaveWhenFound) leave();
  leaveWhenFound = false;
});

// What is found is shown as a whole, and words go on being typed.
function grid() {
  const here = document.activeElement;
  document.querySelector('[data-view-switch="grid"]').click();
  here.focus();
}
