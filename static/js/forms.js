// Owns what every form gets for nothing: a second click sends nothing, and the button says that it works.
const sending = new WeakSet();

function settle(form) {
  sending.delete(form);
  for (const button of form.querySelectorAll(".busy")) {
    button.classList.remove("busy");
    button.removeAttribute("aria-busy");
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[data-many]")) return;
  if (sending.has(form)) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  if (form.method !== "post" && !form.hasAttribute("hx-post")) return;
  sending.add(form);
  event.submitter?.classList.add("busy");
  event.submitter?.setAttribute("aria-busy", "true");
}, true);

// A form that another handler stopped was not sent.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented && !form.closest("[hx-post], [data-hx-post]")) settle(form);
});
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt?.closest?.("form");
  if (form) settle(form);
});
// Back from the browser's memory: what looked busy then is not busy now.
addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.forms) settle(form);
});

document.addEventListener("change", (event) => {
  const field = event.target;
  if (field.matches?.("[data-submit-on-change]")) field.form?.requestSubmit();
});
