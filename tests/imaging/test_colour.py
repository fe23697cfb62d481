"""Colours come out as they were meant: whatever the file's mode, profile, gamma or turn."""

import io
import struct
import zlib

import pytest
from PIL import Image, ImageChops, ImageCms, ImageStat

from assets.imaging import darkroom
from assets.imaging.pixels import TURNS
from tests.imaging.corpus.paint import chunk, encoded, exif, header, png, scene, segment, with_chunks, with_segments
from tests.imaging.corpus.pngs import sixteen

TOLERANCE = 8
SRGB = ImageCms.createProfile("sRGB")


def master(data):
    """The developed master as an RGB or RGBA picture."""
    developed = darkroom.develop(data, digital_source_type="digitalCreation")
    return Image.open(io.BytesIO(developed.master))


def saved(image, format="PNG", **options):
    out = io.BytesIO()
    image.save(out, format, **options)
    return out.getvalue()


def error(one, other):
    """The mean difference of two pictures, in levels of 255."""
    return max(ImageStat.Stat(ImageChops.difference(one.convert("RGB"), other.convert("RGB"))).mean)


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP"])
def test_plain_colours_stay(format):
    assert error(master(encoded(format, quality=95)), scene()) <= 3


@pytest.mark.parametrize("mode", ["L", "LA", "1", "P", "RGBA"])
def test_every_mode_of_png_stays(mode):
    assert error(master(encoded("PNG", mode=mode)), scene(mode=mode)) <= TOLERANCE


def test_sixteen_bits_become_eight_and_are_not_clipped():
    grey = Image.new("RGB", (160, 120), (128, 128, 128))
    for colour in (0, 2):
        assert error(master(sixteen(colour)), grey) <= 1


def test_sixteen_bits_with_alpha_stay_half_clear():
    picture = master(sixteen(6))
    assert picture.mode == "RGBA"
    assert abs(picture.getpixel((9, 9))[3] - 128) <= 1


def test_cmyk_without_a_profile_looks_as_browsers_show_it():
    data = encoded("JPEG", mode="CMYK", quality=95)
    assert error(master(data), scene(mode="CMYK").convert("RGB")) <= TOLERANCE


def swapped_profile():
    """A profile whose red and blue primaries are exchanged: easy to see when it is applied, or not, or twice."""
    raw = bytearray(ImageCms.ImageCmsProfile(SRGB).tobytes())
    count = struct.unpack(">I", raw[128:132])[0]
    entries = {bytes(raw[132 + 12 * n : 136 + 12 * n]): 132 + 12 * n for n in range(count)}
    red, blue = entries[b"rXYZ"], entries[b"bXYZ"]
    raw[red + 4 : red + 12], raw[blue + 4 : blue + 12] = raw[blue + 4 : blue + 12], raw[red + 4 : red + 12]
    return bytes(raw)


@pytest.mark.parametrize(("format", "mode"), [("PNG", "RGB"), ("JPEG", "RGB"), ("WEBP", "RGB"), ("PNG", "RGBA")])
def test_a_profile_is_applied_exactly_once(format, mode):
    red, green, blue = scene().split()
    seen = master(encoded(format, mode=mode, icc_profile=swapped_profile(), quality=95))
    assert error(seen, Image.merge("RGB", (blue, green, red))) <= 3


def test_alpha_survives_a_profile():
    picture = scene().convert("RGBA")
    picture.putalpha(scene(mode="L"))
    seen = master(saved(picture, icc_profile=swapped_profile()))
    assert ImageChops.difference(seen.getchannel("A"), scene(mode="L")).getextrema()[1] == 0


def test_a_grey_profile_is_applied_to_grey_and_ignored_on_colour():
    linear = grey_profile(1.0)
    light = master(encoded("PNG", mode="L", icc_profile=linear))
    assert ImageStat.Stat(light.convert("L")).mean[0] > ImageStat.Stat(scene(mode="L")).mean[0] + 20
    assert error(master(encoded("PNG", icc_profile=linear)), scene()) <= 3


def grey_profile(gamma):
    """A minimal grey ICC profile with one gamma."""
    white = b"XYZ \0\0\0\0" + struct.pack(">iii", 63190, 65536, 54061)
    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256)) + b"\0\0"
    text = b"desc\0\0\0\0\0\0\0\2g\0" + b"\0" * 78
    text += b"\0" * (-len(text) % 4)
    at, table, body = 128 + 4 + 36, b"", b""
    for name, value in ((b"wtpt", white), (b"kTRC", curve), (b"desc", text)):
        table += name + struct.pack(">II", at + len(body), len(value))
        body += value
    head = struct.pack(">I4sI4s4s4s", at + len(body), b"lcms", 0x02400000, b"mntr", b"GRAY", b"XYZ ")
    head += struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp" + b"\0" * 28
    head += struct.pack(">iii", 63190, 65536, 54061) + b"\0" * 48
    return head + struct.pack(">I", 3) + table + body


def test_a_lab_profile_is_ignored():
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    assert error(master(encoded("PNG", icc_profile=lab)), scene()) <= 3


def test_an_unusual_gamma_is_brought_to_the_usual_one():
    linear = with_chunks(chunk(b"gAMA", struct.pack(">I", 100_000)), base=saved(Image.new("L", (64, 64), 55)))
    assert abs(master(linear).convert("L").getpixel((9, 9)) - 128) <= 2


def test_the_usual_gamma_changes_nothing():
    usual = with_chunks(chunk(b"gAMA", struct.pack(">I", 45_455)))
    assert error(master(usual), scene()) <= 2


@pytest.mark.parametrize("turn", range(1, 9))
@pytest.mark.parametrize("format", ["jpeg", "png", "webp"])
def test_the_turn_is_applied_once(turn, format):
    block = exif(turn)
    data = {
        "jpeg": lambda: with_segments(segment(0xE1, b"Exif\0\0" + block), base=encoded("JPEG", quality=95)),
        "png": lambda: with_chunks(chunk(b"eXIf", block)),
        "webp": lambda: encoded("WEBP", exif=b"Exif\0\0" + block, quality=95),
    }[format]()
    expected = scene().transpose(TURNS[turn]) if turn > 1 else scene()
    seen = master(data)
    assert seen.size == expected.size
    assert error(seen, expected) <= 4


@pytest.mark.parametrize("turn", [6, 8])
def test_the_turn_follows_the_standard_and_not_only_our_table(turn):
    picture = Image.new("RGB", (120, 80), "black")
    picture.paste("white", (0, 0, 40, 80))
    seen = master(with_chunks(chunk(b"eXIf", exif(turn)), base=saved(picture)))
    light_end = (40, 10) if turn == 6 else (40, 110)
    assert seen.size == (80, 120)
    assert seen.getpixel(light_end) > (240, 240, 240)


def test_a_cut_out_stays_a_cut_out_and_a_full_alpha_goes():
    clear = scene().convert("RGBA")
    clear.putalpha(0)
    assert master(saved(clear)).mode == "RGBA"
    assert master(encoded(mode="RGBA")).mode == "RGB"


def test_a_clear_palette_colour_is_clear():
    picture = scene().quantize(8)
    seen = master(saved(picture, transparency=picture.getpixel((5, 5))))
    assert seen.getpixel((5, 5))[3] == 0


def test_one_bit_pictures_stay_black_and_white():
    line = b"\0" + b"\xf0" * 8
    data = png(header(64, 64, 1, 0), chunk(b"IDAT", zlib.compress(line * 64)), chunk(b"IEND"))
    seen = master(data).convert("L")
    assert seen.getpixel((1, 9)) > 250
    assert seen.getpixel((6, 9)) < 5
