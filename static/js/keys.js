// Owns the reading of keys: off while typing or composing, off in dialogs, and single letters off by one switch.
const TYPING = "input:not([type=checkbox], [type=radio], [type=button], [type=submit], [type=range]), textarea, select, [contenteditable]";
const NATIVE = { Enter: "a[href], button, summary", " ": "button, summary, input" };
for (const way of ["Up", "Down", "Left", "Right"]) NATIVE[`Arrow${way}`] = "input[type=range], input[type=radio]";

// The name of a key press: "p", "Shift+k", "Ctrl+Shift+z", "ArrowUp", "?". What a keyboard writes by AltGr, as many do
// [ ] and \, is that character; some systems tell Ctrl and Alt with it.
export function nameOf(event) {
  const symbol = event.key.length === 1 && event.key.toLowerCase() === event.key.toUpperCase();
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const shift = event.shiftKey && !(symbol && key !== " ") ? "Shift+" : "";
  if (symbol && event.getModifierState("AltGraph")) return key;
  return (event.ctrlKey || event.metaKey ? "Ctrl+" : "") + (event.altKey ? "Alt+" : "") + shift + key;
}

// Keys that this person gave away, and what took their place: {"p": "s"} means that S does what P did.
const renamed = JSON.parse(document.body.dataset.keymap || "{}");
const first = Object.fromEntries(Object.entries(renamed).map(([key, own]) => [own, key]));

function meant(name) {
  const shift = name.startsWith("Shift+") ? "Shift+" : "";
  const key = name.slice(shift.length);
  if (key.length !== 1) return name;
  return shift + (first[key] ?? (key in renamed ? "" : key));
}

// The key that does for this person what that key does at first.
export const ownOf = (key) => renamed[key] || key;

export function isTyping(event) {
  return event.isComposing || event.keyCode === 229 || Boolean(event.target.closest?.(TYPING));
}

// Whether a key in a field of several lines sends what is written there; a finger's keyboard has no Shift to break a
// line with, so there it never does.
const finger = matchMedia("(pointer: coarse)");
export const sends = (event) => event.key === "Enter" && !event.shiftKey && !finger.matches && !event.isComposing && event.keyCode !== 229;

function leftToTheBrowser(event, own) {
  const native = NATIVE[event.key];
  return native && event.target.matches?.(native) && !event.target.matches(own);
}

// Calls map[name](event) for each key press. `singles()` says whether single-letter keys are on; elements that
// match `own` hand even Enter and Space to the map. A handler that returns false leaves the key to the browser.
export function listen(map, { singles = () => true, own = ".nothing" } = {}) {
  const pressed = (event) => {
    if (isTyping(event) || document.querySelector("dialog[open]") || leftToTheBrowser(event, own)) return;
    const name = meant(nameOf(event));
    const run = map[name];
    if (!run || (event.key.length === 1 && event.key !== " " && !name.startsWith("Ctrl+") && !singles())) return;
    if (run(event) !== false) event.preventDefault();
  };
  document.addEventListener("keydown", pressed);
  return () => document.removeEventListener("keydown", pressed);
}
