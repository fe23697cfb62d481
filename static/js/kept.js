// Owns what a person wrote or chose until the server has answered: kept in this tab, under the person and a name.
const HEAD = "kept ";
const person = document.querySelector("[data-person]")?.dataset.person;

export const keyOf = (name) => `${HEAD}${person} ${name}`;
export const left = (name) => JSON.parse((person && sessionStorage.getItem(keyOf(name))) || "null");
export const drop = (name) => sessionStorage.removeItem(keyOf(name));

export function keep(name, value) {
  if (person) sessionStorage.setItem(keyOf(name), JSON.stringify(value));
}

// Of everybody who used this tab: [key, value] pairs.
export function all() {
  const keys = Object.keys(sessionStorage).filter((key) => key.startsWith(HEAD));
  return keys.map((key) => [key, JSON.parse(sessionStorage.getItem(key))]);
}

export const why = (out) => (out ? "You were signed out." : "No answer came.");

// The next page after a verdict is the answer to it.
if (/[?&](after|done)=/.test(location.search)) {
  for (const [key, { sent, out }] of all()) if (sent && !out) sessionStorage.removeItem(key);
}
