// Owns the address: view, focused candidate, select and zoom stand in it, so that Back and a shared link work.
const PARTS = ["view", "at", "against", "among", "zoom"];
const PLAIN = { view: "grid", at: "", against: "", among: "", zoom: "" };
let later = 0;

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
  history.pushState(null, "", written(place));
}

// The same entry, said more exactly; many in a row become one, since browsers limit how often this may be done.
export function refine(place) {
  clearTimeout(later);
  later = setTimeout(() => history.replaceState(null, "", written(place)), 200);
}

export function onBack(run) {
  addEventListener("popstate", () => { clearTimeout(later); run(read()); });
}

export function keepCookie(name, value) {
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `${name}=${value}; path=/; max-age=31536000; samesite=lax${secure}`;
}
