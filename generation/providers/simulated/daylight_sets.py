"""Daylight's places: a seamless sweep, a furnished corner, or the open air, all in even light."""

import random

from PIL import Image, ImageChops, ImageFilter

from . import places, subjects, surfaces
from .colouring import rgb
from .outlines import oval
from .reading import RGB, Scene
from .surfaces import mix

WHITE = (252, 251, 248)


INK = (52, 54, 62)


_SKIES: dict[str, tuple[RGB, RGB]] = {
    "": ((168, 205, 232), (236, 243, 244)),
    "day": ((142, 194, 232), (234, 243, 246)),
    "dawn": ((178, 205, 226), (250, 226, 208)),
    "sunset": ((150, 170, 205), (250, 205, 160)),
    "night": ((38, 50, 84), (112, 128, 164)),
}


_STUFF: dict[str, RGB] = {
    "rock": (150, 160, 168),
    "hill": (134, 164, 120),
    "leaf": (98, 140, 96),
    "trunk": (128, 100, 80),
    "moss": (128, 152, 96),
    "sand": (228, 204, 162),
    "building": (190, 192, 198),
    "road": (150, 152, 156),
    "grass": (150, 184, 108),
    "snow": (244, 247, 250),
    "water": (104, 168, 190),
}


def indoors(scene: Scene, size: tuple[int, int], dice: random.Random, main: RGB) -> tuple[Image.Image, float]:
    """A seamless sweep, a two-tone set, or a table before a wall. Returns the picture and where things stand (0..1)."""
    tint = (
        scene.colours[1]
        if len(scene.colours) > 1
        else dice.choice(
            [
                (236, 233, 227),
                (232, 236, 238),
                (238, 230, 224),
                mix(main, WHITE, 0.80),
                mix((main[2], main[0], main[1]), WHITE, 0.82),
            ]
        )
    )
    tint = mix(tint, dice.choice([WHITE, main, (214, 208, 198), (206, 214, 220)]), dice.uniform(0.0, 0.35))
    if scene.light == "night":
        tint = mix(tint, (96, 104, 128), 0.45)
    wall = mix(tint, WHITE, 0.42)
    ground = dice.uniform(0.76, 0.83)
    if scene.place in ("kitchen", "room", "table"):
        return _furnished(scene.place, size, dice, wall, ground), ground
    if dice.random() < 0.45:
        edge = dice.uniform(0.58, 0.66)
        canvas = surfaces.vertical(
            size,
            [
                (0, wall),
                (edge - 0.004, mix(wall, tint, 0.35)),
                (edge + 0.004, mix(tint, INK, 0.06)),
                (1, mix(tint, WHITE, 0.25)),
            ],
        )
    else:
        canvas = surfaces.vertical(
            size, [(0, mix(wall, tint, 0.35)), (0.5, wall), (0.66, mix(wall, tint, 0.62)), (1, mix(wall, WHITE, 0.55))]
        )
    surfaces.glow(canvas, (size[0] * dice.uniform(0.3, 0.7), size[1] * 0.36), max(size) * 0.6, (255, 255, 255), 0.35)
    if dice.random() < 0.45:
        _window_light(canvas, dice)
    return canvas, ground


def _window_light(canvas: Image.Image, dice: random.Random) -> None:
    """The light of a window lying across the wall, soft at its edges."""
    width, height = canvas.size
    sheet = Image.new("L", (width // 4, height // 4))
    x, slant, lean = dice.uniform(0.05, 0.5), dice.uniform(0.10, 0.22), dice.uniform(-0.1, 0.1)
    for k in range(2):
        for j in range(3):
            a, b = x + k * 0.17, 0.05 + j * 0.19
            pane = [
                (a, b),
                (a + 0.15, b + lean * 0.3),
                (a + 0.15 + slant * 0.5, b + 0.17 + lean * 0.3),
                (a + slant * 0.5, b + 0.17),
            ]
            surfaces.fill(sheet, [((px + j * slant * 0.5) * sheet.width, py * sheet.height) for px, py in pane], 105)
    sheet = sheet.filter(ImageFilter.GaussianBlur(min(canvas.size) * 0.004)).resize(
        canvas.size, Image.Resampling.BICUBIC
    )
    canvas.paste(Image.new("RGB", canvas.size, (255, 253, 244)), (0, 0), sheet)


def _furnished(place: str, size: tuple[int, int], dice: random.Random, wall: RGB, ground: float) -> Image.Image:
    width, height = size
    edge = ground - 0.13
    canvas = surfaces.vertical(size, [(0, mix(wall, INK, 0.03)), (edge, wall), (1, wall)])
    if place == "kitchen":
        _tiles(canvas, dice, edge, wall)
    if place == "room":
        _frame(canvas, dice, wall)
    _window_light(canvas, dice)
    canvas = canvas.filter(ImageFilter.GaussianBlur(min(size) * 0.0035))
    wood = (
        rgb(dice.choice(("d8b48a", "c79a6b", "e6d3b8", "b98a5e")))
        if place != "kitchen" or dice.random() < 0.5
        else (226, 224, 220)
    )
    top = surfaces.vertical(
        (width, height - round(height * edge)), [(0, mix(wood, INK, 0.10)), (0.06, wood), (1, mix(wood, WHITE, 0.22))]
    )
    figure = surfaces.noise((max(8, top.width // 16), top.height), dice, 12, 3).resize(
        top.size, Image.Resampling.BICUBIC
    )
    top.paste(
        Image.new("RGB", top.size, mix(wood, (90, 58, 34), 0.5)), (0, 0), figure.point(lambda v: max(0, v - 118) * 1.1)
    )
    canvas.paste(top, (0, round(height * edge)))
    return canvas


def _tiles(canvas: Image.Image, dice: random.Random, edge: float, wall: RGB) -> None:
    width, height = canvas.size
    side, joint = min(canvas.size) / 9, max(1, min(canvas.size) // 300)
    tone = mix(wall, WHITE, 0.35)
    row = 0
    while row * side * 0.5 < height * edge:
        y, x = height * edge - (row + 1) * side * 0.5, -side * (0.5 if row % 2 else 0)
        while x < width:
            surfaces.fill(
                canvas,
                [
                    (x + joint, y + joint),
                    (x + side, y + joint),
                    (x + side, y + side * 0.5),
                    (x + joint, y + side * 0.5),
                ],
                mix(tone, INK, dice.uniform(0, 0.035)),
                1,
            )
            x += side
        row += 1


def _frame(canvas: Image.Image, dice: random.Random, wall: RGB) -> None:
    width, height = canvas.size
    x, high = width * dice.choice([0.08, 0.64]), min(canvas.size) * 0.34
    for grow, colour in (
        (0.0, mix(INK, wall, 0.35)),
        (0.05, WHITE),
        (0.22, mix(wall, rgb(dice.choice(("c4714a", "5f7f86", "d9a441"))), 0.55)),
    ):
        g = high * grow
        surfaces.fill(
            canvas,
            [
                (x + g, height * 0.1 + g),
                (x + high * 0.78 - g, height * 0.1 + g),
                (x + high * 0.78 - g, height * 0.1 + high - g),
                (x + g, height * 0.1 + high - g),
            ],
            colour,
        )


def outdoors(scene: Scene, size: tuple[int, int], dice: random.Random) -> tuple[Image.Image, float]:
    """Sky, what is in it, and land in layers. Returns the picture and where things stand (0..1)."""
    place = scene.place or _natural_place(scene, dice)
    top, low = _SKIES[scene.light]
    if place == "space":
        top, low = (24, 28, 52), (64, 62, 104)
    if place == "underwater":
        top, low = (150, 216, 222), (40, 112, 140)
    if scene.weather in ("rain", "fog"):
        top, low = mix(top, (168, 174, 180), 0.65), mix(low, (208, 211, 213), 0.7)
    horizon = dice.uniform(0.50, 0.60)
    canvas = surfaces.vertical(size, [(0, top), (horizon, low), (1, low)])
    if place != "underwater":
        _sky_things(canvas, scene, place, dice, low)
    for layer in places.layers(place, dice, horizon):
        _layer(canvas, layer, low, scene.light == "night", dice)
    return canvas, {"sky": 0.86, "space": 0.82, "sea": min(0.86, horizon + 0.24)}.get(place, dice.uniform(0.84, 0.88))


def _natural_place(scene: Scene, dice: random.Random) -> str:
    """Where a subject belongs when the prompt names no place."""
    if scene.weather == "snow":
        return "snow"
    first = scene.subjects[0] if scene.subjects else ""
    if first in ("car", "van", "bicycle", "person"):
        return dice.choice(["field", "city", "field"])
    if first in subjects.AIRBORNE:
        return "sky"
    return "sea" if first == "boat" else "field"


def _sky_things(canvas: Image.Image, scene: Scene, place: str, dice: random.Random, low: RGB) -> None:
    width, height = canvas.size
    if place == "space" or scene.light == "night":
        for _ in range(140):
            x, y, r = (
                dice.uniform(0, width),
                dice.uniform(0, height * (1 if place == "space" else 0.55)),
                dice.uniform(0.4, 1.4) * min(canvas.size) / 700,
            )
            surfaces.fill(canvas, [(x - r, y), (x, y - r), (x + r, y), (x, y + r)], (240, 242, 250))
    x, y, r = width * dice.uniform(0.12, 0.88), height * dice.uniform(0.12, 0.30), min(canvas.size) * 0.055
    sun = {"night": (236, 238, 228), "sunset": (255, 190, 120)}.get(scene.light, (255, 250, 228))
    surfaces.glow(canvas, (x, y), r * 5, sun, 0.5)
    points = [(x + px * r, y + py * r) for px, py in circle()]
    surfaces.fill(canvas, points, sun)
    if place not in ("space",) and scene.light != "night":
        clouds = surfaces.noise(canvas.size, dice, width / 2.4, 4)
        mask = ImageChops.multiply(
            clouds.point(lambda v: max(0, min(255, (v - 128) * 5))),
            surfaces.fade(canvas.size, lambda t: max(0.0, 0.75 - abs(t - 0.28) * 2.4)),
        )
        canvas.paste(Image.new("RGB", canvas.size, mix(low, WHITE, 0.7)), (0, 0), mask)


def circle() -> list[tuple[float, float]]:
    """Points of a circle of radius one about the origin."""
    return list(oval(0, 0, 1, 1).points)


def _layer(canvas: Image.Image, layer: places.Layer, air: RGB, night: bool, dice: random.Random) -> None:
    width, height = canvas.size
    colour = mix(_STUFF[layer.stuff], (44, 56, 92), 0.55 if night else 0.0)
    colour = mix(mix(air, colour, 0.35 + 0.65 * layer.depth), (120, 110, 90), 0.0)
    for outline in layer.outlines:
        tone = (
            mix(colour, INK if dice.random() < 0.5 else WHITE, dice.uniform(0, 0.10))
            if layer.stuff in ("building", "leaf", "trunk")
            else colour
        )
        surfaces.fill(canvas, [(x * width, y * height) for x, y in outline], tone)
    if layer.stuff == "building":
        pane = (255, 226, 160) if night else mix(colour, WHITE, 0.45)
        for left, top, right, bottom in places.windows(layer.outlines, dice, 0.5 if night else 0.75):
            canvas.paste(
                pane,
                (
                    round(left * width),
                    round(top * height),
                    max(round(left * width) + 1, round(right * width)),
                    max(round(top * height) + 1, round(bottom * height)),
                ),
            )
    if layer.stuff == "water":
        _ripples(canvas, min(y for o in layer.outlines for _, y in o), colour, dice)


def _ripples(canvas: Image.Image, horizon: float, colour: RGB, dice: random.Random) -> None:
    width, height = canvas.size
    deep = surfaces.vertical(
        (width, height - round(height * horizon)),
        [(0, mix(colour, WHITE, 0.35)), (0.5, colour), (1, mix(colour, (40, 90, 110), 0.35))],
    )
    canvas.paste(deep, (0, round(height * horizon)))
    for _ in range(170):
        t = dice.random() ** 1.6
        y, x, long = height * (horizon + (1 - horizon) * t), dice.uniform(-0.05, 1) * width, width * (0.02 + 0.10 * t)
        thick = max(0.6, height * 0.0035 * t)
        surfaces.fill(
            canvas,
            [(x, y), (x + long / 2, y - thick), (x + long, y), (x + long / 2, y + thick)],
            mix(colour, WHITE, dice.uniform(0.25, 0.6)),
        )
