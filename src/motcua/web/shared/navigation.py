"""The line of places below the header: what this person may open, and where she is."""

from __future__ import annotations

from functools import cache

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from motcua.people.rules import NOBODY, Ability, may, reach

Place = tuple[str, str, bool]  # words, address, whether the page belongs to it

_STEERING = (
    "steering", "targets", "office_targets", "give_target", "share_target", "directive", "enter_directive",
    "pass_directive", "steering_series", "outside_", "opened_figure", "index_766", "step_times", "report",
    "divided_figure", "watch_", "step_opened", "figures_of_petitions",
)  # fmt: skip
# (words, address name, ability, names of the pages that belong to it)
_WORK = (
    (_("Bàn làm việc"), "desk_queue", Ability.SEE_DESK, ("desk_",)),
    (_("Tiếp nhận tại quầy"), "intake", Ability.INTAKE, ("intake", "visit")),
    (_("Đến hạn"), "due_lists", Ability.SEE_DUE, ("due_lists",)),
    (_("Hỏi đáp"), "open_questions", Ability.SEE_DESK, ("open_questions",)),
    (_("Phản ánh"), "petitions", Ability.SEE_PETITIONS, ("petition",)),
    (_("Sổ theo dõi"), "register", Ability.SEE_REGISTER, ("register",)),
    (_("Điều hành"), "steering", Ability.SEE_FIGURES, _STEERING),
    (_("Nhập hồ sơ"), "dossier_imports", Ability.IMPORT_DOSSIERS, ("dossier_import",)),
    (_("Hiệu quả"), "effects", Ability.SEE_FIGURES, ("effects",)),
    (_("Tập huấn"), "training", Ability.SEE_FIGURES, ("training",)),
    (_("Truyền thông"), "outreach", Ability.SEE_FIGURES, ("outreach",)),
    (_("Cán bộ làm trước"), "staff_first", Ability.SEE_FIGURES, ("staff_first",)),
    (_("Tổ công nghệ số"), "teams", Ability.SEE_FIGURES, ("team", "help_given", "branch")),
    (_("Lịch làm việc"), "calendar", Ability.KEEP_CALENDAR, ("calendar",)),
    (_("Mẫu tin"), "message_texts", Ability.KEEP_TEXTS, ("message_text",)),
    (_("Việc theo kế hoạch"), "my_tasks", Ability.CARRY_OUT, ("my_tasks", "finish_task", "reopen_task")),
    (_("Vướng mắc"), "difficulties", Ability.RAISE_DIFFICULTY, ("difficult",)),
    (_("Người thay"), "deputy", Ability.NAME_DEPUTY, ("deputy",)),
    (_("Lớp của tôi"), "my_training", Ability.HELP, ("my_training",)),
    (_("Hướng dẫn nộp"), "guide", Ability.HELP, ("guide", "guided", "kiosk_open")),
    (_("Mã hỗ trợ"), "helper_code", Ability.HELP, ("helper_code", "record_help", "mark_own")),
)
_ASIDE = {
    "petitions", "dossier_imports", "effects", "training", "outreach", "staff_first", "calendar", "message_texts",
    "my_tasks", "deputy", "my_training", "difficulties", "guide", "helper_code", "home", "look_up", "public_figures",
    "teams",
}  # fmt: skip
"""What an officer opens now and then: behind «Mục khác», so that her line of places stays one line, two on a phone."""
_PROVINCE = {"dossier_imports"}
"""What is done for the whole province: whoever has a role further down only is not led there, to be refused."""
_FINDING = ("home", "search", "procedure", "choose_office", "start_draft", "invitation")
_OWN = (
    "my_", "draft", "form_page", "attachments", "helped", "check_answers", "sent", "supplement", "withdraw", "discard",
)  # fmt: skip
_PUBLIC = (
    (_("Thủ tục"), "home", _FINDING),
    (_("Hồ sơ của tôi"), "my_dossiers", _OWN),
    (_("Tra cứu"), "look_up", ("look_up",)),
    (_("Số liệu"), "public_figures", ("public_figures", "open_data", "indicator")),
)
_FIELD = (_("Hỗ trợ bà con"), "field", ("field",))


def places(request: HttpRequest) -> tuple[list[Place], list[Place]]:
    """Return the places of the line and those behind «Mục khác», which only officers have. No statement; works before
    anyone is known. The place where she is always stands in the line.
    """
    who = getattr(request, "who", NOBODY)
    here = request.resolver_match.url_name or "" if request.resolver_match else ""
    work = [
        place for place in _WORK
        if may(who, place[2]) and (place[1] not in _PROVINCE or reach(who, place[2]) & who.wide)
    ] if who.is_officer else []  # fmt: skip
    public = [place for place in _PUBLIC if place[1] != "my_dossiers" or not who.is_officer]
    public += [_FIELD] if may(who, Ability.LEARN_TO_ASSIST) else []
    rows = [(words, name, pages) for words, name, _ability, pages in work] + list(public)
    line: list[Place] = []
    aside: list[Place] = []
    for words, name, pages in rows:
        current = here.startswith(pages)
        kept = aside if who.is_officer and name in _ASIDE and not current else line
        kept.append((str(words), address(name), current))
    return line, aside


@cache
def address(name: str) -> str:
    """Return the address of a page that has no parts; the same on every page, so it is looked up once."""
    return reverse(name)
