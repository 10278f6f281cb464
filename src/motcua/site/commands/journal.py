"""`motcua journal verify | export | roots`: for whoever does not trust the application."""

from __future__ import annotations

import json
import sys

import click


def register(main: click.Group) -> None:
    """Add `journal` to the command."""
    main.add_command(journal)


@click.group()
def journal() -> None:
    """Nhật ký: kiểm tra, xuất, in gốc hằng ngày."""


@journal.command()
def verify() -> None:
    """Kiểm tra toàn bộ chuỗi; báo từng mục bị sửa, mất, chèn hay đổi chỗ. Mã thoát 1 nếu có."""
    from motcua.site import command

    command.start()
    from motcua.journal import queries
    from motcua.journal.models import Entry

    bad = 0
    for finding in queries.findings():
        bad += 1
        click.echo(f"SAI  {finding}", err=True)
    if bad:
        click.echo(f"Nhật ký KHÔNG toàn vẹn: {bad} chỗ sai.", err=True)
        sys.exit(1)
    click.echo(f"Nhật ký toàn vẹn: {Entry.objects.count()} mục ghi.")


@journal.command()
@click.option("--from", "first", metavar="NGÀY", default="", help="Từ ngày ghi nhận (YYYY-MM-DD).")
@click.option("--to", "last", metavar="NGÀY", default="9999-12-31", help="Đến hết ngày ghi nhận.")
def export(first: str, last: str) -> None:
    """In các mục ghi ra JSON Lines, đủ để đếm lại mọi con số (mô tả: docs/journal.md)."""
    from motcua.site import command

    command.start()
    from motcua.journal import queries, rules

    within = "recorded_at >= %s AND recorded_at < %s"
    for entry in queries.stored("subject, number", within, [first, last + "U"]):
        click.echo(json.dumps(rules.exported(entry), ensure_ascii=False))


@journal.command()
@click.option("--from", "first", metavar="NGÀY", default="", help="Từ ngày ghi nhận (YYYY-MM-DD).")
@click.option("--to", "last", metavar="NGÀY", default="9999-12-31", help="Đến hết ngày ghi nhận.")
def roots(first: str, last: str) -> None:
    """In gốc của từng ngày (ngày, số mục, gốc) để công bố ra ngoài cơ sở dữ liệu."""
    from motcua.site import command

    command.start()
    from motcua.journal import queries

    for day, count, root in queries.roots(first, last):
        click.echo(f"{day} {count} {root}")
