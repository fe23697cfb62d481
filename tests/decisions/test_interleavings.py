"""Rights, time, bytes and verdicts in any order: nothing is ever shown or kept up without rights that hold right then.

`INTERLEAVINGS=1000 pytest tests/decisions/test_interleavings.py` runs as many orders as the promise names.
"""

import os
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import transaction
from django.db.models.functions import Now
from django.test import Client
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

import assets.invariants
import review.invariants
from assets import clock, publishing, rights, uploads
from assets.models import Asset, Channel, Publication, StoredImage, UsageRights, Work
from assets.problems import Conflict, Problem
from generation.models import Candidate
from review import decisions
from review.models import Decision
from tests import factories
from tests.decisions import waiting
from tests.rights.records import TERMS

MANY = int(os.environ.get("INTERLEAVINGS", "40"))
# ahead of the machine by years: what the database dates by its own clock is due by then
START = datetime(2035, 12, 1, 10, tzinfo=UTC)
DOING = {
    publishing.PUBLISH: uploads.publish,
    publishing.TAKE_DOWN: uploads.take_down,
    publishing.EXPIRE: uploads.expire,
}
CHANNELS = ("desktop_hero", "square_social")
S = Publication.State


class Interleaving(RuleBasedStateMachine):
    """One image on its way, and everybody who may get in each other's way."""

    def __init__(self):
        super().__init__()
        self.stack = ExitStack()
        self.stack.enter_context(transaction.atomic())
        self.clock = self.stack.enter_context(time_machine.travel(START, tick=True))
        self.page = None

    def teardown(self):
        """What must always hold, holds at the end too; then nothing of it is kept."""
        try:
            self._check_promises()
        finally:
            transaction.set_rollback(True)
            self.stack.close()

    @initialize(days=st.integers(1, 40), live=st.sampled_from([True, True, False]))
    def begin(self, days, live):
        """A candidate that nothing blocks, under rights that end in some days; mostly it is published already."""
        self.brand = factories.a_brand()
        self.manager, self.marketer = (factories.a_user(role, self.brand) for role in ("brand_manager", "marketer"))
        self.candidate = waiting.a_ready(self.brand)
        self.record = UsageRights.objects.get(brand=self.brand)
        self._terms(term_end=(START + timedelta(days=days)).date())
        self._clear()
        self.look()
        if live:
            self.approve()
            self.wait(1)
            self.sweep()
            assert Publication.objects.filter(state=S.LIVE).exists()

    # --- what people do

    @rule()
    def look(self):
        """The manager loads the decision page."""
        self.page = waiting.bound_of(self.candidate)

    @rule()
    def approve(self):
        """The manager approves what the page showed, however old it is."""
        seen, before = self.page, Decision.objects.count()
        try:
            decision = decisions.approve(self._fresh(), by=self.manager, bound=seen)
        except Problem:
            return
        assert decision.image_sha256 == seen.image_sha256
        if Decision.objects.count() > before:
            assert decision.rights_version.public_id == seen.rights_version
            assert decision.rights_version.cleared_at
            assert not decision.rights_version.revoked_at
            assert self._today() <= decision.rights_version.term_end

    @precondition(lambda self: Decision.objects.filter(candidate=self.candidate, voided_at=None).exists())
    @rule()
    def take_back(self):
        """The manager undoes the approval, if nobody has claimed its publication yet."""
        latest = Decision.objects.filter(candidate=self.candidate, voided_at=None).latest("pk")
        try:
            decisions.undo(latest, by=self.manager)
        except Conflict:
            assert not Publication.objects.filter(asset=latest.asset, state=S.WAITING).exists()

    @rule(days=st.integers(-30, 60))
    def change_the_term(self, days):
        """The marketer proposes another end."""
        self._terms(term_end=(clock.now() + timedelta(days=days)).date())

    @rule(channels=st.sets(st.sampled_from(CHANNELS), min_size=1))
    def change_the_channels(self, channels):
        """The marketer proposes other channels."""
        self._terms(channels=sorted(channels))

    @rule()
    def clear(self):
        """The manager clears the newest terms."""
        self._clear()

    @rule()
    def revoke(self):
        """The manager revokes the rights."""
        try:
            rights.revoke(self._record(), by=self.manager, reason="The licensor ended it.")
        except Problem:
            return

    @rule()
    def edit_the_bytes(self):
        """The stored image becomes another one, past all doors."""
        other = factories.a_stored_image(self.brand)
        StoredImage.objects.filter(pk=self.candidate.image_id).update(
            sha256=f"{other.pk:064x}", master_sha256=other.master_sha256, master_path=other.master_path
        )

    # --- what machines do

    @rule(minutes=st.sampled_from([1, 30, 60 * 24, 60 * 24 * 9]))
    def wait(self, minutes):
        """Time passes."""
        self.clock.shift(timedelta(minutes=minutes))

    @rule()
    def sweep(self):
        """The sweeper and a worker do all that is due, as they do every few seconds."""
        for _ in range(4):
            due = Work.objects.filter(
                brand=self.brand, state=Work.State.OPEN, run_after__lte=clock.now(), kind__in=DOING
            )
            for pk, kind in due.values_list("pk", "kind"):
                Work.objects.filter(pk=pk).update(run_after=Now() - timedelta(seconds=1))
                DOING[kind](pk)
        for publication in Publication.objects.filter(state=S.LIVE):
            assert any(self._may_be_shown(publication, key) for key in CHANNELS), "it stays up after a sweep"

    @rule()
    def a_message_comes_twice(self):
        """The broker delivers old messages again."""
        for pk, kind in Work.objects.filter(brand=self.brand, kind__in=DOING).values_list("pk", "kind"):
            DOING[kind](pk)

    # --- what holds

    @invariant()
    def nothing_is_shown_without_rights(self):
        """Asked at every step as an anonymous reader asks: at the public address."""
        for publication in Publication.objects.filter(brand__name__isnull=False):
            for key in CHANNELS:
                shown = self._shown(publication, key)
                assert not shown or self._may_be_shown(publication, key), f"{key} is shown"

    @invariant()
    def one_decision_stands_at_most(self):
        """Never two verdicts on one candidate."""
        if hasattr(self, "candidate"):
            assert Decision.objects.filter(candidate=self.candidate, voided_at=None).count() <= 1

    def _shown(self, publication, key):
        recipe = Channel.objects.get(key=key).transformation
        path = f"/delivery/image/upload/{recipe}/v{publication.remote_version}/{publication.remote_id}.jpg"
        return Client().get(path).status_code == 200

    def _may_be_shown(self, publication, key):
        """The rule in words of its own: approved, these bytes, cleared, not revoked, within the term, this channel."""
        asset, terms = Asset.objects.get(pk=publication.asset_id), self._record().current
        return (
            asset.state == Asset.State.APPROVED
            and bool(terms.cleared_at and not terms.revoked_at)
            and terms.term_start <= self._today() <= terms.term_end
            and key in terms.channels
        )

    def _check_promises(self):
        if not hasattr(self, "candidate"):
            return
        for promise in (
            assets.invariants.only_approved_images_are_live,
            assets.invariants.no_publication_is_forgotten,
            assets.invariants.every_asset_had_rights,
            assets.invariants.every_state_is_logged,
            assets.invariants.the_log_holds,
            review.invariants.every_asset_has_one_decision,
            review.invariants.every_approved_candidate_has_its_decision,
            review.invariants.no_maker_approves,
        ):
            assert not list(promise()), promise.__name__

    # --- small words

    def _fresh(self):
        return Candidate.objects.get(pk=self.candidate.pk)

    def _record(self):
        return UsageRights.objects.select_related("current", "brand").get(pk=self.record.pk)

    def _today(self):
        return clock.now().astimezone(ZoneInfo("Europe/Berlin")).date()

    def _terms(self, **changes):
        try:
            rights.change(self._record(), by=self.marketer, **changes)
        except Problem:
            return

    def _clear(self):
        try:
            rights.clear(self._record(), by=self.manager)
        except Problem:
            return


@pytest.mark.django_db
def test_nothing_is_shown_or_kept_up_without_rights_whatever_the_order():
    assert TERMS["channels"] == list(CHANNELS)
    told = settings(
        max_examples=MANY,
        stateful_step_count=10,
        phases=[Phase.generate],  # making a failure shorter takes minutes; its steps are printed anyway
        deadline=None,
        print_blob=True,
        derandomize="INTERLEAVINGS" not in os.environ,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Interleaving, settings=told)
