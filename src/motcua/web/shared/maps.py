"""A map as plain SVG: outlines where a boundary file was loaded, points elsewhere. Needs no script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Any

from motcua.core.ratio import Ratio
from motcua.measures.queries import Line, Location

WIDTH, MARGIN = 640, 24
BANDS = (("b5", 90, None), ("b4", 80, 90), ("b3", 70, 80), ("b2", 50, 70), ("b1", 0, 50))
"""Class of the fill, from and below which per cent."""


@dataclass(frozen=True, slots=True)
class Spot:
    """An office on the map: where its mark stands, its outline as an SVG path ("" for none), and its band."""

    line: Line
    x: int
    y: int
    path: str
    band: str


@dataclass(frozen=True, slots=True)
class Map:
    """The size of a drawing and what is on it; `missing` are offices whose place has no known position."""

    width: int
    height: int
    spots: list[Spot]
    missing: int
    radius: int


def draw(rows: Sequence[Line], places: Mapping[int, Location]) -> Map | None:
    """Return the map of a table of rates; None when fewer than half of its places have a position."""
    known = [(line, places[line.office.place_id]) for line in rows if line.office.place_id in places]
    placed = [(line, (float(of.longitude), float(of.latitude or 0))) for line, of in known if of.longitude is not None]
    if len(placed) * 2 < len(rows) or len({where for _, where in placed}) < 2:
        return None
    shapes = {line.office.place_id: _rings(places[line.office.place_id].outline) for line, _ in placed}
    points = [where for _, where in placed] + [p for rings in shapes.values() for ring in rings for p in ring]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    squeeze = cos(radians((south + north) / 2))
    scale = (WIDTH - 2 * MARGIN) / ((east - west) * squeeze or 1)

    def put(point: tuple[float, float]) -> tuple[int, int]:
        x, y = point
        return round(MARGIN + (x - west) * squeeze * scale), round(MARGIN + (north - y) * scale)

    spots = [
        Spot(line, *put(where), _path(shapes[line.office.place_id], put), band(line.figure.ratio))
        for line, where in placed
    ]
    height = round(2 * MARGIN + (north - south) * scale)
    return Map(WIDTH, height, spots, len(rows) - len(placed), 13 if len(spots) < 30 else 10)


def band(ratio: Ratio) -> str:
    """Return the class of the fill for a share, compared exactly; "b0" for an empty whole."""
    if not ratio.denominator:
        return "b0"
    return next(name for name, start, _ in BANDS if ratio.numerator * 100 >= start * ratio.denominator)


def _rings(outline: Any) -> list[list[tuple[float, float]]]:
    polygons = outline["coordinates"] if outline else []
    return [[(point[0], point[1]) for point in ring] for polygon in polygons for ring in polygon]


def _path(rings: list[list[tuple[float, float]]], put: Any) -> str:
    return "".join("M" + "L".join(f"{x} {y}" for x, y in map(put, ring)) + "Z" for ring in rings)
