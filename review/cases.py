"""Owns everything that a decision on one candidate rests on, loaded once: for the page and for the door alike."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Exists, OuterRef

from assets import access, clearance, terms
from assets.models import Channel
from generation.makers import makers
from generation.models import Candidate, RequestReference
from generation.provenance import references_of
from review import checklists, keeping, musts, plans, stages, talk
from review.models import Round
from review.successors import IS_REPLACED

CANDIDATE = (
    "brand__kit",
    "image__measure",
    "brief__campaign__brand",
    "brief__campaign__plan__process",
    "brief__product",
    "brief__owner",
    "prompt_version__author",
    "author",
    "importer",
    "requested_by",
    "generator",
    "state_by",
    "advice",
    "kept",
)


@dataclass(frozen=True)
class Bound:
    """What a decision binds to: sent out with the page, sent back with the verdict, and compared under lock."""

    round: str
    image_sha256: str
    rights_version: str
    checklist_version: int
    terms_sha256: str
    stage: str = ""  # where the person signs; its own door says what became of it

    def differences(self, now: "Bound") -> list[str]:
        """What changed since this was seen, in words; empty when nothing did."""
        said = {
            "round": "The image was sent for approval anew.",
            "image_sha256": "The image’s bytes are other ones now.",
            "rights_version": "The usage rights have another version now.",
            "checklist_version": "The checklist, the alt text or what viewers are told was changed.",
            "terms_sha256": "The record of the tool’s terms was changed.",
        }
        return [sentence for name, sentence in said.items() if getattr(self, name) != getattr(now, name)]


@dataclass
class Case:
    """One candidate in one round with its checklist, rights, references and channels."""

    candidate: Candidate
    round: Round
    references: list[RequestReference]
    destinations: list[Channel]  # all that are in use
    sections: list[checklists.Section]
    rights: clearance.Effective
    viewer: object = None  # whoever the page is for; votes given apart hide words from them

    @cached_property
    def channels(self) -> list[Channel]:
        """The channels that the brief plans."""
        planned = set(self.candidate.brief.channels)
        return [channel for channel in self.destinations if channel.key in planned]

    @cached_property
    def standing(self) -> stages.Standing:
        """Where the round stands."""
        return self.round.__dict__.pop("standing_read", None) or stages.Standing(self.round)

    @property
    def plan(self):
        """What approval asks for in the campaign."""
        return plans.of(self.candidate.brief.campaign)

    @cached_property
    def makers(self) -> dict:
        """Who made it, and what each of them did."""
        return makers(self.candidate)

    @cached_property
    def _talks(self) -> tuple:
        return talk.talks_of(self.candidate, hidden=stages.hidden_words(self.standing, self.viewer))

    @cached_property
    def threads(self) -> list[talk.Talk]:
        """What is talked over on this image."""
        return self._talks[0]

    @cached_property
    def asked(self) -> list[talk.Talk]:
        """What earlier versions left open."""
        return self._talks[1]

    @property
    def bound(self) -> Bound:
        """What a decision made now would bind to."""
        version = self.rights.version
        return Bound(
            round=self.round.public_id,
            image_sha256=self.candidate.image.sha256,
            rights_version=version.public_id if version else "",
            checklist_version=self.round.version,
            terms_sha256=terms.digest(self.candidate.terms_snapshot),
        )

    @property
    def open(self) -> bool:
        """Whether it still waits for a decision."""
        return self.round.state == Round.State.OPEN and self.candidate.state == Candidate.State.IN_REVIEW


def load(candidate: Candidate, round_: Round, *, at=None) -> Case:
    """The case as it stands now; three queries, and one more each for references and for evidence on record."""
    round_.candidate = candidate
    references = references_of(candidate) if getattr(candidate, "refers", True) else []
    return Case(
        candidate=candidate,
        round=round_,
        references=references,
        destinations=list(Channel.objects.filter(enabled=True)),
        sections=checklists.sections(round_, references=bool(references)),
        rights=clearance.effective(
            candidate.image,
            at=at,
            campaign=candidate.brief.campaign,
            kept_terms=candidate.terms_snapshot,
            ingredients=[reference.source.image for reference in references],
        ),
    )


def find(user, public_id: str) -> tuple[Candidate, Round | None]:
    """The candidate that the user may see and its latest round. Raises Http404."""
    sources = RequestReference.objects.filter(request=OuterRef("request"))
    rows = Candidate.objects.select_related(*CANDIDATE).annotate(replaced=IS_REPLACED, refers=Exists(sources))
    rows = rows.annotate(ticked=musts.ticked_by(user), boxes_before=keeping.BEFORE)
    candidate = access.get_visible(rows, user, public_id)
    standing = stages.latest(candidate, seen_by=user)
    if standing is None:
        return candidate, None
    standing.round.standing_read = standing
    return candidate, standing.round
