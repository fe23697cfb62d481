"""Owns the sheet of an asset: for each channel its picture, its size, whether it is out there and at which address."""

from contextlib import suppress
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from assets import intake, publishers, rendering, safekeeping, snippets, transformations
from assets.models import Channel, Publication
from assets.problems import Unavailable
from assets.storage import private


@dataclass(frozen=True)
class Rendition:
    """One line of the sheet. ``url`` is the public address, empty unless live; ``why_not`` says why it is empty.

    ``picture`` is what a page shows; ``bytes`` is None until it was published; ``enlargement`` over 1 is a warning.
    ``doubt`` says what is wrong with what is delivered there; ``narrower`` are further addresses by width,
    ``html`` is what people paste into a page.
    """

    channel: Channel
    picture: str
    url: str
    why_not: str
    width: int
    height: int
    bytes: int | None
    enlargement: float
    doubt: str = ""
    narrower: dict = field(default_factory=dict)
    html: str = ""

    @property
    def enlarged(self) -> str:
        """By how much the picture was blown up, as people read it; empty when it was not."""
        return f"{self.enlargement:.1f}×" if self.enlargement > 1.05 else ""

    @property
    def weight(self) -> str:
        """Its bytes as people read them; empty until it was published."""
        return kilobytes(self.bytes) if self.bytes else ""

    @property
    def too_heavy(self) -> str:
        """The channel's limit on bytes if the picture is over it, as people read it; else empty."""
        most = self.channel.max_bytes
        return kilobytes(most) if most and self.bytes and self.bytes > most else ""


def kilobytes(number: int) -> str:
    """A number of bytes as people read it, by thousands as the channels' budgets are set: "1,204 kB"."""
    return f"{max(1, round(number / 1000)):,} kB"


def sheet(asset, publication, verdict, all_channels) -> list[Rendition]:
    """The asset's rendition for each channel; ``verdict`` is the gates', ``publication`` the newest or None."""
    live = publication is not None and publication.state == Publication.State.LIVE
    told = publication.answer.get("renditions", {}) if publication else {}
    return [_line(asset, publication if live else None, verdict, channel, told) for channel in all_channels]


def _line(asset, publication, verdict, channel, told):
    why_not = verdict.channel_stop(channel) or verdict.stop or ("" if publication else "It has no address until live.")
    own_told = _of_recipe(told, channel)
    url = "" if why_not else address(publication, channel)
    recipe = transformations.parse(channel.transformation)
    own = asset.image.width, asset.image.height
    width, height = transformations.size_of(recipe, *own)
    line = Rendition(
        channel=channel,
        picture=_shown(asset, channel, url),
        url=url,
        why_not=why_not,
        width=width,
        height=height,
        bytes=told.get(channel.key, {}).get("bytes"),
        enlargement=transformations.enlargement(recipe, *own),
        doubt=_doubt(own_told) if url else "",
        narrower=_narrower(publication, own_told) if url else {},
    )
    return replace(line, html=snippets.image(asset, line))


def address(publication, channel) -> str:
    """The public address of a publication's picture for a channel: the one that was tried, if its recipe still is."""
    tried = _of_recipe(publication.answer.get("renditions", {}), channel).get("url")
    service = publishers.named(publication.publisher)
    return tried or service.url(publication.remote_id, int(publication.remote_version), channel.transformation)


def _of_recipe(told, channel):
    """What the service said of a channel's picture, unless the channel's recipe was changed since."""
    found = told.get(channel.key, {})
    return found if found.get("recipe") == channel.transformation else {}


def _doubt(told):
    if told.get("trouble"):
        return told["trouble"]
    if told.get("marked") is False:
        return "The service takes the note on AI origin out of this picture. Say it beside the picture."
    return ""


def _narrower(publication, told):
    service = publishers.named(publication.publisher)
    return service.narrower(publication.remote_id, int(publication.remote_version), told)


def _shown(asset, channel, url):
    """What the page loads: the delivered picture itself where there is one, else a private drawing of it."""
    if not url:
        return reverse("assets:rendition", args=[asset.public_id, channel.key])
    return urlsplit(url).path if url.startswith(settings.SITE_URL) else url


def private_drawing(image, channel) -> bytes:
    """WebP of a channel's rendition that is not public, drawn once from the marked master; raises RenderingFailed."""
    recipe = transformations.parse(channel.transformation)
    path = f"renditions/{image.public_id}/{image.master_sha256[:12]}-{channel.transformation.replace('/', '+')}.webp"
    if private().exists(path):
        with private().open(path) as file:
            return file.read()
    drawn = rendering.render(intake.master(image), recipe, "webp").data
    with suppress(FileExistsError, Unavailable):  # drawn by somebody else meanwhile, or no room to keep it
        safekeeping.put(private(), path, drawn)
    return drawn
