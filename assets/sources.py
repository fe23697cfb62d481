"""Owns the pictures that people bring in to work from: product pictures, references, photographs to work on."""

from pathlib import PurePath

from django.db import transaction

from assets import access, audit, clock, intake, wording
from assets.models import Brand, Product, Source
from assets.problems import Conflict, Refused

FROM_A_CAMERA = "digitalCapture"
LONGEST_NAME = 160


def add(
    data: bytes,
    *,
    brand: Brand,
    role: str,
    by,
    title: str = "",
    product: Product | None = None,
    file_name: str = "",
    digital_source_type: str = FROM_A_CAMERA,
) -> Source:
    """A picture of the brand in one of the roles of ``Source.Role``; of a product if one is named.

    The same bytes in the same role for the same product are one source. ``title`` falls back to the file's name.
    Raises ImageRefused, Refused, Forbidden, Unavailable. Slow: call it outside a transaction.
    """
    access.require(by, "manage_campaigns" if product else "import_images", brand)
    _refuse_elsewhere(brand, product)
    name = plain_name(file_name)
    title = wording.plain(title, what="The title", longest=160) or PurePath(name).stem or "Untitled picture"
    image = intake.take_in(data, brand=brand, digital_source_type=digital_source_type, by=by)
    with transaction.atomic():
        # the lock makes two clicks one source
        Brand.objects.select_for_update(no_key=True).get(pk=brand.pk)
        there = Source.objects.filter(brand=brand, image=image, role=role, product=product, removed_at=None).first()
        if there is not None:
            return there
        source = Source.objects.create(
            brand=brand, image=image, product=product, role=Source.Role(role), title=title, file_name=name, added_by=by
        )
        after = {"role": role, "title": title, "product": product and product.public_id, "sha256": image.sha256}
        audit.record("source.added", source, by=by, brand=brand, after=after)
        return source


def remove(source: Source, *, by) -> Source:
    """Takes a source out of use; its bytes, rights and everything made from it stay. Conflict the second time."""
    access.require(by, "manage_campaigns" if source.product_id else "import_images", source.brand)
    with transaction.atomic():
        now = clock.now()
        if not Source.objects.filter(pk=source.pk, removed_at=None).update(removed_at=now):
            raise Conflict("This picture was removed already. Nothing was changed now.", code="stale")
        source.refresh_from_db()
        audit.record("source.removed", source, by=by, brand=source.brand, after={"removed_at": now.isoformat()})
    return source


def plain_name(file_name: str) -> str:
    """A file's name as it may be stored and shown: no folders, no control characters, of bounded length."""
    name = wording.UNSTORABLE.sub("", file_name.replace("\\", "/")).rpartition("/")[2].strip()
    return name[-LONGEST_NAME:]


def _refuse_elsewhere(brand, product):
    if product is None:
        return
    if product.brand_id != brand.pk:
        raise Refused("The product belongs to another brand. Nothing was saved. Pick one of this brand's.")
    if product.archived_at:
        raise Refused(f"The product {product} is archived and takes no new pictures. Nothing was saved.")
