// Owns two pictures in one place: the select and the candidate, or in the loupe the version before and this one.
import { tell } from "../problems.js";
import * as panel from "./panel.js";
import { named, narrow } from "./sheet.js";
import * as stage from "./stage.js";

const room = named("stage");
const stacked = () => narrow.matches && stage.state.view === "compare";
let over = null; // the part of the room that shows them, once it was asked for
let loading = null;
let asked = "";

export const mode = () => (loading ? asked : room.dataset.over || "");

// Keys that are pressed before that part has come wait for it, in their order.
function soon(run) {
  if (over) return run();
  loading ||= import("./over.js").then((one) => { over = one; }, () => tell("This could not be loaded. Check the connection and try again.")).finally(() => { loading = null; });
  return loading.then(() => over && run());
}

export const nudge = (by) => (mode() ? soon(() => over.nudge(by)) : false);

// Wipe or difference; the same again leaves it.
export function overlay(name, quietly) {
  if (!name && !mode()) return;
  const { view } = stage.state;
  soon(() => { if (view === stage.state.view) show(name, view, quietly); });
  asked = name;
}

function show(name, view, quietly) {
  if (name && !mode() && !beside(quietly)) return;
  const shown = over.show(name, { stacked: stacked() });
  if (!shown && view === "loupe") stage.alone();
  for (const each of ["wipe", "difference"]) panel.pressed(each, shown === each);
}

// Whether there is a second picture to look at.
function beside(quietly) {
  if (stage.state.view !== "loupe" || stage.before()) return true;
  if (!quietly) tell("This image was not edited from another one, so there is no version before it to look at.");
  return false;
}

// Shows the other one for as long as a key is held, or until the button is pressed again.
export function hold() {
  if (mode() || !beside()) return;
  stage.hold(true);
  panel.pressed("blink", true);
}

export function plain() {
  stage.stack(stacked());
  stage.blink(false);
  panel.pressed("blink", false);
}

export function letGo() {
  if (mode() || !room.dataset.blink) return;
  plain();
  if (stage.state.view === "loupe") stage.alone();
}

export const blink = () => (room.dataset.top === "a" ? letGo() : hold());
