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
    start()
    from motcua.measures import queries, reports

    with refusals():
        _, day = asked_period(on, first, last, tier)
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
    start()
    from motcua.measures import queries, reports
    from motcua.measures.rules import DEFINITIONS, Axis

    with refusals():
        begin, end = asked_period(on, first, last, tier)
        rates = queries.online_rate(
            DEFINITIONS[definition], begin, end, tier=_tier(tier), office=office, axis=Axis(axis)
        )
        click.echo(reports.rates(rates, form), nl=False)


INDICATOR = OneOf(
    "chỉ tiêu", *DEFINITION.words, "services_with_filings", "on_time", "digitised_dossiers", "electronic_results",
    "reuse", "population_data", "results_as_files", "satisfaction", "online_payment", "shared_data",
    "time_to_accept", "time_to_finish",
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
    start()
    from motcua.core import clock
    from motcua.measures import reports, service_queries
    from motcua.measures.rules import Axis

    with refusals():
        begin, end = asked_period(on, first, last, tier)
        seen_on = min(end, as_of or clock.local_day(clock.now()))
        found = service_queries.figure_of(
            name, begin, end, office=office, tier=_tier(tier), axis=Axis(axis), on=max(begin, seen_on), as_of=as_of
        )
        click.echo(reports.indicator(found, form), nl=False)


@figures.command()
@click.argument("name", metavar="CHỈ_TIÊU", type=INDICATOR)
@_of(_OPTIONS, "first", "last", "form")
@click.option("--office", metavar="MÃ_HAY_TÊN", required=True, help="Mã hay tên cơ quan, kể cả cơ quan đã kết thúc.")
@click.option(
    "--step", type=OneOf("bước", "month", "quarter", "year"), default="month", show_default=True, help="Bước."
)
@click.option(
    "--axis", type=OneOf("nơi tính", "competent", "received"), default="competent", show_default=True,
    help="Tính cho cơ quan giải quyết hay nơi tiếp nhận.",
)  # fmt: skip
def series(
    name: str, first: date | None, last: date | None, form: str, office: str, step: str, axis: str
) -> None:  # fmt: skip
    """Một chỉ tiêu của một huyện, xã, sở theo tháng, quý, năm, chạy suốt qua các lần sắp xếp địa bàn.

    Huyện đã kết thúc: trước là chính huyện, sau là các xã kế tục. Hồ sơ không rõ xã cũ được nêu số, kèm khoảng kết quả.
    Không ghi ngày: từ đầu năm trước nữa đến hôm nay.
    """
    start()
    from motcua.core import clock
    from motcua.measures import series as measured
    from motcua.measures import series_report
    from motcua.measures.rules import Axis, Step

    today = clock.local_day(clock.now())
    end = last or (min(today, date(first.year + 2, 12, 31)) if first else today)
    with refusals():
        found = measured.series(
            name, _named(office), first or date(end.year - 2, 1, 1), end, step=Step(step), axis=Axis(axis), today=today
        )
        click.echo(series_report.series(found, form), nl=False)


def _named(words: str) -> Any:
    from motcua.offices import queries as offices

    found = offices.ever_named(words)
    if len(found) == 1:
        return found[0]
    if not found:
        raise click.UsageError(f"Không có cơ quan nào mang mã hay tên «{words}».")
    listed = "\n".join(
        f"  {each.code}  {each.short_name}{f' (đến {each.valid_to:%d/%m/%Y})' if each.valid_to else ''}"
        for each in found
    )
    raise click.UsageError(f"Có nhiều cơ quan tên «{words}», ghi mã của một cơ quan:\n{listed}")


@figures.command()
@click.option("--from", "first", type=Day(), help="Từ ngày nhận (tính cả ngày đó). Mặc định: đầu năm của ngày cuối kỳ.")
@click.option("--to", "last", type=Day(), help="Đến hết ngày nhận. Mặc định: hôm nay.")
@click.option("--office", metavar="MÃ", help="Mã cơ quan; kể cả các cơ quan bên dưới.")
@click.option("--format", "form", type=OneOf("dạng in", "table", "json", "csv"), default="table", help="Dạng in.")
def petitions(first: date | None, last: date | None, office: str | None, form: str) -> None:
    """Phản ánh, kiến nghị đã nhận: bao nhiêu đúng hạn, bao nhiêu làm người phản ánh hài lòng, theo cơ quan.

    Phản ánh nhận trong kỳ được xét theo tình trạng vào cuối kỳ (hay hôm nay, nếu kỳ chưa hết).
    """
    start()
    from motcua.core import clock
    from motcua.measures import petitions

    today = clock.local_day(clock.now())
    with refusals():
        end = last or (min(today, date(first.year, 12, 31)) if first else today)
        found = petitions.counted(first or date(end.year, 1, 1), end, office=office, today=today)
        click.echo(petitions.report(found, form), nl=False)


@figures.command("open-data")
@click.option("--again", type=Day(), metavar="NGÀY", help="Công bố lại tháng có ngày này, thay bản đã công bố.")
def open_data(again: date | None) -> None:
    """Công bố dữ liệu mở của các tháng đã qua 15 ngày mà chưa công bố; tháng đã công bố thì giữ nguyên."""
    start()
    from motcua.core import clock
    from motcua.measures.published import actions

    with refusals():
        if again:
            actions.publish_again(month=again, by=None, at=clock.now())
        done = 0
        while actions.publish_next(at=clock.now()):
            done += 1
        click.echo(f"Đã công bố thêm {done} tháng.")


@figures.command()
@click.option(
    "--from", "first", type=Day(), help="Từ ngày xong bước (tính cả ngày đó). Mặc định: đầu năm của ngày cuối."
)
@click.option("--to", "last", type=Day(), help="Đến hết ngày xong bước. Mặc định: hôm nay.")
@click.option("--office", metavar="MÃ", help="Mã cơ quan; kể cả các cơ quan bên dưới.")
@click.option("--format", "form", type=OneOf("dạng in", "table", "json", "csv"), default="table", help="Dạng in.")
def steps(first: date | None, last: date | None, office: str | None, form: str) -> None:
    """Thời gian trung bình của từng bước liên thông và ý kiến, theo thủ tục; tính cho nơi làm bước, ngày làm xong."""
    start()
    from motcua.core import clock
    from motcua.measures import step_times

    today = clock.local_day(clock.now())
    with refusals():
        end = last or (min(today, date(first.year, 12, 31)) if first else today)
        found = step_times.of(first or date(end.year, 1, 1), end, office=office)
        click.echo(step_times.report(found, form), nl=False)


@figures.command()
def rebuild() -> None:
    """Xóa các bộ đếm và đếm lại toàn bộ nhật ký; con số vẫn đúng trong khi đếm, chỉ chậm hơn."""
    start()
    from motcua.measures import actions
    from motcua.measures.models import DayTally

    read = actions.rebuild(report=lambda size: click.echo(".", nl=False, err=True))
    click.echo("", err=True)
    click.echo(f"Đã đếm lại {read} mục ghi thành {DayTally.objects.count()} bộ đếm theo ngày.")


def start() -> None:
    """Start Django."""
    from motcua.site import command

    command.start()


def refusals() -> Any:
    """Turn refusals into errors of usage, in Vietnamese."""
    from motcua.site.refusals import as_usage_errors

    return as_usage_errors()


def _tier(tier: str | None) -> Any:
    from motcua.offices.rules import Tier

    return Tier(tier) if tier else None


def asked_period(on: date | None, first: date | None, last: date | None, tier: str | None) -> tuple[date, date]:
    """Return the period asked for; what is left open as `measures.queries.period` has it."""
    from motcua.core import clock
    from motcua.measures import queries

    if on and (first or last):
        raise click.UsageError("Chọn một trong hai: --on cho một ngày, hoặc --from và --to cho một kỳ.")
    return queries.period(on or first, on or last, tier=_tier(tier), today=clock.local_day(clock.now()))
