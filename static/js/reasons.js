// Owns picking a reason by its group's digit: the same digit again means the next one of the group, then none.
export function pick(part, number) {
  const boxes = [...part.querySelectorAll(`[data-group="${number}"] input`)];
  const at = boxes.findIndex((box) => box.checked);
  for (const box of boxes) box.checked = false;
  const next = boxes[at + 1];
  if (next) { next.checked = true; next.focus(); }
}
