"""`motcua serve`: answer requests."""

from __future__ import annotations

import os

import click


def register(main: click.Group) -> None:
    """Add the command to `motcua`."""
    main.add_command(serve)


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Cổng nghe.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Địa chỉ nghe.")
@click.option("--workers", type=click.IntRange(1, 32), default=2, show_default=True, help="Số tiến trình.")
@click.option("--threads", type=click.IntRange(1, 64), default=4, show_default=True, help="Số luồng mỗi tiến trình.")
def serve(port: int, host: str, workers: int, threads: int) -> None:
    """Chạy máy chủ web trên cơ sở dữ liệu của MOTCUA_HOME; dừng bằng Ctrl-C.

    Với MOTCUA_MODE=production, không chạy bằng một vai trò PostgreSQL sửa được nhật ký.
    """
    from motcua.core.errors import Refused
    from motcua.site import command

    os.environ.setdefault("MOTCUA_ADDRESS", f"http://127.0.0.1:{port}")
    command.start()
    from django.conf import settings

    from motcua.journal import protection
    from motcua.site import server

    try:
        if settings.PRODUCTION:
            protection.refuse_excess()
        server.check_settings()
        server.check_ready()
        server.check_port(host, port)
    except Refused as refusal:
        raise click.ClickException(refusal.message) from refusal
    server.collect_static()
    click.echo(f"Motcua đang chạy tại {settings.ADDRESS} (dừng: Ctrl-C).")
    server.Server(host, port, workers, threads).run()  # type: ignore[no-untyped-call]
