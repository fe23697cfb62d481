// Owns short messages at the edge of the page: they tell what was done, offer to undo it, and go by themselves.
const STAYS = 10_000;

function tray() {
  return document.getElementById("toasts");
}

function closeLater(toast, stays) {
  let timer = setTimeout(() => toast.remove(), stays);
  const hold = () => clearTimeout(timer);
  const go = () => { hold(); timer = setTimeout(() => toast.remove(), stays); };
  toast.addEventListener("pointerenter", hold);
  toast.addEventListener("pointerleave", go);
  toast.addEventListener("focusin", hold);
  toast.addEventListener("focusout", go);
}

function button(label, className, onclick) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = className;
  made.textContent = label;
  made.addEventListener("click", onclick);
  return made;
}

// Shows a sentence; `action` is {label, run} for the one thing that can be done about it.
// A toast with the same key takes the place of the former one.
export function toast(sentence, { action = null, key = "", stays = STAYS } = {}) {
  const made = document.createElement("div");
  made.className = "toast";
  if (key) {
    made.dataset.key = key;
    for (const old of tray().querySelectorAll(".toast")) if (old.dataset.key === key) old.remove();
  }
  const words = document.createElement("p");
  words.textContent = sentence;
  made.append(words);
  if (action) made.append(button(action.label, "button small", () => { made.remove(); action.run(); }));
  made.append(button("Close", "button small quiet", () => made.remove()));
  tray().append(made);
  closeLater(made, stays);
  return made;
}

document.addEventListener("click", (event) => {
  event.target.closest?.("[data-close-toast]")?.closest(".toast")?.remove();
});
for (const made of document.querySelectorAll("#toasts .toast")) closeLater(made, STAYS);

// A fragment may bring a message along in its headers: {"toast": {"sentence": "…"}}.
document.addEventListener("toast", (event) => {
  if (event.detail?.sentence) toast(event.detail.sentence, { key: event.detail.key });
});
