<?xml version="1.0" encoding="utf-8"?>
<resource schema="phot">
	<meta name="title">Calibrated follow-up photometry</meta>
	<meta name="creationDate">2025-06-01T00:00:00Z</meta>
	<meta name="description">
		Telescopes of many kinds follow up transients and other targets; each sends a catalogue
		of the stars on its image, with magnitudes on a scale of its own. Here all of them are
		put on the scales of the large surveys: the stars of a catalogue are matched with a
		survey's, a zero point is fitted in every band, and the target's magnitude, or a limit,
		in the band that fits best becomes one point on its standard light curve. This collection
		holds targets, observatories, the catalogues that came in, every zero point that was
		tried, the points, and the reference stars they rest on.
	</meta>
	<meta name="subject">light-curves</meta>
	<meta name="subject">transient-sources</meta>
	<meta name="subject">photometry</meta>
	<meta name="subject">flux-calibration</meta>
	<meta name="creator">
		<meta name="name">Observatories of the follow-up network</meta>
	</meta>
	<meta name="contributor.name">Named in the column observatory_id of each point</meta>
	<meta name="instrument">Telescopes of the observatories, see phot.observatory</meta>
	<meta name="facility">Observatories of the network, see phot.observatory</meta>
	<meta name="source">Catalogues of the observatories, calibrated with published surveys</meta>
	<meta name="type">Archive</meta>
	<meta name="contentLevel">research</meta>
	<meta name="contentLevel">amateur</meta>
	<meta name="coverage.waveband">Optical</meta>
	<meta name="coverage.waveband">Infrared</meta>
	<meta name="_longdoc" format="rst">
		All times are UTC at the observatory, as Modified Julian Dates (JD - 2400000.5), at
		mid-exposure. Magnitudes are on the system of the survey and band that each point names;
		phot.passband has the system, the effective wavelength and the flux of magnitude zero.

		A point has two errors: mag_err is the statistical one of the target's own measurement,
		calib_err the one of the zero point, which all stars of the catalogue share. Where
		is_limit is true the target was not seen: it was fainter than limiting_mag, and mag is
		NULL. A missing value is NULL.

		Zero points: pairs of stars that are mutually nearest within radius; differences clipped
		at three times the robust scatter (1.4826 times the median absolute deviation) until
		nothing changes; the band of least scatter is chosen unless the observatory forced one.
	</meta>
	<FEED source="//procs#license-cc-by" what="Calibrated follow-up photometry"/>

	<STREAM id="icrs">
		<doc>Declares ra and dec as ICRS.</doc>
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
	</STREAM>

	<table id="target" onDisk="True" adql="True" primary="target_id" mixin="//scs#pgs-pos-index">
		<meta name="title">Targets</meta>
		<meta name="table-rank">10</meta>
		<meta name="description">
			One row a target: an alert or another object that observatories follow, with the number
			of its points. Its light curves are in phot.lightcurve, the points in phot.measurement.
		</meta>
		<meta name="_associatedDatalinkService">
			<meta name="serviceId">dl</meta>
			<meta name="idColumn">target_id</meta>
		</meta>
		<column name="target_id" type="text"
			ucd="meta.id;meta.main"
			tablehead="Target" required="True" verbLevel="1"
			description="Identifier of the target at this site."/>
		<column name="ivoid" type="text"
			ucd="meta.ref.ivoid"
			tablehead="Alert" verbLevel="15"
			description="IVOA identifier of the alert that announced the target, where there was one."/>
		<column name="name" type="text"
			ucd="meta.id;src"
			tablehead="Name"
			description="Name of the target as its discoverers or the Transient Name Server give it."/>
		<column name="ra" type="double precision"
			unit="deg" ucd="pos.eq.ra;meta.main"
			tablehead="RA" required="True" displayHint="type=time,sf=3" verbLevel="1"
			description="Right ascension of the target, ICRS."/>
		<column name="dec" type="double precision"
			unit="deg" ucd="pos.eq.dec;meta.main"
			tablehead="Dec" required="True" displayHint="type=sexagesimal,sf=2" verbLevel="1"
			description="Declination of the target, ICRS."/>
		<column name="published" type="double precision"
			unit="d" ucd="time.epoch"
			tablehead="Alert time" displayHint="type=humanDate"
			description="Instant the alert was published, UTC as MJD."/>
		<column name="n_points" type="integer"
			ucd="meta.number"
			tablehead="Points" required="True"
			description="Number of published points and limits of the target."/>
		<column name="url" type="text"
			ucd="meta.ref.url"
			tablehead="More" displayHint="type=url" verbLevel="15"
			description="Address of a page about the target elsewhere."/>
		<column name="origin" type="text"
			ucd="meta.code"
			tablehead="Origin" required="True" verbLevel="15"
			description="Where its points come from: measured, or synthetic (a model for demonstration, nothing
				observed; not in ObsCore)."/>
		<FEED source="icrs"/>
		<FEED source="occ/q#utc" column="published" refposition="TOPOCENTER"/>
	</table>

	<table id="observatory" onDisk="True" adql="True" primary="observatory_id">
		<meta name="title">Observatories</meta>
		<meta name="table-rank">50</meta>
		<meta name="description">
			One row an observatory that sends catalogues, with its place and the number of its
			points.
		</meta>
		<column name="observatory_id" type="text"
			ucd="meta.id;meta.main"
			tablehead="Observatory" required="True"
			description="Identifier of the observatory at this site."/>
		<column name="name" type="text"
			ucd="meta.id;instr.obsty"
			tablehead="Name"
			description="Name of the observatory or telescope."/>
		<column name="lon" type="double precision"
			unit="deg" ucd="pos.earth.lon"
			tablehead="Long." displayHint="sf=5"
			description="Geodetic longitude of the observatory, WGS84, east positive."/>
		<column name="lat" type="double precision"
			unit="deg" ucd="pos.earth.lat"
			tablehead="Lat." displayHint="sf=5"
			description="Geodetic latitude of the observatory, WGS84, north positive."/>
		<column name="alt" type="double precision"
			unit="m" ucd="pos.earth.altitude"
			tablehead="Alt." displayHint="sf=0"
			description="Altitude of the observatory on the WGS84 ellipsoid."/>
		<column name="n_points" type="integer"
			ucd="meta.number"
			tablehead="Points" required="True"
			description="Number of published points and limits of the observatory."/>
	</table>

	<table id="catalogue" onDisk="True" adql="True" primary="catalogue_id">
		<meta name="title">Catalogues that came in</meta>
		<meta name="table-rank">40</meta>
		<meta name="description">
			One row an accepted upload: the catalogue of the stars on one image, or a file of
			points that came calibrated, with what the observatory stated about it.
		</meta>
		<column name="catalogue_id" type="text"
			ucd="meta.id;meta.main"
			tablehead="Catalogue" required="True"
			description="Identifier of the upload."/>
		<column name="target_id" type="text"
			ucd="meta.id.parent"
			tablehead="Target" required="True"
			description="Identifier of the target it was sent for, see phot.target."/>
		<column name="observatory_id" type="text"
			ucd="meta.id;instr.obsty"
			tablehead="Observatory"
			description="Identifier of the observatory, see phot.observatory."/>
		<column name="mjd" type="double precision"
			unit="d" ucd="time.epoch;obs"
			tablehead="Time" required="True" displayHint="type=humanDate"
			description="Mid-exposure, UTC as MJD; of a file of points the first of them."/>
		<column name="exposure" type="double precision"
			unit="s" ucd="time.duration;obs.exposure"
			tablehead="Exposure"
			description="Exposure time of the image."/>
		<column name="filter" type="text"
			ucd="meta.id;instr.filter"
			tablehead="Filter"
			description="Filter that the observatory used, in its own words."/>
		<column name="n_stars" type="integer"
			ucd="meta.number;src"
			tablehead="Stars" required="True"
			description="Number of stars in the catalogue, or of points in a file of points."/>
		<column name="checksum" type="text"
			ucd="meta.checksum"
			tablehead="SHA-256" required="True" verbLevel="25"
			description="SHA-256 of the file as it came, hexadecimal."/>
		<column name="received" type="double precision"
			unit="d" ucd="time.processing"
			tablehead="Received" required="True" displayHint="type=humanDate" verbLevel="15"
			description="Time the file came in, UTC as MJD."/>
		<index columns="target_id"/>
		<FEED source="occ/q#utc" column="mjd" refposition="TOPOCENTER"/>
		<FEED source="occ/q#utc" column="received" refposition="TOPOCENTER"/>
	</table>

	<table id="calibration" onDisk="True" adql="True" primary="catalogue_id,survey,band">
		<meta name="title">Zero points</meta>
		<meta name="table-rank">30</meta>
		<meta name="description">
			One row a zero point: every survey and band that a catalogue was compared with, the one
			its point was made with among them.
		</meta>
		<column name="catalogue_id" type="text"
			ucd="meta.id.parent"
			tablehead="Catalogue" required="True"
			description="Identifier of the upload, see phot.catalogue."/>
		<column name="survey" type="text"
			ucd="meta.id"
			tablehead="Survey" required="True"
			description="Survey of the reference stars, see phot.passband."/>
		<column name="band" type="text"
			ucd="meta.id;instr.bandpass"
			tablehead="Band" required="True"
			description="Band of the survey, see phot.passband."/>
		<column name="zero_point" type="double precision"
			unit="mag" ucd="phot.mag;arith.zp"
			tablehead="Zero point" displayHint="sf=3" required="True"
			description="What is added to an instrumental magnitude, for a star of colour zero where there is a colour
				term."/>
		<column name="zero_point_err" type="double precision"
			unit="mag" ucd="stat.error;phot.mag;arith.zp"
			tablehead="Err. ZP" displayHint="sf=3" required="True"
			description="Standard error of the zero point, 1 sigma."/>
		<column name="scatter" type="double precision"
			unit="mag" ucd="stat.stdev;phot.mag"
			tablehead="Scatter" displayHint="sf=3" required="True"
			description="Robust scatter of the stars about the fit: 1.4826 times the median absolute deviation."/>
		<column name="colour_term" type="double precision"
			unit="" ucd="arith.factor;phot.color"
			tablehead="Colour term" displayHint="sf=3"
			description="Change of the zero point per magnitude of the stars' colour; NULL where none was fitted."/>
		<column name="n_matched" type="integer"
			ucd="meta.number;src"
			tablehead="Matched" required="True"
			description="Number of stars that are reference stars of this band."/>
		<column name="n_used" type="integer"
			ucd="meta.number;src"
			tablehead="Used" required="True"
			description="Number of stars that the zero point rests on."/>
		<column name="outlier_fraction" type="double precision"
			unit="" ucd="stat.value;arith.ratio"
			tablehead="Outliers" displayHint="sf=2" required="True"
			description="Fraction of the matched stars that the fit left out: 1 - n_used / n_matched."/>
		<column name="chosen" type="boolean"
			ucd="meta.code"
			tablehead="Chosen" required="True"
			description="True for the zero point that the catalogue's point was made with."/>
		<foreignKey source="catalogue_id" inTable="catalogue"/>
	</table>

	<table id="measurement" onDisk="True" adql="True" primary="measurement_id">
		<meta name="title">Points</meta>
		<meta name="table-rank">20</meta>
		<meta name="description">
			One row a point, or limit, on the standard light curve of a target. Points that were
			withdrawn are not here.
		</meta>
		<meta name="_associatedDatalinkService">
			<meta name="serviceId">dl</meta>
			<meta name="idColumn">catalogue_id</meta>
		</meta>
		<column name="measurement_id" type="text"
			ucd="meta.id;meta.main"
			tablehead="Point" required="True"
			description="Identifier of the point."/>
		<column name="target_id" type="text"
			ucd="meta.id.parent"
			tablehead="Target" required="True"
			description="Identifier of the target, see phot.target."/>
		<column name="catalogue_id" type="text"
			ucd="meta.id.assoc"
			tablehead="Catalogue" required="True" verbLevel="15"
			description="Identifier of the upload the point was made of, see phot.catalogue."/>
		<column name="observatory_id" type="text"
			ucd="meta.id;instr.obsty"
			tablehead="Observatory"
			description="Identifier of the observatory, see phot.observatory."/>
		<column name="mjd" type="double precision"
			unit="d" ucd="time.epoch;meta.main"
			tablehead="Time" required="True" displayHint="type=humanDate"
			description="Mid-exposure, UTC at the observatory as MJD; not corrected to the barycentre."/>
		<column name="mag" type="double precision"
			unit="mag" ucd="phot.mag;em.opt"
			tablehead="Mag" displayHint="sf=3"
			description="Magnitude in the survey's band; NULL where the target was not seen."/>
		<column name="mag_err" type="double precision"
			unit="mag" ucd="stat.error;phot.mag;em.opt"
			tablehead="Err." displayHint="sf=3"
			description="Statistical error of the magnitude, 1 sigma, without that of the calibration."/>
		<column name="calib_err" type="double precision"
			unit="mag" ucd="stat.error.sys;phot.mag"
			tablehead="Calib. err." displayHint="sf=3"
			description="Error of the calibration, 1 sigma, which all stars of the catalogue share."/>
		<column name="is_limit" type="boolean"
			ucd="meta.code;stat.max"
			tablehead="Limit" required="True"
			description="True where the target was not seen: it was fainter than limiting_mag."/>
		<column name="limiting_mag" type="double precision"
			unit="mag" ucd="phot.mag;stat.max"
			tablehead="Limiting mag" displayHint="sf=2"
			description="Magnitude of the faintest star of the catalogue that is a known star."/>
		<column name="survey" type="text"
			ucd="meta.id"
			tablehead="Survey" required="True"
			description="Survey whose scale the magnitude is on, see phot.passband; observer for points that came
				calibrated and do not say with what."/>
		<column name="band" type="text"
			ucd="meta.id;instr.bandpass"
			tablehead="Band" required="True"
			description="Band of the survey, see phot.passband."/>
		<column name="radius" type="double precision"
			unit="arcsec" ucd="pos.angDistance;stat.max"
			tablehead="Radius" displayHint="sf=1" verbLevel="15" required="True"
			description="Largest distance of a star from its reference star and of the target from its place."/>
		<foreignKey source="catalogue_id" inTable="catalogue"/>
		<index columns="target_id, survey, band"/>
		<index columns="catalogue_id"/>
		<index columns="mjd"/>
		<FEED source="occ/q#utc" column="mjd" refposition="TOPOCENTER"/>
	</table>

	<table id="passband" onDisk="True" adql="True" primary="survey,band">
		<meta name="title">Surveys and bands</meta>
		<meta name="table-rank">60</meta>
		<meta name="description">
			One row a band of a survey: what is needed to turn magnitudes into fluxes.
		</meta>
		<column name="survey" type="text"
			ucd="meta.id"
			tablehead="Survey" required="True"
			description="Survey, as the other tables name it."/>
		<column name="band" type="text"
			ucd="meta.id;instr.bandpass"
			tablehead="Band" required="True"
			description="Band, as the other tables name it."/>
		<column name="number" type="integer"
			ucd="meta.number"
			tablehead="No." verbLevel="25"
			description="Number of the band in the survey; NULL for bands that are computed from others (B, V, R and I from
				Sloan magnitudes).">
			<values nullLiteral="-1"/>
		</column>
		<column name="filter_id" type="text"
			ucd="meta.ref;instr.filter"
			tablehead="Filter" required="True"
			description="Name of the filter's profile at the filter service of the Spanish Virtual Observatory."/>
		<column name="mag_system" type="text"
			ucd="meta.code"
			tablehead="System" required="True"
			description="Magnitude system: AB or Vega."/>
		<column name="wavelength" type="double precision"
			unit="m" ucd="em.wl.effective"
			tablehead="Wavelength" required="True"
			description="Effective wavelength of the band."/>
		<column name="zero_flux" type="double precision"
			unit="Jy" ucd="phot.flux.density;arith.zp"
			tablehead="Zero flux" required="True"
			description="Flux density of magnitude zero."/>
		<column name="bibcode" type="text"
			ucd="meta.bib.bibcode"
			tablehead="Paper" verbLevel="15"
			description="Paper that presents the survey."/>
	</table>

	<table id="lightcurve" onDisk="True" adql="True" primary="lightcurve_id">
		<meta name="title">Light curves</meta>
		<meta name="table-rank">15</meta>
		<meta name="description">
			One row a light curve: the points of one target in one band of one survey, with what is
			needed to turn them into fluxes. The points themselves are in phot.measurement, or come
			by datalink as time series.
		</meta>
		<meta name="_associatedDatalinkService">
			<meta name="serviceId">dl</meta>
			<meta name="idColumn">lightcurve_id</meta>
		</meta>
		<!-- The tables under this view have the indexes. -->
		<index columns="ra,dec" kind="spoint" metaOnly="True"/>
		<column name="lightcurve_id" type="text"
			ucd="meta.id;meta.main"
			tablehead="Light curve"
			description="Identifier of the light curve: target, survey and band."/>
		<column original="target.target_id" required="False" ucd="meta.id.parent"/>
		<column original="target.name"/>
		<column original="target.ra" required="False"/>
		<column original="target.dec" required="False"/>
		<column original="passband.survey" required="False"/>
		<column original="passband.band" required="False"/>
		<column name="n_points" type="bigint"
			ucd="meta.number"
			tablehead="Points"
			description="Number of points, limits among them.">
			<values nullLiteral="-1"/>
		</column>
		<column name="n_limits" type="bigint"
			ucd="meta.number"
			tablehead="Limits"
			description="Number of limits.">
			<values nullLiteral="-1"/>
		</column>
		<column name="time_start" type="double precision"
			unit="d" ucd="time.start;obs"
			tablehead="First" displayHint="type=humanDate"
			description="Mid-exposure of the first point, UTC as MJD."/>
		<column name="time_end" type="double precision"
			unit="d" ucd="time.end;obs"
			tablehead="Last" displayHint="type=humanDate"
			description="Mid-exposure of the last point, UTC as MJD."/>
		<column name="mag_brightest" type="double precision"
			unit="mag" ucd="phot.mag;stat.min"
			tablehead="Brightest" displayHint="sf=2"
			description="Smallest magnitude; NULL where there are limits only."/>
		<column name="mag_faintest" type="double precision"
			unit="mag" ucd="phot.mag;stat.max"
			tablehead="Faintest" displayHint="sf=2"
			description="Largest magnitude, limits left out; NULL where there are limits only."/>
		<column original="target.origin" required="False"/>
		<column original="passband.filter_id" required="False"/>
		<column original="passband.mag_system" required="False"/>
		<column original="passband.wavelength" required="False"/>
		<column original="passband.zero_flux" required="False"/>
		<FEED source="icrs"/>
		<FEED source="occ/q#utc" column="time_start" refposition="TOPOCENTER"/>
		<FEED source="occ/q#utc" column="time_end" refposition="TOPOCENTER"/>
		<viewStatement>
			CREATE VIEW \curtable AS (
				SELECT \colNames FROM (
					SELECT m.target_id || ':' || m.survey || ':' || m.band AS lightcurve_id,
						m.target_id, t.name, t.ra, t.dec, t.origin, m.survey, m.band, m.n_points, m.n_limits,
						m.time_start, m.time_end, m.mag_brightest, m.mag_faintest,
						p.filter_id, p.mag_system, p.wavelength, p.zero_flux
					FROM (
						SELECT target_id, survey, band, COUNT(*) AS n_points,
							COUNT(*) FILTER (WHERE is_limit) AS n_limits,
							MIN(mjd) AS time_start, MAX(mjd) AS time_end,
							MIN(mag) AS mag_brightest, MAX(mag) AS mag_faintest
						FROM \schema.measurement GROUP BY target_id, survey, band) AS m
					JOIN \schema.target AS t USING (target_id)
					LEFT JOIN \schema.passband AS p ON p.survey=m.survey AND p.band=m.band) AS q)
		</viewStatement>
	</table>

	<table id="obscore_source" onDisk="True" adql="hidden">
		<meta name="description">
			What ObsCore shows of the light curves: those that were measured.
		</meta>
		<!-- The tables under this view have the indexes. -->
		<index columns="ra,dec" kind="spoint" metaOnly="True"/>
		<mixin
			dataproduct_type="'timeseries'"
			dataproduct_subtype="'lightcurve'"
			calib_level="3"
			obs_collection="'Umbra phot'"
			obs_id="lightcurve_id"
			obs_title="'Light curve of ' || COALESCE(name, target_id) || ' in ' || survey || '/' || band"
			obs_publisher_did="'ivo://\getConfig{ivoa}{authority}/~?phot/' || gavo_urlescape(lightcurve_id)"
			target_name="COALESCE(name, target_id)"
			access_url="'\getConfig{web}{serverURL}/phot/q/dl/dlmeta?ID=' || gavo_urlescape(lightcurve_id)"
			access_format="'application/x-votable+xml;content=datalink'"
			access_estsize="8"
			preview="NULL"
			s_ra="ra"
			s_dec="dec"
			s_fov="0"
			t_min="time_start"
			t_max="time_end"
			t_xel="n_points"
			s_xel1="1"
			s_xel2="1"
			em_xel="1"
			em_min="wavelength"
			em_max="wavelength"
			o_ucd="'phot.mag'"
			em_ucd="'em.wl'"
			createDIDIndex="False">//obscore#publish</mixin>
		<column original="lightcurve.lightcurve_id"/>
		<column original="lightcurve.target_id" required="False"/>
		<column original="lightcurve.name"/>
		<column original="lightcurve.ra" required="False"/>
		<column original="lightcurve.dec" required="False"/>
		<column original="lightcurve.survey" required="False"/>
		<column original="lightcurve.band" required="False"/>
		<column original="lightcurve.n_points"/>
		<!-- DaCHS takes a day for an MJD where the table has a frame of time, which this view has not. -->
		<column original="lightcurve.time_start" displayHint="sf=6"/>
		<column original="lightcurve.time_end" displayHint="sf=6"/>
		<column original="lightcurve.wavelength" required="False"/>
		<viewStatement>
			CREATE VIEW \curtable AS (
				SELECT \colNames FROM \schema.lightcurve WHERE origin='measured')
		</viewStatement>
	</table>

	<table id="star" onDisk="True" mixin="//scs#q3cindex">
		<meta name="description">
			Reference stars as the calibration uses them: one row a star of a survey, with the
			magnitudes of all its bands. phot.reference has them with one row a band.
		</meta>
		<column name="survey" type="text"
			ucd="meta.id"
			description="Survey, see phot.passband."/>
		<column name="source_id" type="text"
			ucd="meta.id;meta.main"
			description="Identifier of the star in the survey."/>
		<column name="ra" type="double precision"
			unit="deg" ucd="pos.eq.ra;meta.main"
			description="Right ascension, ICRS at the epoch of the survey."/>
		<column name="dec" type="double precision"
			unit="deg" ucd="pos.eq.dec;meta.main"
			description="Declination, ICRS at the epoch of the survey."/>
		<column name="mag" type="real[]"
			unit="mag" ucd="phot.mag"
			description="Magnitudes in the order of the survey's bands, NaN where missing."/>
		<column name="mag_err" type="real[]"
			unit="mag" ucd="stat.error;phot.mag"
			description="Errors of the magnitudes, 1 sigma, NaN where missing."/>
	</table>

	<table id="reference" onDisk="True" adql="True">
		<meta name="title">Reference stars</meta>
		<meta name="table-rank">70</meta>
		<meta name="description">
			One row a star and band of a survey: the stars that zero points rest on, in the fields
			that this site has needed so far. It is no copy of the surveys.
		</meta>
		<index columns="ra,dec" kind="q3c" metaOnly="True"/>
		<column name="survey" type="text"
			ucd="meta.id"
			tablehead="Survey"
			description="Survey, see phot.passband."/>
		<column name="source_id" type="text"
			ucd="meta.id;meta.main"
			tablehead="Star"
			description="Identifier of the star in the survey."/>
		<column name="ra" type="double precision"
			unit="deg" ucd="pos.eq.ra;meta.main"
			tablehead="RA"
			description="Right ascension of the star, ICRS at the epoch of the survey."/>
		<column name="dec" type="double precision"
			unit="deg" ucd="pos.eq.dec;meta.main"
			tablehead="Dec"
			description="Declination of the star, ICRS at the epoch of the survey."/>
		<column name="band" type="text"
			ucd="meta.id;instr.bandpass"
			tablehead="Band"
			description="Band of the survey, see phot.passband."/>
		<column name="mag" type="real"
			unit="mag" ucd="phot.mag;em.opt"
			tablehead="Mag"
			description="Magnitude of the star in this band."/>
		<column name="mag_err" type="real"
			unit="mag" ucd="stat.error;phot.mag;em.opt"
			tablehead="Err."
			description="Error of the magnitude as the survey gives it, 1 sigma; NULL where it gives none."/>
		<viewStatement>
			CREATE VIEW \curtable AS (
				SELECT \colNames FROM (
					SELECT s.survey, s.source_id, s.ra, s.dec, p.band, s.mag[p.number] AS mag,
						NULLIF(s.mag_err[p.number], 'NaN') AS mag_err
					FROM \schema.star AS s
					JOIN \schema.passband AS p ON p.survey=s.survey AND p.number IS NOT NULL
					WHERE s.mag[p.number]&lt;'NaN'
				) AS q)
		</viewStatement>
		<FEED source="icrs"/>
	</table>

	<coverage>
		<updater spaceTable="target" timeTable="catalogue"/>
	</coverage>

	<data id="import">
		<meta name="description">Makes all tables anew from the archive; umbra itself fills phot.star.</meta>
		<!-- DaCHS runs a grammar once a source; which files there are is the archive's business. -->
		<sources items="archive"/>
		<embeddedGrammar isDispatching="True">
			<iterator>
				<setup imports="os, pathlib, ingest.photometry.photometry_rows"/>
				<code>
					yield from photometry_rows.all_rows(pathlib.Path(os.environ["UMBRA_VAR"], "archive", "photometry"))
				</code>
			</iterator>
		</embeddedGrammar>
		<make table="passband" role="passband"/>
		<make table="target" role="target"/>
		<make table="observatory" role="observatory"/>
		<make table="catalogue" role="catalogue"/>
		<make table="calibration" role="calibration"/>
		<make table="measurement" role="measurement"/>
		<make table="star" role="star"/>
	</data>

	<!-- After the tables: making those anew takes the views away. -->
	<data id="views">
		<meta name="description">Makes the views of the tables.</meta>
		<make table="lightcurve"/>
		<make table="obscore_source"/>
		<make table="reference"/>
	</data>

	<service id="cone" allowed="scs.xml,form">
		<meta name="title">Calibrated follow-up photometry: cone search on targets</meta>
		<meta name="shortName">Umbra targets</meta>
		<meta name="description">
			Finds targets with standard light curves by their position on the sky.
		</meta>
		<meta>
			testQuery.ra: 99.7421
			testQuery.dec: 8.8113
			testQuery.sr: 0.01
		</meta>
		<scsCore queriedTable="target">
			<FEED source="%#cone_search"/>
			<condDesc buildFrom="name"/>
			<condDesc buildFrom="n_points"/>
		</scsCore>
		<publish render="scs.xml" sets="ivo_managed"/>
		<publish render="form" sets="ivo_managed,local"/>
	</service>

	<STREAM id="curve">
		<doc>Parameters and columns of the points of a target in one band.</doc>
		<param name="dataproduct_type" type="text" ucd="meta.code.class"
			utype="obscore:ObsDataset.dataProductType"
			description="Kind of data product.">timeseries</param>
		<param name="dataproduct_subtype" type="text" ucd="meta.code.class"
			utype="obscore:ObsDataset.dataProductSubtype"
			description="Kind of time series.">lightcurve</param>
		<param original="lightcurve.lightcurve_id"/>
		<param original="target.target_id" required="False"/>
		<param original="target.name"/>
		<param original="target.ra" required="False"/>
		<param original="target.dec" required="False"/>
		<param original="passband.survey" required="False"/>
		<param original="passband.band" required="False"/>
		<column original="measurement.mjd"/>
		<column original="measurement.mag"/>
		<column original="measurement.mag_err"/>
		<column original="measurement.calib_err"/>
		<column original="measurement.is_limit"/>
		<column original="measurement.limiting_mag"/>
		<column original="measurement.observatory_id"/>
		<column original="measurement.catalogue_id"/>
		<column original="measurement.measurement_id"/>
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
		<dm>
			(ndcube:Cube) {
				independent_axes: [@mjd]
				dependent_axes: [@mag]
			}
		</dm>
	</STREAM>
	<!-- A table a band, because what is declared of a band is part of a table's definition. -->
	<LOOP>
		<codeItems>
			from service.serving.band_tables import band_tables
			yield from band_tables()
		</codeItems>
		<events>
			<table id="curve_\key" onDisk="False">
				<meta name="description">The points of one target in \survey \band.</meta>
				<FEED source="curve"/>
				<dm>
					(phot:PhotCal) {
						filterIdentifier: "\filter_id"
						zeroPointFlux: \zero_flux
						magnitudeSystem: \mag_system
						effectiveWavelength: \wavelength
						value: @mag
					}
				</dm>
			</table>
		</events>
	</LOOP>
	<table id="curve_other" onDisk="False">
		<meta name="description">The points of one target in a band of which nothing is known here.</meta>
		<FEED source="curve"/>
	</table>

	<data id="build_curves" auto="False">
		<meta name="description">Light curves that are handed out; tables are put in by the datalink service.</meta>
		<nullGrammar/>
		<make table="curve_other"/>
	</data>

	<service id="dl" allowed="dlget,dlmeta">
		<meta name="title">Calibrated follow-up photometry: datalink of light curves</meta>
		<meta name="shortName">Umbra phot links</meta>
		<meta name="description">
			What belongs to a target, to one of its light curves, or to a catalogue that came in:
			light curves as time-series VOTables, CSV or JSON, the page of the target, and pictures
			of the zero points.
		</meta>
		<meta name="dlget.description">
			A light curve as a time series, or the light curves of a target, with a table a band;
			with FORMAT=csv or FORMAT=json in one table. Of a catalogue, a picture of its zero point.
		</meta>
		<datalinkCore>
			<descriptorGenerator>
				<setup imports="service.serving.datalink"/>
				<code>
					return datalink.describe_photometry(pubDID)
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
				description="votable (the default), csv, or json (arrays of mjd, mag, magerr, limit, filter, catalog,
					caliberr and observatory)">
				<values default="votable">
					<option>votable</option>
					<option>csv</option>
					<option>json</option>
				</values>
			</inputKey>
			<inputKey name="BAND" type="text" multiplicity="single" required="False"
				ucd="meta.id;instr.bandpass" tablehead="Band"
				description="Survey and band of a catalogue's zero point, such as APASS/V; default: the chosen one"/>
			<dataFunction>
				<setup imports="service.serving.datalink"/>
				<code>
					descriptor.data = datalink.deliver(rd, descriptor, args)
				</code>
			</dataFunction>
		</datalinkCore>
		<publish render="dlmeta" sets="ivo_managed"/>
	</service>

	<regSuite title="phot">
		<regTest title="TAP returns the calibrated points of a target">
			<url parSet="TAP" QUERY="SELECT mjd, mag, calib_err FROM phot.measurement WHERE target_id='demo-pulsator' ORDER BY mjd">/tap/sync</url>
			<code>
				rows = self.getVOTableRows()
				self.assertEqual([row["mjd"] for row in rows], [60311.9, 60313.02, 60314.93, 60316.05, 60317.9])
				self.assertAlmostEqual(rows[0]["mag"], 15.472, places=2)
			</code>
		</regTest>
		<regTest title="A target that was not seen is a limit, not a magnitude">
			<url parSet="TAP" QUERY="SELECT mag, is_limit, limiting_mag FROM phot.measurement WHERE target_id='demo-dwarf-nova' AND mjd BETWEEN 60311 AND 60312">/tap/sync</url>
			<code>
				row = self.getFirstVOTableRow()
				self.assertEqual((row["mag"], row["is_limit"]), (None, True))
				self.assertAlmostEqual(row["limiting_mag"], 18.073, places=2)
			</code>
		</regTest>
		<regTest title="Cone search finds a target">
			<url RA="99.7421" DEC="8.8113" SR="0.01" VERB="3">cone/scs.xml</url>
			<code>
				row = self.getFirstVOTableRow()
				self.assertEqual(row["target_id"], "demo-supernova")
				self.assertEqual(row["n_points"], 10)
			</code>
		</regTest>
		<regTest title="Cone search elsewhere finds nothing">
			<url RA="10" DEC="80" SR="0.01">cone/scs.xml</url>
			<code>
				self.assertEqual(self.getVOTableRows(), [])
			</code>
		</regTest>
		<regTest title="Datalink of a target leads to its light curves by band">
			<url ID="demo-supernova">dl/dlmeta</url>
			<code>
				self.assertHasStrings("demo-supernova%3AATLAS%3Ar", "demo-supernova%3AATLAS%3Ag", "FORMAT=json",
					"target.html?id=demo-supernova")
			</code>
		</regTest>
		<regTest title="A light curve is a time series with TIMESYS and PhotCal">
			<url ID="demo-supernova:ATLAS:r">dl/dlget</url>
			<code>
				self.assertHasStrings('timescale="UTC"', 'timeorigin="MJD-origin"', "PAN-STARRS/PS1.r",
					'value="6.17e-07"', 'value="3631.0"', 'value="timeseries"')
				self.assertEqual(len(self.getVOTableRows()), 6)
			</code>
		</regTest>
		<regTest title="JSON has one array a quantity">
			<url ID="demo-supernova" FORMAT="json">dl/dlget</url>
			<code>
				found = __import__("json").loads(self.data)
				self.assertEqual(set(found), set("mjd mag magerr limit filter catalog caliberr observatory".split()))
				self.assertEqual({len(values) for values in found.values()}, {10})
			</code>
		</regTest>
		<regTest title="Reference stars are found by place">
			<url parSet="TAP" QUERY="SELECT band, mag FROM phot.reference WHERE DISTANCE(ra, dec, 99.7421, 8.8113) &lt; 0.02 AND band='r' ORDER BY mag">/tap/sync</url>
			<code>
				rows = self.getVOTableRows()
				self.assertTrue(rows)
				self.assertEqual({row["band"] for row in rows}, {"r"})
			</code>
		</regTest>
		<regTest title="ObsCore has no light curve of a demonstration">
			<url parSet="TAP" QUERY="SELECT COUNT(*) AS n FROM ivoa.obscore WHERE obs_id LIKE 'demo-%'">/tap/sync</url>
			<code>
				self.assertEqual(self.getFirstVOTableRow()["n"], 0)
			</code>
		</regTest>
		<regTest title="TAP examples name the tables">
			<url>/tap/examples</url>
			<code>
				self.assertHasStrings("phot.measurement", "phot.lightcurve")
			</code>
		</regTest>
	</regSuite>
</resource>
