"""Everything that is a figure: counts, rates, rankings.

Owns the counters that are rolled up from the journal and the definitions by which a rate is made of them. It writes
nothing but counters; they can be thrown away and counted again at any time.
"""
