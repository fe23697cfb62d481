// Owns the rest of hidden tabs: polling stops while nobody looks and catches up on return.
import { tell } from "./problems.js";

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

// What is read in the background never moves the page: what somebody writes here is sent, and then asks for the sign-in.
let told = false;
document.addEventListener("htmx:beforeOnLoad", (event) => {
  const { elt, xhr } = event.detail;
  if (!xhr.getResponseHeader("HX-Redirect") || !elt.matches("[hx-trigger*='every'], [hx-trigger^='load']")) return;
  event.preventDefault();
  if (!told) tell("You were signed out. This page no longer hears of news. What you write here is kept, and you sign in again when you send it.", { stays: true });
  told = true;
});
