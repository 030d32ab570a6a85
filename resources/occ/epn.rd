<?xml version="1.0" encoding="utf-8"?>
<resource schema="occ">
	<meta name="title">Stellar occultations (EPN-TAP)</meta>
	<meta name="creationDate">2025-06-01T00:00:00Z</meta>
	<meta name="description">
		Light curves, chords and limbs of stellar occultations by bodies of the Solar System, in
		the columns that services of planetary data share (EPN-TAP 2.0): one row each, with the
		address where it is.
	</meta>
	<meta name="subject">solar-system-astronomy</meta>
	<meta name="subject">stellar-occultation</meta>
	<meta name="subject">asteroid-occultation</meta>
	<meta name="subject">asteroids</meta>
	<meta name="creator">
		<meta name="name">Observers of stellar occultations</meta>
	</meta>
	<meta name="contributor.name">Named in the column observer_name</meta>
	<meta name="instrument">Portable and fixed telescopes, see occ.report</meta>
	<meta name="facility">Stations of the observers</meta>
	<meta name="source">Reports and recordings of the observers</meta>
	<meta name="type">Archive</meta>
	<meta name="contentLevel">research</meta>
	<meta name="coverage.waveband">Optical</meta>
	<meta name="productType">timeseries</meta>
	<FEED source="//procs#license-cc-by" what="Light curves of stellar occultations"/>

	<!-- Every kind of granule is one SELECT of the union below; a new kind is added there. The columns that a
		kind does not have are NULL, and what all kinds share stands around the union. -->
	<table id="epn_core" onDisk="True" adql="True">
		<meta name="title">Occultations in the columns of EPN-TAP</meta>
		<meta name="table-rank">80</meta>
		<meta name="description">
			One row a light curve of an occultation (dataproduct_type ts), a chord or a fitted limb
			(sv; granule_gid says which), described as EPN-TAP 2.0 wants it. Times are Julian Dates,
			UTC, at the station, those of limbs at the geocentre; the native MJD with more digits are
			in occ.lightcurve, occ.chord and occ.limb.
		</meta>
		<mixin
			spatial_frame_type="celestial"
			optional_columns="access_url access_format access_estsize thumbnail_url file_name datalink_url alt_target_name internal_reference external_link time_refposition time_scale ra dec filter publisher observer_name observer_country observer_location observer_lon observer_lat original_publisher producer_name producer_institute"
		>//epntap2#table-2_0</mixin>
		<viewStatement>
			CREATE VIEW \curtable AS (
				SELECT \colNames FROM (
					SELECT granule.*,
						e.body_name AS target_name, COALESCE(e.body_class, 'asteroid') AS target_class,
						CASE WHEN e.body_number IS NOT NULL
							THEN e.body_number || '#(' || e.body_number || ') ' || COALESCE(e.body_name, '') END AS alt_target_name,
						e.ra AS c1min, e.ra AS c1max, e.dec AS c2min, e.dec AS c2max,
						NULL::double precision AS c3min, NULL::double precision AS c3max,
						e.ra AS ra, e.dec AS dec, NULL::spoly AS s_region,
						NULL::double precision AS c1_resol_min, NULL::double precision AS c1_resol_max,
						NULL::double precision AS c2_resol_min, NULL::double precision AS c2_resol_max,
						NULL::double precision AS c3_resol_min, NULL::double precision AS c3_resol_max,
						NULL::double precision AS spectral_sampling_step_min,
						NULL::double precision AS spectral_sampling_step_max,
						NULL::double precision AS spectral_resolution_min,
						NULL::double precision AS spectral_resolution_max,
						NULL::double precision AS incidence_min, NULL::double precision AS incidence_max,
						NULL::double precision AS emergence_min, NULL::double precision AS emergence_max,
						NULL::double precision AS phase_min, NULL::double precision AS phase_max,
						'celestial'::text AS spatial_frame_type,
						'UTC'::text AS time_scale,
						timestamp '1858-11-17' + granule.received*interval '1 day' AS creation_date,
						timestamp '1858-11-17' + granule.received*interval '1 day' AS modification_date,
						timestamp '1858-11-17' + COALESCE(granule.released, granule.received)*interval '1 day'
							AS release_date,
						'occ'::text AS service_title, 'Umbra'::text AS publisher,
						'\getConfig{web}{serverURL}/occ/q/page/qp/' || e.event_id AS external_link,
						e.event_id AS internal_reference,
						r.site AS observer_location, r.country AS observer_country,
						COALESCE(r.aperture || ' cm ', '') || r.telescope AS instrument_name,
						r.site AS instrument_host_name,
						NULL::text AS original_publisher, NULL::text AS producer_name, NULL::text AS producer_institute
					FROM (
						SELECT c.lightcurve_id AS granule_uid, 'lightcurve'::text AS granule_gid,
							COALESCE(c.report_id, c.lightcurve_id) AS obs_id, c.event_id, c.report_id,
							'ts'::text AS dataproduct_type, 'phot.flux;em.opt'::text AS measurement_type,
							CASE c.role WHEN 'ratio' THEN 5 ELSE 2 END AS processing_level,
							c.time_start+2400000.5 AS time_min, c.time_end+2400000.5 AS time_max,
							c.cadence AS time_sampling_step_min, c.cadence AS time_sampling_step_max,
							c.exposure AS time_exp_min, c.exposure AS time_exp_max,
							2.998e14::double precision AS spectral_range_min,
							8.565e14::double precision AS spectral_range_max,
							'\getConfig{web}{serverURL}/occ/lc/dl/dlget?ID=' || c.lightcurve_id AS access_url,
							'application/x-votable+xml'::text AS access_format,
							(48*c.n_points+8000)/1024 AS access_estsize,
							'\getConfig{web}{serverURL}/occ/lc/dl/dlget?FORMAT=thumbnail&amp;ID=' || c.lightcurve_id
								AS thumbnail_url,
							c.lightcurve_id || '.vot' AS file_name,
							'\getConfig{web}{serverURL}/occ/lc/dl/dlmeta?ID=' || c.lightcurve_id AS datalink_url,
							c.filter, c.observer AS observer_name, c.lon AS observer_lon, c.lat AS observer_lat,
							c.received, c.release_date AS released,
							'TOPOCENTER'::text AS time_refposition
						FROM \schema.lightcurve AS c
						WHERE c.time_start IS NOT NULL AND c.role IN ('target', 'ratio')
							AND c.origin IN ('measured', 'ratio')
						UNION ALL
						SELECT c.chord_id, 'chord', c.report_id, c.event_id, c.report_id,
							'sv', 'phys.size', 5,
							LEAST(c.d_time, c.r_time)+2400000.5, GREATEST(c.d_time, c.r_time)+2400000.5,
							NULL, NULL, NULL, NULL, 2.998e14, 8.565e14,
							'\getConfig{web}{serverURL}/occ/chord/dl/dlget?ID=' || c.event_id,
							'application/x-votable+xml', 10, NULL, c.event_id || '.vot',
							'\getConfig{web}{serverURL}/occ/chord/dl/dlmeta?ID=' || c.event_id,
							NULL, s.observer, s.lon, s.lat, s.received, s.release_date, 'TOPOCENTER'
						FROM \schema.chord AS c
						JOIN \schema.report AS s ON s.report_id=c.report_id
						UNION ALL
						SELECT l.limb_id, 'limb', l.event_id, l.event_id, NULL,
							'sv', 'phys.size.radius#phys.size.axisRatio#pos.eq', 5,
							l.time_ref+2400000.5, l.time_ref+2400000.5,
							NULL, NULL, NULL, NULL, 2.998e14, 8.565e14,
							'\getConfig{web}{serverURL}/occ/chord/dl/dlget?ID=' || l.event_id,
							'application/x-votable+xml', 10, NULL, l.event_id || '.vot',
							'\getConfig{web}{serverURL}/occ/chord/dl/dlmeta?ID=' || l.event_id,
							NULL, NULL, NULL, NULL, s.received, s.released, 'GEOCENTER'
						FROM \schema.limb AS l
						JOIN (SELECT event_id, MAX(received) AS received, MAX(release_date) AS released
							FROM \schema.report GROUP BY event_id) AS s ON s.event_id=l.event_id
					) AS granule
					JOIN \schema.event AS e USING (event_id)
					LEFT JOIN \schema.report AS r ON r.report_id=granule.report_id) AS described)
		</viewStatement>
	</table>

	<data id="import">
		<meta name="description">Makes the view over the tables of this schema.</meta>
		<make table="epn_core"/>
	</data>

	<regSuite title="EPN-TAP">
		<regTest title="Chariklo's chords and limb are there">
			<url parSet="TAP" QUERY="SELECT granule_gid, COUNT(*) AS n FROM occ.epn_core WHERE internal_reference='20170622_10199_chariklo' AND dataproduct_type='sv' GROUP BY granule_gid">/tap/sync</url>
			<code>
				found = {row["granule_gid"]: row["n"] for row in self.getVOTableRows()}
				self.assertEqual(found, {"chord": 6, "limb": 1})
			</code>
		</regTest>
		<regTest title="The Moon's light curve has its Julian Date">
			<url parSet="TAP" QUERY="SELECT time_min, target_class, dataproduct_type FROM occ.epn_core WHERE granule_uid='20151219_moon_lc01'">/tap/sync</url>
			<code>
				row = self.getFirstVOTableRow()
				self.assertEqual(round(row["time_min"], 4), 2457375.5199)
				self.assertEqual((row["target_class"], row["dataproduct_type"]), ("satellite", "ts"))
			</code>
		</regTest>
	</regSuite>
</resource>
