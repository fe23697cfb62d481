"""Outlines of watches, screens and other devices. Unit height: the top is at -1, the ground at 0."""

import math
import random

from .outlines import Part, arc, blob, line, mirrored, oval, poly, slab, turned

Parts = list[Part]


def watch(dice: random.Random) -> Parts:
    """A wristwatch seen from the front, with ten past ten or so."""
    strap = [
        (-0.15, -1.0),
        (0.15, -1.0),
        (0.20, -0.70),
        (0.20, -0.30),
        (0.15, 0),
        (-0.15, 0),
        (-0.20, -0.30),
        (-0.20, -0.70),
    ]
    marks = [line([_polar(0.205, k * 30), _polar(0.235, k * 30)], 0.012, "metal", smooth=False) for k in range(12)]
    hour, minute = dice.uniform(-70, -50), dice.uniform(50, 70)
    return [
        poly(strap, "wood", "round"),
        slab(0.29, -0.54, 0.36, -0.46, 0.015, "metal", "round"),
        oval(0, -0.5, 0.31, 0.31, "metal"),
        oval(0, -0.5, 0.265, 0.265, "main", "flat"),
        *marks,
        line([(0, -0.5), _polar(0.13, hour)], 0.022, "light", smooth=False),
        line([(0, -0.5), _polar(0.20, minute)], 0.014, "light", smooth=False),
        line([_polar(-0.05, 150), _polar(0.21, 150)], 0.007, "accent", smooth=False),
        oval(0, -0.5, 0.018, 0.018, "accent", "flat"),
    ]


def _polar(radius: float, degrees: float, cy: float = -0.5) -> tuple[float, float]:
    return (math.sin(math.radians(degrees)) * radius, cy - math.cos(math.radians(degrees)) * radius)


def clock(dice: random.Random) -> Parts:
    """A desk clock on two feet."""
    ticks = [line([_polar(0.32, k * 30), _polar(0.37, k * 30)], 0.016, "dark", smooth=False) for k in range(12)]
    return [
        line([(-0.25, -0.15), (-0.33, 0)], 0.05, "metal", smooth=False),
        line([(0.25, -0.15), (0.33, 0)], 0.05, "metal", smooth=False),
        oval(0, -0.5, 0.48, 0.48),
        oval(0, -0.5, 0.41, 0.41, "paper", "flat"),
        *ticks,
        line([(0, -0.5), _polar(0.2, dice.uniform(0, 360))], 0.03, "dark", smooth=False),
        line([(0, -0.5), _polar(0.31, dice.uniform(0, 360))], 0.02, "dark", smooth=False),
        oval(0, -0.5, 0.03, 0.03, "accent", "flat"),
    ]


def phone(dice: random.Random) -> Parts:
    """A phone, slightly turned, with a picture on its screen."""
    parts = [
        slab(-0.25, -1.0, 0.25, 0, 0.07, "metal", "round"),
        slab(-0.235, -0.985, 0.235, -0.015, 0.06, "dark"),
        slab(-0.22, -0.965, 0.22, -0.035, 0.05, "main"),
        oval(0.05, -0.58, 0.13, 0.13, "accent"),
        blob(
            [
                (-0.22, -0.30),
                (-0.06, -0.46),
                (0.08, -0.34),
                (0.22, -0.42),
                (0.22, -0.09),
                (0.18, -0.036),
                (-0.18, -0.036),
                (-0.22, -0.09),
            ],
            "second",
            "flat",
        ),
        slab(-0.06, -0.955, 0.06, -0.93, 0.012, "dark"),
        slab(-0.08, -0.065, 0.08, -0.055, 0.004, "light"),
    ]
    return turned(parts, dice.uniform(-8, 8), (0, 0))


def laptop(dice: random.Random) -> Parts:
    """An open laptop seen from the front."""
    return [
        slab(-0.80, -1.0, 0.80, -0.09, 0.04, "metal"),
        slab(-0.77, -0.97, 0.77, -0.12, 0.02, "dark"),
        slab(-0.75, -0.95, 0.75, -0.14, 0.01, "main"),
        slab(-0.66, -0.86, -0.10, -0.50, 0.02, "light"),
        slab(0, -0.86, 0.66, -0.72, 0.02, "second"),
        slab(0, -0.68, 0.66, -0.50, 0.02, "accent"),
        slab(-0.66, -0.44, 0.66, -0.40, 0.01, "light"),
        slab(-0.66, -0.35, 0.3, -0.31, 0.01, "light"),
        poly([(-0.80, -0.10), (0.80, -0.10), (1.0, -0.015), (0.98, 0), (-0.98, 0), (-1.0, -0.015)], "metal", "flat"),
        poly([(-0.72, -0.085), (0.72, -0.085), (0.80, -0.045), (-0.80, -0.045)], "dark", "flat"),
    ]


def camera(dice: random.Random) -> Parts:
    """A small camera with a fine lens."""
    return [
        slab(-0.22, -1.0, 0.22, -0.78, 0.06, "metal", "round"),
        slab(0.36, -0.88, 0.56, -0.78, 0.03, "metal", "round"),
        slab(-0.60, -0.86, -0.42, -0.78, 0.03, "accent", "round"),
        slab(-0.72, -0.82, 0.72, 0, 0.09, "metal", "round"),
        slab(-0.72, -0.64, 0.72, -0.12, 0.0, "main"),
        oval(0, -0.40, 0.36, 0.36, "metal"),
        oval(0, -0.40, 0.31, 0.31, "dark"),
        oval(0, -0.40, 0.22, 0.22, "second"),
        oval(0, -0.40, 0.15, 0.15, "dark"),
        oval(-0.06, -0.47, 0.045, 0.045, "light", "glow"),
    ]


def headphones(dice: random.Random) -> Parts:
    """Over-ear headphones standing up."""
    cup = [slab(-0.56, -0.52, -0.36, 0, 0.10, "main", "round"), slab(-0.40, -0.48, -0.28, -0.04, 0.06, "dark", "round")]
    return [
        arc(0, -0.48, 0.44, 0.49, 180, 360, 0.07, "second"),
        arc(0, -0.48, 0.40, 0.45, 205, 335, 0.05, "dark"),
        *cup,
        *mirrored(cup),
        slab(-0.54, -0.34, -0.52, -0.18, 0.01, "metal"),
        slab(0.52, -0.34, 0.54, -0.18, 0.01, "metal"),
    ]
