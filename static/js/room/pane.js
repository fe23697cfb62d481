// Owns one pane: it shows one candidate at a triple, first from the small preview, then sharp, never blank.
import { FIT, SHARP_FROM, clamped, fitOf, percent, placed } from "./view.js";

const KEPT = 8;
const LARGE = 1600;
const REST = 150; // milliseconds that a zoom stands before all pixels are asked for
const WHOLE = "full"; // all pixels, sent when the zoom passes those of the large preview

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
    return { w: this.item.width, h: this.item.height, fills: this.fills };
  }

  // An <img> for the large preview or all pixels, decoded ahead and kept for a few steps.
  large(item, size = LARGE) {
    const name = `${item.image} ${size}`;
    const known = this.kept.get(name);
    if (known) return known;
    const made = Object.assign(picture(item, size), { whole: size === WHOLE });
    made.ready = made.decode().then(() => { made.sharp = true; }, () => {});
    this.kept.set(name, made);
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
    this.put(sharp.sharp ? sharp : picture(item, 320));
    if (!sharp.sharp) this.when(sharp);
    this.measure();
    this.onshow(item);
  }

  // What was shown before stays until the sharper one is decoded.
  when(img) {
    const { item } = this;
    img.ready.then(() => {
      const shown = this.glass.firstElementChild;
      if (this.item !== item || !img.sharp || shown.whole || shown.matches("canvas")) return;
      this.put(img);
      this.draw();
    });
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
    this.tell();
    clearTimeout(this.timer);
    if (this.beyondLarge && img.sharp && !img.whole) this.timer = setTimeout(() => this.item && this.when(this.large(this.item, WHOLE)), REST);
    this.ondraw(this);
    this.onlook(this);
  }

  // Whether one pixel of the large preview covers more than one of the screen, and the picture has more to show.
  get beyondLarge() {
    const share = LARGE / Math.max(this.item.width, this.item.height);
    return share < 1 && fitOf(this.box, this.image) * this.triple.z * this.density > share;
  }

  // The picture's size, which a narrow caption leaves out, and how large it is seen.
  tell() {
    const { w, h } = this.image;
    const copy = this.beyondLarge && !this.glass.firstElementChild.whole ? " · seen from the 1600 px copy" : "";
    const [size, seen] = this.caption.children;
    size.textContent = `${w} × ${h} · `;
    seen.textContent = `${percent(this.triple, this.box, this.image, this.density)} %${copy}`;
  }

  clear() {
    this.item = null;
    this.figure.hidden = true;
    this.glass.replaceChildren();
  }
}
