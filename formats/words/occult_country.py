"""The country of a station from Occult's field "country or state": a code of two letters, or any words."""

from dataclasses import dataclass

_CODES = (
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT "
    "BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH "
    "ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT "
    "HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS "
    "LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI "
    "NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG "
    "SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG "
    "UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW"
)
_US_STATES = "AL AR AZ CO DE GA ID IL IN KY LA MA MD ME MN MO MS MT NC NE PA SC SD TN VA"

#: ISO 3166-1 alpha-2, as of 2024.
ISO_COUNTRIES = frozenset(_CODES.split())
#: Abbreviations in daily use that are not ISO codes.
_ALIASES = {"UK": "GB", "USA": "US"}


@dataclass(frozen=True, kw_only=True, slots=True)
class _States:
    """States or provinces whose abbreviations are also codes of countries, and the limits of their area [deg]."""

    codes: frozenset[str]
    west: float
    east: float
    south: float
    north: float

    def hold(self, code: str, lon: float, lat: float) -> bool:
        return code in self.codes and self.west < lon < self.east and self.south < lat < self.north


_STATES = (
    _States(
        codes=frozenset(_US_STATES.split()),
        west=-125,
        east=-66,
        south=24,
        north=49.5,
    ),
    # CA: at these latitudes, California is west of all of Canada.
    _States(codes=frozenset({"CA"}), west=-125, east=-114, south=32, north=42.1),
    _States(codes=frozenset({"SA"}), west=112, east=154, south=-44, north=-10),
    _States(codes=frozenset({"NL", "PE", "SK"}), west=-141, east=-52, south=41.5, north=84),
)


def country_of_station(words: str, lon: float | None, lat: float | None) -> str | None:
    """Return the ISO 3166 alpha-2 code of a record's "country or state", None if it names none.

    Parameters
    ----------
    words
        The field as written: mostly two letters, of a country or of a state.
    lon, lat
        Longitude (east positive) and latitude of the station [deg]; they decide whether ``DE`` is Delaware or Germany.
    """
    code = words.strip().upper()
    code = _ALIASES.get(code, code)
    if code not in ISO_COUNTRIES:
        return None
    if lon is not None and lat is not None and any(states.hold(code, lon, lat) for states in _STATES):
        return None
    return code
