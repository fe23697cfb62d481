"""Owns the readable form of events: who, when with zone, what it was before and after, and why."""

import json
import re
from dataclasses import dataclass, field

from django.db.models import Max, Q
from django.urls import reverse

from assets import access, clock
from assets.audit.actions import ACTIONS
from assets.audit.recording import SITE, name_of
from assets.audit.visible import visible
from assets.models import AuditEvent, AuditText, Brand, User

ERASED = "words erased on request"
PERSON = re.compile(r"[a-z2-7]{16}")
DIGEST = re.compile(r'"committed":"([0-9a-f]{64})"')
HASH = re.compile(r"[0-9a-f]{64}")
CODE = re.compile(r"[a-z]+(_[a-z]+)+")
UNSHOWN = {"version"}
GUEST = "guest"
EMPTY = (None, "", [], {})
SIZE = 50


@dataclass(frozen=True)
class Change:
    """One field of an event: its label and its values; ``before`` is None where there was nothing to compare."""

    label: str
    before: str | None
    after: str


@dataclass(frozen=True)
class Line:
    """One event as people read it. ``when`` is written out in the brand's own time zone."""

    event: AuditEvent
    who: str
    what: str
    kind: str
    url: str
    brand: str
    when: str
    changes: list[Change] = field(default_factory=list)
    reason: str = ""


def history_of(*objects, size: int = SIZE) -> list[Line]:
    """The newest events about these rows together, newest first; four queries whatever the number.

    The caller has made sure that the reader may see the objects.
    """
    return _newest(_about([(obj._meta.model_name, name_of(obj)) for obj in objects]), size)


def story_of(asset, *, size: int = SIZE) -> list[Line]:
    """The newest events about an asset and about all that it rests on: candidate, rights, publications.

    The caller has made sure that the reader may see the asset, and has loaded its rights and brand.
    """
    about = _about(
        [("asset", asset.public_id), ("candidate", asset.origin), ("usagerights", asset.rights.public_id)]
    ) | Q(object_kind="publication", object_id__in=asset.publications.values("public_id"))
    return _newest(about, size, {asset.brand.public_id: asset.brand})


def events_about(kind: str, key: str, *, chains: list[str], size: int = SIZE) -> list[Line]:
    """The newest events about one object in the chains that the reader may see."""
    return _newest(_about([(kind, key)]) & Q(chain__in=chains), size)


def _about(subjects: list[tuple[str, str]]) -> Q:
    about = Q()
    for kind, key in subjects:
        about |= Q(object_kind=kind, object_id=key)
    return about


def _newest(about: Q, size: int, known: dict | None = None) -> list[Line]:
    return lines_of(list(AuditEvent.objects.filter(about).order_by("-id")[:size]), known) if about else []


def length(brand) -> int:
    """How many events the brand's chain holds: it grows with each change that anybody makes there. One query."""
    return AuditEvent.objects.filter(chain=brand.public_id).aggregate(seq=Max("seq"))["seq"] or 0


def chains_of(user) -> list[str]:
    """The chains whose object histories this person may read; the site's only for staff and all-brand auditors."""
    wide = user.is_staff or user.is_org_auditor
    return [*access.brands_of(user).values_list("public_id", flat=True), *([SITE] if wide else [])]


def lines_of(events: list[AuditEvent], known: dict | None = None) -> list[Line]:
    """Events as readable lines, with names, words and zones fetched in one query each; ``known`` are brands by id."""
    told = {match for event in events for match in DIGEST.findall(event.payload)}
    words = {row.digest: row.text for row in AuditText.objects.filter(digest__in=told) if row.erased_at is None}
    ids = {event.actor_id for event in events} | {i for event in events for i in PERSON.findall(event.payload)}
    people = {user.public_id: str(user) for user in User.objects.filter(public_id__in=ids - {""})} | _guests(events)
    brands = dict(known or {})
    if missing := {event.chain for event in events} - brands.keys():
        brands |= {brand.public_id: brand for brand in Brand.objects.filter(public_id__in=missing)}
    return [_line(event, words, people, brands.get(event.chain)) for event in events]


def _line(event, words, people, brand) -> Line:
    body = json.loads(event.payload)

    def tell(value):
        return visible(_told(value, words, people))

    return Line(
        event=event,
        who=_who(event, people),
        what=ACTIONS.get(event.action, event.action),
        kind=spaced(event.object_kind),
        url=reverse("assets:history", args=[event.object_kind, event.object_id]),
        brand=brand.name if brand else "Site",
        when=clock.told(event.at, brand.timezone if brand else "UTC"),
        changes=_changes(body, tell),
        reason=tell(body["reason"]) if body.get("reason") else "",
    )


def _who(event, people) -> str:
    if event.actor_kind == "system":
        return "The system"
    if event.actor_kind == GUEST:
        return visible(f"{people.get(event.actor_id, event.actor_id)}, guest")
    return visible(people.get(event.actor_id, f"A person no longer on file ({event.actor_id})"))


def _guests(events) -> dict[str, str]:
    """The names that guests gave, by id, from the words beside the event of it; two queries if guests acted at all."""
    ids = {event.actor_id for event in events if event.actor_kind == GUEST}
    if not ids:
        return {}
    named = AuditEvent.objects.filter(object_kind=GUEST, object_id__in=ids, action="guest.named")
    told = {event.object_id: json.loads(event.payload)["details"]["name"]["committed"] for event in named}
    words = AuditText.objects.filter(digest__in=told.values(), erased_at=None).values_list("digest", "text")
    known = dict(words)
    return {name: known[digest] for name, digest in told.items() if digest in known}


def _changes(body, tell) -> list[Change]:
    before, after = body.get("before") or {}, body.get("after") or {}
    made = []
    for key in [*before, *(key for key in after if key not in before)]:
        if key not in UNSHOWN and before.get(key) != after.get(key):
            old = tell(before[key]) if key in before else None
            made.append(Change(_label(key), old, tell(after.get(key))))
    details = (body.get("details") or {}).items()
    return made + [Change(_label(key), None, tell(value)) for key, value in details if value not in EMPTY]


def _told(value, words, people) -> str:
    """A payload's value in words: texts instead of commitments, names instead of people's ids."""
    if value in EMPTY:
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        if set(value) == {"committed"}:
            return words.get(value["committed"], ERASED)
        return "; ".join(f"{_label(key)}: {_told(item, words, people)}" for key, item in value.items())
    if isinstance(value, list):
        return ", ".join(_told(item, words, people) for item in value)
    return (isinstance(value, str) and people.get(value)) or _shortened(str(value))


def _shortened(value: str) -> str:
    """Hashes by their beginning, codes as words."""
    if HASH.fullmatch(value):
        return f"{value[:12]}…"
    return spaced(value) if CODE.fullmatch(value) else value


def _label(key: str) -> str:
    return visible(spaced(key).capitalize().replace("sha256", "SHA-256"))


def spaced(name: str) -> str:
    """A code or the kind of an object as words."""
    return {"promptversion": "prompt", "usagerights": "rights record", "generationrequest": "request"}.get(
        name, name.replace("_", " ")
    )
