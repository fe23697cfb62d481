"""Outlines of bottles, cups and other vessels. Unit height: the top is at -1, the ground at 0."""

import random

from .outlines import Part, arc, blob, lathe, line, oval, slab

Parts = list[Part]


_BOTTLES = (
    (
        (-0.86, 0.065),
        (-0.80, 0.066),
        (-0.70, 0.10),
        (-0.58, 0.20),
        (-0.30, 0.20),
        (-0.04, 0.20),
        (-0.01, 0.19),
        (0, 0.17),
    ),
    (
        (-0.80, 0.085),
        (-0.76, 0.09),
        (-0.70, 0.24),
        (-0.64, 0.29),
        (-0.30, 0.29),
        (-0.04, 0.29),
        (-0.01, 0.28),
        (0, 0.26),
    ),
    (
        (-0.86, 0.05),
        (-0.72, 0.055),
        (-0.58, 0.075),
        (-0.44, 0.14),
        (-0.26, 0.17),
        (-0.05, 0.17),
        (-0.01, 0.16),
        (0, 0.14),
    ),
    (
        (-0.84, 0.11),
        (-0.79, 0.12),
        (-0.74, 0.17),
        (-0.68, 0.185),
        (-0.30, 0.185),
        (-0.03, 0.185),
        (-0.005, 0.18),
        (0, 0.17),
    ),
)


def bottle(dice: random.Random) -> Parts:
    """A bottle of four shapes, with a cap, a dropper or a pump, and one of three labels."""
    kind, stretch = dice.randrange(4), dice.uniform(0.9, 1.12)
    profile = [(y, r * stretch) for y, r in _BOTTLES[kind]]
    r, top, neck = profile[4][1], profile[0][0], profile[0][1]
    return [
        lathe(profile, dice.choice(["main", "main", "second"])),
        *_closure(dice, top, neck),
        *_bottle_label(dice, r, -0.50 if kind != 2 else -0.26),
    ]


def _closure(dice: random.Random, top: float, neck: float) -> Parts:
    collar = slab(
        -neck * 1.12, top - 0.08, neck * 1.12, top + 0.01, 0.012, dice.choice(["metal", "dark", "wood"]), "round"
    )
    kind = dice.randrange(3)
    if kind == 0:
        return [slab(-neck * 1.15, -1.0, neck * 1.15, top + 0.01, 0.014, collar.role, "round")]
    if kind == 1:
        return [
            collar,
            blob(
                [
                    (-neck * 0.7, top - 0.07),
                    (-neck * 0.75, -0.97),
                    (0, -1.03),
                    (neck * 0.75, -0.97),
                    (neck * 0.7, top - 0.07),
                ],
                "dark",
                "round",
            ),
        ]
    return [
        collar,
        slab(-0.02, -0.99, 0.02, top - 0.07, 0, "metal", "round"),
        blob(
            [(-0.05, -1.03), (0.05, -1.03), (0.20, -1.0), (0.22, -0.95), (0.05, -0.97), (-0.06, -0.97)],
            collar.role,
            "round",
        ),
    ]


def _bottle_label(dice: random.Random, r: float, top: float) -> Parts:
    low, kind = dice.uniform(-0.16, -0.10), dice.randrange(3)
    if kind == 0:
        return [
            slab(-r * 0.985, top, r * 0.985, low, 0.005, "paper", "round"),
            slab(-r * 0.55, top + 0.08, r * 0.55, top + 0.10, 0.008, "dark"),
            slab(-r * 0.38, top + 0.14, r * 0.38, top + 0.152, 0.005, "accent"),
            slab(-r * 0.38, top + 0.18, r * 0.38, top + 0.192, 0.005, "accent"),
        ]
    if kind == 1:
        middle = (top + low) / 2
        return [
            oval(0, middle, r * 0.62, r * 0.62, "paper", "flat"),
            oval(0, middle, r * 0.52, r * 0.52, "accent", "flat"),
            oval(0, middle, r * 0.30, r * 0.30, "paper", "flat"),
        ]
    return [
        slab(-r * 0.5, top, r * 0.5, low + 0.03, 0.015, "paper", "flat"),
        slab(-r * 0.30, top + 0.06, r * 0.30, top + 0.075, 0.004, "dark"),
        slab(-r * 0.30, top + 0.10, r * 0.12, top + 0.11, 0.004, "dark"),
        oval(0, low - 0.05, r * 0.16, r * 0.16, "accent", "flat"),
    ]


def perfume(dice: random.Random) -> Parts:
    """A perfume flacon of thick glass, faceted or round, with a stopper."""
    if dice.random() < 0.5:
        body = [
            slab(-0.36, -0.66, 0.36, 0, 0.07, "glass", "round"),
            slab(-0.28, -0.52, 0.28, -0.07, 0.04, "main", "round"),
        ]
    else:
        body = [oval(0, -0.34, 0.36, 0.34, "glass"), oval(0, -0.30, 0.28, 0.25, "main")]
    return [
        slab(-0.08, -0.76, 0.08, -0.62, 0.01, "metal", "round"),
        *body,
        slab(-0.15, -1.0, 0.15, -0.74, 0.03, dice.choice(["dark", "metal", "accent"]), "round"),
        slab(-0.13, -0.36, 0.13, -0.24, 0.01, "paper"),
        slab(-0.08, -0.31, 0.08, -0.295, 0.004, "dark"),
    ]


def glass(dice: random.Random) -> Parts:
    """A stemmed glass with something in it."""
    fill = dice.uniform(-0.80, -0.70)
    return [
        lathe([(-1.0, 0.20), (-0.85, 0.245), (-0.65, 0.22), (-0.50, 0.08), (-0.46, 0.02)], "glass"),
        lathe([(fill, 0.232), (-0.66, 0.215), (-0.53, 0.10), (-0.49, 0.03)], "main"),
        lathe([(-0.47, 0.022), (-0.30, 0.014), (-0.06, 0.02), (-0.02, 0.19), (0, 0.20)], "glass"),
        oval(0, fill, 0.232, 0.028, "light", "flat"),
    ]


def mug(dice: random.Random) -> Parts:
    """A mug with its handle to the right, coffee, and often steam."""
    r, top = dice.uniform(0.36, 0.42), -0.82
    steam = [
        line([(x, top - 0.06), (x + 0.05, top - 0.14), (x - 0.03, top - 0.22), (x + 0.03, top - 0.3)], 0.016, "glow")
        for x in (-0.1, 0.08)
    ]
    band = [slab(-r, -0.34, r, -0.27, 0, "second", "round")] if dice.random() < 0.5 else []
    return [
        arc(r + 0.02, -0.44, 0.21, 0.24, -95, 95, 0.085),
        lathe([(top, r), (-0.40, r * 1.01), (-0.06, r * 0.97), (0, r * 0.86)]),
        *band,
        oval(0, top, r, 0.075, "light", "flat"),
        oval(0, top + 0.012, r * 0.91, 0.058, "wood", "flat"),
        *(steam if dice.random() < 0.7 else []),
    ]


def teapot(dice: random.Random) -> Parts:
    """A round teapot with spout and handle."""
    return [
        arc(-0.50, -0.44, 0.24, 0.26, 90, 270, 0.07, "second"),
        blob([(0.38, -0.30), (0.62, -0.52), (0.74, -0.78), (0.84, -0.80), (0.76, -0.46), (0.48, -0.14)]),
        oval(0, -0.40, 0.52, 0.40),
        slab(-0.26, -0.05, 0.26, 0, 0.02, "main", "round"),
        oval(0, -0.765, 0.24, 0.06, "second"),
        oval(0, -0.90, 0.07, 0.075, dice.choice(["accent", "metal"])),
    ]


def vase(dice: random.Random) -> Parts:
    """A thrown vase; every seed turns another profile."""
    belly, neck, lip = dice.uniform(0.30, 0.40), dice.uniform(0.10, 0.16), dice.uniform(0.14, 0.2)
    at = dice.uniform(0.35, 0.5)
    return [
        lathe([(-1.0, lip), (-0.90, neck), (-0.74, neck), (-at, belly), (-0.15, belly * 0.66), (0, belly * 0.5)]),
        lathe([(-at - 0.06, belly * 0.985), (-at + 0.02, belly * 0.995)], "second", sharp=True),
        oval(0, -0.995, lip, 0.028, "dark", "flat"),
    ]


def candle(dice: random.Random) -> Parts:
    """A candle in a jar or of different heights, burning."""
    parts: Parts = []
    for x, high in ((-0.30, dice.uniform(0.45, 0.6)), (0.28, dice.uniform(0.3, 0.42)), (0.0, 0.74)):
        parts += [
            slab(x - 0.12, -high, x + 0.12, 0, 0.02, "main" if x else "second", "round"),
            oval(x, -high, 0.12, 0.03, "light", "flat"),
            line([(x, -high), (x + 0.005, -high - 0.06)], 0.012, "dark", smooth=False),
            blob(
                [
                    (x, -high - 0.26),
                    (x + 0.045, -high - 0.13),
                    (x + 0.03, -high - 0.05),
                    (x - 0.03, -high - 0.05),
                    (x - 0.045, -high - 0.13),
                ],
                "flame",
                "glow",
            ),
        ]
    return parts
