// Owns the long forms of the office: what was written in one that a lost sign-in, or a page grown old, kept from being
// saved stands in it again. What was saved, refused with its form, or left is forgotten with the next page.
import { all, keep, keyOf } from "./kept.js";
import { fill, written } from "./kept_forms.js";
import { tell } from "./problems.js";

const { pathname: path } = location;
const forms = [...document.querySelectorAll("form.sheet[method=post]:not([enctype]), form[data-import]")];
const nameOf = (form) => `draft ${path} ${forms.indexOf(form)}`;

function giveBack(form, { out, values }) {
  fill(form, values);
  const follow = () => { for (const part of form.querySelectorAll("[hx-trigger=change]")) window.htmx?.trigger(part, "change"); };
  document.addEventListener("DOMContentLoaded", follow); // htmx begins with it, too
  tell(`${out ? "You were signed out. " : ""}${form.dataset.draft || "What you wrote was not saved. It stands here again: check it and save it."}`, { stays: true });
}

function start() {
  for (const [key, value] of all()) {
    if (!key.startsWith(keyOf("draft "))) continue;
    const form = forms.find((one) => keyOf(nameOf(one)) === key);
    if (value.path === path && !form) sessionStorage.setItem(key, JSON.stringify({ ...value, refused: true }));
    else sessionStorage.removeItem(key);
    if (form && (value.out || value.refused)) giveBack(form, value);
  }
}

start();
for (const form of forms) {
  for (const event of ["input", "submit"]) form.addEventListener(event, () => keep(nameOf(form), { path, values: written(form) }));
}
