"""Atelier outdoors: sky, one large sun or moon, and land that sinks into light the farther it is."""

import random

from PIL import Image, ImageChops, ImageFilter, ImageOps

from . import places, subjects, surfaces
from .backdrops import light_shape
from .moods import Mood
from .outlines import oval
from .reading import RGB, Scene
from .surfaces import mix

_STUFF_TINT: dict[str, RGB] = {
    "leaf": (44, 74, 54),
    "moss": (60, 74, 44),
    "grass": (74, 84, 44),
    "sand": (150, 104, 70),
    "snow": (190, 205, 225),
    "water": (40, 70, 90),
    "trunk": (40, 30, 28),
    "road": (46, 46, 54),
}


def landscape(
    scene: Scene, size: tuple[int, int], mood: Mood, source: tuple[float, float], dice: random.Random
) -> tuple[Image.Image, float]:
    """Sky, one large sun or moon, and layers of land that sink into light the farther they are."""
    width, height = size
    place = scene.place or _natural_place(scene, dice)
    horizon = dice.uniform(0.52, 0.64)
    side = 1 if source[0] < width / 2 else -1
    source = (source[0], height * (horizon - dice.uniform(0.06, 0.22)))
    canvas = surfaces.vertical(
        size,
        [
            (0, mix(mood.deep, mood.mid, 0.25)),
            (horizon * 0.55, mood.mid),
            (horizon, mix(mood.mid, mood.light, 0.85)),
            (1, mood.deep),
        ],
    )
    surfaces.glow(canvas, (width * (0.5 + side * 0.45), 0), max(size) * 0.6, mood.cool, 0.55, 1.5)
    _clouds(canvas, mood, horizon, dice)
    if scene.light == "night" or place == "space":
        _stars(canvas, dice, 1.0 if place == "space" else horizon)
    _sun(canvas, mood, source, place, dice)
    for layer in places.layers(place, dice, horizon):
        _land(canvas, layer, mood, source, scene, dice)
    ground = {"sky": 0.9, "space": 0.88, "sea": min(0.88, horizon + 0.25)}.get(place, dice.uniform(0.86, 0.91))
    return canvas, ground


def _natural_place(scene: Scene, dice: random.Random) -> str:
    """Where a subject belongs when the prompt names no place."""
    first = scene.subjects[0] if scene.subjects else ""
    if scene.weather == "snow":
        return "snow"
    if first in ("car", "van", "bicycle", "person"):
        return "city"
    if first in subjects.AIRBORNE:
        return "sky"
    return "sea" if first == "boat" else dice.choice(["field", "mountain", "desert"])


def _clouds(canvas: Image.Image, mood: Mood, horizon: float, dice: random.Random) -> None:
    width, height = canvas.size
    bank = surfaces.noise((width, round(height * 0.5)), dice, width * 0.5, 5).resize(
        canvas.size, Image.Resampling.BICUBIC
    )
    where = surfaces.fade(canvas.size, lambda t: max(0.0, 1.0 - abs(t - horizon * 0.6) * 2.2))
    dark = ImageChops.multiply(bank.point(lambda v: max(0, min(255, (122 - v) * 7))), where)
    bright = ImageChops.multiply(bank.point(lambda v: max(0, min(255, (v - 134) * 7))), where)
    canvas.paste(Image.new("RGB", canvas.size, mix(mood.deep, mood.mid, 0.5)), (0, 0), dark.point(lambda v: v * 0.8))
    canvas.paste(
        Image.new("RGB", canvas.size, mix(mood.light, mood.glow, 0.35)), (0, 0), bright.point(lambda v: v * 0.75)
    )


def _stars(canvas: Image.Image, dice: random.Random, down_to: float) -> None:
    width, height = canvas.size
    for _ in range(240):
        x, y, r = (
            dice.uniform(0, width),
            dice.uniform(0, height * down_to),
            dice.uniform(0.3, 1.5) ** 2 * min(canvas.size) / 1000,
        )
        surfaces.fill(
            canvas,
            [(x - r, y), (x, y - r), (x + r, y), (x, y + r)],
            mix((150, 170, 220), (255, 255, 255), dice.random()),
            3,
        )


def _sun(canvas: Image.Image, mood: Mood, source: tuple[float, float], place: str, dice: random.Random) -> None:
    if place == "forest":
        surfaces.glow(canvas, source, max(canvas.size) * 0.55, mood.glow, 0.9, 1.4)
        return
    r = min(canvas.size) * dice.uniform(0.10, 0.19)
    surfaces.glow(canvas, source, max(canvas.size) * 0.65, mood.light, 0.7, 1.8)
    surfaces.glow(canvas, source, r * 3.2, mood.glow, 0.6, 2.0)
    light_shape(
        canvas, [(source[0] + x * r, source[1] + y * r) for x, y in oval(0, 0, 1, 1).points], mood.glow, 0.003, 245
    )


def _land(
    canvas: Image.Image, layer: places.Layer, mood: Mood, source: tuple[float, float], scene: Scene, dice: random.Random
) -> None:
    """One layer: the far ones take the colour of the air, the near ones are nearly black; mist lies between."""
    width, height = canvas.size
    air, near = (
        mix(mood.mid, mood.light, 0.55),
        mix(mood.deep, mix(mood.mid, _STUFF_TINT.get(layer.stuff, mood.mid), 0.5), 0.38),
    )
    colour = mix(air, near, min(1.0, layer.depth * 1.15))
    if layer.stuff == "snow":
        colour = mix(colour, mix(mood.cool, (255, 255, 255), 0.35), 0.45)
    for outline in layer.outlines:
        surfaces.fill(
            canvas,
            [(x * width, y * height) for x, y in outline],
            mix(colour, air, dice.uniform(0, 0.10)) if layer.stuff in ("building", "leaf") else colour,
        )
    if layer.stuff == "building" and layer.depth > 0.2:
        for left, top, right, bottom in places.windows(layer.outlines, dice, 0.16):
            canvas.paste(
                mix(colour, mood.glow, dice.uniform(0.3, 0.95)),
                (
                    round(left * width),
                    round(top * height),
                    max(round(left * width) + 1, round(right * width)),
                    max(round(top * height) + 1, round(bottom * height)),
                ),
            )
    top = min(y for outline in layer.outlines for _, y in outline)
    if layer.stuff == "water":
        _water(canvas, top, mood, source, dice)
    elif layer.depth < 0.95:
        base = max(0.0, top)
        mist = surfaces.fade(canvas.size, lambda t: max(0.0, 0.30 - abs(t - base - 0.10 - layer.depth * 0.08) * 2.4))
        canvas.paste(Image.new("RGB", canvas.size, mix(mood.light, mood.glow, 0.25)), (0, 0), mist)


def _water(canvas: Image.Image, horizon: float, mood: Mood, source: tuple[float, float], dice: random.Random) -> None:
    width, height = canvas.size
    edge = round(height * horizon)
    mirror = (
        ImageOps.flip(canvas.crop((0, max(0, 2 * edge - height), width, edge)))
        .resize((width, height - edge))
        .filter(ImageFilter.GaussianBlur(min(canvas.size) * 0.008))
    )
    canvas.paste(Image.blend(mirror, surfaces.vertical(mirror.size, [(0, mood.mid), (1, mood.deep)]), 0.45), (0, edge))
    for _ in range(420):
        t = dice.random() ** 1.5
        spread = width * (0.03 + 0.20 * t)
        x = dice.gauss(source[0], spread) if dice.random() < 0.72 else dice.uniform(0, width)
        near = max(0.0, 1 - abs(x - source[0]) / (spread * 2.2))
        y, long, thick = (
            edge + (height - edge) * t,
            width * (0.012 + 0.06 * t) * dice.uniform(0.5, 1.4),
            max(0.6, height * 0.0042 * t),
        )
        tone = mix(mix(mood.mid, mood.light, 0.35), mood.glow, near) if near or dice.random() < 0.5 else mood.deep
        surfaces.fill(canvas, [(x - long / 2, y), (x, y - thick), (x + long / 2, y), (x, y + thick)], tone)
