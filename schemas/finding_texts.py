"""The long text of every kind of finding, which explains it to an observer."""

#: The texts by the published code of the finding.
EXPLANATIONS: dict[str, str] = {
    # Reading
    "unreadable": (
        "The file is not in a format that Umbra knows, or breaks off within its first record. "
        "It is kept with this remark. Send it again in one of the formats of `umbra ingest --help`."
    ),
    "fault": (
        "Umbra itself failed while it read, checked or matched the file. The file is kept with this remark, and the "
        "details are in the log of the operators. Send it again when they have corrected the fault."
    ),
    "too_slow": (
        "The file took longer to read than any correct file of its kind, and the reading was stopped. The file "
        "is kept with this remark."
    ),
    "template_unfilled": (
        "A placeholder of the blank form (xxxxTIVE, %STAR%, ...) is still there. Fill in the form, or let "
        "OccultWatcher fill it in, and send it again."
    ),
    "encoding_guessed": (
        "The text is not UTF-8. It was read in the encoding that the message names; check whether the accented letters "
        "in names are right."
    ),
    "letter_for_digit": (
        "A letter was written for a digit (the letter O for a zero, l for a one). It was read as the digit."
    ),
    "value_unreadable": (
        "A value cannot be read. The original text is kept in the archive; the published field is empty."
    ),
    "value_missing": "A field that is needed to use the report is empty or absent.",
    "value_derived": "The value was derived from another value of the file; the message names both.",
    "value_placeholder": (
        "The file has a placeholder (a zero, a dash, -1) in place of a value. It is not used in any computation."
    ),
    "key_unknown": "The form has a field that this format does not know. Its text is kept in the archive.",
    "key_repeated": "The form has a field more than once. The first one with a value is used.",
    "structure": "A part of the file is missing, is surplus, or is not in the position that its format prescribes.",
    # Times
    "r_before_d": "The reappearance is not after the disappearance. Were D and R swapped, or a minute mistyped?",
    "duration_mismatch": "The stated duration and the difference R - D disagree by more than 0.1 s.",
    "outside_recording": "A time is not within the recording (StartObs to EndObs, which may be on the next day).",
    "recording_backwards": "The recording seems to last longer than twelve hours or to end before it starts.",
    "far_from_prediction": (
        "The observed time is minutes away from the prediction. Is it local time instead of UT, or another event?"
    ),
    "time_zone": (
        "A time is given in another zone or time scale than UTC. If its name states how far it is from UTC, the time "
        "was converted, and the message gives the result. If not, the time is not used. Give all times in UT."
    ),
    "date_unsure": (
        "Dates in the file differ by a day, or the observation was near midnight and its date may be that of either "
        "day. The message names the date that was used; check whether it is right."
    ),
    "reaction_time": (
        "A visual observer reacts some tenths of a second late. The report states that this reaction time "
        "(personal equation) was not subtracted from the times of D and R, or does not state whether it was."
    ),
    "in_the_future": "The observation is dated after today: the year or month is wrong, or the clock of this computer.",
    "accuracy_missing": "A time has no stated uncertainty. It cannot be weighted in a fit.",
    "accuracy_unlikely": (
        "A stated uncertainty is zero, negative, larger than the event itself, or far below the exposure time."
    ),
    "value_impossible": (
        "A number is negative, zero or too large to be a value of its field. The published field is "
        "empty; the original is kept in the archive."
    ),
    "result_differs": (
        "D or R in the log or report of a program are not those of the report of the station. Which of them are right?"
    ),
    # Codes and outcome
    "code_unknown": "A code is not in the form's list. The lists are printed on the form.",
    "code_mismatch": (
        "The code of D and that of R do not belong together (D with R, d with r, G with B, g with b, N with N)."
    ),
    "outcome_unknown": "The report does not state whether the occultation was seen (POSITIVE or NEGATIVE).",
    "negative_with_times": "The report is negative but states a time of D or R.",
    "positive_without_times": "The report is positive but states neither D nor R.",
    # Place
    "coordinates_missing": "The station has no coordinates: its chord cannot be computed.",
    "coordinates_zero": "Longitude and latitude are both zero, as in a form that was not filled in.",
    "coordinates_range": (
        "A coordinate is impossible: minutes or seconds over 59, latitude over 90 or longitude over 360 degrees."
    ),
    "coordinates_sign": (
        "The station is not in the country that the report names. Is the sign of longitude or latitude missing, or are "
        "the two swapped? East and north are positive."
    ),
    "coordinates_coarse": (
        "The coordinates are given to a minute of arc or coarser; a chord needs about one arc second (30 m)."
    ),
    "altitude_unlikely": "The altitude is below sea level or higher than any observing site.",
    "altitude_reference": (
        "The report does not state whether the altitude is above mean sea level or above the WGS84 ellipsoid; these "
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
        "`HIP 12345`, `Gaia DR3 ...`). The message names the star as it was read."
    ),
    "body_name": "The body's name is not written exactly as the Minor Planet Center writes it.",
    "body_number": "Number and name are those of two different bodies.",
    "unit_unlikely": (
        "A size is unlikely in the unit of the form (aperture and focal length are in cm, exposure is in s)."
    ),
    "condition_default": "The value is that of the blank form; the observer may not have changed it.",
    # Chords and limb
    "ephemeris_missing": (
        "The position of the body is not known: there are neither elements of the event, nor a kernel or table of the "
        "body. No chord can be computed."
    ),
    "ephemeris_coverage": (
        "The ephemeris of the event does not cover the time: the date is wrong, or the time is hours from the event."
    ),
    "star_motion": (
        "The proper motion of the star is missing or zero, so that its position at the event is not known."
    ),
    "below_horizon": (
        "The star was below the horizon of the station at the reported time: the sign of a coordinate, the hour or the "
        "date is wrong, or another star was observed."
    ),
    "altitude_missing": (
        "The report gives no altitude. The chord was computed for a station on the ellipsoid, and may be wrong by the "
        "altitude of the station."
    ),
    "chord_unweighted": (
        "D or R of the chord was not observed or has no usable uncertainty. It is shown, but not used in the fit."
    ),
    "chord_outlier": (
        "D or R of the chord is further from the fitted limb than its uncertainty allows. It is still used in the fit."
    ),
    "limb_points": "The event has too few ends of chords with an uncertainty for the fit of a limb.",
    "limb_collinear": "The ends of chords are on too few lines across the body to determine its shape.",
    "limb_not_converged": "The fit stopped before it converged; the limb is only an approximation of the best fit.",
    "limb_undetermined": "The fit of the limb found no solution with finite errors.",
    "limb_cut": (
        "The path of a station that saw no occultation crosses the fitted limb: a chord or this negative report "
        "is wrong, or the body is not an ellipse."
    ),
    "correction_lapsed": (
        "A recorded correction was not added, since a later report of the station has replaced its report. "
        "If the new times need the correction too, record it for the new report."
    ),
    # The archive
    "report_unknown": "The archive has no report with this identifier. All identifiers are in occ.report.",
    "star_differs": (
        "The star's designation differs by about one character from that in the other reports of this event."
    ),
    "supersedes": "The report replaces an earlier one of the same station, which is kept and can still be queried.",
    "same_observer": (
        "The same observer has reported this event from another place or with another instrument. Both are kept."
    ),
    "already_known": "The archive already has this report with the same content.",
    "event_ambiguous": "The report fits several known events equally well. Name the event with --event.",
    # Light curves
    "readings_dropped": "Readings have no usable value. They are published with their time and without a value.",
    "time_order": (
        "Times of readings go back, repeat or contradict the frame rate of the recording. They are flagged, but not "
        "changed."
    ),
    "flux_unit": (
        "The values are magnitudes. A light curve of an occultation needs flux, since an occulted star has no "
        "magnitude. Send photometry of variable stars to `umbra calibrate`."
    ),
    "clock_jump": (
        "The time from one frame to the next is more than 1.8 times the usual one while the frame numbers go on: the "
        "recorder lost frames, its clock was set, a time stamp was misread, or two recordings were joined. The "
        "readings are flagged, and their times are not changed."
    ),
    "time_repaired": (
        "Times contradict the frame rate, but their neighbours do not, as after a misread digit. They were "
        "interpolated over the frame numbers and flagged."
    ),
    "times_missing": (
        "Readings have no time. A light curve without times cannot be compared with others; export it again with its "
        "time stamps."
    ),
    "frames_order": (
        "Frame numbers go back, repeat or leave gaps. The readings are flagged and kept in the order of the file."
    ),
    "curve_synthetic": "The light curve was computed from a model, and is not an observation.",
    "curve_placeholder": "All values of the light curve are the same, as in a placeholder.",
    "target_assumed": (
        "No aperture is named target. All but one have other names, and this one was read as the occulted star. Name "
        "the apertures target, tracker, reference ... when measuring."
    ),
    "target_unclear": (
        "The file has several stars and does not state which one is occulted. All are published with the role "
        "unknown. No ratio is computed, since it would be inverted with the wrong star. Name the apertures target, "
        "tracker, reference ... when measuring, and send the light curve again."
    ),
    "curve_untied": (
        "The file does not identify its event or its station. Send it in a folder or zip together "
        "with its report, or name event and report with --event and --report."
    ),
    "curve_date": (
        "The date in the file is not that of the event. Cameras without a clock write a date of their own; "
        "the date of the event was used."
    ),
    "curve_misfit": (
        "The light curve cannot be of this report or event: body, star or day are different, or it covers neither D "
        "nor R. Name the right report. If a statement in the file is wrong, send it with --override and the reason."
    ),
    "curve_without_drop": (
        "The report is positive, but the light curve has no drop at the reported time, although its noise is low enough"
        " to see one. Is it of another station, or was another star measured?"
    ),
    "place_differs": (
        "The place in the head of the light curve is not that of the report. Hundreds of metres matter for the chords "
        "of small bodies. Which place is right?"
    ),
    "overridden": (
        "The file contradicts the report or the event, and was accepted by the decision of a person (--override). The "
        "reason is kept and published."
    ),
    "release_unknown": (
        "The file has an embargo without a date. It is kept, and is not published until --release names the day."
    ),
    # Catalogues of stars
    "column_choice": (
        "The catalogue has several magnitudes or apertures. The message names the one that was "
        "used; choose another one with --magnitude or --aperture."
    ),
    "sky_position": (
        "Right ascension or declination cannot be a position on the sky in degrees: a declination beyond 90 "
        "degrees (are RA and Dec swapped?), a value that is not a number, or no value. The rows that the message names "
        "are not used."
    ),
    "sky_unit": (
        "The positions are in hours or radians, as the unit of the column or their form (12:34:56) "
        "shows, and were converted to degrees."
    ),
    "row_repeated": (
        "The catalogue has the same star several times with the same position and magnitude. One row is used."
    ),
    "off_sky": (
        "The positions do not match the sky: the stars of the catalogue coincide with known stars only as "
        "often as by chance. The astrometric solution of the image is missing or wrong, or the columns "
        "are not right ascension and declination (J2000) in degrees. Solve the image again and send the "
        "new catalogue."
    ),
    "no_reference": "This field has no reference stars of the wanted survey and band.",
    "too_few_stars": (
        "A zero point needs at least five stars that are also reference stars; with fewer stars, wrong ones cannot be "
        "recognised. Ten are needed if the filter is not known, since the band is then chosen by its scatter."
    ),
    "many_outliers": (
        "Half of the matched stars or more do not fit the zero point. The band may be wrong, the field crowded, or the "
        "radius of the match too large."
    ),
    "filter_band": (
        "The band of the zero point is not that of the filter which the observer, the header or a column names. It is "
        "a band near it, or does not belong to this filter, or the name of the filter is not known."
    ),
    "large_scatter": (
        "The stars scatter by more than half a magnitude about the zero point: the band is far from that of the "
        "filter, or the column does not hold magnitudes."
    ),
    "target_not_detected": (
        "No star of the catalogue is within the radius of the target's position. The point is a limit: the "
        "target was fainter than the faintest star of the catalogue that is a reference star."
    ),
    "target_outside": (
        "The position of the target is outside the field that the stars of the catalogue cover, so that "
        "even a limit cannot be given."
    ),
    "target_blended": (
        "Several stars of the catalogue are within the radius of the target's position. The nearest one was used."
    ),
    "target_flagged": (
        "SExtractor flagged the target as saturated, truncated or incomplete (FLAGS of 4 and more), or its "
        "magnitude error is above 0.2 mag."
    ),
    "target_brightness": (
        "The target is brighter or fainter than all stars from which the zero point was computed; the zero point is "
        "extrapolated."
    ),
    # Uploads of photometry
    "target_unknown": (
        "There is no target of this name. Create it with `umbra target add`, or give its position with --ra and --dec."
    ),
    "observatory_unknown": "There is no observatory of this name. Create it with `umbra observatory add`.",
    "mjd_unlikely": (
        "The instant is not the Modified Julian Date of an observation: it is a Julian Date (JD - 2400000.5 is "
        "needed), is in the future, or is before the time of digital detectors."
    ),
    "upload_option": "An option that was sent with the catalogue (radius, exposure, filter) is impossible.",
    "references_missing": (
        "The site does not have the reference stars of a survey and could not fetch them. The calibration used those "
        "of the other surveys."
    ),
    "point_replaced": (
        "The same file was sent before for the same target, with other options or when fewer reference stars were "
        "known. The new point replaces the earlier one, which is kept."
    ),
    "image_repeated": (
        "Another file has a point of the same target, from the same observatory and at the same instant within half an "
        "exposure. Both are published. If they are of one image, withdraw one with `umbra withdraw`."
    ),
}
