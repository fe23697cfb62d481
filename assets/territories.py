"""Owns where rights hold: the groups of UN M49 and how a typed list becomes plain country codes."""

from assets.countries import COUNTRIES
from assets.problems import Refused

AS_OF = "2026-11-23"

# UN M49: code | name | parent | its countries
_GROUPS = """
015|Northern Africa|002|DZ EG LY MA SD TN EH
014|Eastern Africa|202|IO BI KM DJ ER ET TF KE MG MW MU YT MZ RE RW SC SO SS UG TZ ZM ZW
017|Middle Africa|202|AO CM CF TD CG CD GQ GA ST
018|Southern Africa|202|BW SZ LS NA ZA
011|Western Africa|202|BJ BF CV CI GM GH GN GW LR ML MR NE NG SH SN SL TG
029|Caribbean|419|AI AG AW BS BB BQ VG KY CU CW DM DO GD GP HT JM MQ MS PR BL KN LC MF VC SX TT TC VI
013|Central America|419|BZ CR SV GT HN MX NI PA
005|South America|419|AR BO BV BR CL CO EC FK GF GY PY PE GS SR UY VE
021|Northern America|019|BM CA GL PM US
143|Central Asia|142|KZ KG TJ TM UZ
030|Eastern Asia|142|CN HK MO KP JP MN KR TW
035|South-eastern Asia|142|BN KH ID LA MY MM PH SG TH TL VN
034|Southern Asia|142|AF BD BT IN IR MV NP PK LK
145|Western Asia|142|AM AZ BH CY GE IQ IL JO KW LB OM QA SA PS SY TR AE YE
151|Eastern Europe|150|BY BG CZ HU PL MD RO RU SK UA
154|Northern Europe|150|AX DK EE FO FI GG IS IE IM JE LV LT NO SJ SE GB
039|Southern Europe|150|AL AD BA HR GI GR VA IT MT ME MK PT SM RS SI ES
155|Western Europe|150|AT BE FR DE LI LU MC NL CH
053|Australia and New Zealand|009|AU CX CC HM NZ NF
054|Melanesia|009|FJ NC PG SB VU
057|Micronesia|009|GU KI MH FM NR MP PW UM
061|Polynesia|009|AS CK PF NU PN WS TK TO TV WF
010|Antarctica|001|AQ
"""
_REGIONS = {
    "202": ("Sub-Saharan Africa", "002"),
    "419": ("Latin America and the Caribbean", "019"),
    "002": ("Africa", "001"),
    "019": ("Americas", "001"),
    "142": ("Asia", "001"),
    "150": ("Europe", "001"),
    "009": ("Oceania", "001"),
}
# not of M49, but what the trade writes; frozen into countries at save like the others
_UNIONS = {
    "EU": (
        "European Union",
        "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE",
    ),
    "DACH": ("Germany, Austria, Switzerland", "DE AT CH"),
}


def _read_groups() -> tuple[dict[str, frozenset], dict[str, str]]:
    members, names = {"001": set()}, {"001": "World"}
    for line in filter(None, _GROUPS.split("\n")):
        code, name, parent, countries = line.split("|")
        names[code], members[code] = name, set(countries.split())
        while parent:
            members.setdefault(parent, set()).update(countries.split())
            parent = _REGIONS[parent][1] if parent in _REGIONS else ""
    for code, (name, _) in _REGIONS.items():
        names[code] = name
        members["001"] |= members[code]
    for code, (name, countries) in _UNIONS.items():
        names[code], members[code] = name, set(countries.split())
    return {code: frozenset(found) for code, found in members.items()}, names


ALL = frozenset(COUNTRIES)
GROUPS, GROUP_NAMES = _read_groups()


def expand(codes) -> list[str]:
    """The country codes, sorted, with groups replaced by their members of today. Raises Refused for what is unknown."""
    found = set()
    for code in (str(code).strip().upper() for code in codes):
        if code in COUNTRIES:
            found.add(code)
        elif code in GROUPS:
            found |= GROUPS[code]
        elif code:
            raise Refused(_unknown(code), code="territory")
    return sorted(found)


def _unknown(code: str) -> str:
    if code[:2] in COUNTRIES and code[2:3] == "-":
        return f"“{code[:12]}” is a part of a country. Rights are kept by country; write {code[:2]}."
    return f"“{code[:12]}” is not a country code such as DE, a group such as EU, or a UN M49 number such as 150."


def allowed(mode: str, codes) -> frozenset:
    """The countries that a mode (worldwide, include, exclude) and a list of codes leave."""
    if mode == "include":
        return frozenset(codes)
    return ALL - frozenset(codes) if mode == "exclude" else ALL


def names(codes) -> str:
    """The countries in words, by name, at most six and then how many more."""
    words = sorted(COUNTRIES.get(code, code) for code in codes)
    return ", ".join(words[:6]) + (f" and {len(words) - 6} more" if len(words) > 6 else "")


def words(mode: str, codes) -> str:
    """A territory in words."""
    if mode == "worldwide":
        return "Worldwide"
    return names(codes) if mode == "include" else f"Everywhere but {names(codes)}"
