"""Counters, by day and by month of receipt, and forecasts: they can be thrown away, the journal is the truth.

What somebody entered from outside, set about the 766 index, issued, published or judged is no counter, and stays.
"""

from motcua.measures.models.counters import (
    DayTally,
    DossierFacts,
    LateTally,
    MonthTally,
    ServiceDay,
    ServiceMonth,
    StepFacts,
    StepTally,
)
from motcua.measures.models.figures import Forecast, IndexParameter, OutsideFigure
from motcua.measures.models.issued import PublishedMonth, Report
from motcua.measures.models.watch import WatchFinding, WatchNote

__all__ = [
    "DayTally", "DossierFacts", "Forecast", "IndexParameter", "LateTally", "MonthTally", "OutsideFigure",
    "PublishedMonth", "Report", "ServiceDay", "ServiceMonth", "StepFacts", "StepTally",
    "WatchFinding", "WatchNote",
]  # fmt: skip
