"""Owns what viewers are told about an image made by AI, decided for each planned channel."""

from assets.problems import Refused

CHOICES = {
    "none": "Nothing",
    "metadata_only": "In the file’s metadata only",
    "caption": "In the caption or text beside it",
    "platform_toggle": "By the platform’s own AI label",
    "label_in_pixels": "By a label in the picture",
    "eu_icon": "By the EU’s icon for AI content",
}
ALL = "all"


def checked(wanted: dict, planned) -> dict:
    """Choices by channel key, for planned channels only. Raises Refused for a choice that is not on the list."""
    found = {channel: choice for channel, choice in wanted.items() if channel in planned and choice}
    if unknown := set(found.values()) - set(CHOICES):
        raise Refused(f"There is no choice “{min(unknown)[:40]}”. Nothing was saved.", code="disclosure")
    return found


def open_channels(disclosure: dict, channels) -> list:
    """The planned channels for which nobody has decided yet."""
    return [channel for channel in channels if disclosure.get(channel.key) not in CHOICES]


def common(disclosure: dict, channels) -> str:
    """The one choice that all channels share; empty when they differ or are open."""
    choices = {disclosure.get(channel.key, "") for channel in channels}
    return choices.pop() if len(choices) == 1 else ""
