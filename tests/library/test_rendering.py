"""Renditions: their size, colours, crop, format and the AI-origin mark that each must carry."""

import io

import pytest
from PIL import Image, ImageDraw, PngImagePlugin

from assets import rendering
from assets.transformations import format_for, parse

RECIPES = {
    "hero": "c_fill,g_auto,h_800,w_1920/f_auto,q_auto",
    "story": "c_fill,g_auto,h_1920,w_1080/f_jpg,q_auto:good",
    "card": "b_white,c_pad,h_400,w_400/f_auto,q_auto",
    "preview": "c_limit,w_480/f_auto,q_auto:low",
}

PACKET = (
    b'<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
    b'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
    b'xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" Iptc4xmpExt:DigitalSourceType='
    b'"http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"/></rdf:RDF></x:xmpmeta>'
    b'<?xpacket end="w"?>'
)
TEAL, RUST, CLEAR = (20, 120, 130), (190, 80, 40), (0, 0, 0, 0)


def a_picture(width, height, colour=TEAL):
    return Image.new("RGBA" if len(colour) == 4 else "RGB", (width, height), colour)


def a_master(picture, format="PNG", packet=PACKET):
    out = io.BytesIO()
    if format == "PNG":
        info = PngImagePlugin.PngInfo()
        if packet:
            info.add_itxt("XML:com.adobe.xmp", packet.decode())
        picture.save(out, "PNG", pnginfo=info)
    else:
        picture.save(out, format, xmp=packet, quality=95)
    return out.getvalue()


def shown(rendition):
    return Image.open(io.BytesIO(rendition.data)).convert("RGB")


def near(colour, wanted, by=6):
    return all(abs(one - other) <= by for one, other in zip(colour, wanted, strict=False))


def with_subject(width, height, box):
    picture = a_picture(width, height, (225, 225, 225))
    draw = ImageDraw.Draw(picture)
    draw.rectangle(box, fill=RUST)
    for x in range(box[0], box[2], 12):
        draw.line((x, box[1], x, box[3]), fill=(40, 20, 10), width=4)
    return picture


@pytest.mark.parametrize("format", ["jpg", "webp", "png"])
@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES)
def test_every_recipe_keeps_size_colour_and_mark_in_every_format(recipe, format):
    rendition = rendering.render(a_master(a_picture(600, 600)), parse(recipe), format)
    picture = shown(rendition)
    assert picture.size == (rendition.width, rendition.height)
    assert near(picture.getpixel((picture.width // 2, picture.height // 2)), TEAL)
    assert b"trainedAlgorithmicMedia" in rendition.data
    assert rendition.marked


@pytest.mark.parametrize("format", ["JPEG", "WEBP"])
def test_the_mark_is_read_from_masters_of_other_formats(format):
    master = a_master(a_picture(300, 200), format)
    assert b"trainedAlgorithmicMedia" in rendering.render(master, parse("c_limit,w_100"), "webp").data


def test_a_master_without_a_mark_is_told_as_unmarked():
    rendition = rendering.render(a_master(a_picture(50, 50), packet=None), parse("c_limit,w_20"))
    assert not rendition.marked


@pytest.mark.parametrize(("format", "kind"), [("jpg", "JPEG"), ("webp", "WEBP"), ("png", "PNG")])
def test_the_bytes_are_of_the_format_that_the_type_says(format, kind):
    rendition = rendering.render(a_master(a_picture(50, 50)), parse("c_limit,w_20"), format)
    assert Image.open(io.BytesIO(rendition.data)).format == kind
    assert rendition.content_type == rendering.CONTENT_TYPES[format]


def test_a_padded_card_shows_the_whole_picture_on_white():
    picture = shown(rendering.render(a_master(a_picture(800, 400)), parse("b_white,c_pad,h_400,w_400"), "png"))
    assert picture.getpixel((200, 20)) == (255, 255, 255)
    assert picture.getpixel((200, 380)) == (255, 255, 255)
    assert near(picture.getpixel((2, 200)), TEAL)
    assert near(picture.getpixel((397, 200)), TEAL)


def test_clear_parts_become_white_where_the_format_has_no_clear():
    picture = shown(rendering.render(a_master(a_picture(100, 100, CLEAR)), parse("c_limit,w_50"), "jpg"))
    assert near(picture.getpixel((25, 25)), (255, 255, 255))


def test_clear_parts_stay_clear_in_webp():
    rendition = rendering.render(a_master(a_picture(100, 100, CLEAR)), parse("c_limit,w_50"), "webp")
    assert Image.open(io.BytesIO(rendition.data)).convert("RGBA").getpixel((25, 25))[3] == 0


@pytest.mark.parametrize("left", [60, 800, 1500])
def test_the_crop_follows_the_subject_across(left):
    master = a_master(with_subject(2000, 1000, (left, 300, left + 400, 700)))
    box = rendering.render(master, parse("c_fill,g_auto,h_1000,w_750")).box
    assert box[0] <= left
    assert box[2] >= left + 400
    assert box[3] - box[1] == 1000
    assert round(box[2] - box[0]) == 750


@pytest.mark.parametrize("top", [40, 800, 1500])
def test_the_crop_follows_the_subject_down(top):
    master = a_master(with_subject(1000, 2000, (300, top, 700, top + 300)))
    box = rendering.render(master, parse("c_fill,g_auto,h_400,w_1000")).box
    assert box[1] <= top
    assert box[3] >= top + 300


def test_the_crop_prefers_the_subject_to_grain_around_it():
    picture = with_subject(1000, 2000, (350, 500, 650, 800))
    picture.paste(Image.effect_noise((1000, 800), 60).convert("RGB"), (0, 1200))
    box = rendering.render(a_master(picture), parse("c_fill,g_auto,h_400,w_1000")).box
    assert box[1] <= 520
    assert box[3] >= 780


def test_a_flat_picture_is_cropped_in_its_middle():
    box = rendering.render(a_master(a_picture(1000, 500)), parse("c_fill,g_auto,h_100,w_100")).box
    assert abs(box[0] - 250) < 5
    assert abs(box[2] - 750) < 5


def test_centre_gravity_ignores_the_subject():
    master = a_master(with_subject(2000, 1000, (60, 300, 460, 700)))
    assert rendering.render(master, parse("c_fill,g_center,h_1000,w_1000")).box == (500, 0, 1500, 1000)


def test_the_same_master_gives_the_same_bytes():
    master = a_master(with_subject(900, 600, (50, 200, 250, 400)))
    hero = parse(RECIPES["hero"])
    assert rendering.render(master, hero, "webp") == rendering.render(master, hero, "webp")


def test_an_enlarged_fill_says_by_how_much():
    rendition = rendering.render(a_master(a_picture(960, 960)), parse("c_fill,g_auto,h_800,w_1920"))
    assert rendition.enlargement == 2.0
    assert (rendition.width, rendition.height) == (1920, 800)


def test_a_fill_of_a_large_picture_is_not_an_enlargement():
    assert rendering.render(a_master(a_picture(2048, 2048)), parse("c_fill,h_800,w_1920")).enlargement == 1.0


def test_a_limited_fill_of_a_small_picture_keeps_its_pixels():
    rendition = rendering.render(a_master(a_picture(500, 1000)), parse("c_lfill,g_center,h_800,w_1920"))
    assert (rendition.width, rendition.height, rendition.enlargement) == (500, 800, 1.0)


def test_good_quality_weighs_more_than_low_quality():
    master = a_master(with_subject(800, 800, (100, 100, 700, 700)))
    sizes = [len(rendering.render(master, parse(f"c_limit,w_600/q_{word}")).data) for word in ("auto:low", "auto:good")]
    assert sizes[0] < sizes[1]


def test_many_renditions_come_from_one_decoding():
    wanted = [(parse("c_limit,w_20"), "jpg"), (parse("c_limit,w_10"), "webp")]
    widths = [rendition.width for rendition in rendering.render_all(a_master(a_picture(50, 50)), wanted)]
    assert widths == [20, 10]


@pytest.mark.parametrize(
    "data", [b"", b"no picture", a_master(a_picture(64, 64))[:90], b"<svg/>", b"GIF89a" + b"0" * 90]
)
def test_bytes_that_are_no_master_are_refused_with_a_sentence(data):
    with pytest.raises(rendering.RenderingFailed, match="cannot be read"):
        rendering.render(data, parse("c_limit,w_20"))


@pytest.mark.parametrize(
    ("accept", "format"),
    [
        ("image/avif,image/webp,*/*;q=0.8", "webp"),
        ("IMAGE/WEBP", "webp"),
        ("image/webp;q=0.5", "webp"),
        ("image/webp;q=0", "jpg"),
        ("image/webp;q=0.0,*/*", "jpg"),
        ("*/*", "jpg"),
        ("", "jpg"),
        ("image/*", "jpg"),
        (";;,,;q=x", "jpg"),
    ],
)
def test_the_accept_header_picks_the_format(accept, format):
    assert format_for(parse("c_limit,w_20/f_auto"), accept) == format


@pytest.mark.parametrize("format", ["jpg", "png", "webp"])
def test_a_fixed_format_ignores_the_accept_header(format):
    assert format_for(parse(f"c_limit,w_20/f_{format}"), "image/webp") == format
