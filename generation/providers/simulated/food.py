"""Outlines of fruit, bread and cake. Unit height: the top is at -1, the ground at 0."""

import math
import random

from .outlines import Part, blob, lathe, line, oval, poly, slab, turned

Parts = list[Part]


def apple(dice: random.Random) -> Parts:
    """An apple with stalk and leaf."""
    body = blob(
        [
            (0, -0.80),
            (0.20, -0.86),
            (0.42, -0.74),
            (0.48, -0.46),
            (0.36, -0.12),
            (0.14, 0),
            (0, -0.03),
            (-0.14, 0),
            (-0.36, -0.12),
            (-0.48, -0.46),
            (-0.42, -0.74),
            (-0.20, -0.86),
        ]
    )
    return [
        body,
        oval(0, -0.79, 0.15, 0.035, "second", "flat"),
        line([(0, -0.78), (0.02, -0.90), (0.06, -1.0)], 0.035, "wood"),
        blob([(0.05, -0.90), (0.18, -1.0), (0.36, -0.96), (0.22, -0.86)], "leaf"),
    ]


def orange(dice: random.Random) -> Parts:
    """An orange and its half."""
    whole = [
        oval(-0.22, -0.5, 0.5, 0.5),
        oval(-0.20, -0.90, 0.045, 0.03, "leaf"),
        blob([(-0.18, -0.91), (-0.04, -1.04), (0.14, -1.0), (0.0, -0.90)], "leaf"),
    ]
    wedges = [
        poly(
            [
                (0.48 + 0.04 * math.cos(a), -0.36 + 0.04 * math.sin(a)),
                (0.48 + 0.28 * math.cos(a + 0.1), -0.36 + 0.28 * math.sin(a + 0.1)),
                (0.48 + 0.28 * math.cos(a + 0.62), -0.36 + 0.28 * math.sin(a + 0.62)),
            ],
            "second",
            "flat",
        )
        for a in (k * math.tau / 8 for k in range(8))
    ]
    return [*whole, oval(0.48, -0.36, 0.36, 0.36, "main"), oval(0.48, -0.36, 0.325, 0.325, "paper", "flat"), *wedges]


def banana(dice: random.Random) -> Parts:
    """Two bananas."""
    one = [
        blob(
            [
                (-0.70, -0.62),
                (-0.60, -0.30),
                (-0.20, -0.06),
                (0.30, -0.06),
                (0.74, -0.40),
                (0.80, -0.56),
                (0.70, -0.56),
                (0.30, -0.34),
                (-0.16, -0.36),
                (-0.52, -0.60),
            ],
            "main",
            "round",
        ),
        blob([(-0.74, -0.82), (-0.64, -0.84), (-0.52, -0.58), (-0.70, -0.58)], "wood", "flat"),
    ]
    return [*turned(one, -9, (-0.6, -0.6)), *one]


def cake(dice: random.Random) -> Parts:
    """A layered cake on a stand, iced, with berries."""
    berries = [
        oval(x, -0.90 - 0.02 * math.cos(x * 9), 0.055, 0.055, "accent") for x in (-0.32, -0.19, -0.06, 0.07, 0.20, 0.33)
    ]
    drip = [(-0.40, -0.84), (0.40, -0.84), (0.40, -0.66)]
    for k, x in enumerate((0.32, 0.24, 0.16, 0.08, 0.0, -0.08, -0.16, -0.24, -0.32)):
        drip.append((x, -0.70 + (0.10 * dice.random() if k % 2 == 0 else -0.04)))
    return [
        lathe([(-0.12, 0.06), (-0.06, 0.05), (0, 0.22)], "light"),
        oval(0, -0.13, 0.60, 0.05, "light", "flat"),
        slab(-0.40, -0.82, 0.40, -0.14, 0.03, "main", "round"),
        slab(-0.40, -0.42, 0.40, -0.36, 0, "paper", "round"),
        slab(-0.40, -0.60, 0.40, -0.55, 0, "paper", "round"),
        blob([*drip, (-0.40, -0.66)], "second", "round"),
        oval(0, -0.83, 0.40, 0.075, "second", "flat"),
        *berries,
    ]


def bread(dice: random.Random) -> Parts:
    """A scored loaf."""
    cuts = [
        line([(x - 0.10, -0.74 + abs(x) * 0.2), (x, -0.58 + abs(x) * 0.1), (x + 0.05, -0.40)], 0.05, "light")
        for x in (-0.52, -0.18, 0.16, 0.50)
    ]
    return [
        blob(
            [
                (-0.95, -0.16),
                (-0.90, -0.50),
                (-0.55, -0.82),
                (0, -0.92),
                (0.55, -0.82),
                (0.90, -0.50),
                (0.95, -0.16),
                (0.80, 0),
                (-0.80, 0),
            ],
            "crust",
        ),
        *cuts,
    ]


def pizza(dice: random.Random) -> Parts:
    """A plate seen at an angle, with something good on it."""
    spots = [
        oval(
            dice.uniform(-0.55, 0.55),
            -0.38 + dice.uniform(-0.16, 0.16),
            0.10,
            0.05,
            dice.choice(["main", "accent", "leaf"]),
            "flat",
        )
        for _ in range(9)
    ]
    return [
        oval(0, -0.30, 1.0, 0.30, "paper", "flat"),
        oval(0, -0.34, 0.84, 0.28, "crust", "ball"),
        oval(0, -0.38, 0.72, 0.22, "second", "flat"),
        *spots,
    ]


def icecream(dice: random.Random) -> Parts:
    """Three scoops in a cone."""
    cone = [poly([(-0.20, -0.52), (0.20, -0.52), (0, 0)], "crust", "round")] + [
        line([(-0.17 + k * 0.1, -0.52), (0.02 + k * 0.02, -0.06)], 0.008, "wood", smooth=False) for k in range(4)
    ]
    return [
        *cone,
        oval(-0.10, -0.62, 0.17, 0.16, "second"),
        oval(0.11, -0.62, 0.17, 0.16, "main"),
        oval(0, -0.80, 0.18, 0.17, "light"),
        oval(0.04, -0.97, 0.045, 0.045, "accent"),
    ]


def plant(dice: random.Random) -> Parts:
    """A potted plant with broad leaves."""
    leaves: Parts = []
    for k in range(dice.randint(7, 9)):
        lean = -62 + k * 124 / 8 + dice.uniform(-6, 6)
        long = dice.uniform(0.42, 0.64)
        leaf = [
            line([(0, -0.36), (0, -0.40 - long * 0.4)], 0.014, "leaf"),
            blob(
                [
                    (0, -0.42 - long),
                    (0.09, -0.42 - long * 0.55),
                    (0.05, -0.42 - long * 0.2),
                    (0, -0.46),
                    (-0.05, -0.42 - long * 0.2),
                    (-0.09, -0.42 - long * 0.55),
                ],
                "leaf" if k % 2 else "leaf2",
                "round",
            ),
            line([(0, -0.48), (0, -0.40 - long * 0.9)], 0.006, "light"),
        ]
        leaves += turned(leaf, lean, (0, -0.36))
    pot = [
        lathe([(-0.36, 0.21), (-0.06, 0.15), (0, 0.14)], "main", sharp=True),
        slab(-0.23, -0.39, 0.23, -0.31, 0.015, "main", "round"),
    ]
    return [*leaves, *pot]


def flower(dice: random.Random) -> Parts:
    """Blossoms on stems, in a slim vase or free."""
    parts: Parts = []
    petals = dice.choice([6, 8, 10, 13])
    heads = [(-0.24, -0.66, 0.13), (0.25, -0.60, 0.12), (0.0, -0.84, 0.16)]
    for x, y, _ in heads:
        parts.append(line([(x * 0.15, -0.30), (x * 0.5, (y - 0.3) / 2), (x, y)], 0.018, "leaf"))
        parts += turned(
            [
                blob(
                    [(x * 0.4, -0.42), (x * 0.4 + 0.10, -0.52), (x * 0.4 + 0.17, -0.50), (x * 0.4 + 0.08, -0.42)],
                    "leaf2",
                )
            ],
            dice.uniform(-20, 20),
            (x * 0.4, -0.42),
        )
    for k, (x, y, r) in enumerate(heads):
        for ring, size in ((r, 1.0), (r * 0.62, 0.7)):
            for p in range(petals):
                petal = [
                    blob(
                        [
                            (x, y),
                            (x + ring * 0.28 * size, y - ring * 0.6),
                            (x, y - ring),
                            (x - ring * 0.28 * size, y - ring * 0.6),
                        ],
                        "main" if (k + (size < 1)) % 2 == 0 else "second",
                        "ball",
                    )
                ]
                parts += turned(petal, 360 * p / petals + (12 if size < 1 else 0), (x, y))
        parts.append(oval(x, y, r * 0.24, r * 0.24, "accent"))
    return [*parts, lathe([(-0.34, 0.06), (-0.28, 0.05), (-0.14, 0.13), (-0.03, 0.11), (0, 0.09)], "light")]


def tree(dice: random.Random) -> Parts:
    """A broad tree."""
    crown = [(dice.uniform(-0.30, 0.30), dice.uniform(-0.86, -0.50), dice.uniform(0.12, 0.2)) for _ in range(16)]
    crown = [(x, max(y, -1 + r), r) for x, y, r in sorted(crown, key=lambda c: c[1])]
    trunk = blob([(-0.05, -0.5), (0.05, -0.5), (0.06, -0.15), (0.13, 0), (-0.13, 0), (-0.06, -0.15)], "wood", "round")
    return [
        trunk,
        line([(0, -0.3), (0.14, -0.5)], 0.04, "wood"),
        line([(0, -0.34), (-0.16, -0.52)], 0.04, "wood"),
        *(oval(x, y, r, r * 0.86, "leaf" if k % 3 else "leaf2") for k, (x, y, r) in enumerate(crown)),
    ]
