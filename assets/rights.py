"""Owns rights records: recording, changing, clearing, revoking them, and putting images under them.

A change adds a version and never overwrites one. While a cleared version is in force, a changed one waits
beside it as a proposal until a brand manager clears it, so that editing a form cannot stop delivery.
"""

from django.db import transaction
from django.db.models import F

from assets import access, audit, clearance, clock, licences, publishing, terms, territories, wording
from assets.firsts import who_changed_it
from assets.models import Asset, RightsCover, StoredImage, UsageRights, UsageRightsVersion
from assets.problems import Conflict, Refused

URGENCIES = {"normal": "Within 24 hours", "urgent": "Within one hour"}
PREFILLED = (
    "basis",
    "licence_type",
    "rights_holder",
    "territory_mode",
    "territories",
    "paid_allowed",
    "credit_line",
    "restriction_text",
)


def draft(campaign, *, kept_terms=None) -> dict:
    """What a new record's form starts from: the campaign's window, markets, channels and defaults, the tool's terms."""
    today = clock.today(campaign.brand.timezone)
    start = min(campaign.starts_on or today, today)
    found = {
        "basis": "generator_terms" if kept_terms else "owned",
        "rights_holder": campaign.brand.name,
        "tool_terms": kept_terms or {},
        "terms_url": (kept_terms or {}).get("terms_url", ""),
        "term_start": start,
        "term_end": campaign.ends_on,
        "perpetual": campaign.ends_on is None,
        "tz": campaign.brand.timezone,
        "territory_mode": "include" if campaign.markets else "worldwide",
        "territories": list(campaign.markets),
        "channels": list(campaign.channels),
    }
    defaults = {name: value for name, value in campaign.rights_defaults.items() if name in PREFILLED and value}
    return licences.DEFAULTS | found | defaults


def create(brand, *, by, title: str, images=(), campaign=None, **fields) -> UsageRights:
    """A new record with its first version, covering ``images``; not cleared yet. Raises Refused with the faults."""
    access.require(by, "record_rights", brand)
    wanted = licences.checked(fields)
    title = wording.needed(title, what="The name of the record", longest=160)
    with transaction.atomic():
        record = UsageRights.objects.create(brand=brand, campaign=campaign, title=title, created_by=by)
        version = _add_version(record, 1, wanted, by)
        UsageRights.objects.filter(pk=record.pk).update(current=version)
        record.refresh_from_db()
        covered = _cover(record, images, by)
        audit.record("rights.created", record, by=by, after=_told(wanted), details={"title": title, **covered})
    return record


def change(record: UsageRights, *, by, expected_version: int | None = None, **fields) -> UsageRightsVersion:
    """The next version with these fields set; what is not named stays. Clearing does not carry over.

    Raises Refused with the faults or when nothing differs, Conflict when somebody changed the record first.
    """
    access.require(by, "record_rights", record.brand)
    _refuse_stale(record, expected_version)
    newest = newest_version(record)
    before = {name: getattr(newest, name) for name in licences.FIELDS}
    wanted = licences.checked(before | fields)
    different = {name: value for name, value in wanted.items() if before[name] != value}
    if not different:
        raise Refused("Nothing was changed, so there is no new version.", code="same")
    with transaction.atomic():
        _take_turn(record, expected_version)
        version = _add_version(record, newest.number + 1, wanted, by)
        in_force = record.current and record.current.cleared_at and not record.current.revoked_at
        if not in_force:
            UsageRights.objects.filter(pk=record.pk).update(current=version)
        record.refresh_from_db()
        audit.record(
            "rights.changed",
            record,
            by=by,
            before=_told({name: before[name] for name in different}),
            after=_told(different) | {"number": version.number},
        )
    return version


def clear(record: UsageRights, *, by, expected_version: int | None = None) -> UsageRightsVersion:
    """A brand manager vouches for the newest version; from now on it is the one in force.

    Raises Refused naming everything that is missing, Conflict when it is cleared or was changed meanwhile.
    """
    access.require(by, "clear_rights", record.brand)
    _refuse_stale(record, expected_version)
    version = newest_version(record)
    version.record = record
    if lacks := clearance.unmet(version):
        said = " ".join(lack.sentence for lack in lacks)
        raise Refused(f"These rights cannot be cleared yet. {said}", code=lacks[0].code)
    with transaction.atomic():
        _take_turn(record, expected_version)
        stamped = UsageRightsVersion.objects.filter(pk=version.pk, cleared_at=None, revoked_at=None)
        if not stamped.update(cleared_by=by, cleared_at=clock.now()):
            raise Conflict(f"Version {version.number} was cleared or revoked already. Nothing was changed.")
        UsageRights.objects.filter(pk=record.pk).update(current=version)
        record.refresh_from_db()
        publishing.recheck(record)
        audit.record("rights.cleared", record, by=by, after={"number": version.number, **_told(_term_of(version))})
    return record.current


def revoke(record: UsageRights, *, by, reason: str, urgency="normal", expected_version=None) -> UsageRightsVersion:
    """Ends the rights at once: nothing under them is approved or delivered any more. Needs a reason."""
    access.require(by, "clear_rights", record.brand)
    reason = wording.needed(reason, what="The reason", longest=500)
    if urgency not in URGENCIES:
        raise Refused("Say how urgent it is: normal or urgent.", code="urgency")
    with transaction.atomic():
        _take_turn(record, expected_version)
        stamp = {"revoked_by": by, "revoked_at": clock.now(), "revoke_reason": reason, "revoke_urgency": urgency}
        if not UsageRightsVersion.objects.filter(pk=record.current_id, revoked_at=None).update(**stamp):
            raise Conflict("These rights were revoked already. Nothing was changed.", code="revoked")
        # a proposal that waits beside a revoked version is not silently in force next: it still needs clearing
        record.refresh_from_db()
        publishing.recheck(record)
        after = {"number": record.current.number, "urgency": urgency}
        audit.record("rights.revoked", record, by=by, after=after, reason=reason)
    return record.current


def link(record: UsageRights, images, *, by) -> int:
    """Puts images under the record; each leaves the one it stood under. Returns how many were moved.

    Under a cleared record an image counts as cleared at once, so that needs the right to clear.
    """
    cleared = bool(record.current and record.current.cleared_at)
    access.require(by, "clear_rights" if cleared else "record_rights", record.brand)
    with transaction.atomic():
        covered = _cover(record, images, by)
        if covered["images"]:
            publishing.recheck_made_from(images, record.brand)
            audit.record("rights.linked", record, by=by, details=covered)
    return len(covered["images"])


def unlink(record: UsageRights, image, *, by) -> None:
    """Takes one image out from under the record. Raises Conflict when it is not there, Refused when it is in use."""
    access.require(by, "record_rights", record.brand)
    with transaction.atomic():
        _refuse_in_library([image])
        ended = RightsCover.objects.filter(record=record, image=image, ended_at=None).update(ended_at=clock.now())
        if not ended:
            raise Conflict("This image does not stand under this record any more. Nothing was changed.")
        publishing.recheck_made_from([image], record.brand)
        audit.record("rights.unlinked", record, by=by, details={"images": [image.public_id]})


def newest_version(record: UsageRights) -> UsageRightsVersion:
    """The version with the highest number: the one in force, or a proposal that waits beside it."""
    return record.versions.order_by("-number").first()


def proposal_of(record: UsageRights) -> UsageRightsVersion | None:
    """A changed version that waits for clearing while an earlier one is in force."""
    if getattr(record, "newest_version_id", 0) == record.current_id:
        return None
    newest = newest_version(record)
    return newest if newest and newest.pk != record.current_id else None


def _refuse_stale(record, expected_version) -> None:
    """Says first that the page is old, before faults that only an old page has; the guard itself comes later."""
    if expected_version is not None:
        record.refresh_from_db()
        if record.version != expected_version:
            raise Conflict(who_changed_it(record), code="stale")


def _take_turn(record, expected_version) -> None:
    """The guard of every change: one UPDATE that compares the version that was seen."""
    seen = record.version if expected_version is None else expected_version
    if not UsageRights.objects.filter(pk=record.pk, version=seen).update(version=F("version") + 1):
        raise Conflict(who_changed_it(record), code="stale")


def _add_version(record, number, wanted, by):
    return UsageRightsVersion.objects.create(record=record, number=number, created_by=by, **wanted)


def _cover(record, images, by) -> dict:
    """Ends other covers of these images and adds ours; tells the log which images moved."""
    if foreign := [image for image in images if image.brand_id != record.brand_id]:
        raise Refused(f"{len(foreign)} of these images belong to another brand. Nothing was changed.", code="brand")
    _lock(images)
    held = set(RightsCover.objects.filter(record=record, ended_at=None).values_list("image_id", flat=True))
    wanted = list({image.pk: image for image in images if image.pk not in held}.values())
    _refuse_in_library(wanted)
    now = clock.now()
    RightsCover.objects.filter(image__in=wanted, ended_at=None).update(ended_at=now)
    RightsCover.objects.bulk_create(
        [RightsCover(record=record, image=image, added_by=by, added_at=now) for image in wanted]
    )
    return {"images": [image.public_id for image in wanted]}


def _lock(images) -> None:
    """Two records that reach for one image take turns."""
    keys = [image.pk for image in images]
    list(StoredImage.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk", flat=True))


def _refuse_in_library(images) -> None:
    """An approved image keeps the record it was approved under; that record can be changed or revoked instead."""
    if Asset.objects.filter(image__in=images, state=Asset.State.APPROVED).exists():
        raise Refused(
            "An image in the library keeps the rights record it was approved under. Nothing was changed. "
            "Change or revoke that record instead.",
            code="in_library",
        )


def _told(fields: dict) -> dict:
    """Fields as the log keeps them: dates as text, the tool's terms by their digest."""
    told = {name: value for name, value in fields.items() if value not in ("", None, [], {}, False)}
    if "tool_terms" in told:
        told["tool_terms"] = terms.digest(told["tool_terms"])
    return told


def _term_of(version) -> dict:
    return {
        "term_start": version.term_start,
        "term_end": version.term_end,
        "perpetual": version.perpetual,
        "territory": territories.words(version.territory_mode, version.territories),
        "channels": version.channels,
    }
