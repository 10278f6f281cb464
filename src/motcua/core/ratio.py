"""Exact shares: numerator and denominator are kept, rounding (half up) happens only for display."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ratio:
    """A share of a whole, exact. An empty whole has no percentage."""

    numerator: int
    denominator: int

    def __add__(self, other: Ratio) -> Ratio:
        return Ratio(self.numerator + other.numerator, self.denominator + other.denominator)

    def percent(self, places: int = 2) -> str | None:
        """Return the percentage rounded half up, such as "92.50"; None when the denominator is 0."""
        if self.denominator == 0:
            return None
        scale = 10**places
        scaled = (2 * self.numerator * 100 * scale + self.denominator) // (2 * self.denominator)
        return f"{scaled // scale}.{scaled % scale:0{places}d}" if places else str(scaled)

    def exceeds(self, other: Ratio) -> bool:
        """Return whether this share is larger, compared exactly; an empty whole ranks lowest."""
        if self.denominator == 0 or other.denominator == 0:
            return self.denominator > other.denominator
        return self.numerator * other.denominator > other.numerator * self.denominator
