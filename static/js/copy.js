// Owns copying an address with one click. Without a script the address stands in a field and can be selected.
async function copy(field) {
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    return document.execCommand?.("copy") ?? false;
  }
}

for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  const before = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.textContent = (await copy(field)) ? "Copied" : "Selected";
    setTimeout(() => { button.textContent = before; }, 2000);
  });
}
