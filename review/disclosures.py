"""Owns what viewers are told about an image made by AI, decided for each planned channel, and the rules on that.

The rules are data with the day they were read. They advise: whether a picture could mislead is for people to judge.
"""

from collections import Counter
from dataclasses import dataclass

from assets import clock, terms, territories
from assets.models import DisclosureRule
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


@dataclass(frozen=True)
class Asked:
    """A rule that touches an image, with the planned channels that it is about and those where too little is told."""

    rule: DisclosureRule
    channels: list[str]
    short: list[str]
    undecided: bool

    @property
    def stale(self) -> bool:
        """Whether nobody has read the rule again for half a year."""
        return self.rule.as_of + terms.STALE_AFTER < clock.now().date()


def asked_of(case) -> list[Asked]:
    """The rules that hold in the campaign's markets for a planned channel and for whom the picture shows. One query."""
    people = case.rights.version.people if case.rights.version else None
    found = []
    for rule in DisclosureRule.objects.filter(enabled=True):
        touched = [one for one in case.channels if _touches(rule, one)]
        if touched and _holds_in(rule, case.candidate.brief.campaign.markets) and _shows(rule, people):
            found.append(_weighed(rule, touched, case.round.disclosure))
    return found


def named(case) -> dict[str, str]:
    """The same as the log keeps it: each rule's key and the day on which it was read."""
    return {one.rule.key: str(one.rule.as_of) for one in asked_of(case)}


def _touches(rule, channel) -> bool:
    return (not rule.channels or channel.key in rule.channels) and (channel.paid or not rule.paid_only)


def _holds_in(rule, markets) -> bool:
    places = set().union(*(territories.GROUPS.get(code, {code}) for code in rule.territories))
    return not places or bool(places & set(markets))


def _shows(rule, people) -> bool:
    """Without a rights record nobody has said who is shown, so the rule may hold."""
    return not rule.people or people is None or people in rule.people


def _weighed(rule, channels, disclosure) -> Asked:
    told = {channel.name: disclosure.get(channel.key, "") for channel in channels}
    short = [name for name, choice in told.items() if choice and rule.enough and choice not in rule.enough]
    return Asked(rule, list(told), short, not all(told.values()))
