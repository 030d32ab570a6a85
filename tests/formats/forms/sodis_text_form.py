"""A SODIS form for the tests, with any of its fields changed."""

from formats.forms import sodis_form
from schemas.finding import Finding, FindingCode
from schemas.reading import Reading
from schemas.report import Report
from tests.formats.forms.lone_station import station

FORM = """#IOTA-ES ASTEROIDAL OCCULTATION - REPORT FORM 2.03
#Event
#Occultation: POSITIVE
#DATE: 25 August 2022
#PREDICTTIME: 25 Aug; 2022 20:03:31 UT
#STAR: UCAC4 350-187717
#ASTEROID: Hildrun
#Nr: 928
#OBSERVER
#Observer1: Caroline Herschel
#E-mail: c.herschel@example.org
#Address: Musterweg 5, 12345 Town
#OBSERVING_STATION
#NearestCity: Berlin
#Countrycode: DE
#Latitude: +52 58 48.5
#Longitude: +013 22 13.7
#Altitude: 37.4
#Datum:
#Telescope: 3
#Aperture: 36
#FocalLength: 277
#ObservingMethod: a
#Observation
#StartObs: 20:01:34.99
#D: D20:02:30.0
#Acc_D: 0.5
#R: R20:02:34.0
#Acc_R: 0.5
#EndObs: 20:03:34.01
#Duration: 4.0
#Exp_Time: 1.0
#Timesource: a
#Camera: QHY174M GPS
#Signal/Noise:
#Wind: 0
#Temperature: 22
#Transparency: 1
#Stability: 1
#Comments: fine
"""


def form(**changes: str | None) -> str:
    """Return the form with some values changed, or lines taken out where the new value is None."""
    lines = []
    for line in FORM.splitlines():
        key = line[1:].partition(":")[0].replace("-", "_").replace("/", "_")
        if key in changes and changes[key] is None:
            continue
        lines.append(f"{line.partition(':')[0]}: {changes[key]}" if key in changes else line)
    return "\r\n".join(lines) + "\r\n"


def read(text: str) -> Reading:
    return sodis_form.read(text.encode(), "form.txt")


def report(text: str) -> Report:
    return station(read(text)).report


def found(reading: Reading, code: FindingCode) -> list[Finding]:
    return [finding for finding in reading.findings if finding.code == code]
