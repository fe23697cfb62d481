"""Owns which shapes a brief needs: the channels picked decide aspect ratio and smallest size of every request."""

from dataclasses import dataclass

from assets.models import Channel

LONG_SIDE = 1536  # pixels asked of a generator unless a channel needs more
STEP = 16  # generators take sides in steps of this many pixels


@dataclass(frozen=True)
class Shape:
    """One shape to ask for: ratio such as "16:9", the size asked for in pixels, and the channels that it serves."""

    ratio: str
    width: int
    height: int
    min_width: int
    min_height: int
    channels: tuple[str, ...]

    @property
    def inner_width(self) -> int:
        """Width of the drawn outline, which keeps 8 px from the edge."""
        return self.width - 16

    @property
    def inner_height(self) -> int:
        """Height of the drawn outline."""
        return self.height - 16

    @property
    def served(self) -> str:
        """The channels' names as a sentence has them."""
        *first, last = self.channels
        return f"{', '.join(first)} and {last}" if first else last


def for_channels(keys) -> list[Shape]:
    """The shapes that serve these channels, one for each ratio, in the channels' order; one query."""
    groups: dict[str, list[Channel]] = {}
    for channel in Channel.objects.filter(key__in=list(keys), enabled=True):
        groups.setdefault(channel.shape, []).append(channel)
    return [_shape(ratio, rows) for ratio, rows in groups.items()]


def _shape(ratio: str, channels: list[Channel]) -> Shape:
    least_width = max(channel.min_width for channel in channels)
    least_height = max(channel.min_height for channel in channels)
    width, height = size_of(ratio, least_width, least_height)
    return Shape(ratio, width, height, least_width, least_height, tuple(channel.name for channel in channels))


def size_of(ratio: str, least_width: int, least_height: int) -> tuple[int, int]:
    """Width and height in pixels: of that ratio within one step, at least as large as said, sides in steps of 16."""
    across, down = (int(part) for part in ratio.split(":"))
    scale = max(LONG_SIDE / max(across, down), least_width / across, least_height / down)
    return _stepped(across * scale), _stepped(down * scale)


def fitted(shape: Shape, options: dict) -> tuple[int, int]:
    """The size to ask a generator for: the shape's, made smaller where ``options["sides"]`` has limits."""
    sides = options.get("sides", {})
    most, most_pixels = sides.get("most"), sides.get("most_pixels")
    step, longest = sides.get("step", STEP), max(shape.width, shape.height)
    scale = min(1.0, (most or longest) / longest)
    if most_pixels:
        scale = min(scale, (most_pixels / (shape.width * shape.height)) ** 0.5)
    if scale == 1 and not (shape.width % step or shape.height % step):
        return shape.width, shape.height
    return int(shape.width * scale // step * step), int(shape.height * scale // step * step)


def _stepped(side: float) -> int:
    return -(-round(side) // STEP) * STEP
