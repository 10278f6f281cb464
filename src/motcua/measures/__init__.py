"""Everything that is a figure: counts, rates, rankings.

Owns the counters that are rolled up from the journal and the definitions by which a rate is made of them; counters can
be thrown away and counted again at any time. What was published of a month, and what somebody said of a pattern on the
watch list, stays.
"""
