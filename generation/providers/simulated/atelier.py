"""Atelier: the stylised generator. One strong light, deep shadow, haze, and a brush."""

import random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from . import moods, subjects, surfaces
from .actors import actors
from .backdrops import backdrop, floor
from .landscapes import landscape
from .moods import Mood
from .reading import Scene
from .surfaces import luma, mix

NAME = "Atelier"


def paint(scene: Scene, size: tuple[int, int]) -> Image.Image:
    """The picture of a scene, RGB, without its label."""
    dice = scene.dice("atelier")
    mood = moods.tinted(dice.choice(moods.MOODS[scene.light]), scene)
    shown = scene.subjects or (() if scene.place not in ("", "studio", "kitchen", "room", "table") else ("still_life",))
    outdoors = _is_outdoors(scene)
    side = dice.choice([-1.0, 1.0])
    source = (size[0] * (0.5 + side * dice.uniform(0.04, 0.30)), size[1] * dice.uniform(0.24, 0.42))
    canvas, ground = (landscape if outdoors else backdrop)(scene, size, mood, source, dice)
    brushed = canvas.copy()
    surfaces.strokes(brushed, dice, 2200, max(size) * 0.045, max(size) * 0.009)
    canvas = Image.blend(canvas, brushed.filter(ImageFilter.GaussianBlur(min(size) * 0.002)), 0.55)
    if not outdoors:
        floor(canvas, ground, mood, source, dice)
    canvas = actors(canvas, scene, shown, ground, mood, source, dice, in_company=not outdoors)
    canvas = _air(canvas, scene, mood, source, ground, dice)
    return _finish(canvas, mood, source, dice)


def _is_outdoors(scene: Scene) -> bool:
    if scene.place:
        return scene.place not in ("studio", "kitchen", "room", "table")
    return (
        any(s in subjects.OUTDOORS and s not in ("bird", "owl", "person", "dog") for s in scene.subjects[:1])
        or scene.weather in ("snow", "rain")
        or scene.light == "sunset"
    )


def _air(
    canvas: Image.Image, scene: Scene, mood: Mood, source: tuple[float, float], ground: float, dice: random.Random
) -> Image.Image:
    """What hangs between the eye and the scene: haze, a beam, dust, weather."""
    width, height = canvas.size
    small = (width // 4, height // 4)
    light = Image.new("L", small)
    for _ in range(dice.randint(3, 5)):
        x, lean, w = (
            source[0] / 4 + dice.uniform(-0.10, 0.10) * small[0],
            dice.uniform(-0.45, 0.45) * small[0],
            small[0] * dice.uniform(0.03, 0.09),
        )
        surfaces.fill(
            light,
            [(x - w * 0.3, -2), (x + w * 0.3, -2), (x + lean + w, small[1] * 0.95), (x + lean - w, small[1] * 0.95)],
            44,
        )
    fog = 0.62 if scene.weather in ("fog", "rain") else 0.26
    haze = ImageChops.multiply(
        surfaces.noise(small, dice, small[0] * 0.5, 4).point(lambda v: max(0, min(255, (v - 84) * 1.8))),
        surfaces.fade(small, lambda t: fog * max(0.0, 1 - abs(t - ground + 0.05) * 3.2)),
    )
    veil = ImageChops.add(light.filter(ImageFilter.GaussianBlur(small[0] * 0.02)), haze).resize(
        canvas.size, Image.Resampling.BICUBIC
    )
    air = Image.composite(
        Image.new("RGB", canvas.size, mix(mood.light, mood.glow, 0.4)), Image.new("RGB", canvas.size), veil
    )
    canvas = ImageChops.screen(canvas, air)
    for _ in range(dice.randint(26, 44)):
        r = min(canvas.size) * dice.choice([0.0015, 0.002, 0.003, 0.004, 0.010])
        surfaces.glow(
            canvas,
            (dice.uniform(0, width), dice.uniform(0.1, 1) * height),
            r * 2.2,
            mood.glow,
            0.75 if r < min(canvas.size) * 0.008 else 0.22,
            0.8,
        )
    return _weather(canvas, scene, mood, dice)


def _weather(canvas: Image.Image, scene: Scene, mood: Mood, dice: random.Random) -> Image.Image:
    width, height = canvas.size
    if scene.weather not in ("rain", "snow"):
        return canvas
    sheet = Image.new("L", canvas.size)
    draw = ImageDraw.Draw(sheet)
    for _ in range(420):
        x, y, near = dice.uniform(-0.1, 1.1) * width, dice.uniform(-0.1, 1) * height, dice.random() ** 2
        if scene.weather == "rain":
            long = height * (0.03 + 0.09 * near)
            draw.line(
                (x, y, x - long * 0.14, y + long),
                fill=round(60 + 90 * near),
                width=1 + round(near * min(canvas.size) * 0.002),
            )
        else:
            r = min(canvas.size) * (0.001 + 0.006 * near)
            draw.ellipse((x - r, y - r, x + r, y + r), fill=round(220 - 90 * near))
    sheet = sheet.filter(ImageFilter.GaussianBlur(min(canvas.size) * 0.0012))
    canvas.paste(Image.new("RGB", canvas.size, mix(mood.glow, (255, 255, 255), 0.5)), (0, 0), sheet)
    return canvas


def _finish(canvas: Image.Image, mood: Mood, source: tuple[float, float], dice: random.Random) -> Image.Image:
    """Unify with a fine brush, let lights bloom, deepen the curve, darken the corners, add grain."""
    width, height = canvas.size
    brushed = canvas.copy()
    surfaces.strokes(brushed, dice, 2600, max(canvas.size) * 0.013, max(canvas.size) * 0.0035)
    canvas = Image.blend(canvas, brushed, 0.20)
    quarter = canvas.resize((width // 4, height // 4), Image.Resampling.BOX).point(
        [max(0, v - 120) for v in range(256)] * 3
    )
    bloom = quarter.filter(ImageFilter.GaussianBlur(max(2, width // 4 * 0.03))).resize(
        canvas.size, Image.Resampling.BICUBIC
    )
    canvas = ImageChops.screen(canvas, bloom)
    curve = [round(255 * (t * t * (3 - 2 * t) * 0.55 + t * 0.45)) for t in (v / 255 for v in range(256))]
    canvas = canvas.point(curve * 3)
    corner = (
        surfaces.disc_mask(256, 0.85)
        .resize((round(width * 1.7), round(height * 1.7)))
        .crop((round(width * 0.35), round(height * 0.35), round(width * 0.35) + width, round(height * 0.35) + height))
    )
    dark = mix(mood.deep, (0, 0, 0), 0.5)
    canvas = Image.composite(
        canvas, Image.new("RGB", canvas.size, dark), corner.point(lambda v: min(255, 70 + v * 1.25))
    )
    weave = surfaces.noise(canvas.size, dice, 7, 1).filter(ImageFilter.EMBOSS)
    canvas = Image.blend(
        canvas, ImageChops.overlay(canvas, Image.merge("RGB", (weave,) * 3)), 0.16 if luma(mood.deep) < 60 else 0.1
    )
    return surfaces.grain(canvas, dice, 0.10)
