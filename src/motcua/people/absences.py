"""Who stands in for an officer who is away: named from day to day, by herself or by whoever runs the machine."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from motcua.core import clock
from motcua.core.errors import Phrase, Refused
from motcua.journal import actions as journal
from motcua.journal.rules import Event
from motcua.people import queries, rules
from motcua.people.models import Absence, Account

_LONGEST = timedelta(366)


@transaction.atomic
def name_deputy(
    *, account: Account, deputy: Account, first: date, last: date, by: Account | None, at: datetime
) -> Absence:
    """Let `deputy` do what the roles of `account` allow, from `first` to `last`, both included.

    Nothing is passed on: for whoever the deputy herself stands in, she alone does. Raises Refused (fields "deputy",
    "first", "last") for days gone by or more than a year, a deputy who does not fit or is away herself, and days for
    which a deputy is named already.
    """
    _refuse_days(first, last, clock.local_day(at))
    # Two who name each other at once take turns.
    held = {one.pk: one for one in Account.objects.select_for_update(no_key=True).filter(
        id__in=[account.pk, deputy.pk], person=None, is_active=True).order_by("id")}  # fmt: skip
    if account.pk not in held:
        raise Refused("Chỉ cán bộ có tài khoản đang mở mới cử người thay.", "account")
    if deputy.pk not in {one.pk for one in queries.fit_deputies(account.pk, on=first)}:
        raise Refused(
            Phrase(
                "%(name)s không cùng cơ quan, hoặc chưa có vai trò để làm thay. Hãy chọn người khác.",
                name=deputy.full_name,
            ),
            "deputy",
        )
    if queries.away(deputy.pk, first, last).exists():
        raise Refused(
            Phrase("%(name)s cũng vắng mặt trong những ngày này. Hãy chọn người khác.", name=deputy.full_name), "deputy"
        )
    if queries.away(account.pk, first, last).exists():
        raise Refused("Đã có người thay trong những ngày này. Hãy kết thúc lần cử trước rồi cử lại.", "first")
    made = Absence.objects.create(account=account, deputy=deputy, valid_from=first, valid_to=last)
    _record(made, "deputy_named", by, at, first=first, last=last)
    return made


@transaction.atomic
def end_absence(*, absence: Absence, by: Account | None, at: datetime) -> None:
    """End it: from now on nobody stands in. Raises Refused when it is over already."""
    today = clock.local_day(at)
    held = Absence.objects.select_for_update(of=("self",)).select_related("account", "deputy").get(id=absence.pk)
    if held.valid_to < today or held.valid_to < held.valid_from:
        raise Refused("Lần cử người thay này đã kết thúc.", "absence")
    held.valid_to = absence.valid_to = today - timedelta(1)
    held.save(update_fields=["valid_to"])
    _record(held, "deputy_ended", by, at, last=held.valid_to)


def _refuse_days(first: date, last: date, today: date) -> None:
    if first < today:
        raise Refused("Ngày bắt đầu đã qua. Hãy chọn hôm nay hoặc một ngày sau.", "first")
    if last < first:
        raise Refused("Ngày kết thúc phải từ ngày bắt đầu trở đi.", "last")
    if last - first > _LONGEST:
        raise Refused("Mỗi lần cử người thay tối đa một năm.", "last")


def _record(absence: Absence, kind: str, by: Account | None, at: datetime, **days: date) -> None:
    details = {"deputy": absence.deputy_id, **{name: day.isoformat() for name, day in days.items()}}
    journal.append(
        Event(
            subject=rules.subject(absence.account_id), kind=kind, at=at, by=rules.actor(by.pk if by else None),
            facts={"simulated": absence.account.simulated}, details=details,
        )
    )  # fmt: skip
