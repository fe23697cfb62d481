"""Owns the XMP packet: writing the mark into what leaves the house, reading what came with a file."""

from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from . import limits
from .sourcetypes import VOCABULARY, code_of

IPTC_EXTENSION = "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}"
DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"
XMP_BASIC = "{http://ns.adobe.com/xap/1.0/}"

# Only what helps to tell the origin is read; names and places stay where they are.
WANTED = {
    f"{IPTC_EXTENSION}DigitalSourceType": "digital_source_type",
    f"{IPTC_EXTENSION}AISystemUsed": "ai_system",
    f"{IPTC_EXTENSION}AISystemVersionUsed": "ai_system_version",
    f"{IPTC_EXTENSION}AIPromptInformation": "ai_prompt",
    f"{XMP_BASIC}CreatorTool": "creator_tool",
}

PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">
   <Iptc4xmpExt:DigitalSourceType>{uri}</Iptc4xmpExt:DigitalSourceType>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""


def stamp(code):
    """The packet (bytes) that marks an image with the source type `code`, and says nothing else."""
    if not code_of(code):
        raise ValueError(f"{code!r} is no digital source type")
    return PACKET.format(uri=VOCABULARY + code_of(code)).encode()


def read(packet):
    """{name: text} of the wanted properties; {} for XML that is broken, hostile or too large."""
    if not packet or len(packet) > limits.MAX_XMP_BYTES:
        return {}
    try:
        root = fromstring(packet.strip(b"\0 \r\n\t"), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        return {}
    found = {}
    for element in root.iter():
        keep(element.tag, "".join(element.itertext()) if element.tag in WANTED else "", found)
        for name, value in element.attrib.items():
            keep(name, value, found)
    return found


def keep(name, value, found):
    """Note a wanted, non-empty property once."""
    value = value.strip()
    if name in WANTED and value:
        found.setdefault(WANTED[name], value[: limits.MAX_KEPT_CHARACTERS])
