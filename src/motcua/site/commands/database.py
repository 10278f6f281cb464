"""`motcua init`, `serve`, `work`: make the database, answer requests, follow the journal."""

from __future__ import annotations

import click


def register(main: click.Group) -> None:
    """Add the commands to `motcua`."""
    main.add_command(init)


@click.command()
def init() -> None:
    """Tạo hoặc nâng cấp cơ sở dữ liệu của MOTCUA_HOME và nạp dữ liệu kèm theo; chạy lại lúc nào cũng được.

    Có MOTCUA_DATABASE_OWNER_URL thì làm việc này bằng vai trò đó (chủ các bảng), rồi cấp cho vai trò của
    MOTCUA_DATABASE_URL vừa đủ quyền để phục vụ.
    """
    from motcua.site import command, home

    made = home.make_secrets()
    serving_role = home.become_owner()
    command.start()
    from motcua.core.errors import Refused
    from motcua.site.setup import prepare

    try:
        prepare(report=click.echo, serving_role=serving_role)
    except Refused as refusal:
        raise click.ClickException(refusal.message) from None
    if made:
        click.echo(f"Đã tạo bí mật: {', '.join(made)} trong {home.folder() / 'secrets'}.")
    click.echo(f"Sẵn sàng: {home.folder()}")
