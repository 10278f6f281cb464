"""`motcua import boundaries FILE`: outlines for the map, from outside; without them the map draws points."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from motcua.site.commands.importing import importing


def register(main: click.Group) -> None:
    """Add `boundaries` to `motcua import`."""
    importing.add_command(boundaries)


@click.command()
@click.argument("file", metavar="TỆP", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--report", metavar="TỆP", type=click.Path(dir_okay=False, path_type=Path), help="Ghi báo cáo JSON ra tệp."
)
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", help="Cách in kết quả.")
def boundaries(file: Path, report: Path | None, form: str) -> None:
    """Nhập ranh giới xã, phường hiện nay từ tệp TopoJSON hoặc GeoJSON (kinh độ, vĩ độ WGS 84)."""
    from motcua.site import command

    command.start()
    from motcua.core import clock
    from motcua.offices import actions

    now = clock.now()
    made = actions.import_boundaries(file.read_bytes(), by="system:command", at=now, on=clock.local_day(now))
    text = json.dumps(asdict(made), ensure_ascii=False, indent=2)
    if report:
        report.write_text(text + "\n", encoding="utf-8")
    if form == "json":
        click.echo(text)
        return
    for note in made.notes:
        click.echo(f"Dòng {note['row']} ({note['code'] or 'không mã'}): {note['problem']}; {note['done']}.", err=True)
    click.echo(
        f"{made.rows} dòng: {made.created} mới, {made.changed} thay đổi, {made.unchanged} như cũ, "
        f"{made.rejected} bị loại."
    )
