// Owns the tip beside a tile: prompt and settings, a moment after the pointer or the focus rests there. It is loaded
// when a pointer first comes over the sheet.
import { pageOf } from "../problems.js";
import * as panel from "./panel.js";
import { idOf, named, narrow, sections } from "./sheet.js";

const REST = 300; // milliseconds
const GAP = 8; // CSS pixels
const tip = named("tip");
let timer = 0;
let over = null;

function hide() {
  clearTimeout(timer);
  over = null;
  tip.hidden = true;
}

// What the panel shows already needs no tip; a small window has room for the panel alone.
const told = (tile) => narrow.matches || tile.classList.contains("focused") && !document.body.classList.contains("no-panel");

function come(tile) {
  if (!tile || tile === over) return;
  hide();
  over = tile;
  if (!told(tile)) timer = setTimeout(show, REST, tile);
}

async function show(tile) {
  const parts = pageOf(await panel.read(idOf(tile))).querySelectorAll(".tipped");
  if (over !== tile || !parts.length || told(tile)) return;
  tip.replaceChildren(...parts);
  tip.hidden = false;
  const { top, left, right } = tile.getBoundingClientRect();
  const beside = right + GAP + tip.offsetWidth > innerWidth ? left - GAP - tip.offsetWidth : right + GAP;
  tip.style.left = `${Math.max(GAP, beside)}px`;
  tip.style.top = `${Math.max(GAP, Math.min(top, innerHeight - tip.offsetHeight - GAP))}px`;
}

// The way from the tile to the tip crosses a gap, which must not close it.
function leave() {
  clearTimeout(timer);
  timer = setTimeout(hide, REST);
}

export const at = (event) => { if (event.pointerType !== "touch") come(event.target.closest(".tile")); };

sections.addEventListener("pointerover", at);
sections.addEventListener("pointerleave", leave);
sections.addEventListener("focusin", at);
sections.addEventListener("focusout", leave);
tip.addEventListener("pointerenter", () => clearTimeout(timer));
tip.addEventListener("pointerleave", leave);
for (const name of ["pointerdown", "scroll"]) addEventListener(name, (event) => { if (!tip.contains(event.target)) hide(); }, true);
addEventListener("keydown", (event) => {
  if (tip.hidden) return;
  if (event.key === "Escape") event.stopImmediatePropagation();
  hide();
}, true);
