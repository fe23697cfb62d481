"""Rights records for tests, made through the domain functions."""

from datetime import date

from assets import evidence, rights
from tests import factories

TERMS = {
    "basis": "owned",
    "rights_holder": "Northwind Coffee",
    "term_start": date(2026, 11, 1),
    "term_end": date(2036, 3, 31),
    "channels": ["desktop_hero", "square_social"],
    "paid_allowed": True,
}


def a_record(brand, *, by=None, title="Own work", **fields):
    """A record that nobody has cleared yet."""
    by = by or factories.a_member(brand, "marketer")
    images, campaign = fields.pop("images", ()), fields.pop("campaign", None)
    return rights.create(brand, by=by, title=title, images=images, campaign=campaign, **{**TERMS, **fields})


def a_cleared_record(brand, **fields):
    """A record that a brand manager has cleared."""
    record = a_record(brand, **fields)
    rights.clear(record, by=factories.a_member(brand, "brand_manager"))
    return record


def a_proof(record, kind="licence"):
    """A document on file."""
    by = factories.a_member(record.brand, "marketer")
    return evidence.add(record, by=by, kind=kind, file_name="proof.pdf", data=b"%PDF-1.7 proof")
