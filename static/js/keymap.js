// Owns the warning while keys are being changed: which of them stands twice. The server refuses it as well.
document.addEventListener("input", (event) => {
  const form = event.target.closest?.("[data-keymap-form]");
  if (!form) return;
  const told = form.querySelector("[data-clash]");
  const fields = [...form.querySelectorAll("[data-first]")];
  const key = (field) => (field.value || field.dataset.first).toLowerCase();
  const twice = fields.filter((field) => fields.some((other) => other !== field && key(other) === key(field)));
  for (const field of fields) field.setAttribute("aria-invalid", String(twice.includes(field)));
  told.hidden = !twice.length;
  told.textContent = twice.length ? `The same key stands for ${twice.map((field) => field.labels[0].textContent.trim()).join(" and ")}.` : "";
});
