"""Findings: remarks of the readers and checks on the contents of a file."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from schemas.finding_texts import EXPLANATIONS


class Severity(StrEnum):
    """The weight of a finding."""

    #: The record is not accepted.
    ERROR = "error"
    #: The record is accepted, but a person should look at it.
    WARNING = "warning"
    #: For information.
    INFO = "info"


class FindingCode(StrEnum):
    """The kinds of findings."""

    # Reading
    UNREADABLE = "unreadable"
    FAULT = "fault"
    TOO_SLOW = "too_slow"
    TEMPLATE_UNFILLED = "template_unfilled"
    ENCODING_GUESSED = "encoding_guessed"
    LETTER_FOR_DIGIT = "letter_for_digit"
    VALUE_UNREADABLE = "value_unreadable"
    VALUE_MISSING = "value_missing"
    VALUE_DERIVED = "value_derived"
    VALUE_PLACEHOLDER = "value_placeholder"
    KEY_UNKNOWN = "key_unknown"
    KEY_REPEATED = "key_repeated"
    STRUCTURE = "structure"
    # Times
    R_BEFORE_D = "r_before_d"
    DURATION_MISMATCH = "duration_mismatch"
    OUTSIDE_RECORDING = "outside_recording"
    RECORDING_BACKWARDS = "recording_backwards"
    FAR_FROM_PREDICTION = "far_from_prediction"
    TIME_ZONE = "time_zone"
    DATE_UNSURE = "date_unsure"
    REACTION_TIME = "reaction_time"
    IN_THE_FUTURE = "in_the_future"
    ACCURACY_MISSING = "accuracy_missing"
    ACCURACY_UNLIKELY = "accuracy_unlikely"
    VALUE_IMPOSSIBLE = "value_impossible"
    RESULT_DIFFERS = "result_differs"
    # Codes and outcome
    CODE_UNKNOWN = "code_unknown"
    CODE_MISMATCH = "code_mismatch"
    OUTCOME_UNKNOWN = "outcome_unknown"
    NEGATIVE_WITH_TIMES = "negative_with_times"
    POSITIVE_WITHOUT_TIMES = "positive_without_times"
    # Place
    COORDINATES_MISSING = "coordinates_missing"
    COORDINATES_ZERO = "coordinates_zero"
    COORDINATES_RANGE = "coordinates_range"
    COORDINATES_SIGN = "coordinates_sign"
    COORDINATES_COARSE = "coordinates_coarse"
    ALTITUDE_UNLIKELY = "altitude_unlikely"
    ALTITUDE_REFERENCE = "altitude_reference"
    DATUM_CONVERTED = "datum_converted"
    DATUM_UNKNOWN = "datum_unknown"
    # Names and instrument
    STAR_NAME = "star_name"
    BODY_NAME = "body_name"
    BODY_NUMBER = "body_number"
    UNIT_UNLIKELY = "unit_unlikely"
    CONDITION_DEFAULT = "condition_default"
    # Chords and limb
    EPHEMERIS_MISSING = "ephemeris_missing"
    EPHEMERIS_COVERAGE = "ephemeris_coverage"
    STAR_MOTION = "star_motion"
    BELOW_HORIZON = "below_horizon"
    ALTITUDE_MISSING = "altitude_missing"
    CHORD_UNWEIGHTED = "chord_unweighted"
    CHORD_OUTLIER = "chord_outlier"
    LIMB_POINTS = "limb_points"
    LIMB_COLLINEAR = "limb_collinear"
    LIMB_NOT_CONVERGED = "limb_not_converged"
    LIMB_UNDETERMINED = "limb_undetermined"
    LIMB_CUT = "limb_cut"
    CORRECTION_LAPSED = "correction_lapsed"
    # The archive
    REPORT_UNKNOWN = "report_unknown"
    STAR_DIFFERS = "star_differs"
    SUPERSEDES = "supersedes"
    SAME_OBSERVER = "same_observer"
    ALREADY_KNOWN = "already_known"
    EVENT_AMBIGUOUS = "event_ambiguous"
    # Light curves
    READINGS_DROPPED = "readings_dropped"
    TIME_ORDER = "time_order"
    FLUX_UNIT = "flux_unit"
    CLOCK_JUMP = "clock_jump"
    TIME_REPAIRED = "time_repaired"
    TIMES_MISSING = "times_missing"
    FRAMES_ORDER = "frames_order"
    CURVE_SYNTHETIC = "curve_synthetic"
    CURVE_PLACEHOLDER = "curve_placeholder"
    TARGET_ASSUMED = "target_assumed"
    TARGET_UNCLEAR = "target_unclear"
    CURVE_UNTIED = "curve_untied"
    CURVE_DATE = "curve_date"
    CURVE_MISFIT = "curve_misfit"
    CURVE_WITHOUT_DROP = "curve_without_drop"
    PLACE_DIFFERS = "place_differs"
    OVERRIDDEN = "overridden"
    RELEASE_UNKNOWN = "release_unknown"
    # Catalogues of stars
    COLUMN_CHOICE = "column_choice"
    SKY_POSITION = "sky_position"
    SKY_UNIT = "sky_unit"
    ROW_REPEATED = "row_repeated"
    OFF_SKY = "off_sky"
    NO_REFERENCE = "no_reference"
    TOO_FEW_STARS = "too_few_stars"
    MANY_OUTLIERS = "many_outliers"
    FILTER_BAND = "filter_band"
    LARGE_SCATTER = "large_scatter"
    TARGET_NOT_DETECTED = "target_not_detected"
    TARGET_OUTSIDE = "target_outside"
    TARGET_BLENDED = "target_blended"
    TARGET_FLAGGED = "target_flagged"
    TARGET_BRIGHTNESS = "target_brightness"
    # Uploads of photometry
    TARGET_UNKNOWN = "target_unknown"
    OBSERVATORY_UNKNOWN = "observatory_unknown"
    MJD_UNLIKELY = "mjd_unlikely"
    UPLOAD_OPTION = "upload_option"
    REFERENCES_MISSING = "references_missing"
    POINT_REPLACED = "point_replaced"
    IMAGE_REPEATED = "image_repeated"

    @property
    def explanation(self) -> str:
        """The long text that explains the finding to an observer."""
        return EXPLANATIONS[self]


@dataclass(frozen=True, slots=True)
class FindingMaker:
    """Makes the findings of one severity."""

    severity: Severity

    def __call__(
        self,
        code: FindingCode,
        message: str,
        hint: str = "",
        *,
        field: str = "",
        line: int | None = None,
        station: int | None = None,
    ) -> "Finding":
        """Return the finding; see `Finding` for its parts."""
        return Finding(
            code=code, severity=self.severity, message=message, hint=hint, field=field, line=line, station=station
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """A remark on one field of one file.

    ``message`` is the short text, `FindingCode.explanation` the long one.
    """

    code: FindingCode
    severity: Severity
    message: str
    hint: str = ""
    field: str = ""
    #: Line in the file counted from 1; None for the file as a whole.
    line: int | None = None
    #: Number of the station's report in the file, counted from 0; None for the file or event.
    station: int | None = None

    #: Makes a finding that refuses a record: ``Finding.error(code, message, hint, field=...)``.
    error: ClassVar[FindingMaker] = FindingMaker(Severity.ERROR)
    #: Makes a finding that a person should look at.
    warning: ClassVar[FindingMaker] = FindingMaker(Severity.WARNING)
    #: Makes a finding for information.
    info: ClassVar[FindingMaker] = FindingMaker(Severity.INFO)

    def text(self, source: str) -> str:
        """Return the finding as one line: ``file:line field severity: message (hint)``."""
        location = source if self.line is None else f"{source}:{self.line}"
        hint = f" ({self.hint})" if self.hint else ""
        return " ".join(word for word in (location, self.field, f"{self.severity}:", self.message) if word) + hint
