"""`motcua`: one command with subcommands. Django starts only when a subcommand runs, so that --help is quick."""

from __future__ import annotations

import errno
import gettext
import os
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import click

from motcua.core.errors import Invalid, Refused
from motcua.site import commands

# click speaks through gettext, in the language of the environment; the command speaks Vietnamese to everyone.
os.environ["LANGUAGE"] = "vi"
gettext.bindtextdomain("messages", str(Path(__file__).parent / "locale"))

_NO_DATABASE = ("no such table", "no such column", "has no column", "unable to open database file", "does not exist")
_AWAY = ("connection failed", "refused", "could not translate host name", "timeout expired")

_UNUSABLE = (
    "readonly database",
    "not a database",
    "malformed",
    "is locked",
    "is full",
    "disk i/o error",
    "permission denied",
)


class Commands(click.Group):
    """Says in one line what a person can mend: a refusal, or a database that is not there. Other errors are ours."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Refused as refusal:
            raise click.ClickException(refusal.message) from refusal
        except Invalid as invalid:
            raise click.ClickException(" ".join(invalid.errors.values())) from invalid
        except OSError as error:
            if error.errno == errno.ENOSPC:
                raise click.ClickException("Đĩa đã đầy: dọn chỗ trống rồi chạy lại.") from error
            if error.filename is None:  # a closed pipe, a socket
                raise
            raise click.ClickException(
                f"Không đọc hay ghi được «{error.filename}» ({error.strerror}): xem lại đường dẫn và quyền."
            ) from error
        except Exception as error:
            # Django is not loaded for --help, so its errors are known by where they come from.
            said = _of_the_database(str(error)) if type(error).__module__ == "django.db.utils" else ""
            if said:
                raise click.ClickException(said) from error
            raise


def is_behind(error: Exception) -> bool:
    """Return whether an error of the database means that `motcua init` was not run here, or not since the upgrade."""
    return any(part in str(error).lower() for part in _NO_DATABASE)


def _of_the_database(error: str) -> str:
    """Return what a person can do about an error of the database; "" when it is ours."""
    for parts, said in (
        (_AWAY, "Không kết nối được PostgreSQL: xem lại MOTCUA_DATABASE_URL, máy chủ có đang chạy không."),
        (
            _NO_DATABASE,
            "Chưa có cơ sở dữ liệu ở đây, hoặc chưa nâng cấp: chạy «motcua init», hoặc xem lại MOTCUA_HOME và "
            "MOTCUA_DATABASE_URL.",
        ),
        (_UNUSABLE, f"Cơ sở dữ liệu không dùng được ({error}): xem lại quyền, chỗ trống trên đĩa và bản sao lưu."),
    ):
        if any(part in error.lower() for part in parts):
            return said
    return ""


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def main() -> None:
    """Motcua (một cửa): tiếp nhận, giải quyết, trả kết quả thủ tục hành chính và đo lường trung thực.

    Mọi lệnh làm việc trong thư mục MOTCUA_HOME (mặc định ./var); cơ sở dữ liệu là SQLite trong thư mục đó, hoặc
    PostgreSQL theo MOTCUA_DATABASE_URL. Bắt đầu bằng «motcua init», rồi «motcua serve».
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.site.settings")


def start() -> None:
    """Load settings and rooms. Every subcommand calls it before it touches a model."""
    import django

    django.setup()


def _say_whole(group: click.Group) -> None:
    """Let lists of commands show the whole first paragraph of each, where click would cut it off with dots."""
    for each in group.commands.values():
        each.short_help = " ".join((each.help or "").split("\n\n")[0].split())
        if isinstance(each, click.Group):
            _say_whole(each)


for _module in iter_modules(commands.__path__):
    import_module(f"motcua.site.commands.{_module.name}").register(main)
_say_whole(main)
