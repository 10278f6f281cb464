"""`motcua figures …`: the published figures on the command line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import click


def register(main: click.Group) -> None:
    """Add `figures` to the command."""
    main.add_command(figures)


class Day(click.ParamType[date]):
    """A date as people or machines write it."""

    name = "NGÀY"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the date; say in Vietnamese how to write it when it cannot be read."""
        from datetime import datetime

        for form in ("%Y-%m-%d", "%d/%m/%Y"):
            try:
                return datetime.strptime(str(value), form).date()  # noqa: DTZ007 (a day, no time)
            except ValueError:
                continue
        raise click.UsageError(f"Không đọc được ngày «{value}»: viết như 2024-12-31 hoặc 31/12/2024.", ctx)


class OneOf(click.ParamType[str]):
    """One of several words; the refusal names them in Vietnamese."""

    def __init__(self, what: str, *words: str) -> None:
        self.name, self.what, self.words = what, what, words

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """Return the words, as --help shows them."""
        return f"[{'|'.join(self.words)}]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the word."""
        if value not in self.words:
            raise click.UsageError(f"Không có {self.what} «{value}»: chọn {', '.join(self.words)}.", ctx)
        return str(value)


DEFINITION = OneOf("cách tính", "all_procedures", "online_enabled", "full_service", "national_766")
_OPTIONS = (
    click.option("--on", type=Day(), help="Số liệu của một ngày."),
    click.option("--from", "first", type=Day(), help="Từ ngày (tính cả ngày đó)."),
    click.option("--to", "last", type=Day(), help="Đến hết ngày."),
    click.option("--office", metavar="MÃ", help="Mã cơ quan; kể cả các cơ quan bên dưới."),
    click.option("--tier", type=OneOf("cấp", "province", "district", "commune"), help="Cấp của các cơ quan."),
    click.option("--definition", type=DEFINITION, default="all_procedures", show_default=True, help="Cách tính."),
    click.option("--format", "form", type=OneOf("dạng in", "table", "json", "csv"), default="table", help="Dạng in."),
)


_NAMES = ("on", "first", "last", "office", "tier", "definition", "form")


def _options(command: Callable[..., None]) -> Callable[..., None]:
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def _of(options: tuple[Callable[..., Any], ...], *names: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    def added(command: Callable[..., None]) -> Callable[..., None]:
        for option, name in reversed(list(zip(options, _NAMES, strict=True))):
            command = option(command) if name in names else command
        return command

    return added


@click.group()
def figures() -> None:
    """Số liệu: mức độ dịch vụ công, tỷ lệ hồ sơ trực tuyến. Con số lấy từ nhật ký, đúng tới lúc chạy lệnh."""


@figures.command("service-levels")
@_options
def service_levels(
    on: date | None, first: date | None, last: date | None, office: str | None, tier: str | None, definition: str,
    form: str,
) -> None:  # fmt: skip
    """Số thủ tục toàn trình, một phần, không trực tuyến vào một ngày.

    Không ghi ngày: ngày cuối của năm gần nhất có hồ sơ. Ghi --to (hay --from) thay cho --on thì lấy ngày cuối kỳ.
    Mức độ không phụ thuộc --definition.
    """
    _start()
    from motcua.measures import queries, reports

    with _refusals():
        _, day = _period(on, first, last, tier)
        click.echo(reports.levels(queries.service_levels(day, office=office, tier=_tier(tier)), form), nl=False)


@figures.command("online-rate")
@_options
@click.option(
    "--axis",
    type=OneOf("nơi tính", "competent", "received"),
    default="competent",
    show_default=True,
    help="Tính cho cơ quan giải quyết hay nơi tiếp nhận.",
)
def online_rate(
    on: date | None, first: date | None, last: date | None, office: str | None, tier: str | None, definition: str,
    form: str, axis: str,
) -> None:  # fmt: skip
    """Tỷ lệ hồ sơ nộp trực tuyến của từng cơ quan, xếp hạng, theo ngày tiếp nhận.

    Không ghi ngày: năm gần nhất có hồ sơ ở cấp đó. Không ghi --tier: các cơ quan ngay bên dưới --office (hay tỉnh).
    """
    _start()
    from motcua.measures import queries, reports
    from motcua.measures.rules import DEFINITIONS, Axis

    with _refusals():
        begin, end = _period(on, first, last, tier)
        rates = queries.online_rate(
            DEFINITIONS[definition], begin, end, tier=_tier(tier), office=office, axis=Axis(axis)
        )
        click.echo(reports.rates(rates, form), nl=False)


INDICATOR = OneOf(
    "chỉ tiêu", *DEFINITION.words, "services_with_filings", "on_time", "digitised_dossiers", "electronic_results",
    "reuse", "population_data", "results_as_files", "satisfaction", "time_to_accept", "time_to_finish",
    "time_to_return",
)  # fmt: skip


@figures.command()
@click.argument("name", metavar="CHỈ_TIÊU", type=INDICATOR)
@_of(_OPTIONS, "on", "first", "last", "office", "tier", "form")
@click.option(
    "--axis", type=OneOf("nơi tính", "competent", "received"), default="competent", show_default=True,
    help="Tính cho cơ quan giải quyết hay nơi tiếp nhận.",
)  # fmt: skip
@click.option("--as-of", type=Day(), help="Như đã biết vào cuối ngày đó.")
def indicator(
    name: str, on: date | None, first: date | None, last: date | None, office: str | None, tier: str | None, form: str,
    axis: str, as_of: date | None,
) -> None:  # fmt: skip
    """Một chỉ tiêu của từng cơ quan, theo ngày tiếp nhận, theo cách tính có hiệu lực ngày cuối kỳ.

    Đúng hạn được xét tại ngày cuối kỳ (kỳ chưa hết: hôm nay). Không ghi ngày, --tier: như online-rate.
    """
    _start()
    from motcua.core import clock
    from motcua.measures import reports, service_queries
    from motcua.measures.rules import Axis

    with _refusals():
        begin, end = _period(on, first, last, tier)
        seen_on = min(end, as_of or clock.local_day(clock.now()))
        found = service_queries.figure_of(
            name, begin, end, office=office, tier=_tier(tier), axis=Axis(axis), on=max(begin, seen_on), as_of=as_of
        )
        click.echo(reports.indicator(found, form), nl=False)


@figures.command()
@click.option("--from", "first", type=Day(), help="Từ ngày nhận (tính cả ngày đó). Mặc định: đầu năm của ngày cuối kỳ.")
@click.option("--to", "last", type=Day(), help="Đến hết ngày nhận. Mặc định: hôm nay.")
@click.option("--office", metavar="MÃ", help="Mã cơ quan; kể cả các cơ quan bên dưới.")
@click.option("--format", "form", type=OneOf("dạng in", "table", "json", "csv"), default="table", help="Dạng in.")
def petitions(first: date | None, last: date | None, office: str | None, form: str) -> None:
    """Phản ánh, kiến nghị đã nhận: bao nhiêu đúng hạn, bao nhiêu làm người phản ánh hài lòng, theo cơ quan.

    Phản ánh nhận trong kỳ được xét theo tình trạng vào cuối kỳ (hay hôm nay, nếu kỳ chưa hết).
    """
    _start()
    from motcua.core import clock
    from motcua.measures import petitions

    today = clock.local_day(clock.now())
    with _refusals():
        end = last or (min(today, date(first.year, 12, 31)) if first else today)
        found = petitions.counted(first or date(end.year, 1, 1), end, office=office, today=today)
        click.echo(petitions.report(found, form), nl=False)


@figures.command("open-data")
@click.option("--again", type=Day(), metavar="NGÀY", help="Công bố lại tháng có ngày này, thay bản đã công bố.")
def open_data(again: date | None) -> None:
    """Công bố dữ liệu mở của các tháng đã qua 15 ngày mà chưa công bố; tháng đã công bố thì giữ nguyên."""
    _start()
    from motcua.core import clock
    from motcua.measures.published import actions

    with _refusals():
        if again:
            actions.publish_again(month=again, by=None, at=clock.now())
        done = 0
        while actions.publish_next(at=clock.now()):
            done += 1
        click.echo(f"Đã công bố thêm {done} tháng.")


@figures.command()
def rebuild() -> None:
    """Xóa các bộ đếm và đếm lại toàn bộ nhật ký; con số vẫn đúng trong khi đếm, chỉ chậm hơn."""
    _start()
    from motcua.measures import actions
    from motcua.measures.models import DayTally

    read = actions.rebuild(report=lambda size: click.echo(".", nl=False, err=True))
    click.echo("", err=True)
    click.echo(f"Đã đếm lại {read} mục ghi thành {DayTally.objects.count()} bộ đếm theo ngày.")


def _start() -> None:
    from motcua.site import command

    command.start()


def _refusals() -> Any:
    from motcua.site.refusals import as_usage_errors

    return as_usage_errors()


def _tier(tier: str | None) -> Any:
    from motcua.offices.rules import Tier

    return Tier(tier) if tier else None


def _period(on: date | None, first: date | None, last: date | None, tier: str | None) -> tuple[date, date]:
    from motcua.core import clock
    from motcua.measures import queries

    if on and (first or last):
        raise click.UsageError("Chọn một trong hai: --on cho một ngày, hoặc --from và --to cho một kỳ.")
    return queries.period(on or first, on or last, tier=_tier(tier), today=clock.local_day(clock.now()))
