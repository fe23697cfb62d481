"""Which outline belongs to which subject, and how large it stands in a picture."""

import random

from . import creatures, devices, food, products, vehicles, vessels
from .outlines import Part, blob, bounds, lathe, line, mirrored, oval, shifted, slab, turned

_MODULES = (products, vessels, devices, food, creatures, vehicles)
# Share of the picture's shorter side that a subject of this kind may fill; 1.0 where nothing is said.
_SIZES = {
    "bird": 0.8,
    "butterfly": 0.75,
    "ring": 0.7,
    "apple": 0.72,
    "orange": 0.72,
    "ball": 0.72,
    "cube": 0.8,
    "mug": 0.82,
    "plane": 0.95,
    "balloon": 0.95,
}
# These hang in the air: no ground, no shadow under them.
AIRBORNE = frozenset({"plane", "balloon", "butterfly", "rocket"})
OUTDOORS = frozenset(
    {
        "car",
        "van",
        "bicycle",
        "train",
        "house",
        "tower",
        "tree",
        "horse",
        "boat",
        "plane",
        "balloon",
        "rocket",
        "person",
        "dog",
        "owl",
        "bird",
        "butterfly",
    }
)


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


def companion(dice: random.Random) -> list[Part]:
    """A small quiet thing to stand beside a subject: a stone, a block, a sprig, a bowl. One unit high at most."""
    kind = dice.randrange(5)
    if kind == 0:
        return [oval(0, -0.5, 0.5, 0.5, dice.choice(["second", "accent", "light"]))]
    if kind == 1:
        return [
            oval(0.05, -0.16, 0.42, 0.16, "second"),
            oval(-0.04, -0.42, 0.31, 0.13, "light"),
            oval(0.05, -0.62, 0.2, 0.10, "accent"),
        ]
    if kind == 2:
        return [
            slab(-0.5, -0.55, 0.5, 0, 0.02, dice.choice(["second", "light"]), "flat"),
            slab(-0.5, -0.55, -0.46, 0, 0.01, "light"),
        ]
    if kind == 3:
        return [
            lathe([(-0.5, 0.5), (-0.25, 0.42), (-0.04, 0.2), (0, 0.22)], "light"),
            oval(0, -0.5, 0.5, 0.07, "second", "flat"),
        ]
    leaves = [
        turned(
            [
                blob(
                    [
                        (0, -0.2 - k * 0.16),
                        (0.12, -0.30 - k * 0.16),
                        (0.32, -0.28 - k * 0.16),
                        (0.14, -0.18 - k * 0.16),
                    ],
                    "leaf" if k % 2 else "leaf2",
                    "round",
                )
            ],
            -20,
            (0, -0.2 - k * 0.16),
        )
        for k in range(5)
    ]
    sprig = [
        line([(0, 0), (0.02, -0.5), (0, -1.0)], 0.02, "leaf"),
        *(part for pair in leaves for part in [*pair, *mirrored(pair)]),
    ]
    return turned(sprig, dice.uniform(-24, 24), (0, 0))
