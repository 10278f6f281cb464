"""`motcua deadline`: when something is due, and the arithmetic that leads there."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from motcua.core import clock
from motcua.core.text import fold, one_line
from motcua.site.commands.calendar import office_of
from motcua.site.commands.figures import OneOf

if TYPE_CHECKING:
    from collections.abc import Callable

    from motcua.offices.deadlines import Deadline
    from motcua.offices.explanation import Step
    from motcua.offices.rules import WorkingCalendar

_UNITS = {
    "hour": ("hour", "hours", "gio", "gio lam viec"),
    "working_day": ("working day", "working days", "ngay lam viec"),
    "day": ("day", "days", "ngay"),
    "month": ("month", "months", "thang"),
}
_LARGEST, _FIRST_YEAR, _LAST_YEAR = 1000, 2000, 2099


class Moment(click.ParamType[datetime]):
    """A day with a time; without a zone it is local, with one it is converted."""

    name = "THỜI_ĐIỂM"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Return the moment in the zone of Viet Nam; say in Vietnamese how to write it when it cannot be read."""
        text = one_line(str(value))
        try:
            moment = datetime.fromisoformat(text)
            moment = clock.local(moment) if moment.tzinfo else moment.replace(tzinfo=clock.ZONE)
        except (ValueError, OverflowError):
            moment = None
        if moment is None or ":" not in text:
            self.fail(f"«{text}» không phải ngày và giờ: viết như 2026-02-13T16:40.", param, ctx)
        if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
            self.fail(f"«{text}»: chọn năm từ {_FIRST_YEAR} đến {_LAST_YEAR}.", param, ctx)
        return moment


class Stop(click.ParamType[tuple[datetime, datetime]]):
    """Two moments with ".." between them."""

    name = "TỪ..ĐẾN"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[datetime, datetime]:
        """Return the start and the end."""
        first, dots, last = str(value).partition("..")
        if not dots:
            self.fail(f"«{value}» thiếu «..»: viết như 2026-02-10T09:00..2026-02-12T14:00.", param, ctx)
        return Moment().convert(first, param, ctx), Moment().convert(last, param, ctx)


class Amount(click.ParamType["tuple[int, str]"]):
    """A number and a unit, in English or Vietnamese."""

    name = "THỜI_HẠN"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, str]:
        """Return the amount and the unit as `offices.deadlines.Limit` calls it."""
        found = re.fullmatch(r"([0-9]+) ?(\D+)", one_line(str(value)))
        unit = next((unit for unit, words in _UNITS.items() if found and fold(found[2]) in words), None)
        if found is None or unit is None:
            self.fail(
                f"«{value}» không phải thời hạn: viết số rồi đơn vị (hours, days, working days, months; hoặc giờ, "
                "ngày, ngày làm việc, tháng), ví dụ «3 working days» hay «3 ngày làm việc».",
                param, ctx,
            )  # fmt: skip
        if len(found[1]) > len(str(_LARGEST)) or int(found[1]) > _LARGEST:
            self.fail(f"«{value}»: thời hạn lớn nhất tính được là {_LARGEST}.", param, ctx)
        return int(found[1]), unit


class TimeOfDay(click.ParamType[time]):
    """A time of the day."""

    name = "GIỜ"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> time:
        """Return the time."""
        if not re.fullmatch(r"([01]?[0-9]|2[0-3]):[0-5][0-9]", str(value)):
            self.fail(f"«{value}» không phải giờ trong ngày: viết như 15:00.", param, ctx)
        hours, _, minutes = str(value).partition(":")
        return time(int(hours), int(minutes))


def register(main: click.Group) -> None:
    """Add `deadline` to the command."""
    main.add_command(deadline)


@click.command()
@click.option("--from", "received", type=Moment(), required=True, help="Lúc nhận; không ghi múi giờ là giờ Việt Nam.")
@click.option("--limit", "amount", type=Amount(), help="Ví dụ «3 working days», «8 giờ», «20 ngày», «1 tháng».")
@click.option("--same-day-until", "until", type=TimeOfDay(), help="Trả trong ngày nếu nhận không quá giờ này.")
@click.option("--stop", "stops", type=Stop(), multiple=True, help="Một lần tạm dừng; ghi được nhiều lần.")
@click.option("--office", "code", metavar="MÃ", help="Mã cơ quan; không ghi thì theo lịch chung của tỉnh.")
@click.option("--format", "form", type=OneOf("dạng in", "text", "json"), default="text", help="Dạng in.")
def deadline(
    received: datetime,
    amount: tuple[int, str] | None,
    until: time | None,
    stops: tuple[tuple[datetime, datetime], ...],
    code: str | None,
    form: str,
) -> None:
    """Tính hạn trả và giải thích từng bước, ví dụ: deadline --from 2026-02-13T16:40 --limit "3 working days".

    Chưa có cơ sở dữ liệu ở MOTCUA_HOME thì tính theo ngày nghỉ kèm theo phần mềm.
    """
    if amount is None and until is None:
        raise click.UsageError("Ghi thời hạn: thêm --limit «3 working days», hoặc --same-day-until 15:00.")
    from motcua.site import command

    command.start()
    from motcua.offices import deadlines, queries
    from motcua.offices.deadlines import Limit
    from motcua.offices.explanation import steps

    build, whose = _calendar(code)

    def count(calendar: WorkingCalendar) -> tuple[Deadline, list[Step]]:
        found = deadlines.count(calendar, received, Limit(*(amount or (0, "day")), until), stops)
        return found, steps(found, calendar, whose)

    found, said = queries.far_enough(received.date(), count, build)
    if form == "text":
        click.echo("\n".join(step["says"] for step in said))
        return
    moments = {"received": found.received_at, "counts_from": found.counts_from, "due": found.due_at}
    given = {name: moment.isoformat() for name, moment in moments.items()}
    click.echo(json.dumps({**given, "steps": said}, ensure_ascii=False, indent=2))


def _calendar(code: str | None) -> tuple[Callable[[date, date], WorkingCalendar], str]:
    """Return what builds the calendar between two days, and whose it is in words."""
    from motcua.offices import queries

    ready = _database_is_there()
    if code is not None and not ready:
        raise click.ClickException(
            "Ở đây chưa có cơ sở dữ liệu nên chưa có cơ quan nào: bỏ --office, hoặc chạy «motcua init»."
        )
    if code is not None:
        office = office_of(code)
        return lambda *days: queries.calendar(office.pk, *days), f"lịch làm việc của {office.name} ({office.code})"
    if ready:
        return lambda *days: queries.calendar(None, *days), "lịch làm việc chung của tỉnh"
    return queries.shipped_calendar, "lịch kèm theo phần mềm (ở đây chưa có cơ sở dữ liệu)"


def _database_is_there() -> bool:
    """Return whether the tables of the calendar exist, without making an empty file where none is."""
    from django.db import connection

    from motcua.offices.models import SpecialDay

    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        return False
    return SpecialDay._meta.db_table in connection.introspection.table_names()
