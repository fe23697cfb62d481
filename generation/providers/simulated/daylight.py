"""Daylight: the plain generator. A clean catalogue look, even light, soft shadow, literal places."""

import random

from PIL import Image, ImageChops, ImageEnhance, ImageFilter

from . import places, subjects, surfaces
from .colouring import main_colour, materials, rgb
from .outlines import Part, oval, shifted
from .reading import RGB, Scene
from .surfaces import luma, mix

NAME = "Daylight"
_WHITE, _INK = (252, 251, 248), (52, 54, 62)
_SKIES: dict[str, tuple[RGB, RGB]] = {
    "": ((168, 205, 232), (236, 243, 244)), "day": ((142, 194, 232), (234, 243, 246)), "dawn": ((178, 205, 226), (250, 226, 208)),
    "sunset": ((150, 170, 205), (250, 205, 160)), "night": ((38, 50, 84), (112, 128, 164)),
}
_STUFF: dict[str, RGB] = {
    "rock": (150, 160, 168), "hill": (134, 164, 120), "leaf": (98, 140, 96), "trunk": (128, 100, 80), "moss": (128, 152, 96), "sand": (228, 204, 162),
    "building": (190, 192, 198), "road": (150, 152, 156), "grass": (150, 184, 108), "snow": (244, 247, 250), "water": (104, 168, 190),
}


def paint(scene: Scene, size: tuple[int, int]) -> Image.Image:
    """The picture of a scene, RGB, without its label."""
    dice = scene.dice("daylight")
    lighting = surfaces.Lighting(side=dice.choice([-1.0, 1.0]), depth=0.34, shine=0.22, shadow=mix(_INK, (90, 84, 110), 0.4), light=(255, 255, 253), edge=0.5)
    shown = scene.subjects or (() if scene.place in ("sea", "mountain", "forest", "city", "field", "desert", "snow", "space", "sky", "underwater") else ("still_life",))
    colours = [main_colour(scene, subject, dice, which) for which, subject in enumerate(shown)]
    if _is_outdoors(scene):
        canvas, ground = _outdoors(scene, size, dice)
    else:
        canvas, ground = _indoors(scene, size, dice, colours[0] if colours else (150, 150, 150))
    canvas = _arrange(canvas, scene, shown, colours, ground, lighting, dice)
    canvas = _weather(canvas, scene, dice)
    canvas = ImageEnhance.Color(canvas).enhance(1.04)
    return surfaces.grain(canvas, dice, 0.035)


def _is_outdoors(scene: Scene) -> bool:
    if scene.place:
        return scene.place not in ("studio", "kitchen", "room", "table")
    return any(subject in subjects.OUTDOORS for subject in scene.subjects[:1]) or scene.weather == "snow"


def _indoors(scene: Scene, size: tuple[int, int], dice: random.Random, main: RGB) -> tuple[Image.Image, float]:
    """A seamless sweep, a two-tone set, or a table before a wall. Returns the picture and where things stand (0..1)."""
    tint = scene.colours[1] if len(scene.colours) > 1 else dice.choice([(236, 233, 227), (232, 236, 238), (238, 230, 224), mix(main, _WHITE, 0.80), mix((main[2], main[0], main[1]), _WHITE, 0.82)])
    tint = mix(tint, dice.choice([_WHITE, main, (214, 208, 198), (206, 214, 220)]), dice.uniform(0.0, 0.35))
    if scene.light == "night":
        tint = mix(tint, (96, 104, 128), 0.45)
    wall = mix(tint, _WHITE, 0.42)
    ground = dice.uniform(0.76, 0.83)
    if scene.place in ("kitchen", "room", "table"):
        return _furnished(scene.place, size, dice, wall, ground), ground
    if dice.random() < 0.45:
        edge = dice.uniform(0.58, 0.66)
        canvas = surfaces.vertical(size, [(0, wall), (edge - 0.004, mix(wall, tint, 0.35)), (edge + 0.004, mix(tint, _INK, 0.06)), (1, mix(tint, _WHITE, 0.25))])
    else:
        canvas = surfaces.vertical(size, [(0, mix(wall, tint, 0.35)), (0.5, wall), (0.66, mix(wall, tint, 0.62)), (1, mix(wall, _WHITE, 0.55))])
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
            pane = [(a, b), (a + 0.15, b + lean * 0.3), (a + 0.15 + slant * 0.5, b + 0.17 + lean * 0.3), (a + slant * 0.5, b + 0.17)]
            surfaces.fill(sheet, [((px + j * slant * 0.5) * sheet.width, py * sheet.height) for px, py in pane], 105)
    sheet = sheet.filter(ImageFilter.GaussianBlur(min(canvas.size) * 0.004)).resize(canvas.size, Image.Resampling.BICUBIC)
    canvas.paste(Image.new("RGB", canvas.size, (255, 253, 244)), (0, 0), sheet)


def _furnished(place: str, size: tuple[int, int], dice: random.Random, wall: RGB, ground: float) -> Image.Image:
    width, height = size
    edge = ground - 0.13
    canvas = surfaces.vertical(size, [(0, mix(wall, _INK, 0.03)), (edge, wall), (1, wall)])
    if place == "kitchen":
        _tiles(canvas, dice, edge, wall)
    if place == "room":
        _frame(canvas, dice, wall)
    _window_light(canvas, dice)
    canvas = canvas.filter(ImageFilter.GaussianBlur(min(size) * 0.0035))
    wood = rgb(dice.choice(("d8b48a", "c79a6b", "e6d3b8", "b98a5e"))) if place != "kitchen" or dice.random() < 0.5 else (226, 224, 220)
    top = surfaces.vertical((width, height - round(height * edge)), [(0, mix(wood, _INK, 0.10)), (0.06, wood), (1, mix(wood, _WHITE, 0.22))])
    figure = surfaces.noise((max(8, top.width // 16), top.height), dice, 12, 3).resize(top.size, Image.Resampling.BICUBIC)
    top.paste(Image.new("RGB", top.size, mix(wood, (90, 58, 34), 0.5)), (0, 0), figure.point(lambda v: max(0, v - 118) * 1.1))
    canvas.paste(top, (0, round(height * edge)))
    return canvas


def _tiles(canvas: Image.Image, dice: random.Random, edge: float, wall: RGB) -> None:
    width, height = canvas.size
    side, joint = min(canvas.size) / 9, max(1, min(canvas.size) // 300)
    tone = mix(wall, _WHITE, 0.35)
    row = 0
    while row * side * 0.5 < height * edge:
        y, x = height * edge - (row + 1) * side * 0.5, -side * (0.5 if row % 2 else 0)
        while x < width:
            surfaces.fill(canvas, [(x + joint, y + joint), (x + side, y + joint), (x + side, y + side * 0.5), (x + joint, y + side * 0.5)], mix(tone, _INK, dice.uniform(0, 0.035)), 1)
            x += side
        row += 1


def _frame(canvas: Image.Image, dice: random.Random, wall: RGB) -> None:
    width, height = canvas.size
    x, high = width * dice.choice([0.08, 0.64]), min(canvas.size) * 0.34
    for grow, colour in ((0.0, mix(_INK, wall, 0.35)), (0.05, _WHITE), (0.22, mix(wall, rgb(dice.choice(("c4714a", "5f7f86", "d9a441"))), 0.55))):
        g = high * grow
        surfaces.fill(canvas, [(x + g, height * 0.1 + g), (x + high * 0.78 - g, height * 0.1 + g), (x + high * 0.78 - g, height * 0.1 + high - g), (x + g, height * 0.1 + high - g)], colour)


def _outdoors(scene: Scene, size: tuple[int, int], dice: random.Random) -> tuple[Image.Image, float]:
    width, height = size
    place = scene.place or ("snow" if scene.weather == "snow" else dice.choice(["field", "city", "field"]) if scene.subjects[0] in ("car", "van", "bicycle", "person") else "sea" if scene.subjects[0] == "boat" else "sky" if scene.subjects[0] in subjects.AIRBORNE else "field")
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


def _sky_things(canvas: Image.Image, scene: Scene, place: str, dice: random.Random, low: RGB) -> None:
    width, height = canvas.size
    if place == "space" or scene.light == "night":
        for _ in range(140):
            x, y, r = dice.uniform(0, width), dice.uniform(0, height * (1 if place == "space" else 0.55)), dice.uniform(0.4, 1.4) * min(canvas.size) / 700
            surfaces.fill(canvas, [(x - r, y), (x, y - r), (x + r, y), (x, y + r)], (240, 242, 250))
    x, y, r = width * dice.uniform(0.12, 0.88), height * dice.uniform(0.12, 0.30), min(canvas.size) * 0.055
    sun = {"night": (236, 238, 228), "sunset": (255, 190, 120)}.get(scene.light, (255, 250, 228))
    surfaces.glow(canvas, (x, y), r * 5, sun, 0.5)
    circle = [(x + px * r, y + py * r) for px, py in _circle()]
    surfaces.fill(canvas, circle, sun)
    if place not in ("space",) and scene.light != "night":
        clouds = surfaces.noise(canvas.size, dice, width / 2.4, 4)
        mask = ImageChops.multiply(clouds.point(lambda v: max(0, min(255, (v - 128) * 5))), surfaces.fade(canvas.size, lambda t: max(0.0, 0.75 - abs(t - 0.28) * 2.4)))
        canvas.paste(Image.new("RGB", canvas.size, mix(low, _WHITE, 0.7)), (0, 0), mask)


def _circle() -> list[tuple[float, float]]:


    return list(oval(0, 0, 1, 1).points)


def _layer(canvas: Image.Image, layer: places.Layer, air: RGB, night: bool, dice: random.Random) -> None:
    width, height = canvas.size
    colour = mix(_STUFF[layer.stuff], (44, 56, 92), 0.55 if night else 0.0)
    colour = mix(mix(air, colour, 0.35 + 0.65 * layer.depth), (120, 110, 90), 0.0)
    for outline in layer.outlines:
        tone = mix(colour, _INK if dice.random() < 0.5 else _WHITE, dice.uniform(0, 0.10)) if layer.stuff in ("building", "leaf", "trunk") else colour
        surfaces.fill(canvas, [(x * width, y * height) for x, y in outline], tone)
    if layer.stuff == "building":
        pane = (255, 226, 160) if night else mix(colour, _WHITE, 0.45)
        for left, top, right, bottom in places.windows(layer.outlines, dice, 0.5 if night else 0.75):
            canvas.paste(pane, (round(left * width), round(top * height), max(round(left * width) + 1, round(right * width)), max(round(top * height) + 1, round(bottom * height))))
    if layer.stuff == "water":
        _ripples(canvas, min(y for o in layer.outlines for _, y in o), colour, dice)


def _ripples(canvas: Image.Image, horizon: float, colour: RGB, dice: random.Random) -> None:
    width, height = canvas.size
    deep = surfaces.vertical((width, height - round(height * horizon)), [(0, mix(colour, _WHITE, 0.35)), (0.5, colour), (1, mix(colour, (40, 90, 110), 0.35))])
    canvas.paste(deep, (0, round(height * horizon)))
    for _ in range(170):
        t = dice.random() ** 1.6
        y, x, long = height * (horizon + (1 - horizon) * t), dice.uniform(-0.05, 1) * width, width * (0.02 + 0.10 * t)
        thick = max(0.6, height * 0.0035 * t)
        surfaces.fill(canvas, [(x, y), (x + long / 2, y - thick), (x + long, y), (x + long / 2, y + thick)], mix(colour, _WHITE, dice.uniform(0.25, 0.6)))


def _arrange(canvas: Image.Image, scene: Scene, shown: tuple[str, ...], colours: list[RGB], ground: float, lighting: surfaces.Lighting, dice: random.Random) -> Image.Image:
    """Stand the subjects in a row, each in its own cell, all of them whole and level."""
    row = [(subject, colour) for subject, colour in zip(shown, colours, strict=True)]
    alone = len(row) == 1 and scene.count == 1
    row = [row[0]] * scene.count if len(row) == 1 else row
    if not row:
        return canvas
    width, height = canvas.size
    inside = not _is_outdoors(scene)
    outlines = [subjects.outline(subject, scene.dice(f"outline{k if dice.random() < 0.3 or len(shown) > 1 else 0}")) for k, (subject, _) in enumerate(row)]
    spans = [max(x for part in parts for x, _ in part.points) * 2 for parts in outlines]
    room_wide, room_high = width * (0.70 if len(row) == 1 else 0.84), height * (ground - 0.13)
    unit = min(room_high * 0.92, room_wide / (sum(spans) * 1.10), min(width, height) * 0.72) * min(subjects.size(s) for s, _ in row)
    unit *= dice.uniform(0.84, 1.06) if alone else 1.0
    x = width * (dice.choice([0.42, 0.46, 0.5, 0.54, 0.58]) if alone else 0.5) - sum(spans) * unit * 1.10 / 2
    if inside and alone and dice.random() < 0.6:
        _company(canvas, x + spans[0] * unit * 0.55, spans[0] * unit, ground, unit, colours[0], lighting, dice)
    elif inside and alone and scene.place == "" and dice.random() < 0.6:
        ground = _plinth(canvas, x + spans[0] * unit * 0.55, ground, spans[0] * unit * 0.66, colours[0], dice)
    for (subject, colour), parts, span in zip(row, outlines, spans, strict=True):
        _stand(canvas, subject, parts, colour if dice.random() < 0.6 or len(shown) > 1 else mix(colour, dice.choice([_WHITE, _INK]), 0.22), (x + span * unit * 0.55, ground * height), unit, lighting, dice)
        x += span * unit * 1.10
    return canvas


def _company(canvas: Image.Image, cx: float, span: float, ground: float, unit: float, main: RGB, lighting: surfaces.Lighting, dice: random.Random) -> None:
    """One or two small things beside and a little behind the subject."""
    for side in dice.sample([-1, 1], dice.randint(1, 2)):
        small = unit * dice.uniform(0.16, 0.34)
        foot = (cx + side * (span * 0.5 + small * dice.uniform(0.35, 0.8)), (ground - dice.uniform(0.0, 0.025)) * canvas.height)
        _stand(canvas, "", subjects.companion(dice), mix(main, _WHITE, dice.uniform(0.1, 0.5)), foot, small, lighting, dice)


def _plinth(canvas: Image.Image, cx: float, ground: float, half: float, main: RGB, dice: random.Random) -> float:
    """A low round stand under the subject; returns the new standing line."""
    width, height = canvas.size
    tall, flat = height * dice.uniform(0.05, 0.09), half * 0.13
    colour = mix(main, _WHITE, 0.72)
    surfaces.shadow(canvas, (cx, height * ground + tall + flat * 0.6), (half * 1.45, flat * 2.4), _INK, 0.30)
    lighting = surfaces.Lighting(-1.0, 0.25, 0.0, mix(colour, _INK, 0.5), _WHITE, 0.0)
    layer = Image.new("RGBA", canvas.size)
    y = height * ground
    side = [(cx - half, y), (cx + half, y), (cx + half, y + tall)] + [(cx + half * px, y + tall + flat * py) for px, py in _circle() if py > 0] + [(cx - half, y + tall)]
    surfaces.body(layer, Part(tuple(side), "main", "round"), mix(colour, _INK, 0.06), lighting)
    surfaces.body(layer, Part(tuple((cx + half * px, y + flat * py) for px, py in _circle())), mix(colour, _WHITE, 0.4), lighting)
    canvas.paste(layer, (0, 0), layer)
    return ground + flat * 0.15 / height


def _stand(canvas: Image.Image, subject: str, parts: list[Part], colour: RGB, foot: tuple[float, float], unit: float, lighting: surfaces.Lighting, dice: random.Random) -> None:
    """One subject on its spot, with a contact shadow and a long faint one away from the light."""
    layer = Image.new("RGBA", canvas.size)
    airborne = subject in subjects.AIRBORNE
    placed = shifted(parts, foot[0], foot[1] - (unit * 0.12 if airborne else 0), unit)
    roles = materials(colour, random.Random(str(colour)))
    half = max(abs(x) for part in parts for x, _ in part.points) * unit
    if not airborne:
        surfaces.shadow(canvas, (foot[0] - lighting.side * half * 0.35, foot[1]), (half * 1.7, max(8, half * 0.26)), _INK, 0.34)
        surfaces.shadow(canvas, (foot[0], foot[1]), (half * 1.12, max(5, half * 0.10)), _INK, 0.62)
    for part in placed:
        surfaces.body(layer, part, roles[part.role], lighting, 0.62 if part.role == "glass" else 0.35 if part.role == "glow" and part.form == "round" else 1.0)
    if luma(colour) > 215:
        edge = layer.getchannel("A").filter(ImageFilter.GaussianBlur(unit * 0.02)).point(lambda v: v * 0.35)
        canvas.paste(Image.new("RGB", canvas.size, mix(_INK, _WHITE, 0.55)), (0, 0), edge)
    canvas.paste(layer, (0, 0), layer)


def _weather(canvas: Image.Image, scene: Scene, dice: random.Random) -> Image.Image:
    width, height = canvas.size
    if scene.weather == "fog":
        return Image.composite(Image.new("RGB", canvas.size, (232, 234, 235)), canvas, surfaces.fade(canvas.size, lambda t: 0.25 + 0.35 * (1 - abs(t - 0.55) * 1.6)))
    if scene.weather not in ("rain", "snow"):
        return canvas
    sheet = Image.new("L", canvas.size)
    for _ in range(260):
        x, y, r = dice.uniform(0, width), dice.uniform(0, height), min(canvas.size) * dice.uniform(0.0012, 0.0042)
        points = [(x - r, y), (x, y - r), (x + r, y), (x, y + r)] if scene.weather == "snow" else [(x, y), (x + r * 0.5, y), (x - r * 3, y + r * 16), (x - r * 3.5, y + r * 16)]
        surfaces.fill(sheet, points, 210 if scene.weather == "snow" else 110)
    canvas.paste(Image.new("RGB", canvas.size, (255, 255, 255)), (0, 0), sheet)
    return canvas
