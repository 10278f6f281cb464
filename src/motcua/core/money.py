"""Amounts of money: whole đồng, shown the Vietnamese way."""

from __future__ import annotations


def show(amount: int) -> str:
    """Return an amount of đồng for people, such as "1.250.000 đồng"."""
    return f"{amount:,}".replace(",", ".") + " đồng"
