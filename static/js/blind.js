// Owns the keys of a blind pair, and the seconds that a person looked at it.
import { listen } from "./keys.js";

const form = document.getElementById("vote");
const opened = performance.now();
let sent = false;

form.addEventListener("submit", (event) => {
  if (sent) return event.preventDefault();
  sent = true;
  form.elements.seconds.value = Math.min(3600, Math.round((performance.now() - opened) / 1000));
  return undefined;
});

const press = (verdict) => () => form.querySelector(`[value=${verdict}]`).click();
listen(
  { ArrowLeft: press("a"), t: press("tie"), 0: press("both_bad"), ArrowRight: press("b") },
  { singles: () => document.body.dataset.singleKeys !== "off" },
);
document.body.dataset.ready = "yes";
