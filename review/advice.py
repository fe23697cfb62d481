"""Owns the automatic check of a candidate: asking for it, making it in the background, and telling what it found.

It measures and advises. Nothing here blocks, approves or rejects.
"""

from django.db import transaction
from django.db.models import F
from django.urls import reverse

from assets import access, audit, clock, kits, likeness, measuring, work
from assets.imaging.darkroom import ImageRefused
from assets.models import Channel
from assets.problems import Unavailable
from generation.models import Candidate
from review import rules
from review.models import Advice
from review.tiles import moment

CHECK = "review.check"
S = Advice.State
PAUSE_WHEN_BUSY = 20  # seconds
GONE = "The picture’s preview cannot be read. Nothing was changed. Tell an operator."
DECIDED = {Candidate.State.APPROVED: "approved", Candidate.State.REJECTED: "rejected"}
GLYPHS = {
    rules.PASSED: ("approved", "✓", "Passed"),
    rules.FAILED: ("changes", "▲", "Look"),
    rules.UNTESTED: ("", "–", "Not tested"),
}


def ask_first(candidates, *, by) -> None:
    """Has candidates of one brand checked that never were, inside the open transaction of their sending."""
    known = set(Advice.objects.filter(candidate__in=candidates).values_list("candidate", flat=True))
    new = [Advice(candidate=one, brand=one.brand, state_at=clock.now()) for one in candidates if one.pk not in known]
    if not new:
        return
    Advice.objects.bulk_create(new, ignore_conflicts=True)  # somebody may have asked on an image's page just now
    names = Advice.objects.filter(public_id__in=[one.public_id for one in new]).values_list("public_id", flat=True)
    begun = [one for one in new if one.public_id in set(names)]
    work.ask_all(CHECK, [one.candidate for one in begun], brand=new[0].brand)
    for one in begun:
        _tell_asked(one, one.candidate, by)


def ask(candidate: Candidate, *, by) -> Advice:
    """Has the candidate checked (again); asking while a check is under way changes nothing."""
    access.require(by, "review", candidate.brand)
    with transaction.atomic():
        found = Advice.objects.select_for_update().filter(candidate=candidate).first()
        if found is None:
            return _begin(candidate, by)
        rows = Advice.objects.filter(pk=found.pk, version=found.version).exclude(state=S.WAITING)
        if not rows.update(state=S.WAITING, state_at=clock.now(), problem="", version=F("version") + 1):
            return found
        _work(found, candidate, by)
    return found


def _begin(candidate, by) -> Advice:
    made, new = Advice.objects.get_or_create(
        candidate=candidate, defaults={"brand": candidate.brand, "state_at": clock.now()}
    )
    if new:
        _work(made, candidate, by)
    return made


def _work(advice, candidate, by) -> None:
    work.ask(CHECK, candidate, brand=candidate.brand)
    _tell_asked(advice, candidate, by)


def _tell_asked(advice, candidate, by) -> None:
    audit.record("advice.asked", advice, by=by, brand=candidate.brand, after={"state": S.WAITING})


def give(work_id: int) -> None:
    """Makes one check that was asked for; safe to call any number of times."""
    lease = work.claim(work_id, set_aside=_set_aside)
    if lease is None:
        return
    candidate = _candidate(lease.work.subject)
    try:
        with lease.kept():
            measure = measuring.measured(candidate.image)
            measuring.weigh(measure, candidate.image, Channel.objects.filter(enabled=True))
    except Unavailable as problem:
        lease.retry(problem.sentence, after=PAUSE_WHEN_BUSY)
    except (FileNotFoundError, ImageRefused):
        _end(lease, candidate, S.FAILED, "advice.failed", problem=GONE)
    else:
        kit = kits.of(candidate.brand)
        found = rules.judged(rules.Seen(candidate.image, measure, kit, _planned(candidate), _alike(candidate, kit)))
        told = {"results": found, "checked_at": clock.now(), "kit_version": kit.version}
        _end(lease, candidate, S.GIVEN, "advice.given", details=tally(found), **told)


def _candidate(public_id: str) -> Candidate:
    return Candidate.objects.select_related("brand__kit", "image", "brief").get(public_id=public_id)


def _set_aside(row) -> Candidate:
    """Brings a check to rest that stopped its worker again and again; says whom it was about."""
    candidate = _candidate(row.subject)
    Advice.objects.filter(candidate=candidate, state=S.WAITING).update(
        state=S.FAILED, state_at=clock.now(), problem=work.PARKED_WHY, version=F("version") + 1
    )
    return candidate


def _end(lease, candidate, state, event, *, problem="", details=None, **results) -> None:
    """Stores what was found and ends the work; nothing of it if somebody else holds the work by now."""
    told = {"state": state, "state_at": clock.now(), "problem": problem, **results}
    with transaction.atomic():
        if not lease.finish():
            return
        if Advice.objects.filter(candidate=candidate, state=S.WAITING).update(version=F("version") + 1, **told):
            about = Advice.objects.get(candidate=candidate)
            audit.record(event, about, by=None, brand=candidate.brand, after={"state": state}, details=details)


def tally(results) -> dict:
    """How many rules were passed and how many tested, and the names of those that failed."""
    outcomes = [line["outcome"] for line in results]
    failed = [line["rule"] for line in results if line["outcome"] == rules.FAILED]
    return {
        "passed": outcomes.count(rules.PASSED),
        "tested": len(outcomes) - outcomes.count(rules.UNTESTED),
        "failed": failed,
    }


def _planned(candidate) -> list[Channel]:
    wanted = set(candidate.brief.channels)
    return [channel for channel in Channel.objects.filter(enabled=True) if channel.key in wanted]


def _alike(candidate, kit) -> list[tuple[str, str, int]]:
    """Decided images of the brand that are nearly the same, the nearest first, those of its own line left out."""
    near = {image.pk: bits for image, bits in likeness.near(candidate.image, most=kits.threshold(kit, "likeness"))}
    near[candidate.image_id] = 0
    rows = Candidate.objects.filter(brand=candidate.brand_id, image__in=near, state__in=DECIDED)
    rows = rows.exclude(pk=candidate.pk).exclude(pk=candidate.parent_id or 0)
    found = [(near[row.image_id], row) for row in rows.order_by("-pk")[:50]]
    found.sort(key=lambda pair: pair[0])
    return [(_decided(row, candidate.brand), row.public_id, bits) for bits, row in found]


def _decided(row, brand) -> str:
    when = f" {moment(row.state_at, brand)}" if row.state_at else ""
    return f"{DECIDED[row.state]}{when}"


def section(candidate: Candidate, user) -> dict:
    """All that the page's part about the check is written from; no query for a candidate loaded as cases does."""
    advice = getattr(candidate, "advice", None)
    results = advice.results if advice else []
    return {
        "advice": advice,
        "advice_lines": [_line(line) for line in results],
        "advice_tally": tally(results),
        "advice_old": bool(results) and advice.kit_version != kits.of(candidate.brand).version,
        "advice_url": reverse("review:advice", args=[candidate.public_id]),
        "advice_zone": candidate.brand.timezone,
        "kit_url": reverse("assets:brand_kit", args=[candidate.brand.public_id]),
        "may_ask": access.can(user, "review", candidate.brand),
    }


def _line(line: dict) -> dict:
    key, glyph, word = GLYPHS[line["outcome"]]
    about = reverse("review:decision", args=[line["about"]]) if line.get("about") else ""
    return line | {"name": rules.NAMES[line["rule"]], "key": key, "glyph": glyph, "word": word, "url": about}
