"""Numbers as pages say them in Vietnamese."""

from __future__ import annotations


def number(value):
    """1234 → "1.234"."""
    return f"{value:,}".replace(",", ".")


def exact(above, below, places=2):
    """Return a share in per cent, rounded half up, as text with a point; None of nothing."""
    if not below:
        return None
    scaled = (above * 100 * 10**places * 2 + below) // (2 * below)
    whole, rest = divmod(scaled, 10**places)
    return f"{whole}.{rest:0{places}d}"


def share(above, below, places=1):
    """Return a share as a table shows it: "92,5 %", "–" of nothing."""
    text = exact(above, below, places)
    return "–" if text is None else f"{text.replace('.', ',')} %"


def headline(above, below):
    """The same in large letters, without a nought at the end: "70 %"."""
    return share(above, below).replace(",0 %", " %")


def day(text):
    """ "2024-12-31" → "31/12/2024"."""
    return "/".join(reversed(text.split("-")))
