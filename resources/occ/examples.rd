<resource schema="occ">
	<STREAM id="tapexamples">
		<meta name="_example" title="tap_schema">
			To find the columns:

			.. tapquery::

				SELECT * FROM tap_schema.columns
		</meta>
	</STREAM>
</resource>
