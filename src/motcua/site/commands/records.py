"""`motcua records check | copy`: for whoever keeps the store of files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import click

from motcua.site import command

_SAID = {"missing": "MẤT", "altered": "ĐÃ BỊ SỬA"}


def register(main: click.Group) -> None:
    """Add `records` to the command."""
    main.add_command(records)


@click.group()
def records() -> None:
    """Kho tệp: kiểm tra, sao chép sang kho khác."""


@records.command()
def check() -> None:
    """Đọc lại mọi tệp, so với mã SHA-256 đã ghi; báo từng tệp mất hoặc bị sửa. Mã thoát 1 nếu có."""
    command.start()
    from motcua.records import stores, upkeep

    store = stores.content()
    found = _told(upkeep.check(store))
    click.echo(f"{sum(found.values())} nội dung: {found['whole']} nguyên vẹn, {_bad(found)} hỏng.")
    click.echo(
        f"{upkeep.orphans(store)} tệp trong kho không hồ sơ nào nhắc đến (đang gửi dở, hoặc do lần lưu bị ngắt)."
    )
    if _bad(found):
        raise SystemExit(1)


@records.command()
@click.option("--to", "target", type=click.Choice(["s3", "folder"]), required=True, help="Kho nhận.")
def copy(target: str) -> None:
    """Chép mọi tệp giữa thư mục files của MOTCUA_HOME và kho S3 đang đặt; chạy lại thì chép tiếp.

    Tệp nào cũng được so với mã SHA-256 trước khi chép; tệp gốc giữ nguyên. Mã thoát 1 khi có tệp mất hoặc bị sửa.
    """
    command.start()
    from motcua.records import stores, upkeep

    folder, remote = stores.parts(), stores.content()
    if type(folder) is type(remote):
        raise click.ClickException("Chưa đặt kho S3: đặt các MOTCUA_S3_… trước (xem docs/settings.md).")
    found = _told(upkeep.copy(*((folder, remote) if target == "s3" else (remote, folder))))
    click.echo(f"Đã chép {found['copied']} nội dung, {found['whole']} đã có sẵn, {_bad(found)} hỏng ở kho gốc.")
    if _bad(found):
        raise SystemExit(1)


def _told(found: Iterable[tuple[str, Any]]) -> Counter[str]:
    """Name what is wrong as it is found; return how many of each."""
    from motcua.records import upkeep

    counts: Counter[str] = Counter()
    for digest, state in found:
        counts[state] += 1
        if state in _SAID:
            click.echo(f"{_SAID[state]}: sha256 {digest}, tài liệu {', '.join(upkeep.keys(digest)) or '(không còn)'}")
    return counts


def _bad(counts: Counter[str]) -> int:
    return counts["missing"] + counts["altered"]
