"""Owns the questions before anything leaves the house: do approval and rights hold now, and for which channel?"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from assets import channels, clearance, clock
from assets.clearance import Effective, State
from assets.models import Asset, StoredImage


@dataclass(frozen=True)
class Verdict:
    """What the gates say of a publication at an instant.

    ``stop`` is a sentence, empty when it may go out. ``begins`` is set when nothing but its time is missing.
    ``starts`` and ``ends`` bound the time in which it may be shown; None is open. ``rights`` is what they rest on.
    """

    rights: Effective
    stop: str
    begins: datetime | None
    starts: datetime | None
    ends: datetime | None
    channels: frozenset | None
    restrictions: tuple = ()

    def channel_stop(self, channel) -> str:
        """Why the picture stays out of a channel; empty when it does not."""
        if self.channels is not None and channel.key not in self.channels:
            return NOT_COVERED
        return _crop_stop(self.restrictions, channel)

    def open_channels(self) -> list:
        """The enabled channels that the picture may go to."""
        return [channel for channel in channels.enabled() if not self.channel_stop(channel)]


NOT_COVERED = "The usage rights do not cover this channel."


def look(asset, at=None) -> Verdict:
    """The verdict on the asset's delivery now, from its approval and from all limits on its rights together."""
    at = at or clock.now()
    rights = effective(asset, at)
    starts = max(filter(None, (rights.starts_at, rights.embargo_until)), default=None)
    stop = _approval_stop(asset) or _rights_stop(rights, starts, asset.brand.timezone)
    embargoed = rights.state == State.EMBARGOED and not _approval_stop(asset)
    restrictions = tuple(rights.version.restrictions) if rights.version else ()
    return Verdict(rights, stop, starts if embargoed else None, starts, rights.ends_at, rights.channels, restrictions)


def effective(asset, at=None):
    """What the asset's record, its sources' records, the tool's terms and the campaign leave together."""
    frozen = json.loads(asset.provenance)
    digests = [reference["sha256"] for reference in frozen["references"] if reference.get("sha256")]
    sources = StoredImage.objects.filter(brand=asset.brand_id, sha256__in=digests) if digests else ()
    return clearance.effective(
        asset.image, at=at, campaign=asset.campaign, kept_terms=frozen["terms"], ingredients=sources
    )


def delivery_stop(publication, channel, at) -> str:
    """Why a live publication is not shown in a channel at this instant, asked at every request.

    Reads the term that the publication carries, and the rights' current version for term, revocation and channels.
    """
    version = publication.asset.rights.current
    if version is None or version.revoked_at or not version.cleared_at:
        return "The usage rights are not cleared."
    # the term that was cleared last counts at once, before a worker has written it onto the publication
    term = clearance.by_term(version, at)
    if term == State.EMBARGOED or (publication.available_from and at < publication.available_from):
        return "The usage rights have not begun."
    if term == State.EXPIRED or (publication.available_until and at >= publication.available_until):
        return "The usage rights have ended."
    if channel.key not in version.channels:
        return NOT_COVERED
    return _crop_stop(version.restrictions, channel)


def _crop_stop(restrictions, channel):
    if "no_crop" in restrictions and channels.crops(channel):
        return "The usage rights forbid cropping, and this channel crops."
    return ""


def _approval_stop(asset):
    if asset.state != Asset.State.APPROVED:
        return f"The image is not approved any more: {asset.get_state_display().lower()}."
    return ""


def _rights_stop(rights, starts, tz):
    if rights.lets_deliver():
        return ""
    if rights.state == State.REVOKED:
        return "The usage rights were revoked."
    if rights.state == State.EXPIRED:
        source = rights.narrowed_by.get("ends_at", "the usage rights")
        return f"It may be shown until {_day(rights.ends_at - timedelta(seconds=1), tz)} only, by {source}."
    if rights.state == State.EMBARGOED:
        return f"It may be shown from {_day(starts, tz)} on."
    return rights.lacks[0].sentence if rights.lacks else "The usage rights are not cleared."


def _day(instant, tz):
    return timezone.localtime(instant, ZoneInfo(tz)).strftime("%-d %B %Y, %H:%M")
