"""`motcua import procedures` and `motcua find`: fill the catalogue, search it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import click

from motcua.site.commands.importing import importing


def register(main: click.Group) -> None:
    """Add the commands to `motcua`."""
    importing.add_command(procedures)
    main.add_command(find)


@importing.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--report", "report_file", type=click.Path(dir_okay=False, path_type=Path), help="Ghi báo cáo JSON.")
@click.option(
    "--valid-from",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="NGÀY",
    help="Ngày các phiên bản mới có hiệu lực (YYYY-MM-DD; mặc định hôm nay).",
)
def procedures(file: Path, report_file: Path | None, valid_from: datetime | None) -> None:
    """Nhập thủ tục hành chính từ FILE (JSON Lines, mỗi dòng một thủ tục, hoặc một mảng JSON).

    Dòng hỏng được báo từng dòng, phần còn lại vẫn vào. Nhập lại cùng tệp không đổi gì; bản ghi đã đổi mở phiên bản mới
    và giữ phiên bản cũ.
    """
    from motcua.site import command

    command.start()
    from motcua.catalogue import actions
    from motcua.core import clock
    from motcua.core.errors import Refused

    if report_file and not os.access(report_file if report_file.exists() else report_file.absolute().parent, os.W_OK):
        raise click.ClickException(f"Không ghi được {report_file}: xem lại thư mục và quyền ghi. Chưa nhập gì.")
    at = clock.now()
    day = valid_from.date() if valid_from else clock.local_day(at)
    try:
        with file.open("rb") as stream:
            lines = _watched(stream, file.stat().st_size)
            report = actions.import_records(lines, valid_from=day, by="system:import", at=at, source=file.name)
    except Refused as refused:
        raise click.ClickException(f"{file.name}: {refused.message}") from None
    if report_file:
        report_file.write_text(json.dumps(asdict(report), ensure_ascii=False, indent=1) + "\n", "utf-8")
    _summary(asdict(report), report_file)


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), metavar="NGÀY", help="Thủ tục có hiệu lực ngày nào.")
@click.option(
    "--limit", type=click.IntRange(1, 100), default=10, show_default=True, help="Nhiều nhất bao nhiêu kết quả."
)
@click.option("--format", "shape", type=click.Choice(["table", "json"]), default="table", show_default=True)
def find(words: tuple[str, ...], on: datetime | None, limit: int, shape: str) -> None:
    """Tìm thủ tục theo WORDS, có dấu hay không dấu, hoặc theo mã; kết quả hợp nhất đứng đầu."""
    from motcua.site import command

    command.start()
    from motcua.catalogue import queries
    from motcua.core import clock

    day = on.date() if on else clock.local_day(clock.now())
    found = queries.find(" ".join(words), on=day, limit=limit)
    if shape == "json":
        rows = [{"code": f.code, "name": f.name, "field": f.field, "level": f.level, "form": f.has_form} for f in found]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for hit in found:
        label = hit.level.label if hit.level else "Chưa công bố mức độ"
        click.echo(f"{hit.code:<24} {hit.name}\n{'':<24} {hit.field} · {label}")
    if not found:
        click.echo("Không tìm thấy thủ tục nào. Thử bớt từ, hoặc gõ tên giấy tờ cần xin.")


def _watched(stream: IO[bytes], size: int) -> Iterator[bytes]:
    """Yield the lines of a file and draw on stderr how much of it has been read."""
    from rich.console import Console
    from rich.progress import Progress

    from motcua.catalogue.record import LONGEST_LINE

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("Nhập thủ tục", total=size)
        while line := stream.readline(LONGEST_LINE + 1):
            yield line
            while len(line) > LONGEST_LINE and not line.endswith(b"\n"):  # the rest of a line that is refused
                progress.advance(task, len(line))
                line = stream.readline(LONGEST_LINE + 1)
            progress.advance(task, len(line))


def _summary(report: dict[str, Any], report_file: Path | None) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("Dòng", "Mới", "Đổi", "Không đổi", "Từ chối", "Ghi chú")
    counts = [report[name] for name in ("rows", "created", "changed", "unchanged", "rejected")]
    table.add_row(*(str(count) for count in [*counts, len(report["notes"])]))
    console = Console()
    console.print(table)
    for note in [note for note in report["notes"] if note["done"] == "không nhập dòng này"][:20]:
        click.echo(f"Dòng {note['row']} ({note['code'] or 'không rõ mã'}): {note['problem']}; {note['done']}.")
    if report["notes"] and report_file is None:
        click.echo("Thêm --report FILE để xem từng ghi chú.")
