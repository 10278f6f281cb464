"""Reading outlines of places from TopoJSON or GeoJSON: a row goes in, or is named with what is wrong with it. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from motcua.core.errors import Refused
from motcua.core.report import Report
from motcua.core.text import fold, one_line

Outline = dict[str, Any]
_CODES = ("code", "ma", "maxa", "ma_xa", "ward_code", "gso_code")
_NAMES = ("full_name", "ten_day_du", "name", "ten", "tenxa", "ten_xa")
_LONGITUDES, _LATITUDES = (102, 118), (6, 24)
_DIGITS = 5


class BadShape(ValueError):
    """An outline that cannot be drawn; the message says why (Vietnamese)."""


def read(content: bytes, places: Sequence[tuple[str, str, Outline | None]]) -> tuple[Report, dict[str, Outline]]:
    """Return a report and the new outlines by code, as GeoJSON MultiPolygons.

    `places` are (code, full name, present outline). Raises Refused when the file is empty, not JSON or of another kind.
    """
    report, outlines = Report(), dict[str, Outline]()
    present = {code: outline for code, _, outline in places}
    by_name = {fold(name): code for code, name, _ in places}
    seen: set[str] = set()
    for number, (properties, geometry) in enumerate(_features(_parse(content)), 1):
        report.rows += 1
        code = _code(properties, present, by_name)
        if code not in present:
            report.reject(number, code, "code", "không phải mã hay tên của một xã, phường đang tồn tại")
        elif code in seen:
            report.reject(number, code, "code", "mã đã có ở dòng trước trong tệp")
        else:
            try:
                outline = _outline(geometry)
            except BadShape as error:
                report.reject(number, code, "geometry", str(error))
                continue
            seen.add(code)
            _count(report, present[code], outline)
            outlines |= {code: outline} if present[code] != outline else {}
    if not report.rows:
        raise Refused("Tệp không có đường ranh giới nào; kiểm tra lại tệp đã xuất.", "file")
    return report, outlines


def _count(report: Report, before: Outline | None, after: Outline) -> None:
    if before == after:
        report.unchanged += 1
    elif before is None:
        report.created += 1
    else:
        report.changed += 1


def _parse(content: bytes) -> dict[str, Any]:
    if not content.strip():
        raise Refused("Tệp rỗng; chọn tệp TopoJSON hoặc GeoJSON.", "file")
    try:
        data = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise Refused(
            "Tệp không phải JSON đọc được; xuất lại dưới dạng TopoJSON hoặc GeoJSON (UTF-8).", "file"
        ) from error
    if not isinstance(data, dict) or data.get("type") not in ("Topology", "FeatureCollection", "Feature"):
        raise Refused("Tệp không phải TopoJSON («Topology») hay GeoJSON («FeatureCollection»).", "file")
    return data


def _features(data: dict[str, Any]) -> Iterator[tuple[dict[str, Any], Any]]:
    if data["type"] == "Topology":
        yield from _topology(data)
        return
    features = [data] if data["type"] == "Feature" else data.get("features")
    for feature in features if isinstance(features, list) else []:
        whole = feature if isinstance(feature, dict) else {}
        yield _properties(whole), whole.get("geometry")


def _properties(feature: dict[str, Any]) -> dict[str, Any]:
    properties = feature.get("properties")
    known = properties if isinstance(properties, dict) else {}
    return {"code": feature.get("id")} | {str(key).lower(): value for key, value in known.items()}


def _code(properties: dict[str, Any], present: dict[str, Any], by_name: dict[str, str]) -> str:
    codes = [one_line(str(properties[key])) for key in _CODES if properties.get(key) is not None]
    names = [fold(str(properties[key])) for key in _NAMES if properties.get(key)]
    matched = [code for code in codes if code in present] or [by_name[name] for name in names if name in by_name]
    return (matched or codes or [""])[0]


def _outline(geometry: Any) -> Outline:
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        raise BadShape("không phải hình đa giác (Polygon hoặc MultiPolygon)")
    coordinates = geometry.get("coordinates")
    polygons = [coordinates] if kind == "Polygon" else coordinates
    if not polygons or not all(isinstance(polygon, list) and polygon for polygon in polygons):
        raise BadShape("hình đa giác rỗng")
    return {"type": "MultiPolygon", "coordinates": [[_ring(ring) for ring in polygon] for polygon in polygons]}


def _ring(ring: Any) -> list[list[float]]:
    points = [_point(point) for point in ring] if isinstance(ring, list) else []
    if len(points) < 4 or points[0] != points[-1]:
        raise BadShape("đường ranh giới không khép kín")
    return points


def _point(point: Any) -> list[float]:
    if not isinstance(point, list) or len(point) < 2 or not all(type(value) in (int, float) for value in point[:2]):
        raise BadShape("có điểm không phải là cặp số kinh độ, vĩ độ")
    longitude, latitude = point[:2]
    if not (_LONGITUDES[0] <= longitude <= _LONGITUDES[1] and _LATITUDES[0] <= latitude <= _LATITUDES[1]):
        raise BadShape("có điểm nằm ngoài Việt Nam (cần kinh độ, vĩ độ theo WGS 84)")
    return [round(longitude, _DIGITS), round(latitude, _DIGITS)]


def _topology(data: dict[str, Any]) -> Iterator[tuple[dict[str, Any], Any]]:
    try:
        arcs = [_arc(arc, data.get("transform")) for arc in data["arcs"]]
        objects = list(data["objects"].values())
        geometries = [one for found in objects for one in found.get("geometries", [found])]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Refused("Tệp TopoJSON thiếu hoặc sai phần «arcs», «objects» hay «transform».", "file") from error
    for geometry in geometries:
        whole = geometry if isinstance(geometry, dict) else {}
        yield _properties(whole), _joined(whole, arcs)


def _arc(arc: Iterable[Any], transform: Any) -> list[list[float]]:
    """Return the points of an arc in degrees; with a transform they are stored as steps of whole numbers."""
    if transform is None:
        return [[float(x), float(y)] for x, y, *_ in arc]
    (scale_x, scale_y), (left, bottom) = transform["scale"], transform["translate"]
    points, x, y = [], 0, 0
    for step_x, step_y, *_ in arc:
        x, y = x + step_x, y + step_y
        points.append([x * scale_x + left, y * scale_y + bottom])
    return points


def _joined(geometry: dict[str, Any], arcs: list[list[list[float]]]) -> Any:
    """Return a geometry with coordinates in place of the numbers of its arcs; None when they do not fit."""
    try:
        polygons = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
        found = [[_line(ring, arcs) for ring in polygon] for polygon in polygons]
    except (KeyError, TypeError, IndexError):
        return None
    return {"type": "MultiPolygon", "coordinates": found}


def _line(numbers: list[int], arcs: list[list[list[float]]]) -> list[list[float]]:
    """Join arcs to one line; a negative number ~n is arc n backwards, and each begins where the one before ended."""
    points: list[list[float]] = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += arc[1:] if points else arc
    return points
