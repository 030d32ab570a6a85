<resource schema="dc" resdir="__system">
	<!-- What the collections add to the services of the site as a whole. -->
	<STREAM id="tapexamples">
		<FEED source="occ/examples#tapexamples"/>
		<FEED source="phot/examples#tapexamples"/>
	</STREAM>
</resource>
