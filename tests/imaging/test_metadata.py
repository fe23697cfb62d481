"""What a file says about its origin is read with care; what it says about people and places is left behind."""

import io
import zlib

import pytest
from PIL import ExifTags, Image

from assets.imaging import bands, darkroom, sourcetypes, xmp
from tests import factories
from tests.imaging.corpus.paint import (
    bitstream,
    canvas,
    chunk,
    encoded,
    exif,
    riff,
    riff_chunk,
    scene,
    segment,
    with_chunks,
    with_segments,
)

AI = "trainedAlgorithmicMedia"
JPEG_XMP = b"http://ns.adobe.com/xap/1.0/\0"
PNG_XMP = b"XML:com.adobe.xmp\0\0\0\0\0"


def develop(data, source_type="digitalCapture"):
    return darkroom.develop(data, digital_source_type=source_type)


def texts(*chunks):
    return develop(with_chunks(*chunks)).found["texts"]


def test_plain_text_fields_are_read():
    assert texts(chunk(b"tEXt", b"Author\0mara")) == {"Author": "mara"}


def test_packed_text_fields_are_read():
    assert texts(chunk(b"zTXt", b"Software\0\0" + zlib.compress(b"Tool 2"))) == {"Software": "Tool 2"}


@pytest.mark.parametrize("packed", [False, True])
def test_international_text_fields_are_read(packed):
    text = "Tasse auf der Fensterbank, früh".encode()
    body = b"Description\0" + bytes([packed, 0]) + b"de\0Beschreibung\0" + (zlib.compress(text) if packed else text)
    assert texts(chunk(b"iTXt", body)) == {"Description": text.decode()}


def test_the_first_field_of_a_name_counts():
    assert texts(chunk(b"tEXt", b"a\0one"), chunk(b"tEXt", b"a\0two")) == {"a": "one"}


def test_no_text_is_longer_than_what_is_kept_and_no_field_holds_nul():
    found = texts(chunk(b"tEXt", b"k\0" + b"a\0b" * 30_000))
    assert len(found["k"]) == 20_000
    assert "\0" not in found["k"]


def test_no_more_than_forty_fields_are_kept():
    assert len(texts(*[chunk(b"tEXt", b"k%d\0v" % number) for number in range(90)])) == 40


@pytest.mark.parametrize("form", ["attribute", "element"])
def test_the_source_type_is_read_from_both_forms_of_xmp(form):
    uri = (sourcetypes.VOCABULARY + AI).encode()
    namespace = b'xmlns:I="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"'
    if form == "attribute":
        packet = b"<x " + namespace + b' I:DigitalSourceType="' + uri + b'"/>'
    else:
        packet = b"<x " + namespace + b"><I:DigitalSourceType>" + uri + b"</I:DigitalSourceType></x>"
    assert develop(with_segments(segment(0xE1, JPEG_XMP + packet))).found["source_type"] == AI


def test_the_mark_that_we_write_is_the_mark_that_we_read():
    packet = xmp.stamp(AI)
    carriers = [
        with_segments(segment(0xE1, JPEG_XMP + packet)),
        with_chunks(chunk(b"iTXt", PNG_XMP + packet)),
        riff(canvas(), bitstream(), riff_chunk(b"XMP ", packet)),
    ]
    assert [develop(data).found["source_type"] for data in carriers] == [AI] * 3


def test_an_edit_never_weakens_what_the_file_says():
    data = with_chunks(chunk(b"iTXt", PNG_XMP + xmp.stamp(AI)))
    assert develop(data, "humanEdits").marked_as == AI


def test_a_declared_ai_origin_outweighs_a_camera_mark_in_the_file():
    data = with_chunks(chunk(b"iTXt", PNG_XMP + xmp.stamp("digitalCapture")))
    assert develop(data, AI).marked_as == AI


@pytest.mark.parametrize(("mode", "format"), [("RGB", "jpeg"), ("RGBA", "png")])
def test_the_master_carries_the_mark_and_nothing_else(mode, format):
    picture = scene().convert(mode)
    if mode == "RGBA":
        picture.putalpha(scene(mode="L"))
    out = io.BytesIO()
    picture.save(out, "PNG")
    developed = develop(out.getvalue(), AI)
    assert developed.master_format == format
    again = develop(developed.master)
    assert again.found["source_type"] == AI
    assert again.found["exif"] == again.found["texts"] == {}
    assert list(again.found["xmp"]) == ["digital_source_type"]


def test_a_place_is_noticed_and_never_carried_on():
    data = with_segments(segment(0xE1, b"Exif\0\0" + exif(1, gps=True)))
    developed = develop(data)
    assert developed.found["gps"] is True
    assert "52" not in str(developed.found["exif"])
    for made in (developed.master, *developed.previews.values()):
        assert 0x8825 not in Image.open(io.BytesIO(made)).getexif()


@pytest.mark.parametrize("coding", ["ascii", "utf-16-be", "utf-16-le"])
def test_the_prompt_in_an_exif_comment_is_read(coding):
    block = Image.Exif()
    prefix = b"ASCII\0\0\0" if coding == "ascii" else b"UNICODE\0"
    block.get_ifd(ExifTags.IFD.Exif)[0x9286] = prefix + "a red mug, Steps: 20".encode(coding)
    data = with_segments(segment(0xE1, block.tobytes()))
    assert develop(data).found["exif"]["comment"] == "a red mug, Steps: 20"


def test_the_sign_of_c2pa_is_seen_in_all_three_formats():
    box = b"\0\0\0\x10jumb" + b"x" * 8
    assert develop(with_chunks(chunk(b"caBX", box))).found["c2pa"]
    assert develop(with_segments(segment(0xEB, b"JP\0\1\0\0\0\1" + box))).found["c2pa"]
    assert develop(riff(canvas(), bitstream(), riff_chunk(b"C2PA", box))).found["c2pa"]
    assert not develop(encoded()).found["c2pa"]


def test_entities_are_never_expanded():
    packet = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><x>&a;</x>'
    assert xmp.read(packet) == {}


def test_bytes_behind_the_picture_are_counted_and_left_behind():
    developed = develop(encoded() + b"<script>alert(1)</script>")
    assert developed.found["trailing"] == 25
    assert b"alert" not in developed.master


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (sourcetypes.VOCABULARY + AI, AI),
        ("https://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture", "digitalCapture"),
        ("minorHumanEdits", "humanEdits"),
        ("digitalArt", "digitalCreation"),
        ("digsrctype:compositeSynthetic", "compositeSynthetic"),
        ("something", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_codes_are_understood_in_every_spelling(value, code):
    assert sourcetypes.code_of(value) == code


def test_nothing_can_be_stamped_that_is_no_source_type():
    with pytest.raises(ValueError, match="no digital source type"):
        xmp.stamp("<script>")


def test_previews_keep_the_shape_and_the_transparency():
    picture = scene(1000, 700).convert("RGBA")
    picture.putalpha(scene(1000, 700, "L"))
    out = io.BytesIO()
    picture.save(out, "PNG")
    made = develop(out.getvalue()).previews
    sizes = {side: Image.open(io.BytesIO(data)).size for side, data in made.items()}
    assert sizes == {320: (320, 224), 800: (800, 560), 1600: (1000, 700)}
    assert Image.open(io.BytesIO(made[320])).mode == "RGBA"


def test_a_thin_picture_keeps_at_least_one_pixel():
    made = develop(encoded(width=12_000, height=64)).previews
    assert Image.open(io.BytesIO(made[320])).size == (320, 2)


def smaller(data):
    """The same picture, half the size, as a JPEG."""
    out, picture = io.BytesIO(), Image.open(io.BytesIO(data))
    picture.resize((picture.width // 2, picture.height // 2)).save(out, "JPEG", quality=75)
    return out.getvalue()


def test_the_hash_is_nearly_the_same_for_a_smaller_copy_in_another_format():
    data = factories.picture(900, 600, seed=3)
    assert bands.distance(develop(data).dhash, develop(smaller(data)).dhash) <= 4


def test_the_hash_differs_for_another_picture():
    one, two = (develop(factories.picture(900, 600, seed=seed)).dhash for seed in (3, 4))
    assert bands.distance(one, two) > 12


@pytest.mark.parametrize("bits", [0, 1, 2**63, 2**64 - 1, 0x0123456789ABCDEF])
def test_a_hash_survives_the_database_column(bits):
    assert bands.unsigned(bands.signed(bits)) == bits
    assert -(2**63) <= bands.signed(bits) < 2**63


def test_two_near_hashes_share_a_band():
    one = 0x0123456789ABCDEF
    for flips in ((0, 17, 40), (5, 6, 7), (63, 33, 2)):
        two = one
        for bit in flips:
            two ^= 1 << bit
        assert bands.distance(one, bands.signed(two)) == 3
        assert set(zip(range(4), bands.split(one), strict=True)) & set(zip(range(4), bands.split(two), strict=True))
