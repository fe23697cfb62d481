// Owns the rest of hidden tabs: polling stops while nobody looks and catches up on return.
document.addEventListener("htmx:beforeRequest", (event) => {
  const polls = event.detail.elt?.getAttribute?.("hx-trigger")?.includes("every");
  if (polls && document.hidden && !event.detail.requestConfig?.triggeringEvent) event.preventDefault();
});
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  for (const element of document.querySelectorAll("[hx-trigger*='every']")) {
    window.htmx?.trigger(element, "look");
  }
});
