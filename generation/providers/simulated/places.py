"""Outlines of places, as layers from far to near in a frame of 1 × 1; pixels are the styles' own."""

import itertools
import math
import random
from dataclasses import dataclass

from .outlines import Point, curve

Outline = tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Layer:
    """One depth of a place: outlines of one stuff. `depth` goes from 0 (far) to 1 (near)."""

    stuff: str
    depth: float
    outlines: tuple[Outline, ...]


def ridge(dice: random.Random, base: float, rise: float, rough: float = 0.5, steps: int = 6) -> Outline:
    """A skyline of hills or peaks by midpoint displacement, closed at the lower edge."""
    heights = [dice.uniform(0, 1), dice.uniform(0, 1)]
    spread = 1.0
    for _ in range(steps):
        spread *= rough
        finer: list[float] = []
        for a, b in itertools.pairwise(heights):
            finer += [a, (a + b) / 2 + dice.uniform(-spread, spread)]
        heights = [*finer, heights[-1]]
    low, high = min(heights), max(heights)
    top = [
        (-0.02 + 1.04 * k / (len(heights) - 1), base - rise * (h - low) / max(high - low, 1e-6))
        for k, h in enumerate(heights)
    ]
    return (*top, (1.02, 1.02), (-0.02, 1.02))


def dunes(dice: random.Random, base: float, rise: float) -> Outline:
    """A long soft wave."""
    phase, pitch = dice.uniform(0, 6.3), dice.uniform(0.5, 1.1)
    top = [
        (-0.02 + 1.04 * k / 60, base - rise * (0.5 + 0.5 * math.sin(phase + pitch * 6.3 * k / 60)) ** 1.6)
        for k in range(61)
    ]
    return (*top, (1.02, 1.02), (-0.02, 1.02))


def blocks(dice: random.Random, base: float, tall: float, narrow: float) -> tuple[Outline, ...]:
    """A row of buildings."""
    x, row = -0.02, []
    while x < 1.0:
        wide = narrow * dice.uniform(0.6, 1.5)
        high = tall * dice.uniform(0.35, 1.0) * (1.0 if dice.random() < 0.85 else 1.35)
        row.append(((x, base), (x, base - high), (x + wide * 0.97, base - high), (x + wide * 0.97, base)))
        if dice.random() < 0.25:
            middle = x + wide / 2
            row.append(((middle - 0.003, base - high), (middle, base - high * 1.22), (middle + 0.003, base - high)))
        x += wide
    return tuple(row)


def trunks(dice: random.Random, base: float, count: int, thick: float) -> tuple[Outline, ...]:
    """Standing trunks from above the frame down to the base, a few with a branch."""
    made = []
    for k in range(count):
        x, lean, w = (k + dice.uniform(0.1, 0.9)) / count, dice.uniform(-0.03, 0.03), thick * dice.uniform(0.6, 1.3)
        foot = base + dice.uniform(-0.02, 0.03)
        made.append(
            (
                (x + lean - w * 0.35, -0.02),
                (x + lean + w * 0.35, -0.02),
                (x + w * 0.5, foot - 0.05),
                (x + w * 0.9, foot),
                (x - w * 0.9, foot),
                (x - w * 0.5, foot - 0.05),
            )
        )
        side, y = dice.choice([-1, 1]), dice.uniform(0.1, 0.45)
        made.append(
            (
                (x + lean * 0.6, y + 0.04),
                (x + side * 0.09, y - 0.10),
                (x + side * 0.095, y - 0.095),
                (x + lean * 0.6, y + 0.06),
            )
        )
    return tuple(made)


def firs(dice: random.Random, base: float, count: int, tall: float) -> tuple[Outline, ...]:
    """A row of fir trees."""
    made = []
    for k in range(count):
        x, high = (k + dice.uniform(-0.3, 1.3)) / count, tall * dice.uniform(0.5, 1.0)
        left, right = [], []
        for s in range(7):
            y, half = base - high * (1 - s / 6), high * 0.22 * (s + 0.15) / 6
            left += [(x - half, y), (x - half * 0.62, y)]
            right += [(x + half, y), (x + half * 0.62, y)]
        made.append((*right, *reversed(left)))
    return tuple(made)


def foliage(dice: random.Random, base: float, rise: float) -> Outline:
    """The round tops of bushes, closed at the lower edge."""
    points = [(-0.05, base)]
    x = -0.05
    while x < 1.05:
        step = dice.uniform(0.03, 0.08)
        points += [
            (x + step * 0.2, base - rise * dice.uniform(0.4, 0.8)),
            (x + step * 0.6, base - rise * dice.uniform(0.7, 1.0)),
        ]
        x += step
    return (*curve(points, closed=False, steps=4), (1.05, 1.05), (-0.05, 1.05))


def _water(place: str, dice: random.Random, horizon: float) -> list[Layer]:
    shore = [Layer("sand", 0.9, (dunes(dice, horizon + 0.25, 0.03),))] if place == "beach" else []
    return [
        Layer("rock", 0.15, (ridge(dice, horizon + 0.002, 0.05, 0.42),)),
        Layer("water", 0.4, (((-0.02, horizon), (1.02, horizon), (1.02, 1.02), (-0.02, 1.02)),)),
        *shore,
    ]


def layers(place: str, dice: random.Random, horizon: float) -> list[Layer]:
    """The layers of an outdoor place, far to near; empty for indoor places and the bare sky."""
    if place == "mountain":
        return [
            Layer("rock", 0.15, (ridge(dice, horizon, 0.42, 0.52),)),
            Layer("rock", 0.4, (ridge(dice, horizon + 0.03, 0.26),)),
            Layer("hill", 0.65, (ridge(dice, horizon + 0.06, 0.13, 0.45),)),
            Layer("leaf", 0.9, firs(dice, horizon + 0.16, 22, 0.15)),
            Layer("hill", 0.9, (dunes(dice, horizon + 0.18, 0.05),)),
        ]
    if place == "desert":
        return [
            Layer("rock", 0.15, (ridge(dice, horizon + 0.01, 0.10, 0.4),)),
            *(
                Layer("sand", 0.3 + 0.2 * k, (dunes(dice, horizon + 0.02 + 0.09 * k, 0.07 + 0.02 * k),))
                for k in range(4)
            ),
        ]
    if place == "forest":
        return [
            Layer("leaf", 0.2, (foliage(dice, horizon - 0.18, 0.3),)),
            Layer("trunk", 0.35, trunks(dice, horizon + 0.03, 15, 0.018)),
            Layer("leaf", 0.5, (foliage(dice, horizon + 0.02, 0.10),)),
            Layer("trunk", 0.7, trunks(dice, horizon + 0.08, 7, 0.036)),
            Layer("moss", 0.85, (dunes(dice, horizon + 0.08, 0.03),)),
            Layer("trunk", 1.0, trunks(dice, horizon + 0.22, 2, 0.075)),
        ]
    if place == "city":
        return [
            Layer("building", 0.15, blocks(dice, horizon + 0.05, 0.42, 0.05)),
            Layer("building", 0.4, blocks(dice, horizon + 0.06, 0.34, 0.08)),
            Layer("building", 0.7, blocks(dice, horizon + 0.08, 0.22, 0.12)),
            Layer("road", 0.9, (((-0.02, horizon + 0.075), (1.02, horizon + 0.075), (1.02, 1.02), (-0.02, 1.02)),)),
        ]
    if place == "field":
        return [
            Layer("hill", 0.15, (ridge(dice, horizon, 0.10, 0.4),)),
            Layer("leaf", 0.35, (foliage(dice, horizon + 0.03, 0.06),)),
            *(Layer("grass", 0.5 + 0.2 * k, (dunes(dice, horizon + 0.05 + 0.10 * k, 0.04),)) for k in range(3)),
        ]
    if place == "snow":
        return [
            Layer("rock", 0.15, (ridge(dice, horizon, 0.22, 0.5),)),
            Layer("leaf", 0.45, firs(dice, horizon + 0.05, 26, 0.16)),
            Layer("snow", 0.6, (dunes(dice, horizon + 0.06, 0.06),)),
            Layer("leaf", 0.75, firs(dice, horizon + 0.12, 8, 0.3)),
            Layer("snow", 0.9, (dunes(dice, horizon + 0.14, 0.05),)),
        ]
    if place in ("sea", "beach"):
        return _water(place, dice, horizon)
    if place == "underwater":
        return [
            Layer("rock", 0.3, (ridge(dice, horizon + 0.12, 0.18, 0.5),)),
            Layer("sand", 0.7, (dunes(dice, horizon + 0.16, 0.05),)),
        ]
    return []


def windows(
    outlines: tuple[Outline, ...], dice: random.Random, share: float
) -> list[tuple[float, float, float, float]]:
    """Lit windows on buildings: left, top, right, bottom."""
    lit = []
    for outline in (o for o in outlines if len(o) == 4):
        (left, base), (_, top), (right, _), _ = outline
        columns, rows = max(2, round((right - left) / 0.013)), max(3, round((base - top) / 0.022))
        for column in range(columns):
            for row in range(rows):
                if dice.random() < share:
                    x, y = left + (right - left) * (column + 0.25) / columns, top + (base - top) * (row + 0.35) / rows
                    lit.append((x, y, x + (right - left) * 0.5 / columns, y + (base - top) * 0.42 / rows))
    return lit
