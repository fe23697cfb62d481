// Owns one pane: it shows one candidate at a triple, first from the small preview, then sharp, never blank.
import { FIT, SHARP_FROM, clamped, fitOf, percent, placed } from "./view.js";

const KEPT = 8;
const LARGE = 1600;

const picture = (item, size) => Object.assign(new Image(), { src: item.src(size), alt: item.name, draggable: false });

export class Pane {
  constructor(figure) {
    this.figure = figure;
    this.glass = figure.querySelector(".glass");
    this.caption = figure.querySelector(".size");
    this.triple = { ...FIT };
    this.box = { w: 1, h: 1 };
    this.item = null;
    this.kept = new Map();
    this.ondraw = this.onlook = this.onshow = () => {};
    new ResizeObserver(() => this.measure()).observe(this.glass);
  }

  measure() {
    const { clientWidth, clientHeight } = this.glass;
    if (!clientWidth || !clientHeight) return;
    this.box = { w: clientWidth, h: clientHeight };
    if (this.item) this.draw();
  }

  get density() {
    return window.devicePixelRatio || 1;
  }

  get image() {
    return { w: this.item.width, h: this.item.height };
  }

  // An <img> for the large preview, decoded ahead and kept for a few steps.
  large(item) {
    const known = this.kept.get(item.image);
    if (known) return known;
    const made = picture(item, LARGE);
    made.ready = made.decode().then(() => { made.sharp = true; }, () => {});
    this.kept.set(item.image, made);
    if (this.kept.size > KEPT) this.kept.delete(this.kept.keys().next().value);
    return made;
  }

  ahead(items) {
    for (const item of items) if (item) this.large(item);
  }

  show(item) {
    this.item = item;
    this.figure.hidden = false;
    this.figure.querySelector(".name").textContent = item.name;
    const sharp = this.large(item);
    if (sharp.sharp) this.put(sharp);
    else {
      this.put(picture(item, 320));
      sharp.ready.then(() => { if (this.item?.id === item.id) { this.put(sharp); this.draw(); } });
    }
    this.measure();
    this.onshow(item);
  }

  put(img) {
    img.style.width = `${this.item.width}px`;
    img.style.height = `${this.item.height}px`;
    this.glass.replaceChildren(img);
  }

  // What the operated pane may show; the other pane follows as it comes.
  settle(triple) {
    return clamped(triple, this.box, this.image, this.density);
  }

  draw() {
    const img = this.glass.firstElementChild;
    if (!img || !this.item) return;
    const { x, y, scale } = placed(this.triple, this.box, this.image);
    img.style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
    img.classList.toggle("true-pixels", scale * this.density > SHARP_FROM);
    this.caption.textContent = this.words();
    this.ondraw(this);
    this.onlook(this);
  }

  words() {
    const { w, h } = this.image;
    const share = Math.min(1, LARGE / Math.max(w, h));
    const shown = fitOf(this.box, this.image) * this.triple.z * this.density;
    const copy = shown > share && share < 1 ? " · seen from the 1600 px copy" : "";
    return `${w} × ${h} · ${percent(this.triple, this.box, this.image, this.density)} %${copy}`;
  }

  clear() {
    this.item = null;
    this.figure.hidden = true;
    this.glass.replaceChildren();
  }
}
