"""Outlines: parts of a subject as points, and the few tools that make them. No pixels here."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of a subject: an outline (or a line of a width), what it is made of, and how it takes light."""

    points: tuple[Point, ...]
    role: str = "main"
    form: str = "flat"
    width: float = 0.0


def curve(points: Sequence[Point], closed: bool = True, steps: int = 8) -> tuple[Point, ...]:
    """A smooth line through all points (Catmull-Rom)."""
    count = len(points)
    smooth: list[Point] = []
    for i in range(count if closed else count - 1):
        if closed:
            a, b, c, d = (points[(i + k) % count] for k in (-1, 0, 1, 2))
        else:
            a, b, c, d = (points[min(max(i + k, 0), count - 1)] for k in (-1, 0, 1, 2))
        smooth += [
            (_spline(a[0], b[0], c[0], d[0], s / steps), _spline(a[1], b[1], c[1], d[1], s / steps))
            for s in range(steps)
        ]
    return tuple(smooth if closed else [*smooth, points[-1]])


def _spline(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - 3 * c + d - a) * t**3)


def blob(points: Sequence[Point], role: str = "main", form: str = "ball") -> Part:
    """A soft closed shape through the points."""
    return Part(curve(points), role, form)


def poly(points: Sequence[Point], role: str = "main", form: str = "flat") -> Part:
    """A shape with straight sides."""
    return Part(tuple(points), role, form)


def line(points: Sequence[Point], width: float, role: str = "dark", smooth: bool = True, form: str = "round") -> Part:
    """An open line of a width."""
    return Part(curve(points, closed=False) if smooth else tuple(points), role, form, width)


def oval(cx: float, cy: float, rx: float, ry: float, role: str = "main", form: str = "ball", turn: float = 0.0) -> Part:
    """An ellipse, turned by radians."""
    cos, sin = math.cos(turn), math.sin(turn)
    around = [(math.cos(k * math.tau / 48) * rx, math.sin(k * math.tau / 48) * ry) for k in range(48)]
    return Part(tuple((cx + x * cos - y * sin, cy + x * sin + y * cos) for x, y in around), role, form)


def arc(cx: float, cy: float, rx: float, ry: float, start: float, end: float, width: float, role: str = "main") -> Part:
    """Part of an ellipse as a line; angles in degrees, clockwise from the right."""
    angles = [math.radians(start + (end - start) * k / 32) for k in range(33)]
    return Part(tuple((cx + math.cos(a) * rx, cy + math.sin(a) * ry) for a in angles), role, "round", width)


def slab(
    x0: float, y0: float, x1: float, y1: float, corner: float = 0.0, role: str = "main", form: str = "flat"
) -> Part:
    """A rectangle with round corners."""
    if corner <= 0:
        return Part(((x0, y0), (x1, y0), (x1, y1), (x0, y1)), role, form)
    corner = min(corner, (x1 - x0) / 2, (y1 - y0) / 2)
    points = []
    for cx, cy, start in (
        (x1 - corner, y0 + corner, -90),
        (x1 - corner, y1 - corner, 0),
        (x0 + corner, y1 - corner, 90),
        (x0 + corner, y0 + corner, 180),
    ):
        points += [
            (cx + math.cos(math.radians(start + a)) * corner, cy + math.sin(math.radians(start + a)) * corner)
            for a in range(0, 91, 15)
        ]
    return Part(tuple(points), role, form)


def lathe(
    profile: Sequence[Point], role: str = "main", form: str = "round", cx: float = 0.0, sharp: bool = False
) -> Part:
    """A turned body: (height, radius) from top to bottom, mirrored about cx."""
    side = [(r, y) for y, r in profile]
    if not sharp:
        side = list(curve(side, closed=False, steps=6))
    right = [(cx + r, y) for r, y in side]
    return Part(tuple(right + [(cx - r, y) for r, y in reversed(side)]), role, form)


def turned(parts: Sequence[Part], degrees: float, about: Point = (0.0, 0.0)) -> list[Part]:
    """All parts rotated clockwise about a point."""
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))

    def move(point: Point) -> Point:
        x, y = point[0] - about[0], point[1] - about[1]
        return (about[0] + x * cos - y * sin, about[1] + x * sin + y * cos)

    return [Part(tuple(map(move, part.points)), part.role, part.form, part.width) for part in parts]


def mirrored(parts: Sequence[Part]) -> list[Part]:
    """All parts flipped left to right."""
    return [Part(tuple((-x, y) for x, y in part.points), part.role, part.form, part.width) for part in parts]


def shifted(parts: Sequence[Part], dx: float, dy: float = 0.0, scale: float = 1.0) -> list[Part]:
    """All parts scaled about the origin, then moved."""
    return [
        Part(tuple((x * scale + dx, y * scale + dy) for x, y in part.points), part.role, part.form, part.width * scale)
        for part in parts
    ]


def bounds(parts: Sequence[Part]) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of all parts."""
    xs = [(x - part.width / 2, x + part.width / 2) for part in parts for x, _ in part.points]
    ys = [(y - part.width / 2, y + part.width / 2) for part in parts for _, y in part.points]
    return min(a for a, _ in xs), min(a for a, _ in ys), max(b for _, b in xs), max(b for _, b in ys)
