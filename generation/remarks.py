"""Owns what is remarked about a candidate's picture: nothing on it, another size than asked, too small for its use."""

from assets import channels
from generation.models import Candidate

BLANK = "Nothing is on this picture but one even colour. Pass it, and ask for it again with a new seed."


def at_sight(candidate: Candidate) -> list[str]:
    """What the row and its image alone tell, in sentences; no query. Give it with its image."""
    return [sentence for sentence in (BLANK if candidate.image.blank else "", _other_size(candidate)) if sentence]


def of(candidate: Candidate) -> list[str]:
    """All remarks, those on the brief's channels too; one query for these."""
    return [*at_sight(candidate), *_too_small(candidate)]


def _other_size(candidate) -> str:
    image, asked = candidate.image, candidate.parameters
    width, height = asked.get("width"), asked.get("height")
    if candidate.origin != Candidate.Origin.GENERATED or not (width and height):
        return ""
    if (image.width, image.height) == (width, height):
        return ""
    return f"It came as {image.width} × {image.height}; {width} × {height} pixels were asked for."


def _too_small(candidate):
    image, wanted = candidate.image, set(candidate.brief.channels)
    for channel in channels.enabled():
        if channel.key in wanted and (image.width < channel.min_width or image.height < channel.min_height):
            least = f"{channel.min_width} × {channel.min_height}"
            yield f"It is too small for {channel.name}, which wants {least} pixels: it would be enlarged."
