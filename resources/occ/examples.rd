<resource schema="occ">
	<!-- Examples of the site's TAP service; etc/userconfig.rd takes them in. -->
	<STREAM id="tapexamples">
		<meta name="_example" title="Stellar occultations: timings of one body">
			All positive reports of one body (here (10199) Chariklo) with the observed instants
			of disappearance and reappearance, UTC as MJD, and their uncertainties in seconds. IN_UNIT
			converts the difference of two days to seconds and declares it so.
			The tables are :taptable:`occ.report` and :taptable:`occ.event`.

			.. tapquery::
				SELECT event_id, observer, lon, lat, alt, d_time, d_err, r_time, r_err,
					IN_UNIT(r_time - d_time, 's') AS seconds
				FROM occ.report
				JOIN occ.event USING (event_id)
				WHERE body_number = 10199
					AND outcome = 'positive'
					AND status = 'accepted'
				ORDER BY event_id, d_time
		</meta>
		<meta name="_example" title="Stellar occultations: events with at least two chords">
			Events of all bodies that several stations timed, with the numbers of positive and
			negative stations: what a fit of the limb needs. The table is :taptable:`occ.event`.

			.. tapquery::
				SELECT event_id, body_number, body_name, star, time_predicted,
					n_chords, n_positive, n_negative
				FROM occ.event
				WHERE n_chords &gt;= 2
				ORDER BY n_chords DESC, time_predicted DESC
		</meta>
		<meta name="_example" title="Stellar occultations: reports, chords and limb of an event">
			Every chord of one event with the station it comes from, beside the ellipse that was
			fitted to all of them: what a plot of the sky plane needs. Lengths are in km; how far
			the ends of each chord lie from the ellipse is in :taptable:`occ.limb_residual`. The
			tables are :taptable:`occ.report`, :taptable:`occ.chord` and :taptable:`occ.limb`.

			.. tapquery::
				SELECT r.site, r.observer, c.outcome, c.d_f, c.d_g, c.d_err_km, c.r_f, c.r_g, c.r_err_km,
					c.length, c.length_err, l.center_f, l.center_g, l.semi_major, l.semi_minor,
					l.position_angle, l.chi2, l.dof
				FROM occ.chord AS c
				JOIN occ.report AS r ON c.report_id = r.report_id
				LEFT JOIN occ.limb AS l ON c.event_id = l.event_id AND c.component = l.component
				WHERE c.event_id = '20170622_10199_chariklo'
				ORDER BY c.mid_g DESC
		</meta>
		<meta name="_example" title="Stellar occultations: sizes and places of bodies from fitted limbs">
			All free fits of an ellipse with five or more points to spare, with size and the
			measured position of the body (ICRS, geocentric, at time_ref), for catalogues of shapes and
			for orbits. The tables are :taptable:`occ.limb` and :taptable:`occ.event`.

			.. tapquery::
				SELECT e.body_number, e.body_name, l.time_ref, l.equivalent_radius,
					l.equivalent_radius_err, l.oblateness, l.ra, l.dec, l.ra_offset_err,
					l.dec_offset_err, l.ephemeris
				FROM occ.limb AS l
				JOIN occ.event AS e ON l.event_id = e.event_id
				WHERE l.constrained = 'free' AND l.dof &gt;= 5
				ORDER BY l.time_ref
		</meta>
		<meta name="_example" title="Stellar occultations: why an event has no chords">
			What the reduction remarked on the events of one body: a missing ephemeris, swapped
			times, a station under the horizon. The table is :taptable:`occ.reduction_finding`.

			.. tapquery::
				SELECT f.event_id, f.report_id, f.severity, f.code, f.message, f.hint
				FROM occ.reduction_finding AS f
				JOIN occ.event AS e ON f.event_id = e.event_id
				WHERE e.body_number = 778
				ORDER BY f.event_id, f.finding_id
		</meta>
		<meta name="_example" title="Stellar occultations: reports of one body, counted by event and outcome">
			Joins :taptable:`occ.event` with counts from :taptable:`occ.report`.

			.. tapquery::
				SELECT e.event_id, e.star, r.outcome, COUNT(*) AS n, MIN(r.d_time) AS first_d
				FROM occ.event AS e
				JOIN occ.report AS r ON e.event_id = r.event_id
				WHERE e.body_name = 'Chariklo'
				GROUP BY e.event_id, e.star, r.outcome
				ORDER BY e.event_id, r.outcome
		</meta>
		<meta name="_example" title="Stellar occultations: stations within 500 km of a place">
			All stations within 4.5 degrees (500 km) of Windhoek, with what they saw. Longitude
			and latitude serve as coordinates on the sphere, and a degree of distance is 111.2 km; the
			table is :taptable:`occ.report`.

			.. tapquery::
				SELECT report_id, observer, site, lon, lat, outcome,
					DISTANCE(lon, lat, 17.08, -22.57) AS away
				FROM occ.report
				WHERE DISTANCE(lon, lat, 17.08, -22.57) &lt; 4.5
				ORDER BY away
		</meta>
		<meta name="_example" title="Stellar occultations: match your own list of stars">
			Upload a table with columns ra and dec (here as TAP_UPLOAD.t1) and get the events
			whose star is within 2 arcsec of one of yours, with :taptable:`occ.event`.

			.. tapquery::
				SELECT t1.*, e.event_id, e.star, e.n_positive
				FROM TAP_UPLOAD.t1 AS t1
				JOIN occ.event AS e ON DISTANCE(e.ra, e.dec, t1.ra, t1.dec) &lt; 2/3600.
		</meta>
		<meta name="_example" title="Stellar occultations: light curve of an event">
			The light curves of an event with all readings in arrays: TOPCAT plots a cell as a time
			series by its datalink row, pyvo gives numpy arrays. Where origin is synthetic, as for
			this event of the samples, a model made the readings and nothing was observed; ask for
			origin = 'measured' to leave such curves out. The tables are :taptable:`occ.lightcurve`
			and :taptable:`occ.report`.

			.. tapquery::
				SELECT c.lightcurve_id, r.site, r.outcome, r.d_time, r.r_time, c.role, c.origin,
					c.n_points, c.time_kind, c.exposure, c.mjd, c.flux
				FROM occ.lightcurve AS c
				LEFT JOIN occ.report AS r ON c.report_id = r.report_id
				WHERE c.event_id = '20170622_10199_chariklo'
		</meta>
		<meta name="_example" title="Stellar occultations: readings of a light curve, one a row">
			What a plot of flux against time needs, dropped readings left out. The table is
			:taptable:`occ.sample`.

			.. tapquery::
				SELECT seq, mjd, IN_UNIT(mjd - 57375, 's') AS second_of_day, flux, flags
				FROM occ.sample
				WHERE lightcurve_id = '20151219_moon_lc01'
					AND flux IS NOT NULL
				ORDER BY seq
		</meta>
	</STREAM>
</resource>
