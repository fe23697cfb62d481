"""The mark that says that an image is simulated: a strip in the pixels, and the metadata of the file."""

import io
import json
from functools import cache
from xml.sax.saxutils import escape

from PIL import Image, ImageDraw, ImageFont, PngImagePlugin

DIGITAL_SOURCE = "http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia"
_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
 xmp:CreatorTool="{tool}" Iptc4xmpExt:DigitalSourceType="{source}"/>
</rdf:RDF></x:xmpmeta><?xpacket end="r"?>"""


@cache
def _font(size: int) -> ImageFont.ImageFont | ImageFont.FreeTypeFont:
    return ImageFont.load_default(size)


def stamp(canvas: Image.Image, style: str, seed: int) -> Image.Image:
    """Put a small legible strip into the lower left corner."""
    short = min(canvas.size)
    font = _font(max(9, round(short * 0.0175)))
    words = f"SIMULATED · {style} · seed {seed}"
    left, top, right, bottom = font.getbbox(words)
    pad = max(4, round(short * 0.009))
    width, height = right - left + pad * 2, bottom - top + pad * 2
    x, y = pad * 2, canvas.height - height - pad * 2
    strip = Image.new("RGBA", (width * 2, height * 2))
    ImageDraw.Draw(strip).rounded_rectangle((0, 0, width * 2 - 1, height * 2 - 1), radius=pad, fill=(16, 16, 18, 168))
    strip = strip.resize((width, height), Image.Resampling.LANCZOS)
    ImageDraw.Draw(strip).text((pad - left, pad - top), words, font=font, fill=(244, 243, 240, 255))
    framed = canvas.convert("RGBA")
    framed.alpha_composite(strip, (x, y))
    return framed.convert("RGB")


def to_png(canvas: Image.Image, *, style: str, prompt: str, seed: int) -> bytes:
    """PNG bytes whose text chunks and XMP say what made them and that they are no photograph."""
    tool = f"Proofmark simulated generator {style}"
    texts = PngImagePlugin.PngInfo()
    texts.add_itxt("Software", tool)
    texts.add_itxt("Description", prompt[:4000])
    texts.add_text("Simulated", json.dumps({"generator": style, "seed": seed, "simulated": True}))
    texts.add_itxt("XML:com.adobe.xmp", _XMP.format(tool=escape(tool), source=DIGITAL_SOURCE))
    sink = io.BytesIO()
    canvas.save(sink, "PNG", pnginfo=texts, compress_level=4)
    return sink.getvalue()
