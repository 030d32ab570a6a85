<?xml version="1.0" encoding="utf-8"?>
<resource schema="occ">
	<meta name="title">Stellar occultations</meta>
	<meta name="creationDate">2025-06-01T00:00:00Z</meta>
	<meta name="description">
		When a minor planet passes in front of a star, the star vanishes for some seconds on
		a narrow strip of the Earth. Observers in and beside that strip time the
		disappearance and the reappearance; together their chords give size, shape and
		position of the body to some kilometres or milliarcseconds. This collection holds the
		reports of these observers: events (one star, one body), the report of every
		station, positive or negative, all its timings, the elements of the prediction,
		and the solutions that came with analysed records.
	</meta>
	<meta name="subject">stellar-occultation</meta>
	<meta name="subject">asteroid-occultation</meta>
	<meta name="subject">asteroids</meta>
	<meta name="subject">trans-neptunian-objects</meta>
	<meta name="subject">light-curves</meta>
	<meta name="creator">
		<meta name="name">Observers of stellar occultations</meta>
	</meta>
	<meta name="contributor.name">Named in the column observer of each report</meta>
	<meta name="instrument">Portable and fixed telescopes, see occ.report</meta>
	<meta name="facility">Stations of the observers</meta>
	<meta name="source">Reports of the observers; each row names the format it came in</meta>
	<meta name="type">Archive</meta>
	<meta name="contentLevel">research</meta>
	<meta name="contentLevel">amateur</meta>
	<meta name="coverage.waveband">Optical</meta>
	<meta name="_longdoc" format="rst">
		All times are UTC as Modified Julian Dates (JD - 2400000.5), in double precision,
		which resolves about a microsecond; they hold at mid-exposure unless
		exposure_applied of the report says otherwise. Longitudes and latitudes are WGS84,
		east and north positive. A missing value is NULL.

		A station that saw two or more drops of light (a double star, a satellite, a ring)
		has its first pair in occ.report and the further ones in occ.timing.
		Uncertainties are 1 sigma where err_level is known.
	</meta>
	<FEED source="//procs#license-cc-by" what="Stellar occultations"/>

	<STREAM id="utc">
		<doc>Declares \column as UTC, MJD, at \refposition.</doc>
		<dm>
			(votable:Coords) {
				time: (votable:TimeCoordinate) {
					frame: (votable:TimeFrame) {
						timescale: UTC
						refPosition: \refposition
						time0: MJD-origin
					}
					location: @\column
				}
			}
		</dm>
	</STREAM>

	<table id="event" onDisk="True" adql="True" primary="event_id" mixin="//scs#pgs-pos-index">
		<meta name="title">Events</meta>
		<meta name="table-rank">10</meta>
		<meta name="_associatedDatalinkService">
			<meta name="serviceId">occ/chord#dl</meta>
			<meta name="idColumn">event_id</meta>
		</meta>
		<meta name="description">
			One row an event: one star occulted by one body, or expected to be, with what is known
			of both and the number of reports. The position of the star is NULL where no report gave
			it.
		</meta>
		<column name="event_id" type="text"
			ucd="meta.id;meta.main"
			tablehead="Event" required="True" verbLevel="1"
			description="Identifier of the event: date, number and name of the body; a second event of that body on
				that day gets a suffix."/>
		<column name="body_number" type="integer"
			ucd="meta.id"
			tablehead="No."
			description="Number of the minor planet; NULL for unnumbered bodies, planets and satellites.">
			<values nullLiteral="-1"/>
		</column>
		<column name="body_name" type="text"
			ucd="meta.id;src"
			tablehead="Body"
			description="Name of the occulting body, or its provisional designation, as the Minor Planet Center
				writes it."/>
		<column name="body_class" type="text"
			ucd="meta.code.class;src"
			tablehead="Class"
			description="Class of the body, an EPN-TAP target class: asteroid, dwarf_planet, comet, planet or
				satellite."/>
		<column name="star" type="text"
			ucd="meta.id"
			tablehead="Star"
			description="Designation of the occulted star as its catalogue writes it, for instance UCAC4 350-187717."/>
		<column name="star_gaia" type="bigint"
			ucd="meta.id"
			tablehead="Gaia DR3" verbLevel="15"
			description="Source identifier of the star in Gaia DR3.">
			<values nullLiteral="-1"/>
		</column>
		<column name="ra" type="double precision"
			unit="deg" ucd="pos.eq.ra;meta.main"
			tablehead="RA" displayHint="type=time,sf=3" verbLevel="1"
			description="Right ascension of the star, ICRS; NULL where no report of the event gave it."/>
		<column name="dec" type="double precision"
			unit="deg" ucd="pos.eq.dec;meta.main"
			tablehead="Dec" displayHint="type=sexagesimal,sf=2" verbLevel="1"
			description="Declination of the star, ICRS; NULL where no report of the event gave it."/>
		<column name="star_mag" type="real"
			unit="mag" ucd="phot.mag;em.opt"
			tablehead="Star mag"
			description="Magnitude of the star as the prediction or the observers gave it."/>
		<column name="body_mag" type="real"
			unit="mag" ucd="phot.mag;em.opt"
			tablehead="Body mag" verbLevel="15"
			description="Predicted magnitude of the body."/>
		<column name="mag_drop" type="real"
			unit="mag" ucd="phot.mag;arith.diff"
			tablehead="Drop"
			description="Predicted drop of the combined light of star and body."/>
		<column name="time_predicted" type="double precision"
			unit="d" ucd="time.epoch"
			tablehead="Predicted" displayHint="type=humanDate"
			description="Predicted time of mid-occultation, UTC as MJD, at the first station that reported one."/>
		<column name="time_closest" type="double precision"
			unit="d" ucd="time.epoch"
			tablehead="Closest" displayHint="type=humanDate"
			description="Time of the body's closest geocentric approach to the star, UTC as MJD."/>
		<column name="body_distance" type="double precision"
			unit="au" ucd="pos.distance"
			tablehead="Distance"
			description="Distance of the body from the Earth at the event."/>
		<column name="shadow_speed" type="double precision"
			unit="km/s" ucd="phys.veloc"
			tablehead="Speed"
			description="Speed of the shadow on the fundamental plane."/>
		<column name="body_diameter" type="double precision"
			unit="km" ucd="phys.size.diameter"
			tablehead="Diameter" verbLevel="15"
			description="Diameter of the body that the prediction assumed."/>
		<column name="ephemeris" type="text"
			ucd="meta.note"
			tablehead="Ephemeris" verbLevel="15"
			description="Name and version of the ephemeris of the body behind the prediction."/>
		<column name="n_reports" type="integer"
			ucd="meta.number"
			tablehead="Reports" required="True"
			description="Number of accepted reports of the event."/>
		<column name="n_positive" type="integer"
			ucd="meta.number"
			tablehead="Positive" required="True"
			description="Number of stations that saw the star occulted."/>
		<column name="n_negative" type="integer"
			ucd="meta.number"
			tablehead="Negative" required="True"
			description="Number of stations that watched the star and saw no occultation."/>
		<column name="n_chords" type="integer"
			ucd="meta.number"
			tablehead="Chords" required="True"
			description="Number of chords with both ends of the event, see occ.chord."/>
		<column name="release_date" type="double precision"
			unit="d" ucd="time.release"
			tablehead="Released" displayHint="type=humanDate"
			description="Time since which the event is public, UTC as MJD; NULL if it always was."/>
		<index columns="body_number"/>
		<index columns="body_name"/>
		<index columns="time_predicted"/>
		<dm>
			(votable:Coords) {
				space: (votable:SphericalCoordinate) {
					frame: (votable:SpaceFrame) {
						orientation: ICRS
					}
					longitude: @ra
					latitude: @dec
				}
			}
		</dm>
		<FEED source="utc" column="time_predicted" refposition="TOPOCENTER"/>
		<FEED source="utc" column="time_closest" refposition="GEOCENTER"/>
		<FEED source="utc" column="release_date" refposition="TOPOCENTER"/>
	</table>

	<table id="report" onDisk="True" adql="True" primary="report_id">
		<meta name="title">Reports of stations</meta>
		<meta name="table-rank">20</meta>
		<meta name="description">
			One row a report: one station, with its place, instrument and sky, and what it recorded
			of one event. The first (mostly only) disappearance and reappearance are d_time and
			r_time; further pairs are in occ.timing. A negative report is as valuable as a positive
			one: it limits the size of the body.
		</meta>
		<column name="report_id" type="text"
			ucd="meta.id;meta.main"
			tablehead="Report" required="True"
			description="Identifier of the report: the event and the station."/>
		<column name="event_id" type="text"
			ucd="meta.id.parent"
			tablehead="Event" required="True"
			description="Identifier of the event, see occ.event."/>
		<column name="outcome" type="text"
			ucd="meta.code"
			tablehead="Outcome" required="True"
			description="What the station saw: positive (an occultation), negative (none), uncertain, or no_data
				(nothing usable was recorded)."/>
		<column name="observer" type="text"
			ucd="obs.observer;meta.main"
			tablehead="Observer"
			description="Name under which the observer publishes."/>
		<column name="observer2" type="text"
			ucd="obs.observer"
			tablehead="2nd observer" verbLevel="15"
			description="Name of a second observer at the station."/>
		<column name="country" type="text"
			ucd="meta.code;instr.obsty"
			tablehead="Country"
			description="Country of the station, ISO 3166 alpha-2."/>
		<column name="site" type="text"
			ucd="meta.id;instr.obsty"
			tablehead="Site"
			description="Name of the place of the station."/>
		<column name="lon" type="double precision"
			unit="deg" ucd="pos.earth.lon"
			tablehead="Long." displayHint="sf=5"
			description="Geodetic longitude of the station, WGS84, east positive."/>
		<column name="lat" type="double precision"
			unit="deg" ucd="pos.earth.lat"
			tablehead="Lat." displayHint="sf=5"
			description="Geodetic latitude of the station, WGS84, north positive."/>
		<column name="alt" type="double precision"
			unit="m" ucd="pos.earth.altitude"
			tablehead="Alt." displayHint="sf=0"
			description="Altitude of the station on the WGS84 ellipsoid where alt_ref is WGS84 or MSL, else as given."/>
		<column name="alt_ref" type="text"
			ucd="meta.code;pos.earth.altitude"
			tablehead="Alt. ref." verbLevel="15"
			description="Surface that alt_given counts from: WGS84 (the ellipsoid), MSL (mean sea level) or unknown."/>
		<column name="alt_given" type="double precision"
			unit="m" ucd="pos.earth.altitude"
			tablehead="Alt. given" displayHint="sf=0" verbLevel="15"
			description="Altitude of the station as the report gives it, above the surface that alt_ref names."/>
		<column name="datum" type="text"
			ucd="meta.code;pos.earth"
			tablehead="Datum" verbLevel="15"
			description="Geodetic datum that the observer gave the coordinates in (lon and lat are converted to
				WGS84); the values and their meaning are in occ.code."/>
		<column name="telescope" type="text"
			ucd="meta.code;instr.tel"
			tablehead="Telescope"
			description="Kind of telescope, for instance refractor, newtonian or sct; the values and their meaning
				are in occ.code."/>
		<column name="aperture" type="double precision"
			unit="cm" ucd="phys.size.diameter;instr.tel"
			tablehead="Aperture"
			description="Clear aperture of the telescope."/>
		<column name="focal_length" type="double precision"
			unit="cm" ucd="instr.tel.focalLength"
			tablehead="Focal length" verbLevel="15"
			description="Focal length of the telescope."/>
		<column name="method" type="text"
			ucd="meta.code;instr.setup"
			tablehead="Method"
			description="How the station observed, for instance video, images or visual; the values and their meaning
				are in occ.code."/>
		<column name="camera" type="text"
			ucd="meta.id;instr.det"
			tablehead="Camera"
			description="Camera or detector, as the observer names it."/>
		<column name="time_source" type="text"
			ucd="meta.code;time"
			tablehead="Time source"
			description="Where the time of the recording came from, for instance gps or ntp; the values and their
				meaning are in occ.code."/>
		<column name="exposure" type="double precision"
			unit="s" ucd="time.duration;obs.exposure"
			tablehead="Exposure"
			description="Exposure time of one frame."/>
		<column name="time_start" type="double precision"
			unit="d" ucd="time.start;obs"
			tablehead="Start" displayHint="type=humanDate"
			description="Start of the recording, UTC as MJD."/>
		<column name="time_end" type="double precision"
			unit="d" ucd="time.end;obs"
			tablehead="End" displayHint="type=humanDate"
			description="End of the recording, UTC as MJD."/>
		<column name="d_time" type="double precision"
			unit="d" ucd="time.epoch"
			tablehead="D" displayHint="type=humanDate"
			description="Observed instant of the disappearance of the star, UTC as MJD."/>
		<column name="d_err" type="double precision"
			unit="s" ucd="stat.error;time.epoch"
			tablehead="Err. D"
			description="Uncertainty of d_time; 1 sigma where err_level is known, else as the observer gave it."/>
		<column name="d_code" type="text"
			ucd="meta.code"
			tablehead="Code D"
			description="What disappeared, the letter of the report forms: D main star, d second star, G and g the
				same behind a satellite, N ring, M or m no occultation seen; all letters are in occ.code."/>
		<column name="r_time" type="double precision"
			unit="d" ucd="time.epoch"
			tablehead="R" displayHint="type=humanDate"
			description="Observed instant of the reappearance of the star, UTC as MJD."/>
		<column name="r_err" type="double precision"
			unit="s" ucd="stat.error;time.epoch"
			tablehead="Err. R"
			description="Uncertainty of r_time; 1 sigma where err_level is known, else as the observer gave it."/>
		<column name="r_code" type="text"
			ucd="meta.code"
			tablehead="Code R"
			description="What reappeared, the letter of the report forms: R main star, r second star, B and b the
				same from behind a satellite, N ring, M or m no occultation seen; all letters are in
				occ.code."/>
		<column name="err_level" type="text"
			ucd="meta.code"
			tablehead="Err. level" verbLevel="15"
			description="Confidence level of the uncertainties as the observer gave them, before their conversion to
				1 sigma: 0.68, 0.95, 0.9973 or unknown."/>
		<column name="duration" type="double precision"
			unit="s" ucd="time.duration"
			tablehead="Duration"
			description="Duration of the occultation as the report states it."/>
		<column name="camera_delay_applied" type="text"
			ucd="meta.code"
			tablehead="Delay appl." verbLevel="15"
			description="Whether the camera's delay is corrected for in the times: yes, no or unknown."/>
		<column name="exposure_applied" type="text"
			ucd="meta.code"
			tablehead="Exp. appl." verbLevel="15"
			description="Whether the times are corrected to mid-exposure: yes, no or unknown."/>
		<column name="time_adjustment" type="double precision"
			unit="s" ucd="time.interval"
			tablehead="Adjustment" verbLevel="20"
			description="Correction to be added to all times of this station, which is not yet in them."/>
		<column name="d_personal_equation" type="double precision"
			unit="s" ucd="time.interval"
			tablehead="PE D" verbLevel="20"
			description="Personal equation of a visual observer for the disappearance, as the record states it."/>
		<column name="r_personal_equation" type="double precision"
			unit="s" ucd="time.interval"
			tablehead="PE R" verbLevel="20"
			description="Personal equation of a visual observer for the reappearance, as the record states it."/>
		<column name="reaction_time_applied" type="text"
			ucd="meta.code"
			tablehead="PE appl." verbLevel="15"
			description="Whether the observer's reaction time (personal equation) is taken off d_time and r_time: yes, no
				or unknown."/>
		<column name="timing_weight" type="integer"
			ucd="stat.weight"
			tablehead="Weight" verbLevel="20"
			description="Weight of the station's times in the fit of the record it came in.">
			<values nullLiteral="-1"/>
		</column>
		<column name="snr" type="double precision"
			ucd="stat.snr"
			tablehead="S/N"
			description="Signal-to-noise ratio of the star's light, as the observer gave it."/>
		<column name="wind" type="text"
			ucd="meta.note;obs.atmos"
			tablehead="Wind" verbLevel="20"
			description="Wind at the station, in the observer's words."/>
		<column name="temperature" type="double precision"
			unit="'degC'" ucd="phys.temperature;obs.atmos"
			tablehead="Temp." verbLevel="20"
			description="Air temperature at the station, in degrees Celsius."/>
		<column name="transparency" type="text"
			ucd="meta.code;obs.atmos"
			tablehead="Transparency" verbLevel="15"
			description="Transparency of the sky, for instance clear or thin_cloud; the values and their meaning are
				in occ.code."/>
		<column name="stability" type="text"
			ucd="meta.code;obs.atmos"
			tablehead="Stability" verbLevel="15"
			description="Stability of the star's image: steady, slight or strong flickering; the values and their
				meaning are in occ.code."/>
		<column name="comment" type="text"
			ucd="meta.note"
			tablehead="Comment"
			description="Remarks of the observer."/>
		<column name="software" type="text"
			ucd="meta.note"
			tablehead="Software" verbLevel="15"
			description="Software that the observer used for recording and measuring."/>
		<column name="source_format" type="text"
			ucd="meta.code"
			tablehead="Format" verbLevel="20"
			description="Format of the file that the report came in, for instance sodis_form, legacy_form or
				occult_xml."/>
		<column name="star_written" type="text"
			ucd="meta.id"
			tablehead="Star written" verbLevel="25"
			description="Designation of the star as this report writes it."/>
		<column name="body_written" type="text"
			ucd="meta.id"
			tablehead="Body written" verbLevel="25"
			description="Number and name of the body as this report writes them."/>
		<column name="time_predicted" type="double precision"
			unit="d" ucd="time.epoch"
			tablehead="Predicted" displayHint="type=humanDate"
			description="Predicted time of mid-occultation at the station as this report gives it, UTC as MJD."/>
		<column name="status" type="text"
			ucd="meta.code.status"
			tablehead="Status" required="True"
			description="accepted, or superseded where a later report of the same station replaces this one."/>
		<column name="supersedes" type="text"
			ucd="meta.id.cross"
			tablehead="Supersedes" verbLevel="20"
			description="Identifier of the earlier report that this one replaces."/>
		<column name="received" type="double precision"
			unit="d" ucd="time.creation"
			tablehead="Received" displayHint="type=humanDate"
			description="Time at which the report came in, UTC as MJD."/>
		<column name="release_date" type="double precision"
			unit="d" ucd="time.release"
			tablehead="Released" displayHint="type=humanDate"
			description="Time since which the report is public, UTC as MJD; NULL if it always was."/>
		<foreignKey source="event_id" inTable="event"/>
		<index columns="event_id"/>
		<index columns="outcome"/>
		<index columns="d_time"/>
		<index columns="observer"/>
		<FEED source="utc" column="time_start" refposition="TOPOCENTER"/>
		<FEED source="utc" column="time_end" refposition="TOPOCENTER"/>
		<FEED source="utc" column="d_time" refposition="TOPOCENTER"/>
		<FEED source="utc" column="r_time" refposition="TOPOCENTER"/>
		<FEED source="utc" column="time_predicted" refposition="TOPOCENTER"/>
		<FEED source="utc" column="received" refposition="TOPOCENTER"/>
		<FEED source="utc" column="release_date" refposition="TOPOCENTER"/>
	</table>

	<table id="timing" onDisk="True" adql="True" primary="report_id,seq">
		<meta name="title">Further timings</meta>
		<meta name="table-rank">30</meta>
		<meta name="description">
			Further pairs of disappearance and reappearance of a report, for stations that saw two
			or more drops of light: a double star, a satellite or a ring.
		</meta>
		<column name="report_id" type="text"
			ucd="meta.id.parent;meta.main"
			tablehead="Report" required="True"
			description="Identifier of the report, see occ.report."/>
		<column name="event_id" type="text"
			ucd="meta.id"
			tablehead="Event" required="True"
			description="Identifier of the event, see occ.event."/>
		<column name="seq" type="integer"
			ucd="meta.number"
			tablehead="Seq." required="True"
			description="Number of the pair, counted from 1 in the order of the report; the report's first pair is in
				occ.report."/>
		<column name="d_time" type="double precision"
			unit="d" ucd="time.epoch"
			tablehead="D" displayHint="type=humanDate"
			description="Observed instant of the disappearance of the star, UTC as MJD."/>
		<column name="d_err" type="double precision"
			unit="s" ucd="stat.error;time.epoch"
			tablehead="Err. D"
			description="Uncertainty of d_time; 1 sigma where err_level is known, else as the observer gave it."/>
		<column name="d_code" type="text"
			ucd="meta.code"
			tablehead="Code D"
			description="What disappeared, the letter of the report forms: D main star, d second star, G and g the
				same behind a satellite, N ring, M or m no occultation seen; all letters are in occ.code."/>
		<column name="r_time" type="double precision"
			unit="d" ucd="time.epoch"
			tablehead="R" displayHint="type=humanDate"
			description="Observed instant of the reappearance of the star, UTC as MJD."/>
		<column name="r_err" type="double precision"
			unit="s" ucd="stat.error;time.epoch"
			tablehead="Err. R"
			description="Uncertainty of r_time; 1 sigma where err_level is known, else as the observer gave it."/>
		<column name="r_code" type="text"
			ucd="meta.code"
			tablehead="Code R"
			description="What reappeared, the letter of the report forms: R main star, r second star, B and b the
				same from behind a satellite, N ring, M or m no occultation seen; all letters are in
				occ.code."/>
		<foreignKey source="report_id" inTable="report"/>
		<FEED source="utc" column="d_time" refposition="TOPOCENTER"/>
		<FEED source="utc" column="r_time" refposition="TOPOCENTER"/>
	</table>

	<table id="elements" onDisk="True" adql="True" primary="elements_id">
		<meta name="title">Besselian elements</meta>
		<meta name="table-rank">40</meta>
		<meta name="description">
			Elements of the shadow's path as a prediction or an analysed record gives them: the axis
			of the shadow on the fundamental plane is x + dx t + d2x t^2 + d3x t^3 (likewise y) with
			t in hours since time_ref.
		</meta>
		<column name="elements_id" type="text"
			ucd="meta.id;meta.main"
			tablehead="Elements" required="True"
			description="Identifier of this set of elements: the event and a number."/>
		<column name="event_id" type="text"
			ucd="meta.id.parent"
			tablehead="Event" required="True"
			description="Identifier of the event, see occ.event."/>
		<column name="source" type="text"
			ucd="meta.note"
			tablehead="Source" required="True"
			description="Origin of orbit and prediction, in the words of the one who computed them."/>
		<column name="time_ref" type="double precision"
			unit="d" ucd="time.epoch"
			tablehead="Epoch" displayHint="type=humanDate"
			description="Zero of the polynomials in time, UTC as MJD."/>
		<column name="x" type="double precision"
			unit="'earthRad'" ucd="pos.cartesian.x"
			tablehead="x"
			description="Place of the shadow's axis on the fundamental plane at time_ref, to the east, in Earth radii
				of 6378.137 km."/>
		<column name="y" type="double precision"
			unit="'earthRad'" ucd="pos.cartesian.y"
			tablehead="y"
			description="Place of the shadow's axis on the fundamental plane at time_ref, to the north, in Earth
				radii of 6378.137 km."/>
		<column name="dx" type="double precision"
			unit="'earthRad'/h" ucd="arith.rate;pos.cartesian.x"
			tablehead="dx"
			description="Coefficient of t in x, with t in hours since time_ref."/>
		<column name="dy" type="double precision"
			unit="'earthRad'/h" ucd="arith.rate;pos.cartesian.y"
			tablehead="dy"
			description="Coefficient of t in y, with t in hours since time_ref."/>
		<column name="d2x" type="double precision"
			unit="'earthRad'/h**2" ucd="arith.rate;pos.cartesian.x"
			tablehead="d2x" verbLevel="15"
			description="Coefficient of t squared in x, with t in hours since time_ref."/>
		<column name="d2y" type="double precision"
			unit="'earthRad'/h**2" ucd="arith.rate;pos.cartesian.y"
			tablehead="d2y" verbLevel="15"
			description="Coefficient of t squared in y, with t in hours since time_ref."/>
		<column name="d3x" type="double precision"
			unit="'earthRad'/h**3" ucd="arith.rate;pos.cartesian.x"
			tablehead="d3x" verbLevel="15"
			description="Coefficient of t cubed in x, with t in hours since time_ref."/>
		<column name="d3y" type="double precision"
			unit="'earthRad'/h**3" ucd="arith.rate;pos.cartesian.y"
			tablehead="d3y" verbLevel="15"
			description="Coefficient of t cubed in y, with t in hours since time_ref."/>
		<column name="ra_apparent" type="double precision"
			unit="deg" ucd="pos.eq.ra"
			tablehead="RA app." verbLevel="15"
			description="Apparent right ascension of the star, true equator and equinox of date."/>
		<column name="dec_apparent" type="double precision"
			unit="deg" ucd="pos.eq.dec"
			tablehead="Dec app." verbLevel="15"
			description="Apparent declination of the star, true equator and equinox of date."/>
		<column name="parallax" type="double precision"
			unit="arcsec" ucd="pos.parallax"
			tablehead="Parallax" verbLevel="15"
			description="Horizontal parallax of the body."/>
		<column name="parallax_rate" type="double precision"
			unit="arcsec/h" ucd="arith.rate;pos.parallax"
			tablehead="Parallax rate" verbLevel="20"
			description="Change of the body's horizontal parallax in an hour."/>
		<column name="substellar_lon" type="double precision"
			unit="deg" ucd="pos.earth.lon"
			tablehead="Sub-star lon" verbLevel="20"
			description="Longitude of the point of the Earth that has the star in the zenith at time_ref, east
				positive."/>
		<column name="substellar_lat" type="double precision"
			unit="deg" ucd="pos.earth.lat"
			tablehead="Sub-star lat" verbLevel="20"
			description="Latitude of the point of the Earth that has the star in the zenith at time_ref, north
				positive."/>
		<column name="subsolar_lon" type="double precision"
			unit="deg" ucd="pos.earth.lon"
			tablehead="Sub-Sun lon" verbLevel="20"
			description="Longitude of the point of the Earth that has the Sun in the zenith at time_ref, east
				positive."/>
		<column name="subsolar_lat" type="double precision"
			unit="deg" ucd="pos.earth.lat"
			tablehead="Sub-Sun lat" verbLevel="20"
			description="Latitude of the point of the Earth that has the Sun in the zenith at time_ref, north
				positive."/>
		<column name="max_duration" type="double precision"
			unit="s" ucd="time.duration;stat.max"
			tablehead="Max. duration"
			description="Longest possible duration of the occultation."/>
		<column name="path_err" type="double precision"
			unit="arcsec" ucd="stat.error;pos"
			tablehead="Path error"
			description="Uncertainty of the predicted path on the sky, 1 sigma."/>
		<column name="path_err_basis" type="text"
			ucd="meta.note"
			tablehead="Error basis" verbLevel="20"
			description="What the uncertainty of the path rests on, in the words of the prediction."/>
		<column name="source_format" type="text"
			ucd="meta.code"
			tablehead="Format" verbLevel="20"
			description="Format of the file that the elements came in: occelmnt (a prediction) or occult_xml (an
				observation archive)."/>
		<foreignKey source="event_id" inTable="event"/>
		<index columns="event_id"/>
		<FEED source="utc" column="time_ref" refposition="TOPOCENTER"/>
	</table>

	<table id="published_fit" onDisk="True" adql="True" primary="fit_id">
		<meta name="title">Published solutions</meta>
		<meta name="table-rank">50</meta>
		<meta name="description">
			Solutions (fitted ellipses, shape models, satellites, double stars, astrometry) that
			came with analysed observation records, unchanged; all items of a solution are
			in one text, the values that most users need have columns.
		</meta>
		<column name="fit_id" type="text"
			ucd="meta.id;meta.main"
			tablehead="Fit" required="True"
			description="Identifier of this solution: the event and a number."/>
		<column name="event_id" type="text"
			ucd="meta.id.parent"
			tablehead="Event" required="True"
			description="Identifier of the event, see occ.event."/>
		<column name="kind" type="text"
			ucd="meta.code.class"
			tablehead="Kind" required="True"
			description="Kind of solution, after the element of the record: for instance ellipse, shape_model,
				satellite, double_star, astrometry or flags."/>
		<column name="center_f" type="double precision"
			unit="km" ucd="pos.cartesian.x"
			tablehead="f"
			description="Centre of the fitted ellipse on the sky plane, to the east."/>
		<column name="center_g" type="double precision"
			unit="km" ucd="pos.cartesian.y"
			tablehead="g"
			description="Centre of the fitted ellipse on the sky plane, to the north."/>
		<column name="semi_major" type="double precision"
			unit="km" ucd="phys.size.smajAxis"
			tablehead="a"
			description="Semi-major axis of the fitted ellipse."/>
		<column name="semi_minor" type="double precision"
			unit="km" ucd="phys.size.sminAxis"
			tablehead="b"
			description="Semi-minor axis of the fitted ellipse."/>
		<column name="position_angle" type="double precision"
			unit="deg" ucd="pos.posAng"
			tablehead="PA"
			description="Position angle of the major axis, from north through east."/>
		<column name="quality" type="integer"
			ucd="meta.code.qual"
			tablehead="Quality"
			description="Quality code of the record itself.">
			<values nullLiteral="-1"/>
		</column>
		<column name="items" type="text"
			ucd="meta.note"
			tablehead="Items" required="True" verbLevel="15"
			description="All items of the element as written in the record, joined by vertical bars."/>
		<column name="source_format" type="text"
			ucd="meta.code"
			tablehead="Format" required="True" verbLevel="20"
			description="Format of the file that the solution came in, for instance occult_xml."/>
		<foreignKey source="event_id" inTable="event"/>
		<index columns="event_id"/>
	</table>

	<table id="code" onDisk="True" adql="True" primary="code_list,code">
		<meta name="title">Codes and their meaning</meta>
		<meta name="table-rank">60</meta>
		<meta name="description">
			Every code that the other tables of this schema use, with its letter on the report forms
			and its meaning.
		</meta>
		<column name="code_list" type="text"
			ucd="meta.code.class"
			tablehead="List" required="True"
			description="Name of the list, which is the name of the column of occ.report that holds its codes; answer
				is the list of camera_delay_applied and exposure_applied."/>
		<column name="code" type="text"
			ucd="meta.code"
			tablehead="Code" required="True"
			description="Code in the published tables."/>
		<column name="letter" type="text"
			ucd="meta.code"
			tablehead="Letter"
			description="Letter or digit of the code on the report forms; NULL where they spell it out."/>
		<column name="meaning" type="text"
			ucd="meta.note"
			tablehead="Meaning" required="True"
			description="What the code means."/>
	</table>

	<coverage>
		<updater spaceTable="event" timeTable="report"/>
	</coverage>

	<data id="import">
		<meta name="description">Makes all tables anew from the archive of accepted files.</meta>
		<!-- DaCHS runs a grammar once a source; which files there are is the archive's business. -->
		<sources items="archive"/>
		<embeddedGrammar isDispatching="True">
			<iterator>
				<setup imports="os, pathlib, ingest.events.rows, service.ground.clock"/>
				<code>
					tables = ("event", "report", "timing", "elements", "published_fit", "code")
					archive = pathlib.Path(os.environ["UMBRA_VAR"], "archive")
					yield from rows.collection_rows(archive, tables, now=clock.now_mjd())
				</code>
			</iterator>
		</embeddedGrammar>
		<make table="event" role="event"/>
		<make table="report" role="report"/>
		<make table="timing" role="timing"/>
		<make table="elements" role="elements"/>
		<make table="published_fit" role="published_fit"/>
		<make table="code" role="code"/>
	</data>

	<service id="cone" allowed="scs.xml,form">
		<meta name="title">Stellar occultations: cone search on the stars</meta>
		<meta name="shortName">Umbra stars</meta>
		<meta name="description">
			Finds occultation events by the position of the occulted star. Events whose reports
			did not give the star's coordinates are found through TAP only.
		</meta>
		<meta>
			testQuery.ra: 264.2056
			testQuery.dec: -38.0767
			testQuery.sr: 0.01
		</meta>
		<scsCore queriedTable="event">
			<FEED source="%#cone_search"/>
			<condDesc buildFrom="body_name"/>
			<condDesc buildFrom="n_positive"/>
		</scsCore>
		<publish render="scs.xml" sets="ivo_managed"/>
		<publish render="form" sets="ivo_managed,local"/>
	</service>

	<service id="reports" allowed="form" defaultRenderer="form">
		<meta name="title">Stellar occultations: reports of stations</meta>
		<meta name="shortName">Umbra reports</meta>
		<meta name="description">
			Finds reports of stellar occultations by body, observer, outcome, country and date.
		</meta>
		<meta name="_intro" format="rst">
			Fill in what you know and leave the rest empty. Everything here, and more, can be
			asked through TAP_ as well: the tables are occ.event, occ.report and occ.timing.

			.. _TAP: /tap/examples
		</meta>
		<fancyQueryCore queriedTable="report" timeout="15">
			<query>
				SELECT report_id, event_id, body_number, body_name, star, outcome, observer, site, country,
					to_char(timestamp '1858-11-17' + d_time*interval '1 day', 'YYYY-MM-DD HH24:MI:SS.MS') AS d_utc,
					d_err,
					to_char(timestamp '1858-11-17' + r_time*interval '1 day', 'YYYY-MM-DD HH24:MI:SS.MS') AS r_utc,
					r_err, lon, lat, alt, method, status
				FROM \schema.report
				JOIN (SELECT event_id, body_number, body_name, star FROM \schema.event) AS e USING (event_id)
				%s
				ORDER BY COALESCE(d_time, time_start, time_predicted) DESC NULLS LAST, report_id
				LIMIT 5000
			</query>
			<condDesc>
				<inputKey name="body" type="text" multiplicity="single" tablehead="Body"
					description="Number or name, for instance 10199 or Chariklo"/>
				<phraseMaker>
					<code>
						key = base.getSQLKey("body", inPars["body"].strip(" ()"), outPars)
						yield f"(body_name ILIKE %({key})s OR body_number::text=%({key})s)"
					</code>
				</phraseMaker>
			</condDesc>
			<condDesc>
				<inputKey name="observer" type="text" multiplicity="single" tablehead="Observer"
					description="Name or a part of it"/>
				<phraseMaker>
					<code>
						key = base.getSQLKey("observer", inPars["observer"].strip(), outPars)
						yield f"strpos(lower(observer), lower(%({key})s))>0"
					</code>
				</phraseMaker>
			</condDesc>
			<condDesc>
				<inputKey original="report.outcome" multiplicity="single" required="False">
					<values>
						<option>positive</option>
						<option>negative</option>
						<option>uncertain</option>
						<option>no_data</option>
					</values>
				</inputKey>
			</condDesc>
			<condDesc>
				<inputKey original="report.country" multiplicity="single" required="False"/>
			</condDesc>
			<condDesc>
				<inputKey name="date_min" type="date" multiplicity="single" tablehead="From"
					description="First day of the observations, UTC, as yyyy-mm-dd"/>
				<phraseMaker>
					<code>
						key = base.getSQLKey("date_min", stc.dateTimeToMJD(inPars["date_min"]), outPars)
						yield f"COALESCE(d_time, time_start, time_predicted)>=%({key})s"
					</code>
				</phraseMaker>
			</condDesc>
			<condDesc>
				<inputKey name="date_max" type="date" multiplicity="single" tablehead="To"
					description="Last day of the observations, UTC, as yyyy-mm-dd"/>
				<phraseMaker>
					<code>
						key = base.getSQLKey("date_max", stc.dateTimeToMJD(inPars["date_max"])+1, outPars)
						yield f"COALESCE(d_time, time_start, time_predicted)&lt;%({key})s"
					</code>
				</phraseMaker>
			</condDesc>
			<outputTable>
				<outputField original="report.event_id"/>
				<outputField original="event.body_number"/>
				<outputField original="event.body_name"/>
				<outputField original="report.outcome"/>
				<outputField original="report.observer"/>
				<outputField original="report.site"/>
				<outputField original="report.country"/>
				<outputField name="d_utc" type="text" tablehead="D (UTC)"
					ucd="time.epoch" description="Observed instant of the disappearance, UTC."/>
				<outputField original="report.d_err"/>
				<outputField name="r_utc" type="text" tablehead="R (UTC)"
					ucd="time.epoch" description="Observed instant of the reappearance, UTC."/>
				<outputField original="report.r_err"/>
				<outputField original="report.lon"/>
				<outputField original="report.lat"/>
				<outputField original="report.alt"/>
				<outputField original="event.star"/>
				<outputField original="report.method"/>
				<outputField original="report.status"/>
				<outputField original="report.report_id"/>
			</outputTable>
		</fancyQueryCore>
		<publish render="form" sets="ivo_managed,local"/>
	</service>

	<service id="page" allowed="qp">
		<meta name="title">Stellar occultations: page of an event</meta>
		<meta name="shortName">Umbra event</meta>
		<meta name="description">
			The page of one event at page/qp/ and its identifier: facts, light curves, reports. It
			is a client of TAP and datalink and shows nothing that these do not have.
		</meta>
		<property name="queryField">event_id</property>
		<pythonCore>
			<inputTable>
				<inputKey name="event_id" type="text" multiplicity="single" required="True"
					description="Identifier of the event, see occ.event."/>
			</inputTable>
			<coreProc>
				<setup imports="gavo.svcs, service.ground.pages"/>
				<code>
					return pages.event_page(base.getTableConn, svcs.UnknownURI, inputTable.getParam("event_id"))
				</code>
			</coreProc>
		</pythonCore>
	</service>

	<regSuite title="occ">
		<regTest title="TAP returns Chariklo's published D and R to the last digit">
			<url parSet="TAP" QUERY="SELECT observer, site, d_time, r_time FROM occ.report JOIN occ.event USING (event_id) WHERE body_number=10199 AND outcome='positive' AND status='accepted' ORDER BY d_time">/tap/sync</url>
			<code>
				days = [row[key]-57926 for row in self.getVOTableRows() for key in ("d_time", "r_time")]
				self.assertEqual([round(day*86400, 3) for day in days], [76875.628, 76879.988, 76877.288, 76887.228,
					76877.609, 76887.564, 76880.329, 76890.343, 76882.213, 76893.824])
			</code>
		</regTest>
		<regTest title="Cone search finds Theobalda's star">
			<url RA="264.2056" DEC="-38.0767" SR="0.01" VERB="3">cone/scs.xml</url>
			<code>
				row = self.getFirstVOTableRow()
				self.assertEqual(row["event_id"], "20240627_778_theobalda")
				self.assertEqual(row["body_number"], 778)
			</code>
		</regTest>
		<regTest title="Cone search elsewhere finds nothing">
			<url RA="10" DEC="80" SR="0.01">cone/scs.xml</url>
			<code>
				self.assertEqual(self.getVOTableRows(), [])
			</code>
		</regTest>
		<regTest title="The form finds a body by name and shows its times">
			<url body="chariklo" outcome="positive" __nevow_form__="genForm" submit="Go">reports/form</url>
			<code>
				self.assertHasStrings("2017-06-22 21:21:15.628", "20170622_10199_chariklo")
			</code>
		</regTest>
		<regTest title="TAP examples name the tables">
			<url>/tap/examples</url>
			<code>
				self.assertHasStrings("occ.report", "occ.event", "dachs-ex-tapquery")
			</code>
		</regTest>
		<regTest title="Codes are explained">
			<url parSet="TAP" QUERY="SELECT meaning FROM occ.code WHERE code_list='d_code' AND code='G'">/tap/sync</url>
			<code>
				self.assertEqual(self.getFirstVOTableRow()["meaning"], "Satellite occults the main star")
			</code>
		</regTest>
	</regSuite>
</resource>
