"""Everything that is a figure: counts, rates, rankings.

Owns the counters that are rolled up from the journal and the definitions by which a rate is made of them; counters can
be thrown away and counted again at any time. What was entered from outside, set about the 766 index, issued in a
report, published of a month, or said of a pattern on the watch list, stays.
"""
