"""Owns where: the countries of ISO 3166-1, the groups of UN M49 and how a typed list becomes plain codes."""

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
_NAMES = """
AD Andorra|AE United Arab Emirates|AF Afghanistan|AG Antigua and Barbuda|AI Anguilla|AL Albania|AM Armenia|AO Angola
AQ Antarctica|AR Argentina|AS American Samoa|AT Austria|AU Australia|AW Aruba|AX Åland Islands|AZ Azerbaijan
BA Bosnia and Herzegovina|BB Barbados|BD Bangladesh|BE Belgium|BF Burkina Faso|BG Bulgaria|BH Bahrain|BI Burundi
BJ Benin|BL Saint Barthélemy|BM Bermuda|BN Brunei|BO Bolivia|BQ Caribbean Netherlands|BR Brazil|BS Bahamas|BT Bhutan
BV Bouvet Island|BW Botswana|BY Belarus|BZ Belize|CA Canada|CC Cocos Islands|CD Congo (Kinshasa)
CF Central African Republic|CG Congo (Brazzaville)|CH Switzerland|CI Côte d’Ivoire|CK Cook Islands|CL Chile|CM Cameroon
CN China|CO Colombia|CR Costa Rica|CU Cuba|CV Cabo Verde|CW Curaçao|CX Christmas Island|CY Cyprus|CZ Czechia|DE Germany
DJ Djibouti|DK Denmark|DM Dominica|DO Dominican Republic|DZ Algeria|EC Ecuador|EE Estonia|EG Egypt|EH Western Sahara
ER Eritrea|ES Spain|ET Ethiopia|FI Finland|FJ Fiji|FK Falkland Islands|FM Micronesia|FO Faroe Islands|FR France|GA Gabon
GB United Kingdom|GD Grenada|GE Georgia|GF French Guiana|GG Guernsey|GH Ghana|GI Gibraltar|GL Greenland|GM Gambia
GN Guinea|GP Guadeloupe|GQ Equatorial Guinea|GR Greece|GS South Georgia|GT Guatemala|GU Guam|GW Guinea-Bissau|GY Guyana
HK Hong Kong|HM Heard and McDonald Islands|HN Honduras|HR Croatia|HT Haiti|HU Hungary|ID Indonesia|IE Ireland|IL Israel
IM Isle of Man|IN India|IO British Indian Ocean Territory|IQ Iraq|IR Iran|IS Iceland|IT Italy|JE Jersey|JM Jamaica
JO Jordan|JP Japan|KE Kenya|KG Kyrgyzstan|KH Cambodia|KI Kiribati|KM Comoros|KN Saint Kitts and Nevis|KP North Korea
KR South Korea|KW Kuwait|KY Cayman Islands|KZ Kazakhstan|LA Laos|LB Lebanon|LC Saint Lucia|LI Liechtenstein|LK Sri Lanka
LR Liberia|LS Lesotho|LT Lithuania|LU Luxembourg|LV Latvia|LY Libya|MA Morocco|MC Monaco|MD Moldova|ME Montenegro
MF Saint Martin|MG Madagascar|MH Marshall Islands|MK North Macedonia|ML Mali|MM Myanmar|MN Mongolia|MO Macao
MP Northern Mariana Islands|MQ Martinique|MR Mauritania|MS Montserrat|MT Malta|MU Mauritius|MV Maldives|MW Malawi|MX Mexico
MY Malaysia|MZ Mozambique|NA Namibia|NC New Caledonia|NE Niger|NF Norfolk Island|NG Nigeria|NI Nicaragua|NL Netherlands
NO Norway|NP Nepal|NR Nauru|NU Niue|NZ New Zealand|OM Oman|PA Panama|PE Peru|PF French Polynesia|PG Papua New Guinea
PH Philippines|PK Pakistan|PL Poland|PM Saint Pierre and Miquelon|PN Pitcairn|PR Puerto Rico|PS Palestine|PT Portugal
PW Palau|PY Paraguay|QA Qatar|RE Réunion|RO Romania|RS Serbia|RU Russia|RW Rwanda|SA Saudi Arabia|SB Solomon Islands
SC Seychelles|SD Sudan|SE Sweden|SG Singapore|SH Saint Helena|SI Slovenia|SJ Svalbard and Jan Mayen|SK Slovakia
SL Sierra Leone|SM San Marino|SN Senegal|SO Somalia|SR Suriname|SS South Sudan|ST São Tomé and Príncipe|SV El Salvador
SX Sint Maarten|SY Syria|SZ Eswatini|TC Turks and Caicos Islands|TD Chad|TF French Southern Territories|TG Togo
TH Thailand|TJ Tajikistan|TK Tokelau|TL Timor-Leste|TM Turkmenistan|TN Tunisia|TO Tonga|TR Türkiye|TT Trinidad and Tobago
TV Tuvalu|TW Taiwan|TZ Tanzania|UA Ukraine|UG Uganda|UM US Outlying Islands|US United States|UY Uruguay|UZ Uzbekistan
VA Vatican City|VC Saint Vincent and the Grenadines|VE Venezuela|VG British Virgin Islands|VI US Virgin Islands|VN Vietnam
VU Vanuatu|WF Wallis and Futuna|WS Samoa|YE Yemen|YT Mayotte|ZA South Africa|ZM Zambia|ZW Zimbabwe
"""


def _read_names() -> dict[str, str]:
    entries = [entry for line in _NAMES.split("\n") for entry in line.split("|") if entry]
    return {entry[:2]: entry[3:] for entry in entries}


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


NAMES = _read_names()
ALL = frozenset(NAMES)
GROUPS, GROUP_NAMES = _read_groups()


def expand(codes) -> list[str]:
    """The country codes, sorted, with groups replaced by their members of today. Raises Refused for what is unknown."""
    found = set()
    for code in (str(code).strip().upper() for code in codes):
        if code in NAMES:
            found.add(code)
        elif code in GROUPS:
            found |= GROUPS[code]
        elif code:
            raise Refused(_unknown(code), code="territory")
    return sorted(found)


def _unknown(code: str) -> str:
    if code[:2] in NAMES and code[2:3] == "-":
        return f"“{code[:12]}” is a part of a country. Rights are kept by country; write {code[:2]}."
    return f"“{code[:12]}” is not a country code such as DE, a group such as EU, or a UN M49 number such as 150."


def allowed(mode: str, codes) -> frozenset:
    """The countries that a mode (worldwide, include, exclude) and a list of codes leave."""
    if mode == "include":
        return frozenset(codes)
    return ALL - frozenset(codes) if mode == "exclude" else ALL


def names(codes) -> str:
    """The countries in words, by name, at most six and then how many more."""
    words = sorted(NAMES.get(code, code) for code in codes)
    return ", ".join(words[:6]) + (f" and {len(words) - 6} more" if len(words) > 6 else "")


def words(mode: str, codes) -> str:
    """A territory in words."""
    if mode == "worldwide":
        return "Worldwide"
    return names(codes) if mode == "include" else f"Everywhere but {names(codes)}"
