"""Owns the finding of near-duplicates by the 64-bit hash, through its four indexed quarters."""

from django.db.models import Q

from assets.imaging import bands
from assets.models import StoredImage

NEAR = 7  # bits; beyond that the quarters no longer find all
QUARTERS = ("dhash_a", "dhash_b", "dhash_c", "dhash_d")


def near(image: StoredImage, *, most: int = NEAR) -> list[tuple[StoredImage, int]]:
    """Other images of the brand that differ in at most so many bits, the nearest first, each with its distance.

    Of two hashes at distance 7 or less one quarter differs by one bit at most, so 17 values a quarter find them all.
    """
    if most > NEAR:
        raise ValueError(f"the quarters find all within {NEAR} bits only")
    wanted = Q(pk=None)
    for name in QUARTERS:
        own = getattr(image, name)
        wanted |= Q(**{f"{name}__in": [own, *(own ^ 1 << bit for bit in range(16))]})
    rows = StoredImage.objects.filter(wanted, brand=image.brand_id).exclude(pk=image.pk)
    found = [(row, bands.distance(row.dhash, image.dhash)) for row in rows]
    return sorted((pair for pair in found if pair[1] <= most), key=lambda pair: pair[1])


def stacks(hashes: dict) -> list[list]:
    """Keys in groups: each is with the first one before it that leads a group and is near, or else leads one itself.

    Nearness is to the leader alone, so that no chain of small steps joins what does not look alike. Leaders are found
    by their quarters, so that a thousand keys cost milliseconds.
    """
    found, known = {}, {}
    for key, own in hashes.items():
        quarters = list(enumerate(bands.split(bands.unsigned(own))))
        near = (one for place in quarters for one in known.get(place, ()) if bands.distance(hashes[one], own) <= NEAR)
        leader = next(near, None)
        if leader is None:
            found[key] = [key]
            for place, quarter in quarters:
                for value in (quarter, *(quarter ^ 1 << bit for bit in range(16))):
                    known.setdefault((place, value), []).append(key)
        else:
            found[leader].append(key)
    return list(found.values())
