"""The colours of Atelier's pictures: a mood for each light, tinted by the words of the prompt."""

from dataclasses import dataclass

from .colouring import rgb
from .reading import RGB, Scene
from .surfaces import luma, mix


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


MOODS = {
    "sunset": [
        _mood("1a0d18", "6b2a35", "e0703c", "ffd49a", "4a4a86"),
        _mood("180f14", "70381f", "e8943f", "ffe2a6", "2f5470"),
    ],
    "night": [
        _mood("04070f", "10233f", "3a6a9c", "d6e8ff", "2a4f8f"),
        _mood("080614", "281c4a", "6a4fa8", "e6dcff", "c0447a"),
    ],
    "dawn": [
        _mood("141420", "4a4468", "d99a96", "ffe6cf", "5a7aa6"),
        _mood("10181f", "3c5a68", "c9b08e", "fff0d6", "6a8aa8"),
    ],
    "day": [
        _mood("0d1a24", "2c5a74", "8fbcc8", "fdf3d8", "c98a4a"),
        _mood("141a14", "41603f", "b8c078", "fff4cc", "4f7a8c"),
    ],
    "": [
        _mood("120a0a", "4e1f1c", "c8643a", "ffd2a0", "2b5a6c"),
        _mood("07110f", "17423d", "4f9a84", "e8f2cf", "b0743a"),
        _mood("0d0a14", "34244e", "8c5f9e", "ffd8dc", "3a6c94"),
        _mood("0b0e13", "25374a", "6f8fa6", "fbe7c4", "a8602f"),
        _mood("130d06", "4f3613", "c8943a", "fff0bd", "3a4f66"),
        _mood("0e0b10", "43303a", "a88478", "ffeadb", "4a7a86"),
    ],
}


def tinted(mood: Mood, scene: Scene) -> Mood:
    """A second colour word colours the light; black and white make it deep or high."""
    if len(scene.colours) < 2:
        return mood
    hue = mix(scene.colours[1], mood.light, 0.45 if luma(scene.colours[1]) > 190 else 0.0)
    return Mood(
        mix(mood.deep, hue, 0.10),
        mix(mood.mid, mix(hue, (0, 0, 0), 0.35), 0.6),
        mix(mood.light, hue, 0.55),
        mix(mood.glow, hue, 0.15),
        mood.cool,
    )
