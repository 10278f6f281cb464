"""`motcua journal verify | export | roots`: for whoever does not trust the application."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterable
from datetime import date
from itertools import chain
from typing import Any

import click

from motcua.site import command


def register(main: click.Group) -> None:
    """Add `journal` to the command."""
    main.add_command(journal)


def _day(context: click.Context, parameter: click.Parameter, value: str) -> str:
    if value:
        try:
            date.fromisoformat(value)
        except ValueError:
            raise click.BadParameter(f"«{value}» không phải ngày; ghi theo mẫu 2026-11-20.") from None
    return value


def _range(run: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options --from and --to: days of recording, both included."""
    last = click.option("--to", "last", metavar="NGÀY", default="", callback=_day, help="Đến hết ngày ghi nhận này.")
    first = click.option("--from", "first", metavar="NGÀY", default="", callback=_day, help="Từ ngày ghi nhận này.")
    return first(last(run))


@click.group()
def journal() -> None:
    """Nhật ký: kiểm tra, xuất, in gốc hằng ngày."""


@journal.command()
@click.option(
    "--roots",
    "file",
    type=click.File(encoding="utf-8", errors="replace"),
    help="So cả với các gốc đã công bố trong tệp này.",
)
@click.option("--alone", is_flag=True, help="Chỉ kiểm tra nhật ký, không so với bảng hồ sơ.")
def verify(file: Iterable[str] | None, alone: bool) -> None:
    """Kiểm tra toàn bộ chuỗi, và bảng hồ sơ có khớp nhật ký; báo từng chỗ sai. Mã thoát 1 nếu có."""
    command.start()
    from django.db import DatabaseError

    from motcua.casework import queries as casework
    from motcua.elsewhere import queries as elsewhere
    from motcua.journal import queries
    from motcua.journal.models import Entry

    bad, started = 0, time.monotonic()
    try:
        with queries.snapshot():
            tables = () if alone else chain(casework.mismatches(), elsewhere.mismatches())
            for finding in chain(queries.findings(), tables):
                bad += 1
                click.echo(f"SAI  {finding}", err=True)
            for problem in _against(file, queries.roots) if file else ():
                bad += 1
                click.echo(f"SAI  {problem}", err=True)
            count = Entry.objects.count()
    except DatabaseError as error:
        if command.is_behind(error):
            raise
        bad += 1
        click.echo(f"SAI  cơ sở dữ liệu không đọc được: {error}", err=True)
    if bad:
        click.echo(f"Nhật ký KHÔNG toàn vẹn: {bad} chỗ sai.", err=True)
        sys.exit(1)
    seconds = time.monotonic() - started
    click.echo(f"Nhật ký toàn vẹn: {count} mục ghi ({int(count / max(seconds, 0.001))} mục/giây).")


def _against(published: Iterable[str], roots: Callable[..., Iterable[tuple[str, int, str]]]) -> Iterable[str]:
    """Yield how the days of this journal differ from published lines "day count root"."""
    lines = [line.split() for line in published if line.strip() and not line.startswith("#")]
    told = {line[0]: (line[1], line[2]) for line in lines if len(line) == 3}
    found = {day: (str(count), root) for day, count, root in roots(min(told, default=""), max(told, default=""))}
    for day in sorted({*told, *found}):
        if day not in told:
            yield f"{day}: có mục ghi nhưng ngày này không có gốc đã công bố"
        elif day not in found:
            yield f"{day}: đã công bố {told[day][0]} mục ghi, nay không còn mục nào"
        elif told[day] != found[day]:
            yield f"{day}: khác với gốc đã công bố (công bố {told[day][0]} mục, nay {found[day][0]} mục)"


@journal.command()
@_range
def export(first: str, last: str) -> None:
    """In các mục ghi ra JSON Lines, đủ để đếm lại mọi con số (mô tả: docs/journal.md)."""
    command.start()
    from motcua.journal import queries, rules

    out = sys.stdout.buffer
    for entry in queries.stored(first, last or "9999-12-31"):
        line = json.dumps(rules.exported(entry), ensure_ascii=False, default=repr)
        out.write(line.encode("utf-8", "backslashreplace") + b"\n")
    out.flush()


@journal.command()
@_range
@click.option("--provisional", is_flag=True, help="In cả ngày chưa khóa sổ, đánh dấu «provisional».")
def roots(first: str, last: str, **options: Any) -> None:
    """In gốc của từng ngày (ngày, số mục, gốc) để công bố ra ngoài cơ sở dữ liệu.

    Một ngày khóa sổ lúc 01:00 ngày hôm sau; ngày chưa khóa không in, trừ khi có --provisional.
    """
    command.start()
    from motcua.core import clock
    from motcua.journal import queries, rules

    closed = rules.last_closed_day(clock.now())
    for day, count, root in queries.roots(first, last or "9999-12-31"):
        if day <= closed:
            click.echo(f"{day} {count} {root}")
        elif options["provisional"]:
            click.echo(f"{day} {count} {root} provisional")
