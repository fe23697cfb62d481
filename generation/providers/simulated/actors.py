"""Atelier's subjects: where they stand, the light on their edges, their shadow and their mirror on the floor."""

import random

from PIL import Image, ImageChops, ImageFilter, ImageOps

from . import subjects, surfaces
from .colouring import main_colour, materials
from .moods import Mood
from .outlines import shifted
from .reading import RGB, Scene
from .surfaces import mix


def actors(
    canvas: Image.Image,
    scene: Scene,
    shown: tuple[str, ...],
    ground: float,
    mood: Mood,
    source: tuple[float, float],
    dice: random.Random,
    *,
    in_company: bool,
) -> Image.Image:
    """The subjects: the first one large and off the middle, others smaller beside and behind it."""
    if not shown:
        return canvas
    width, height = canvas.size
    cast = list(shown) if len(shown) > 1 else [shown[0]] * scene.count
    parts = [
        subjects.outline(subject, scene.dice(f"outline{k if len(shown) > 1 else 0}")) for k, subject in enumerate(cast)
    ]
    spans = [max(x for part in p for x, _ in part.points) * 2 for p in parts]
    scales = [1.0, 0.82, 0.76, 0.66, 0.62][: len(cast)]
    together = sum(span * scale for span, scale in zip(spans, scales, strict=True))
    unit = min(
        height * (ground - 0.12),
        width * (0.74 if len(cast) == 1 else 0.90) / together,
        min(width, height) * dice.uniform(0.66, 0.86),
    ) * subjects.size(cast[0])
    lean = -1 if source[0] > width / 2 else 1
    slack = max(0.0, (width - together * unit) / 2 - width * 0.05)
    x = (width - together * unit) / 2 + lean * slack * dice.uniform(0.1, 0.62)
    if len(cast) == 1 and in_company and dice.random() < 0.5:
        small, away = unit * dice.uniform(0.15, 0.30), -lean * (spans[0] * 0.5 + dice.uniform(0.1, 0.22)) * unit
        spot = (x + together * unit / 2 + away, height * ground)
        parts_beside = shifted(subjects.companion(dice), *spot, small)
        canvas = _actor(canvas, "", parts_beside, main_colour(scene, cast[0], dice, 1), spot, small, mood, source)
    order = _lined_up(cast, x, spans, scales, unit)
    for k, centre in sorted(order, key=lambda item: scales[item[0]]):
        colour = main_colour(scene, cast[k], dice, k if len(shown) > 1 else 0)
        foot = (centre, height * (ground - 0.016 * (1 - scales[k]) * 4))
        canvas = _actor(
            canvas, cast[k], shifted(parts[k], *foot, unit * scales[k]), colour, foot, unit * scales[k], mood, source
        )
    return canvas


def _lined_up(
    cast: list[str], x: float, spans: list[float], scales: list[float], unit: float
) -> list[tuple[int, float]]:
    """Where each actor stands, the first one in the middle: (which, its centre in pixels)."""
    row = (
        sorted(range(len(cast)), key=lambda k: (k % 2 == 0, k if k % 2 == 0 else -k))
        if len(cast) > 2
        else list(range(len(cast)))
    )
    spots = []
    for k in row:
        reach = spans[k] * scales[k] * unit
        spots.append((k, x + reach / 2))
        x += reach
    return spots


def _actor(
    canvas: Image.Image,
    subject: str,
    parts: list,
    colour: RGB,
    foot: tuple[float, float],
    unit: float,
    mood: Mood,
    source: tuple[float, float],
) -> Image.Image:
    """One subject: body, falling shadow, mirror on the floor, warm and cold rims."""
    side = -1.0 if source[0] < foot[0] else 1.0
    lighting = surfaces.Lighting(
        side,
        0.80,
        0.55,
        mix(mood.deep, mix(colour, (0, 0, 0), 0.7), 0.45),
        mix(mood.glow, (255, 255, 255), 0.1),
        0.95,
        0.58,
    )
    layer = Image.new("RGBA", canvas.size)
    roles = materials(colour, random.Random(str(colour)))  # noqa: S311
    warm = mix(mood.light, mood.glow, 0.5)
    for part in parts:
        tone = (
            roles[part.role]
            if part.role in ("flame", "glow")
            else mix(roles[part.role], mix(mood.mid, warm, 0.4), 0.16)
        )
        surfaces.body(
            layer,
            part,
            tone,
            lighting,
            0.55 if part.role == "glass" else 0.3 if part.role == "glow" and part.form == "round" else 1.0,
        )
    alpha = layer.getchannel("A")
    painted = _rims(layer, alpha, mood, side, unit)
    if subject not in subjects.AIRBORNE:
        _ground_shadow(canvas, painted, alpha, foot, unit, side, mood)
    canvas.paste(painted, (0, 0), alpha)
    for part in parts:
        if (
            part.role == "flame"
            or (part.role == "glow" and part.form == "flat")
            or (subject == "lamp" and part.role == "glow")
        ):
            xs, ys = [x for x, _ in part.points], [y for _, y in part.points]
            surfaces.glow(
                canvas,
                (sum(xs) / len(xs), sum(ys) / len(ys)),
                max(unit * 0.16, (max(xs) - min(xs)) * 1.3),
                (255, 196, 110),
                0.6,
            )
    return canvas


def _rims(layer: Image.Image, alpha: Image.Image, mood: Mood, side: float, unit: float) -> Image.Image:
    """Let the lower part sink into shadow, then draw the light along both edges."""
    painted = layer.convert("RGB")
    box = alpha.getbbox() or (0, 0, 1, 1)
    sink = Image.new("L", layer.size)
    sink.paste(surfaces.fade((box[2] - box[0], box[3] - box[1]), lambda t: 0.42 * t**1.6), box[:2])
    painted.paste(Image.new("RGB", layer.size, mood.deep), (0, 0), sink)
    strong = surfaces.rim(alpha, side * unit * 0.011, -unit * 0.008, max(0.8, unit * 0.0035))
    counter = surfaces.rim(alpha, -side * unit * 0.010, -unit * 0.003, max(0.8, unit * 0.003))
    painted.paste(
        Image.new("RGB", layer.size, mix(mood.cool, (255, 255, 255), 0.28)), (0, 0), counter.point(lambda v: v * 0.62)
    )
    painted.paste(
        Image.new("RGB", layer.size, mix(mood.glow, (255, 255, 255), 0.3)),
        (0, 0),
        strong.point(lambda v: min(255, v * 1.1)),
    )
    return painted


def _ground_shadow(
    canvas: Image.Image,
    painted: Image.Image,
    alpha: Image.Image,
    foot: tuple[float, float],
    unit: float,
    side: float,
    mood: Mood,
) -> None:
    """A mirror image sinking into the floor, a shadow falling towards the viewer, and contact dark."""
    box = alpha.getbbox()
    room = canvas.height - round(foot[1])
    if box is None or room < 4:
        return
    base = min(round(foot[1]), canvas.height)
    wide, high = box[2] - box[0], min(room, base - box[1])
    mirror = ImageOps.flip(painted.crop((box[0], base - high, box[2], base))).filter(
        ImageFilter.GaussianBlur(unit * 0.006)
    )
    veil = ImageOps.flip(alpha.crop((box[0], base - high, box[2], base))).filter(ImageFilter.GaussianBlur(unit * 0.008))
    canvas.paste(
        mirror,
        (box[0], base),
        ImageChops.multiply(veil, surfaces.fade((wide, high), lambda t: max(0.0, 0.34 - t * 0.9))),
    )
    surfaces.shadow(
        canvas,
        (foot[0] - side * wide * 0.26, foot[1] + unit * 0.02),
        (wide * 0.95, max(6, unit * 0.075)),
        mix(mood.deep, (0, 0, 0), 0.4),
        0.62,
    )
    surfaces.shadow(canvas, foot, (wide * 0.58, max(4, unit * 0.028)), (0, 0, 0), 0.75)
