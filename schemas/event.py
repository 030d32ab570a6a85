"""An event: one star occulted by one body, its prediction and its published solutions."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """One star occulted by one body. Field names are the columns of ``occ.event``.

    A reader sets the values that its file states; the archive sets ``event_id`` and the counts.
    """

    event_id: str | None = None
    #: Number of the minor planet; None for unnumbered bodies, planets and satellites.
    body_number: int | None = None
    body_name: str | None = None
    #: EPN-TAP target class: asteroid, dwarf_planet, comet, planet, satellite.
    body_class: str | None = None
    #: Designation as normalised by `schemas.star.normalise_star`.
    star: str | None = None
    star_gaia: int | None = None
    #: Position of the star, ICRS [deg].
    ra: float | None = None
    dec: float | None = None
    star_mag: float | None = None
    body_mag: float | None = None
    mag_drop: float | None = None
    #: Predicted mid-time of the first station that states one, UTC [MJD].
    time_predicted: float | None = None
    #: Instant of the geocentric closest approach, UTC [MJD].
    time_closest: float | None = None
    #: Distance of the body from the geocentre [au].
    body_distance: float | None = None
    #: Speed of the shadow on the fundamental plane [km/s].
    shadow_speed: float | None = None
    #: Diameter that the prediction assumes [km].
    body_diameter: float | None = None
    #: Name and version of the ephemeris.
    ephemeris: str | None = None
    n_reports: int = 0
    n_positive: int = 0
    n_negative: int = 0
    n_chords: int = 0
    #: Not published before this instant, UTC [MJD]; None: public.
    release_date: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Elements:
    """Besselian elements of an event, unchanged from a prediction or an observation record.

    The axis of the shadow is ``x + dx t + d2x t**2 + d3x t**3`` (likewise y) with t in hours from
    ``time_ref``, in Earth radii of 6378.137 km (Occult, help page on occelmnt files).
    """

    #: Given by the archive: the event's identifier and a running number.
    elements_id: str | None = None
    event_id: str | None = None
    #: Name of orbit and prediction in the words of the file.
    source: str
    #: Zero of the polynomials, UTC [MJD].
    time_ref: float
    #: Position of the axis at ``time_ref`` [Earth radii]; None in an observation record.
    x: float | None = None
    y: float | None = None
    #: Motion of the axis: coefficients of t, t**2 and t**3 [Earth radii / h, / h**2, / h**3].
    dx: float
    dy: float
    d2x: float
    d2y: float
    d3x: float
    d3y: float
    #: Apparent position of the star of date [deg].
    ra_apparent: float | None = None
    dec_apparent: float | None = None
    #: Horizontal parallax of the body [arcsec] and its hourly change [arcsec/h], where the source gives them.
    parallax: float | None = None
    parallax_rate: float | None = None
    #: Sub-stellar and sub-solar points of date, east and north positive [deg].
    substellar_lon: float | None = None
    substellar_lat: float | None = None
    subsolar_lon: float | None = None
    subsolar_lat: float | None = None
    #: Longest duration of the occultation [s].
    max_duration: float | None = None
    #: Error of the prediction, 1 sigma [arcsec], and its basis in the words of the file.
    path_err: float | None = None
    path_err_basis: str | None = None
    source_format: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PublishedFit:
    """A solution in an observation record, unchanged.

    ``kind`` is the element of the record (``ellipse``, ``shape_model``, ``satellite``, ``double_star``, ``astrometry``,
    ``flags`` ...). ``items`` holds the values in the order and words of the record; the values that most users need
    also have columns of their own.
    """

    #: Given by the archive: the event's identifier and a running number.
    fit_id: str | None = None
    event_id: str | None = None
    kind: str
    #: Centre of the fitted ellipse on the sky plane, east and north [km].
    center_f: float | None = None
    center_g: float | None = None
    #: Semi-axes [km]; the record gives full axes.
    semi_major: float | None = None
    semi_minor: float | None = None
    #: Position angle of the major axis, north through east [deg].
    position_angle: float | None = None
    #: Quality code of the record.
    quality: int | None = None
    #: The items of the element as written, joined by ``|``.
    items: str
    source_format: str
