"""Brings assets to any point of their life through the domain functions."""

from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Now

from assets import clock, library, licences, publishing, rights, uploads
from assets.models import Campaign, Channel, Publication, Work
from tests import factories

TERMS = {"rights_holder": "Northwind", "basis": "owned", "tz": "Europe/Berlin"}


def cleared_rights(brand, image, **terms):
    """A cleared record over the image, for every channel and a year, unless told otherwise."""
    manager = factories.a_member(brand, "brand_manager")
    today = clock.now().date()
    wanted = {
        **licences.DEFAULTS,
        **TERMS,
        "term_start": today - timedelta(days=5),
        "term_end": today + timedelta(days=360),
        "perpetual": False,
        "channels": list(Channel.objects.values_list("key", flat=True)),
        **terms,
    }
    record = rights.create(brand, by=manager, title="Autumn pictures", images=[image], **wanted)
    rights.clear(record, by=manager)
    record.refresh_from_db()
    return record


def facts(**changed):
    """What is known of a generated image."""
    known = {
        "origin": "c" * 16,
        "prompt": "A red mug on a window sill",
        "tool": "Daylight (simulated)",
        "model_version": "1",
        "seed": 7,
        "source_type": "algorithmicMedia",
    }
    return library.Facts(**known | changed)


def an_asset(brand, *, title="Red mug at dawn", image=None, campaign=None, product=None, terms=None, **changed):
    """An approved asset with cleared rights; not published yet."""
    image = image or factories.a_stored_image(brand)
    campaign = campaign or Campaign.objects.filter(brand=brand).first() or factories.a_campaign(brand, ends_on=None)
    record = cleared_rights(brand, image, **(terms or {}))
    with transaction.atomic():
        return library.admit(
            image,
            facts=facts(**changed),
            rights_version=record.current,
            title=title,
            campaign=campaign,
            product=product,
            by=factories.a_member(brand, "brand_manager"),
            alt_text="A red mug",
            creator=factories.a_member(brand, "marketer"),
            channels=["desktop_hero", "square_social"],
        )


def asked(asset):
    """A publication whose undo window has passed and which waits for a worker."""
    publication = publishing.ask(asset, by=asset.approved_by)
    hurry(publishing.PUBLISH, publication)
    return publication


def hurry(kind, publication):
    """Makes the open work of that kind due now."""
    rows = Work.objects.filter(kind=kind, subject=publication.public_id, state=Work.State.OPEN)
    rows.update(run_after=Now() - timedelta(seconds=1))


def run(kind, publication):
    """Does what a worker does when a message for this work arrives."""
    hurry(kind, publication)
    doing = {
        publishing.PUBLISH: uploads.publish,
        publishing.TAKE_DOWN: uploads.take_down,
        publishing.EXPIRE: uploads.expire,
    }[kind]
    for row in Work.objects.filter(kind=kind, subject=publication.public_id, state=Work.State.OPEN):
        doing(row.pk)
    publication.refresh_from_db()
    return publication


def live(brand, **kwargs):
    """A live publication of a new asset."""
    publication = run(publishing.PUBLISH, asked(an_asset(brand, **kwargs)))
    assert publication.state == Publication.State.LIVE, publication.last_error
    return publication


def address(publication, key="preview"):
    """The path of one rendition of the publication."""
    recipe = Channel.objects.get(key=key).transformation
    return f"/delivery/image/upload/{recipe}/v{publication.remote_version}/{publication.remote_id}.jpg"
