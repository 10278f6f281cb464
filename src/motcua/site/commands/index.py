"""`motcua figures index-766`: the national index of QĐ 766/QĐ-TTg on the command line."""

from __future__ import annotations

from datetime import date

import click

from motcua.site.commands.figures import Day, OneOf, asked_period, figures, refusals, start


def register(main: click.Group) -> None:
    """Add `index-766` to the figures."""
    figures.add_command(index_766)


@click.command("index-766")
@click.option("--office", metavar="MÃ", help="Mã cơ quan; kể cả các cơ quan bên dưới. Mặc định: toàn tỉnh.")
@click.option("--from", "first", type=Day(), help="Từ ngày (tính cả ngày đó).")
@click.option("--to", "last", type=Day(), help="Đến hết ngày.")
@click.option("--format", "form", type=OneOf("dạng in", "table", "json", "csv"), default="table", help="Dạng in.")
def index_766(office: str | None, first: date | None, last: date | None, form: str) -> None:
    """Bộ chỉ số 766: từng dòng với tử số, mẫu số, điểm; dòng nào chưa có dữ liệu thì nói vậy, không cho điểm.

    Hồ sơ tiếp nhận trong kỳ, xét tại ngày cuối kỳ (kỳ chưa hết: hôm nay). Không ghi ngày: năm gần nhất có hồ sơ.
    """
    start()
    from motcua.core import clock
    from motcua.measures.index import queries, reports

    with refusals():
        begin, end = asked_period(None, first, last, None)
        found = queries.index_of(begin, end, office=office, today=clock.local_day(clock.now()))
        click.echo(reports.report(found, form), nl=False)
