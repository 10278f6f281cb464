"""`motcua simulate SCENARIO`: fill the database with a synthetic province."""

from __future__ import annotations

import click


def register(main: click.Group) -> None:
    """Add the command to `motcua`."""
    main.add_command(simulate)


@click.command()
@click.argument("scenario", metavar="KỊCH_BẢN")
@click.option("--scale", type=click.IntRange(min=1), default=50_000, show_default=True, help="Số hồ sơ.")
@click.option("--seed", type=int, default=1, show_default=True, help="Hạt giống: cùng hạt giống, cùng dữ liệu.")
def simulate(scenario: str, scale: int, seed: int) -> None:
    """Tạo dữ liệu mô phỏng: ha-tinh-article (2024), ha-tinh-today (năm nay), ha-tinh-two-years (2024 và 2025).

    Mọi thứ được tạo đều mang dấu mô phỏng; thư mục chưa có cơ sở dữ liệu thì được chuẩn bị trước.
    """
    from motcua.core.errors import Refused
    from motcua.site import command, home

    home.make_folder()
    home.make_secrets()
    command.start()
    from motcua.site import playing

    try:
        loaded, seconds = playing.play(scenario, scale=scale, seed=seed)
    except Refused as refusal:
        raise click.ClickException(refusal.message) from refusal
    click.echo(
        f"{loaded.scenario.title}\n{loaded.dossiers} hồ sơ, {loaded.entries} mục nhật ký, "
        f"{loaded.procedures} thủ tục mô phỏng, {seconds:.1f} giây."
    )
