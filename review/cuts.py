"""Owns the strip of channel crops on the decision page: what each shows, what it weighs, and what harm it does."""

from dataclasses import dataclass

from assets import channels, kits
from review import keeping
from review.rules import Seen, crop_faults, shown_by

HEIGHT = 64  # pixels on the page


@dataclass(frozen=True)
class Crop:
    """One channel's cut of the picture, drawn as an SVG of ``width`` × 64 px; ``frame`` and ``boxes`` are the whole
    picture and the parts that must stay visible, as x, y, width and height in pixels of the channel."""

    channel: object
    width: int
    box_width: int
    box_height: int
    frame: tuple
    fit: str
    boxes: list[tuple]
    planned: bool
    faults: list[tuple[str, str]]  # a short word and a sentence for each

    @property
    def poor(self) -> str:
        """What is wrong with it, in words; empty when nothing is."""
        return ", ".join(sentence for _, sentence in self.faults)

    @property
    def marks(self) -> str:
        """The same in a word each."""
        return ", ".join(word for word, _ in self.faults)


def crops(case) -> list[Crop]:
    """Every channel in use, the planned ones first; a crop that does harm says so."""
    image = case.candidate.image
    kept = keeping.boxes_of(case.candidate)
    measure, kit = getattr(image, "measure", None), kits.of(case.candidate.brand)
    seen = Seen(image, measure, kit, case.destinations, [], kept)
    found = [_crop(channel, seen, channel in case.channels) for channel in case.destinations]
    return sorted(found, key=lambda crop: not crop.planned)


def _crop(channel, seen, planned) -> Crop:
    height = channel.height or round(channel.width * seen.image.height / seen.image.width)
    width = max(16, round(HEIGHT * channel.width / height))
    faults = crop_faults(seen, channel)
    if not channels.crops(channel):
        return Crop(
            channel, width, channel.width, height, (0, 0, channel.width, height), "xMidYMid meet", [], planned, faults
        )
    left, top, across, down = shown_by(seen, channel)
    wide, high = channel.width / across, height / down
    frame = round(-left * wide), round(-top * high), round(wide), round(high)
    sides = [(one["x"] * wide, one["y"] * high, one["w"] * wide, one["h"] * high) for one in seen.kept]
    boxes = [(round(x + frame[0]), round(y + frame[1]), round(w), round(h)) for x, y, w, h in sides]
    return Crop(channel, width, channel.width, height, frame, "none", boxes, planned, faults)
