"""Outlines of clothes, furniture and other goods. Unit height: the top is at -1, the ground at 0."""

import itertools
import random

from .outlines import Part, arc, blob, lathe, line, mirrored, oval, poly, slab, turned

Parts = list[Part]


def shoe(dice: random.Random) -> Parts:
    """A sneaker in profile: sole, upper, toe cap, laces, stripe."""
    sole = blob(
        [
            (-0.98, -0.13),
            (-0.5, -0.09),
            (0.2, -0.10),
            (0.98, -0.15),
            (1.05, -0.08),
            (0.95, 0),
            (0, 0),
            (-0.92, 0),
            (-1.02, -0.06),
        ],
        "light",
        "round",
    )
    upper = [
        (-0.98, -0.12),
        (-1.0, -0.45),
        (-0.92, -0.80),
        (-0.72, -0.72),
        (-0.46, -0.70),
        (-0.26, -0.86),
        (-0.05, -0.72),
        (0.30, -0.44),
        (0.72, -0.34),
        (0.98, -0.22),
        (1.0, -0.11),
        (0.2, -0.09),
        (-0.5, -0.08),
    ]
    laces = [
        line([(-0.13 + k * 0.11, -0.76 + k * 0.085), (0.02 + k * 0.11, -0.60 + k * 0.075)], 0.035, "light")
        for k in range(4)
    ]
    stripe = [
        line([(-0.62, -0.14), (-0.34, -0.36), (0.02, -0.42)], 0.07, "accent"),
        line([(-0.36, -0.13), (-0.14, -0.30), (0.14, -0.36)], 0.07, "accent"),
    ]
    return [
        blob(upper),
        blob(
            [(-0.94, -0.80), (-0.72, -0.72), (-0.46, -0.70), (-0.30, -0.83), (-0.48, -0.62), (-0.80, -0.64)],
            "dark",
            "flat",
        ),
        blob([(0.56, -0.37), (0.78, -0.33), (0.99, -0.22), (1.0, -0.11), (0.62, -0.10), (0.50, -0.22)], "second"),
        *(stripe if dice.random() < 0.8 else []),
        *laces,
        blob([(-0.99, -0.14), (-1.0, -0.40), (-0.94, -0.52), (-0.80, -0.40), (-0.78, -0.12)], "second"),
        sole,
        line([(-0.95, -0.085), (0, -0.055), (0.98, -0.09)], 0.018, "accent"),
    ]


def chair(dice: random.Random) -> Parts:
    """A shell armchair on splayed wooden legs."""
    leg = lambda x, foot: line([(x, -0.34), (foot, 0)], 0.035, "wood", smooth=False)  # noqa: E731
    arms = [blob([(-0.46, -0.62), (-0.34, -0.62), (-0.33, -0.30), (-0.46, -0.30)], "second")]
    return [
        leg(-0.20, -0.27),
        leg(0.20, 0.27),
        leg(-0.34, -0.44),
        leg(0.34, 0.44),
        blob(
            [
                (-0.36, -0.92),
                (-0.18, -1.0),
                (0.18, -1.0),
                (0.36, -0.92),
                (0.42, -0.5),
                (0.34, -0.36),
                (-0.34, -0.36),
                (-0.42, -0.5),
            ]
        ),
        blob([(-0.25, -0.88), (0, -0.92), (0.25, -0.88), (0.28, -0.55), (0, -0.50), (-0.28, -0.55)], "main"),
        *arms,
        *mirrored(arms),
        blob(
            [(-0.38, -0.50), (0, -0.54), (0.38, -0.50), (0.40, -0.36), (0, -0.31), (-0.40, -0.36)],
            dice.choice(["main", "second"]),
        ),
    ]


def lamp(dice: random.Random) -> Parts:
    """A table lamp that is on."""
    wide = dice.uniform(0.30, 0.38)
    foot = lathe(
        [(-0.55, 0.03), (-0.45, 0.05), (-0.30, 0.14), (-0.14, 0.16), (-0.05, 0.09), (-0.03, 0.16), (0, 0.17)], "second"
    )
    stem = [
        line([(0, -0.56), (0, -0.03)], 0.03, "metal", smooth=False),
        lathe([(-0.05, 0.19), (0, 0.21)], "metal", sharp=True),
    ]
    return [
        *([foot] if dice.random() < 0.6 else stem),
        lathe([(-1.0, wide * 0.6), (-0.54, wide)], "glow", sharp=True),
        oval(0, -0.54, wide, 0.045, "light", "flat"),
        line([(-wide * 0.6, -0.995), (wide * 0.6, -0.995)], 0.016, "metal", smooth=False),
    ]


def bag(dice: random.Random) -> Parts:
    """A structured handbag."""
    flap = -0.36 if dice.random() < 0.5 else -0.44
    return [
        arc(0, -0.62, 0.24, 0.36, 180, 360, 0.045, "second"),
        blob(
            [(-0.46, -0.62), (0, -0.66), (0.46, -0.62), (0.54, -0.06), (0.46, 0), (-0.46, 0), (-0.54, -0.06)],
            "main",
            "round",
        ),
        blob(
            [(-0.47, -0.63), (0, -0.67), (0.47, -0.63), (0.46, flap), (0, flap + 0.08), (-0.46, flap)],
            "second",
            "round",
        ),
        slab(-0.05, flap - 0.02, 0.05, flap + 0.13, 0.02, "metal", "round"),
        line([(-0.50, -0.05), (0, -0.035), (0.50, -0.05)], 0.008, "light"),
    ]


def book(dice: random.Random) -> Parts:
    """One to three books lying, one leaning or standing on top."""
    stack, y = [], 0.0
    for role in dice.sample(["main", "second", "accent", "dark"], dice.randint(2, 3)):
        high, x = dice.uniform(0.13, 0.19), dice.uniform(-0.06, 0.06)
        stack += [
            slab(x - 0.56, y - high, x + 0.56, y, 0.015, role, "flat"),
            slab(x - 0.53, y - high + 0.025, x + 0.565, y - 0.025, 0, "paper"),
            slab(x - 0.56, y - high, x - 0.50, y, 0.02, role, "round"),
        ]
        y -= high
    top = [
        slab(-0.24, y - 0.62, 0.24, y, 0.012, "main"),
        slab(-0.24, y - 0.62, -0.18, y, 0.01, "second", "round"),
        slab(-0.10, y - 0.50, 0.17, y - 0.46, 0.005, "light"),
        slab(-0.10, y - 0.43, 0.10, y - 0.41, 0.005, "light"),
        oval(0.035, y - 0.22, 0.09, 0.09, "accent"),
    ]
    return stack + turned(top, dice.choice([0, -6, 7]), (0.24, y))


def umbrella(dice: random.Random) -> Parts:
    """An open umbrella."""
    parts = [line([(0, -0.95), (0, -0.12), (0.03, -0.02), (0.10, -0.02), (0.12, -0.10)], 0.028, "wood")]
    edges = [-0.62, -0.38, -0.13, 0.13, 0.38, 0.62]
    for k, (a, b) in enumerate(itertools.pairwise(edges)):
        parts.append(
            blob(
                [(0, -0.97), (a * 0.72, -0.84), (a, -0.50), ((a + b) / 2, -0.56), (b, -0.50), (b * 0.72, -0.84)],
                "main" if k % 2 == 0 else "second",
                "flat",
            )
        )
    return turned([*parts, line([(0, -1.0), (0, -0.95)], 0.03, "metal", smooth=False)], dice.uniform(-14, 14), (0, 0))


def guitar(dice: random.Random) -> Parts:
    """An acoustic guitar leaning a little."""
    body = blob(
        [
            (0, -0.53),
            (0.15, -0.50),
            (0.17, -0.40),
            (0.13, -0.31),
            (0.23, -0.16),
            (0.18, -0.03),
            (0, 0),
            (-0.18, -0.03),
            (-0.23, -0.16),
            (-0.13, -0.31),
            (-0.17, -0.40),
            (-0.15, -0.50),
        ],
        "main",
        "round",
    )
    strings = [
        line([(x, -0.95), (x * 1.3, -0.12)], 0.004, "light", smooth=False) for x in (-0.015, -0.005, 0.005, 0.015)
    ]
    parts = [
        body,
        slab(-0.032, -0.92, 0.032, -0.36, 0.005, "dark"),
        slab(-0.05, -1.0, 0.05, -0.88, 0.015, "wood"),
        oval(0, -0.34, 0.072, 0.072, "dark", "flat"),
        slab(-0.085, -0.14, 0.085, -0.11, 0.01, "dark"),
        *strings,
    ]
    return turned(parts, dice.uniform(-14, 14), (0, 0))


def hat(dice: random.Random) -> Parts:
    """A brimmed hat."""
    return [
        blob([(-0.95, -0.12), (-0.5, -0.24), (0.5, -0.24), (0.95, -0.12), (0.5, 0), (-0.5, 0)], "main", "flat"),
        blob(
            [
                (-0.44, -0.18),
                (-0.40, -0.74),
                (-0.22, -0.98),
                (0, -0.90),
                (0.22, -0.98),
                (0.40, -0.74),
                (0.44, -0.18),
                (0, -0.10),
            ],
            "main",
            "round",
        ),
        blob(
            [(-0.435, -0.38), (0, -0.32), (0.435, -0.38), (0.45, -0.18), (0, -0.10), (-0.45, -0.18)], "accent", "round"
        ),
    ]


def glasses(dice: random.Random) -> Parts:
    """Sunglasses."""
    lens = [
        blob(
            [(-0.92, -0.92), (-0.20, -0.88), (-0.12, -0.60), (-0.24, -0.12), (-0.55, 0), (-0.86, -0.16), (-1.0, -0.60)],
            "main",
            "round",
        ),
        blob(
            [
                (-0.85, -0.82),
                (-0.26, -0.79),
                (-0.20, -0.58),
                (-0.30, -0.20),
                (-0.55, -0.10),
                (-0.80, -0.24),
                (-0.91, -0.58),
            ],
            "dark",
            "ball",
        ),
    ]
    return [
        line([(-0.16, -0.66), (0, -0.76), (0.16, -0.66)], 0.07, "main"),
        *lens,
        *mirrored(lens),
        line([(-0.78, -0.66), (-0.62, -0.40)], 0.035, "light"),
    ]


def ball(dice: random.Random) -> Parts:
    """A ball with a band and a seam."""
    return [
        oval(0, -0.5, 0.5, 0.5),
        *turned(
            [
                arc(0, -0.5, 0.18, 0.49, 90, 270, 0.02, "second"),
                arc(0, -0.5, 0.18, 0.49, -90, 90, 0.02, "second"),
                line([(-0.5, -0.5), (0, -0.44), (0.5, -0.5)], 0.02, "second"),
            ],
            dice.uniform(-40, 40),
            (0, -0.5),
        ),
    ]


def cube(dice: random.Random) -> Parts:
    """One large box, often with a small one on top."""
    big = [
        poly([(-0.52, -0.52), (0, -0.40), (0, 0), (-0.52, -0.12)], "main"),
        poly([(0, -0.40), (0.52, -0.52), (0.52, -0.12), (0, 0)], "second"),
        poly([(-0.52, -0.52), (0, -0.64), (0.52, -0.52), (0, -0.40)], "light"),
    ]
    small = [
        poly([(-0.24, -0.80), (0.02, -0.74), (0.02, -0.50), (-0.24, -0.56)], "accent"),
        poly([(0.02, -0.74), (0.28, -0.80), (0.28, -0.56), (0.02, -0.50)], "dark"),
        poly([(-0.24, -0.80), (0.02, -0.86), (0.28, -0.80), (0.02, -0.74)], "paper"),
    ]
    return big + (small if dice.random() < 0.75 else [])


def shirt(dice: random.Random) -> Parts:
    """A shirt on a hanger."""
    return [
        arc(0, -0.94, 0.05, 0.06, 140, 400, 0.014, "metal"),
        line([(-0.34, -0.74), (0, -0.88), (0.34, -0.74)], 0.022, "wood", smooth=False),
        poly(
            [
                (-0.14, -0.84),
                (-0.40, -0.74),
                (-0.62, -0.42),
                (-0.45, -0.32),
                (-0.34, -0.46),
                (-0.34, 0),
                (0.34, 0),
                (0.34, -0.46),
                (0.45, -0.32),
                (0.62, -0.42),
                (0.40, -0.74),
                (0.14, -0.84),
                (0, -0.76),
            ],
            "main",
            "round",
        ),
        arc(0, -0.845, 0.14, 0.09, 5, 175, 0.03, "second"),
        slab(0.08, -0.58, 0.22, -0.44, 0.015, dice.choice(["second", "accent", "main"])),
    ]


def ring(dice: random.Random) -> Parts:
    """A ring with a cut stone."""
    stone = [
        poly([(-0.20, -0.86), (-0.11, -1.0), (0.11, -1.0), (0.20, -0.86), (0, -0.62)], "main", "ball"),
        poly([(-0.11, -1.0), (0, -0.86), (-0.20, -0.86)], "light"),
        poly([(0.11, -1.0), (0.20, -0.86), (0, -0.86)], "second"),
        poly([(-0.08, -0.86), (0.08, -0.86), (0, -0.62)], "light"),
    ]
    return [
        arc(0, -0.33, 0.31, 0.31, -90, 270, 0.065, "metal"),
        line([(-0.13, -0.72), (0, -0.60), (0.13, -0.72)], 0.05, "metal"),
        *stone,
    ]


def still_life(dice: random.Random) -> Parts:
    """What is drawn for a prompt without a known subject: a calm group of simple bodies."""
    arch = [
        poly([(-0.56, 0), (-0.56, -0.56), (-0.40, -0.56), (-0.40, 0)], "main", "round"),
        poly([(0.0, 0), (0.0, -0.56), (0.16, -0.56), (0.16, 0)], "main", "round"),
        arc(-0.20, -0.56, 0.28, 0.36, 180, 360, 0.16, "main"),
    ]
    column = [
        slab(-0.34, -0.66, 0.02, 0, 0.0, "main", "round"),
        oval(-0.16, -0.66, 0.18, 0.04, "light", "flat"),
        oval(-0.16, -0.83, 0.15, 0.15, "accent"),
    ]
    stairs = [
        slab(-0.60 + k * 0.16, -0.22 * (k + 1), 0.20, -0.22 * k, 0, "main" if k % 2 else "second", "flat")
        for k in range(3)
    ]
    core = dice.choice([arch, column, stairs])
    r, s = dice.uniform(0.17, 0.24), dice.uniform(0.10, 0.15)
    cone = lathe([(-dice.uniform(0.45, 0.7), 0.008), (0, 0.18)], "second", sharp=True, cx=0.34)
    rest = dice.choice(
        [
            [oval(0.40, -r, r, r, "accent")],
            [cone],
            [lathe([(-0.5, 0.07), (-0.4, 0.05), (-0.2, 0.17), (0, 0.10)], "second", cx=0.38)],
        ]
    )
    return [*core, *rest, oval(0.66, -s, s, s, "second"), oval(-0.70, -s * 0.8, s * 0.8, s * 0.8, "light")]
