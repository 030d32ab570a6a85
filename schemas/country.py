"""Countries: rough boxes on the globe, to tell whether a station can be in the country it names.

Boxes are west, south, east, north [deg], read off a map to the degree and widened; a country with far-away parts
that observers report from is not listed.
"""

BOXES: dict[str, tuple[float, float, float, float]] = {
    "AE": (51, 22, 57, 27),
    "AL": (19, 39, 22, 43),
    "AM": (43, 38, 47, 42),
    "AR": (-74, -56, -53, -21),
    "AT": (9, 46, 18, 50),
    "AU": (112, -44, 155, -9),
    "BA": (15, 42, 20, 46),
    "BE": (2, 49, 7, 52),
    "BG": (22, 41, 29, 45),
    "BO": (-70, -23, -57, -9),
    "BR": (-74, -34, -34, 6),
    "BY": (23, 51, 33, 57),
    "CA": (-142, 41, -52, 84),
    "CH": (5, 45, 11, 48),
    "CN": (73, 18, 135, 54),
    "CO": (-80, -5, -66, 14),
    "CY": (32, 34, 35, 36),
    "CZ": (12, 48, 19, 52),
    "DE": (5, 47, 16, 56),
    "DK": (8, 54, 16, 58),
    "DZ": (-9, 18, 12, 38),
    "EE": (21, 57, 29, 60),
    "EG": (24, 21, 37, 32),
    "FI": (19, 59, 32, 71),
    "GB": (-9, 49, 2, 61),
    "GR": (19, 34, 30, 42),
    "HR": (13, 42, 20, 47),
    "HU": (16, 45, 23, 49),
    "ID": (95, -12, 142, 7),
    "IE": (-11, 51, -5, 56),
    "IL": (34, 29, 36, 34),
    "IN": (68, 6, 98, 37),
    "IR": (44, 24, 64, 40),
    "IT": (6, 35, 19, 48),
    "JP": (122, 20, 154, 46),
    "KR": (124, 33, 132, 39),
    "LT": (20, 53, 27, 57),
    "LU": (5, 49, 7, 51),
    "LV": (20, 55, 29, 59),
    "MA": (-18, 20, 0, 36),
    "MT": (14, 35, 15, 37),
    "MX": (-119, 14, -86, 33),
    "NA": (11, -29, 26, -16),
    "NL": (3, 50, 8, 54),
    "NZ": (165, -48, 180, -34),
    "PE": (-82, -19, -68, 1),
    "PL": (13, 48, 25, 55),
    "RO": (20, 43, 30, 49),
    "RS": (18, 41, 24, 47),
    "SE": (10, 55, 25, 70),
    "SI": (13, 45, 17, 47),
    "SK": (16, 47, 23, 50),
    "TH": (97, 5, 106, 21),
    "TN": (7, 30, 12, 38),
    "TR": (25, 35, 45, 43),
    "UA": (22, 44, 41, 53),
    "UY": (-59, -36, -53, -30),
    "VN": (102, 8, 110, 24),
    "ZA": (16, -35, 33, -22),
}


def contains(country: str, lon: float, lat: float) -> bool | None:
    """Return whether a place can be in a country (ISO 3166 alpha-2), None where the country has no box."""
    box = BOXES.get(country)
    if box is None:
        return None
    west, south, east, north = box
    return west <= (lon + 180) % 360 - 180 <= east and south <= lat <= north
