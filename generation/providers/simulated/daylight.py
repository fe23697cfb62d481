"""Daylight: the plain generator. A clean catalogue look, even light, soft shadow, literal places."""

import random

from PIL import Image, ImageEnhance, ImageFilter

from . import subjects, surfaces
from .colouring import main_colour, materials
from .daylight_sets import INK, WHITE, circle, indoors, outdoors
from .outlines import Part, shifted
from .reading import RGB, Scene
from .surfaces import luma, mix

NAME = "Daylight"


def paint(scene: Scene, size: tuple[int, int]) -> Image.Image:
    """The picture of a scene, RGB, without its label."""
    dice = scene.dice("daylight")
    lighting = surfaces.Lighting(
        side=dice.choice([-1.0, 1.0]),
        depth=0.34,
        shine=0.22,
        shadow=mix(INK, (90, 84, 110), 0.4),
        light=(255, 255, 253),
        edge=0.5,
    )
    shown = scene.subjects or (
        ()
        if scene.place in ("sea", "mountain", "forest", "city", "field", "desert", "snow", "space", "sky", "underwater")
        else ("still_life",)
    )
    colours = [main_colour(scene, subject, dice, which) for which, subject in enumerate(shown)]
    if _is_outdoors(scene):
        canvas, ground = outdoors(scene, size, dice)
    else:
        canvas, ground = indoors(scene, size, dice, colours[0] if colours else (150, 150, 150))
    canvas = _arrange(canvas, scene, shown, colours, ground, lighting, dice)
    canvas = _weather(canvas, scene, dice)
    canvas = ImageEnhance.Color(canvas).enhance(1.04)
    return surfaces.grain(canvas, dice, 0.035)


def _is_outdoors(scene: Scene) -> bool:
    if scene.place:
        return scene.place not in ("studio", "kitchen", "room", "table")
    return any(subject in subjects.OUTDOORS for subject in scene.subjects[:1]) or scene.weather == "snow"


def _arrange(
    canvas: Image.Image,
    scene: Scene,
    shown: tuple[str, ...],
    colours: list[RGB],
    ground: float,
    lighting: surfaces.Lighting,
    dice: random.Random,
) -> Image.Image:
    """Stand the subjects in a row, each in its own cell, all of them whole and level."""
    row = [(subject, colour) for subject, colour in zip(shown, colours, strict=True)]
    alone = len(row) == 1 and scene.count == 1
    row = [row[0]] * scene.count if len(row) == 1 else row
    if not row:
        return canvas
    width, height = canvas.size
    inside = not _is_outdoors(scene)
    outlines = [
        subjects.outline(subject, scene.dice(f"outline{k if dice.random() < 0.3 or len(shown) > 1 else 0}"))
        for k, (subject, _) in enumerate(row)
    ]
    spans = [max(x for part in parts for x, _ in part.points) * 2 for parts in outlines]
    room_wide, room_high = width * (0.70 if len(row) == 1 else 0.84), height * (ground - 0.13)
    unit = min(room_high * 0.92, room_wide / (sum(spans) * 1.10), min(width, height) * 0.72) * min(
        subjects.size(s) for s, _ in row
    )
    unit *= dice.uniform(0.84, 1.06) if alone else 1.0
    x = width * (dice.choice([0.42, 0.46, 0.5, 0.54, 0.58]) if alone else 0.5) - sum(spans) * unit * 1.10 / 2
    if inside and alone and dice.random() < 0.6:
        _company(canvas, x + spans[0] * unit * 0.55, spans[0] * unit, ground, unit, colours[0], lighting, dice)
    elif inside and alone and scene.place == "" and dice.random() < 0.6:
        ground = _plinth(canvas, x + spans[0] * unit * 0.55, ground, spans[0] * unit * 0.66, colours[0], dice)
    for (subject, colour), parts, span in zip(row, outlines, spans, strict=True):
        _stand(
            canvas,
            subject,
            parts,
            colour if dice.random() < 0.6 or len(shown) > 1 else mix(colour, dice.choice([WHITE, INK]), 0.22),
            (x + span * unit * 0.55, ground * height),
            unit,
            lighting,
            dice,
        )
        x += span * unit * 1.10
    return canvas


def _company(
    canvas: Image.Image,
    cx: float,
    span: float,
    ground: float,
    unit: float,
    main: RGB,
    lighting: surfaces.Lighting,
    dice: random.Random,
) -> None:
    """One or two small things beside and a little behind the subject."""
    for side in dice.sample([-1, 1], dice.randint(1, 2)):
        small = unit * dice.uniform(0.16, 0.34)
        foot = (
            cx + side * (span * 0.5 + small * dice.uniform(0.35, 0.8)),
            (ground - dice.uniform(0.0, 0.025)) * canvas.height,
        )
        _stand(
            canvas, "", subjects.companion(dice), mix(main, WHITE, dice.uniform(0.1, 0.5)), foot, small, lighting, dice
        )


def _plinth(canvas: Image.Image, cx: float, ground: float, half: float, main: RGB, dice: random.Random) -> float:
    """A low round stand under the subject; returns the new standing line."""
    height = canvas.size[1]
    tall, flat = height * dice.uniform(0.05, 0.09), half * 0.13
    colour = mix(main, WHITE, 0.72)
    surfaces.shadow(canvas, (cx, height * ground + tall + flat * 0.6), (half * 1.45, flat * 2.4), INK, 0.30)
    lighting = surfaces.Lighting(-1.0, 0.25, 0.0, mix(colour, INK, 0.5), WHITE, 0.0)
    layer = Image.new("RGBA", canvas.size)
    y = height * ground
    side = (
        [(cx - half, y), (cx + half, y), (cx + half, y + tall)]
        + [(cx + half * px, y + tall + flat * py) for px, py in circle() if py > 0]
        + [(cx - half, y + tall)]
    )
    surfaces.body(layer, Part(tuple(side), "main", "round"), mix(colour, INK, 0.06), lighting)
    surfaces.body(
        layer, Part(tuple((cx + half * px, y + flat * py) for px, py in circle())), mix(colour, WHITE, 0.4), lighting
    )
    canvas.paste(layer, (0, 0), layer)
    return ground + flat * 0.15 / height


def _stand(
    canvas: Image.Image,
    subject: str,
    parts: list[Part],
    colour: RGB,
    foot: tuple[float, float],
    unit: float,
    lighting: surfaces.Lighting,
    dice: random.Random,
) -> None:
    """One subject on its spot, with a contact shadow and a long faint one away from the light."""
    layer = Image.new("RGBA", canvas.size)
    airborne = subject in subjects.AIRBORNE
    placed = shifted(parts, foot[0], foot[1] - (unit * 0.12 if airborne else 0), unit)
    roles = materials(colour, random.Random(str(colour)))  # noqa: S311
    half = max(abs(x) for part in parts for x, _ in part.points) * unit
    if not airborne:
        surfaces.shadow(
            canvas, (foot[0] - lighting.side * half * 0.35, foot[1]), (half * 1.7, max(8, half * 0.26)), INK, 0.34
        )
        surfaces.shadow(canvas, (foot[0], foot[1]), (half * 1.12, max(5, half * 0.10)), INK, 0.62)
    for part in placed:
        surfaces.body(
            layer,
            part,
            roles[part.role],
            lighting,
            0.62 if part.role == "glass" else 0.35 if part.role == "glow" and part.form == "round" else 1.0,
        )
    if luma(colour) > 215:
        edge = layer.getchannel("A").filter(ImageFilter.GaussianBlur(unit * 0.02)).point(lambda v: v * 0.35)
        canvas.paste(Image.new("RGB", canvas.size, mix(INK, WHITE, 0.55)), (0, 0), edge)
    canvas.paste(layer, (0, 0), layer)


def _weather(canvas: Image.Image, scene: Scene, dice: random.Random) -> Image.Image:
    width, height = canvas.size
    if scene.weather == "fog":
        return Image.composite(
            Image.new("RGB", canvas.size, (232, 234, 235)),
            canvas,
            surfaces.fade(canvas.size, lambda t: 0.25 + 0.35 * (1 - abs(t - 0.55) * 1.6)),
        )
    if scene.weather not in ("rain", "snow"):
        return canvas
    sheet = Image.new("L", canvas.size)
    for _ in range(260):
        x, y, r = dice.uniform(0, width), dice.uniform(0, height), min(canvas.size) * dice.uniform(0.0012, 0.0042)
        points = (
            [(x - r, y), (x, y - r), (x + r, y), (x, y + r)]
            if scene.weather == "snow"
            else [(x, y), (x + r * 0.5, y), (x - r * 3, y + r * 16), (x - r * 3.5, y + r * 16)]
        )
        surfaces.fill(sheet, points, 210 if scene.weather == "snow" else 110)
    canvas.paste(Image.new("RGB", canvas.size, (255, 255, 255)), (0, 0), sheet)
    return canvas
