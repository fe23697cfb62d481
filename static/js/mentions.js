// Owns naming people: behind an @ in a comment, the names of those who may see the image are offered.
const known = new Map();
const MOST = 8;
const list = document.createElement("ul");
list.id = "mention-list";
list.className = "mention-list";
list.setAttribute("role", "listbox");
list.setAttribute("aria-label", "People who can be named");
let field = null;
let from = 0;
let wanted = 0;

async function peopleOf(url) {
  if (!known.has(url)) {
    const asked = fetch(url, { headers: { Accept: "application/json" } }).then((response) => response.json());
    known.set(url, asked.then(({ people }) => people).catch(() => { known.delete(url); return []; }));
  }
  return known.get(url);
}

function close() {
  list.remove();
  field?.removeAttribute("aria-activedescendant");
  field?.removeAttribute("aria-controls");
  field = null;
}

function choose(option) {
  for (const other of list.children) other.setAttribute("aria-selected", String(other === option));
  field.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}

function show(textarea, names) {
  field = textarea;
  list.replaceChildren(...names.map((name, number) => {
    const option = document.createElement("li");
    option.id = `mention-${number}`;
    option.setAttribute("role", "option");
    option.textContent = name;
    return option;
  }));
  if (list.previousElementSibling !== textarea) textarea.after(list);
  textarea.setAttribute("aria-controls", list.id);
  choose(list.firstElementChild);
}

function take(option) {
  const { value, selectionStart } = field;
  const name = `@${option.textContent} `;
  const textarea = field;
  close();
  textarea.setRangeText(name, from, selectionStart, "end");
  if (value) textarea.focus();
}

async function look(textarea) {
  const before = textarea.value.slice(0, textarea.selectionStart);
  const said = /(?:^|[\s(])@([^@\n]{0,40})$/u.exec(before);
  const url = textarea.closest("[data-people]")?.dataset.people;
  const turn = ++wanted;
  if (!said || !url) return close();
  const start = said[1].toLocaleLowerCase();
  const people = await peopleOf(url);
  if (turn !== wanted || document.activeElement !== textarea) return null;
  const names = people.filter((name) => name.toLocaleLowerCase().split(" ").some((part, at, all) => all.slice(at).join(" ").startsWith(start)));
  if (!names.length) return close();
  from = textarea.selectionStart - said[1].length - 1;
  return show(textarea, names.slice(0, MOST));
}

document.addEventListener("input", (event) => { if (event.target.matches?.("[data-comment]")) look(event.target); });
document.addEventListener("focusout", (event) => { if (event.target === field) close(); });
list.addEventListener("pointerdown", (event) => {
  event.preventDefault();
  const option = event.target.closest("[role=option]");
  if (option) take(option);
});
document.addEventListener("keydown", (event) => {
  if (!field || event.target !== field || event.isComposing) return;
  const here = list.querySelector("[aria-selected=true]");
  const moves = { ArrowDown: here?.nextElementSibling || list.firstElementChild, ArrowUp: here?.previousElementSibling || list.lastElementChild };
  if (event.key in moves) choose(moves[event.key]);
  else if (event.key === "Enter" || event.key === "Tab") take(here);
  else if (event.key === "Escape") close();
  else return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, { capture: true });
