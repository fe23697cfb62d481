"""Which outline belongs to which subject, and how large it stands in a picture."""

import random

from . import creatures, food, products, vehicles
from .outlines import Part, bounds, mirrored, shifted

_MODULES = (products, food, creatures, vehicles)
# Share of the picture's shorter side that a subject of this kind may fill; 1.0 where nothing is said.
_SIZES = {"bird": 0.8, "butterfly": 0.75, "ring": 0.7, "apple": 0.72, "orange": 0.72, "ball": 0.72, "cube": 0.8, "mug": 0.82, "plane": 0.95, "balloon": 0.95}
# These hang in the air: no ground, no shadow under them.
AIRBORNE = frozenset({"plane", "balloon", "butterfly", "rocket"})
OUTDOORS = frozenset({"car", "van", "bicycle", "train", "house", "tower", "tree", "horse", "boat", "plane", "balloon", "rocket", "person", "dog", "owl", "bird", "butterfly"})


def outline(subject: str, dice: random.Random) -> list[Part]:
    """The parts of a subject, standing on the ground at 0, centred, one unit high; an unknown one is a still life."""
    draw = next((getattr(module, subject) for module in _MODULES if hasattr(module, subject)), products.still_life)
    parts = draw(dice)
    if dice.random() < 0.5:
        parts = mirrored(parts)
    left, top, right, bottom = bounds(parts)
    scale = 1.0 / max(bottom - top, 0.01)
    return shifted(parts, -(left + right) / 2 * scale, -bottom * scale, scale)


def size(subject: str) -> float:
    """How large this subject stands, relative to others."""
    return _SIZES.get(subject, 1.0)
