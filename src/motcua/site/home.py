"""The folder of one province (`MOTCUA_HOME`) and the environment: where settings come from."""

from __future__ import annotations

import fcntl
import os
import re
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import time
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import urlsplit

SECRETS = ("secret_key", "oidc_client_secret")
PROVIDED = ("s3_secret_key", "smtp_password", "sms_token", "chat_secret")
"""Secrets that others give us, where we need them: never made up here."""
_SHORTEST = 32
_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
_DIFFERENT = 10
_THIS_MACHINE = ("127.0.0.1", "localhost", "::1")
_PLACEHOLDER = re.compile(
    r"change.?me|django-insecure|example|placeholder|default|your.?secret|mat.?khau", re.IGNORECASE
)


class Misconfigured(SystemExit):
    """The start is refused; the message says which setting is wrong and what to do."""


def folder() -> Path:
    """Return the folder of this province, absolute; it need not exist."""
    return Path(os.environ.get("MOTCUA_HOME", "var")).resolve()


def mode() -> str:
    """Return "demo" (the default) or "production"."""
    value = os.environ.get("MOTCUA_MODE", "demo")
    if value not in ("demo", "production"):
        raise Misconfigured(f"MOTCUA_MODE={value}: chỉ nhận «demo» hoặc «production».")
    return value


def make_folder() -> None:
    """Create the folder of this province, for its owner only: the database and the papers of people will lie in it.

    One that is there already keeps its rights.
    """
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)


@contextmanager
def alone() -> Iterator[None]:
    """Prepare the folder of this province alone: whoever comes second waits until the first has done."""
    make_folder()
    with (folder() / ".preparing").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def make_secrets() -> list[str]:
    """Create the missing secrets of this folder, readable by the owner only; return the names of the new ones."""
    with alone():
        return [name for name in SECRETS if _made(name)]


def _made(name: str) -> bool:
    """Create one secret unless it is there; return whether it was created."""
    path = folder() / "secrets" / name
    if path.exists() and path.stat().st_size:
        return False
    path.unlink(missing_ok=True)  # empty: the disk was full, or the power went
    path.parent.mkdir(parents=True, exist_ok=True)
    path.parent.chmod(0o700)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(48))
    return True


def secret(name: str) -> str:
    """Return one secret, from MOTCUA_<NAME> or from its file.

    In production a missing, short, well-known or readable-by-others secret refuses the start, and one that serves
    two purposes. Elsewhere a missing one is made up for this process.
    """
    value = _stored(name)
    if mode() == "production":
        _refuse_weak(name, value)
    return value or secrets.token_urlsafe(48)


def given_secret(name: str, *, shortest: int) -> str:
    """Return a secret that another system gave us, from MOTCUA_<NAME> or from its file; without it no start.

    In production one that is shorter than `shortest`, well known, or readable by others is refused, too.
    """
    value = _stored(name)
    where = f"đặt MOTCUA_{name.upper()}, hoặc ghi vào tệp {folder() / 'secrets' / name} (chmod 600)."
    if not value:
        raise Misconfigured(f"Thiếu bí mật «{name}»: {where}")
    if mode() == "production" and (len(value) < shortest or _PLACEHOLDER.search(value)):
        raise Misconfigured(f"Bí mật «{name}» quá ngắn hoặc là giá trị mẫu: lấy khóa khác từ {shortest} ký tự; {where}")
    return value


def refuse_readable(url: str, variable: str, what: str) -> None:
    """In production, refuse an address that leads out of this machine without encryption: `what` could be read."""
    if mode() == "production" and urlsplit(url).scheme != "https" and urlsplit(url).hostname not in _THIS_MACHINE:
        raise Misconfigured(f"{variable}={url}: ngoài máy này phải là https://, nếu không {what} bị đọc lén.")


def provided(name: str) -> str:
    """Return a secret that a provider gave us, from MOTCUA_<NAME> or from its file; "" when there is none.

    In production one that others can read refuses the start.
    """
    return _stored(name)


def refuse_unsafe(address: str, hosts: list[str], issuer: str) -> None:
    """In production, refuse the start when sessions could be read on the way or forged by a wrong host name."""
    if mode() != "production":
        return
    for variable, url in (("MOTCUA_ADDRESS", address), ("MOTCUA_OIDC_ISSUER", issuer)):
        refuse_readable(url, variable, "phiên làm việc")
    if any("*" in host for host in hosts):
        raise Misconfigured("MOTCUA_HOSTS có «*»: ghi rõ các tên máy chủ, cách nhau bằng dấu phẩy.")
    if urlsplit(address).hostname not in [host.strip("[]") for host in hosts]:
        raise Misconfigured(f"MOTCUA_HOSTS chưa có tên máy chủ của MOTCUA_ADDRESS ({urlsplit(address).hostname}).")


def refuse_unknown_database(url: str) -> None:
    """Refuse the start when MOTCUA_DATABASE_URL cannot be read; the message does not repeat its password."""
    try:
        found = urlsplit(url)
        known = found.scheme in ("sqlite", "postgres", "postgresql") and (found.port or True)
    except ValueError:
        known = False
    if not known:
        raise Misconfigured(
            "MOTCUA_DATABASE_URL không đọc được: viết như postgres://vai-tro:mat-khau@may-chu:5432/ten "
            "(ký tự đặc biệt trong mật khẩu viết dạng %40), hoặc bỏ trống để dùng SQLite."
        )


def become_owner() -> str | None:
    """Let `motcua init` work as the owner of the tables; return the role that will serve, None when it is the same."""
    owner = os.environ.get("MOTCUA_DATABASE_OWNER_URL")
    serving = os.environ.get("MOTCUA_DATABASE_URL", "")
    if not owner:
        return None
    if urlsplit(serving).username in (None, urlsplit(owner).username):
        raise Misconfigured(
            "MOTCUA_DATABASE_OWNER_URL cần MOTCUA_DATABASE_URL đi kèm, với một vai trò khác để phục vụ."
        )
    os.environ["MOTCUA_DATABASE_URL"] = owner
    return urlsplit(serving).username


def networks(name: str, value: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """Return the addresses and networks of a list with commas; in production none that is the whole Internet."""
    try:
        found = tuple(ip_network(part.strip()) for part in value.split(",") if part.strip())
    except ValueError:
        raise Misconfigured(
            f"{name}={value}: cần các địa chỉ IP hoặc mạng (10.0.0.5, 172.18.0.0/16), cách nhau bằng dấu phẩy."
        ) from None
    if mode() == "production" and any(network.prefixlen == 0 for network in found):
        raise Misconfigured(f"{name}={value}: ghi rõ địa chỉ của máy chủ web đứng trước, không phải mọi địa chỉ.")
    return found


def office_networks(name: str, value: str) -> tuple[tuple[IPv4Network | IPv6Network, str], ...]:
    """Return the networks of offices, as (network, code of the office), from "H27.31=10.31.0.0/16,…"."""
    found = []
    for part in listed(value):
        code, _, told = part.partition("=")
        known = networks(name, told)
        if not code.strip() or len(known) != 1:
            raise Misconfigured(f"{name}={value}: viết như H27.31=10.31.0.0/16, cách nhau bằng dấu phẩy.")
        found.append((known[0], code.strip()))
    return tuple(found)


def port(name: str, value: str) -> int:
    """Return the number of a port, 1 to 65535, that a setting gives."""
    if not (value.isascii() and value.isdigit() and 1 <= int(value) <= 65535):
        raise Misconfigured(f"{name}={value}: cần số cổng từ 1 đến 65535.")
    return int(value)


def hours(name: str, value: str) -> tuple[time, time] | None:
    """Return the stretch of hours, such as "21:00-07:00", that a setting gives; None for ""."""
    if not value:
        return None
    try:
        first, last = (time.fromisoformat(part.strip()) for part in value.split("-"))
    except ValueError:
        raise Misconfigured(f"{name}={value}: viết như 21:00-07:00, hoặc để trống.") from None
    return first.replace(tzinfo=None), last.replace(tzinfo=None)


def days(name: str, value: str, *, least: int = 1, most: int = 366) -> int:
    """Return the whole number of days, 1 to 366 unless told otherwise, that a setting gives."""
    if not (value.isascii() and value.isdigit() and least <= int(value) <= most):
        raise Misconfigured(f"{name}={value}: cần số nguyên từ {least} đến {most} (ngày).")
    return int(value)


def working_hours(name: str, value: str) -> int:
    """Return the whole number of hours of work, 1 to 80, that a setting gives."""
    if not (value.isascii() and value.isdigit() and 1 <= int(value) <= 80):
        raise Misconfigured(f"{name}={value}: cần số nguyên từ 1 đến 80 (giờ làm việc).")
    return int(value)


def existing(name: str, value: str) -> Path | None:
    """Return the folder that a setting names, which must be there; None for an empty one."""
    if value and not Path(value).is_dir():
        raise Misconfigured(f"{name}={value}: không có thư mục này; tạo trước, hoặc bỏ biến này.")
    return Path(value).resolve() if value else None


def megabytes(name: str, value: str) -> int:
    """Return the whole number of megabytes, 1 to 1000, that a setting gives."""
    if not (value.isascii() and value.isdigit() and 1 <= int(value) <= 1000):
        raise Misconfigured(f"{name}={value}: cần số nguyên từ 1 đến 1000 (MB).")
    return int(value)


def address(name: str, value: str) -> str:
    """Return a web address that a setting gives, with scheme and host."""
    try:
        found = urlsplit(value)
        known = found.scheme in ("http", "https") and bool(found.hostname) and (found.port or True)
    except ValueError:
        known = False
    if not known:
        raise Misconfigured(f"{name}={value}: cần địa chỉ web đầy đủ, như https://motcua.example.vn.")
    return value


def listed(value: str) -> list[str]:
    """Return the parts of a list with commas, without the spaces around them."""
    return [part.strip() for part in value.split(",") if part.strip()]


def log_level() -> str:
    """Return how much is logged (MOTCUA_LOG)."""
    value = os.environ.get("MOTCUA_LOG") or "WARNING"
    if value not in _LEVELS:
        raise Misconfigured(f"MOTCUA_LOG={value}: chỉ nhận {', '.join(_LEVELS)}.")
    return value


def flag(name: str, default: bool) -> bool:
    """Return a yes/no environment variable; "1", "true", "yes" mean yes."""
    return os.environ.get(name, "1" if default else "0").lower() in ("1", "true", "yes")


def _stored(name: str) -> str:
    path = folder() / "secrets" / name
    value = os.environ.get(f"MOTCUA_{name.upper()}", "")
    if value or not path.exists():
        return value
    if mode() == "production":
        for readable, right in ((path.parent, "700"), (path, "600")):
            if stat.S_IMODE(readable.stat().st_mode) & 0o077:
                raise Misconfigured(f"Bí mật «{name}» đang để người khác đọc được: chạy «chmod {right} {readable}».")
    try:
        return path.read_text("utf-8").strip()
    except UnicodeDecodeError:
        raise Misconfigured(f"Bí mật «{name}» không phải chữ: xóa tệp {path} rồi chạy «motcua init».") from None


def _refuse_weak(name: str, value: str) -> None:
    repair = f"chạy «motcua init» hoặc đặt MOTCUA_{name.upper()} bằng một chuỗi ngẫu nhiên từ {_SHORTEST} ký tự."
    if not value:
        raise Misconfigured(f"Thiếu bí mật «{name}»: {repair}")
    if len(value) < _SHORTEST:
        raise Misconfigured(f"Bí mật «{name}» quá ngắn ({len(value)} ký tự): {repair}")
    if _PLACEHOLDER.search(value) or len(set(value)) < _DIFFERENT:
        raise Misconfigured(f"Bí mật «{name}» là giá trị mẫu hoặc dễ đoán: {repair}")
    if any(other != name and _stored(other) == value for other in SECRETS):
        raise Misconfigured(f"Bí mật «{name}» trùng với một bí mật khác: {repair}")
