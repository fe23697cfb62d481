"""Owns asking for images: the price before, one request for each generator and shape, paid for at most once."""

import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Max

from assets import access, audit, terms, work
from assets.models import Source, Work
from assets.problems import Conflict, Refused
from generation import pricing, references, shapes
from generation.models import Brief, GenerationRequest, Generator, PromptVersion, Slot
from generation.providers.catalogue import why_closed
from generation.shapes import Shape
from generation.slots import OUTSIDE, cancel_request

MOST_EACH, MOST_IN_ALL = 12, 96
DEADLINE = timedelta(hours=2)
SEEDS = 2**31 - 1
INTAKE_SECONDS = 1  # about what checking and storing one picture adds


@dataclass(frozen=True)
class Line:
    """The price of one generator's share: `count` images in each shape; `prices` are those of one image in each."""

    generator: Generator
    count: int
    prices: tuple[Decimal, ...]

    @property
    def images(self) -> int:
        """Images in all shapes."""
        return self.count * len(self.prices)

    @property
    def amount(self) -> Decimal:
        """In the generator's currency, by its list price."""
        return sum(self.prices, Decimal()) * self.count


@dataclass(frozen=True)
class Quote:
    """What a submission would cost, before anything is asked for."""

    lines: tuple[Line, ...]

    @property
    def images(self) -> int:
        """Images of all lines."""
        return sum(line.images for line in self.lines)

    @property
    def totals(self) -> dict[str, Decimal]:
        """Currency: amount."""
        sums: dict[str, Decimal] = {}
        for line in self.lines:
            sums[line.generator.currency] = sums.get(line.generator.currency, Decimal()) + line.amount
        return sums

    @property
    def seconds(self) -> int:
        """About how long it takes when nobody else waits: each generator works on its own, several at once."""
        return max((_duration(line) for line in self.lines), default=0) + INTAKE_SECONDS * self.images


def _duration(line: Line) -> int:
    rounds = -(-line.images // max(1, line.generator.max_parallel))
    return rounds * line.generator.typical_seconds


def price(choices: dict[Generator, int], wanted: list[Shape], sources=()) -> Quote:
    """The quote for {generator: images in each shape}; zero counts are left out. ``sources`` are sent along."""
    sent = references.pixels(sources)

    def line(generator, count):
        prices = (pricing.of_image(generator, *shapes.fitted(shape, generator.options), sent) for shape in wanted)
        return Line(generator, count, tuple(prices))

    return Quote(tuple(line(generator, count) for generator, count in choices.items() if count > 0))


def submit(
    version: PromptVersion,
    *,
    choices: dict[Generator, int],
    by,
    idempotency_key: str,
    ratios: list[str] | None = None,
    seed: int | None = None,
    parameters: dict | None = None,
    sources: list[Source] | None = None,
) -> list[GenerationRequest]:
    """Asks for images: one request for each generator and shape, with its slots and their work, in one transaction.

    ``ratios`` names the shapes wanted out of those that the brief's channels need; None means all of them.
    ``sources`` are sent along as references, each in its own role.
    The same key by the same person gives back what it asked for the first time. Raises Refused or Conflict.
    """
    brief = version.prompt.brief
    access.require(by, "generate", brief.brand)
    found = asked_before(by, idempotency_key)
    if found:
        return found
    wanted = _wanted(brief, ratios)
    _check(brief, choices, wanted)
    sources = sources or []
    references.check(sources, brief=brief, generators=[generator for generator, count in choices.items() if count])
    base = seed if seed is not None else secrets.randbelow(SEEDS)
    return _once(
        [
            (version, generator, count, shape, parameters or {}, sources)
            for generator, count in choices.items()
            if count > 0
            for shape in wanted
        ],
        by=by,
        key=idempotency_key,
        seed=base,
    )


def repeat(
    origin: GenerationRequest, version: PromptVersion, *, by, idempotency_key: str, seed: int, count: int
) -> GenerationRequest:
    """A request like an earlier one, in its size, whatever the brief's channels ask for today."""
    access.require(by, "generate", origin.brand)
    found = asked_before(by, idempotency_key)
    if found:
        return found[0]
    shape = Shape(origin.shape, origin.width, origin.height, 0, 0, ())
    _check(version.prompt.brief, {origin.generator: count}, [shape])
    sources = references.of(origin)
    references.check(sources, brief=version.prompt.brief, generators=[origin.generator])
    wanted = [(version, origin.generator, count, shape, origin.parameters, sources)]
    return _once(wanted, by=by, key=idempotency_key, seed=seed)[0]


def _once(wanted: list[tuple], *, by, key: str, seed: int) -> list[GenerationRequest]:
    """All requests in one transaction; those of whoever was first when the same key came twice at once."""
    try:
        with transaction.atomic():
            return [_request(*one, by=by, key=key, seed=seed) for one in wanted]
    except IntegrityError:
        found = asked_before(by, key)
        if found:
            return found
        raise


def cancel_all(brief: Brief, *, by) -> int:
    """Cancels everything that is being made for a brief; how many images that were. Conflict when nothing is."""
    access.require(by, "generate", brief.brand)
    states = GenerationRequest.State
    working = GenerationRequest.objects.filter(brief=brief, state__in=(states.QUEUED, states.RUNNING))
    cancelled = 0
    for request in working.select_related("brand", "brief").order_by("pk"):
        with suppress(Conflict):
            cancelled += cancel_request(request, by=by)
    if not cancelled:
        raise Conflict("Nothing is being made for this brief any more, so there is nothing to cancel.")
    return cancelled


def asked_before(by, key: str) -> list[GenerationRequest]:
    """What this person asked for under this key already, oldest first; Refused without a key."""
    if not key:
        raise Refused("This form has no key, so nothing was asked for. Load the page again and send it once more.")
    return list(GenerationRequest.objects.filter(requested_by=by, idempotency_key=key).order_by("pk"))


def _wanted(brief: Brief, ratios: list[str] | None) -> list[Shape]:
    """The shapes that the brief's channels need, or those of them that were picked."""
    needed = shapes.for_channels(brief.channels)
    picked = [shape for shape in needed if ratios is None or shape.ratio in ratios]
    if not needed:
        raise Refused("The brief names no channel, so no shape follows. Pick a channel on the brief first.")
    if not picked:
        raise Refused("No shape is picked. Nothing was asked for. Pick at least one shape.")
    return picked


def _check(brief: Brief, choices: dict[Generator, int], wanted: list[Shape]) -> None:
    if brief.state != Brief.State.OPEN:
        raise Conflict("This brief is closed and takes no more images. Open it again first. Nothing was asked for.")
    images = sum(choices.values()) * len(wanted)
    if images < 1:
        raise Refused("No image is asked for. Give at least one generator a count of one.")
    if images > MOST_IN_ALL:
        raise Refused(f"{images} images are too many at once. Nothing was asked for. Ask for at most {MOST_IN_ALL}.")
    for generator, count in choices.items():
        if not 0 <= count <= MOST_EACH:
            raise Refused(f"{generator.label} takes 0 to {MOST_EACH} images a shape. Nothing was asked for.")
        if count:
            _check_one(generator, wanted, brief.brand)


def _check_one(generator: Generator, wanted: list[Shape], brand) -> None:
    if not generator.enabled:
        raise Conflict(f"{generator.label} was switched off. Nothing was asked for. Load the page and choose again.")
    paused = generator.account and generator.account.paused_kind
    if why := why_closed(generator, brand) or (generator.account.paused_why if paused else ""):
        raise Conflict(f"{generator.label} cannot be asked now. {why} Nothing was asked for.")
    for shape in wanted:
        width, height = shapes.fitted(shape, generator.options)
        if width < shape.min_width or height < shape.min_height:
            raise Refused(
                f"{generator.label} makes {shape.ratio} with at most {width} × {height} px, which is too small for "
                f"{shape.served}. Nothing was asked for. Pick another generator or leave this shape out."
            )


def _request(version, generator, count, shape, parameters, sources, *, by, key, seed) -> GenerationRequest:
    brief = version.prompt.brief
    width, height = shapes.fitted(shape, generator.options)
    request = GenerationRequest.objects.create(
        brand=brief.brand,
        brief=brief,
        prompt_version=version,
        generator=generator,
        shape=shape.ratio,
        width=width,
        height=height,
        count=count,
        seed=seed,
        parameters=parameters,
        terms_snapshot=terms.snapshot(generator.terms),
        price_before=pricing.of_image(generator, width, height, references.pixels(sources)) * count,
        currency=generator.currency,
        requested_by=by,
        idempotency_key=key,
    )
    references.attach(request, sources)
    for index in range(count):
        slot = Slot.objects.create(request=request, index=index, seed=(seed + index) % SEEDS)
        work.ask(OUTSIDE, slot, brand=brief.brand, within=DEADLINE.total_seconds(), wakes=False)
    audit.record("generation.requested", request, by=by, after=_facts(request, sources))
    return request


def _facts(request: GenerationRequest, sources) -> dict:
    return {
        "prompt_version": request.prompt_version.public_id,
        "generator": request.generator.key,
        "shape": request.shape,
        "width": request.width,
        "height": request.height,
        "count": request.count,
        "seed": request.seed,
        "price_before": str(request.price_before),
        "currency": request.currency,
        **({"references": references.facts(sources)} if sources else {}),
    }


@transaction.atomic
def jump_to_front(request: GenerationRequest, *, by) -> int:
    """Puts the waiting images of a request before all others of its brand; how many. Conflict when none waits."""
    access.require(by, "generate", request.brand)
    waiting = Slot.objects.filter(request=request, state=Slot.State.QUEUED).values("public_id")
    first = Work.objects.filter(kind=OUTSIDE, state=Work.State.OPEN).aggregate(first=Max("priority"))["first"] or 0
    rows = Work.objects.filter(kind=OUTSIDE, state=Work.State.OPEN, subject__in=waiting)
    moved = rows.update(priority=min(first + 1, 30_000))
    if not moved:
        raise Conflict("Nothing of this request waits any more, so it cannot be moved to the front.")
    audit.record("generation.prioritised", request, by=by, details={"slots": moved})
    return moved
