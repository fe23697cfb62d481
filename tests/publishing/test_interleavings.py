"""Random orders of events around one publication: nothing is ever live whose rights do not carry it.

Claiming, sending and finishing are steps of their own, so that anything may happen between them: rights that end, are
revoked or changed, time that passes, a withdrawal, other bytes in storage, a worker that dies.
"""

import os
import random
from datetime import timedelta

import pytest
import time_machine
from django.db import transaction

from assets import clock, gates, library, publishers, publishing, rights, uploads, work
from assets.models import Asset, Publication, StoredImage, Work
from assets.problems import Problem
from assets.publishers.cloudinary import account, schema
from tests.library import shelf

pytestmark = pytest.mark.django_db
ORDERS = int(os.environ.get("ORDERS", "120"))  # a thousand take three minutes
DOING = {
    publishing.TAKE_DOWN: uploads.take_down,
    publishing.EXPIRE: uploads.expire,
    publishing.RENEW: uploads.renew,
}


def by_now():
    """The moved clock, a second late: work is written by the database's clock, which rounds another way."""
    return clock.now() + timedelta(seconds=1)


class Story:
    """One publication, what happens to it, and the clock that a test moves."""

    def __init__(self, publication, by, clock_):
        self.publication, self.by, self.clock = publication, by, clock_
        self.lease = self.started = self.delivered = None
        self.told = []

    def step(self, dice):
        """One of the things that can happen."""
        name = dice.choices(list(STEPS), weights=list(STEPS.values()))[0]
        self.told.append(name)
        try:
            getattr(self, name)()
        except Problem:
            self.told.append("refused")

    # --- the worker, step by step

    def claim(self):
        """A worker takes the work, if it is due."""
        row = self.open_work(publishing.PUBLISH)
        if row is None or self.lease or row.run_after > by_now():
            return
        shelf.hurry(publishing.PUBLISH, self.publication)
        self.lease, self.delivered = work.claim(row.pk), None
        self.started = self.lease and uploads._started(self.lease)
        if self.started is None:
            self.lease = None

    def send(self):
        """It sends the bytes."""
        if self.started and not self.delivered:
            try:
                delivery = uploads._delivery(self.started)
                self.delivered = publishers.named(self.publication.publisher).publish(delivery)
            except publishers.PublishingFailed as problem:
                uploads._failed(self.lease, self.started, problem)
                self.lease = self.started = None

    def finish(self):
        """It stores what came, or takes it back."""
        if self.delivered and not uploads._finished(self.lease, self.started, self.delivered):
            uploads._take_back(Publication.objects.get(pk=self.publication.pk))
        if self.delivered:
            self.lease = self.started = self.delivered = None

    def die(self):
        """The worker is gone, and its lease ends."""
        Work.objects.filter(state="open").update(lease_until=None)
        self.lease = self.started = self.delivered = None

    # --- the world

    def wait_a_day(self):
        """Time passes."""
        self.clock.shift(timedelta(days=1))

    def revoke(self):
        """The rights are revoked."""
        rights.revoke(self.record(), by=self.by, reason="The model objected")

    def shorten(self):
        """The rights end today."""
        rights.change(self.record(), by=self.by, term_end=clock.today("Europe/Berlin"))
        rights.clear(self.record(), by=self.by)

    def withdraw(self):
        """The image is taken out of use."""
        library.withdraw(Asset.objects.get(pk=self.publication.asset_id), by=self.by, reason="Old")

    def swap_bytes(self):
        """Somebody has the master made anew."""
        StoredImage.objects.filter(pk=self.publication.asset.image_id).update(master_sha256="f" * 64)

    def sweep(self):
        """Whatever is due by now is done, but for the publishing itself."""
        for row in Work.objects.filter(kind__in=DOING, state="open", run_after__lte=by_now()):
            shelf.hurry(row.kind, self.publication)
            DOING[row.kind](row.pk)

    # --- what must hold

    def check(self):
        """At any time: what is live was let through with these bytes, and its end is watched."""
        live = Publication.objects.filter(pk=self.publication.pk, state="live").select_related("asset__image").first()
        if live is None:
            return
        verdict = gates.look(live.asset)
        watched = Work.objects.filter(kind=publishing.EXPIRE, state="open", run_after__lte=by_now()).exists()
        assert not verdict.stop or watched, (self.told, verdict.stop)

    def check_end(self):
        """After all that was due is done: what is out may be out, and nothing else lies at the service."""
        row = self.open_work(publishing.PUBLISH)
        if row and row.attempts:
            self.die()
            self.claim()
            self.send()
            self.finish()
        for _ in range(3):
            self.sweep()
        publication = Publication.objects.select_related("asset__image", "asset__campaign__brand").get(
            pk=self.publication.pk
        )
        held = publishers.named(publication.publisher).holds(uploads.placed(publication))
        stop = gates.look(publication.asset).stop
        assert not (publication.state == "live" and stop), (self.told, stop)
        assert held == (publication.state == "live") or publication.state in ("publishing", "unknown"), self.told

    def open_work(self, kind):
        """The open row of that kind, or None."""
        return Work.objects.filter(kind=kind, subject=self.publication.public_id, state="open").first()

    def record(self):
        """The rights record as it stands."""
        return type(self.publication.asset.rights).objects.get(pk=self.publication.asset.rights_id)


STEPS = {
    "claim": 6, "send": 6, "finish": 6, "sweep": 4, "wait_a_day": 2, "die": 1, "revoke": 1, "shorten": 1,
    "withdraw": 1, "swap_bytes": 1,
}  # fmt: skip


def test_nothing_is_live_without_rights_whatever_the_order_of_events(cloud, brand, manager):
    term = {"channels": ["preview"], "term_end": clock.today("Europe/Berlin") + timedelta(days=2)}
    publication, ends = shelf.asked(shelf.an_asset(brand, terms=term)), {}
    cloud.admin_left = 10**6
    schema.ensure(account.configured())
    schema.has_free_folders(account.configured())
    for seed in range(ORDERS):
        dice, point = random.Random(seed), transaction.savepoint()
        cloud.assets.clear()
        cloud.copies.clear()
        with time_machine.travel(clock.now(), tick=True) as moved:
            story = Story(Publication.objects.get(pk=publication.pk), manager, moved)
            for _ in range(dice.randrange(4, 16)):
                story.step(dice)
                story.check()
            story.check_end()
            state = Publication.objects.get(pk=publication.pk).state
        ends[state] = ends.get(state, 0) + 1
        transaction.savepoint_rollback(point)
    assert {"live", "withdrawn", "stopped", "cancelled", "waiting"} <= ends.keys(), ends
