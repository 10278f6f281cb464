"""`motcua`: one command with subcommands. Django starts only when a subcommand runs, so that --help is quick."""

from __future__ import annotations

import os
from importlib import import_module
from pkgutil import iter_modules

import click

from motcua.site import commands


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
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


for _module in iter_modules(commands.__path__):
    import_module(f"motcua.site.commands.{_module.name}").register(main)
