"""The folder of one province (`MOTCUA_HOME`) and the environment: where settings come from."""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path

SECRETS = ("secret_key", "oidc_client_secret")


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


def make_secrets() -> list[str]:
    """Create the missing secrets of this folder, readable by the owner only; return the names of the new ones."""
    made = []
    for name in SECRETS:
        path = folder() / "secrets" / name
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.parent.chmod(0o700)
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_urlsafe(48))
            made.append(name)
    return made


def secret(name: str) -> str:
    """Return one secret, from MOTCUA_<NAME> or from its file.

    In production a missing, short or readable-by-others secret refuses the start. Elsewhere a missing one is
    made up for this process.
    """
    variable = f"MOTCUA_{name.upper()}"
    value = os.environ.get(variable, "")
    path = folder() / "secrets" / name
    if not value and path.exists():
        _refuse_readable(name, path)
        value = path.read_text().strip()
    if mode() == "production" and len(value) < 32:
        raise Misconfigured(
            f"Thiếu bí mật «{name}» hoặc quá ngắn (cần từ 32 ký tự): chạy «motcua init» hoặc đặt {variable}."
        )
    return value or secrets.token_urlsafe(48)


def flag(name: str, default: bool) -> bool:
    """Return a yes/no environment variable; "1", "true", "yes" mean yes."""
    return os.environ.get(name, "1" if default else "0").lower() in ("1", "true", "yes")


def _refuse_readable(name: str, path: Path) -> None:
    if mode() == "production" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise Misconfigured(f"Bí mật «{name}» đang để người khác đọc được: chạy «chmod 600 {path}».")
