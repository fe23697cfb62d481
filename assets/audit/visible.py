"""Owns how stored words are shown to an auditor: nothing hidden stays hidden, nothing reorders the line."""

import unicodedata

# controls, format characters (zero-width, bidirectional overrides), private use, surrogates, odd line ends
HIDDEN = {"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"}
LONGEST = 2000
MOST_MARKS = 3


def visible(text: str) -> str:
    """The text with every hidden character written out as ⟦U+202E⟧, and towers of combining marks cut short."""
    shown, marks = [], 0
    for char in text[:LONGEST]:
        category = unicodedata.category(char)
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        if category in HIDDEN and char != "\n":
            shown.append(f"⟦U+{ord(char):04X}⟧")
        elif marks <= MOST_MARKS:
            shown.append(char)
        elif marks == MOST_MARKS + 1:
            shown.append("⟦more marks⟧")
    rest = len(text) - LONGEST
    return "".join(shown) + (f" … and {rest:,} more characters" if rest > 0 else "")
