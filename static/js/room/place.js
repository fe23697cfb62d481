// Owns the address: view, focused candidate, select and zoom stand in it, so that Back and a shared link work.
const PARTS = ["view", "at", "against", "among", "zoom"];
const PLAIN = { view: "grid", at: "", against: "", among: "", zoom: "" };
const PAUSE = 200; // milliseconds between two changes of one entry, since browsers limit how often that may be done
let later = 0;
let last = 0;
let owed = {};

export function read() {
  const query = new URLSearchParams(location.search);
  return Object.fromEntries(PARTS.map((part) => [part, query.get(part) || PLAIN[part]]));
}

function written(place) {
  const query = new URLSearchParams(location.search);
  for (const part of PARTS) {
    if (!(part in place)) continue;
    if (place[part] === PLAIN[part]) query.delete(part);
    else query.set(part, place[part]);
  }
  const text = query.toString();
  return location.pathname + (text ? `?${text}` : "");
}

// A new entry of the history: a change of view.
export function go(place) {
  clearTimeout(later);
  history.pushState(null, "", written({ ...owed, ...place }));
  owed = {};
}

// The same entry, said more exactly: at once, or of many in a row what they say together after a pause.
export function refine(place) {
  Object.assign(owed, place);
  clearTimeout(later);
  const wait = last + PAUSE - performance.now();
  if (wait > 0) later = setTimeout(say, wait);
  else say();
}

// Writes what is still owed: before the page is left, so that it opens again where it was.
export function say() {
  clearTimeout(later);
  last = performance.now();
  history.replaceState(null, "", written(owed));
  owed = {};
}

export function onBack(run) {
  addEventListener("popstate", () => { clearTimeout(later); owed = {}; run(read()); });
}

export function keepCookie(name, value) {
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `${name}=${value}; path=/; max-age=31536000; samesite=lax${secure}`;
}
