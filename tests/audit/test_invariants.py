"""`manage.py verify` holds for the whole story of an image and names the row once anything was done past the doors."""

import io
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db.models import F

from assets import clock
from assets.models import Asset, Brand, Campaign, Publication, StoredImage, UsageRightsVersion, Work
from assets.storage import delivery, private
from generation.models import Brief, Candidate, PromptVersion
from review.models import Decision, Round
from tests import factories
from tests.audit.lines import tamper
from tests.audit.story import published

pytestmark = pytest.mark.django_db


def verify(*options):
    """The exit code and everything that was printed."""
    out = io.StringIO()
    try:
        call_command("verify", *options, stdout=out, stderr=out)
    except SystemExit as end:
        return end.code, out.getvalue()
    return 0, out.getvalue()


@pytest.fixture
def story(brand):
    """One image that went all the way."""
    return published(brand)


def test_the_whole_story_of_an_image_breaks_no_rule(story):
    code, told = verify()
    assert (code, "✕" in told) == (0, False), told


def test_an_empty_site_breaks_no_rule(db):
    assert verify()[0] == 0


UNIQUE = {"id", "public_id", "by", "sign_off"}


def overwrite(storage, path):
    storage.delete(path)
    with storage.open(path, "wb") as file:
        file.write(b"other bytes")


def master_of(publication):
    return f"{publication.remote_id}/v{publication.remote_version}/master.png"


BROKEN = {
    "other bytes in storage": lambda c, d, p: overwrite(private(), c.image.original_path),
    "a missing master": lambda c, d, p: private().delete(c.image.master_path),
    "other bytes at the store": lambda c, d, p: overwrite(delivery(), master_of(p)),
    "nothing at the store": lambda c, d, p: delivery().delete(master_of(p)),
    "another provenance": lambda c, d, p: Asset.objects.update(provenance="{}"),
    "rights never cleared": lambda c, d, p: UsageRightsVersion.objects.update(cleared_at=None),
    "rights cleared too late": lambda c, d, p: UsageRightsVersion.objects.update(
        cleared_at=clock.now() + timedelta(days=1)
    ),
    "rights ended before": lambda c, d, p: UsageRightsVersion.objects.update(
        term_end=clock.now().date() - timedelta(days=9)
    ),
    "live without approval": lambda c, d, p: Asset.objects.update(state="withdrawn"),
    "a state past the door": lambda c, d, p: Publication.objects.update(state="failed"),
    "a forgotten publication": lambda c, d, p: Publication.objects.update(state="waiting"),
    "a candidate approved by hand": lambda c, d, p: factories.a_candidate(c.brief, state="approved"),
    "a second approval": lambda c, d, p: Decision.objects.create(
        **{f.attname: getattr(d, f.attname) for f in Decision._meta.fields if f.name not in UNIQUE},
        by=factories.a_user("brand_manager", c.brand),
    ),
    "a voided approval": lambda c, d, p: Decision.objects.update(voided_at=clock.now()),
    "an approval by its maker": lambda c, d, p: Decision.objects.update(by=c.author),
    "an approval of other bytes": lambda c, d, p: Decision.objects.update(image_sha256="0" * 64),
    "a reopened round": lambda c, d, p: Round.objects.update(state="open"),
    "another prompt": lambda c, d, p: PromptVersion.objects.update(text="Something else"),
    "a closed brief": lambda c, d, p: Brief.objects.update(state="closed"),
    "a campaign edited by hand": lambda c, d, p: Campaign.objects.update(version=F("version") + 1),
    "a foreign image": lambda c, d, p: StoredImage.objects.filter(pk=c.image_id).update(
        brand=Brand.objects.exclude(pk=c.brand_id).first() or factories.a_brand()
    ),
    "a changed event": lambda c, d, p: tamper("UPDATE assets_auditevent SET action = 'x' WHERE seq = 2"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_verify_names(story, name):
    BROKEN[name](*story)
    code, told = verify()
    assert code == 1, told
    assert "✕" in told


def test_verify_names_late_work(brand):
    Work.objects.create(kind="generation.outside", subject="x", deadline=clock.now() - timedelta(minutes=1))
    code, told = verify()
    assert code == 1
    assert "generation.outside of x" in told


def test_verify_names_an_image_wanted_that_no_job_works_on(brand):
    candidate = factories.a_candidate(factories.a_brief(brand))
    Candidate.objects.filter(pk=candidate.pk).update(state="in_review")
    code, told = verify("--skip-bytes")
    assert code == 1
    assert candidate.public_id in told
    assert "original" not in told
