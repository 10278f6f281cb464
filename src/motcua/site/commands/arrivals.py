"""`motcua import arrivals`: dossiers that were filed on the national portal, by file."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path

import click

from motcua.site.commands.importing import echo_summary, importing, together


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
        report = together([(one.path.name, asdict(one.report), one.problem) for one in taken])
    else:
        try:
            took = portal.take(path.read_bytes(), at=clock.now(), beside=papers.beside(path))
            report = together([(path.name, asdict(took), "")])
        except Refused as refused:
            raise click.ClickException(f"{path.name}: {refused.message}") from None
    if report_file:
        report_file.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", "utf-8")
    echo_summary(report, report_file)
