"""Owns which destinations there are: the enabled channels, and the one behind a transformation string."""

from assets import transformations
from assets.models import Channel
from assets.transformations import BadTransformation


def enabled():
    """The channels in use, in their order."""
    return Channel.objects.filter(enabled=True)


def behind(text: str) -> Channel:
    """The channel whose recipe a transformation string spells, in any order; raises BadTransformation for all else."""
    recipe = transformations.canonical(text)
    found = enabled().filter(transformation=recipe).first()
    if found is None:
        raise BadTransformation("Only the site's own channel presets are made here.")
    return found


def crops(channel) -> bool:
    """Whether the channel's recipe cuts parts of the picture away."""
    return transformations.parse(channel.transformation).crop in ("fill", "lfill")


def window(channel, width: int, height: int) -> tuple[float, float, float, float]:
    """The part of a picture that the channel shows, cut from its middle: left, top, width, height as fractions."""
    if not channel.height or not crops(channel):
        return 0.0, 0.0, 1.0, 1.0
    wanted, own = channel.width / channel.height, width / height
    across, down = min(1.0, wanted / own), min(1.0, own / wanted)
    return (1 - across) / 2, (1 - down) / 2, across, down
