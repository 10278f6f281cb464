"""Everything that is a figure: counters fed by the journal, rates with named definitions, rankings, reports."""
