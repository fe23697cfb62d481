"""Owns whether an image may be used: the derived state of a rights record, and what several limits leave together.

The state is never stored. ``state_of`` and ``state_expression`` are the same rule in Python and in SQL.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import (
    Case,
    Exists,
    F,
    OuterRef,
    Q,
    Subquery,
    TextChoices,
    Value,
    When,
    prefetch_related_objects,
)

from assets import clock, licences, terms, territories
from assets.models import RightsCover, RightsEvidence, UsageRightsVersion


class State(TextChoices):
    """In the order in which they win."""

    REVOKED = "revoked", "Revoked"
    NOT_CLEARED = "not_cleared", "Not cleared"
    EXPIRED = "expired", "Expired"
    EMBARGOED = "embargoed", "Under embargo"
    EXPIRING = "expiring_soon", "Expires soon"
    CLEARED = "cleared", "Cleared"


LETS_APPROVE = (State.CLEARED, State.EXPIRING, State.EMBARGOED)
LETS_DELIVER = (State.CLEARED, State.EXPIRING)


@dataclass(frozen=True)
class Lack:
    """One thing that is missing: a code, a sentence for people, and whose terms say so."""

    code: str
    sentence: str
    source: str = ""


def soon() -> timedelta:
    """How long before its last day a record counts as expiring."""
    return timedelta(days=settings.RIGHTS_EXPIRING_DAYS)


def state_of(version, at: datetime) -> State:
    """The state of one version of a record, on its own, at an instant. The first match wins."""
    if version is None:
        return State.NOT_CLEARED
    if version.revoked_at:
        return State.REVOKED
    if not version.cleared_at or unmet(version):
        return State.NOT_CLEARED
    return by_term(version, at)


def by_term(version, at: datetime) -> State:
    """What term and embargo alone make of a version that is cleared."""
    day = clock.local_day(at, version.tz)
    if version.term_end and day > version.term_end:
        return State.EXPIRED
    if day < version.term_start or (version.embargo_until and at < version.embargo_until):
        return State.EMBARGOED
    return State.EXPIRING if version.term_end and version.term_end - day <= soon() else State.CLEARED


def unmet(version) -> list[Lack]:
    """What keeps a version from being cleared, apart from nobody having done so: papers, releases, the tool's terms."""
    kinds = {proof.kind for proof in version.record.evidence.all()}
    found = []
    if _bad_term(version):
        found.append(Lack("rights_invalid", "The term ends before it starts, or has no proper end."))
    if version.basis not in licences.NO_PAPER_NEEDED and not kinds:
        found.append(Lack("evidence_missing", "This kind of rights needs at least one document as evidence."))
    return found + _people_lacks(version, kinds) + tool_lacks(version.tool_terms, kinds)


def _bad_term(version) -> bool:
    return bool(version.term_end) == version.perpetual or bool(
        version.term_end and version.term_end < version.term_start
    )


def _people_lacks(version, kinds) -> list[Lack]:
    real, found = version.people.startswith("real"), []
    if version.people == "real_unreleased":
        found.append(Lack("people_unreleased", "Real people are shown who gave no release."))
    if version.people == "real_released" and "model_release" not in kinds:
        found.append(Lack("release_missing", "The model release must be on file as evidence."))
    if version.minors_shown and real and "guardian_consent" not in kinds:
        found.append(Lack("guardian_missing", "Minors are shown: a guardian's consent must be on file."))
    return found


def tool_lacks(kept: dict, kinds) -> list[Lack]:
    """Gate A4: what a snapshot of tool terms still asks for, given the kinds of evidence on file."""
    if not kept:
        return []
    if kept.get("commercial") == "no":
        return [Lack("terms_not_allowed", f"{terms.label(kept)}: the terms do not allow commercial use.")]
    return [
        Lack("terms_condition", f"{terms.label(kept)} ask: {condition['question']} No evidence answers it yet.")
        for condition in terms.open_conditions(kept, kinds)
    ]


def state_expression(at: datetime, prefix: str = "") -> Case:
    """The same rule as ``state_of`` for a queryset; ``prefix`` leads to the version, such as ``rights__current__``.

    Open conditions of tool terms cannot be told in SQL; ``rights.clear`` refuses them, so a cleared row has none.
    """

    def when(**lookups):
        return Q(**{prefix + name: value for name, value in lookups.items()})

    day = _local_day_expression(at, prefix)
    unfit = when(cleared_at=None) | when(perpetual=True, term_end__isnull=False)
    unfit |= when(perpetual=False, term_end=None) | when(term_end__lt=F(f"{prefix}term_start")) | _papers(prefix)
    return Case(
        When(when(revoked_at__isnull=False), then=Value(State.REVOKED.value)),
        When(unfit, then=Value(State.NOT_CLEARED.value)),
        When(when(term_end__lt=day(0)), then=Value(State.EXPIRED.value)),
        When(when(term_start__gt=day(0)) | when(embargo_until__gt=at), then=Value(State.EMBARGOED.value)),
        When(when(term_end__lte=day(soon().days)), then=Value(State.EXPIRING.value)),
        default=Value(State.CLEARED.value),
    )


def _papers(prefix):
    """SQL for missing documents: of the basis, of released people, of minors."""

    def lacking(**kind):
        return ~Q(Exists(RightsEvidence.objects.filter(record=OuterRef(f"{prefix}record"), **kind)))

    by_basis = ~Q(**{f"{prefix}basis__in": licences.NO_PAPER_NEEDED}) & lacking()
    released = Q(**{f"{prefix}people": "real_released"}) & lacking(kind="model_release")
    minors = Q(**{f"{prefix}minors_shown": True, f"{prefix}people__startswith": "real"})
    return Q(**{f"{prefix}people": "real_unreleased"}) | by_basis | released | minors & lacking(kind="guardian_consent")


def _local_day_expression(at, prefix):
    """At one instant the world knows two or three calendar days: each zone's is a constant."""
    zones = {}
    for zone in clock.zones():
        zones.setdefault(clock.local_day(at, zone), []).append(zone)
    days = sorted(zones, key=lambda day: len(zones[day]))

    def shifted(by: int):
        moved = [(zones[day], day + timedelta(days=by)) for day in days]
        whens = [When(**{f"{prefix}tz__in": sorted(names)}, then=Value(day)) for names, day in moved[:-1]]
        return Case(*whens, default=Value(moved[-1][1]))

    return shifted


# --- several limits together


@dataclass(frozen=True)
class Limit:
    """What one source allows: None stands for "no limit of its own"."""

    source: str
    state: State = State.CLEARED
    starts_at: datetime | None = None
    ends_at: datetime | None = None  # the first instant at which it no longer holds
    embargo_until: datetime | None = None
    countries: frozenset | None = None
    channels: frozenset | None = None
    paid: bool = True
    lacks: tuple[Lack, ...] = ()


@dataclass
class Effective:
    """What all limits leave together, and for each narrowed field the source that narrowed it most."""

    state: State
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    embargo_until: datetime | None = None
    countries: frozenset = territories.ALL
    channels: frozenset | None = None
    paid: bool = True
    narrowed_by: dict = field(default_factory=dict)
    lacks: list[Lack] = field(default_factory=list)
    version: object = None  # the version of the image's own record, if it has one

    def lets_approve(self) -> bool:
        """Gate A3."""
        return self.state in LETS_APPROVE

    def lets_deliver(self) -> bool:
        """Gate P2."""
        return self.state in LETS_DELIVER


def record_of(image):
    """The rights record that an image stands under, or None; an image stands under one at a time."""
    cover = RightsCover.objects.filter(image=image, ended_at=None).select_related("record__current").first()
    return cover.record if cover else None


def versions_of(images) -> dict:
    """The version in force of each image that stands under a record, by the image's key. One query for any number, two
    with evidence."""
    versions = UsageRightsVersion.objects.filter(record=OuterRef("record")).order_by("-number")
    proofs = RightsEvidence.objects.filter(record=OuterRef("record"))
    covers = (
        RightsCover.objects.filter(image__in=images, ended_at=None)
        .annotate(newest_version=Subquery(versions.values("pk")[:1]), proven=Exists(proofs))
        .select_related("record__current__cleared_by", "record__current__revoked_by", "record__brand")
    )
    _read_evidence(covers)
    return {cover.image_id: _with_record(cover) for cover in covers}


def effective(image, *, at=None, campaign=None, kept_terms=None, ingredients=(), versions=None) -> Effective:
    """The intersection of the image's record, those of the images it was made from, the tool's terms and the campaign.

    ``ingredients`` are StoredImages; ``kept_terms`` is the snapshot made at generation; ``versions`` are what
    ``versions_of`` gave for all of them, if it was asked. One query otherwise, two with evidence.
    """
    at = at or clock.now()
    wanted = {image.pk: ("This image", image)} | {one.pk: ("A source picture", one) for one in ingredients}
    versions = versions_of(list(wanted)) if versions is None else versions
    limits = [limit_of(name, versions.get(pk), at) for pk, (name, _) in wanted.items()]
    own = versions.get(image.pk)
    kinds = {proof.kind for proof in own.record.evidence.all()} if own else set()
    if kept_terms and not (own and own.tool_terms == kept_terms):
        limits.append(Limit(terms.label(kept_terms), lacks=tuple(tool_lacks(kept_terms, kinds))))
    if campaign:
        limits.append(window_of(campaign, at))
    together = intersect(limits)
    together.version = own
    return together


def _read_evidence(covers) -> None:
    """Reads the evidence of the records that have any; of the others it is known that there is none."""
    prefetch_related_objects([cover.record for cover in covers if cover.proven], "evidence")
    for cover in covers:
        cover.record.__dict__.setdefault("_prefetched_objects_cache", {"evidence": RightsEvidence.objects.none()})


def _with_record(cover):
    record, version = cover.record, cover.record.current
    record.newest_version_id = cover.newest_version  # whoever asks for a proposal beside it knows if there is one
    if version:
        version.record = record
    return version


def limit_of(name: str, version, at) -> Limit:
    """What one version of a record allows; ``name`` says whose record is missing when there is none."""
    if version is None:
        said = Lack("rights_missing", f"{name} has no rights record yet.", name)
        return Limit(name, State.NOT_CLEARED, lacks=(said,))
    source = f"“{version.record.title}”, version {version.number}"
    return Limit(
        source,
        state_of(version, at),
        clock.begin_of(version.term_start, version.tz),
        clock.begin_of(version.term_end + timedelta(days=1), version.tz) if version.term_end else None,
        version.embargo_until,
        territories.allowed(version.territory_mode, version.territories),
        frozenset(version.channels),
        version.paid_allowed,
        tuple(Lack(lack.code, lack.sentence, source) for lack in unmet(version) + _licence_lacks(version)),
    )


def _licence_lacks(version) -> list[Lack]:
    if version.licence_type not in licences.NOT_FOR_PUBLICATION:
        return []
    words = licences.LICENCE_TYPES[version.licence_type].lower()
    return [Lack("licence_not_for_publication", f"The licence is for {words}, so the image cannot be published.")]


def window_of(campaign, at) -> Limit:
    """The campaign's days in the brand's zone as a limit."""
    tz, day = campaign.brand.timezone, clock.local_day(at, campaign.brand.timezone)
    state = State.CLEARED
    if campaign.ends_on and day > campaign.ends_on:
        state = State.EXPIRED
    elif campaign.starts_on and day < campaign.starts_on:
        state = State.EMBARGOED
    return Limit(
        f"the campaign “{campaign.name}”",
        state,
        clock.begin_of(campaign.starts_on, tz) if campaign.starts_on else None,
        clock.begin_of(campaign.ends_on + timedelta(days=1), tz) if campaign.ends_on else None,
    )


def intersect(limits) -> Effective:
    """What the limits leave together; an empty rest counts as not cleared, with the narrowing source named."""
    order = list(State)
    worst = min(limits, key=lambda limit: order.index(limit.state))
    found = Effective(worst.state, narrowed_by={"state": worst.source})
    for limit in limits:
        found.lacks += limit.lacks
        _narrow(found, limit)
    found.lacks += _empty(found)
    if found.lacks and found.state != State.REVOKED:
        found.state = State.NOT_CLEARED
    return found


def _narrow(found: Effective, limit: Limit) -> None:
    for name, later in (("starts_at", True), ("embargo_until", True), ("ends_at", False)):
        theirs, ours = getattr(limit, name), getattr(found, name)
        if theirs and (ours is None or ((theirs > ours) == later and theirs != ours)):
            setattr(found, name, theirs)
            found.narrowed_by[name] = limit.source
    for name in ("countries", "channels"):
        theirs, ours = getattr(limit, name), getattr(found, name)
        left = theirs if ours is None else ours & theirs if theirs is not None else ours
        if left != ours:
            setattr(found, name, left)
            found.narrowed_by[name] = limit.source
    if found.paid and not limit.paid:
        found.paid, found.narrowed_by["paid"] = False, limit.source


def _empty(found: Effective) -> list[Lack]:
    lacks, by = [], found.narrowed_by
    starts = max(filter(None, (found.starts_at, found.embargo_until)), default=None)
    if starts and found.ends_at and starts >= found.ends_at:
        source = by.get("ends_at", "")
        lacks.append(Lack("term_empty", f"No day is left on which all rights hold; {source} ends too early.", source))
    if not found.countries:
        source = by["countries"]
        lacks.append(Lack("territory_empty", f"No country is left in which all rights hold; see {source}.", source))
    if found.channels is not None and not found.channels:
        source = by["channels"]
        lacks.append(Lack("channels_empty", f"No channel is left for which all rights hold; see {source}.", source))
    return lacks
