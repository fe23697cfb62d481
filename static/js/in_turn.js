// Owns the line in which acts wait while an answer is under way: each then finds the page that the one before it made.
const requests = new Set(); // those whose answers change what an act hits
let line = []; // what was asked for meanwhile, in order
let leaving = false; // a verdict was sent: the next page comes

export const busy = () => requests.size > 0;

document.addEventListener("htmx:beforeRequest", ({ detail: { elt, xhr } }) => {
  if (!elt.matches("form") || elt.closest("#presence")) return;
  requests.add(xhr);
  // what was put in is alive a moment later; where no answer came, nothing that waited for it runs
  xhr.addEventListener("loadend", () => setTimeout(() => {
    requests.delete(xhr);
    if (xhr.status < 200 || xhr.status > 399) line = [];
    goOn();
  }, window.htmx.config.defaultSettleDelay + 1));
});

function goOn() {
  while (line.length && !busy()) {
    line.shift()();
    if (leaving || document.activeElement?.matches("textarea")) line = []; // what follows is text, or for no page yet
  }
  tell();
}

function tell() {
  const place = document.getElementById("in-turn");
  if (!place) return;
  place.hidden = !line.length;
  place.textContent = `${line.length} waiting · Esc forgets`;
}

// Puts an act into the line, whether or not anything is under way.
export function later(run) {
  line.push(run);
  tell();
}

// Forgets what waits.
export function forget() {
  line = [];
  leaving = false;
  tell();
}

// The same act, done now or in its turn; none on a page that goes.
export const inTurn = (run) => (event) => {
  if (leaving) return true;
  if (!busy()) return run(event);
  later(() => run(event));
  return true;
};

document.addEventListener("submit", (event) => { leaving = !event.defaultPrevented; });
addEventListener("pageshow", () => { leaving = false; });
