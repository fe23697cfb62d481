"""Owns whose turn it is, asked of many rounds at once: parts of queries for the queue, the mails and the counts."""

from django.db.models import Exists, OuterRef, Q

from assets import clock
from assets.models import Membership
from review import stages
from review.models import Decision, Round, SignOff, Stage


def to_begin():
    """The stages that are to be begun by hand, their turn having come, of rounds that go on."""
    before = Stage.objects.filter(round=OuterRef("round"), position__lt=OuterRef("position"), closed_at=None)
    rows = Stage.objects.filter(round__state=Round.State.OPEN, start="hand", opened_at=None, closed_at=None)
    return rows.exclude(Exists(before))


def mine(user):
    """For a query of rounds: whether a signature of this person is awaited in them now."""
    member = Membership.objects.filter(user=user, brand=OuterRef("stage__round__brand"), role=OuterRef("role"))
    here = {"brand": OuterRef("stage__round__brand"), "person": OuterRef("person")}
    absent = stages.away(clock.now()).filter(substitute=user, **here)
    theirs = Q(person=user) | (Q(person=None) & Exists(member)) | Exists(absent)
    keep = Decision.objects.filter(~stages.DONE, voided_at=None)
    taken = keep.filter(sign_off=OuterRef("pk"))
    said = keep.filter(stage=OuterRef("stage"), by=user)
    open_places = SignOff.objects.filter(
        stage__round=OuterRef("pk"), stage__opened_at__isnull=False, stage__closed_at=None
    )
    free = open_places.filter(theirs).exclude(Exists(taken)).exclude(Exists(said))
    voted = Decision.objects.filter(round=OuterRef("pk"), by=user, voided_at=None)
    thinks_again = voted.filter(stage__joint_at__isnull=False, stage__closed_at=None)
    again = thinks_again.exclude(verdict=Decision.Verdict.ASIDE)
    return Exists(free) | Exists(again)
