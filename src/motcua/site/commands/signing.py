"""`motcua signing …`: keys to try signing with, and what signatures a file has."""

from __future__ import annotations

from pathlib import Path

import click


def register(main: click.Group) -> None:
    """Add `signing` to the command."""
    main.add_command(signing)


@click.group()
def signing() -> None:
    """Ký số kết quả: tạo khóa thử, xem chữ ký của một tệp PDF."""


@signing.command("test-key")
@click.option("--office", "code", required=True, metavar="MÃ", help="Cơ quan có khóa, ví dụ H27.119.")
@click.option(
    "--days", type=click.IntRange(1, 3650), default=730, show_default=True, help="Chứng thư dùng được bao lâu."
)
def test_key(code: str, days: int) -> None:
    """Tạo khóa và chứng thư THỬ NGHIỆM cho một cơ quan (không có giá trị pháp lý). Thay khóa đang có.

    Khóa nằm ở secrets/signing/MÃ.p12, mật khẩu ở MÃ.password bên cạnh, nơi cấp ở trust/; đều trong MOTCUA_HOME.
    """
    from datetime import timedelta

    from motcua.site import command, home

    if home.mode() == "production":
        raise click.ClickException("Khóa thử không có giá trị pháp lý, nên không tạo khi MOTCUA_MODE=production.")
    command.start()
    from motcua.core import clock
    from motcua.integrations.sandbox import certificates
    from motcua.offices import queries

    office = queries.office(code)
    if office is None:
        raise click.ClickException(f"Không có cơ quan mang mã {code}; xem «motcua offices».")
    home.make_folder()
    path, trust = certificates.make_key(
        home.folder(), office=office.code, name=office.name, at=clock.now(), valid_for=timedelta(days)
    )
    click.echo(f"Khóa thử của {office.name}: {path}")
    click.echo(f"Nơi cấp thử, được tin trong thư mục này: {trust}")


@signing.command()
@click.argument("file", metavar="TỆP", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def read(file: Path) -> None:
    """Xem chữ ký số của một tệp PDF: ai ký, lúc nào, còn đúng không. Mã thoát 1 khi không có chữ ký hợp lệ."""
    from motcua.site import command

    command.start()
    from motcua.core import clock
    from motcua.records import signatures

    content, now = file.read_bytes(), clock.now()
    found = signatures.read(content)
    for one in found:
        when = f"{clock.local(one.signed_at):%H:%M, %d/%m/%Y}" if one.signed_at else "không ghi giờ"
        marks = [
            "nguyên vẹn" if one.intact else "KHÔNG nguyên vẹn", "phủ cả tệp" if one.whole else "KHÔNG phủ cả tệp",
            "tin được nơi cấp" if one.trusted else "CHƯA tin được nơi cấp",
            "chứng thư đã hết hạn" if one.expired(now) else "chứng thư còn hạn",
            "có dấu thời gian" if one.stamped else "theo giờ của máy ký",
        ]  # fmt: skip
        click.echo(f"{'Hợp lệ' if one.valid else 'KHÔNG hợp lệ'}: {one.signer}, {when} ({'; '.join(marks)})")
    if not found:
        click.echo("Tệp không có chữ ký số đọc được.")
    if not signatures.verifies(content):
        raise SystemExit(1)
