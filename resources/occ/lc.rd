<?xml version="1.0" encoding="utf-8"?>
<resource schema="occ">
	<meta name="title">Stellar occultations: light curves</meta>
	<meta name="creationDate">2025-06-01T00:00:00Z</meta>
	<meta name="description">
		Light curves of stars that are occulted by minor planets, planets or the Moon: the
		brightness of the star, reading by reading, as observers recorded and measured it with
		video cameras at up to some hundred readings a second, with the instants of disappearance
		and reappearance that measuring programs found in them.
	</meta>
	<meta name="subject">stellar-occultation</meta>
	<meta name="subject">asteroid-occultation</meta>
	<meta name="subject">lunar-occultation</meta>
	<meta name="subject">asteroids</meta>
	<meta name="subject">light-curves</meta>
	<meta name="subject">time-series-analysis</meta>
	<meta name="creator">
		<meta name="name">Observers of stellar occultations</meta>
	</meta>
	<meta name="contributor.name">Named in the column observer of each light curve</meta>
	<meta name="instrument">Portable and fixed telescopes, see occ.report</meta>
	<meta name="facility">Stations of the observers</meta>
	<meta name="source">Recordings of the observers; each row names the format it came in</meta>
	<meta name="type">Archive</meta>
	<meta name="contentLevel">research</meta>
	<meta name="contentLevel">amateur</meta>
	<meta name="coverage.waveband">Optical</meta>
	<meta name="productType">timeseries</meta>
	<meta name="_longdoc" format="rst">
		Times are UTC as Modified Julian Dates at the station. time_kind says whether they are
		of the middle, the beginning or the end of an exposure: most video time stamps do not
		tell, and the difference (half an exposure) matters. bjd_tdb has the same instants at the
		barycentre of the Solar System, where the position of the star and the place of the station are known.

		Values are as measured, star plus body, in the units of the measuring program; they are
		comparable within a curve only. A curve of role ratio is computed here: target over
		comparison stars, unocculted level 1. Dropped readings keep their place in time and have
		no value; flags says what is known against a reading.

		One light curve is one row of occ.lightcurve, with all its readings in arrays; occ.sample
		has the same readings one a row. The datalink service gives a light curve as a VOTable or
		CSV of its own, its preview, and the file it came in.
	</meta>
	<FEED source="//procs#license-cc-by" what="Light curves of stellar occultations"/>

	<table id="lightcurve" onDisk="True" adql="True" primary="lightcurve_id">
		<meta name="title">Light curves</meta>
		<meta name="table-rank">15</meta>
		<meta name="description">
			One row a light curve of one star at one station, all readings in arrays. The arrays of
			a row have as many elements as n_points says.
		</meta>
		<meta name="_associatedDatalinkService">
			<meta name="serviceId">dl</meta>
			<meta name="idColumn">lightcurve_id</meta>
		</meta>
		<column name="lightcurve_id" type="text"
			ucd="meta.id;meta.main"
			tablehead="Light curve" required="True"
			description="Identifier of the light curve: the event and a number."/>
		<column name="event_id" type="text"
			ucd="meta.id.parent"
			tablehead="Event" required="True"
			description="Identifier of the event, see occ.event."/>
		<column name="report_id" type="text"
			ucd="meta.id.parent"
			tablehead="Report"
			description="Identifier of the report of the station, see occ.report; NULL where the station sent none."/>
		<column name="role" type="text"
			ucd="meta.code.class"
			tablehead="Role" required="True"
			description="What was measured: target (the occulted star, mostly together with the body), comparison
				(another star), ratio (target over comparison stars, unocculted level 1, computed here),
				other (an aperture on the sky, a model) or unknown (a star of which the file does not say
				whether it is the occulted one)."/>
		<column name="origin" type="text"
			ucd="meta.code"
			tablehead="Origin" required="True"
			description="Where the values come from: measured, ratio (computed here from measured ones), synthetic (a
				model, nothing observed) or placeholder (every value the same)."/>
		<column name="star" type="text"
			ucd="meta.id;src"
			tablehead="Star"
			description="Designation of the occulted star; NULL for comparison stars."/>
		<column name="ra" type="double precision"
			unit="deg" ucd="pos.eq.ra;meta.main"
			tablehead="RA" displayHint="type=time,sf=3"
			description="Right ascension of the occulted star, ICRS; NULL where no report gave it, and for comparison
				stars."/>
		<column name="dec" type="double precision"
			unit="deg" ucd="pos.eq.dec;meta.main"
			tablehead="Dec" displayHint="type=sexagesimal,sf=2"
			description="Declination of the occulted star, ICRS; NULL where no report gave it, and for comparison
				stars."/>
		<column name="observer" type="text"
			ucd="obs.observer"
			tablehead="Observer"
			description="Name under which the observer publishes."/>
		<column name="lon" type="double precision"
			unit="deg" ucd="pos.earth.lon"
			tablehead="Long." displayHint="sf=5" verbLevel="15"
			description="Geodetic longitude of the station, WGS84, east positive."/>
		<column name="lat" type="double precision"
			unit="deg" ucd="pos.earth.lat"
			tablehead="Lat." displayHint="sf=5" verbLevel="15"
			description="Geodetic latitude of the station, WGS84, north positive."/>
		<column name="alt" type="double precision"
			unit="m" ucd="pos.earth.altitude"
			tablehead="Alt." displayHint="sf=0" verbLevel="15"
			description="Altitude of the station, see occ.report."/>
		<column name="filter" type="text"
			ucd="meta.id;instr.filter"
			tablehead="Filter"
			description="Filter in front of the detector as the file names it; NULL where it names none, which mostly
				means none was used."/>
		<column name="band_name" type="text"
			ucd="instr.bandpass"
			tablehead="Band" verbLevel="15"
			description="Photometric band of the filter, where it has one."/>
		<column name="exposure" type="double precision"
			unit="s" ucd="time.duration;obs.exposure"
			tablehead="Exposure"
			description="Exposure time of one reading."/>
		<column name="cadence" type="double precision"
			unit="s" ucd="time.interval"
			tablehead="Cadence"
			description="Median step in time from reading to reading."/>
		<column name="n_points" type="integer"
			ucd="meta.number"
			tablehead="Readings" required="True"
			description="Number of readings, dropped ones included.">
			<values nullLiteral="-1"/>
		</column>
		<column name="n_dropped" type="integer"
			ucd="meta.number"
			tablehead="Dropped" required="True"
			description="Number of readings without a value, and of frames lost between readings whose numbers follow each other.">
			<values nullLiteral="-1"/>
		</column>
		<column name="time_start" type="double precision"
			unit="d" ucd="time.start;obs"
			tablehead="Start" displayHint="type=humanDate"
			description="Time of the first reading whose time is not in doubt (flags), UTC as MJD; NULL where the file has no times."/>
		<column name="time_end" type="double precision"
			unit="d" ucd="time.end;obs"
			tablehead="End" displayHint="type=humanDate"
			description="Time of the last reading whose time is not in doubt (flags), UTC as MJD."/>
		<column name="time_kind" type="text"
			ucd="meta.code"
			tablehead="Time is" required="True"
			description="Instant of the exposure that the times are of: mid, start, end or unknown."/>
		<column name="camera_delay_applied" type="text"
			ucd="meta.code"
			tablehead="Delay appl." required="True" verbLevel="15"
			description="Whether the camera's delay is corrected for in the times: yes, no or unknown."/>
		<column name="exposure_applied" type="text"
			ucd="meta.code"
			tablehead="Exp. appl." required="True" verbLevel="15"
			description="Whether the times are corrected to mid-exposure: yes, no or unknown."/>
		<column name="software" type="text"
			ucd="meta.note"
			tablehead="Software" verbLevel="15"
			description="Program that measured the light curve, with its version."/>
		<column name="aperture_name" type="text"
			ucd="meta.id"
			tablehead="Aperture" verbLevel="15"
			description="Name that the observer gave the measuring aperture; of a ratio, those of the apertures."/>
		<column name="source_format" type="text"
			ucd="meta.code"
			tablehead="Format" required="True" verbLevel="20"
			description="Format of the file that the light curve came in, for instance tangra_csv or vizier_occ."/>
		<column name="override_reason" type="text"
			ucd="meta.note"
			tablehead="Override" verbLevel="20"
			description="Why a person had it taken in although it contradicts its report or event; NULL where it
				does not."/>
		<column name="received" type="double precision"
			unit="d" ucd="time.creation"
			tablehead="Received" required="True" displayHint="type=humanDate" verbLevel="20"
			description="Time at which the light curve came in, UTC as MJD."/>
		<column name="release_date" type="double precision"
			unit="d" ucd="time.release"
			tablehead="Released" displayHint="type=humanDate" verbLevel="20"
			description="Time since which the light curve is public, UTC as MJD; NULL if it always was."/>
		<column name="accref" type="text"
			ucd="meta.ref.url;meta.dataset"
			tablehead="Data" required="True" displayHint="type=url"
			description="Address of the light curve as a time series in a VOTable."/>
		<column name="preview" type="text"
			ucd="meta.ref.url;meta.preview"
			tablehead="Preview" required="True" displayHint="type=url" verbLevel="15"
			description="Address of a picture of the light curve."/>
		<column name="mjd" type="double precision[]"
			unit="d" ucd="time.epoch"
			tablehead="Times"
			description="Times of the readings, UTC as MJD, at the instant that time_kind says; NaN: no time."/>
		<column name="bjd_tdb" type="double precision[]"
			unit="d" ucd="time.epoch"
			tablehead="BJD TDB" verbLevel="15"
			description="The same instants as Barycentric Julian Dates, TDB, minus 2400000.5; NULL where the position of
				the star or the place of the station is not known."/>
		<column name="flux" type="double precision[]"
			ucd="phot.flux;em.opt"
			tablehead="Flux"
			description="Readings: as measured, in the units of the measuring program; unocculted level 1 for a
				ratio. NaN: dropped reading."/>
		<column name="flux_err" type="double precision[]"
			ucd="stat.error;phot.flux;em.opt"
			tablehead="Err. flux"
			description="Uncertainty of the readings, 1 sigma in the unit of flux; NULL where the file gives none."/>
		<column name="flags" type="smallint[]"
			ucd="meta.code.qual"
			tablehead="Flags" verbLevel="15"
			description="What is known against each reading, a sum of: 1 dropped, 2 time missing in the file, 4 time
				interpolated, 8 time goes back, 16 time off the frame rate, 32 frame number repeated, 64
				frame number goes back, 128 defective pixel in the aperture."/>
		<foreignKey source="event_id" inTable="occ/q#event" metaOnly="True"/>
		<index columns="event_id"/>
		<index columns="report_id"/>
		<index columns="time_start"/>
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
		<FEED source="occ/q#utc" column="time_start" refposition="TOPOCENTER"/>
		<FEED source="occ/q#utc" column="time_end" refposition="TOPOCENTER"/>
		<FEED source="occ/q#utc" column="received" refposition="TOPOCENTER"/>
		<FEED source="occ/q#utc" column="release_date" refposition="TOPOCENTER"/>
		<FEED source="occ/q#utc" column="mjd" refposition="TOPOCENTER"/>
		<dm>
			(votable:Coords) {
				time: (votable:TimeCoordinate) {
					frame: (votable:TimeFrame) {
						timescale: TDB
						refPosition: BARYCENTER
						time0: MJD-origin
					}
					location: @bjd_tdb
				}
			}
		</dm>
		<script lang="SQL" type="postCreation" name="Readings are noise: compressing them costs time and saves nothing">
			ALTER TABLE \schema.lightcurve
				ALTER mjd SET STORAGE EXTERNAL, ALTER bjd_tdb SET STORAGE EXTERNAL, ALTER flux SET STORAGE EXTERNAL,
				ALTER flux_err SET STORAGE EXTERNAL
		</script>
	</table>

	<table id="timing_result" onDisk="True" adql="True" primary="result_id">
		<meta name="title">Timings found by programs</meta>
		<meta name="table-rank">32</meta>
		<meta name="description">
			Disappearance and reappearance as the log or report of a measuring program (PyOTE, AOTA)
			states them, with its statements on their quality. They are in occ.report as well where
			the report itself gives no times.
		</meta>
		<column name="result_id" type="text"
			ucd="meta.id;meta.main"
			tablehead="Result" required="True"
			description="Identifier of the result: the event and a number."/>
		<column name="event_id" type="text"
			ucd="meta.id.parent"
			tablehead="Event" required="True"
			description="Identifier of the event, see occ.event."/>
		<column name="report_id" type="text"
			ucd="meta.id.parent"
			tablehead="Report"
			description="Identifier of the report of the station, see occ.report."/>
		<column name="kind" type="text"
			ucd="meta.code.class"
			tablehead="Kind" required="True" verbLevel="15"
			description="Kind of result: fit, made by a program from an observation."/>
		<column name="seq" type="integer"
			ucd="meta.number"
			tablehead="Seq." required="True"
			description="Number of the drop of light in the file, counted from 1.">
			<values nullLiteral="-1"/>
		</column>
		<column name="is_miss" type="boolean"
			ucd="meta.code"
			tablehead="Miss" required="True"
			description="True where the program found no occultation."/>
		<column name="d_time" type="double precision"
			unit="d" ucd="time.epoch"
			tablehead="D" displayHint="type=humanDate"
			description="Instant of the disappearance, UTC as MJD."/>
		<column name="d_err" type="double precision"
			unit="s" ucd="stat.error;time.epoch"
			tablehead="Err. D"
			description="Uncertainty of d_time; 1 sigma where err_level is known, else as the program gave it."/>
		<column name="r_time" type="double precision"
			unit="d" ucd="time.epoch"
			tablehead="R" displayHint="type=humanDate"
			description="Instant of the reappearance, UTC as MJD."/>
		<column name="r_err" type="double precision"
			unit="s" ucd="stat.error;time.epoch"
			tablehead="Err. R"
			description="Uncertainty of r_time; 1 sigma where err_level is known, else as the program gave it."/>
		<column name="err_level" type="text"
			ucd="meta.code"
			tablehead="Err. level" required="True"
			description="Confidence level of the uncertainties as the program gave them, before their conversion to 1
				sigma: a probability such as 0.68, 0.95 or 0.9973, or unknown."/>
		<column name="duration" type="double precision"
			unit="s" ucd="time.duration"
			tablehead="Duration"
			description="Duration of the occultation as the program states it."/>
		<column name="mag_drop" type="double precision"
			unit="mag" ucd="phot.mag;arith.diff"
			tablehead="Drop"
			description="Observed drop of light."/>
		<column name="dnr" type="double precision"
			ucd="stat.snr"
			tablehead="Drop/noise"
			description="Drop of light over the noise of the unocculted star."/>
		<column name="snr" type="double precision"
			ucd="stat.snr"
			tablehead="S/N"
			description="Signal-to-noise ratio as the program states it."/>
		<column name="false_positive" type="double precision"
			ucd="stat.probability"
			tablehead="False pos."
			description="Probability that noise alone makes such a drop, as the program states it."/>
		<column name="time_kind" type="text"
			ucd="meta.code"
			tablehead="Time is" required="True" verbLevel="15"
			description="Instant of the exposure that the times are of: mid, start, end or unknown."/>
		<column name="camera_delay_applied" type="text"
			ucd="meta.code"
			tablehead="Delay appl." required="True" verbLevel="15"
			description="Whether the camera's delay is corrected for in the times: yes, no or unknown."/>
		<column name="exposure_applied" type="text"
			ucd="meta.code"
			tablehead="Exp. appl." required="True" verbLevel="15"
			description="Whether the times are corrected to mid-exposure: yes, no or unknown."/>
		<column name="aperture_name" type="text"
			ucd="meta.id"
			tablehead="Aperture" verbLevel="20"
			description="Name of the aperture or light curve that was fitted."/>
		<column name="software" type="text"
			ucd="meta.note"
			tablehead="Software" verbLevel="15"
			description="Program that made the fit, with its version."/>
		<column name="source_format" type="text"
			ucd="meta.code"
			tablehead="Format" required="True" verbLevel="20"
			description="Format of the file: pyote_log, fit_metrics, aota_text or aota_xml."/>
		<column name="override_reason" type="text"
			ucd="meta.note"
			tablehead="Override" verbLevel="20"
			description="Why a person had it taken in although it contradicts its report or event; NULL where it
				does not."/>
		<column name="is_used" type="boolean"
			ucd="meta.code"
			tablehead="Used" required="True"
			description="True where the report gives no times itself, so that d_time and r_time of occ.report are
				these."/>
		<foreignKey source="event_id" inTable="occ/q#event" metaOnly="True"/>
		<index columns="event_id"/>
		<index columns="report_id"/>
		<FEED source="occ/q#utc" column="d_time" refposition="TOPOCENTER"/>
		<FEED source="occ/q#utc" column="r_time" refposition="TOPOCENTER"/>
	</table>

	<table id="attachment" onDisk="True" adql="True" primary="attachment_id">
		<meta name="title">Files that came with reports</meta>
		<meta name="table-rank">34</meta>
		<meta name="description">
			Maps, screen shots and other files that observers sent along with a report. The datalink
			service hands them out by attachment_id.
		</meta>
		<meta name="_associatedDatalinkService">
			<meta name="serviceId">dl</meta>
			<meta name="idColumn">attachment_id</meta>
		</meta>
		<column name="attachment_id" type="text"
			ucd="meta.id;meta.main"
			tablehead="Attachment" required="True"
			description="Identifier of the file: the event and a number."/>
		<column name="event_id" type="text"
			ucd="meta.id.parent"
			tablehead="Event" required="True"
			description="Identifier of the event, see occ.event."/>
		<column name="report_id" type="text"
			ucd="meta.id.parent"
			tablehead="Report"
			description="Identifier of the report that it came with, see occ.report."/>
		<column name="name" type="text"
			ucd="meta.id;meta.file"
			tablehead="Name" required="True"
			description="Name of the file."/>
		<column name="media_type" type="text"
			ucd="meta.code.mime"
			tablehead="Type" required="True"
			description="Media type that the content of the file tells."/>
		<column name="n_bytes" type="integer"
			unit="byte" ucd="phys.size;meta.file"
			tablehead="Size" required="True"
			description="Size of the file as it came. Pictures are handed out in a light form of at most 100 kB.">
			<values nullLiteral="-1"/>
		</column>
		<foreignKey source="event_id" inTable="occ/q#event" metaOnly="True"/>
		<index columns="event_id"/>
		<index columns="report_id"/>
	</table>

	<table id="sample" onDisk="True" adql="True">
		<meta name="title">Readings of light curves</meta>
		<meta name="table-rank">16</meta>
		<meta name="description">
			The readings of all light curves, one a row. Say which light curve or which event you
			want (lightcurve_id or event_id): there are a great many rows.
		</meta>
		<column original="lightcurve.lightcurve_id" ucd="meta.id.parent;meta.main"/>
		<column original="lightcurve.event_id"/>
		<column name="seq" type="integer"
			ucd="meta.number;meta.record"
			tablehead="No." required="True"
			description="Number of the reading in its light curve, counted from 1.">
			<values nullLiteral="-1"/>
		</column>
		<column name="mjd" type="double precision"
			unit="d" ucd="time.epoch"
			tablehead="Time"
			description="Time of the reading, UTC as MJD, at the instant that time_kind of occ.lightcurve says."/>
		<column name="bjd_tdb" type="double precision"
			unit="d" ucd="time.epoch"
			tablehead="BJD TDB" verbLevel="15"
			description="The same instant as Barycentric Julian Date, TDB, minus 2400000.5."/>
		<column name="flux" type="double precision"
			ucd="phot.flux;em.opt"
			tablehead="Flux"
			description="Reading, in the units of the measuring program; unocculted level 1 for a ratio. NULL:
				dropped reading."/>
		<column name="flux_err" type="double precision"
			ucd="stat.error;phot.flux;em.opt"
			tablehead="Err. flux"
			description="Uncertainty of the reading, 1 sigma in the unit of flux."/>
		<column name="flags" type="smallint"
			ucd="meta.code.qual"
			tablehead="Flags" required="True"
			description="What is known against the reading, as in occ.lightcurve.">
			<values nullLiteral="-1"/>
		</column>
		<FEED source="occ/q#utc" column="mjd" refposition="TOPOCENTER"/>
		<dm>
			(votable:Coords) {
				time: (votable:TimeCoordinate) {
					frame: (votable:TimeFrame) {
						timescale: TDB
						refPosition: BARYCENTER
						time0: MJD-origin
					}
					location: @bjd_tdb
				}
			}
		</dm>
		<viewStatement>
			CREATE VIEW \curtable AS (
				SELECT \colNames FROM (
					SELECT lightcurve_id, event_id, s.seq::integer, NULLIF(s.mjd, 'NaN') AS mjd,
						NULLIF(s.bjd_tdb, 'NaN') AS bjd_tdb, NULLIF(s.flux, 'NaN') AS flux,
						NULLIF(s.flux_err, 'NaN') AS flux_err, s.flags
					FROM \schema.lightcurve AS c,
						LATERAL unnest(c.mjd, c.bjd_tdb, c.flux, c.flux_err, c.flags)
							WITH ORDINALITY AS s(mjd, bjd_tdb, flux, flux_err, flags, seq)) AS readings)
		</viewStatement>
	</table>

	<table id="ssa_source" onDisk="True" adql="hidden">
		<meta name="description">What the SSA and ObsCore tables show of each light curve that has times.</meta>
		<column original="lightcurve.lightcurve_id"/>
		<column original="lightcurve.event_id"/>
		<column name="accref" type="text" description="Address of the light curve."/>
		<column name="owner" type="text" description="Always NULL: what is not public is not in the table."/>
		<column name="embargo" type="date" description="Always NULL."/>
		<column name="mime" type="text" description="Media type of the light curve."/>
		<column name="accsize" type="integer" unit="byte" description="Approximate size of the light curve.">
			<values nullLiteral="-1"/>
		</column>
		<column name="preview" type="text" description="Address of the preview."/>
		<column name="title" type="text" description="Title of the light curve."/>
		<column name="targname" type="text" description="Name of the body."/>
		<column name="targclass" type="text" description="Class of the body."/>
		<column name="did" type="text" description="Publisher's identifier."/>
		<column name="location" type="spoint" description="Position of the star."/>
		<column name="middle" type="double precision" unit="d" description="Middle of the recording, UTC as MJD."/>
		<column name="span" type="double precision" unit="s" description="Length of the recording."/>
		<column name="bandpass" type="text" description="Filter."/>
		<column name="em_low" type="double precision" unit="m" description="Lower end of the wavelengths."/>
		<column name="em_high" type="double precision" unit="m" description="Upper end of the wavelengths."/>
		<column name="n_points" type="integer" description="Number of readings.">
			<values nullLiteral="-1"/>
		</column>
		<column name="creation" type="text" description="How the curve came about, in the words of SSA."/>
		<column name="telescope" type="text" description="Telescope of the station."/>
		<column name="facility" type="text" description="Station."/>
		<column name="exposure" type="double precision" unit="s" description="Exposure of one reading."/>
		<column name="cadence" type="double precision" unit="s" description="Step in time."/>
		<column name="published" type="text" description="Day the curve came in."/>
		<column name="calib" type="integer" description="Level of calibration in the words of ObsCore.">
			<values nullLiteral="-1"/>
		</column>
		<viewStatement>
			CREATE VIEW \curtable AS (
				SELECT \colNames FROM (
					SELECT c.lightcurve_id, c.event_id,
						'\getConfig{web}{serverURL}/occ/lc/dl/dlget?ID=' || c.lightcurve_id AS accref,
						NULL::text AS owner, NULL::date AS embargo,
						'application/x-votable+xml'::text AS mime, 48*c.n_points+8000 AS accsize,
						'\getConfig{web}{serverURL}/occ/lc/dl/dlget?FORMAT=png&amp;ID=' || c.lightcurve_id AS preview,
						'Occultation of ' || COALESCE(c.star, 'a star') || ' by ' || COALESCE(
							CASE WHEN e.body_number IS NULL THEN e.body_name
								ELSE '(' || e.body_number || ') ' || COALESCE(e.body_name, '') END, 'an unknown body')
							|| COALESCE(', ' || c.observer, '') || ', ' || c.role AS title,
						COALESCE(e.body_name, e.body_number::text) AS targname, e.body_class AS targclass,
						'ivo://\getConfig{ivoa}{authority}/~?occ/lc/' || c.lightcurve_id AS did,
						CASE WHEN e.ra IS NOT NULL AND e.dec IS NOT NULL
							THEN spoint(RADIANS(e.ra), RADIANS(e.dec)) END AS location,
						(c.time_start+c.time_end)/2 AS middle, (c.time_end-c.time_start)*86400 AS span,
						COALESCE(c.band_name, c.filter) AS bandpass,
						3.5e-7::double precision AS em_low, 1e-6::double precision AS em_high,
						c.n_points, CASE c.origin WHEN 'measured' THEN 'archival' ELSE 'custom' END AS creation,
						COALESCE(r.aperture || ' cm ', '') || r.telescope AS telescope, r.site AS facility,
						c.exposure, c.cadence,
						to_char(timestamp '1858-11-17' + c.received*interval '1 day', 'YYYY-MM-DD') AS published,
						CASE c.role WHEN 'ratio' THEN 2 ELSE 1 END AS calib
					FROM \schema.lightcurve AS c
					LEFT JOIN \schema.event AS e USING (event_id)
					LEFT JOIN \schema.report AS r ON r.report_id=c.report_id
					WHERE c.time_start IS NOT NULL AND c.origin IN ('measured', 'ratio')) AS described)
		</viewStatement>
	</table>

	<table id="lightcurve_ssa" onDisk="True" adql="hidden">
		<meta name="title">Light curves, in the columns of SSA</meta>
		<meta name="table-rank">90</meta>
		<meta name="description">
			The light curves that have times, described in the columns of the Simple Spectral Access
			protocol. The wavelengths are those of an unfiltered silicon detector, which nearly all
			observers use.
		</meta>
		<meta name="_associatedDatalinkService">
			<meta name="serviceId">dl</meta>
			<meta name="idColumn">ssa_pubDID</meta>
		</meta>
		<meta name="productType">timeseries</meta>
		<mixin
			sourcetable="ssa_source"
			copiedcolumns="accref,owner,embargo,mime,accsize,lightcurve_id,event_id,preview"
			refposition="TOPOCENTER"
			timescale="UTC"
			ssa_dstitle="title"
			ssa_dstype="'timeseries'"
			ssa_model="'TimeSeries-1.0'"
			ssa_targname="targname"
			ssa_targclass="targclass"
			ssa_pubDID="did"
			ssa_location="location"
			ssa_dateObs="middle"
			ssa_timeExt="span"
			ssa_length="n_points"
			ssa_bandpass="bandpass"
			ssa_specstart="em_low"
			ssa_specend="em_high"
			ssa_specmid="(em_low+em_high)/2"
			ssa_specext="em_high-em_low"
			ssa_creationtype="creation"
			ssa_datasource="'pointed'"
			ssa_collection="'Umbra light curves'"
			ssa_instrument="telescope"
			ssa_pdate="published"
			ssa_fluxucd="'phot.flux;em.opt'"
			ssa_fluxunit="''"
			ssa_fluxcalib="'UNCALIBRATED'"
			ssa_spectralunit="'m'"
			ssa_spectralucd="'em.wl'"
		>//ssap#view</mixin>
		<mixin
			dataproduct_type="'timeseries'"
			dataproduct_subtype="'lightcurve'"
			calib_level="1"
			obs_collection="'Umbra light curves'"
			obs_id="event_id"
			t_min="ssa_dateObs-ssa_timeExt/172800."
			t_max="ssa_dateObs+ssa_timeExt/172800."
			t_xel="ssa_length"
			em_xel="NULL"
			o_ucd="'phot.flux;em.opt'"
			s_ra="degrees(long(ssa_location))"
			s_dec="degrees(lat(ssa_location))"
			preview="preview"
			em_ucd="'em.wl'"
			s_fov="NULL"
		>//obscore#publishSSAPMIXC</mixin>
	</table>

	<data id="import">
		<meta name="description">
			Makes the tables, empty; the site fills them from the archive by binary COPY. After dachs
			imp occ/lc by hand there is no light curve in them until the site publishes next: when
			umbra serve starts, or with the next umbra ingest.
		</meta>
		<make table="lightcurve"/>
		<make table="timing_result"/>
		<make table="attachment"/>
	</data>

	<data id="import_views">
		<meta name="description">
			Makes the views. They go with the tables above, and come after them.
		</meta>
		<make table="sample"/>
		<make table="ssa_source"/>
		<make table="lightcurve_ssa"/>
	</data>

	<table id="timeseries" onDisk="False">
		<meta name="description">The readings of one light curve.</meta>
		<param name="dataproduct_type" type="text" ucd="meta.code.class"
			utype="obscore:ObsDataset.dataProductType"
			description="Kind of data product.">timeseries</param>
		<param name="dataproduct_subtype" type="text" ucd="meta.code.class"
			utype="obscore:ObsDataset.dataProductSubtype"
			description="Kind of time series.">lightcurve</param>
		<param original="lightcurve.lightcurve_id" required="False"/>
		<param original="lightcurve.event_id" required="False"/>
		<param original="lightcurve.report_id" required="False"/>
		<param original="lightcurve.role" required="False"/>
		<param original="lightcurve.origin" required="False"/>
		<param name="body" type="text" ucd="meta.id;src" tablehead="Body"
			description="Number and name of the occulting body."/>
		<param original="lightcurve.star" required="False"/>
		<param original="lightcurve.ra" required="False"/>
		<param original="lightcurve.dec" required="False"/>
		<param original="lightcurve.observer" required="False"/>
		<param original="lightcurve.lon" required="False"/>
		<param original="lightcurve.lat" required="False"/>
		<param original="lightcurve.alt" required="False"/>
		<param original="lightcurve.filter" required="False"/>
		<param original="lightcurve.band_name" required="False"/>
		<param original="lightcurve.exposure" required="False"/>
		<param original="lightcurve.cadence" required="False"/>
		<param original="lightcurve.time_kind" required="False"/>
		<param original="lightcurve.camera_delay_applied" required="False"/>
		<param original="lightcurve.exposure_applied" required="False"/>
		<param original="lightcurve.software" required="False"/>
		<param original="lightcurve.aperture_name" required="False"/>
		<param name="d_time" type="double precision" unit="d" ucd="time.epoch" tablehead="D"
			description="Disappearance as the station reported it, UTC as MJD; see occ.report."/>
		<param name="r_time" type="double precision" unit="d" ucd="time.epoch" tablehead="R"
			description="Reappearance as the station reported it, UTC as MJD; see occ.report."/>
		<column original="sample.mjd"/>
		<column original="sample.bjd_tdb"/>
		<column original="sample.flux"/>
		<column original="sample.flux_err"/>
		<column original="sample.flags"/>
		<dm>
			(votable:Coords) {
				time: (votable:TimeCoordinate) {
					frame: (votable:TimeFrame) {
						timescale: UTC
						refPosition: TOPOCENTER
						time0: MJD-origin
					}
					location: @mjd
				}
				space: (votable:SphericalCoordinate) {
					frame: (votable:SpaceFrame) {
						orientation: ICRS
					}
					longitude: @ra
					latitude: @dec
				}
			}
		</dm>
		<FEED source="occ/q#utc" column="d_time" refposition="TOPOCENTER"/>
		<FEED source="occ/q#utc" column="r_time" refposition="TOPOCENTER"/>
		<dm>
			(votable:Coords) {
				time: (votable:TimeCoordinate) {
					frame: (votable:TimeFrame) {
						timescale: TDB
						refPosition: BARYCENTER
						time0: MJD-origin
					}
					location: @bjd_tdb
				}
			}
		</dm>
		<dm>
			(ndcube:Cube) {
				independent_axes: [@mjd]
				dependent_axes: [@flux]
			}
		</dm>
	</table>

	<data id="build_timeseries" auto="False">
		<nullGrammar/>
		<make table="timeseries"/>
	</data>

	<service id="dl" allowed="dlget,dlmeta">
		<meta name="title">Stellar occultations: datalink of light curves</meta>
		<meta name="shortName">Umbra lc links</meta>
		<meta name="description">
			What belongs to a light curve: the curve itself as a time-series VOTable or CSV, its
			preview, the file it came in, and the rows of its report and event.
		</meta>
		<datalinkCore>
			<descriptorGenerator>
				<setup imports="service.serving.datalink"/>
				<code>
					return datalink.describe_lightcurve(pubDID)
				</code>
			</descriptorGenerator>
			<metaMaker semantics="#this">
				<setup imports="service.serving.datalink"/>
				<code>
					yield from datalink.links(descriptor)
				</code>
			</metaMaker>
			<inputKey name="FORMAT" type="text" multiplicity="single" required="False"
				ucd="meta.code.mime" tablehead="Format"
				description="What to return: votable (the default) csv or sora for the light curve, png or thumbnail for a
					picture of it, original for the file it came in.">
				<values>
					<option>votable</option>
					<option>csv</option>
					<option>sora</option>
					<option>png</option>
					<option>thumbnail</option>
					<option>original</option>
				</values>
			</inputKey>
			<dataFunction>
				<setup imports="service.serving.datalink"/>
				<code>
					descriptor.data = datalink.deliver(rd, descriptor, args)
				</code>
			</dataFunction>
		</datalinkCore>
		<publish render="dlmeta" sets="ivo_managed"/>
	</service>

	<service id="ssa" allowed="ssap.xml,form" defaultRenderer="form">
		<meta name="title">Stellar occultations: light curves (SSA)</meta>
		<meta name="shortName">Umbra lc SSA</meta>
		<meta name="description">
			Finds light curves of occulted stars by place, body and time, in the way that clients of
			spectra and time series ask for them.
		</meta>
		<meta name="ssap">
			<meta name="dataSource">pointed</meta>
			<meta name="creationType">archival</meta>
			<meta name="testQuery">MAXREC=1</meta>
			<meta name="complianceLevel">query</meta>
		</meta>
		<ssapCore queriedTable="lightcurve_ssa">
			<FEED source="//ssap#hcd_condDescs"/>
		</ssapCore>
		<publish render="ssap.xml" sets="ivo_managed"/>
		<publish render="form" sets="ivo_managed,local" service="ssa"/>
	</service>
	<regSuite title="light curves">
		<regTest title="TAP has the arrays of the lunar occultation">
			<url parSet="TAP" QUERY="SELECT lightcurve_id, n_points, flux FROM occ.lightcurve WHERE event_id='20151219_moon' AND observer='S. Messner'">/tap/sync</url>
			<code>
				row = self.getFirstVOTableRow()
				self.assertEqual((row["n_points"], len(row["flux"]), row["flux"][0]), (120, 120, 7962))
			</code>
		</regTest>
		<regTest title="One reading a row, in their order">
			<url parSet="TAP" QUERY="SELECT flux FROM occ.sample WHERE lightcurve_id='20151219_moon_lc01' AND seq BETWEEN 66 AND 67 ORDER BY seq">/tap/sync</url>
			<code>
				before, after = self.getVOTableRows()
				self.assertTrue(before["flux"]>2*after["flux"] or before["flux"]>5000)
			</code>
		</regTest>
		<regTest title="A light curve is a time series with declared times">
			<url ID="20151219_moon_lc01">dl/dlget</url>
			<code>
				self.assertHasStrings('timescale="UTC"', 'refposition="TOPOCENTER"', 'timescale="TDB"')
				self.assertHasStrings('refposition="BARYCENTER"', '&lt;COOSYS', 'name="time_kind"')
				self.assertEqual(len(self.getVOTableRows()), 120)
			</code>
		</regTest>
		<regTest title="Datalink knows what belongs to a light curve">
			<url ID="20151219_moon_lc01">dl/dlmeta</url>
			<code>
				kinds = {row["local_semantics"]: row["semantics"] for row in self.getVOTableRows()}
				self.assertEqual((kinds["votable"], kinds["png"]), ("#this", "#preview"))
				self.assertEqual(kinds["original"], "#progenitor")
			</code>
		</regTest>
		<regTest title="SSA finds a light curve by the name of the body">
			<url REQUEST="queryData" TARGETNAME="Moon">ssa/ssap.xml</url>
			<code>
				row = self.getFirstVOTableRow()
				self.assertEqual((row["ssa_length"], row["lightcurve_id"]), (120, "20151219_moon_lc01"))
			</code>
		</regTest>
	</regSuite>
</resource>
