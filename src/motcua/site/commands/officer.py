"""`motcua officer …`: officers' accounts, appointments and passwords, by whoever runs the machine."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

import click

ROLES = (
    "reception", "case_officer", "approver", "clerk", "procedure_controller", "leader", "administrator",
)  # fmt: skip
_DAY = click.DateTime(["%Y-%m-%d", "%d/%m/%Y"])


def register(main: click.Group) -> None:
    """Add `officer` to the command."""
    main.add_command(officer)


@click.group()
def officer() -> None:
    """Tài khoản cán bộ: thêm, xem, phân công, đặt mật khẩu."""


def _started(command: Callable[..., None]) -> Callable[..., None]:
    """Start Django first, and show refusals as one line."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        from motcua.core.errors import Refused
        from motcua.site import command as site

        site.start()
        try:
            command(*args, **kwargs)
        except Refused as refusal:
            raise click.ClickException(refusal.message) from refusal

    return run


def _asked() -> str:
    return str(click.prompt("Mật khẩu", hide_input=True, confirmation_prompt="Nhập lại mật khẩu"))


@officer.command()
@click.argument("username")
@click.argument("full_name")
@click.option("--no-password", is_flag=True, help="Chưa đặt mật khẩu (chưa đăng nhập được).")
@click.option("--password-stdin", is_flag=True, help="Đọc mật khẩu từ dòng đầu của đầu vào chuẩn.")
@_started
def add(username: str, full_name: str, no_password: bool, password_stdin: bool) -> None:
    """Thêm tài khoản cán bộ USERNAME với họ tên FULL_NAME."""
    from motcua.core import clock
    from motcua.people import actions

    password = "" if no_password else _line() if password_stdin else _asked()
    made = actions.create_officer(username=username, full_name=full_name, password=password, by=None, at=clock.now())
    click.echo(f"Đã thêm cán bộ {made.full_name} ({made.username}).")


@officer.command()
@click.argument("username")
@click.option("--password-stdin", is_flag=True, help="Đọc mật khẩu từ dòng đầu của đầu vào chuẩn.")
@_started
def password(username: str, password_stdin: bool) -> None:
    """Đặt lại mật khẩu của cán bộ USERNAME; các phiên đang mở bị đóng."""
    from motcua.core import clock
    from motcua.people import actions

    account = _known(username)
    actions.set_password(account=account, password=_line() if password_stdin else _asked(), by=None, at=clock.now())
    click.echo(f"Đã đặt mật khẩu mới cho {account.full_name} ({account.username}).")


@officer.command()
@click.argument("username")
@click.argument("role", type=click.Choice(ROLES))
@click.argument("office")
@click.option("--from", "first", type=_DAY, help="Ngày bắt đầu, mặc định hôm nay.")
@click.option("--end", is_flag=True, help="Kết thúc phân công này thay vì thêm.")
@click.option("--last-day", type=_DAY, help="Cùng --end: ngày cuối cùng, mặc định hôm qua (dừng ngay).")
@_started
def appoint(
    username: str, role: str, office: str, first: datetime | None, end: bool, last_day: datetime | None
) -> None:
    """Phân công USERNAME giữ vai trò ROLE tại cơ quan có mã OFFICE."""
    from motcua.core import clock
    from motcua.core.errors import Refused
    from motcua.offices.models import Office
    from motcua.people import actions, queries
    from motcua.people.rules import Role

    account, place = _known(username), Office.objects.filter(code=office).first()
    if place is None:
        raise Refused(f"Không có cơ quan mã «{office}»; xem «motcua offices».")
    if not end:
        actions.appoint(
            account=account, office=place, role=Role(role), by=None, at=clock.now(),
            valid_from=first.date() if first else None,
        )  # fmt: skip
        click.echo(f"Đã phân công {account.full_name}: {Role(role).label}, {place.name}.")
        return
    held = queries.open_appointment(account.id, place.id, Role(role))
    if held is None:
        raise Refused(f"{account.full_name} không giữ vai trò này tại {place.name}.")
    last = last_day.date() if last_day else None
    actions.end_appointment(appointment=held, by=None, at=clock.now(), last_day=last)
    click.echo(f"Đã kết thúc phân công {account.full_name}: {Role(role).label}, {place.name}.")


@officer.command("list")
@click.option("--format", "shape", type=click.Choice(["table", "json"]), default="table", show_default=True)
@_started
def list_(shape: str) -> None:
    """Liệt kê cán bộ và các phân công đang có hiệu lực."""
    from motcua.core import clock
    from motcua.people import queries
    from motcua.people.rules import Role

    listed = queries.officers(on=clock.local_day(clock.now()))
    if shape == "json":
        rows = [
            {
                "username": account.username,
                "full_name": account.full_name,
                "active": account.is_active,
                "roles": [{"role": one.role, "office": one.office.code} for one in held],
            }
            for account, held in listed
        ]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for account, held in listed:
        click.echo(f"{account.username:<20} {account.full_name}{'' if account.is_active else ' (đã khóa)'}")
        for one in held:
            click.echo(f"{'':<20}   {Role(one.role).label} – {one.office.name} ({one.office.code})")
    if not listed:
        click.echo("Chưa có cán bộ nào. Thêm bằng «motcua officer add».")


def _known(username: str) -> Any:
    from motcua.core.errors import Refused
    from motcua.people import queries

    account = queries.officer(username)
    if account is None:
        raise Refused(f"Không có cán bộ «{username}»; xem «motcua officer list».")
    return account


def _line() -> str:
    return sys.stdin.readline().rstrip("\n")
