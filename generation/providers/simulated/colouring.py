"""Which colours a subject gets: the words of the prompt first, then what is natural, then chance."""

import random

from .reading import RGB, Scene
from .surfaces import luma, mix

_NATURAL: dict[str, tuple[str, ...]] = {
    "apple": ("b8262c", "c9a227", "7fa03a"),
    "orange": ("ee8a1d",),
    "banana": ("f2cb3d",),
    "bread": ("c98a4b",),
    "pizza": ("c9402c",),
    "cake": ("f0d7c0", "e8b4b8", "5a3527"),
    "cat": ("c98545", "6d6a6e", "e6d6bf", "3a3538"),
    "dog": ("b98550", "8a5a3a", "e2cda8", "4a3c36"),
    "horse": ("7a4a2c", "4b2f22", "c9a77c"),
    "bear": ("8a5c3a", "6b4630", "d9cdbb"),
    "rabbit": ("cdb79c", "9a8f88", "efe6da"),
    "owl": ("8d6a48", "6f6257"),
    "bird": ("4f7fa8", "c8552e", "6f8f4a"),
    "fish": ("e8752a", "3f86b5", "d9b33c"),
    "guitar": ("b9702f", "7c3a22"),
    "tree": ("4f8a45",),
    "plant": ("c7714a", "e9e2d6", "3d4a55"),
    "tower": ("c0392f",),
    "shirt": ("f1efe9", "33415c", "7fa0b8"),
    "glass": ("8f1f33", "e2b64a", "d98f3a"),
    "ring": ("9fd3e8", "c8dff0", "d85a7a"),
    "candle": ("efe4d0", "c9b49a", "d9a7a0"),
    "laptop": ("3a6ea8", "26323f"),
    "camera": ("2a2a2d", "6b4a35"),
    "glasses": ("25211f", "6b4228"),
    "house": ("e9dfcc", "b8553f", "7e97a6"),
    "robot": ("d9dde0", "e0a63a", "6fa3b5"),
}
_FREE = (
    "c4502e",
    "2f5d62",
    "e0a33a",
    "7a2e3a",
    "37507a",
    "6c8a5b",
    "d98b7a",
    "43434a",
    "b7a98f",
    "8a5a83",
    "1f7f82",
    "e2cfae",
)


def rgb(code: str) -> RGB:
    """A colour from six hexadecimal digits."""
    return tuple(int(code[i : i + 2], 16) for i in (0, 2, 4))


def main_colour(scene: Scene, subject: str, dice: random.Random, which: int = 0) -> RGB:
    """The colour of the subject itself. `which` counts several subjects in a picture."""
    if which < len(scene.colours):
        return scene.colours[which]
    return rgb(dice.choice(_NATURAL.get(subject, _FREE)))


def materials(main: RGB, dice: random.Random, second: RGB | None = None) -> dict[str, RGB]:
    """A colour for every role that a part may have."""
    dark, light = (34, 32, 36), (243, 239, 231)
    second = second or mix(main, light if luma(main) < 120 else dark, dice.uniform(0.22, 0.34))
    warm = main[0] > main[2] + 20
    contrast = rgb(
        dice.choice(("2f6f7a", "37507a", "e8d8b8", "d9a441") if warm else ("d9a441", "d8694a", "e8c9a0", "c8502e"))
    )
    return {
        "main": main,
        "second": second,
        "accent": mix(contrast, main, 0.15),
        "dark": mix(dark, main, 0.08),
        "light": mix(light, main, 0.06),
        "paper": (240, 234, 222),
        "metal": rgb(dice.choice(("b9bcc0", "c8a25a", "a9acb2"))),
        "glass": mix((205, 222, 228), main, 0.12),
        "wood": rgb(dice.choice(("8a5a36", "a8764a", "5f3d28"))),
        "leaf": rgb(dice.choice(("4f8347", "5f8f4d", "3f7550"))),
        "leaf2": rgb(dice.choice(("38683d", "7fa65a", "2f5f4a"))),
        "skin": rgb(dice.choice(("e3b48f", "8a5a3e", "c68e66", "5c3a28"))),
        "flame": (255, 214, 130),
        "glow": (255, 236, 200),
        "crust": (196, 134, 72),
    }
