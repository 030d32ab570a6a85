"""EAON forms for the tests, in their layouts."""

from formats.forms import legacy_form
from schemas.finding import Finding, FindingCode
from schemas.reading import Reading
from schemas.report import Report
from tests.formats.forms.lone_station import station

FORM = """            ASTEROIDAL OCCULTATION - REPORT FORM
+------------------------------+ +------------------------------+
|            EAON              | |          IOTA/ES             |
+------------------------------+ +------------------------------+

1 DATE: 2021/08/10     STAR: UCAC4 448-069424     ASTEROID: Paris     N°: 3317

2 OBSERVER:
  Name:    Observer A
  Abbr:    OBA
  E-mail:  a@example.org
  Address: 1 rue de la Gare
           75000 Paris

3 OBSERVING STATION:
  Nearest city: Izon (33 - France)
  Longitude: W 00 21 42.1 (WGS84)
  Latitude:  N 44 55 23.8 (WGS84)
  Altitude:  8 m (MSL)
  Single station
                              +----------------------------+
4 TIMING OF EVENTS:           |  EVENT REPORTED: POSITIVE  |
                              +----------------------------+
  Event    Time (UT)    P.E.   Unc.   Comments
  Code    HH MM SS.ss   S.ss   S.ss
   S   -  21:39:48    -      -      :
   D   -  21:40:44.56 -      - 0.08 :
   R   -  21:40:51.96 -      - 0.08 :
   E   -  21:42:00    -      -      :
  Duration  : 7.40 +/- 0.11 s
  Mid-event : 21:40:48.3

5 TELESCOPE:
  Type:     SCHMIDT-CASSEGRAIN
  Aperture: 203 mm
  Focal length: 2032 mm
  Mount:    EQUATORIAL

6 TIMING & RECORDING:
  Time source: GPS 1PPS
  Sensor:      Watec 910HX/RC, x16, 0.32 s integration (8 frames)

7 OBSERVING CONDITIONS:
  Atmospheric transparency: GOOD
  Wind: NO
  Temperature: 21 deg
  Star image stability: GOOD

8 ADDITIONAL COMMENTS:
  clear night
"""

# The layout with numbers as `1.`, hyphens before keys and no column for the personal equation.
HYPHENS = """+--------------------------------+ +--------------------------------+
              ASTERIODAL OCCULTATION - REPORT FORM
+--------------------------------+ +--------------------------------+
                         EAON & IOTA-ES
1. DATE: 21 Apr 2018   STAR: TYC 0408-00029-1   ASTEROID: (130) Elektra
2. OBSERVER
Name: Observer E & Observer F
Email: e@example.org
3. OBSERVING STATION
Nearest city: CH-Bellinzona
Station: LiBe
Longitude (DD MM SS.s): 09 00 51.0 E
Latitude (DD MM SS.s): 46 11 50.0 N
Altitude: 240m (WGS84)
4. TIMING OF EVENTS
Occultation recorded: POSITIVE
Type of event:
"S"tart observation; "I"nterrupt-start; "D"isappearance; "B"link; "F"lash; "E"nd observation; "O"ther (specify)
Personal Equation Substracted: -
Event  Time (UTC)     Accuracy + Comments
code:  HH:MM:SS.ss    S.sss
-S : 00:30:40
-D : 00:31:34.78 ± 0.080 s
-R : 00:31:50.99 ± 0.080 s
-E : 00:32:20
Duration: 16.21 s ± 0.160 s
5. TELESCOPE
-Type: Schmidt-Cassegrain, Celestron 8-inch
-Aperture: 200 mm
-Focal length: about 700 mm (with 2 focal reducers)
6. TIMING & RECORDING
-Camera/Sensor: Videocamera WAT-910HX-RC, CCIR, 1/2"
-Software: Virtualdub v. 1.8
-Timekeeping: GPS 1PPS
-Integration time: 0.160 s
7. OBSERVING CONDITIONS
-Atmospheric transparency: good
-Star image stability: fair
8. ADDITIONAL COMMENTS
Prediction:
-Rank: 100
"""

# The layout with keys beside the heads, blanks in the times and milliseconds padded with blanks.
PADDED = """                   ASTEROIDAL OCCULTATION - REPORT FORM

1 DATE: 2010-06-04                   STAR: TYC 1234-00567-1
  ASTEROID: Sappho                     No: 80

2 OBSERVER: Name: Observer G
            Phone: +33 1 23 45 67 89
            E-mail: g@example.org

3 OBSERVING STATION: Nearest city: Paris, France
  Station:  Mobile
  Latitude:  N 48 50 11.2
  Longitude: E 2 20 13.8
  Altitude: 67 m
  Datum (WGS84 preferred): WGS84

                         +----------------------------------+
4 TIMING OF EVENTS:      |                                  |
                         |  OCCULTATION RECORDED: POSITIVE  |
                         |                                  |
                         +----------------------------------+
  Type of event
  Start observation   Interrupt-start   Disappearance   Blink   Flash
  End observation     Interrupt-end     Reappearance    Other (specify)

                                                  Comments
  Event   Time (UT)    P.E.   Acc.
  Code   HH MM SS.ss   S.ss   S.ss

    S  - 23 25  0       -      -         :
       -                -      -         :
    D  - 23 41 22.290   -     0.200      :  Video integration 0.320 s
    R  - 23 41 28. 30   -     0.210      :  Video integration 0.320 s
    I  - 23 50  0       -      -         :
    J  - 23 50 30       -      -         : cloud
    E  -  0  5  0       -      -         :

                          Duration : 5.740
                         Mid-event : 2010-06-04T23:41:25.41 UTC

  Was your reaction time applied to the above timings? YES

5 TELESCOPE:
    Type:          LX200
    Aperture:      300mm

6 TIMING & RECORDING:
    Time source:               GPS
    Sensor:                    WATEC 120N

7 OBSERVING CONDITIONS:
    Temperature:              +16 C
    Altitude:                 +22

8 ADDITIONAL COMMENTS: 8 frame integration used
  call +33 1 23 45 67 89
"""

# An uncertain report of a CCD camera.
UNCERTAIN = """                ASTEROIDAL OCCULTATION - REPORT FORM
1 DATE: 21 October 2020       STAR: UCAC4 473-000544
  ASTEROID: CERGA        No: 2252

2 OBSERVER : Name : Observer C
  Address : Observatory Institute, A. University,
            Street 36, Poznan, Poland

3 OBSERVING STATION:
  Nearest city : Poznan
  Latitude  : 52 16 36.8 N
  Longitude : 17 04 30.8 E
  Altitude  : 123 MSL
  Datum (WGS84 preferred): WGS84

4 TIMING OF EVENTS:
   +----------------------------------------------+
   |        OCCULTATION RECORDED: UNCERTAIN       |
   +----------------------------------------------+
   Event    Time (UT)      P.E.    Acc.
   Code    HH MM SS.ss     S.ss    S.ss
    S   -  22:15:29.0   -   -   1.0
    D   -               -   -
    B   -  22:21:30.8   -   -   1.0
    R   -               -   -
    E   -  22:25:57.0   -   -   1.0

  Predicted max. duration (secs) : 2.2
  Predicted mid-event (UT)       : 22:21:26

5 TELESCOPE:
  Type        : Newton f/4.5
  Aperture    : 400 mm
  Focal length: 1800 mm

6 TIMING & RECORDING:
  Time source : ntp server
  Sensor      : SBIG ST7 CCD camera

7 OBSERVING CONDITIONS:
  Wind (km/h)              : 20
  Temperature (deg C / humidity) : 8 / 85%
"""


def read(text: str) -> Reading:
    return legacy_form.read(text.encode(), "form.txt")


def changed(old: str, new: str) -> str:
    assert old in FORM
    return FORM.replace(old, new)


def report(text: str) -> Report:
    return station(read(text)).report


def found(reading: Reading, code: FindingCode) -> list[Finding]:
    return [finding for finding in reading.findings if finding.code == code]
