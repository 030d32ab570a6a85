<resource schema="dc" resdir="__system">
	<!-- What the collections add to the services of the site as a whole. -->
	<STREAM id="tapexamples">
		<FEED source="occ/examples#tapexamples"/>
		<FEED source="phot/examples#tapexamples"/>
	</STREAM>

	<STREAM id="cone_search">
		<doc>Input of cone searches: the place for people, and RA, DEC and SR as Simple Cone Search has them.</doc>
		<condDesc original="//scs#humanInput">
			<phraseMaker>
				<setup imports="service.serving.cone_search"/>
				<code>
					yield from cone_search.human_condition(core, inPars, outPars)
				</code>
			</phraseMaker>
		</condDesc>
		<condDesc original="//scs#protoInput">
			<phraseMaker>
				<setup imports="service.serving.cone_search"/>
				<code>
					yield cone_search.condition(core, inPars, outPars)
				</code>
			</phraseMaker>
		</condDesc>
	</STREAM>
</resource>
