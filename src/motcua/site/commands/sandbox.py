"""`motcua sandbox …`: local counterparts of outside systems, for the demo and the tests."""

from __future__ import annotations

import os

import click


def register(main: click.Group) -> None:
    """Add `sandbox` to the command."""
    main.add_command(sandbox)


@click.group()
def sandbox() -> None:
    """Chạy bản giả lập của hệ thống bên ngoài (định danh điện tử …) để dùng thử."""


@sandbox.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8001, show_default=True, help="Cổng nghe.")
def identity(port: int) -> None:
    """Chạy cổng định danh điện tử giả lập (OpenID Connect) tại 127.0.0.1; dừng bằng Ctrl-C."""
    from motcua.integrations.sandbox.identity import server
    from motcua.integrations.sandbox.identity.provider import Client
    from motcua.site import home

    if home.mode() == "production":
        raise click.ClickException("Bản giả lập cho ai cũng đăng nhập được, nên không chạy khi MOTCUA_MODE=production.")
    if not os.environ.get("MOTCUA_OIDC_CLIENT_SECRET") and not (home.folder() / "secrets/oidc_client_secret").exists():
        raise click.ClickException("Thư mục này chưa có bí mật chung với máy chủ web: chạy «motcua init» trước.")
    address = os.environ.get("MOTCUA_ADDRESS", "http://127.0.0.1:8000").rstrip("/")
    client = Client(
        os.environ.get("MOTCUA_OIDC_CLIENT_ID", "motcua"),
        home.secret("oidc_client_secret"),
        f"{address}/dang-nhap/xong/",
    )
    key_path = home.folder() / "secrets" / "sandbox_identity_key.json"
    try:
        made = server.make(port=port, client=client, key_path=key_path)
    except OSError as error:
        raise click.ClickException(
            f"Cổng {port} đang có chương trình khác dùng: chọn cổng khác bằng --port."
        ) from error
    click.echo(f"Cổng định danh giả lập đang chạy tại {made.provider.issuer} (dừng: Ctrl-C).")
    if port != 8001:
        click.echo(f"Máy chủ web cần MOTCUA_OIDC_ISSUER={made.provider.issuer}")
    try:
        made.serve_forever()
    except KeyboardInterrupt:
        click.echo("Đã dừng.")
    finally:
        made.server_close()
