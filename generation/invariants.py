"""Owns what must always hold between briefs, requests, slots and candidates; see assets.invariants for the form."""

import hashlib

from django.db.models import Exists, F, OuterRef, Q

from assets.invariants import BATCH, Breach, unlogged_states
from assets.models import Work
from generation.models import Attempt, Brief, Candidate, PromptVersion, Slot

S = Slot.State
LIVE = (S.QUEUED, S.SUBMITTING, S.RUNNING, S.FETCHED)
PAID = (Attempt.State.ACCEPTED, Attempt.State.READY, Attempt.State.STORED)


def every_candidate_stays_in_its_brand():
    """A candidate, its brief and its image belong to one brand."""
    foreign = ~Q(brand=F("brief__brand")) | ~Q(brand=F("image__brand"))
    for candidate in Candidate.objects.filter(foreign).order_by("pk").iterator(BATCH):
        yield Breach(f"candidate {candidate.public_id}", "its brief or its image belongs to another brand")


def every_done_slot_has_its_candidate():
    """An image wanted is done exactly if its candidate is there."""
    has_one = Exists(Candidate.objects.filter(slot=OuterRef("pk")))
    for slot in Slot.objects.filter(~has_one, state=S.DONE).order_by("pk").iterator(BATCH):
        yield Breach(f"slot {slot.public_id}", "it is done, but there is no candidate")
    for slot in Slot.objects.filter(has_one).exclude(state=S.DONE).order_by("pk").iterator(BATCH):
        yield Breach(f"slot {slot.public_id}", f"it has a candidate, but it is {slot.state}")


def no_wanted_image_is_forgotten():
    """Every image that is still wanted has an open job."""
    job = Work.objects.filter(subject=OuterRef("public_id"), state=Work.State.OPEN)
    for slot in Slot.objects.filter(~Exists(job), state__in=LIVE).order_by("pk").iterator(BATCH):
        yield Breach(f"slot {slot.public_id}", f"it is {slot.state}, and no job works on it")


def no_image_is_paid_twice():
    """No image wanted has two attempts that a generator accepted."""
    other = Attempt.objects.filter(slot=OuterRef("slot"), state__in=PAID, pk__lt=OuterRef("pk"))
    for attempt in Attempt.objects.filter(Exists(other), state__in=PAID).order_by("pk").iterator(BATCH):
        yield Breach(f"attempt {attempt.public_id}", "an earlier attempt for the same image was accepted too")


def no_place_at_a_generator_is_held_for_nothing():
    """Every attempt that counts as at work there has an open job, which will end it."""
    job = Work.objects.filter(subject=OuterRef("slot__public_id"), state=Work.State.OPEN)
    held = Attempt.objects.filter(~Exists(job), state__in=(Attempt.State.SUBMITTING, Attempt.State.ACCEPTED))
    for attempt in held.order_by("pk").iterator(BATCH):
        yield Breach(f"attempt {attempt.public_id}", f"it is {attempt.state}, and no job will end it")


def every_prompt_is_as_written():
    """The text of every prompt version is the one that was hashed when it was written."""
    for version in PromptVersion.objects.order_by("pk").iterator(BATCH):
        if hashlib.sha256(version.text.encode()).hexdigest() != version.text_sha256:
            yield Breach(f"prompt version {version.public_id}", "its text was changed after it was written")


def every_state_is_logged():
    """The state of every brief, image wanted and candidate is the one that its last audit event says."""
    yield from unlogged_states(Brief, initial=Brief.State.OPEN)
    yield from unlogged_states(Slot, initial=S.QUEUED, skip=(S.DONE,))
    yield from unlogged_states(Candidate, initial=Candidate.State.OPEN)


RULES = (
    every_candidate_stays_in_its_brand,
    every_done_slot_has_its_candidate,
    no_wanted_image_is_forgotten,
    no_image_is_paid_twice,
    no_place_at_a_generator_is_held_for_nothing,
    every_prompt_is_as_written,
    every_state_is_logged,
)
