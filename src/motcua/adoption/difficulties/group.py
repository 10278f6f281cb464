"""What the chat group of the staff is told once a working day, and who carries it there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Protocol

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from motcua.adoption.difficulties import queries
from motcua.adoption.difficulties.rules import DifficultyState
from motcua.adoption.models import Difficulty, GroupDigest, KnownSolution
from motcua.core import clock
from motcua.core.errors import Refused
from motcua.offices import queries as offices

FROM = time(7, 30)
MOST_LINES = 8
Link = Callable[[str], str]


class GroupSender(Protocol):
    """Carries words to the chat group of the staff (nhóm chat của cán bộ)."""

    def post(self, *, key: str, words: str) -> str:
        """Hand the words over and return the carrier's number for them, "" for none; `key` is the same at every try.

        Raises correspondence.sending.Undelivered.
        """
        ...


def sender() -> GroupSender | None:
    """Return the sender that settings.GROUP_SENDER names, a dotted path to a function without arguments; None for "".

    Raises Refused, with the setting to mend, when it is not there or not configured in full.
    """
    if not settings.GROUP_SENDER:
        return None
    try:
        made: GroupSender = import_string(settings.GROUP_SENDER)()
    except (ImportError, AttributeError, TypeError) as error:
        raise Refused(f"MOTCUA_GROUP_SENDER={settings.GROUP_SENDER}: không tìm thấy hàm này.") from error
    return made


def words(*, day: date, at: datetime, link: Link) -> str:
    """Return what the group is told on a day, "" when there is nothing to tell. Five statements at most.

    Offices and names of procedures, never the words of a difficulty nor who is stuck. `link` makes the address of a
    page of its name.
    """
    shown = ("office", "handler", "procedure")
    waiting = list(
        Difficulty.objects.filter(state=DifficultyState.OPEN, simulated=False)
        .select_related(*shown)
        .order_by("answer_by")
    )
    since = GroupDigest.objects.filter(day__lt=day).order_by("-day").values_list("day", flat=True).first()
    first = clock.start_of(since or day - timedelta(1))
    fresh = KnownSolution.objects.filter(ended_at=None, kept_at__gte=first, difficulty__simulated=False)
    kept = list(fresh.select_related("difficulty__procedure"))
    name = queries.names([*waiting, *(one.difficulty for one in kept)], on=day)
    lines = []
    if waiting:
        late = sum(one.answer_by < at for one in waiting)
        lines.append(f"Vướng mắc chờ trả lời: {len(waiting)}, quá giờ: {late}. {link('difficulties_to_answer')}")
        lines += [
            f"- {one.office.short_name}: {name.get(one.pk, 'việc chung')} (đến lượt {one.handler.short_name})"
            for one in waiting[:MOST_LINES]
        ]
        if len(waiting) > MOST_LINES:
            lines.append(f"… và {len(waiting) - MOST_LINES} việc khác.")
    if kept:
        lines.append(f"Cách gỡ mới: {len(kept)}. {link('difficulty_solutions')}")
        lines += [f"- {one}" for one in dict.fromkeys(name[one.difficulty_id] for one in kept[:MOST_LINES])]
    return "\n".join([f"Tóm tắt vướng mắc {day:%d/%m/%Y}", *lines]) if lines else ""


def post_due(*, carrier: GroupSender, link: Link, at: datetime) -> bool:
    """Post the day's digest once, on a working day of the province from FROM on; return whether it went now.

    What could not be handed over is tried again in the same words until the day is over. Raises Undelivered then.
    """
    day = clock.local_day(at)
    if clock.local(at).time() < FROM or GroupDigest.objects.filter(day=day).exclude(posted_at=None).exists():
        return False
    if not offices.calendar(None, day).is_working_day(day):
        return False
    with transaction.atomic():
        held, _new = GroupDigest.objects.get_or_create(day=day, defaults={"words": words(day=day, at=at, link=link)})
    if held.words:
        carrier.post(key=f"digest-{day}", words=held.words)
    GroupDigest.objects.filter(pk=held.pk).update(posted_at=at)
    return bool(held.words)
