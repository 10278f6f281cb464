"""`motcua import …`: read files that come from outside. Each kind of file is a subcommand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

COUNTS = ("rows", "created", "changed", "unchanged", "rejected")


def register(main: click.Group) -> None:
    """Add `import` to the command. Other modules add theirs with `importing.add_command(…)` in their `register`."""
    main.add_command(importing)


@click.group("import")
def importing() -> None:
    """Nhập tệp từ bên ngoài; mỗi dòng có vấn đề được báo lại, phần còn lại vẫn được nhập."""


def together(taken: list[tuple[str, dict[str, Any], str]]) -> dict[str, Any]:
    """Return the report of (name of a file, its report, why it could not be read) together: sums, notes, each file."""
    summed: dict[str, Any] = {name: sum(report[name] for _, report, _ in taken) for name in COUNTS}
    notes = [{"file": name, **note} for name, report, _ in taken for note in report["notes"]]
    files = [
        {"file": name, **{count: report[count] for count in COUNTS}, "notes": len(report["notes"]), "problem": problem}
        for name, report, problem in taken
    ]
    return {**summed, "notes": notes, "files": files}


def echo_summary(report: dict[str, Any], report_file: Path | None) -> None:
    """Print how many rows of which file became what, and the first of those that did not go in."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table("Tệp", "Dòng", "Mới", "Đổi", "Không đổi", "Từ chối", "Ghi chú")
    for one in report["files"]:
        table.add_row(Text(one["file"], overflow="fold"), *(str(one[name]) for name in (*COUNTS, "notes")))
    if len(report["files"]) != 1:
        sums = [report[name] for name in COUNTS]
        table.add_row("Tất cả", *(str(count) for count in [*sums, len(report["notes"])]))
    Console().print(table)
    for note in [note for note in report["notes"] if note["done"].startswith("không ")][:20]:
        where = f"{note['file']}, dòng {note['row']} ({note['code'] or 'không rõ mã'})"
        click.echo(f"{where}: {note['problem']}; {note['done']}.")
    if report["notes"] and report_file is None:
        click.echo("Thêm --report FILE để xem từng ghi chú.")
