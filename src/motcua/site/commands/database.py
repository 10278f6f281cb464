"""`motcua init`, `serve`, `work`: make the database, answer requests, follow the journal."""

from __future__ import annotations

import click


def register(main: click.Group) -> None:
    """Add the commands to `motcua`."""
    main.add_command(init)


@click.command()
def init() -> None:
    """Tạo hoặc nâng cấp cơ sở dữ liệu của MOTCUA_HOME và nạp dữ liệu kèm theo."""
    from motcua.site import command, home

    home.folder().mkdir(parents=True, exist_ok=True)
    made = home.make_secrets()
    command.start()
    from motcua.site.setup import prepare

    prepare(report=click.echo)
    if made:
        click.echo(f"Đã tạo bí mật: {', '.join(made)} trong {home.folder() / 'secrets'}.")
    click.echo(f"Sẵn sàng: {home.folder()}")
