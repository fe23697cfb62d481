"""Owns the rules of plain text: what may be stored, and the sentence for what may not."""

import re

from assets.problems import Refused

LONG = 8_000  # characters of a prompt or any other free text
UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def fault(text: str, *, longest: int = LONG) -> str:
    """A sentence saying why the text cannot be stored; empty when it can."""
    if UNSTORABLE.search(text):
        return (
            "The text holds characters that cannot be stored, such as a NUL byte or half a surrogate pair. "
            "Remove them and send it again."
        )
    if len(text) > longest:
        return f"The text has {len(text):,} characters; {longest:,} are the most. Shorten it and send it again."
    return ""


def plain(text: str, *, what: str, longest: int = LONG) -> str:
    """The text with line ends as ``\\n`` and no white space around it. Raises Refused naming ``what`` it is."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if sentence := fault(text, longest=longest):
        raise Refused(f"{what}: {sentence} Nothing was saved.", code="text")
    return text


def needed(text: str, *, what: str, longest: int = LONG) -> str:
    """As ``plain``, and raises Refused when nothing is left."""
    text = plain(text, what=what, longest=longest)
    if not text:
        raise Refused(f"{what} is empty. Nothing was saved. Write it and send it again.", code="empty")
    return text


def lines(text_or_list, *, what: str, longest: int = 200, most: int = 20) -> list[str]:
    """A list of short sentences from one per line or from a list; empty lines fall away. Raises Refused."""
    rows = text_or_list.splitlines() if isinstance(text_or_list, str) else text_or_list
    kept = [line for line in (plain(row, what=what, longest=longest) for row in rows) if line]
    if len(kept) > most:
        raise Refused(f"{what}: {len(kept)} lines; {most} are the most. Nothing was saved.", code="lines")
    return kept
