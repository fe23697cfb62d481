"""Owns what must always hold between decisions, candidates and assets; see assets.invariants for the form."""

from django.db.models import Count, Exists, F, OuterRef, Q

from assets.invariants import BATCH, Breach, unlogged_states
from assets.models import Asset
from generation.makers import made
from generation.models import Candidate
from review import stages
from review.models import Comment, Decision, GuestImage, GuestVerdict, Round, SignOff, Stage, Thread

VALID = Decision.objects.filter(voided_at=None, verdict=Decision.Verdict.APPROVED)


def every_asset_has_one_decision():
    """Every asset that was not undone rests on exactly one valid approval; an undone one rests on none."""
    kept = dict(VALID.exclude(asset=None).values_list("asset").annotate(Count("pk")).order_by())
    for asset in Asset.objects.order_by("pk").iterator(BATCH):
        wanted, found = int(asset.state != Asset.State.VOIDED), kept.get(asset.pk, 0)
        if found != wanted:
            yield Breach(f"asset {asset.public_id}", f"it is {asset.state} and has {found} valid approvals")


def every_decision_is_bound_to_its_bytes():
    """An approval and its asset name the same bytes, rights and candidate."""
    found = VALID.exclude(asset=None).select_related("asset__image", "candidate").order_by("pk")
    for decision in found.iterator(BATCH):
        asset = decision.asset
        told = (decision.image_sha256, decision.rights_version_id, decision.candidate.public_id)
        if told != (asset.image.sha256, asset.rights_version_id, asset.origin):
            yield Breach(f"decision {decision.public_id}", "its asset has other bytes, rights or origin")


def every_approved_candidate_has_its_decision():
    """A candidate is approved exactly if one valid approval admitted it."""
    valid = Q(decisions__voided_at=None, decisions__verdict=Decision.Verdict.APPROVED, decisions__asset__isnull=False)
    votes = Count("decisions", filter=valid)
    approved = Q(state=Candidate.State.APPROVED)
    found = Candidate.objects.annotate(votes=votes).filter((approved & ~Q(votes=1)) | (~approved & Q(votes__gt=0)))
    for candidate in found.order_by("pk").iterator(BATCH):
        yield Breach(f"candidate {candidate.public_id}", f"it is {candidate.state} with {candidate.votes} approvals")


def no_maker_approves():
    """Nobody approved an image that they had a hand in."""
    for decision in VALID.select_related("candidate", "by").order_by("pk").iterator(BATCH):
        if made(decision.candidate, decision.by):
            yield Breach(f"decision {decision.public_id}", "its approver had a hand in the image")


def every_signed_stage_has_its_signatures():
    """A stage counts as signed only with as many valid approvals as it needs, each on the image's bytes, none held."""
    yes = Q(decisions__voided_at=None, decisions__verdict__in=stages.YES)
    same = yes & Q(decisions__held=False) & Q(decisions__image_sha256=F("round__candidate__image__sha256"))
    outside = Q(sign_offs__verdict__verdict="approve", sign_offs__verdict__voided_at=None)
    outside &= Q(sign_offs__verdict__image_sha256=F("round__candidate__image__sha256"))
    found = Stage.objects.filter(outcome=Stage.Outcome.PASSED, round__candidate__state="approved").annotate(
        signed=Count("decisions", filter=same, distinct=True) + Count("sign_offs", filter=outside, distinct=True)
    )
    for stage in found.filter(signed__lt=F("needed")).order_by("pk").iterator(BATCH):
        yield Breach(f"stage {stage.public_id}", f"it is signed with {stage.signed} of {stage.needed} signatures")


def nothing_is_approved_past_an_open_stage():
    """An approved image's round has no stage that still waits, and its last stage was signed."""
    open_ = Stage.objects.filter(round=OuterRef("round"), closed_at=None)
    found = VALID.exclude(asset=None).annotate(waits=Exists(open_)).filter(Q(waits=True) | ~Q(stage__outcome="passed"))
    for decision in found.order_by("pk").iterator(BATCH):
        yield Breach(f"decision {decision.public_id}", "it admitted an image while a stage was open")


def every_waiting_candidate_has_its_round():
    """A candidate waits for approval exactly if it has an open round."""
    opened = Count("rounds", filter=Q(rounds__state=Round.State.OPEN))
    waiting = Q(state=Candidate.State.IN_REVIEW)
    found = Candidate.objects.annotate(opened=opened).filter((waiting & ~Q(opened=1)) | (~waiting & Q(opened__gt=0)))
    for candidate in found.order_by("pk").iterator(BATCH):
        yield Breach(f"candidate {candidate.public_id}", f"it is {candidate.state} with {candidate.opened} open rounds")


def no_approved_image_has_a_thread_that_must_be_fixed():
    """Nothing is approved while a thread that must be fixed is open on it."""
    found = Thread.objects.filter(must_fix=True, state=Thread.State.OPEN, candidate__state=Candidate.State.APPROVED)
    for thread in found.select_related("candidate").order_by("pk").iterator(BATCH):
        yield Breach(f"candidate {thread.candidate.public_id}", f"it is approved with thread {thread.number} open")


def every_threads_state_is_logged():
    """The state of every thread is the one that its last audit event says."""
    yield from unlogged_states(Thread, initial=Thread.State.OPEN)


def guests_say_things_of_their_images():
    """Every guest's verdict is on an image that their link shows, and no link shows another brief's image."""
    own = GuestImage.objects.filter(link=OuterRef("guest__link"), candidate=OuterRef("candidate"))
    for verdict in GuestVerdict.objects.exclude(Exists(own)).order_by("pk").iterator(BATCH):
        yield Breach(f"guest verdict {verdict.public_id}", "its image is not one of its link")
    for image in GuestImage.objects.exclude(candidate__brief=F("link__brief")).order_by("pk").iterator(BATCH):
        yield Breach(f"guest image {image.public_id}", "it belongs to another brief than its link")


def guests_sign_by_links_for_it():
    """A guest's signature came by a link for signing off that its maker had no hand in the image of, never last."""
    places = SignOff.objects.exclude(verdict=None).select_related(
        "verdict__guest__link__created_by", "verdict__candidate"
    )
    last = Stage.objects.filter(round=OuterRef("stage__round"), position__gt=OuterRef("stage__position"))
    for place in places.annotate(early=Exists(last)).order_by("pk").iterator(BATCH):
        link = place.verdict.guest.link
        if link.mode != link.Mode.SIGN or not place.early or made(place.verdict.candidate, link.created_by):
            yield Breach(f"sign-off {place.public_id}", "a guest signed where guests may not")


def guests_read_only_their_threads():
    """Every guest's comment stands in a thread that guests of the same link began, or in one carried on from it."""
    strange = Comment.objects.exclude(guest=None).exclude(thread__guest__link=F("guest__link"))
    for comment in strange.filter(thread__carried_from=None).order_by("pk").iterator(BATCH):
        yield Breach(f"comment {comment.public_id}", "a guest wrote it where guests of that link do not read")


RULES = (
    every_asset_has_one_decision,
    every_decision_is_bound_to_its_bytes,
    every_approved_candidate_has_its_decision,
    no_maker_approves,
    every_signed_stage_has_its_signatures,
    nothing_is_approved_past_an_open_stage,
    every_waiting_candidate_has_its_round,
    no_approved_image_has_a_thread_that_must_be_fixed,
    every_threads_state_is_logged,
    guests_say_things_of_their_images,
    guests_sign_by_links_for_it,
    guests_read_only_their_threads,
)
