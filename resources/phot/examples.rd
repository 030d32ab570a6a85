<resource schema="phot">
	<!-- Examples of the site's TAP service; etc/userconfig.rd takes them in. -->
	<STREAM id="tapexamples">
		<meta name="_example" title="Follow-up photometry: light curve of one target">
			All points and limits of one target with the error of the measurement and of the
			calibration combined; the tables are :taptable:`phot.measurement` and
			:taptable:`phot.passband`.

			.. tapquery::
				SELECT mjd, survey, band, mag, SQRT(mag_err*mag_err + calib_err*calib_err) AS total_err,
					is_limit, limiting_mag, observatory_id, wavelength, mag_system
				FROM phot.measurement
				LEFT JOIN phot.passband USING (survey, band)
				WHERE target_id = 'demo-supernova'
				ORDER BY mjd
		</meta>
		<meta name="_example" title="Follow-up photometry: targets near a place with their light curves">
			From a position on the sky to light curves: targets within 0.2 degrees with the number
			of points in each band, from :taptable:`phot.lightcurve`.

			.. tapquery::
				SELECT lightcurve_id, name, n_points, n_limits, time_start, time_end, mag_brightest
				FROM phot.lightcurve
				WHERE DISTANCE(ra, dec, 99.8, 8.7) &lt; 0.2
				ORDER BY n_points DESC
		</meta>
		<meta name="_example" title="Follow-up photometry: how well a catalogue was calibrated">
			Every zero point that was tried for the catalogues of one observatory, the chosen one
			first, from :taptable:`phot.calibration` and :taptable:`phot.catalogue`.

			.. tapquery::
				SELECT catalogue_id, filter, survey, band, chosen, zero_point, zero_point_err, scatter,
					n_used, outlier_fraction
				FROM phot.calibration
				JOIN phot.catalogue USING (catalogue_id)
				WHERE observatory_id = 'demo-garden'
				ORDER BY mjd, chosen DESC, scatter
		</meta>
		<meta name="_example" title="Follow-up photometry: observatories and what they sent">
			The observatories with their points and the span of time, from
			:taptable:`phot.observatory` and :taptable:`phot.measurement`.

			.. tapquery::
				SELECT o.observatory_id, o.lon, o.lat, COUNT(*) AS n, MIN(m.mjd) AS first_mjd, MAX(m.mjd) AS last_mjd
				FROM phot.observatory AS o
				JOIN phot.measurement AS m ON m.observatory_id = o.observatory_id
				GROUP BY o.observatory_id, o.lon, o.lat
				ORDER BY n DESC
		</meta>
	</STREAM>
</resource>
