"""Owns briefs: writing, changing, duplicating, closing and opening them again."""

from django.db import transaction

from assets import access, audit, wording
from assets.campaigns import amount, known_channels
from assets.models import Campaign
from assets.problems import Conflict, Refused
from assets.revisions import revise
from assets.transitions import Transition, move
from generation.models import Brief

FIELDS = (
    "campaign",
    "product",
    "title",
    "goal",
    "subject",
    "message",
    "mood",
    "must_haves",
    "must_nots",
    "channels",
    "images_wanted",
    "due_on",
    "budget",
)
MOST_IMAGES = 40
STATES = Brief.State
TRANSITIONS = {
    "close": Transition("close", (STATES.OPEN,), STATES.CLOSED, "create_brief", "brief.closed"),
    "reopen": Transition("reopen", (STATES.CLOSED,), STATES.OPEN, "create_brief", "brief.reopened"),
}


def create(campaign: Campaign, *, by, title: str, subject: str, channels, **fields) -> Brief:
    """A new brief in the campaign's brand, owned by its writer.

    Fields: product, goal, message, mood, must_haves and must_nots (lists or one per line), images_wanted (1 to 40),
    due_on, budget. Raises Refused with a sentence.
    """
    access.require(by, "create_brief", campaign.brand)
    _refuse_archived(campaign)
    given = {"campaign": campaign, "title": title, "subject": subject, "channels": channels, **fields}
    return _store(_checked(given), by=by, event="brief.created")


def change(brief: Brief, *, by, expected_version: int | None = None, **fields) -> Brief:
    """Sets the named fields of an open brief. Raises Conflict when somebody was first."""
    access.require(by, "create_brief", brief.brand)
    if brief.state == STATES.CLOSED:
        raise Conflict("This brief is closed and takes no changes. Open it again first.")
    whole = {name: getattr(brief, name) for name in FIELDS} | fields
    if whole["campaign"].brand_id != brief.brand_id:
        raise Refused("The campaign belongs to another brand. Nothing was saved. Pick one of this brand's.")
    return revise(brief, _checked(whole), event="brief.changed", by=by, expected_version=expected_version)


def duplicate(brief: Brief, *, by) -> Brief:
    """A new open brief with the same wishes and without prompts, images or a due date."""
    access.require(by, "create_brief", brief.brand)
    _refuse_archived(brief.campaign)
    fields = {name: getattr(brief, name) for name in FIELDS}
    fields |= {"title": _copy_title(brief.title), "due_on": None, "duplicated_from": brief}
    return _store(fields, by=by, event="brief.duplicated")


def close(brief: Brief, *, by, expected_version: int | None = None) -> Brief:
    """Ends the work on a brief; everything made for it stays."""
    return _move(brief, "close", by=by, expected_version=expected_version)


def reopen(brief: Brief, *, by, expected_version: int | None = None) -> Brief:
    """Takes up the work on a closed brief again."""
    return _move(brief, "reopen", by=by, expected_version=expected_version)


def _move(brief: Brief, name: str, *, by, expected_version) -> Brief:
    transition = TRANSITIONS[name]
    access.require(by, transition.action, brief.brand)
    return move(brief, transition, by=by, expected_version=expected_version)


@transaction.atomic
def _store(fields: dict, *, by, event: str) -> Brief:
    brief = Brief.objects.create(brand=fields["campaign"].brand, owner=by, **fields)
    audit.record(event, brief, by=by, after={name: value for name, value in fields.items() if value})
    return brief


def _checked(fields: dict) -> dict:
    """The fields in one form; every text within its cap."""
    campaign, product = fields["campaign"], fields.get("product")
    if product is not None and product.brand_id != campaign.brand_id:
        raise Refused("The product belongs to another brand. Nothing was saved. Pick one of this brand's.")
    return {
        "campaign": campaign,
        "product": product,
        "title": wording.needed(fields["title"], what="The title", longest=160),
        "subject": wording.needed(fields["subject"], what="The subject", longest=2000),
        **{name: wording.plain(fields.get(name, ""), what=f"The {name}", longest=300) for name in _SHORT},
        "must_haves": wording.lines(fields.get("must_haves", []), what="Must show"),
        "must_nots": wording.lines(fields.get("must_nots", []), what="Must not show"),
        "channels": _channels(fields["channels"]),
        "images_wanted": _count(fields.get("images_wanted", 4)),
        "due_on": fields.get("due_on"),
        "budget": amount(fields.get("budget")),
    }


_SHORT = ("goal", "message", "mood")


def _channels(keys) -> list[str]:
    found = known_channels(keys)
    if not found:
        raise Refused("No channel is picked, so no shape follows. Nothing was saved. Pick at least one channel.")
    return found


def _count(number: int) -> int:
    if not 1 <= number <= MOST_IMAGES:
        raise Refused(f"{number} images cannot be asked for. Nothing was saved. Write 1 to {MOST_IMAGES}.")
    return number


def _copy_title(title: str) -> str:
    return f"{title[:152]} (copy)"


def _refuse_archived(campaign: Campaign) -> None:
    if campaign.archived_at:
        raise Refused(f"The campaign {campaign} is archived and takes no new briefs. Nothing was saved. Pick another.")
