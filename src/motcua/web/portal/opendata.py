"""Open data: the files of closed months, what their columns mean, and under which licence they may be used."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from motcua.measures.published import queries
from motcua.measures.published.hiding import LEAST
from motcua.measures.published.rules import CLOSED_AFTER, HIDDEN, TABLES, dictionary
from motcua.people.rules import Ability
from motcua.web.shared.access import Request, page


@page(Ability.BROWSE)
def open_data(request: Request) -> HttpResponse:
    """List the files by table and year. Two statements."""
    years = queries.years()
    files = [
        (
            table,
            [(year, reverse("open_data_file", args=[f"{table.name}-{year}"])) for year in years.get(table.name, [])],
        )
        for table in TABLES.values()
    ]
    newest = queries.latest()
    shown = {
        "files": files, "newest": newest, "licence": settings.OPEN_DATA_LICENCE, "least": LEAST, "hidden": HIDDEN,
        "days": CLOSED_AFTER.days, "licence_address": settings.OPEN_DATA_LICENCE_ADDRESS,
    }  # fmt: skip
    return render(request, "portal/open_data.html", shown)


@page(Ability.BROWSE)
def open_data_dictionary(request: Request) -> HttpResponseBase:
    """Hand over what the files are, as a Data Package in JSON. One statement."""
    found = dictionary(
        queries.years(), licence=(settings.OPEN_DATA_LICENCE, settings.OPEN_DATA_LICENCE_ADDRESS),
        publisher=settings.PROVINCE, address=f"{settings.ADDRESS}{reverse('open_data')}",
    )  # fmt: skip
    return _for_everybody(JsonResponse(found, json_dumps_params={"ensure_ascii": False, "indent": 2}))


@page(Ability.BROWSE)
def open_data_file(request: Request, name: str) -> HttpResponseBase:
    """Hand over a file as CSV, month by month (UTF-8 without a mark, as the dictionary says). One statement."""
    table, _, year = name.rpartition("-")
    found = queries.months(TABLES[table], int(year)) if table in TABLES and year.isdecimal() and len(year) == 4 else []
    if not found:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    lines = queries.lines(TABLES[table], found)
    return _for_everybody(StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers))


def _for_everybody(answer: HttpResponseBase) -> HttpResponseBase:
    answer["Access-Control-Allow-Origin"] = "*"
    return answer
