"""Owns the IPTC digital source types: which codes there are and which outweighs which."""

VOCABULARY = "http://cv.iptc.org/newscodes/digitalsourcetype/"

# NewsCodes as of 17 September 2024. A stronger statement about AI is never weakened by an edit.
STRENGTH = {
    "trainedAlgorithmicMedia": 5,
    "compositeWithTrainedAlgorithmicMedia": 4,
    "compositeSynthetic": 4,
    "algorithmicMedia": 3,
    "algorithmicallyEnhanced": 3,
    "humanEdits": 2,
    "compositeCapture": 2,
    "composite": 2,
    "virtualRecording": 1,
    "screenCapture": 1,
    "dataDrivenMedia": 1,
    "digitalCreation": 1,
    "computationalCapture": 1,
    "digitalCapture": 1,
    "negativeFilm": 1,
    "positiveFilm": 1,
    "print": 1,
}
RETIRED = {
    "minorHumanEdits": "humanEdits",
    "digitalArt": "digitalCreation",
    "softwareImage": "digitalCreation",
}


def code_of(value):
    """The current code for a URI or code read from a file; "" for anything unknown."""
    code = str(value or "").strip().rsplit("/", 1)[-1].rsplit(":", 1)[-1]
    code = RETIRED.get(code, code)
    return code if code in STRENGTH else ""


def strongest(*codes):
    """The code that says most about AI; of equals the first. Unknown codes are left out."""
    known = [code for code in map(code_of, codes) if code]
    return max(known, key=STRENGTH.get) if known else ""
