"""Being stuck: one's own difficulties, saying so from a case or a procedure or out of a chat, one with its answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from motcua.adoption.difficulties import actions, queries, rules
from motcua.adoption.difficulties.rules import DifficultySource, DifficultyState
from motcua.adoption.models import Difficulty
from motcua.casework import queries as cases
from motcua.catalogue import queries as catalogue
from motcua.core import clock
from motcua.core.errors import Invalid, Phrase, Refused
from motcua.filing.models import Dossier
from motcua.people.rules import Ability, may, reach
from motcua.web.shared import stuck
from motcua.web.shared.access import Request, check, interrupted, page

TONES = {DifficultyState.OPEN: "wait", DifficultyState.ANSWERED: "new", DifficultyState.SOLVED: "good"}


@page(Ability.RAISE_DIFFICULTY)
def mine(request: Request) -> HttpResponse:
    """List what this officer is or was stuck with."""
    assert request.account is not None
    found, now = queries.own(request.account.pk), clock.now()
    context = {
        "rows": found, "names": queries.names(found, on=clock.local_day(now)), "tones": TONES,
        "tabs": stuck.tabs(request, "difficulties"),
    }  # fmt: skip
    return render(request, "desk/difficulties.html", context)


@page(Ability.RAISE_DIFFICULTY, methods=("GET", "HEAD", "POST"))
def new(request: Request) -> HttpResponse:
    """Say that one is stuck; what is known about the procedure already stands above."""
    kept = interrupted(request)
    given = kept or (request.POST if request.method == "POST" else _asked(request))
    errors: dict[str, str] = {}
    if request.method == "POST":
        made = _raised(request, given, errors)
        if made is not None:
            return redirect("difficulty", number=made.pk)
    return _form(request, given, errors)


@page(Ability.RAISE_DIFFICULTY)
def paste(request: Request) -> HttpResponse:
    """Ask for a message of the chat group."""
    return render(request, "desk/difficulty_paste.html", {"errors": {}, "pasted": ""})


@page(Ability.RAISE_DIFFICULTY, methods=("POST",))
def pasted(request: Request) -> HttpResponse:
    """Show what of a pasted message would be kept: without what points to a person. Stores nothing.

    It has an address of its own without a page: what was typed on a page is kept when a session has ended.
    """
    words = request.POST.get("pasted", "")
    found = rules.cleaned(words)
    if found.words:
        given = {"words": found.words, "source": DifficultySource.CHAT.value, "dossier": rules.code_in(words)}
        return _form(request, given, {}, taken=found.taken)
    errors = {"pasted": Phrase("Dán tin nhắn vào đây trước.")}
    return render(request, "desk/difficulty_paste.html", {"errors": errors, "pasted": words}, status=422)


@page(Ability.RAISE_DIFFICULTY)
def difficulty(request: Request, number: int) -> HttpResponse:
    """Show one difficulty: what is asked, whose turn it is, what was answered, what comes next."""
    return _page(request, _open(request, number), {})


@page(Ability.ANSWER_DIFFICULTY, methods=("POST",))
def answer(request: Request, number: int) -> HttpResponse:
    """Answer a difficulty, and keep the answer for the next ones."""
    found = _open(request, number)
    check(request, Ability.ANSWER_DIFFICULTY, queries.thing(found))
    assert request.account is not None
    given = request.POST
    try:
        actions.answer(
            difficulty=found, words=given.get("words", ""), keep=given.get("keep") == "yes",
            problem=given.get("problem", ""), by=request.account, at=clock.now(),
        )  # fmt: skip
    except Invalid as invalid:
        return _page(request, found, invalid.errors)
    except Refused as refused:
        return _page(request, found, {refused.field: refused.message})
    return redirect("difficulty", number=found.pk)


@page(Ability.ANSWER_DIFFICULTY, methods=("POST",))
def move_up(request: Request, number: int) -> HttpResponse:
    """Hand a difficulty to the next rung before its time."""
    found = _open(request, number)
    check(request, Ability.ANSWER_DIFFICULTY, queries.thing(found))
    assert request.account is not None
    try:
        actions.move_up(difficulty=found, by=request.account, at=clock.now())
    except Refused as refused:
        return _page(request, found, {"": refused.message})
    again = queries.difficulty(number)
    assert again
    sees = may(request.who, Ability.SEE_FIGURES, queries.thing(again)) or again.raised_by_id == request.account.pk
    return redirect("difficulty", number=number) if sees else redirect("difficulties_to_answer")


@page(Ability.RAISE_DIFFICULTY, methods=("POST",))
def asker_says(request: Request, number: int, says: str) -> HttpResponse:
    """Let whoever is stuck say that she can get on now, or that an answer did not help."""
    found = _open(request, number)
    assert request.account is not None
    if found.raised_by_id != request.account.pk or says not in ("da-go", "con-vuong"):
        raise Http404
    try:
        if says == "da-go":
            actions.solve(difficulty=found, by=request.account, at=clock.now())
        else:
            words = request.POST.get("still", "")
            actions.not_solved(difficulty=found, words=words, by=request.account, at=clock.now())
    except Refused as refused:
        return _page(request, found, {"still" if refused.field else "": refused.message})
    return redirect("difficulty", number=found.pk)


@page(Ability.RAISE_DIFFICULTY)
def solutions(request: Request) -> HttpResponse:
    """Find what is known already."""
    words = request.GET.get("q", "")[:200]
    found = queries.find_solutions(words, on=clock.local_day(clock.now()))
    ends = {
        one.solution.pk
        for one in found
        if may(request.who, Ability.ANSWER_DIFFICULTY, queries.thing(one.solution.difficulty))
    }
    context = {
        "words": words, "found": found, "ends": ends, "most": queries.MOST,
        "tabs": stuck.tabs(request, "difficulty_solutions"),
    }  # fmt: skip
    return render(request, "desk/difficulty_solutions.html", context)


@page(Ability.ANSWER_DIFFICULTY, methods=("POST",))
def end_solution(request: Request, number: int) -> HttpResponse:
    """Show a solution no longer."""
    found = queries.solution(number)
    if found is None:
        return redirect("difficulty_solutions")
    check(request, Ability.ANSWER_DIFFICULTY, queries.thing(found.difficulty))
    assert request.account is not None
    actions.end_solution(solution=found, by=request.account, at=clock.now())
    return redirect("difficulty_solutions")


def _open(request: Request, number: int) -> Difficulty:
    found = queries.difficulty(number)
    if found is None:
        raise Http404
    if request.account is None or found.raised_by_id != request.account.pk:
        check(request, Ability.SEE_FIGURES, queries.thing(found))
    return found


def _page(request: Request, found: Difficulty, errors: dict[str, str]) -> HttpResponse:
    now, thing = clock.now(), queries.thing(found)
    posted: Mapping[str, Any] = request.POST if errors else {"problem": found.words}
    given = {name: posted.get(name, "") for name in ("words", "problem", "still")}
    answers = may(request.who, Ability.ANSWER_DIFFICULTY, thing)
    sees_case = found.dossier is not None and _case(request, found.dossier.code) is not None
    context = {
        "about": found, "errors": errors, "given": given, "tone": TONES[DifficultyState(found.state)],
        "replies": queries.replies(found), "name": queries.names([found], on=clock.local_day(now)).get(found.pk, ""),
        "own": request.account is not None and found.raised_by_id == request.account.pk,
        "answers": answers and found.state != DifficultyState.SOLVED, "late": found.answer_by < now,
        "sees_case": sees_case, "keep": posted.get("keep"),
        "moves_up": answers and found.state == DifficultyState.OPEN and found.moves_up_at is not None,
    }  # fmt: skip
    return render(request, "desk/difficulty.html", context, status=422 if errors else 200)


def _asked(request: Request) -> dict[str, str]:
    return {
        "procedure": request.GET.get("thu-tuc", "")[:40], "dossier": request.GET.get("ho-so", "")[:60],
        "source": DifficultySource.BUTTON.value,
    }  # fmt: skip


def _form(request: Request, given: Mapping[str, Any], errors: dict[str, str], *, taken: int = 0) -> HttpResponse:
    assert request.account is not None
    day = clock.local_day(clock.now())
    places = queries.workplaces(request.account.pk, reach(request.who, Ability.ANSWER_DIFFICULTY), on=day)
    dossier = _case(request, given.get("dossier", ""))
    code = dossier.procedure.code if dossier else given.get("procedure", "")
    version = catalogue.version_on(code, day) if code else None
    shown = {name: given.get(name, "") for name in ("words", "dossier", "procedure", "source")}
    context = {
        "given": shown, "errors": errors, "taken": taken, "chat": given.get("source") == DifficultySource.CHAT,
        "offices": [(one.code, one.short_name) for one in places],
        "office": given.get("office") or (places[0].code if places else ""), "version": version,
        "known": stuck.known(version) if version else [],
    }  # fmt: skip
    return render(request, "desk/difficulty_new.html", context, status=422 if errors else 200)


def _raised(request: Request, given: Mapping[str, Any], errors: dict[str, str]) -> Difficulty | None:
    """Raise what was typed; None, with what to mend in `errors`, when it cannot be."""
    assert request.account is not None
    now = clock.now()
    day = clock.local_day(now)
    places = queries.workplaces(request.account.pk, reach(request.who, Ability.ANSWER_DIFFICULTY), on=day)
    office = next((one for one in places if one.code == given.get("office")), places[0] if len(places) == 1 else None)
    dossier = _case(request, given.get("dossier", ""))
    version = catalogue.version_on(given.get("procedure", ""), day) if given.get("procedure") else None
    if office is None:
        errors["office"] = Phrase("Chọn cơ quan đang vướng.")
    if given.get("dossier") and dossier is None:
        errors["dossier"] = Phrase("Không có hồ sơ này trong phạm vi của bạn. Xem lại mã, hoặc để trống.")
    if given.get("procedure") and version is None and dossier is None:
        errors["procedure"] = Phrase("Không có thủ tục này. Xem lại mã, hoặc để trống.")
    if wrong := rules.words_error(rules.cleaned(given.get("words", "")).words, actions.EMPTY):
        errors["words"] = wrong
    if errors or office is None:
        return None
    chat = given.get("source") == DifficultySource.CHAT
    procedure = dossier.procedure if dossier else (version.procedure if version else None)
    try:
        return actions.raise_difficulty(
            office=office, words=given.get("words", ""), procedure=procedure, dossier=dossier, at=now,
            source=DifficultySource.CHAT if chat else DifficultySource.BUTTON, by=request.account,
        )  # fmt: skip
    except Refused as refused:
        errors[refused.field] = refused.message
    return None


def _case(request: Request, code: str) -> Dossier | None:
    """Return the dossier of a case that this person may see."""
    found = cases.by_code(code) if code else None
    seen = found is not None and may(request.who, Ability.SEE_CASE, cases.thing(found))
    return found.dossier if found is not None and seen else None
