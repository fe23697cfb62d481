"""Outlines of vehicles and buildings. Unit height: the top is at -1, the ground at 0."""

import math
import random

from .outlines import Part, arc, blob, lathe, line, mirrored, oval, poly, slab, turned

Parts = list[Part]


def _wheel(cx: float, r: float, spokes: int = 5) -> Parts:
    parts = [oval(cx, -r, r, r, "dark"), oval(cx, -r, r * 0.66, r * 0.66, "metal")]
    return (
        parts
        + [
            line([(cx, -r), (cx + math.cos(a) * r * 0.58, -r + math.sin(a) * r * 0.58)], r * 0.12, "dark", smooth=False)
            for a in (k * math.tau / spokes + 0.3 for k in range(spokes))
        ]
        + [oval(cx, -r, r * 0.16, r * 0.16, "light")]
    )


def car(dice: random.Random) -> Parts:
    """A coupe in profile, low or tall by the seed."""
    back = dice.uniform(-1.15, -0.85)
    body = blob(
        [
            (-1.72, -0.30),
            (-1.70, -0.56),
            (-1.30, -0.64),
            (back, -0.70),
            (-0.55, -1.0),
            (0.25, -1.0),
            (0.78, -0.66),
            (1.45, -0.56),
            (1.72, -0.40),
            (1.72, -0.22),
            (1.5, -0.16),
            (0, -0.14),
            (-1.5, -0.16),
        ],
        "main",
        "round",
    )
    glass = blob([(back + 0.18, -0.68), (-0.50, -0.92), (-0.12, -0.93), (-0.12, -0.67)], "glass", "flat")
    front = blob([(-0.04, -0.67), (-0.04, -0.93), (0.22, -0.92), (0.60, -0.67)], "glass", "flat")
    return [
        body,
        glass,
        front,
        line([(-1.6, -0.47), (0, -0.50), (1.6, -0.42)], 0.018, "light"),
        line([(-0.08, -0.66), (-0.05, -0.2)], 0.012, "dark"),
        slab(-0.42, -0.52, -0.22, -0.48, 0.02, "metal"),
        blob([(1.50, -0.50), (1.68, -0.44), (1.66, -0.36), (1.48, -0.40)], "flame", "glow"),
        blob([(-1.70, -0.52), (-1.56, -0.54), (-1.56, -0.42), (-1.71, -0.40)], "accent", "flat"),
        *_wheel(-1.05, 0.31),
        *_wheel(1.05, 0.31),
    ]


def van(dice: random.Random) -> Parts:
    """A van or small bus in two colours."""
    windows = [slab(x, -0.84, x + 0.34, -0.54, 0.05, "glass") for x in (-0.86, -0.44, -0.02)]
    return [
        slab(-1.0, -0.96, 0.98, -0.14, 0.16, "light", "round"),
        slab(-1.0, -0.48, 1.0, -0.14, 0.08, "main", "round"),
        *windows,
        blob([(0.42, -0.84), (0.80, -0.84), (0.90, -0.54), (0.42, -0.54)], "glass", "flat"),
        line([(-1.0, -0.48), (1.0, -0.48)], 0.03, "metal", smooth=False),
        oval(0.94, -0.34, 0.05, 0.06, "flame", "glow"),
        slab(-0.84, -1.0, 0.4, -0.95, 0.02, "wood"),
        *_wheel(-0.56, 0.19),
        *_wheel(0.60, 0.19),
    ]


def bicycle(dice: random.Random) -> Parts:
    """A city bicycle."""
    wheels: Parts = []
    for cx in (-0.55, 0.55):
        wheels += [
            arc(cx, -0.34, 0.32, 0.32, 0, 360, 0.035, "dark"),
            *(
                line([(cx, -0.34), (cx + math.cos(a) * 0.31, -0.34 + math.sin(a) * 0.31)], 0.006, "metal", smooth=False)
                for a in (k * math.tau / 14 for k in range(14))
            ),
            oval(cx, -0.34, 0.03, 0.03, "metal"),
        ]
    tube = lambda a, b, role="main": line([a, b], 0.042, role, smooth=False)  # noqa: E731
    return [
        *wheels,
        tube((-0.55, -0.34), (-0.22, -0.74)),
        tube((-0.55, -0.34), (-0.06, -0.30)),
        tube((-0.26, -0.84), (-0.06, -0.30)),
        tube((-0.23, -0.72), (0.36, -0.76)),
        tube((-0.06, -0.30), (0.38, -0.70)),
        tube((0.55, -0.34), (0.34, -0.90)),
        line([(0.34, -0.90), (0.40, -0.97), (0.56, -0.93), (0.60, -0.86)], 0.035, "wood"),
        blob([(-0.42, -0.90), (-0.14, -0.88), (-0.18, -0.83), (-0.36, -0.82)], "wood"),
        oval(-0.06, -0.30, 0.08, 0.08, "metal"),
        line([(-0.06, -0.30), (0.03, -0.17)], 0.022, "dark", smooth=False),
        slab(0.0, -0.17, 0.10, -0.145, 0.01, "dark"),
        *([slab(0.44, -0.86, 0.82, -0.64, 0.03, "wood")] if dice.random() < 0.5 else []),
    ]


def train(dice: random.Random) -> Parts:
    """A fast train coming out of the picture's side."""
    windows = [
        slab(x, -0.70, x + 0.26, -0.48, 0.04, "dark") for x in (-1.9, -1.56, -1.22, -0.88, -0.54, -0.2, 0.14, 0.48)
    ]
    return [
        line([(-2.2, -0.03), (2.2, -0.03)], 0.05, "metal", smooth=False),
        blob(
            [(-2.2, -1.0), (0.7, -1.0), (1.3, -0.88), (1.8, -0.5), (1.95, -0.22), (1.8, -0.12), (-2.2, -0.12)],
            "main",
            "round",
        ),
        *windows,
        blob([(1.08, -0.80), (1.36, -0.72), (1.52, -0.56), (1.16, -0.56)], "dark", "flat"),
        slab(-2.18, -0.36, 1.75, -0.28, 0, "accent"),
        oval(1.74, -0.32, 0.06, 0.05, "flame", "glow"),
        *(oval(x, -0.09, 0.09, 0.09, "dark") for x in (-1.8, -1.5, -0.4, -0.1, 0.9, 1.2)),
    ]


def boat(dice: random.Random) -> Parts:
    """A sailing boat."""
    lean = dice.uniform(-7, 7)
    parts = [
        line([(0, -0.99), (0, -0.14)], 0.018, "wood", smooth=False),
        blob([(0.03, -0.97), (0.10, -0.70), (0.42, -0.24), (0.03, -0.22)], "light", "round"),
        blob([(-0.03, -0.90), (-0.08, -0.6), (-0.34, -0.24), (-0.03, -0.22)], "accent", "round"),
        blob(
            [(-0.48, -0.16), (0, -0.13), (0.54, -0.18), (0.40, -0.03), (0.28, 0), (-0.30, 0), (-0.42, -0.04)],
            "main",
            "round",
        ),
        line([(-0.46, -0.145), (0, -0.115), (0.52, -0.16)], 0.02, "wood"),
    ]
    return turned(parts, lean, (0, 0))


def plane(dice: random.Random) -> Parts:
    """An airliner climbing."""
    windows = [oval(x * 0.09, -0.49, 0.018, 0.026, "dark", "flat") for x in range(-7, 8)]
    parts = [
        blob([(-0.80, -0.52), (-1.08, -0.96), (-0.90, -0.98), (-0.56, -0.56)], "accent", "flat"),
        blob([(0.10, -0.50), (-0.26, -0.86), (-0.12, -0.88), (0.36, -0.52)], "second", "flat"),
        blob(
            [
                (-1.05, -0.52),
                (-0.60, -0.60),
                (0.60, -0.62),
                (0.98, -0.52),
                (1.10, -0.42),
                (0.96, -0.34),
                (0.40, -0.30),
                (-0.60, -0.38),
            ],
            "light",
            "round",
        ),
        *windows,
        blob([(0.88, -0.53), (1.0, -0.49), (0.98, -0.45), (0.86, -0.47)], "dark", "flat"),
        blob([(0.20, -0.40), (-0.42, -0.06), (-0.24, -0.04), (0.48, -0.38)], "main", "flat"),
        oval(-0.02, -0.20, 0.15, 0.065, "metal", "round"),
        blob([(-0.80, -0.46), (-1.06, -0.34), (-0.94, -0.32), (-0.60, -0.43)], "main", "flat"),
        line([(-0.9, -0.42), (0.0, -0.36), (0.9, -0.36)], 0.025, "accent"),
    ]
    return turned(parts, dice.uniform(-16, -6), (0, -0.5))


def rocket(dice: random.Random) -> Parts:
    """A rocket lifting off."""
    fin = [blob([(-0.13, -0.42), (-0.30, -0.22), (-0.30, -0.10), (-0.12, -0.20)], "accent", "flat")]
    flame = [blob([(-0.09, -0.20), (0.09, -0.20), (0.06, -0.08), (0, 0), (-0.06, -0.08)], "flame", "glow")]
    return turned(
        [
            *flame,
            *fin,
            *mirrored(fin),
            lathe([(-1.0, 0.005), (-0.90, 0.075), (-0.72, 0.14), (-0.45, 0.155), (-0.20, 0.10)], "main"),
            lathe([(-1.0, 0.005), (-0.90, 0.076), (-0.83, 0.112)], "accent"),
            oval(0, -0.62, 0.075, 0.075, "metal"),
            oval(0, -0.62, 0.054, 0.054, "glass"),
            slab(-0.10, -0.22, 0.10, -0.18, 0.01, "dark", "round"),
        ],
        dice.uniform(-14, 18),
        (0, -0.5),
    )


def balloon(dice: random.Random) -> Parts:
    """A hot-air balloon with gores in two colours."""
    gores = [
        lathe(
            [
                (-1.0, 0.02),
                (-0.92, 0.2 * k),
                (-0.68, 0.385 * k),
                (-0.45, 0.31 * k),
                (-0.24, 0.09 * k),
                (-0.2, 0.07 * k),
            ],
            "main" if i % 2 == 0 else "second",
        )
        for i, k in enumerate((1.0, 0.72, 0.44, 0.17))
    ]
    return [
        *gores,
        line([(-0.06, -0.21), (-0.05, -0.10)], 0.008, "dark", smooth=False),
        line([(0.06, -0.21), (0.05, -0.10)], 0.008, "dark", smooth=False),
        oval(0, -0.185, 0.03, 0.035, "flame", "glow"),
        slab(-0.065, -0.11, 0.065, 0, 0.015, "wood", "round"),
    ]


def house(dice: random.Random) -> Parts:
    """A house with lit windows."""
    lit = [slab(x, -0.40, x + 0.16, -0.20, 0, "flame", "glow") for x in (-0.42, 0.26)]
    bars = [line([(x + 0.08, -0.40), (x + 0.08, -0.20)], 0.012, "light", smooth=False) for x in (-0.42, 0.26)] + [
        line([(x, -0.30), (x + 0.16, -0.30)], 0.012, "light", smooth=False) for x in (-0.42, 0.26)
    ]
    attic = dice.choice(
        [[oval(0, -0.68, 0.07, 0.07, "flame", "glow")], [slab(-0.08, -0.74, 0.08, -0.60, 0, "flame", "glow")]]
    )
    return [
        slab(0.28, -0.98, 0.42, -0.60, 0, "second", "round"),
        slab(-0.56, -0.54, 0.56, 0, 0, "main", "flat"),
        poly([(-0.56, -0.52), (0, -0.92), (0.56, -0.52)], "main"),
        poly([(-0.68, -0.46), (0, -1.0), (0, -0.90), (-0.62, -0.41)], "second"),
        poly([(0.68, -0.46), (0, -1.0), (0, -0.90), (0.62, -0.41)], "second"),
        *lit,
        *bars,
        *attic,
        slab(-0.10, -0.34, 0.10, 0, 0.02, "wood"),
        oval(0.06, -0.17, 0.014, 0.014, "metal"),
        slab(-0.16, -0.02, 0.16, 0, 0, "light"),
    ]


def tower(dice: random.Random) -> Parts:
    """A lighthouse."""
    bands = [
        lathe([(y, 0.10 + (1 + y) * 0.115), (y + 0.13, 0.10 + (1.13 + y) * 0.115)], "main", sharp=True)
        for y in (-0.70, -0.44, -0.18)
    ]
    return [
        lathe([(-0.76, 0.125), (0, 0.215)], "light", sharp=True),
        *bands,
        slab(-0.17, -0.79, 0.17, -0.75, 0.01, "dark"),
        slab(-0.085, -0.90, 0.085, -0.79, 0.01, "flame", "glow"),
        line([(0, -0.9), (0, -0.79)], 0.012, "dark", smooth=False),
        poly([(-0.12, -0.90), (0, -1.0), (0.12, -0.90)], "accent", "round"),
        slab(-0.045, -0.10, 0.045, 0, 0.03, "wood"),
        slab(-0.02, -0.55, 0.02, -0.48, 0.01, "dark"),
    ]
