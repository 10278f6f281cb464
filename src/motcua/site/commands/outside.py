"""`motcua import outside FILE`: figures that somebody read outside, such as the national average."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from motcua.site.commands.importing import echo_summary, importing, together


def register(main: click.Group) -> None:
    """Add `outside` to `motcua import`."""
    importing.add_command(outside)


@click.command()
@click.argument("file", metavar="TỆP", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--report", metavar="TỆP", type=click.Path(dir_okay=False, path_type=Path), help="Ghi báo cáo JSON ra tệp."
)
def outside(file: Path, report: Path | None) -> None:
    """Nhập số liệu bên ngoài (mức chung cả nước, số của Cổng) từ tệp CSV hoặc Excel; nhập lại không đổi gì."""
    from motcua.site import command

    command.start()
    from motcua.core import clock
    from motcua.measures.outside import actions
    from motcua.site.refusals import as_usage_errors

    with as_usage_errors():
        made = asdict(actions.import_rows(content=file.read_bytes(), by=None, at=clock.now()))
    whole = together([(file.name, made, "")])
    if report:
        report.write_text(json.dumps(whole, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    echo_summary(whole, report)
