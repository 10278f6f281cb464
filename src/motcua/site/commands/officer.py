"""`motcua officer …`: officers' accounts, appointments and passwords, by whoever runs the machine."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import date, datetime
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
    """Tài khoản cán bộ: thêm, xem, phân công, cử người thay, kết thúc vai trò, đặt mật khẩu, đóng và mở lại."""


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
@_started
def appoint(username: str, role: str, office: str, first: datetime | None) -> None:
    """Phân công USERNAME giữ vai trò ROLE tại cơ quan có mã OFFICE."""
    from motcua.core import clock
    from motcua.people import actions
    from motcua.people.rules import Role

    account, place = _known(username), _office(office)
    since = first.date() if first else None
    actions.appoint(account=account, office=place, role=Role(role), by=None, at=clock.now(), valid_from=since)
    click.echo(f"Đã phân công {account.full_name}: {Role(role).label}, {place.name}.")


@officer.command()
@click.argument("username")
@click.argument("role", type=click.Choice(ROLES))
@click.argument("office")
@click.option("--from", "first", type=_DAY, help="Từ ngày này không giữ vai trò nữa, mặc định hôm nay (dừng ngay).")
@_started
def end(username: str, role: str, office: str, first: datetime | None) -> None:
    """Kết thúc vai trò ROLE của USERNAME tại cơ quan có mã OFFICE; báo các hồ sơ cần người khác nhận.

    Không kết thúc được vai trò của quản trị duy nhất.
    """
    from motcua.core import clock
    from motcua.people import actions
    from motcua.people.rules import Role

    account, place, at = _known(username), _office(office), clock.now()
    since = first.date() if first else clock.local_day(at)
    actions.end_role(account=account, office=place, role=Role(role), by=None, at=at, since=since)
    click.echo(f"{account.full_name}: từ {since:%d/%m/%Y} không còn là {Role(role).label}, {place.name}.")
    _tell_left_behind(account.pk, max(since, clock.local_day(at)))


@officer.command()
@click.argument("username")
@_started
def close(username: str) -> None:
    """Đóng tài khoản của USERNAME: không đăng nhập được nữa, mọi vai trò kết thúc ngay; báo các hồ sơ cần người nhận.

    Phiên đang mở kết thúc ở lần bấm tiếp theo. Việc đã làm vẫn ghi tên người làm. Không đóng được quản trị duy nhất.
    """
    from motcua.core import clock
    from motcua.people import actions

    account, at = _known(username), clock.now()
    actions.close_account(account=account, by=None, at=at)
    click.echo(f"Đã đóng tài khoản của {account.full_name} ({account.username}); mọi vai trò đã kết thúc.")
    _tell_left_behind(account.pk, clock.local_day(at))


@officer.command()
@click.argument("username")
@_started
def reopen(username: str) -> None:
    """Mở lại tài khoản đã đóng của USERNAME, chưa có mật khẩu và vai trò."""
    from motcua.core import clock
    from motcua.people import actions

    account = _known(username)
    actions.reopen_account(account=account, by=None, at=clock.now())
    click.echo(f"Đã mở lại tài khoản của {account.full_name} ({account.username}).")
    click.echo("Tiếp theo: «motcua officer password» để đặt mật khẩu, «motcua officer appoint» để phân công.")


@officer.command()
@click.argument("username")
@click.argument("deputy")
@click.option("--from", "first", type=_DAY, help="Ngày đầu tiên, mặc định hôm nay.")
@click.option("--to", "last", type=_DAY, required=True, help="Ngày cuối cùng (tính cả ngày này).")
@_started
def away(username: str, deputy: str, first: datetime | None, last: datetime) -> None:
    """USERNAME vắng mặt: DEPUTY làm thay việc ở bàn làm việc trong những ngày này."""
    from motcua.core import clock
    from motcua.people import absences

    account, other, at = _known(username), _known(deputy), clock.now()
    since = first.date() if first else clock.local_day(at)
    made = absences.name_deputy(account=account, deputy=other, first=since, last=last.date(), by=None, at=at)
    click.echo(
        f"{other.full_name} thay {account.full_name} từ {made.valid_from:%d/%m/%Y} đến hết {made.valid_to:%d/%m/%Y}."
    )


@officer.command()
@click.argument("username")
@_started
def back(username: str) -> None:
    """USERNAME đã trở lại: từ hôm nay không ai làm thay nữa, kể cả những lần cử cho ngày sau."""
    from motcua.core import clock
    from motcua.people import absences, queries

    account, at = _known(username), clock.now()
    ending = [one for one in queries.absences(account.pk, on=clock.local_day(at)) if one.account_id == account.pk]
    for one in ending:
        absences.end_absence(absence=one, by=None, at=at)
    click.echo(f"{account.full_name}: đã kết thúc {len(ending)} lần cử người thay.")


@officer.command("list")
@click.option("--on", "day", type=_DAY, help="Xem vào ngày này, mặc định hôm nay.")
@click.option("--format", "shape", type=click.Choice(["table", "json"]), default="table", show_default=True)
@_started
def list_(day: datetime | None, shape: str) -> None:
    """Liệt kê cán bộ với vai trò và cơ quan, đang giữ hoặc sẽ giữ."""
    from motcua.core import clock
    from motcua.people import queries
    from motcua.people.rules import Role

    on = day.date() if day else clock.local_day(clock.now())
    listed = queries.officers(on=on)
    if shape == "json":
        click.echo(json.dumps([_row(*each) for each in listed], ensure_ascii=False, indent=1))
        return
    for account, held in listed:
        click.echo(f"{account.username:<20} {account.full_name}{'' if account.is_active else ' (đã đóng)'}")
        for one in held:
            begins = f", từ {one.valid_from:%d/%m/%Y}" if one.valid_from > on else ""
            ends = f", đến hết {one.valid_to:%d/%m/%Y}" if one.valid_to else ""
            click.echo(f"{'':<20}   {Role(one.role).label} – {one.office.name} ({one.office.code}){begins}{ends}")
    if not listed:
        click.echo("Chưa có cán bộ nào. Thêm bằng «motcua officer add».")


def _row(account: Any, held: list[Any]) -> dict[str, Any]:
    roles = [
        {
            "role": one.role, "office": one.office.code, "from": one.valid_from.isoformat(),
            "to": one.valid_to and one.valid_to.isoformat(),
        }
        for one in held
    ]  # fmt: skip
    return {
        "username": account.username, "full_name": account.full_name, "active": account.is_active, "roles": roles,
    }  # fmt: skip


def _tell_left_behind(account_id: int, on: date) -> None:
    """Name the cases that somebody else has to take over: nobody's own list shows them."""
    from motcua.casework import queries
    from motcua.casework.rules import Status
    from motcua.core import clock

    found = queries.left_behind(account_id, on=on)
    if not found:
        click.echo("Không có hồ sơ nào đang giao cho cán bộ này mà cần người khác nhận.")
        return
    click.echo(f"{len(found)} hồ sơ đang giao cho cán bộ này, cần người khác nhận:")
    for case in found:
        due = f"hạn {clock.local(case.next_due_at):%d/%m/%Y %H:%M}" if case.next_due_at else "chưa tính hạn"
        office = case.competent_office
        click.echo(f"  {case.dossier.code}  {Status(case.status).label}, {due}  {office.short_name} ({office.code})")
    click.echo("Ở trang hồ sơ, một cửa chọn «Giao người khác xử lý»; hồ sơ đang chờ thì chọn khi được xử lý tiếp.")


def _known(username: str) -> Any:
    from motcua.core.errors import Refused
    from motcua.people import queries

    account = queries.officer(username)
    if account is None:
        raise Refused(f"Không có cán bộ «{username}»; xem «motcua officer list».")
    return account


def _office(code: str) -> Any:
    from motcua.core.errors import Refused
    from motcua.offices import queries

    found = queries.office(code)
    if found is None:
        raise Refused(f"Không có cơ quan mã «{code}»; xem «motcua offices».")
    return found


def _line() -> str:
    return sys.stdin.readline().rstrip("\n")
