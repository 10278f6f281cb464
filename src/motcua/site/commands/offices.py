"""`motcua offices`: the tree of offices on a day."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click


def register(main: click.Group) -> None:
    """Add `offices` to the command."""
    main.add_command(offices)


@click.command()
@click.option(
    "--on", "on", metavar="NGÀY", type=click.DateTime(["%Y-%m-%d"]), help="Cây của ngày nào (mặc định hôm nay)."
)
@click.option("--units", is_flag=True, help="In cả phòng chuyên môn và bộ phận một cửa.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", help="Cách in kết quả.")
def offices(on: datetime | None, units: bool, form: str) -> None:
    """In cây cơ quan của một ngày: mã, tên, cấp. Mã cơ quan H27.… là mã tự đặt, không phải mã chính thức."""
    import json

    from motcua.site import command

    command.start()
    from motcua.core import clock
    from motcua.offices import queries
    from motcua.offices.rules import OfficeKind

    day = on.date() if on else clock.local_day(clock.now())
    whole = (OfficeKind.COMMITTEE, OfficeKind.DEPARTMENT)
    nodes = [node for top in queries.tree(on=day) for node in top.walk() if units or node.office.kind in whole]
    if form == "json":
        click.echo(json.dumps([_row(node) for node in nodes], ensure_ascii=False, indent=2))
        return
    for node in nodes:
        click.echo(f"{'  ' * node.depth}{node.office.code}  {node.office.name}")
    click.echo(f"{len(nodes)} cơ quan ngày {day:%d/%m/%Y}.")


def _row(node: Any) -> dict[str, Any]:
    office = node.office
    return {
        "code": office.code, "name": office.name, "short_name": office.short_name, "kind": office.kind,
        "tier": office.tier, "depth": node.depth, "place": office.place.code,
        "valid_from": office.valid_from and office.valid_from.isoformat(),
        "valid_to": office.valid_to and office.valid_to.isoformat(),
    }  # fmt: skip
