"""Owns brand kits: colours, logo zones, the safe area and the thresholds of the automatic check."""

from django.db import transaction

from assets import access, audit, channels, clock
from assets.colours import HEX
from assets.models import Brand, BrandKit
from assets.problems import Conflict, Refused
from assets.revisions import named_once, revise

MOST_COLOURS = 12
MOST_SAFE = 30
FIELDS = ("palette", "logo_zones", "safe_area", "thresholds")
# the usual thresholds: value, least, most, what it is
THRESHOLDS = {
    "palette_distance": (35, 1, 100, "Distance from the nearest kit colour beyond which a colour is foreign (CIE76)"),
    "palette_share": (60, 0, 100, "Per cent of the picture that may be foreign to the kit"),
    "zone_detail": (24, 0, 255, "Strength of edges allowed under the logo, 0 to 255"),
    "sharpness": (25, 0, 5000, "Least sharpness (variance of a Laplacian at 800 px)"),
    "text_regions": (0, 0, 20, "Text-like regions allowed"),
    "likeness": (7, 0, 7, "Bits of 64 within which two pictures count as near-duplicates"),
}


def of(brand: Brand) -> BrandKit:
    """The brand's kit; an empty one that is not stored yet if nobody has made one."""
    return getattr(brand, "kit", None) or BrandKit(brand=brand, version=0)


def threshold(kit: BrandKit, name: str) -> int:
    """The kit's own threshold, or the usual one."""
    return kit.thresholds.get(name, THRESHOLDS[name][0])


@transaction.atomic
def change(brand: Brand, *, by, expected_version: int, **fields) -> BrandKit:
    """Sets palette, logo_zones, safe_area and thresholds; ``expected_version`` is 0 while there is no kit.

    Raises Refused with a sentence for what cannot be meant, Conflict if somebody changed it meanwhile.
    """
    access.require(by, "manage_kit", brand)
    wanted = _checked(fields)
    kit = BrandKit.objects.select_related("brand").filter(brand=brand).first()
    if kit is None and expected_version == 0:
        return _found(brand, wanted, by)
    if kit is None:
        raise Conflict("The brand kit is gone. Nothing was saved. Load the page again.", code="stale")
    if all(getattr(kit, name) == value for name, value in wanted.items()):
        return kit
    wanted["as_of"] = clock.today(kit.brand.timezone)
    return revise(kit, wanted, event="kit.changed", by=by, expected_version=expected_version)


def _found(brand, wanted, by) -> BrandKit:
    taken = "Somebody made a brand kit just now. Nothing was saved. Load the page again and look at theirs."
    with named_once(taken), transaction.atomic():
        kit = BrandKit.objects.create(brand=brand, as_of=clock.today(brand.timezone), **wanted)
        audit.record("kit.changed", kit, by=by, brand=brand, after=wanted)
    return kit


def _checked(fields: dict) -> dict:
    wanted = {name: fields[name] for name in FIELDS if name in fields}
    if "palette" in wanted:
        wanted["palette"] = _palette(wanted["palette"])
    if not 0 <= wanted.get("safe_area", 0) <= MOST_SAFE:
        raise Refused(f"The safe area is 0 to {MOST_SAFE} per cent of a side. Nothing was saved.", code="safe_area")
    if "thresholds" in wanted:
        wanted["thresholds"] = _thresholds(wanted["thresholds"])
    if "logo_zones" in wanted:
        _check_zones(wanted["logo_zones"])
    return wanted


def _palette(colours) -> list[str]:
    found = list(dict.fromkeys(_colour(text) for text in colours))
    if len(found) > MOST_COLOURS:
        raise Refused(f"A kit holds up to {MOST_COLOURS} colours. Nothing was saved. Leave some out.", code="palette")
    return found


def _colour(text: str) -> str:
    colour = "#" + text.strip().lower().removeprefix("#")
    colour = "#" + "".join(letter * 2 for letter in colour[1:]) if len(colour) == 4 else colour
    if not HEX.fullmatch(colour):
        raise Refused(f"“{text[:20]}” is no colour. Nothing was saved. Write colours such as #b3402a.", code="palette")
    return colour


def _thresholds(given: dict) -> dict:
    found = {}
    for name, value in given.items():
        usual, least, most, what = THRESHOLDS[name]
        if not least <= value <= most:
            raise Refused(f"{what}: from {least} to {most}. Nothing was saved.", code=name)
        if value != usual:
            found[name] = value
    return found


def _check_zones(zones: dict) -> None:
    known = {channel.key for channel in channels.enabled()}
    for key, (left, top, width, height) in zones.items():
        fits = min(left, top) >= 0 and min(width, height) > 0 and max(left + width, top + height) <= 1.0001
        if key not in known or not fits:
            raise Refused("A logo zone lies inside its channel’s picture. Nothing was saved.", code="logo_zones")
