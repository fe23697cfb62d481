"""Atelier indoors: a dark painted wall, a shape of light on it, a polished floor."""

import random

from PIL import Image, ImageFilter, ImageOps

from . import surfaces
from .moods import Mood
from .outlines import oval
from .reading import RGB, Scene
from .surfaces import mix


def backdrop(
    scene: Scene, size: tuple[int, int], mood: Mood, source: tuple[float, float], dice: random.Random
) -> tuple[Image.Image, float]:
    """A dark painted wall with one shape of light on it."""
    width, height = size
    ground = dice.uniform(0.80, 0.87)
    canvas = surfaces.vertical(
        size,
        [
            (0, mood.deep),
            (0.45, mix(mood.deep, mood.mid, 0.75)),
            (ground, mix(mood.mid, mood.light, 0.12)),
            (1, mood.deep),
        ],
    )
    clouds = surfaces.noise(size, dice, width * 0.45, 4)
    canvas.paste(
        Image.new("RGB", size, mix(mood.mid, mood.light, 0.5)), (0, 0), clouds.point(lambda v: max(0, v - 112) * 1.3)
    )
    surfaces.glow(canvas, source, max(size) * 0.62, mood.light, 0.8, 1.7)
    surfaces.glow(
        canvas,
        (width - source[0] + (width if source[0] < width / 2 else -width) * 0.12, height * 0.72),
        max(size) * 0.5,
        mood.cool,
        0.62,
        1.6,
    )
    {"disc": _light_disc, "arch": _light_arch, "window": _light_window, "none": _light_spot}[
        dice.choice(["disc", "arch", "window", "none", "disc"])
    ](canvas, mood, source, ground, dice)
    return canvas, ground


def _light_disc(
    canvas: Image.Image, mood: Mood, source: tuple[float, float], ground: float, dice: random.Random
) -> None:
    r = min(canvas.size) * dice.uniform(0.26, 0.36)
    light_shape(
        canvas,
        [(source[0] + x * r, source[1] + y * r) for x, y in oval(0, 0, 1, 1).points],
        mix(mood.light, mood.glow, 0.45),
        0.004,
        200,
    )
    surfaces.glow(canvas, (source[0] - r * 0.2, source[1] - r * 0.2), r * 1.1, mood.glow, 0.55)


def _light_arch(
    canvas: Image.Image, mood: Mood, source: tuple[float, float], ground: float, dice: random.Random
) -> None:
    half, base = min(canvas.size) * dice.uniform(0.20, 0.27), canvas.height * ground
    top = source[1] - half * 0.1
    points = [
        (source[0] - half, base),
        *((source[0] + x * half, top + y * half) for x, y in oval(0, 0, 1, 1).points[24:]),
        (source[0] + half, top),
        (source[0] + half, base),
    ]
    light_shape(canvas, points, mix(mood.light, mood.glow, 0.5), 0.004, 190)
    surfaces.glow(canvas, (source[0], (top + base) / 2), half * 2.2, mood.glow, 0.35)


def _light_window(
    canvas: Image.Image, mood: Mood, source: tuple[float, float], ground: float, dice: random.Random
) -> None:
    unit, lean = min(canvas.size) * 0.17, dice.choice([-1, 1]) * 0.35
    for k in range(2):
        for j in range(3):
            x, y = source[0] - unit * 1.1 + k * unit * 1.12, source[1] - unit * 1.7 + j * unit * 1.12
            pane = [(x, y), (x + unit, y + unit * lean * 0.5), (x + unit, y + unit * (1 + lean * 0.5)), (x, y + unit)]
            light_shape(
                canvas,
                [(px + (py - source[1]) * lean * 0.35, py + k * unit * lean * 0.55) for px, py in pane],
                mix(mood.light, mood.glow, 0.55),
                0.007,
                170,
            )


def _light_spot(
    canvas: Image.Image, mood: Mood, source: tuple[float, float], ground: float, dice: random.Random
) -> None:
    surfaces.glow(canvas, source, min(canvas.size) * 0.55, mix(mood.light, mood.glow, 0.5), 0.75, 1.3)


def light_shape(canvas: Image.Image, points: list[tuple[float, float]], colour: RGB, blur: float, opacity: int) -> None:
    """A flat shape of light with soft edges, in place."""
    sheet = Image.new("L", canvas.size)
    surfaces.fill(sheet, points, opacity)
    canvas.paste(
        Image.new("RGB", canvas.size, colour),
        (0, 0),
        sheet.filter(ImageFilter.GaussianBlur(max(0.6, min(canvas.size) * blur))),
    )


def floor(canvas: Image.Image, ground: float, mood: Mood, source: tuple[float, float], dice: random.Random) -> None:
    """A dark polished floor: the wall mirrored, blurred and sunk, with a pool of light."""
    width, height = canvas.size
    edge = round(height * (ground - 0.07))
    deep = height - edge
    mirror = (
        ImageOps.flip(canvas.crop((0, max(0, edge - deep * 2), width, edge)))
        .resize((width, deep))
        .filter(ImageFilter.GaussianBlur(min(canvas.size) * 0.014))
    )
    mirror = Image.composite(
        mirror, Image.new("RGB", mirror.size, mood.deep), surfaces.fade(mirror.size, lambda t: 0.62 - 0.5 * t)
    )
    canvas.paste(mirror, (0, edge))
    surfaces.glow(canvas, (source[0], height * ground + deep * 0.2), width * 0.5, mood.light, 0.5, 1.6, 0.28)
