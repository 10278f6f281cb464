"""Dossiers of other systems: send a file, say what its columns mean, try it out, let it be imported."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from motcua.casework.rules import Status
from motcua.catalogue.rules import Channel
from motcua.core import canonical, clock
from motcua.core.errors import Invalid, Phrase, Refused
from motcua.core.text import fold
from motcua.elsewhere import actions, mapping, queries, reporting, rules, sheets, sources
from motcua.elsewhere.mapping import FIELDS, SPOKEN
from motcua.elsewhere.models import DossierMapping, ImportRun
from motcua.elsewhere.reference import Reference
from motcua.elsewhere.rules import ImportState, Line
from motcua.elsewhere.sheets import Rows, Table
from motcua.filing.rules import System
from motcua.offices import queries as offices
from motcua.people.rules import Ability, Thing
from motcua.web.shared import banner
from motcua.web.shared.access import Request, check, page
from motcua.web.shared.jinja import said

SHOWN_NOTES = 50
SHOWN_ROWS, SHOWN_BAD = 3, 12
TRIED = 2000
"""So many rows of a file are tried out before it is imported."""
MOST_WORDS = 40
_SYSTEMS = (System.OTHER, System.NATIONAL_PORTAL, System.MINISTRY)


@page(Ability.IMPORT_DOSSIERS, methods=("GET", "HEAD", "POST"))
def imports(request: Request) -> HttpResponse:
    """List the imports, and take a new file."""
    _check(request)
    typed = {"source": request.POST.get("source", ""), "system": request.POST.get("system", str(System.OTHER))}
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            return redirect("dossier_import", _taken(request, typed).key)
        except Invalid as invalid:
            errors = invalid.errors
        except Refused as refused:
            errors = {refused.field or "file": refused.message}
    context = {
        "runs": queries.runs(), "sources": queries.sources(), "typed": typed, "errors": errors,
        "systems": [(str(one), said(str(one.label))) for one in _SYSTEMS], "most": settings.MAX_UPLOAD // 1024 // 1024,
        "states": _tones(),
    }  # fmt: skip
    return render(request, "steering/imports.html", context, status=422 if errors else 200)


def _taken(request: Request, typed: dict[str, str]) -> ImportRun:
    file, source = request.FILES.get("file"), rules.source_name(typed["source"])
    wrong: dict[str, str] = {} if source else {"source": Phrase("Đặt tên ngắn cho hệ thống nguồn, ví dụ mot-cua-tinh.")}
    if typed["system"] not in _SYSTEMS:
        wrong["system"] = Phrase("Chọn hệ thống gốc trong danh sách.")
    if file is None or not file.size:
        raise Invalid({"file": Phrase("Chọn tệp xuất từ hệ thống kia: Excel, CSV hoặc JSON.")} | wrong)
    if wrong:
        raise Invalid({"file": Phrase("Chọn lại tệp: trình duyệt không giữ tệp khi còn chỗ phải sửa.")} | wrong)
    if file.size > settings.MAX_UPLOAD:
        raise Refused("Tệp quá lớn cho trang này. Chia nhỏ tệp, hoặc nhập bằng lệnh «motcua import dossiers».", "file")
    content = file.read()
    if sheets.is_json(content):
        sources.lines(content, None, at=clock.now())
    else:
        _table(sheets.read(content), {})
    assert request.account is not None
    return actions.begin(
        content=content, digest=canonical.digest(content), file_name=file.name or "", source=source,
        system=System(typed["system"]), by=request.account, at=clock.now(), simulated="simulated" in request.POST,
    )  # fmt: skip


@page(Ability.IMPORT_DOSSIERS, methods=("GET", "HEAD", "POST"))
def one(request: Request, key: str) -> HttpResponseBase:
    """Show an import: its columns to be chosen and what would come of it, how far it has come, or its report."""
    _check(request)
    run = queries.run(key)
    if run is None:  # thrown away, or forgotten
        return redirect("dossier_imports")
    if run.state == ImportState.CHOOSING:
        return _choosing(request, run)
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"done": run.done, "rows": run.rows, "ended": run.state != ImportState.RUNNING})
    notes = _notes(run) if run.state != ImportState.RUNNING else []
    context = {
        "run": run, "notes": notes[:SHOWN_NOTES], "left": len(notes) - SHOWN_NOTES, "states": _tones(),
        "figures": _figures(run),
    }  # fmt: skip
    return render(request, "steering/import.html", context)


def _figures(run: ImportRun) -> str:
    """The address of the leader's page for the days in which the dossiers of a file were received."""
    days = rules.period(run.received)
    return reverse("steering") + (f"?from={days[0].isoformat()}&to={days[1].isoformat()}" if days else "")


def _start(run: ImportRun, mapping: DossierMapping | None, at: datetime, sheet: str = "") -> None:
    """Let a file be imported; what is simulated is said on every page from then on."""
    actions.start(run=run, mapping=mapping, at=at, sheet=sheet)
    if run.simulated:
        banner.mark()


@page(Ability.IMPORT_DOSSIERS)
def report(request: Request, key: str) -> HttpResponseBase:
    """Send the report of an import, a line per row of its file."""
    _check(request)
    run = queries.run(key, whole=True)
    if run is None:
        return redirect("dossier_imports")
    answer = StreamingHttpResponse(reporting.lines(run, said=said), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="nhap-ho-so-{run.source}-{run.key[:8]}.csv"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _notes(run: ImportRun) -> list[tuple[int, str, str, str, str, str]]:
    """What was found, what did not go in first."""
    whole = queries.run(run.key, whole=True)
    assert whole is not None
    found = [
        (row, code, outcome, reporting.label(field, said), problem, done)
        for row, code, outcome, notes in queries.told(whole) for field, problem, done in notes
    ]  # fmt: skip
    return sorted(found, key=lambda note: note[2] != "rejected")


@dataclass(frozen=True, slots=True)
class Typed:
    """What is chosen on the page of columns: field → heading, and field → folded words → what they mean."""

    columns: dict[str, str]
    words: dict[str, dict[str, str]]


def _choosing(request: Request, run: ImportRun) -> HttpResponse:
    content, given = sources.content_of(run), request.POST
    if request.method == "POST" and "discard" in request.POST:
        actions.discard(run=run)
        return redirect("dossier_imports")
    if sheets.is_json(content):
        return _looked_at(request, run, content)
    held, reference = queries.mapping(run.source), queries.reference()
    book = _book(sheets.by_sheet(content), given.get("sheet", ""), given.get("shown-sheet", ""))
    table = _table(book.rows, held.columns if held else {})
    typed = _before(held, table)
    errors: dict[str, str] = {}
    answered = request.method == "POST" and not book.turned
    if answered:
        typed, errors = _typed(request, reference, held.words if held else {})
    errors |= mapping.check(typed.columns, table.headings)
    if answered and "import" in given and not errors:
        return _begun(request, run, table, typed, book.sheet)
    return _mapped(request, run, table, typed, errors, reference, book)


class Book(NamedTuple):
    """The sheet of a file that is looked at ("" of what is no workbook), and all that have rows, with how many.

    `turned`: another one was chosen than the one whose columns stood on the page.
    """

    sheet: str
    rows: Rows
    all: list[tuple[str, int]]
    turned: bool


def _book(found: dict[str, Rows], chosen: str, shown: str) -> Book:
    rows = sheets.of_sheet(found, chosen if chosen in found else "")
    sheet = next(name for name, each in found.items() if each is rows)
    return Book(
        sheet, rows, [(name, sheets.filled(each)) for name, each in found.items()], bool(shown) and shown != sheet
    )


def _table(cells: Rows, columns: dict[str, str]) -> Table:
    """The table under the headings that were chosen before or are usual; else under the fullest of the first rows."""
    for known in (lambda heads: mapping.fits(columns, heads), mapping.known):
        try:
            return sheets.headed(cells, known)
        except Refused:
            continue
    return sheets.headed(cells, lambda heads: sum(1 for each in heads if each))


def _before(held: DossierMapping | None, table: Table) -> Typed:
    """What was chosen for this source before, where its columns are there; else what the headings plainly say."""
    if held is not None and not mapping.check(held.columns, table.headings):
        return Typed(held.columns, held.words)
    return Typed(mapping.guessed(table.headings), held.words if held else {})


def _typed(request: Request, reference: Reference, before: dict[str, dict[str, str]]) -> tuple[Typed, dict[str, str]]:
    """Return what was chosen, with errors by field: what a text means must be one of ours.

    What was chosen `before` for texts that this file does not have stays.
    """
    given = request.POST
    errors: dict[str, str] = {}
    words = {name: dict(before.get(name, {})) for name in SPOKEN}
    for name in SPOKEN:
        for number in range(MOST_WORDS):
            text, meaning = given.get(f"word-{name}-{number}", ""), given.get(f"means-{name}-{number}", "").strip()
            if not text or not meaning:
                words[name].pop(fold(text), None)
                continue
            words[name][fold(text)] = meaning = meaning.split(" ")[0]
            if not (reference.has(meaning) if name == "office" else meaning in dict(_choices()[name])):
                errors[f"means-{name}-{number}"] = Phrase("Chọn trong danh sách cho «%(text)s».", text=text)
    columns = {field.name: given.get(f"column-{field.name}", "") for field in FIELDS}
    return Typed({name: heading for name, heading in columns.items() if heading}, words), errors


def _looked_at(request: Request, run: ImportRun, content: bytes) -> HttpResponse:
    """Show what would come of records of the exchange, which need no mapping; by POST begin."""
    if request.method == "POST" and "import" in request.POST:
        _start(run, None, clock.now())
        return redirect("dossier_import", run.key)
    lines = sources.lines(content, None, at=clock.now())
    context = {"run": run, "json": True, "errors": {}, **_attempt(run, lines, queries.reference())}
    return render(request, "steering/import_columns.html", context)


def _begun(request: Request, run: ImportRun, table: Table, typed: Typed, sheet: str) -> HttpResponse:
    assert request.account is not None
    at = clock.now()
    held = actions.save_mapping(
        source=run.source, columns=typed.columns, words=typed.words, headings=table.headings, by=request.account, at=at
    )
    _start(run, held, at, sheet)
    return redirect("dossier_import", run.key)


def _mapped(
    request: Request,
    run: ImportRun,
    table: Table,
    typed: Typed,
    errors: dict[str, str],
    reference: Reference,
    book: Book,
) -> HttpResponse:
    attempt: dict[str, Any] = {"count": 0}
    if not errors:
        part = Table(table.headings, table.rows[:TRIED])
        lines = mapping.lines(part, mapping.Reading(typed.columns, typed.words), at=clock.now())
        attempt = _attempt(run, lines, reference)
    shown = errors if request.method == "POST" and not book.turned else {}
    samples = mapping.samples(table)
    context = {
        "run": run, "json": False, "errors": shown, "fields": FIELDS, "typed": typed, "all": len(table.rows),
        "headings": [(heading, f"{heading} ({sample})" if sample else heading) for heading, sample in samples.items()],
        "labels": {name: said(label) for name, label in mapping.LABELS.items()},
        "rows": mapping.first_rows(table, typed.columns, SHOWN_ROWS), "words": _asked_words(table, typed, reference),
        "book": book, "choices": _choices(), "offices": reference.choices(clock.local_day(clock.now())), **attempt,
    }  # fmt: skip
    return render(request, "steering/import_columns.html", context, status=422 if shown else 200)


def _attempt(run: ImportRun, lines: list[Line], reference: Reference) -> dict[str, Any]:
    """What would become of the first rows: how many of them of each outcome, and why some would not go in."""
    told = actions.attempt(run=run, lines=lines[:TRIED], reference=reference)
    times = Counter(outcome for _row, _code, outcome, _notes in told)
    bad = [
        (row, code, reporting.label(field, said), problem) for row, code, outcome, notes in told
        for field, problem, _done in notes if outcome == rules.Outcome.REJECTED
    ]  # fmt: skip
    outcomes = [(said(str(each.label)), times[each]) for each in rules.Outcome]
    return {"count": len(told), "outcomes": outcomes, "bad": bad[:SHOWN_BAD], "more_bad": max(0, len(bad) - SHOWN_BAD)}


def _asked_words(table: Table, typed: Typed, reference: Reference) -> dict[str, list[tuple[str, int, str]]]:
    """What this source says that nobody can read yet, with how often and what was chosen; what was chosen stays."""
    found: dict[str, list[tuple[str, int, str]]] = {}
    for name in SPOKEN:
        times, words = mapping.spoken(table, typed.columns, name), typed.words.get(name, {})
        unknown = reference.unknown(times) if name == "office" else mapping.unknown_words(name, times)
        asked = {text for text in times if fold(text) in words} | set(unknown)
        ordered = sorted(asked, key=lambda text: (-times[text], text))[:MOST_WORDS]
        found[name] = [(text, times[text], words.get(fold(text), "")) for text in ordered]
    return found


def _choices() -> dict[str, list[tuple[str, str]]]:
    return {
        "channel": [(str(int(one)), said(str(one.label))) for one in Channel],
        "status": [(str(int(one)), f"{int(one)} {said(str(one.label))}") for one in Status],
    }


def _tones() -> dict[str, tuple[str, str]]:
    tones = {"choosing": "wait", "running": "active", "done": "good", "failed": "bad"}
    return {str(state): (said(str(state.label)), tones[state]) for state in ImportState}


def _check(request: Request) -> None:
    """An import reaches every office: only who may do it for the whole province."""
    root = offices.root(clock.local_day(clock.now()))
    check(request, Ability.IMPORT_DOSSIERS, Thing(offices=frozenset({root.pk})))
