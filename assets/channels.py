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
