"""Owns bringing any picture to plain 8-bit sRGB, with or without alpha."""

import io

from PIL import Image, ImageCms

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
SPACES = {"RGB": "RGB ", "RGBA": "RGB ", "CMYK": "CMYK", "L": "GRAY", "LA": "GRAY"}
INTENT = ImageCms.Intent.RELATIVE_COLORIMETRIC
FLAGS = ImageCms.Flags.BLACKPOINTCOMPENSATION

USUAL_GAMMA = range(43_000, 48_001)
NEAR = 2


def to_srgb(image, container):
    """The picture in mode RGB or RGBA; a profile, else the file's gamma, is applied once."""
    image = flat_mode(image, container)
    profile = usable_profile(container.profile, image.mode)
    if profile is not None:
        return without_idle_alpha(apply(profile, image))
    image = image.convert("RGBA" if image.mode == "LA" else image.mode)
    image = image if image.mode == "RGBA" else image.convert("RGB")
    return without_idle_alpha(apply_gamma(image, container))


def flat_mode(image, container):
    """8 bits a channel in one of RGB, RGBA, L, LA, CMYK."""
    clear = "transparency" in image.info
    if image.mode.startswith("I"):
        return sixteen_bit_grey(image)
    if container.bits == 16:
        image.info.pop("transparency", None)
        clear = False
    if image.mode in ("P", "PA", "1"):
        return image.convert("RGBA" if clear or image.mode == "PA" else "L" if image.mode == "1" else "RGB")
    if clear:
        return image.convert("RGBA")
    return image if image.mode in SPACES else image.convert("RGB")


def sixteen_bit_grey(image):
    """16-bit grey scaled to 8 bits; Pillow's own conversion would clip it to white."""
    return image.convert("I").point(lambda value: value * (1 / 257) + 0.5).convert("L")


def usable_profile(raw, mode):
    """The embedded profile if it can be read and speaks of this kind of pixels, else None."""
    if not raw:
        return None
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(raw))
        space = profile.profile.xcolor_space
    except (OSError, ValueError, TypeError, AttributeError):
        return None
    return profile if space.strip() == SPACES[mode].strip() else None


def apply(profile, image):
    """The picture seen through its profile; one that cannot be applied counts as sRGB."""
    try:
        if image.mode == "RGBA" or image.mode == "RGB":
            return through(profile, image)
        grey_alpha = image.getchannel("A") if image.mode == "LA" else None
        image = image.convert("L") if grey_alpha else image
        transform = ImageCms.buildTransform(profile, SRGB, image.mode, "RGB", INTENT, FLAGS)
        result = ImageCms.applyTransform(image, transform)
        if grey_alpha:
            result.putalpha(grey_alpha)
        return result
    except ImageCms.PyCMSError:
        return image.convert("RGBA" if image.mode in ("LA", "RGBA") else "RGB")


def through(profile, image):
    """RGB to sRGB in place; nothing is done when the two agree on a probe of colours."""
    probe = probe_colours()
    transform = ImageCms.buildTransform(profile, SRGB, "RGB", "RGB", INTENT, FLAGS)
    seen = ImageCms.applyTransform(probe, transform).tobytes()
    if all(abs(a - b) <= NEAR for a, b in zip(seen, probe.tobytes(), strict=True)):
        return image
    if image.mode == "RGBA":
        transform = ImageCms.buildTransform(profile, SRGB, "RGBA", "RGBA", INTENT, FLAGS)
    ImageCms.applyTransform(image, transform, inPlace=True)
    return image


def probe_colours():
    """A strip of 125 colours spread over the cube."""
    steps = (0, 40, 128, 200, 255)
    strip = Image.new("RGB", (125, 1))
    strip.putdata([(r, g, b) for r in steps for g in steps for b in steps])
    return strip


def apply_gamma(image, container):
    """Pixels of a PNG that names an unusual gamma and no profile, brought to the sRGB curve."""
    gamma = container.gamma
    if container.srgb or not 10_000 <= gamma <= 500_000 or gamma in USUAL_GAMMA:
        return image
    curve = [srgb_level((value / 255) ** (100_000 / gamma)) for value in range(256)]
    straight = list(range(256))
    return image.point(curve * 3 + (straight if image.mode == "RGBA" else []))


def srgb_level(light):
    """The 8-bit sRGB level of a linear light between 0 and 1."""
    encoded = 12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055
    return round(255 * encoded)


def without_idle_alpha(image):
    """RGB when every pixel is opaque, so that only real cut-outs stay cut-outs."""
    if image.mode == "RGBA" and image.getchannel("A").getextrema() == (255, 255):
        return image.convert("RGB")
    return image
