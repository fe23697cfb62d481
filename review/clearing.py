"""Owns giving a candidate its rights on the way to a decision: what is proposed, and whom else it covers."""

from django.db import transaction

from assets import access, rights, terms
from assets.models import RightsCover, UsageRights
from generation.models import Candidate
from review.cases import Case

SHOWN = 60


def proposal(case: Case) -> dict:
    """The terms a record would start from: campaign, the tool's terms, and the channels that the brief plans."""
    fields = rights.draft(case.candidate.brief.campaign, kept_terms=case.candidate.terms_snapshot)
    planned = [channel.key for channel in case.channels]
    wanted = set(fields["channels"]) | set(planned)
    fields["channels"] = [channel.key for channel in case.destinations if channel.key in wanted]
    fields["paid_allowed"] = fields["paid_allowed"] or any(channel.paid for channel in case.channels)
    return fields


def title_for(case: Case) -> str:
    """The name a new record starts with: the campaign and where the rights come from."""
    kept = case.candidate.terms_snapshot
    return f"{case.candidate.brief.campaign.name} · {kept.get('tool') or case.candidate.tool or 'own'}"[:160]


def siblings(candidate: Candidate) -> list[Candidate]:
    """Other candidates of the brief that are in review under the same tool terms and have no record yet."""
    rows = Candidate.objects.filter(brief=candidate.brief_id, state=Candidate.State.IN_REVIEW).exclude(pk=candidate.pk)
    covered = RightsCover.objects.filter(ended_at=None).values("image")
    rows = rows.exclude(image__in=covered).select_related("image").order_by("pk")
    mine = terms.digest(candidate.terms_snapshot)
    return [row for row in rows[:SHOWN] if terms.digest(row.terms_snapshot) == mine]


def records_for(candidate: Candidate):
    """Records of the brand that could cover it too, those of its campaign first."""
    rows = UsageRights.objects.filter(brand=candidate.brand_id, current__revoked_at=None).select_related("current")
    campaign = candidate.brief.campaign_id
    return sorted(rows.order_by("-pk")[:SHOWN], key=lambda record: record.campaign_id != campaign)


def record(case: Case, *, by, title: str, fields: dict, also=(), clear: bool = False) -> UsageRights:
    """A new record over the candidate's image and those of ``also``; cleared in the same act if asked for.

    Raises Refused with the faults, Forbidden when a marketer asks for clearing.
    """
    if clear:
        access.require(by, "clear_rights", case.candidate.brand)
    images = [case.candidate.image, *(one.image for one in also)]
    campaign = case.candidate.brief.campaign
    with transaction.atomic():
        made = rights.create(case.candidate.brand, by=by, title=title, images=images, campaign=campaign, **fields)
        if clear:
            rights.clear(made, by=by)
    return made
