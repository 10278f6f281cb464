"""`motcua calendar …`: days off and make-up days, office hours."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import click

DAY = click.DateTime(["%Y-%m-%d"])
OFFICE = click.option("--office", "code", metavar="MÃ", help="Mã cơ quan; không ghi thì cho toàn tỉnh.")


def register(main: click.Group) -> None:
    """Add `calendar` to the command."""
    main.add_command(calendar)


@click.group()
def calendar() -> None:
    """Lịch làm việc: ngày nghỉ, ngày làm bù, giờ làm việc."""
    from motcua.site import command

    command.start()


@calendar.command("list")
@click.option("--from", "first", metavar="NGÀY", type=DAY, help="Từ ngày (mặc định đầu năm nay).")
@click.option("--to", "last", metavar="NGÀY", type=DAY, help="Đến ngày (mặc định cuối năm của ngày đầu).")
@OFFICE
def list_days(first: datetime | None, last: datetime | None, code: str | None) -> None:
    """In các quyết định về ngày nghỉ và ngày làm bù; dòng sau thay dòng trước của cùng ngày."""
    from motcua.core import clock
    from motcua.offices import queries

    begin = first.date() if first else clock.now().date().replace(month=1, day=1)
    end = last.date() if last else date(begin.year, 12, 31)
    office = office_of(code)
    for row in queries.special_days(begin, end, office.id if office else None):
        where = row.office.short_name if row.office else "toàn tỉnh"
        click.echo(f"{row.day}  {row.get_kind_display():<13} {row.name} · {where} · {row.decision}")


@calendar.command("set")
@click.argument("day", metavar="NGÀY", type=DAY)
@click.argument("kind", metavar="LOẠI", type=click.Choice(["off", "make_up"]))
@click.option("--name", required=True, metavar="TÊN", help="Tên ngày nghỉ hoặc lý do làm bù.")
@click.option("--decision", required=True, metavar="VĂN BẢN", help="Số, ngày và nơi ban hành của văn bản.")
@OFFICE
def set_day(day: datetime, kind: str, name: str, decision: str, code: str | None) -> None:
    """Ghi một ngày nghỉ (off) hoặc ngày làm việc, làm bù (make_up); thay mọi quy định trước về ngày đó."""
    from motcua.core import clock
    from motcua.offices import actions

    row = actions.set_special_day(
        office=office_of(code), day=day.date(), kind=kind, name=name, decision=decision,
        by="system:command", at=clock.now(),
    )  # fmt: skip
    click.echo(f"Đã ghi: {row.day:%d/%m/%Y} là {row.get_kind_display().lower()}, {row.name}.")


@calendar.command("hours")
@click.option("--from", "first", metavar="NGÀY", type=DAY, required=True, help="Áp dụng từ ngày.")
@click.option("--days", default="0-4", metavar="THỨ", help="Các thứ trong tuần, 0 là thứ Hai (mặc định 0-4).")
@click.argument("stretches", metavar="GIỜ", nargs=-1, required=True)
@OFFICE
def set_hours(first: datetime, days: str, stretches: tuple[str, ...], code: str | None) -> None:
    """Đặt giờ làm việc hằng tuần, ví dụ: motcua calendar hours --from 2026-12-01 07:00-11:30 13:30-17:00."""
    from motcua.core import clock
    from motcua.offices import actions
    from motcua.offices.rules import Stretch

    try:
        begin, _, end = days.partition("-")
        weekdays = range(int(begin), int(end or begin) + 1)
        spans = [tuple(time.fromisoformat(part) for part in text.split("-")) for text in stretches]
        hours = [Stretch(weekday, opens, closes) for weekday in weekdays for opens, closes in spans]
    except ValueError as error:
        raise click.ClickException("Ghi thứ như «0-4» và giờ như «07:00-11:30».") from error
    actions.set_opening_hours(
        office=office_of(code), hours=hours, valid_from=first.date(), by="system:command", at=clock.now()
    )
    click.echo(f"Đã đặt giờ làm việc từ {first:%d/%m/%Y}.")


def office_of(code: str | None) -> Any:
    """Return the office of a code; None without one. An unknown code is an error in one line."""
    from motcua.offices import queries

    office = None if code is None else queries.office(code)
    if code is not None and office is None:
        raise click.ClickException(f"Không có cơ quan mang mã {code}; xem «motcua offices».")
    return office
