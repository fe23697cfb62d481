"""Owns prompts: writing them, their versions that never change, and the words that differ between two of them."""

import difflib
import hashlib
import re
from collections import Counter
from typing import NamedTuple

from django.db import transaction
from django.db.models import Max

from assets import access, audit, wording
from assets.problems import Conflict
from assets.revisions import named_once
from generation.models import Brief, Prompt, PromptVersion

LONGEST = wording.LONG
WORDS = re.compile(r"\s*(?:[^\W_]+(?:['’-][^\W_]+)*|\S)|\s+")
MOST_PAIRS = 300_000  # equal words to weigh against each other; beyond it the middle counts as rewritten


class Run(NamedTuple):
    """A stretch of text that is in both versions ("same"), only in the later ("added") or only in the earlier."""

    kind: str
    text: str

    @property
    def space(self) -> str:
        """The white space before the first word, which is not worth marking."""
        return self.text[: len(self.text) - len(self.text.lstrip())]

    @property
    def words(self) -> str:
        """The text from its first word on."""
        return self.text.lstrip()


@transaction.atomic
def write(brief: Brief, text: str, *, by, negative: str = "", remixed_from: str = "") -> PromptVersion:
    """A new line of thought for the brief: its first version. Raises Refused with a sentence."""
    _require_open(brief, by)
    last = Prompt.objects.filter(brief=brief).aggregate(last=Max("position"))["last"] or 0
    with named_once("Somebody wrote a prompt at this moment. Nothing was saved. Send yours again."):
        prompt = Prompt.objects.create(brief=brief, position=last + 1)
    return _add(prompt, 1, text, negative, by=by, event="prompt.created", remixed_from=remixed_from)


@transaction.atomic
def revise(
    prompt: Prompt, text: str, *, by, negative: str = "", based_on: int | None = None, remixed_from: str = ""
) -> PromptVersion:
    """The next version of a prompt; the same wording as the latest gives the latest back.

    ``based_on`` is the number of the version that the writer saw: Conflict if there is a later one by now.
    """
    _require_open(prompt.brief, by)
    latest = prompt.versions.select_related("author").order_by("-number").first()
    if based_on is not None and latest.number != based_on:
        raise Conflict(
            f"{latest.author} wrote version {latest.number} while you wrote. Yours was not saved. "
            "Copy your text, load the page and decide which words to keep."
        )
    if (_tidy(text), _tidy(negative)) == (latest.text, latest.negative):
        return latest
    return _add(prompt, latest.number + 1, text, negative, by=by, event="prompt.revised", remixed_from=remixed_from)


def _add(prompt, number: int, text: str, negative: str, *, by, event: str, remixed_from: str) -> PromptVersion:
    text = wording.needed(text, what="The prompt", longest=LONGEST)
    negative = wording.plain(negative, what="What to avoid", longest=LONGEST)
    with named_once("Somebody wrote a version at this moment. Yours was not saved. Copy it and load the page."):
        version = PromptVersion.objects.create(
            prompt=prompt,
            number=number,
            text=text,
            negative=negative,
            text_sha256=digest(text),
            author=by,
            remixed_from=remixed_from,
        )
    audit.record(event, prompt, by=by, after={"number": number, "version": version, "text_sha256": version.text_sha256})
    return version


def digest(text: str) -> str:
    """The SHA-256 of a prompt's exact text, 64 hex digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def _tidy(text: str) -> str:
    return wording.plain(text, what="The prompt", longest=LONGEST)


def _require_open(brief: Brief, by) -> None:
    access.require(by, "create_brief", brief.brand)
    if brief.state != Brief.State.OPEN:
        raise Conflict("This brief is closed and takes no prompts. Open it again first. Nothing was saved.")


def differing(before: str, after: str) -> list[Run]:
    """The words of both texts in order, marked as same, removed or added; white space belongs to the word after it."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    head = _shared(old, new)
    tail = _shared(old[head:][::-1], new[head:][::-1])
    middle = _compared(old[head : len(old) - tail], new[head : len(new) - tail])
    runs = [("same", new[:head]), *middle, ("same", new[len(new) - tail :])]
    return [Run(kind, "".join(words)) for kind, words in runs if words]


def _shared(old: list[str], new: list[str]) -> int:
    """How many words both begin with."""
    return next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))


def _compared(old: list[str], new: list[str]) -> list[tuple[str, list[str]]]:
    counts = Counter(new)
    if sum(counts[word] for word in old) > MOST_PAIRS:
        return [("removed", old), ("added", new)]
    runs = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        runs += [("same", new[c:d])] if kind == "equal" else [("removed", old[a:b]), ("added", new[c:d])]
    return runs
