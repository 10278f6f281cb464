"""`motcua import arrivals`: dossiers that were filed on the national portal, by file."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from motcua.site.commands.importing import importing


def register(main: click.Group) -> None:
    """Add the command to `motcua import`."""
    importing.add_command(arrivals)


@click.command()
@click.argument("path", metavar="FILE|FOLDER", type=click.Path(exists=True, path_type=Path))
@click.option("--report", "report_file", type=click.Path(dir_okay=False, path_type=Path), help="Ghi báo cáo JSON.")
def arrivals(path: Path, report_file: Path | None) -> None:
    """Nhận hồ sơ nộp trên Cổng Dịch vụ công quốc gia từ tệp (mảng JSON, {"data": […]} hoặc JSON Lines) hay thư mục.

    Mỗi mã hồ sơ thành một hồ sơ một lần và giữ nguyên mã; nhập lại không đổi gì. Dòng hỏng được báo, phần còn lại vẫn
    vào. Với thư mục, từng tệp xong thì chuyển sang done/ hoặc failed/ kèm báo cáo.
    """
    from motcua.site import command

    command.start()
    from motcua.core import clock
    from motcua.core.errors import Refused
    from motcua.integrations.national_portal import arrivals as portal
    from motcua.integrations.national_portal import folder, papers

    if report_file and not os.access(report_file if report_file.exists() else report_file.absolute().parent, os.W_OK):
        raise click.ClickException(f"Không ghi được {report_file}: xem lại thư mục và quyền ghi. Chưa nhập gì.")
    if path.is_dir():
        taken = folder.take(path, at=clock.now())
        for one in taken:
            click.echo(f"{one.path.parent.name}/{one.path.name}{': ' + one.problem if one.problem else ''}")
        if not taken:
            click.echo("Không có tệp nào để nhận, hoặc một tiến trình khác đang nhận.")
        report = _together([asdict(one.report) for one in taken], [one.path.name for one in taken])
    else:
        try:
            report = asdict(portal.take(path.read_bytes(), at=clock.now(), beside=papers.beside(path)))
        except Refused as refused:
            raise click.ClickException(f"{path.name}: {refused.message}") from None
    if report_file:
        report_file.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", "utf-8")
    _summary(report, report_file)


def _together(reports: list[dict[str, Any]], names: list[str]) -> dict[str, Any]:
    counts = ("rows", "created", "changed", "unchanged", "rejected")
    together: dict[str, Any] = {name: sum(report[name] for report in reports) for name in counts}
    notes = [{"file": name, **note} for name, report in zip(names, reports, strict=True) for note in report["notes"]]
    return {**together, "notes": notes}


def _summary(report: dict[str, Any], report_file: Path | None) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("Dòng", "Mới", "Đổi", "Không đổi", "Từ chối", "Ghi chú")
    counts = [report[name] for name in ("rows", "created", "changed", "unchanged", "rejected")]
    table.add_row(*(str(count) for count in [*counts, len(report["notes"])]))
    Console().print(table)
    for note in [note for note in report["notes"] if note["done"].startswith("không ")][:20]:
        click.echo(f"Dòng {note['row']} ({note['code'] or 'không rõ mã'}): {note['problem']}; {note['done']}.")
    if report["notes"] and report_file is None:
        click.echo("Thêm --report FILE để xem từng ghi chú.")
