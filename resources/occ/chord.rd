<?xml version="1.0" encoding="utf-8"?>
<resource schema="occ">
	<meta name="title">Stellar occultations: chords and limbs</meta>
	<meta name="creationDate">2025-06-01T00:00:00Z</meta>
	<meta name="description">
		Where the stations of an occultation were on the plane through the body, perpendicular to
		the star: the chords of the body, and the ellipse through their ends. Chords and limbs
		follow from the reports in occ.report and an ephemeris of the body, and are computed anew
		whenever a report of the event comes in.
	</meta>
	<meta name="subject">stellar-occultation</meta>
	<meta name="subject">asteroid-occultation</meta>
	<meta name="subject">asteroids</meta>
	<meta name="subject">trans-neptunian-objects</meta>
	<meta name="creator">
		<meta name="name">Observers of stellar occultations</meta>
	</meta>
	<meta name="contributor.name">Named in the column observer of occ.report</meta>
	<meta name="instrument">Portable and fixed telescopes, see occ.report</meta>
	<meta name="facility">Stations of the observers</meta>
	<meta name="source">Reports of the observers and an ephemeris named in each row</meta>
	<meta name="type">Archive</meta>
	<meta name="contentLevel">research</meta>
	<meta name="contentLevel">amateur</meta>
	<meta name="coverage.waveband">Optical</meta>
	<meta name="_longdoc" format="rst">
		The plane is perpendicular to the direction of the star; f points east, g north, in km from
		the body's position in the ephemeris. East and north are those of the ICRS where the ephemeris
		is a kernel or a table, and those of the equator of date where it is the elements of a
		prediction or a record (ephemeris says which). Right ascensions, declinations and offsets
		in mas are ICRS always.

		An error of time moves the end of a chord along the chord only: d_err_km and r_err_km are
		lengths along it. The fit of the limb takes residuals along the chords for the same reason.
		Negative reports limit the ellipse: one that reaches over such a path is remarked in
		occ.reduction_finding.

		Chords of two ephemerides must not be mixed; those of one event never are.
	</meta>
	<FEED source="//procs#license-cc-by" what="Chords and limbs of stellar occultations"/>

	<table id="chord" onDisk="True" adql="True" primary="chord_id">
		<meta name="title">Chords</meta>
		<meta name="table-rank">22</meta>
		<meta name="_associatedDatalinkService">
			<meta name="serviceId">dl</meta>
			<meta name="idColumn">event_id</meta>
		</meta>
		<meta name="description">
			One row a chord: one pair of disappearance and reappearance of a report as a line across
			the body, in km on the plane through it and on the sky. Negative reports have the path
			of their station during the recording, with outcome negative.
		</meta>
		<column name="chord_id" type="text"
			ucd="meta.id;meta.main"
			tablehead="Chord" required="True"
			description="Identifier of the chord: the report and the number of its pair of times, 0 for the
				first."/>
		<column name="event_id" type="text"
			ucd="meta.id.parent"
			tablehead="Event" required="True"
			description="Identifier of the event, see occ.event."/>
		<column name="report_id" type="text"
			ucd="meta.id.parent"
			tablehead="Report" required="True"
			description="Identifier of the report that the chord follows from, see occ.report."/>
		<column name="outcome" type="text"
			ucd="meta.code"
			tablehead="Outcome" required="True"
			description="What the station saw: positive, uncertain, or negative; the chord of a negative is its
				path during the recording."/>
		<column name="component" type="text"
			ucd="meta.code.class"
			tablehead="Component" required="True"
			description="Which drop of light the chord belongs to: main, second star, satellite, satellite,
				second star, or ring. Each is fitted apart."/>
		<column name="d_time" type="double precision"
			unit="d" ucd="time.epoch"
			tablehead="D" displayHint="type=humanDate"
			description="Instant of the disappearance, UTC as MJD, with the time shifts of this row; of a
				negative, the start of its path."/>
		<column name="r_time" type="double precision"
			unit="d" ucd="time.epoch"
			tablehead="R" displayHint="type=humanDate"
			description="Instant of the reappearance, UTC as MJD, with the time shifts of this row; of a
				negative, the end of its path."/>
		<column name="d_f" type="double precision"
			unit="km" ucd="pos.cartesian.x"
			tablehead="D f" displayHint="sf=3"
			description="Where the star was at the disappearance, east of the body's position in the ephemeris, on
				the plane through the body."/>
		<column name="d_g" type="double precision"
			unit="km" ucd="pos.cartesian.y"
			tablehead="D g" displayHint="sf=3"
			description="Where the star was at the disappearance, north of the body's position in the ephemeris, on
				the plane through the body."/>
		<column name="r_f" type="double precision"
			unit="km" ucd="pos.cartesian.x"
			tablehead="R f" displayHint="sf=3"
			description="Where the star was at the reappearance, east of the body's position in the ephemeris, on
				the plane through the body."/>
		<column name="r_g" type="double precision"
			unit="km" ucd="pos.cartesian.y"
			tablehead="R g" displayHint="sf=3"
			description="Where the star was at the reappearance, north of the body's position in the ephemeris, on
				the plane through the body."/>
		<column name="d_err_km" type="double precision"
			unit="km" ucd="stat.error;pos.cartesian"
			tablehead="Err. D" displayHint="sf=3"
			description="Uncertainty of the point of disappearance along the chord, 1 sigma: speed times
				uncertainty of the time."/>
		<column name="r_err_km" type="double precision"
			unit="km" ucd="stat.error;pos.cartesian"
			tablehead="Err. R" displayHint="sf=3"
			description="Uncertainty of the point of reappearance along the chord, 1 sigma: speed times
				uncertainty of the time."/>
		<column name="length" type="double precision"
			unit="km" ucd="phys.size"
			tablehead="Length" displayHint="sf=3"
			description="Length of the chord; NULL for a negative, whose path is as long as its recording, and
				where D or R is missing."/>
		<column name="length_err" type="double precision"
			unit="km" ucd="stat.error;phys.size"
			tablehead="Err. length" displayHint="sf=3"
			description="Uncertainty of the length, 1 sigma; NULL where there is no length or an uncertainty of
				time is unknown."/>
		<column name="speed" type="double precision"
			unit="km/s" ucd="phys.veloc"
			tablehead="Speed" displayHint="sf=4"
			description="Speed of the station across the plane, mean over the chord."/>
		<column name="mid_f" type="double precision"
			unit="km" ucd="pos.cartesian.x"
			tablehead="Mid f" displayHint="sf=3"
			description="Middle of the chord, east of the body's position in the ephemeris; of a negative, where it
				came closest to it."/>
		<column name="mid_g" type="double precision"
			unit="km" ucd="pos.cartesian.y"
			tablehead="Mid g" displayHint="sf=3"
			description="Middle of the chord, north of the body's position in the ephemeris; of a negative, where
				it came closest to it."/>
		<column name="d_ra" type="double precision"
			unit="deg" ucd="pos.eq.ra"
			tablehead="D RA" displayHint="sf=10" verbLevel="15"
			description="Right ascension, ICRS, of the point of disappearance, drawn at the body's position in the
				ephemeris."/>
		<column name="d_dec" type="double precision"
			unit="deg" ucd="pos.eq.dec"
			tablehead="D Dec" displayHint="sf=10" verbLevel="15"
			description="Declination, ICRS, of the point of disappearance, drawn at the body's position in the
				ephemeris."/>
		<column name="r_ra" type="double precision"
			unit="deg" ucd="pos.eq.ra"
			tablehead="R RA" displayHint="sf=10" verbLevel="15"
			description="Right ascension, ICRS, of the point of reappearance, drawn at the body's position in the
				ephemeris."/>
		<column name="r_dec" type="double precision"
			unit="deg" ucd="pos.eq.dec"
			tablehead="R Dec" displayHint="sf=10" verbLevel="15"
			description="Declination, ICRS, of the point of reappearance, drawn at the body's position in the
				ephemeris."/>
		<column name="outline" type="text"
			ucd="pos.outline"
			tablehead="Outline" verbLevel="20"
			description="Thin polygon on the sky: the chord widened by its uncertainty, as POLYGON ICRS with
				right ascensions and declinations in degrees, to nano-arcseconds."/>
		<column name="s_region" type="spoly" xtype="adql:REGION"
			ucd="pos.outline;obs.field"
			tablehead="Region" verbLevel="20"
			description="The polygon of outline for CONTAINS, INTERSECTS and AREA: widened by 20 mas on all sides,
				since spherical geometry in databases resolves no less."/>
		<column name="ephemeris" type="text"
			ucd="meta.note"
			tablehead="Ephemeris" required="True"
			description="Name and version of the ephemeris that all lengths on the sky plane are relative to;
				chords of different ephemerides must not be mixed."/>
		<column name="time_shift" type="double precision"
			unit="s" ucd="time.interval"
			tablehead="Shift" required="True"
			description="Sum of the corrections that were added to all times of the report, see occ.correction."/>
		<column name="d_shift" type="double precision"
			unit="s" ucd="time.interval"
			tablehead="Shift D" required="True" verbLevel="20"
			description="Sum of the corrections that were added to the disappearance besides time_shift."/>
		<column name="r_shift" type="double precision"
			unit="s" ucd="time.interval"
			tablehead="Shift R" required="True" verbLevel="20"
			description="Sum of the corrections that were added to the reappearance besides time_shift."/>
		<stc>Polygon ICRS [s_region]</stc>
		<foreignKey source="event_id" inTable="occ/q#event"/>
		<foreignKey source="report_id" inTable="occ/q#report"/>
		<index columns="event_id"/>
		<index columns="report_id"/>
		<FEED source="occ/q#utc" column="d_time" refposition="TOPOCENTER"/>
		<FEED source="occ/q#utc" column="r_time" refposition="TOPOCENTER"/>
	</table>

	<table id="limb" onDisk="True" adql="True" primary="limb_id">
		<meta name="title">Limbs</meta>
		<meta name="table-rank">24</meta>
		<meta name="_associatedDatalinkService">
			<meta name="serviceId">dl</meta>
			<meta name="idColumn">event_id</meta>
		</meta>
		<meta name="description">
			One row an ellipse fitted to the chords of one event: size, shape and orientation of the
			body as it was seen, and its position on the sky. Circles and fits of fixed shape, where
			chords are few, are marked in the column constrained.
		</meta>
		<column name="limb_id" type="text"
			ucd="meta.id;meta.main"
			tablehead="Limb" required="True"
			description="Identifier of the fit: the event and, other than for the main body and star, the
				component."/>
		<column name="event_id" type="text"
			ucd="meta.id.parent"
			tablehead="Event" required="True"
			description="Identifier of the event, see occ.event."/>
		<column name="component" type="text"
			ucd="meta.code.class"
			tablehead="Component" required="True"
			description="Which drop of light was fitted: main, second star, satellite, satellite, second star,
				or ring."/>
		<column name="n_chords" type="integer"
			ucd="meta.number"
			tablehead="Chords" required="True"
			description="Number of chords that the fit rests on."/>
		<column name="n_points" type="integer"
			ucd="meta.number"
			tablehead="Points" required="True"
			description="Number of disappearances and reappearances that the fit rests on."/>
		<column name="center_f" type="double precision"
			unit="km" ucd="pos.cartesian.x"
			tablehead="f" required="True" displayHint="sf=3"
			description="Centre of the ellipse, east of the body's position in the ephemeris."/>
		<column name="center_f_err" type="double precision"
			unit="km" ucd="stat.error;pos.cartesian.x"
			tablehead="Err. f" required="True" displayHint="sf=3"
			description="Uncertainty of center_f, 1 sigma."/>
		<column name="center_g" type="double precision"
			unit="km" ucd="pos.cartesian.y"
			tablehead="g" required="True" displayHint="sf=3"
			description="Centre of the ellipse, north of the body's position in the ephemeris."/>
		<column name="center_g_err" type="double precision"
			unit="km" ucd="stat.error;pos.cartesian.y"
			tablehead="Err. g" required="True" displayHint="sf=3"
			description="Uncertainty of center_g, 1 sigma."/>
		<column name="semi_major" type="double precision"
			unit="km" ucd="phys.size.smajAxis"
			tablehead="a" required="True" displayHint="sf=3"
			description="Semi-major axis of the ellipse."/>
		<column name="semi_major_err" type="double precision"
			unit="km" ucd="stat.error;phys.size.smajAxis"
			tablehead="Err. a" displayHint="sf=3"
			description="Uncertainty of semi_major, 1 sigma; NULL where it was held fixed."/>
		<column name="semi_minor" type="double precision"
			unit="km" ucd="phys.size.sminAxis"
			tablehead="b" required="True" displayHint="sf=3"
			description="Semi-minor axis of the ellipse."/>
		<column name="semi_minor_err" type="double precision"
			unit="km" ucd="stat.error;phys.size.sminAxis"
			tablehead="Err. b" displayHint="sf=3"
			description="Uncertainty of semi_minor, 1 sigma; NULL where it was held fixed."/>
		<column name="oblateness" type="double precision"
			ucd="src.ellipticity"
			tablehead="Oblateness" required="True" displayHint="sf=4"
			description="Oblateness of the ellipse: 1 - semi_minor / semi_major."/>
		<column name="oblateness_err" type="double precision"
			ucd="stat.error;src.ellipticity"
			tablehead="Err. Oblateness" displayHint="sf=4"
			description="Uncertainty of oblateness, 1 sigma; NULL where it was held fixed."/>
		<column name="equivalent_radius" type="double precision"
			unit="km" ucd="phys.size.radius"
			tablehead="Eq. radius" required="True" displayHint="sf=3"
			description="Radius of the circle of the same area."/>
		<column name="equivalent_radius_err" type="double precision"
			unit="km" ucd="stat.error;phys.size.radius"
			tablehead="Err. Eq. radius" displayHint="sf=3"
			description="Uncertainty of equivalent_radius, 1 sigma; NULL where it was held fixed."/>
		<column name="position_angle" type="double precision"
			unit="deg" ucd="pos.posAng"
			tablehead="PA" displayHint="sf=2"
			description="Position angle of the major axis, from north through east, 0 to 180; NULL for a
				circle."/>
		<column name="position_angle_err" type="double precision"
			unit="deg" ucd="stat.error;pos.posAng"
			tablehead="Err. PA" displayHint="sf=2"
			description="Uncertainty of position_angle, 1 sigma; NULL where it was held fixed."/>
		<column name="rms" type="double precision"
			unit="km" ucd="stat.stdev"
			tablehead="RMS" required="True" displayHint="sf=3"
			description="Root mean square of the points' distances from the ellipse, towards its centre."/>
		<column name="chi2" type="double precision"
			ucd="stat.fit.chi2"
			tablehead="chi2" required="True" displayHint="sf=4"
			description="Sum of the squared residuals along the chords over their uncertainties, model_err
				included."/>
		<column name="dof" type="integer"
			ucd="stat.fit.dof"
			tablehead="DOF" required="True"
			description="Degrees of freedom of the fit: points minus parameters."/>
		<column name="model_err" type="double precision"
			unit="km" ucd="stat.error.sys"
			tablehead="Model err." required="True" displayHint="sf=3"
			description="How far, as a standard deviation, the true limb was taken to differ from an ellipse:
				zero unless chance does not explain the scatter of the points."/>
		<column name="ra_offset" type="double precision"
			unit="mas" ucd="pos.eq.ra;arith.diff"
			tablehead="dRA" displayHint="sf=3"
			description="Offset of the body from its ephemeris towards the east, cos(dec) applied."/>
		<column name="ra_offset_err" type="double precision"
			unit="mas" ucd="stat.error;pos.eq.ra"
			tablehead="Err. dRA" displayHint="sf=3"
			description="Uncertainty of ra_offset, 1 sigma."/>
		<column name="dec_offset" type="double precision"
			unit="mas" ucd="pos.eq.dec;arith.diff"
			tablehead="dDec" displayHint="sf=3"
			description="Offset of the body from its ephemeris towards the north."/>
		<column name="dec_offset_err" type="double precision"
			unit="mas" ucd="stat.error;pos.eq.dec"
			tablehead="Err. dDec" displayHint="sf=3"
			description="Uncertainty of dec_offset, 1 sigma."/>
		<column name="ra" type="double precision"
			unit="deg" ucd="pos.eq.ra;meta.main"
			tablehead="RA" displayHint="sf=10"
			description="Right ascension of the body's centre at time_ref as seen from the geocentre, ICRS, star
				and body sharing aberration and deflection."/>
		<column name="dec" type="double precision"
			unit="deg" ucd="pos.eq.dec;meta.main"
			tablehead="Dec" displayHint="sf=10"
			description="Declination of the body's centre at time_ref as seen from the geocentre, ICRS, star and
				body sharing aberration and deflection."/>
		<column name="time_ref" type="double precision"
			unit="d" ucd="time.epoch"
			tablehead="Time" displayHint="type=humanDate"
			description="Instant that the position of the body is of, UTC as MJD."/>
		<column name="constrained" type="text"
			ucd="meta.code"
			tablehead="Fit" required="True"
			description="What was fitted: free (centre, axes and angle), circle (centre and radius) or fixed
				shape (the centre only)."/>
		<column name="ephemeris" type="text"
			ucd="meta.note"
			tablehead="Ephemeris" required="True"
			description="Name and version of the ephemeris that all lengths on the sky plane are relative to;
				chords of different ephemerides must not be mixed."/>
		<column name="outline" type="text"
			ucd="pos.outline"
			tablehead="Outline" verbLevel="20"
			description="The ellipse on the sky, drawn at the body's position in the ephemeris, as POLYGON ICRS
				with right ascensions and declinations in degrees, to nano-arcseconds."/>
		<column name="s_region" type="spoly" xtype="adql:REGION"
			ucd="pos.outline;obs.field"
			tablehead="Region" verbLevel="20"
			description="The polygon of outline for CONTAINS, INTERSECTS and AREA; where it is less than 80 mas
				across, widened by 20 mas on all sides, since spherical geometry in databases resolves no less."/>
		<column name="outline_err" type="double precision[]"
			unit="km" ucd="stat.error;pos.cartesian"
			tablehead="Err. outline" verbLevel="25"
			description="Uncertainty of the limb's distance from the centre at the position angles 0, 5, ... 355
				degrees, 1 sigma."/>
		<stc>Polygon ICRS [s_region]</stc>
		<foreignKey source="event_id" inTable="occ/q#event"/>
		<index columns="event_id"/>
		<FEED source="occ/q#utc" column="time_ref" refposition="GEOCENTER"/>
	</table>

	<table id="limb_residual" onDisk="True" adql="True" primary="limb_id,chord_id,contact">
		<meta name="title">Residuals of the limbs</meta>
		<meta name="table-rank">26</meta>
		<meta name="description">
			One row a point of a chord that a limb was fitted to: how far it lies from the ellipse.
		</meta>
		<column name="limb_id" type="text"
			ucd="meta.id.parent"
			tablehead="Limb" required="True"
			description="Identifier of the fit, see occ.limb."/>
		<column name="event_id" type="text"
			ucd="meta.id.parent"
			tablehead="Event" required="True"
			description="Identifier of the event, see occ.event."/>
		<column name="chord_id" type="text"
			ucd="meta.id.parent"
			tablehead="Chord" required="True"
			description="Identifier of the chord, see occ.chord."/>
		<column name="contact" type="text"
			ucd="meta.code"
			tablehead="Contact" required="True"
			description="End of the chord: D (disappearance) or R (reappearance)."/>
		<column name="along" type="double precision"
			unit="km" ucd="stat.fit.residual;pos.cartesian"
			tablehead="Along" required="True" displayHint="sf=3"
			description="Residual along the chord, positive in the direction of motion: the time was late by
				this over the speed."/>
		<column name="radial" type="double precision"
			unit="km" ucd="stat.fit.residual;pos.cartesian"
			tablehead="Radial" required="True" displayHint="sf=3"
			description="Residual towards the centre, positive outside of the ellipse."/>
		<column name="sigma" type="double precision"
			unit="km" ucd="stat.error;pos.cartesian"
			tablehead="Sigma" required="True" displayHint="sf=3"
			description="Uncertainty along the chord that the point was weighted with, 1 sigma, model_err
				included."/>
		<foreignKey source="limb_id" inTable="limb"/>
		<foreignKey source="chord_id" inTable="chord"/>
		<index columns="event_id"/>
	</table>

	<table id="correction" onDisk="True" adql="True" primary="correction_id">
		<meta name="title">Corrections of times</meta>
		<meta name="table-rank">27</meta>
		<meta name="description">
			One row a correction of a station's times, whether it was added to the times of its
			chords or not: what reports say of themselves, and what reviewers recorded.
		</meta>
		<column name="correction_id" type="text"
			ucd="meta.id;meta.main"
			tablehead="Correction" required="True"
			description="Identifier of the correction: the report and a number."/>
		<column name="event_id" type="text"
			ucd="meta.id.parent"
			tablehead="Event" required="True"
			description="Identifier of the event, see occ.event."/>
		<column name="report_id" type="text"
			ucd="meta.id.parent"
			tablehead="Report" required="True"
			description="Identifier of the report whose times it is for, see occ.report."/>
		<column name="contact" type="text"
			ucd="meta.code"
			tablehead="Contact" required="True"
			description="Which times of the report it is for: all, D (disappearance) or R (reappearance)."/>
		<column name="reason" type="text"
			ucd="meta.note"
			tablehead="Reason" required="True"
			description="What it corrects, for instance the clock of the station, a time adjustment of the
				record or a personal equation."/>
		<column name="shift" type="double precision"
			unit="s" ucd="time.interval"
			tablehead="Shift" required="True"
			description="How much is to be added to the reported times."/>
		<column name="applied" type="text"
			ucd="meta.code"
			tablehead="Applied" required="True"
			description="Whether the reported times hold the correction already: yes, no or unknown. Only what
				they do not hold is ever added."/>
		<column name="is_added" type="boolean"
			ucd="meta.code"
			tablehead="Added" required="True"
			description="Whether it was added, so that the times in occ.chord hold it."/>
		<column name="author" type="text"
			ucd="meta.id;meta.curation"
			tablehead="Author"
			description="Who decided a recorded correction; NULL for what follows from the report itself."/>
		<column name="reference" type="text"
			ucd="meta.bib"
			tablehead="Reference"
			description="Bibcode or address of what a recorded correction rests on."/>
		<column name="received" type="double precision"
			unit="d" ucd="time.creation"
			tablehead="Received" displayHint="type=humanDate"
			description="Time at which a recorded correction came in, UTC as MJD; NULL for what follows from the
				report itself."/>
		<column name="status" type="text"
			ucd="meta.code.status"
			tablehead="Status" required="True"
			description="accepted, or superseded where a later correction of the same report and reason replaces
				this one."/>
		<foreignKey source="report_id" inTable="occ/q#report"/>
		<index columns="event_id"/>
		<index columns="report_id"/>
		<FEED source="occ/q#utc" column="received" refposition="TOPOCENTER"/>
	</table>

	<table id="reduction_finding" onDisk="True" adql="True" primary="finding_id">
		<meta name="title">Findings of the reduction</meta>
		<meta name="table-rank">28</meta>
		<meta name="description">
			Why a report has no chord or an event no limb, and what to doubt in those there are: one
			row a remark.
		</meta>
		<column name="finding_id" type="text"
			ucd="meta.id;meta.main"
			tablehead="Finding" required="True"
			description="Identifier of the finding: the event and a number."/>
		<column name="event_id" type="text"
			ucd="meta.id.parent"
			tablehead="Event" required="True"
			description="Identifier of the event, see occ.event."/>
		<column name="report_id" type="text"
			ucd="meta.id.parent"
			tablehead="Report"
			description="Identifier of the report that the finding is about, see occ.report; NULL for the event
				as a whole."/>
		<column name="code" type="text"
			ucd="meta.code"
			tablehead="Code" required="True"
			description="Kind of finding, for instance ephemeris_missing, limb_points or limb_cut."/>
		<column name="severity" type="text"
			ucd="meta.code.qual"
			tablehead="Severity" required="True"
			description="How much it weighs: error (a report that has no chord), warning or info."/>
		<column name="column_name" type="text"
			ucd="meta.id"
			tablehead="Column" required="True" verbLevel="20"
			description="Column of occ.report that the finding is about, empty if none."/>
		<column name="message" type="text"
			ucd="meta.note"
			tablehead="Message" required="True"
			description="The finding in words."/>
		<column name="hint" type="text"
			ucd="meta.note"
			tablehead="Hint" required="True"
			description="What may help, in words, or empty."/>
		<foreignKey source="event_id" inTable="occ/q#event"/>
		<index columns="event_id"/>
	</table>

	<data id="import">
		<meta name="description">Computes all chords and limbs anew from the archive of accepted files.</meta>
		<sources items="archive"/>
		<embeddedGrammar isDispatching="True">
			<iterator>
				<setup imports="os, pathlib, ingest.events.rows, service.ground.clock"/>
				<code>
					tables = ("chord", "limb", "limb_residual", "correction", "reduction_finding")
					archive = pathlib.Path(os.environ["UMBRA_VAR"], "archive")
					yield from rows.collection_rows(archive, tables, now=clock.now_mjd())
				</code>
			</iterator>
		</embeddedGrammar>
		<rowmaker id="with_region" idmaps="*">
			<!-- As pgSphere reads it; parsing STC-S would take longer than all the rest. -->
			<map key="s_region">@s_region</map>
		</rowmaker>
		<make table="chord" role="chord" rowmaker="with_region">
			<!-- pgSphere's own area of a polygon is wrong by the square root of what a double resolves, 1e-8 sr: more
				than a milliard times the area of an asteroid. This one is Van Oosterom and Strackee's solid angle
				(1983ITBE...30..125V, eq. 8) over a fan of triangles, from differences of the vertices. -->
			<script type="postCreation" lang="SQL" name="Area of small polygons">
				CREATE OR REPLACE FUNCTION \schema.sky_area(region spoly) RETURNS double precision
				LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
				RETURN (
					WITH angles AS (
						SELECT k, found[1]::double precision AS lon, found[2]::double precision AS lat
						FROM regexp_matches(format('%s', region), '[(]([^ ,]+) ?, ?([^ ,)]+)', 'g')
							WITH ORDINALITY AS m(found, k)
					), places AS (
						SELECT k, cos(lat)*cos(lon) AS x, cos(lat)*sin(lon) AS y, sin(lat) AS z FROM angles
					), corners AS (
						SELECT a.x AS ax, a.y AS ay, a.z AS az, b.x AS bx, b.y AS by, b.z AS bz,
							c.x AS cx, c.y AS cy, c.z AS cz,
							b.x-a.x AS ux, b.y-a.y AS uy, b.z-a.z AS uz, c.x-a.x AS vx, c.y-a.y AS vy, c.z-a.z AS vz
						FROM places AS a, places AS b, places AS c WHERE a.k=1 AND b.k>1 AND c.k=b.k+1
					)
					SELECT abs(sum(2*atan2(ax*(uy*vz-uz*vy)+ay*(uz*vx-ux*vz)+az*(ux*vy-uy*vx),
						1+ax*bx+ay*by+az*bz+bx*cx+by*cy+bz*cz+cx*ax+cy*ay+cz*az)))
					FROM corners
				)
			</script>
		</make>
		<make table="limb" role="limb" rowmaker="with_region"/>
		<make table="limb_residual" role="limb_residual"/>
		<make table="correction" role="correction"/>
		<make table="reduction_finding" role="reduction_finding"/>
	</data>

	<service id="dl" allowed="dlget,dlmeta">
		<meta name="title">Stellar occultations: datalink of events</meta>
		<meta name="shortName">Umbra ev links</meta>
		<meta name="description">
			What belongs to an event: its reports, chords and limb as tables, overlays for DS9,
			Aladin and maps, and figures of the sky plane.
		</meta>
		<datalinkCore>
			<descriptorGenerator>
				<setup imports="service.serving.datalink"/>
				<code>
					return datalink.describe_event(pubDID)
				</code>
			</descriptorGenerator>
			<metaMaker semantics="#derivation">
				<setup imports="service.serving.datalink"/>
				<code>
					yield from datalink.links(descriptor)
				</code>
			</metaMaker>
			<inputKey name="FORMAT" type="text" multiplicity="single" required="False"
				ucd="meta.code.mime" tablehead="Format"
				description="What to return: votable (the default), ds9 or aladin for chords and limb on the sky,
					geojson or kml for the stations and the path of the shadow, png, svg or pdf for a figure.">
				<values>
					<option>votable</option>
					<option>ds9</option>
					<option>aladin</option>
					<option>geojson</option>
					<option>kml</option>
					<option>png</option>
					<option>svg</option>
					<option>pdf</option>
				</values>
			</inputKey>
			<inputKey name="FACTOR" type="double precision" multiplicity="single" required="False"
				ucd="arith.factor" tablehead="Magnification"
				description="How many times an overlay on the sky is magnified about the body; true to scale if not
					given. The file states it."/>
			<dataFunction>
				<setup imports="service.serving.datalink"/>
				<code>
					descriptor.data = datalink.deliver(rd, descriptor, args)
				</code>
			</dataFunction>
		</datalinkCore>
		<publish render="dlmeta" sets="ivo_managed"/>
	</service>

	<regSuite title="occ/chord">
		<regTest title="Theobalda's chord of 2024 has the length of the record's own projection">
			<url parSet="TAP" QUERY="SELECT d_f, d_g, r_f, r_g, length FROM occ.chord WHERE event_id='20240627_778_theobalda'">/tap/sync</url>
			<code>
				row = self.getFirstVOTableRow()
				found = [round(row[key], 1) for key in ("d_f", "d_g", "r_f", "r_g", "length")]
				self.assertEqual(found, [-27.3, 5.9, 27.4, -6.0, 56.0])
			</code>
		</regTest>
		<regTest title="Chariklo's chords of 2017 have the published lengths">
			<url parSet="TAP" QUERY="SELECT length FROM occ.chord WHERE event_id='20170622_10199_chariklo' AND outcome='positive' ORDER BY report_id">/tap/sync</url>
			<code>
				found = [round(row["length"], 1) for row in self.getVOTableRows()]
				self.assertEqual(found, [259.5, 223.9, 97.5, 222.5, 222.2])
			</code>
		</regTest>
		<regTest title="Chariklo's limb of 2017 is the published one">
			<url parSet="TAP" QUERY="SELECT center_f, center_g, equivalent_radius, ra_offset FROM occ.limb WHERE event_id='20170622_10199_chariklo'">/tap/sync</url>
			<code>
				row = self.getFirstVOTableRow()
				found = [round(row[key], 1) for key in ("center_f", "center_g", "equivalent_radius", "ra_offset")]
				self.assertEqual(found, [-13.6, -2.2, 132.0, -1.3])
			</code>
		</regTest>
		<regTest title="An event without an ephemeris says why it has no chord">
			<url parSet="TAP" QUERY="SELECT code FROM occ.reduction_finding WHERE event_id='20101105_769_tatjana'">/tap/sync</url>
			<code>
				self.assertEqual(self.getFirstVOTableRow()["code"], "ephemeris_missing")
			</code>
		</regTest>
		<regTest title="Datalink of an event leads to its overlays, magnified ones too">
			<url ID="20170622_10199_chariklo">dl/dlmeta</url>
			<code>
				links = [row["access_url"] for row in self.getVOTableRows() if row["access_url"]]
				self.assertTrue(any(link.endswith("FORMAT=ds9&amp;FACTOR=1000") for link in links))
				self.assertTrue(any("occ.limb_residual" in link for link in links))
			</code>
		</regTest>
		<regTest title="The region file has a line a chord and an ellipse">
			<url ID="20170622_10199_chariklo" FORMAT="ds9">dl/dlget</url>
			<code>
				lines = self.data.decode("utf-8").splitlines()
				self.assertEqual([sum(line.startswith(word) for line in lines) for word in ("line", "ellipse")], [6, 1])
				self.assertHasStrings("true to scale", "Onduruquea")
			</code>
		</regTest>
		<regTest title="A magnified overlay says so">
			<url ID="20170622_10199_chariklo" FORMAT="votable" FACTOR="500">dl/dlget</url>
			<code>
				self.assertHasStrings("magnified 500 times", "POLYGON ICRS")
			</code>
		</regTest>
	</regSuite>
</resource>
