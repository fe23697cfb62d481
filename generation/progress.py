"""Owns what people see of work in progress on a brief: how many images are in, how long it takes, what went wrong."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q

from assets import clock
from generation import accounts
from generation.models import Brief, GenerationRequest, Slot
from generation.money import written
from generation.providers.contract import ADVICE
from generation.requests import INTAKE_SECONDS
from generation.slots import LIVE, NO_SPACE

S, R = Slot.State, GenerationRequest.State
SHOWN_FOR = timedelta(minutes=30)  # how long a request that did not end well stays in sight
MOST = 60
# state: status key, word
WORDS = {
    S.QUEUED: ("waiting", "Waits"),
    S.SUBMITTING: ("working", "Being sent"),
    S.RUNNING: ("working", "Being made"),
    S.FETCHED: ("working", "Being checked"),
    S.DONE: ("approved", "Arrived"),
    S.FAILED: ("failed", "Failed"),
    S.MODERATED: ("rejected", "Refused"),
    S.UNKNOWN: ("failed", "Outcome unknown"),
    S.CANCELLED: ("withdrawn", "Cancelled"),
}
GLYPHS = {"waiting": "◷", "working": "◌", "approved": "✓", "failed": "▲", "rejected": "✕", "withdrawn": "⊘"}
MORE_ADVICE = {
    "waited_too_long": "Ask for this image again, now or when the generator is open again.",
    "charged_and_lost": "Asking again costs again.",
    "not_a_picture": "Ask for this image again; if it happens again, tell an operator.",
    NO_SPACE: "An operator has to make room; it goes on by itself within a minute.",
    "parked": "Nothing else is affected. It is tried again by itself in some minutes; you may also ask again.",
}


@dataclass(frozen=True)
class Dot:
    """One slot as it is drawn: its number, status key, word, and how far it is in per cent."""

    slot: Slot
    number: int
    key: str
    glyph: str
    word: str
    per_cent: int
    advice: str

    @property
    def can_be_cancelled(self) -> bool:
        """Whether it has not ended."""
        return self.slot.state in LIVE

    @property
    def can_be_asked_again(self) -> bool:
        """Whether the same request may succeed later."""
        return self.slot.state in (S.FAILED, S.UNKNOWN)

    @property
    def is_unknown(self) -> bool:
        """Whether somebody has to find out what became of it."""
        return self.slot.state == S.UNKNOWN


@dataclass(frozen=True)
class Row:
    """One request: its dots, and those among them that need words."""

    request: GenerationRequest
    dots: list[Dot]

    @property
    def troubled(self) -> list[Dot]:
        """Dots with a reason to tell."""
        return [dot for dot in self.dots if dot.slot.failure]

    @property
    def hold(self) -> str:
        """Why what waits of it is not sent, apart from others being first."""
        return accounts.stop_of(self.request.generator.account) if self.waits else ""

    @property
    def price(self) -> str:
        """What it cost, or is going to cost."""
        request = self.request
        if request.price_after is None or self.is_open:
            return f"about {written(request.price_before, request.currency)}"
        return f"cost {written(request.price_after, request.currency)}"

    @property
    def is_open(self) -> bool:
        """Whether something of it has not ended."""
        return any(dot.can_be_cancelled for dot in self.dots)

    @property
    def waits(self) -> bool:
        """Whether something of it has not begun."""
        return any(dot.slot.state == S.QUEUED for dot in self.dots)

    @property
    def open_count(self) -> int:
        """Images that have not ended."""
        return sum(dot.can_be_cancelled for dot in self.dots)

    @property
    def done(self) -> int:
        """Images that arrived."""
        return sum(dot.slot.state == S.DONE for dot in self.dots)


@dataclass(frozen=True)
class Progress:
    """The work on one brief that is in sight now."""

    rows: list[Row]

    @property
    def dots(self) -> list[Dot]:
        """All slots in sight."""
        return [dot for row in self.rows for dot in row.dots]

    @property
    def total(self) -> int:
        """Images asked for."""
        return len(self.dots)

    @property
    def done(self) -> int:
        """Images that arrived."""
        return sum(row.done for row in self.rows)

    @property
    def failed(self) -> int:
        """Images that will not come by themselves, cancelled ones apart."""
        return sum(dot.slot.state in (S.FAILED, S.MODERATED, S.UNKNOWN) for dot in self.dots)

    @property
    def rows_to_tell(self) -> list[Row]:
        """All rows while work goes on; afterwards only those with a reason to tell."""
        return self.rows if self.is_working else [row for row in self.rows if row.troubled]

    @property
    def is_working(self) -> bool:
        """Whether something has not ended."""
        return any(row.is_open for row in self.rows)

    @property
    def sentence(self) -> str:
        """“3 of 8 images · about 12 s”; when all has ended, what came of it."""
        if self.is_working:
            return f"{self.done} of {_images(self.total)} · about {_duration(self.seconds)}"
        parts = [f"{_images(self.done)} arrived"] if self.done else []
        parts += [f"{_images(self.failed)} did not"] if self.failed else []
        cancelled = self.total - self.done - self.failed
        parts += [f"{cancelled} cancelled"] if cancelled else []
        return ", ".join(parts)

    @property
    def seconds(self) -> int:
        """About how long it still takes: generators work side by side, each on several images at once."""
        left: dict = {}
        for row in self.rows:
            open_dots = [dot for dot in row.dots if dot.can_be_cancelled]
            left.setdefault(row.request.generator, []).extend(1 - dot.per_cent / 100 for dot in open_dots)
        making = max((_left(generator, parts) for generator, parts in left.items()), default=0)
        return making + INTAKE_SECONDS * sum(len(parts) for parts in left.values())

    @property
    def mark(self) -> str:
        """Changes whenever anything that is shown changes."""
        seen = [(d.slot.pk, d.slot.version, d.per_cent, d.slot.failure) for d in self.dots]
        return hashlib.sha256(repr((seen, self.sentence)).encode()).hexdigest()[:20]


def _left(generator, parts: list[float]) -> int:
    if not parts:
        return 0
    rounds = max(max(parts), sum(parts) / max(1, generator.max_parallel))
    return max(1, round(rounds * generator.typical_seconds))


def of(brief: Brief) -> Progress:
    """What is in sight: what has not ended, the newest submission, and what lately did not end well; three queries."""
    rows = GenerationRequest.objects.filter(brief=brief)
    newest = rows.order_by("-pk").values_list("requested_by", "idempotency_key").first()
    if newest is None:
        return Progress([])
    lately = clock.now() - SHOWN_FOR
    in_sight = (
        Q(state__in=(R.QUEUED, R.RUNNING))
        | Q(requested_by=newest[0], idempotency_key=newest[1], created_at__gte=lately)
        | Q(state__in=(R.PARTIAL, R.FAILED), finished_at__gte=lately)
    )
    related = ("generator__account", "prompt_version__prompt", "requested_by")
    requests = list(rows.filter(in_sight).select_related(*related).order_by("pk")[:MOST])
    slots: dict[int, list[Slot]] = {}
    for slot in Slot.objects.filter(request__in=requests).order_by("request", "index"):
        slots.setdefault(slot.request_id, []).append(slot)
    return Progress([Row(request, [_dot(slot) for slot in slots.get(request.pk, [])]) for request in requests])


def _dot(slot: Slot) -> Dot:
    key, word = ("waiting", "Waits for space") if slot.failure_kind == NO_SPACE else WORDS[slot.state]
    advice = ADVICE.get(slot.failure_kind, MORE_ADVICE.get(slot.failure_kind, ""))
    return Dot(slot, slot.index + 1, key, GLYPHS[key], word, _per_cent(slot), advice)


def _per_cent(slot: Slot) -> int:
    if slot.state in (S.FETCHED, S.DONE):
        return 100
    return round(100 * min(slot.progress, 0.99)) if slot.state == S.RUNNING else 0


def _images(number: int) -> str:
    return "1 image" if number == 1 else f"{number} images"


def _duration(seconds: int) -> str:
    return f"{seconds} s" if seconds < 90 else f"{round(seconds / 60)} min"
