"""The long text of every kind of finding, which explains it to an observer."""

#: The texts by the published code of the finding.
EXPLANATIONS: dict[str, str] = {
    # Reading
    "unreadable": (
        "The file cannot be read as any format Umbra knows, or breaks off before its first record is complete. "
        "It is kept with this remark; send it again in one of the formats of `umbra ingest --help`."
    ),
    "fault": (
        "Umbra itself failed while it read, checked or matched the file. The file is kept with this remark, the "
        "operators find the details in their log. Send it again when they have mended the fault."
    ),
    "too_slow": (
        "Reading the file took longer than any correct file of its kind takes, and was stopped. The file "
        "is kept with this remark."
    ),
    "template_unfilled": (
        "A placeholder of the blank form (xxxxTIVE, %STAR%, ...) is still there. Fill in the form, or let "
        "OccultWatcher fill it in, and send it again."
    ),
    "encoding_guessed": (
        "The text is not UTF-8. It was read as the encoding named in the message; check that accented letters "
        "in names are right."
    ),
    "letter_for_digit": (
        "A letter was written for a digit (the letter O for a zero, l for a one). It was read as the digit."
    ),
    "value_unreadable": (
        "A value could not be understood. The original text is kept in the archive; the published field is empty."
    ),
    "value_missing": "A field that is needed to use the report is empty or absent.",
    "value_derived": "The value was derived from another value of the file; the message names both.",
    "value_placeholder": (
        "The writer put a placeholder (a zero, a dash, -1) where it had no value. Nothing is computed from it."
    ),
    "key_unknown": "The form has a field that this format does not know. Its text is kept in the archive.",
    "key_repeated": "The form has a field more than once. The first one with a value is used.",
    "structure": "A record has another number of items than its format prescribes, or is not where it belongs.",
    # Times
    "r_before_d": "The reappearance is not after the disappearance. Were D and R swapped, or a minute mistyped?",
    "duration_mismatch": "The stated duration and the difference R - D disagree by more than 0.1 s.",
    "outside_recording": "A time is outside the recording (StartObs to EndObs; midnight is taken into account).",
    "recording_backwards": "The recording seems to last longer than twelve hours or to end before it starts.",
    "far_from_prediction": (
        "The observed time is minutes away from the prediction. Local time instead of UT, or another event?"
    ),
    "time_zone": (
        "A time is given in another zone or time scale than UTC. Where the name says how far it is from UTC the time "
        "was converted, and the message gives the result; else it cannot be used. Give all times in UT."
    ),
    "date_unsure": (
        "Dates of the file differ by a day, or the observation lies around midnight and its date can be that of "
        "either day. The message names the one that was taken; check that it is right."
    ),
    "reaction_time": (
        "A visual observer sees and acts some tenths of a second late. The report says that this reaction time "
        "(personal equation) is still in the times of D and R, or does not say whether it is."
    ),
    "in_the_future": "The observation is dated after today: the year or month is wrong, or the clock of this computer.",
    "accuracy_missing": "A time has no stated uncertainty. It cannot be weighted in a fit.",
    "accuracy_unlikely": (
        "A stated uncertainty is zero, negative, larger than the event itself, or far below the exposure time."
    ),
    "value_impossible": (
        "A number is negative, zero or so large that it cannot be what the field asks for. The published field is "
        "empty; the original is kept in the archive."
    ),
    "result_differs": (
        "D or R that a program's log or report states are not those of the report it belongs to. Which of them is "
        "right?"
    ),
    # Codes and outcome
    "code_unknown": "A code is not in the form's list. The lists are printed on the form.",
    "code_mismatch": (
        "The code of D and that of R do not belong together (D with R, d with r, G with B, g with b, N with N)."
    ),
    "outcome_unknown": "The report does not say whether the occultation was seen (POSITIVE or NEGATIVE).",
    "negative_with_times": "The report is negative but states a time of D or R.",
    "positive_without_times": "The report is positive but states neither D nor R.",
    # Place
    "coordinates_missing": "The station has no coordinates: its chord cannot be computed.",
    "coordinates_zero": "Longitude and latitude are both zero: a form that was not filled in.",
    "coordinates_range": (
        "A coordinate is impossible: minutes or seconds over 59, latitude over 90 or longitude over 360 degrees."
    ),
    "coordinates_sign": (
        "The place is not in the country the report names: was the sign of longitude or latitude lost, or the two "
        "swapped? East and north are positive."
    ),
    "coordinates_coarse": (
        "The coordinates are given to a minute of arc or coarser; a chord needs about one arc second (30 m)."
    ),
    "altitude_unlikely": "The altitude is below sea level or higher than any observing site.",
    "altitude_reference": (
        "The report does not say whether the altitude is above mean sea level or above the WGS84 ellipsoid; the two "
        "differ by up to 100 m."
    ),
    "datum_converted": "The coordinates were given in another geodetic datum and were converted to WGS84.",
    "datum_unknown": (
        "The coordinates are in an unnamed datum and could not be converted to WGS84; they may be off by hundreds of "
        "metres."
    ),
    # Names and instrument
    "star_name": (
        "The star's designation is not written as its catalogue writes it (`UCAC4 350-187717`, `TYC 1234-5678-1`, "
        "`HIP 12345`, `Gaia DR3 ...`). The message gives it as it was understood."
    ),
    "body_name": "The body's name is not written exactly as the Minor Planet Center writes it.",
    "body_number": "Number and name of the body belong to two different bodies.",
    "unit_unlikely": (
        "A size is unlikely in the unit the form asks for (aperture and focal length are in cm, exposure in s)."
    ),
    "condition_default": "The value is that of the blank form; the observer may not have looked at it.",
    # Chords and limb
    "ephemeris_missing": (
        "The position of the body is not known: there are neither elements of the event, nor a kernel or table of the "
        "body. No chord can be computed."
    ),
    "ephemeris_coverage": (
        "The ephemeris of the event does not cover the time: another date, or hours away from the event."
    ),
    "star_motion": (
        "The star's proper motion is missing or a placeholder of zeros, so that its position at the event is unknown."
    ),
    "below_horizon": (
        "The star was below the horizon of the station at the reported time: wrong sign of a coordinate, wrong hour "
        "or date, or another star."
    ),
    "altitude_missing": (
        "The report gives no altitude. The chord was computed for a place on the ellipsoid and may be off by as much "
        "as the station is high."
    ),
    "chord_unweighted": (
        "A point of the chord was not observed or has no usable uncertainty: it is shown, but not used in the fit."
    ),
    "chord_outlier": (
        "A point of the chord is further from the fitted limb than its uncertainty allows. It is still used."
    ),
    "limb_points": "The event has fewer than three points that a limb can be fitted to.",
    "limb_collinear": "All points of the event are on one line across the body and do not determine its shape.",
    "limb_not_converged": "The fit stopped before it converged: the limb is only near the best one.",
    "limb_undetermined": "The fit of the limb found no solution with finite errors.",
    "limb_cut": (
        "The fitted limb reaches over the path of a station that saw no occultation: a chord or that negative report "
        "is wrong, or the body is no ellipse."
    ),
    "correction_lapsed": (
        "A recorded correction was not added, because a later report of the station replaced the one it is of. "
        "If the new times need it too, record it for the new report."
    ),
    # The archive
    "report_unknown": "There is no report of this identifier in the archive. The identifiers are in occ.report.",
    "star_differs": (
        "The star is written differently from the other reports of this event, by a slip of one character or so."
    ),
    "supersedes": "The report replaces an earlier one of the same station, which is kept and can be queried.",
    "same_observer": (
        "The same observer already reported this event from another place or with another instrument. Both are kept."
    ),
    "already_known": "This report is known already, with the same content.",
    "event_ambiguous": "The report fits more than one known event equally well; name the event with --event.",
    # Light curves
    "readings_dropped": "Readings have no usable value. They keep their time and are published without a value.",
    "time_order": (
        "Times of readings go back, repeat or leave the recording's own frame rate. They are flagged and left as "
        "they are."
    ),
    "flux_unit": (
        "The values are magnitudes. A light curve of an occultation needs flux, as a star that is gone has no "
        "magnitude. Photometry of variable stars goes to `umbra calibrate`."
    ),
    "clock_jump": (
        "The time from one frame to the next is more than 1.8 times the usual one while the frame numbers go on: the "
        "recorder lost frames, its clock was set, a time stamp was misread, or two recordings were joined. The "
        "readings concerned are flagged and their times left as they are."
    ),
    "time_repaired": (
        "Times were off while their neighbours keep the frame rate: a misread digit. They are interpolated "
        "over the frame numbers and flagged."
    ),
    "times_missing": (
        "Readings have no time. A curve without any time cannot be compared with others; export it again with its "
        "time stamps."
    ),
    "frames_order": (
        "Frame numbers go back, repeat or leave gaps. The readings are flagged and kept in the order of the file."
    ),
    "curve_synthetic": "The light curve was computed from a model: nothing was observed.",
    "curve_placeholder": "Every value of the light curve is the same: a placeholder without noise or depth.",
    "target_assumed": (
        "No aperture is named target, and all but one are named as something else: that one was taken for the "
        "occulted star. Name the apertures target, tracker, reference ... when measuring."
    ),
    "target_unclear": (
        "The file has more than one star and does not say which one is occulted. All are published with the role "
        "unknown, and no ratio is computed, as it would be upside down with the wrong star. Name the apertures target, "
        "tracker, reference ... when measuring, and send the light curve again."
    ),
    "curve_untied": (
        "The file does not identify the event or the station it belongs to. Send it in one folder or zip "
        "with its report, or name event and report with --event and --report."
    ),
    "curve_date": (
        "The date that the file gives is not that of the event. Cameras without a clock write a date of their own; "
        "the date was taken from the event."
    ),
    "curve_misfit": (
        "The light curve cannot be of the report or event that it was to be tied to: another body, star or day, or it "
        "covers neither D nor R. Name the right report; if the file itself is wrong, send it with --override and the "
        "reason."
    ),
    "curve_without_drop": (
        "The report is positive, but the light curve shows no drop at the reported time, though its noise is low enough"
        " to see one. Is it of another station, or was another star measured?"
    ),
    "place_differs": (
        "The place in the head of the light curve is not that of the report. Chords of small bodies are hundreds of "
        "metres wide: which place is right?"
    ),
    "overridden": (
        "A file that contradicts the report or the event was accepted on a person's responsibility (--override); the "
        "reason is kept and published."
    ),
    "release_unknown": (
        "The file is embargoed without a date. It is kept and not published until --release names the day."
    ),
    # Catalogues of stars
    "column_choice": (
        "The catalogue offers more than one magnitude or aperture. The message names the one that was "
        "used; choose another one with --magnitude or --aperture."
    ),
    "sky_position": (
        "Right ascension or declination cannot be a position on the sky in degrees: a declination beyond 90 "
        "degrees (are RA and Dec swapped?), a value that is no number, or none at all. The rows named are "
        "not used."
    ),
    "sky_unit": (
        "The positions are written in hours or radians, as the column's unit or the writing (12:34:56) "
        "says, and were converted to degrees."
    ),
    "row_repeated": (
        "The catalogue has the same star more than once with the same position and magnitude. One row is used."
    ),
    "off_sky": (
        "The positions do not match the sky: the stars of the catalogue do not coincide with known stars more "
        "often than by chance. The astrometric solution of the image is missing or wrong, or the columns "
        "are not right ascension and declination (J2000) in degrees. Solve the image again and send the "
        "new catalogue."
    ),
    "no_reference": "There are no reference stars of the wanted survey and band in this field.",
    "too_few_stars": (
        "A zero point needs at least five stars that are also reference stars; fewer cannot show which are wrong. "
        "Where the filter is not known ten are needed, because the band is then chosen by the scatter of its stars."
    ),
    "many_outliers": (
        "Half of the matched stars or more do not fit the zero point, so that it has no majority. The band may be "
        "the wrong one, the field may be crowded, or the radius of the match too large."
    ),
    "filter_band": (
        "The band of the zero point is not that of the filter which the observer, the header or a column names: it is "
        "one near it, or it cannot be the filter's, or the filter's name is not known."
    ),
    "large_scatter": (
        "The stars scatter by more than half a magnitude about the zero point: the band is far from the filter that "
        "was used, or the column does not hold magnitudes."
    ),
    "target_not_detected": (
        "No star of the catalogue is within the radius of the target's position. The point is a limit: the "
        "target was fainter than the faintest star of the catalogue that is a known star."
    ),
    "target_outside": (
        "The target's position is outside the part of the sky that the stars of the catalogue cover, so that "
        "not even a limit can be given."
    ),
    "target_blended": (
        "More than one star of the catalogue is within the radius of the target's position. The nearest one was taken."
    ),
    "target_flagged": (
        "SExtractor flagged the target as saturated, truncated or incomplete (FLAGS of 4 and more), or its "
        "magnitude error is above 0.2 mag."
    ),
    "target_brightness": (
        "The target is brighter or fainter than all stars that the zero point was computed from: the zero point is "
        "extrapolated."
    ),
    # Uploads of photometry
    "target_unknown": (
        "There is no target of this name. Create it with `umbra target add`, or give its position with --ra and --dec."
    ),
    "observatory_unknown": "There is no observatory of this name. Create it with `umbra observatory add`.",
    "mjd_unlikely": (
        "The instant is no Modified Julian Date of an observation: it is a Julian Date (JD - 2400000.5 is needed), "
        "is in the future, or is before there were digital detectors."
    ),
    "upload_option": "A value that came with the catalogue (radius, exposure, filter) is impossible.",
    "references_missing": (
        "The reference stars of a survey are not here and could not be fetched. The calibration was done with those "
        "of the other surveys."
    ),
    "point_replaced": (
        "The same file was sent before for the same target with other options, or was calibrated with fewer reference "
        "stars. The new point replaces the earlier one, which is kept."
    ),
    "image_repeated": (
        "Another file gave a point of the same target by the same observatory at the same instant, within half an "
        "exposure. Both are published; if they are of one image, withdraw one with `umbra withdraw`."
    ),
}
