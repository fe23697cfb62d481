"""Owns the rules of the automatic check: each measures one thing, names the threshold and gives its reason in words."""

from dataclasses import dataclass, field

from assets import channels, colours, kits
from assets.models import BrandKit, Channel, ImageMeasure, StoredImage
from assets.renditions import kilobytes

CELLS = 32
NEAR = 0.005  # of a crop's side: by so much a region may be cut before anybody sees it
PASSED, FAILED, UNTESTED = "passed", "failed", "untested"
NAMES = {
    "palette": "Palette",
    "logo": "Logo zone",
    "safe": "Safe area",
    "size": "Size",
    "sharp": "Sharpness",
    "text": "Text-like regions",
    "like": "Near-duplicates",
}


@dataclass(frozen=True)
class Seen:
    """Everything that the rules look at: ``like`` is (words, public id, bits) of near-duplicates already decided,
    ``kept`` what people marked as having to stay visible."""

    image: StoredImage
    measure: ImageMeasure
    kit: BrandKit
    channels: list[Channel]
    like: list[tuple[str, str, int]]
    kept: list[dict] = field(default_factory=list)

    def threshold(self, name: str) -> int:
        """The kit's threshold of that name."""
        return kits.threshold(self.kit, name)


def judged(seen: Seen) -> list[dict]:
    """One entry for each rule in order: rule, outcome, value, threshold, reason, and what it is about."""
    found = []
    for key, rule in RULES.items():
        outcome, value, limit, reason, *about = rule(seen)
        line = {"rule": key, "outcome": outcome, "value": value, "threshold": limit, "reason": reason}
        found.append(line | ({"about": about[0]} if about else {}))
    return found


def palette(seen):
    """The share of the picture that no kit colour is near to."""
    if not seen.kit.palette:
        return UNTESTED, None, None, "The brand kit has no colours yet."
    most, distance = seen.threshold("palette_share"), seen.threshold("palette_distance")
    value = round(100 * colours.share_beyond(seen.measure.colours, seen.kit.palette, distance))
    reason = f"{value} % of the picture is far from the kit’s colours; up to {most} % may be."
    return _at_most(value, most), value, most, reason


def logo(seen):
    """How calm the ground is where each planned channel puts the logo."""
    zones = [(channel, seen.kit.logo_zones[channel.key]) for channel in seen.channels if _zone(seen, channel)]
    if not zones:
        return UNTESTED, None, None, "The brand kit names no logo zone for these channels."
    most = seen.threshold("zone_detail")
    values = [(round(detail_in(seen.measure, _in_picture(seen, *pair))), pair[0].name) for pair in zones]
    value, name = max(values)
    restless = [name for value, name in values if value > most]
    if not restless:
        return PASSED, value, most, f"Calm under the logo: edges of {value} at most ({name}); up to {most} may be."
    reason = f"Too restless under the logo on {_listed(restless)}: edges of {value}; up to {most} may be."
    return FAILED, value, most, reason


def safe(seen):
    """Whether anything text-like is cut by a planned channel or too near to its edge."""
    if not seen.channels:
        return UNTESTED, None, None, "The brief plans no channels."
    margin, regions = seen.kit.safe_area, seen.measure.text_regions
    cut = [channel.name for channel in seen.channels if any(_leaves(seen, channel, region) for region in regions)]
    if cut:
        reason = f"Something text-like is cut or within {margin} % of the edge on {_listed(cut)}."
        return FAILED, len(cut), margin, reason
    return PASSED, 0, margin, f"Nothing text-like within {margin} % of an edge, cut from the middle."


def size(seen):
    """Whether there are pixels enough for each planned channel."""
    if not seen.channels:
        return UNTESTED, None, None, "The brief plans no channels."
    image = seen.image
    small = [c for c in seen.channels if image.width < c.min_width or image.height < c.min_height]
    most = max(seen.channels, key=lambda channel: channel.min_width * channel.min_height)
    value, least = f"{image.width} × {image.height}", f"{most.min_width} × {most.min_height}"
    if small:
        return FAILED, value, least, f"Too small for {_listed([c.name for c in small])}: {value} pixels."
    return PASSED, value, least, f"{value} pixels; the planned channels want up to {least}."


def sharp(seen):
    """Whether the edges are crisp."""
    value, least = round(seen.measure.sharpness), seen.threshold("sharpness")
    reason = f"Sharpness {value} of at least {least}."
    return (PASSED, value, least, reason) if value >= least else (FAILED, value, least, f"It looks soft: {reason}")


def text(seen):
    """How many regions look like text; what they say is not read."""
    value, most = len(seen.measure.text_regions), seen.threshold("text_regions")
    if value > most:
        plural = "s look" if value > 1 else " looks"
        return FAILED, value, most, f"{value} region{plural} like text. Read what is there; up to {most} may be."
    return PASSED, value, most, "Nothing looks like text." if not value else f"{value} text-like; {most} may be."


def like(seen):
    """Whether an approved or rejected image of the brand is nearly the same picture."""
    most = seen.threshold("likeness")
    if seen.image.blank:
        return UNTESTED, None, None, "One even colour has nothing to compare."
    if not seen.like:
        return PASSED, None, most, f"No decided image within {most} of 64 bits."
    words, public_id, bits = seen.like[0]
    more = f", and {len(seen.like) - 1} more" if len(seen.like) > 1 else ""
    return FAILED, bits, most, f"Nearly the same as an image {words}{more}: {bits} of 64 bits differ.", public_id


def crop_faults(seen, channel) -> list[tuple[str, str]]:
    """What a channel's crop does to the picture, each as a short word and a sentence; empty when it does no harm."""
    image, found = seen.image, []
    if image.width < channel.min_width or image.height < channel.min_height:
        found.append(("small", f"too small: wants {channel.min_width} × {channel.min_height}"))
    if lost := [box["what"] for box in seen.kept if not _keeps(seen, channel, box)]:
        found.append(
            (f"cuts {lost[0][:1].lower()}{lost[0][1:]}", f"the crop cuts what must stay visible: {_listed(lost)}")
        )
    if seen.measure and any(_cuts(seen, channel, region) for region in seen.measure.text_regions):
        found.append(("cuts text", "the crop goes through something text-like"))
    if (weight := _rendition(seen, channel).get("bytes", 0)) and channel.max_bytes and weight > channel.max_bytes:
        found.append((kilobytes(weight), f"too heavy: {kilobytes(weight)}, at most {kilobytes(channel.max_bytes)}"))
    if seen.measure and _zone(seen, channel):
        detail = round(detail_in(seen.measure, _in_picture(seen, channel, seen.kit.logo_zones[channel.key])))
        if detail > seen.threshold("zone_detail"):
            found.append(("logo", "too restless where the logo goes"))
    return found


RULES = {"palette": palette, "logo": logo, "safe": safe, "size": size, "sharp": sharp, "text": text, "like": like}


def detail_in(measure: ImageMeasure, box) -> float:
    """The mean strength of edges (0 to 255) in a part of the picture, by the area that each cell has in it."""
    left, top, width, height = (part * CELLS for part in box)
    cells, total, area = bytes.fromhex(measure.detail), 0.0, 0.0
    for y in range(int(top), min(CELLS, int(top + height) + 1)):
        for x in range(int(left), min(CELLS, int(left + width) + 1)):
            share = max(0, min(x + 1, left + width) - max(x, left)) * max(0, min(y + 1, top + height) - max(y, top))
            total, area = total + cells[y * CELLS + x] * share, area + share
    return total / area if area else 0.0


def _at_most(value, most) -> str:
    return PASSED if value <= most else FAILED


def _zone(seen, channel) -> bool:
    return channel.key in seen.kit.logo_zones


def _in_picture(seen, channel, zone):
    left, top, width, height = channels.window(channel, seen.image.width, seen.image.height)
    return left + zone[0] * width, top + zone[1] * height, zone[2] * width, zone[3] * height


def _leaves(seen, channel, region) -> bool:
    """Whether a region that the channel shows reaches beyond its safe area."""
    window = channels.window(channel, seen.image.width, seen.image.height)
    return _crosses(window, region, margin=seen.kit.safe_area / 100)


def _cuts(seen, channel, region) -> bool:
    """Whether the edge of the channel's crop goes through the region; what touches the picture's own edge is whole."""
    return channels.crops(channel) and _crosses(shown_by(seen, channel), region, margin=-NEAR)


def _crosses(window, region, *, margin) -> bool:
    left, top, width, height = window
    x, y, across, down = (region[0] - left) / width, (region[1] - top) / height, region[2] / width, region[3] / height
    shown = x < 1 and y < 1 and x + across > 0 and y + down > 0
    return shown and (min(x, y) < margin or max(x + across, y + down) > 1 - margin)


def _rendition(seen, channel) -> dict:
    """What was measured on the channel's picture by today's recipe; empty before that."""
    found = seen.measure.renditions.get(channel.key, {}) if seen.measure else {}
    return found if found.get("recipe") == channel.transformation else {}


def shown_by(seen, channel) -> tuple[float, float, float, float]:
    """The part that the channel shows, as the rendition itself cuts it, or cut from the middle before it was drawn."""
    box = _rendition(seen, channel).get("box")
    return tuple(box) if box else channels.window(channel, seen.image.width, seen.image.height)


def _keeps(seen, channel, box) -> bool:
    """Whether the whole of a part is in the channel's picture."""
    left, top, width, height = shown_by(seen, channel)
    x, y = (box["x"] - left) / width, (box["y"] - top) / height
    return min(x, y) >= -NEAR and max(x + box["w"] / width, y + box["h"] / height) <= 1 + NEAR


def _listed(names) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]
