// Owns the first guess of a time zone: a list that nobody has sent yet begins with the browser's own.
const { timeZone } = Intl.DateTimeFormat().resolvedOptions();

for (const list of document.querySelectorAll("select[data-guess-zone]")) {
  if ([...list.options].some(({ value }) => value === timeZone)) list.value = timeZone;
}
