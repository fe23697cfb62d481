// Owns the pause after a verdict: the next one comes by itself, unless the person goes elsewhere first.
const PAUSE = 120; // milliseconds
let coming = null;
let way = { step: async () => {}, target: () => null };

// `step` goes to the next one, `target` says which one a key would hit.
export function along(step, target) {
  way = { step, target };
}

export const underWay = () => Boolean(coming);

export function begin() {
  coming = { from: way.target(), timer: setTimeout(arrive, PAUSE) };
}

export function stay() {
  clearTimeout(coming?.timer);
  coming = null;
}

// Brings the next one now; the promise says whether there was one.
export function arrive() {
  const mine = coming;
  clearTimeout(mine.timer);
  mine.there ??= way.step(1).then(() => {
    if (coming === mine) coming = null;
    return way.target() !== mine.from;
  });
  return mine.there;
}
