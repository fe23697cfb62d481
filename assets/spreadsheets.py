"""Owns CSV files: streamed row by row, and no cell is ever taken for a formula."""

import csv
from collections.abc import Iterable, Iterator
from decimal import Decimal

from django.http import StreamingHttpResponse

# the last four are the wide forms that some spreadsheets read as the narrow ones
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe(value) -> str:
    """The value as a cell: a text that a spreadsheet might calculate gets an apostrophe in front; numbers stay."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) and not isinstance(value, int | float | Decimal) else text


class _Echo:
    """Gives each written line back instead of keeping it."""

    def write(self, line: str) -> str:
        """The line itself."""
        return line


def lines(rows: Iterable[Iterable]) -> Iterator[str]:
    """CSV text, a line for each row, with every cell made safe."""
    writer = csv.writer(_Echo())
    for row in rows:
        yield writer.writerow([safe(cell) for cell in row])


def response(rows: Iterable[Iterable], file_name: str) -> StreamingHttpResponse:
    """A download that starts at once and never holds more than a few rows. ``file_name`` is ASCII, of our making."""
    streamed = StreamingHttpResponse(_with_mark(rows), content_type="text/csv; charset=utf-8")
    streamed["Content-Disposition"] = f'attachment; filename="{file_name}"'
    streamed["Cache-Control"] = "no-store"
    return streamed


def _with_mark(rows) -> Iterator[str]:
    # without the byte order mark spreadsheets read UTF-8 as Latin-1
    yield "\ufeff"
    yield from lines(rows)
