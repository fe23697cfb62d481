// Owns refusals and broken connections: a sentence at the head of the page, never a silent failure.
const NO_ANSWER = "The server did not answer. Nothing was changed as far as we know. Check the connection and try again.";
const BROKEN = "Something broke on our side. What was saved before is safe. Try again in a moment.";
const GONE = "This is no longer here, or you may not see it. Nothing was changed. Load the page again.";

function place() {
  return document.getElementById("problems");
}

function closable(box) {
  if (box.querySelector("[data-close-problem]")) return;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "button small quiet push";
  close.dataset.closeProblem = "";
  close.textContent = "Close";
  box.append(close);
}

// Shows one sentence in the place for refusals; one that `stays` goes by the person's hand alone.
export function tell(sentence, { stays = false } = {}) {
  const box = document.createElement("div");
  box.className = "problem";
  const words = document.createElement("span");
  words.textContent = sentence;
  box.append(words);
  box.dataset.stays = stays ? "yes" : "";
  clearProblems();
  place().append(box);
  closable(box);
}

export function clearProblems({ really = false } = {}) {
  for (const box of [...place().children]) if (really || !box.dataset.stays) box.remove();
}

// A page or a part of one, as the server wrote it.
export const pageOf = (text) => new DOMParser().parseFromString(text, "text/html");

// The sentence that a refusal from the server holds.
export function sentenceIn(page) {
  const box = page.querySelector(".problem");
  return (box?.querySelector("[data-sentence], p, span:not(.status, .glyph)") || box)?.textContent?.trim()
    || "The server could not do it. What was saved before is safe. Load the page again and repeat.";
}

function isWholePage(text) {
  return /^\s*<!doctype/i.test(text || "");
}

document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (xhr.status < 400) return;
  // A whole error page must not be put into a corner of this one.
  if (isWholePage(xhr.responseText) || !event.detail.shouldSwap) {
    event.detail.shouldSwap = false;
    tell(xhr.status === 404 ? GONE : BROKEN);
  }
});
document.addEventListener("htmx:sendError", () => tell(NO_ANSWER));
document.addEventListener("htmx:timeout", () => tell(NO_ANSWER));
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target?.id !== "problems") return;
  for (const box of place().children) closable(box);
});
document.addEventListener("htmx:beforeRequest", (event) => {
  if (!event.detail.elt?.matches?.("[data-poll]")) clearProblems();
});
document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-close-problem]")) clearProblems({ really: true });
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") clearProblems({ really: true });
});
