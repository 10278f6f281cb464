"""`motcua import dossiers` and `motcua sandbox export`: dossiers that another system keeps, and a file of such."""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from motcua.site.commands.importing import echo_summary, importing, together
from motcua.site.commands.sandbox import sandbox

if TYPE_CHECKING:
    from motcua.elsewhere.models import DossierMapping, ImportRun
    from motcua.elsewhere.sheets import Table

_NAMES = (".json", ".jsonl", ".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods")
_SYSTEMS = ("other", "national_portal", "ministry")


def register(main: click.Group) -> None:
    """Add the commands to `motcua import` and `motcua sandbox`."""
    importing.add_command(dossiers)
    sandbox.add_command(export)


@click.command()
@click.argument("path", metavar="FILE|FOLDER", type=click.Path(exists=True, path_type=Path))
@click.option("--mapping", metavar="TÊN", help="Tên nguồn: cách ghép cột đã lưu dưới tên này.")
@click.option("--sheet", metavar="TÊN", default="", help="Trang tính của sổ Excel (mặc định: trang nhiều dòng nhất).")
@click.option("--system", type=click.Choice(_SYSTEMS), default="other", show_default=True, help="Hệ thống gốc.")
@click.option("--simulated", is_flag=True, help="Đánh dấu là dữ liệu mô phỏng.")
@click.option("--overwrite", is_flag=True, help="Ghi cả bản biết ít hơn bản đã nhập (trạng thái lùi lại).")
@click.option("--drop", is_flag=True, help="Gỡ các hồ sơ trong tệp ra khỏi số liệu (nhập nhầm).")
@click.option(
    "--report",
    "report_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Ghi báo cáo: .json, hoặc .csv từng dòng.",
)
def dossiers(
    path: Path,
    mapping: str | None,
    sheet: str,
    system: str,
    simulated: bool,
    overwrite: bool,
    drop: bool,
    report_file: Path | None,
) -> None:
    """Nhập hồ sơ do hệ thống khác giải quyết, để tính số liệu: tệp JSON của trục trao đổi, Excel hoặc CSV, hay thư mục.

    Mỗi mã hồ sơ được đếm một lần; nhập lại không đổi gì, trạng thái mới thì ghi thêm. Excel và CSV cần ghép cột một lần
    ở trang «Nhập hồ sơ» (--mapping TÊN dùng lại); khi tiêu đề cột quen thuộc thì tự ghép. Dòng hỏng được báo từng dòng.
    """
    from motcua.site import command

    command.start()
    if report_file and not os.access(report_file if report_file.exists() else report_file.absolute().parent, os.W_OK):
        raise click.ClickException(f"Không ghi được {report_file}: xem lại thư mục và quyền ghi. Chưa nhập gì.")
    files = sorted(each for each in path.iterdir() if each.suffix.lower() in _NAMES) if path.is_dir() else [path]
    if not files:
        raise click.ClickException(f"Trong {path} không có tệp nào để nhập ({', '.join(_NAMES)}).")
    way = "drop" if drop else "any" if overwrite else "newer"
    about = {"system": system, "simulated": simulated, "sheet": sheet.strip()}
    runs = [_import(each, mapping, about, way) for each in files]
    report = together([(each.name, _report(run), "") for each, run in zip(files, runs, strict=True)])
    _write_report(report, runs, report_file)
    _mark(runs)
    _roll_up()
    echo_summary(report, report_file)


def _import(path: Path, name: str | None, about: dict[str, Any], way: str) -> ImportRun:
    """Import one file and return how it went; what the rules refuse is said with the name of the file."""
    from motcua.core import clock
    from motcua.core.errors import Refused

    try:
        return _imported(path, name, about, way, clock.now())
    except Refused as refused:
        raise click.ClickException(f"{path.name}: {refused.message}") from None


def _imported(path: Path, name: str | None, about: dict[str, Any], way: str, at: datetime) -> ImportRun:
    from motcua.core import canonical
    from motcua.core.errors import Refused
    from motcua.elsewhere import actions, queries, rules, sheets, sources

    content = path.read_bytes()
    source = rules.source_name(name or "") or (rules.EXCHANGE if sheets.is_json(content) else "")
    if sheets.is_json(content) and about["sheet"]:
        raise Refused("Tệp JSON không có trang tính: chạy lại không có --sheet.", "sheet")
    about = about | {"sheet": _sheet(content, about["sheet"])}
    held = None if sheets.is_json(content) else _mapping(content, source, about["sheet"], at)
    lines = sources.lines(content, held, at=at, sheet=about["sheet"])
    run = actions.begin(
        content=None, digest=canonical.digest(content), file_name=path.name, by=None, at=at, mapping=held,
        source=held.source if held else source, **about,
    )  # fmt: skip
    reference = queries.reference()
    return _gone_through(run, lines, reference, way, at)


def _sheet(content: bytes, chosen: str) -> str:
    """Return the sheet of a workbook that is read, "" of another file; where there are several it is told which."""
    from motcua.elsewhere import sheets

    if sheets.is_json(content):
        return ""
    found = sheets.by_sheet(content)
    rows = sheets.of_sheet(found, chosen)
    name = next(name for name, each in found.items() if each is rows)
    if len(found) > 1 and not chosen:
        others = ", ".join(f"«{each}»" for each in found if each != name)
        click.echo(f"Sổ có {len(found)} trang tính: đọc «{name}», nhiều dòng nhất. Trang khác ({others}): --sheet TÊN.")
    return name


def _gone_through(run: ImportRun, lines: Any, reference: Any, way: str, at: datetime) -> ImportRun:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from motcua.core import tables
    from motcua.elsewhere import actions
    from motcua.elsewhere.rules import ImportState, Way

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress, tables.in_memory():
        task = progress.add_task(run.file_name, total=len(lines))
        try:
            while run.state == ImportState.RUNNING:
                run = actions.go_on(run=run, lines=lines, reference=reference, at=at, way=Way(way))
                progress.update(task, completed=run.done)
        except BaseException:
            actions.fail(run=run, problem="Lệnh bị ngắt: chạy lại lệnh để nhập tiếp.", at=at)
            raise
    return run


def _report(run: ImportRun) -> dict[str, Any]:
    from motcua.elsewhere import queries

    return queries.report(run)


def _write_report(report: dict[str, Any], runs: list[ImportRun], path: Path | None) -> None:
    """Write the notes as JSON, or the report of every row as CSV, one file behind the other."""
    from motcua.elsewhere import queries, reporting

    if path is None:
        return
    if path.suffix.lower() != ".csv":
        path.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", "utf-8")
        return
    whole = [queries.run(run.key, whole=True) for run in runs]
    text = "".join(line for run in whole if run for line in reporting.lines(run, said=str))
    path.write_text(text, "utf-8", newline="")


def _mapping(content: bytes, source: str, sheet: str, at: datetime) -> DossierMapping:
    """Return the mapping of a source, or the one that familiar headings make by themselves, which is then kept."""
    from motcua.core.errors import Invalid, Refused
    from motcua.elsewhere import actions, mapping, queries, sources

    held = queries.mapping(source) if source else None
    if held is not None:
        return held
    table = sources.table(content, None, sheet)
    columns = mapping.guessed(table.headings)
    try:
        made = actions.save_mapping(
            source=source or "export", columns=columns, words={}, headings=table.headings, by=None, at=at
        )
    except Invalid as invalid:
        raise Refused(
            "không tự ghép được cột. " + " ".join(invalid.errors.values()) + " Hãy ghép ở trang «Nhập hồ sơ» "
            "(/dieu-hanh/nhap-ho-so/), rồi chạy lại với --mapping TÊN."
        ) from None
    _tell_columns(made.columns, made.source, table)
    return made


def _tell_columns(columns: dict[str, str], source: str, table: Table) -> None:
    from motcua.elsewhere.mapping import LABELS

    click.echo(f"Đã tự ghép cột, lưu dưới tên «{source}»:")
    for name, heading in columns.items():
        click.echo(f"  {LABELS[name]}: «{heading}»")
    left = [heading for heading in table.headings if heading and heading not in columns.values()]
    click.echo(f"  Không dùng: {', '.join(f'«{heading}»' for heading in left) or 'không có cột nào'}")


def _mark(runs: list[ImportRun]) -> None:
    """Let every page say that there is simulated data, once there is."""
    from motcua.web.shared import banner

    if any(run.simulated and (run.created or run.changed or run.unchanged) for run in runs):
        banner.mark()


def _roll_up() -> None:
    """Take what came in into the counters, so that pages are quick at once; `motcua work` does the same."""
    from motcua.core import tables
    from motcua.measures import actions as measures

    measures.catch_up()
    tables.take_stock()


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--rows", type=click.IntRange(10, 200_000), default=5000, show_default=True, help="Số dòng.")
@click.option("--seed", type=int, default=1, show_default=True, help="Hạt giống: cùng hạt giống, cùng tệp.")
@click.option("--year", type=click.IntRange(2021, 2100), help="Năm của hồ sơ (mặc định năm nay, đến hôm qua).")
def export(file: Path, rows: int, seed: int, year: int | None) -> None:
    """Ghi một tệp xuất giả lập của hệ thống khác (.xlsx hoặc .csv), bẩn như thật, để thử «motcua import dossiers».

    Không có hồ sơ nào là của người thật.
    """
    from motcua.site import command

    command.start()
    from motcua.core import clock
    from motcua.simulation import exports
    from motcua.simulation.bodies import bodies, procedures

    today = clock.local_day(clock.now())
    first, last = exports.period(year or today.year, today)
    made = exports.make(
        rows, seed=seed, offices=bodies(first, last), procedures=procedures(last), first=first, last=last
    )
    written = exports.as_workbook(made) if file.suffix.lower() == ".xlsx" else exports.as_csv(made)
    file.write_bytes(written)
    click.echo(f"Đã ghi {file}: {rows} dòng, {len(made.truth)} hồ sơ, từ {first:%d/%m/%Y} đến {last:%d/%m/%Y}.")
    for name, times in sorted(made.dirt.items()):
        if name in exports.DIRT:
            click.echo(f"  {times:>6}  {exports.DIRT[name]}")
