"""Owns what viewers are told about an image made by AI, decided for each planned channel."""

from collections import Counter

from assets.problems import Refused

CHOICES = {
    "none": "Nothing",
    "metadata_only": "In the file’s metadata",
    "caption": "In the caption or text beside it",
    "platform_toggle": "By the platform’s own AI label",
    "label_in_pixels": "By a label in the picture",
    "eu_icon": "By the EU’s icon for AI content",
}


def checked(wanted: dict, planned) -> dict:
    """Choices by channel key, for planned channels only. Raises Refused for a choice that is not on the list."""
    found = {channel: choice for channel, choice in wanted.items() if channel in planned and choice}
    if unknown := set(found.values()) - set(CHOICES):
        raise Refused(f"There is no choice “{min(unknown)[:40]}”. Nothing was saved.", code="disclosure")
    return found


def open_channels(disclosure: dict, channels) -> list:
    """The planned channels for which nobody has decided yet."""
    return [channel for channel in channels if disclosure.get(channel.key) not in CHOICES]


def usual(disclosure: dict, channels) -> str:
    """The choice that most channels share; the others are exceptions to it. Empty while none is decided."""
    counted = Counter(disclosure[channel.key] for channel in channels if disclosure.get(channel.key))
    return counted.most_common(1)[0][0] if counted else ""
