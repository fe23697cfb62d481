"""Atelier: the stylised generator. One strong light, deep shadow, haze, and a brush."""

import random
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from . import places, subjects, surfaces
from .colouring import main_colour, materials, rgb
from .outlines import oval, shifted
from .reading import RGB, Scene
from .surfaces import luma, mix

NAME = "Atelier"


@dataclass(frozen=True, slots=True)
class Mood:
    """The colours of a picture: deepest dark, middle, light, the light source itself, and the cold counter light."""

    deep: RGB
    mid: RGB
    light: RGB
    glow: RGB
    cool: RGB


def _mood(deep: str, mid: str, light: str, glow: str, cool: str) -> Mood:
    return Mood(rgb(deep), rgb(mid), rgb(light), rgb(glow), rgb(cool))


_MOODS = {
    "sunset": [_mood("1a0d18", "6b2a35", "e0703c", "ffd49a", "4a4a86"), _mood("180f14", "70381f", "e8943f", "ffe2a6", "2f5470")],
    "night": [_mood("04070f", "10233f", "3a6a9c", "d6e8ff", "2a4f8f"), _mood("080614", "281c4a", "6a4fa8", "e6dcff", "c0447a")],
    "dawn": [_mood("141420", "4a4468", "d99a96", "ffe6cf", "5a7aa6"), _mood("10181f", "3c5a68", "c9b08e", "fff0d6", "6a8aa8")],
    "day": [_mood("0d1a24", "2c5a74", "8fbcc8", "fdf3d8", "c98a4a"), _mood("141a14", "41603f", "b8c078", "fff4cc", "4f7a8c")],
    "": [
        _mood("120a0a", "4e1f1c", "c8643a", "ffd2a0", "2b5a6c"), _mood("07110f", "17423d", "4f9a84", "e8f2cf", "b0743a"), _mood("0d0a14", "34244e", "8c5f9e", "ffd8dc", "3a6c94"),
        _mood("0b0e13", "25374a", "6f8fa6", "fbe7c4", "a8602f"), _mood("130d06", "4f3613", "c8943a", "fff0bd", "3a4f66"), _mood("0e0b10", "43303a", "a88478", "ffeadb", "4a7a86"),
    ],
}
_STUFF_TINT: dict[str, RGB] = {"leaf": (44, 74, 54), "moss": (60, 74, 44), "grass": (74, 84, 44), "sand": (150, 104, 70), "snow": (190, 205, 225), "water": (40, 70, 90), "trunk": (40, 30, 28), "road": (46, 46, 54)}


def paint(scene: Scene, size: tuple[int, int]) -> Image.Image:
    """The picture of a scene, RGB, without its label."""
    dice = scene.dice("atelier")
    mood = _tinted(dice.choice(_MOODS[scene.light]), scene)
    shown = scene.subjects or (() if scene.place not in ("", "studio", "kitchen", "room", "table") else ("still_life",))
    outdoors = _is_outdoors(scene)
    side = dice.choice([-1.0, 1.0])
    source = (size[0] * (0.5 + side * dice.uniform(0.04, 0.30)), size[1] * dice.uniform(0.24, 0.42))
    canvas, ground = (_landscape if outdoors else _backdrop)(scene, size, mood, source, dice)
    brushed = canvas.copy()
    surfaces.strokes(brushed, dice, 2200, max(size) * 0.045, max(size) * 0.009)
    canvas = Image.blend(canvas, brushed.filter(ImageFilter.GaussianBlur(min(size) * 0.002)), 0.55)
    if not outdoors:
        _floor(canvas, ground, mood, source, dice)
    canvas = _actors(canvas, scene, shown, ground, mood, source, dice)
    canvas = _air(canvas, scene, mood, source, ground, dice)
    return _finish(canvas, mood, source, dice)


def _tinted(mood: Mood, scene: Scene) -> Mood:
    """A second colour word colours the light; black and white make it deep or high."""
    if len(scene.colours) < 2:
        return mood
    hue = mix(scene.colours[1], mood.light, 0.45 if luma(scene.colours[1]) > 190 else 0.0)
    return Mood(mix(mood.deep, hue, 0.10), mix(mood.mid, mix(hue, (0, 0, 0), 0.35), 0.6), mix(mood.light, hue, 0.55), mix(mood.glow, hue, 0.15), mood.cool)


def _is_outdoors(scene: Scene) -> bool:
    if scene.place:
        return scene.place not in ("studio", "kitchen", "room", "table")
    return any(s in subjects.OUTDOORS and s not in ("bird", "owl", "person", "dog") for s in scene.subjects[:1]) or scene.weather in ("snow", "rain") or scene.light == "sunset"


def _backdrop(scene: Scene, size: tuple[int, int], mood: Mood, source: tuple[float, float], dice: random.Random) -> tuple[Image.Image, float]:
    """A dark painted wall with one shape of light on it."""
    width, height = size
    ground = dice.uniform(0.80, 0.87)
    canvas = surfaces.vertical(size, [(0, mood.deep), (0.45, mix(mood.deep, mood.mid, 0.75)), (ground, mix(mood.mid, mood.light, 0.12)), (1, mood.deep)])
    clouds = surfaces.noise(size, dice, width * 0.45, 4)
    canvas.paste(Image.new("RGB", size, mix(mood.mid, mood.light, 0.5)), (0, 0), clouds.point(lambda v: max(0, v - 112) * 1.3))
    surfaces.glow(canvas, source, max(size) * 0.62, mood.light, 0.8, 1.7)
    surfaces.glow(canvas, (width - source[0] + (width if source[0] < width / 2 else -width) * 0.12, height * 0.72), max(size) * 0.5, mood.cool, 0.62, 1.6)
    {"disc": _light_disc, "arch": _light_arch, "window": _light_window, "none": _light_spot}[dice.choice(["disc", "arch", "window", "none", "disc"])](canvas, mood, source, ground, dice)
    return canvas, ground


def _light_disc(canvas: Image.Image, mood: Mood, source: tuple[float, float], ground: float, dice: random.Random) -> None:
    r = min(canvas.size) * dice.uniform(0.26, 0.36)
    _soft(canvas, [(source[0] + x * r, source[1] + y * r) for x, y in oval(0, 0, 1, 1).points], mix(mood.light, mood.glow, 0.45), 0.004, 200)
    surfaces.glow(canvas, (source[0] - r * 0.2, source[1] - r * 0.2), r * 1.1, mood.glow, 0.55)


def _light_arch(canvas: Image.Image, mood: Mood, source: tuple[float, float], ground: float, dice: random.Random) -> None:
    half, base = min(canvas.size) * dice.uniform(0.20, 0.27), canvas.height * ground
    top = source[1] - half * 0.1
    points = [(source[0] - half, base), *((source[0] + x * half, top + y * half) for x, y in oval(0, 0, 1, 1).points[24:]), (source[0] + half, top), (source[0] + half, base)]
    _soft(canvas, points, mix(mood.light, mood.glow, 0.5), 0.004, 190)
    surfaces.glow(canvas, (source[0], (top + base) / 2), half * 2.2, mood.glow, 0.35)


def _light_window(canvas: Image.Image, mood: Mood, source: tuple[float, float], ground: float, dice: random.Random) -> None:
    unit, lean = min(canvas.size) * 0.17, dice.choice([-1, 1]) * 0.35
    for k in range(2):
        for j in range(3):
            x, y = source[0] - unit * 1.1 + k * unit * 1.12, source[1] - unit * 1.7 + j * unit * 1.12
            pane = [(x, y), (x + unit, y + unit * lean * 0.5), (x + unit, y + unit * (1 + lean * 0.5)), (x, y + unit)]
            _soft(canvas, [(px + (py - source[1]) * lean * 0.35, py + k * unit * lean * 0.55) for px, py in pane], mix(mood.light, mood.glow, 0.55), 0.007, 170)


def _light_spot(canvas: Image.Image, mood: Mood, source: tuple[float, float], ground: float, dice: random.Random) -> None:
    surfaces.glow(canvas, source, min(canvas.size) * 0.55, mix(mood.light, mood.glow, 0.5), 0.75, 1.3)


def _soft(canvas: Image.Image, points: list[tuple[float, float]], colour: RGB, blur: float, opacity: int) -> None:
    """A flat shape of light with soft edges, in place."""
    sheet = Image.new("L", canvas.size)
    surfaces.fill(sheet, points, opacity)
    canvas.paste(Image.new("RGB", canvas.size, colour), (0, 0), sheet.filter(ImageFilter.GaussianBlur(max(0.6, min(canvas.size) * blur))))


def _floor(canvas: Image.Image, ground: float, mood: Mood, source: tuple[float, float], dice: random.Random) -> None:
    """A dark polished floor: the wall mirrored, blurred and sunk, with a pool of light."""
    width, height = canvas.size
    edge = round(height * (ground - 0.07))
    deep = height - edge
    mirror = ImageOps.flip(canvas.crop((0, max(0, edge - deep * 2), width, edge))).resize((width, deep)).filter(ImageFilter.GaussianBlur(min(canvas.size) * 0.014))
    mirror = Image.composite(mirror, Image.new("RGB", mirror.size, mood.deep), surfaces.fade(mirror.size, lambda t: 0.62 - 0.5 * t))
    canvas.paste(mirror, (0, edge))
    surfaces.glow(canvas, (source[0], height * ground + deep * 0.2), width * 0.5, mood.light, 0.5, 1.6, 0.28)


def _landscape(scene: Scene, size: tuple[int, int], mood: Mood, source: tuple[float, float], dice: random.Random) -> tuple[Image.Image, float]:
    """Sky, one large sun or moon, and layers of land that sink into light the farther they are."""
    width, height = size
    first = scene.subjects[0] if scene.subjects else ""
    place = scene.place or ("snow" if scene.weather == "snow" else "city" if first in ("car", "van", "bicycle", "person") else "sea" if first == "boat" else "sky" if first in subjects.AIRBORNE else dice.choice(["field", "mountain", "desert"]))
    horizon = dice.uniform(0.52, 0.64)
    side = 1 if source[0] < width / 2 else -1
    source = (source[0], height * (horizon - dice.uniform(0.06, 0.22)))
    canvas = surfaces.vertical(size, [(0, mix(mood.deep, mood.mid, 0.25)), (horizon * 0.55, mood.mid), (horizon, mix(mood.mid, mood.light, 0.85)), (1, mood.deep)])
    surfaces.glow(canvas, (width * (0.5 + side * 0.45), 0), max(size) * 0.6, mood.cool, 0.55, 1.5)
    _clouds(canvas, mood, horizon, dice)
    if scene.light == "night" or place == "space":
        _stars(canvas, dice, 1.0 if place == "space" else horizon)
    _sun(canvas, mood, source, place, dice)
    for layer in places.layers(place, dice, horizon):
        _land(canvas, layer, mood, source, scene, dice)
    ground = {"sky": 0.9, "space": 0.88, "sea": min(0.88, horizon + 0.25)}.get(place, dice.uniform(0.86, 0.91))
    return canvas, ground


def _clouds(canvas: Image.Image, mood: Mood, horizon: float, dice: random.Random) -> None:
    width, height = canvas.size
    bank = surfaces.noise((width, round(height * 0.5)), dice, width * 0.5, 5).resize(canvas.size, Image.Resampling.BICUBIC)
    where = surfaces.fade(canvas.size, lambda t: max(0.0, 1.0 - abs(t - horizon * 0.6) * 2.2))
    dark = ImageChops.multiply(bank.point(lambda v: max(0, min(255, (122 - v) * 7))), where)
    bright = ImageChops.multiply(bank.point(lambda v: max(0, min(255, (v - 134) * 7))), where)
    canvas.paste(Image.new("RGB", canvas.size, mix(mood.deep, mood.mid, 0.5)), (0, 0), dark.point(lambda v: v * 0.8))
    canvas.paste(Image.new("RGB", canvas.size, mix(mood.light, mood.glow, 0.35)), (0, 0), bright.point(lambda v: v * 0.75))


def _stars(canvas: Image.Image, dice: random.Random, down_to: float) -> None:
    width, height = canvas.size
    for _ in range(240):
        x, y, r = dice.uniform(0, width), dice.uniform(0, height * down_to), dice.uniform(0.3, 1.5) ** 2 * min(canvas.size) / 1000
        surfaces.fill(canvas, [(x - r, y), (x, y - r), (x + r, y), (x, y + r)], mix((150, 170, 220), (255, 255, 255), dice.random()), 3)


def _sun(canvas: Image.Image, mood: Mood, source: tuple[float, float], place: str, dice: random.Random) -> None:
    if place == "forest":
        surfaces.glow(canvas, source, max(canvas.size) * 0.55, mood.glow, 0.9, 1.4)
        return
    r = min(canvas.size) * dice.uniform(0.10, 0.19)
    surfaces.glow(canvas, source, max(canvas.size) * 0.65, mood.light, 0.7, 1.8)
    surfaces.glow(canvas, source, r * 3.2, mood.glow, 0.6, 2.0)
    _soft(canvas, [(source[0] + x * r, source[1] + y * r) for x, y in oval(0, 0, 1, 1).points], mood.glow, 0.003, 245)


def _land(canvas: Image.Image, layer: places.Layer, mood: Mood, source: tuple[float, float], scene: Scene, dice: random.Random) -> None:
    """One layer: the far ones take the colour of the air, the near ones are nearly black; mist lies between."""
    width, height = canvas.size
    air, near = mix(mood.mid, mood.light, 0.55), mix(mood.deep, mix(mood.mid, _STUFF_TINT.get(layer.stuff, mood.mid), 0.5), 0.38)
    colour = mix(air, near, min(1.0, layer.depth * 1.15))
    if layer.stuff == "snow":
        colour = mix(colour, mix(mood.cool, (255, 255, 255), 0.35), 0.45)
    for outline in layer.outlines:
        surfaces.fill(canvas, [(x * width, y * height) for x, y in outline], mix(colour, air, dice.uniform(0, 0.10)) if layer.stuff in ("building", "leaf") else colour)
    if layer.stuff == "building" and layer.depth > 0.2:
        for left, top, right, bottom in places.windows(layer.outlines, dice, 0.16):
            canvas.paste(mix(colour, mood.glow, dice.uniform(0.3, 0.95)), (round(left * width), round(top * height), max(round(left * width) + 1, round(right * width)), max(round(top * height) + 1, round(bottom * height))))
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
    mirror = ImageOps.flip(canvas.crop((0, max(0, 2 * edge - height), width, edge))).resize((width, height - edge)).filter(ImageFilter.GaussianBlur(min(canvas.size) * 0.008))
    canvas.paste(Image.blend(mirror, surfaces.vertical(mirror.size, [(0, mood.mid), (1, mood.deep)]), 0.45), (0, edge))
    for _ in range(420):
        t = dice.random() ** 1.5
        spread = width * (0.03 + 0.20 * t)
        x = dice.gauss(source[0], spread) if dice.random() < 0.72 else dice.uniform(0, width)
        near = max(0.0, 1 - abs(x - source[0]) / (spread * 2.2))
        y, long, thick = edge + (height - edge) * t, width * (0.012 + 0.06 * t) * dice.uniform(0.5, 1.4), max(0.6, height * 0.0042 * t)
        tone = mix(mix(mood.mid, mood.light, 0.35), mood.glow, near) if near or dice.random() < 0.5 else mood.deep
        surfaces.fill(canvas, [(x - long / 2, y), (x, y - thick), (x + long / 2, y), (x, y + thick)], tone)


def _actors(canvas: Image.Image, scene: Scene, shown: tuple[str, ...], ground: float, mood: Mood, source: tuple[float, float], dice: random.Random) -> Image.Image:
    """The subjects: the first one large and off the middle, others smaller beside and behind it."""
    if not shown:
        return canvas
    width, height = canvas.size
    cast = list(shown) if len(shown) > 1 else [shown[0]] * scene.count
    parts = [subjects.outline(subject, scene.dice(f"outline{k if len(shown) > 1 else 0}")) for k, subject in enumerate(cast)]
    spans = [max(x for part in p for x, _ in part.points) * 2 for p in parts]
    scales = [1.0, 0.82, 0.76, 0.66, 0.62][: len(cast)]
    together = sum(span * scale for span, scale in zip(spans, scales, strict=True))
    unit = min(height * (ground - 0.12), width * (0.74 if len(cast) == 1 else 0.90) / together, min(width, height) * dice.uniform(0.66, 0.86)) * subjects.size(cast[0])
    lean = -1 if source[0] > width / 2 else 1
    slack = max(0.0, (width - together * unit) / 2 - width * 0.05)
    x = (width - together * unit) / 2 + lean * slack * dice.uniform(0.1, 0.62)
    if len(cast) == 1 and not _is_outdoors(scene) and dice.random() < 0.5:
        small, away = unit * dice.uniform(0.15, 0.30), -lean * (spans[0] * 0.5 + dice.uniform(0.1, 0.22)) * unit
        canvas = _actor(canvas, "", (spot := (x + together * unit / 2 + away, height * ground)) and shifted(subjects.companion(dice), *spot, small), main_colour(scene, cast[0], dice, 1), spot, small, mood, source)
    order = _lined_up(cast, x, spans, scales, unit)
    for k, centre in sorted(order, key=lambda item: scales[item[0]]):
        colour = main_colour(scene, cast[k], dice, k if len(shown) > 1 else 0)
        foot = (centre, height * (ground - 0.016 * (1 - scales[k]) * 4))
        canvas = _actor(canvas, cast[k], shifted(parts[k], *foot, unit * scales[k]), colour, foot, unit * scales[k], mood, source)
    return canvas


def _lined_up(cast: list[str], x: float, spans: list[float], scales: list[float], unit: float) -> list[tuple[int, float]]:
    """Where each actor stands, the first one in the middle: (which, its centre in pixels)."""
    row = sorted(range(len(cast)), key=lambda k: (k % 2 == 0, k if k % 2 == 0 else -k)) if len(cast) > 2 else list(range(len(cast)))
    spots = []
    for k in row:
        reach = spans[k] * scales[k] * unit
        spots.append((k, x + reach / 2))
        x += reach
    return spots


def _actor(canvas: Image.Image, subject: str, parts: list, colour: RGB, foot: tuple[float, float], unit: float, mood: Mood, source: tuple[float, float]) -> Image.Image:
    """One subject: body, falling shadow, mirror on the floor, warm and cold rims."""
    side = -1.0 if source[0] < foot[0] else 1.0
    lighting = surfaces.Lighting(side, 0.80, 0.55, mix(mood.deep, mix(colour, (0, 0, 0), 0.7), 0.45), mix(mood.glow, (255, 255, 255), 0.1), 0.95, 0.58)
    layer = Image.new("RGBA", canvas.size)
    roles = materials(colour, random.Random(str(colour)))
    warm = mix(mood.light, mood.glow, 0.5)
    for part in parts:
        tone = roles[part.role] if part.role in ("flame", "glow") else mix(roles[part.role], mix(mood.mid, warm, 0.4), 0.16)
        surfaces.body(layer, part, tone, lighting, 0.55 if part.role == "glass" else 0.3 if part.role == "glow" and part.form == "round" else 1.0)
    alpha = layer.getchannel("A")
    painted = _rims(layer, alpha, mood, side, unit)
    if subject not in subjects.AIRBORNE:
        _ground_shadow(canvas, painted, alpha, foot, unit, side, mood)
    canvas.paste(painted, (0, 0), alpha)
    for part in parts:
        if part.role == "flame" or (part.role == "glow" and part.form == "flat") or (subject == "lamp" and part.role == "glow"):
            xs, ys = [x for x, _ in part.points], [y for _, y in part.points]
            surfaces.glow(canvas, (sum(xs) / len(xs), sum(ys) / len(ys)), max(unit * 0.16, (max(xs) - min(xs)) * 1.3), (255, 196, 110), 0.6)
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
    painted.paste(Image.new("RGB", layer.size, mix(mood.cool, (255, 255, 255), 0.28)), (0, 0), counter.point(lambda v: v * 0.62))
    painted.paste(Image.new("RGB", layer.size, mix(mood.glow, (255, 255, 255), 0.3)), (0, 0), strong.point(lambda v: min(255, v * 1.1)))
    return painted


def _ground_shadow(canvas: Image.Image, painted: Image.Image, alpha: Image.Image, foot: tuple[float, float], unit: float, side: float, mood: Mood) -> None:
    """A mirror image sinking into the floor, a shadow falling towards the viewer, and contact dark."""
    box = alpha.getbbox()
    room = canvas.height - round(foot[1])
    if box is None or room < 4:
        return
    base = min(round(foot[1]), canvas.height)
    wide, high = box[2] - box[0], min(room, base - box[1])
    mirror = ImageOps.flip(painted.crop((box[0], base - high, box[2], base))).filter(ImageFilter.GaussianBlur(unit * 0.006))
    veil = ImageOps.flip(alpha.crop((box[0], base - high, box[2], base))).filter(ImageFilter.GaussianBlur(unit * 0.008))
    canvas.paste(mirror, (box[0], base), ImageChops.multiply(veil, surfaces.fade((wide, high), lambda t: max(0.0, 0.34 - t * 0.9))))
    surfaces.shadow(canvas, (foot[0] - side * wide * 0.26, foot[1] + unit * 0.02), (wide * 0.95, max(6, unit * 0.075)), mix(mood.deep, (0, 0, 0), 0.4), 0.62)
    surfaces.shadow(canvas, foot, (wide * 0.58, max(4, unit * 0.028)), (0, 0, 0), 0.75)


def _air(canvas: Image.Image, scene: Scene, mood: Mood, source: tuple[float, float], ground: float, dice: random.Random) -> Image.Image:
    """What hangs between the eye and the scene: haze, a beam, dust, weather."""
    width, height = canvas.size
    small = (width // 4, height // 4)
    light = Image.new("L", small)
    for _ in range(dice.randint(3, 5)):
        x, lean, w = source[0] / 4 + dice.uniform(-0.10, 0.10) * small[0], dice.uniform(-0.45, 0.45) * small[0], small[0] * dice.uniform(0.03, 0.09)
        surfaces.fill(light, [(x - w * 0.3, -2), (x + w * 0.3, -2), (x + lean + w, small[1] * 0.95), (x + lean - w, small[1] * 0.95)], 44)
    fog = 0.62 if scene.weather in ("fog", "rain") else 0.26
    haze = ImageChops.multiply(surfaces.noise(small, dice, small[0] * 0.5, 4).point(lambda v: max(0, min(255, (v - 84) * 1.8))), surfaces.fade(small, lambda t: fog * max(0.0, 1 - abs(t - ground + 0.05) * 3.2)))
    veil = ImageChops.add(light.filter(ImageFilter.GaussianBlur(small[0] * 0.02)), haze).resize(canvas.size, Image.Resampling.BICUBIC)
    air = Image.composite(Image.new("RGB", canvas.size, mix(mood.light, mood.glow, 0.4)), Image.new("RGB", canvas.size), veil)
    canvas = ImageChops.screen(canvas, air)
    for _ in range(dice.randint(26, 44)):
        r = min(canvas.size) * dice.choice([0.0015, 0.002, 0.003, 0.004, 0.010])
        surfaces.glow(canvas, (dice.uniform(0, width), dice.uniform(0.1, 1) * height), r * 2.2, mood.glow, 0.75 if r < min(canvas.size) * 0.008 else 0.22, 0.8)
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
            draw.line((x, y, x - long * 0.14, y + long), fill=round(60 + 90 * near), width=1 + round(near * min(canvas.size) * 0.002))
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
    quarter = canvas.resize((width // 4, height // 4), Image.Resampling.BOX).point([max(0, v - 120) for v in range(256)] * 3)
    bloom = quarter.filter(ImageFilter.GaussianBlur(max(2, width // 4 * 0.03))).resize(canvas.size, Image.Resampling.BICUBIC)
    canvas = ImageChops.screen(canvas, bloom)
    curve = [round(255 * (t * t * (3 - 2 * t) * 0.55 + t * 0.45)) for t in (v / 255 for v in range(256))]
    canvas = canvas.point(curve * 3)
    corner = surfaces.disc_mask(256, 0.85).resize((round(width * 1.7), round(height * 1.7))).crop((round(width * 0.35), round(height * 0.35), round(width * 0.35) + width, round(height * 0.35) + height))
    dark = mix(mood.deep, (0, 0, 0), 0.5)
    canvas = Image.composite(canvas, Image.new("RGB", canvas.size, dark), corner.point(lambda v: min(255, 70 + v * 1.25)))
    weave = surfaces.noise(canvas.size, dice, 7, 1).filter(ImageFilter.EMBOSS)
    canvas = Image.blend(canvas, ImageChops.overlay(canvas, Image.merge("RGB", (weave,) * 3)), 0.16 if luma(mood.deep) < 60 else 0.1)
    return surfaces.grain(canvas, dice, 0.10)
