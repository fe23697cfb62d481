// Owns the arithmetic of looking: a triple {cx, cy, z} says which point of an image lies at the middle of its pane,
// as fractions from 0 to 1, and how large it is drawn relative to its own fit. No element is touched here.
export const FIT = Object.freeze({ cx: 0.5, cy: 0.5, z: 1 });
export const MOST_PIXELS = 8; // one image pixel covers at most so many device pixels
export const SHARP_FROM = 3; // beyond this, true pixels without smoothing

// CSS pixels for one image pixel when the whole image just fits, or where it fills its box.
export function fitOf(box, image) {
  return Math[image.fills ? "max" : "min"](box.w / image.w, box.h / image.h);
}

export function mostZoom(box, image, density) {
  return Math.max(1, MOST_PIXELS / (fitOf(box, image) * density));
}

// The zoom at which one image pixel is one device pixel.
export function pixelZoom(box, image, density) {
  return 1 / (fitOf(box, image) * density);
}

// Where the image's upper left corner lies in the pane, and its scale.
export function placed({ cx, cy, z }, box, image) {
  const scale = fitOf(box, image) * z;
  return { x: box.w / 2 - cx * image.w * scale, y: box.h / 2 - cy * image.h * scale, scale };
}

// The point of the image under a point of the pane, as fractions.
export function fractionAt(point, triple, box, image) {
  const { x, y, scale } = placed(triple, box, image);
  return { x: (point.x - x) / (image.w * scale), y: (point.y - y) / (image.h * scale) };
}

// The triple with another zoom that keeps the fraction p where it is.
export function zoomedAbout(triple, z, p) {
  const ratio = triple.z / z;
  return { cx: p.x + (triple.cx - p.x) * ratio, cy: p.y + (triple.cy - p.y) * ratio, z };
}

// The triple after the image was dragged by so many CSS pixels.
export function dragged(triple, dx, dy, box, image) {
  const scale = fitOf(box, image) * triple.z;
  return { ...triple, cx: triple.cx - dx / (image.w * scale), cy: triple.cy - dy / (image.h * scale) };
}

function within(centre, shown) {
  return shown >= 1 ? 0.5 : Math.min(1 - shown / 2, Math.max(shown / 2, centre));
}

// The nearest triple that leaves no empty margin where the image could fill the pane, within the limits of zoom.
export function clamped(triple, box, image, density) {
  const least = Math.min(1, pixelZoom(box, image, density));
  const z = Math.min(mostZoom(box, image, density), Math.max(least, triple.z));
  const scale = fitOf(box, image) * z;
  return { cx: within(triple.cx, box.w / (image.w * scale)), cy: within(triple.cy, box.h / (image.h * scale)), z };
}

// Moves `other` along with a change of `before` into `after`, keeping the offset between the two.
export function followed(other, before, after) {
  return {
    cx: other.cx + after.cx - before.cx,
    cy: other.cy + after.cy - before.cy,
    z: other.z * (after.z / before.z),
  };
}

// Columns and rows, three at most of each, that show pictures of these ratios largest; a cell keeps its rim empty.
export function splitOf(ratios, box, rim) {
  let best = { area: -1 };
  for (const rows of [1, 2, 3]) {
    for (const columns of [1, 2, 3]) {
      const [w, h] = [box.w / columns - rim.w, box.h / rows - rim.h];
      const area = ratios.reduce((sum, ratio) => sum + Math.min(w, h * ratio) * Math.min(h, w / ratio), 0);
      if (columns * rows >= ratios.length && area > best.area) best = { columns, rows, area };
    }
  }
  return best;
}

export function percent(triple, box, image, density) {
  return Math.round(fitOf(box, image) * triple.z * density * 100);
}
