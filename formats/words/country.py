"""Countries as observers write them (codes, letters of number plates, names) to ISO 3166 alpha-2 codes."""

import re
import unicodedata
from functools import cache
from importlib.resources import files

from formats.words.occult_country import ISO_COUNTRIES

# Pairs of a code and the alpha-2 code of its country: ISO 3166-1 alpha-3, codes of sports, and number plates (UN list
# of distinguishing signs). A code that is the alpha-2 code of another country is left out.
_CODES = """
AFG AF ALB AL AND AD ARE AE ARG AR ARM AM AUS AU AUT AT AZE AZ BEL BE BGD BD BGR BG BIH BA BLR BY BOL BO BRA BR
CAN CA CDN CA CHE CH CHL CL CHN CN COL CO CRI CR CUB CU CYP CY CZE CZ DEU DE DNK DK DOM DO DZA DZ ECU EC EGY EG
ESP ES EST EE ETH ET FIN FI FRA FR FRO FO GBR GB GEO GE GGY GG GIB GI GRC GR GRL GL GTM GT GUF GF GLP GP HKG HK
HND HN HRV HR HUN HU IDN ID IMN IM IND IN IRL IE IRN IR IRQ IQ ISL IS ISR IL ITA IT JAM JM JEY JE JOR JO JPN JP
KAZ KZ KEN KE KGZ KG KOR KR KWT KW LBN LB LIE LI LKA LK LTU LT LUX LU LVA LV MAR MA MCO MC MDA MD MDG MG MEX MX
MKD MK MLT MT MNE ME MNG MN MTQ MQ MUS MU MYS MY NAM NA NCL NC NGA NG NIC NI NLD NL NOR NO NPL NP NZL NZ OMN OM
PAK PK PAN PA PER PE PHL PH POL PL PRI PR PRT PT PRY PY PYF PF QAT QA REU RE ROU RO RUS RU SAU SA SEN SN SGP SG
SLV SV SMR SM SRB RS SVK SK SVN SI SWE SE SYR SY THA TH TJK TJ TKM TM TUN TN TUR TR TWN TW TZA TZ UGA UG UKR UA
URY UY USA US UZB UZ VAT VA VEN VE VNM VN ZAF ZA ZMB ZM ZWE ZW
GER DE SUI CH NED NL HOL NL POR PT GRE GR DEN DK CRO HR SLO SI BUL BG LAT LV ROM RO YUG RS SCG RS SPA ES ENG GB
SCO GB WAL GB IRE IE RSA ZA CHI CL URU UY ALG DZ RSM SM ISR IL ROK KR INA ID MAS MY TPE TW NIR GB CAT ES
D DE F FR A AT I IT E ES B BE P PT H HU L LU S SE N NO V VA J JP M MT FL LI FIN FI IRL IE EST EE RCH CL BIH BA
UK GB EL GR EIR IE AUS AU SLO SI SRB RS MNE ME NMK MK
"""
#: Names that CLDR lacks: short names in daily use, names without their article, former names.
_NAMES = {
    "AR": "argentina argentinien argentine",
    "AT": "austria osterreich oesterreich autriche",
    "AU": "australia australien australie",
    "BA": "bosnia bosniaandherzegovina",
    "BE": "belgium belgien belgique belgie belgio belgica",
    "BG": "bulgaria bulgarien bulgarie",
    "BR": "brazil brasil brasilien bresil",
    "BY": "belarus",
    "CA": "canada kanada",
    "CH": "switzerland schweiz suisse svizzera suiza szwajcaria",
    "CL": "chile",
    "CN": "china",
    "CY": "cyprus zypern chypre",
    "CZ": "czechrepublic czechia czech tschechien tschechischerepublik ceskarepublika cesko republiquetcheque",
    "DE": "germany deutschland allemagne alemania germania niemcy alemanha duitsland",
    "DK": "denmark danmark danemark",
    "DZ": "algeria algerie",
    "EE": "estonia eesti estland",
    "EG": "egypt",
    "ES": "spain espana spanien espagne spagna espanha",
    "FI": "finland suomi finnland finlande",
    "FR": "france frankreich francia franca frankrijk francja",
    "GB": "unitedkingdom greatbritain england scotland wales northernireland britain grossbritannien royaumeuni",
    "GR": "greece griechenland grece hellas grecia",
    "HK": "hongkong",
    "HR": "croatia kroatien hrvatska croatie croazia",
    "HU": "hungary ungarn magyarorszag hongrie ungheria",
    "IE": "ireland irland irlande eire",
    "IL": "israel",
    "IN": "india indien inde",
    "IR": "iran",
    "IS": "iceland island",
    "IT": "italy italia italien italie wlochy",
    "JP": "japan japon",
    "KR": "korea republicofkorea",
    "LI": "liechtenstein",
    "LT": "lithuania litauen lietuva lituanie",
    "LU": "luxembourg luxemburg",
    "LV": "latvia lettland latvija lettonie",
    "MA": "morocco marokko maroc",
    "MC": "monaco",
    "MK": "northmacedonia macedonia",
    "MO": "macau macao",
    "MT": "malta",
    "MX": "mexico mexiko mexique",
    "NA": "namibia",
    "NL": "netherlands thenetherlands nederland niederlande holland paysbas paesibassi",
    "NO": "norway norge norwegen norvege",
    "NZ": "newzealand neuseeland",
    "PL": "poland polska polen pologne polonia",
    "PT": "portugal portogallo",
    "RE": "reunion lareunion",
    "RO": "romania rumanien roumanie",
    "RS": "serbia serbien srbija serbie",
    "RU": "russia russland russie russianfederation rossija",
    "SE": "sweden sverige schweden suede svezia",
    "SI": "slovenia slowenien slovenija slovenie",
    "SK": "slovakia slowakei slovensko slovaquie",
    "SM": "sanmarino",
    "TN": "tunisia tunesien tunisie",
    "TR": "turkey turkiye turkei turquie turchia",
    "UA": "ukraine ukraina",
    "US": "usa unitedstates unitedstatesofamerica etatsunis",
    "UY": "uruguay",
    "ZA": "southafrica sudafrika",
}
_WORDS = _CODES.split()
_BY_CODE = dict(zip(_WORDS[::2], _WORDS[1::2], strict=True))
#: Countries whose names occur as states, islands and towns of other countries too: Georgia, Granada, Saint-Martin.
_NOT_IN_SITES = frozenset({"BL", "DM", "GD", "GE", "JE", "KN", "LC", "MF", "PM", "SH", "VC"})
_IN_BRACKETS = re.compile(r"[(\[]([^()\[\]]{1,60})[)\]]\s*$")


def country_code(text: str) -> str | None:
    """Return the ISO 3166 alpha-2 code of a country's code or name, None for any other text."""
    word = text.strip(" .,;()[]-/").upper()
    if word in ISO_COUNTRIES:
        return word
    return _BY_CODE.get(word) or _codes().get(word) or country_of_name(text)


def country_of_name(text: str) -> str | None:
    """Return the alpha-2 code of a country's name in one of the observers' languages, None for anything else."""
    plain = unicodedata.normalize("NFKD", text[:80]).encode("ascii", "ignore").decode().casefold()
    return _names().get(re.sub(r"[^a-z]", "", plain))


def country_in_site(text: str) -> str | None:
    """Return the alpha-2 code of a country named beside a town, None where the name may be a state or another town."""
    code = country_of_name(text)
    return None if code in _NOT_IN_SITES else code


@cache
def _listed() -> tuple[list[str], ...]:
    """Return the words of each line of the list of names; the header of that file describes a line."""
    text = files("formats.words").joinpath("country_names.txt").read_text(encoding="ascii")
    return tuple(line.split() for line in text.splitlines() if not line.startswith("#"))


@cache
def _codes() -> dict[str, str]:
    """Return alpha-2 codes by alpha-3 codes."""
    return {words[1]: words[0] for words in _listed()}


@cache
def _names() -> dict[str, str]:
    """Return alpha-2 codes by names in small letters without accents and blanks."""
    found = {name: words[0] for words in _listed() for name in words[2:]}
    return found | {name: code for code, names in _NAMES.items() for name in names.split()}


def split_site(text: str) -> tuple[str, str | None]:
    """Split a place such as ``Izon (33 - France)``, ``CH-Bellinzona`` or ``Retz, Austria`` into site and country.

    Returns
    -------
    The site without its country, and the alpha-2 code of the country. Where the text names no country: the text
    unchanged, and None.
    """
    brackets = _IN_BRACKETS.search(text)
    if brackets:
        words = re.split(r"\s?[-,/;]\s?", brackets[1])
        code = next((code for word in words if (code := _in_words(word)) is not None), None)
        site = text[: brackets.start()].rstrip(" ,")
        return (site, code) if code and site else (text, code)
    prefix = re.match(r"([A-Z]{1,3})-(?=[^\W\d_]{2})", text)
    if prefix and country_code(prefix[1]) is not None:
        return text[prefix.end() :], country_code(prefix[1])
    site, _, last = text.rpartition(",")
    code = _in_words(last) if site.strip() else None
    return (site.strip(), code) if code else (text, None)


def _in_words(word: str) -> str | None:
    """Return the country of a name or of a code of three letters; two letters may be a department or a canton."""
    bare = word.strip(" .")
    if len(bare) == 3 and bare.isupper():
        return _BY_CODE.get(bare)
    return country_in_site(bare)
