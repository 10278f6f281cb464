"""`motcua sandbox …`: local counterparts of outside systems, for the demo and the tests."""

from __future__ import annotations

import os

import click


def register(main: click.Group) -> None:
    """Add `sandbox` to the command."""
    main.add_command(sandbox)


@click.group()
def sandbox() -> None:
    """Chạy bản giả lập của hệ thống bên ngoài (định danh điện tử, máy chủ thư, cổng tin nhắn) để dùng thử."""


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


@sandbox.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8002, show_default=True, help="Cổng của trang và HTTP.")
@click.option("--smtp-port", type=click.IntRange(1, 65535), default=8025, show_default=True, help="Cổng nhận thư.")
def messages(port: int, smtp_port: int) -> None:
    """Chạy máy chủ thư và các cổng tin nhắn giả lập tại 127.0.0.1, với một trang để xem tin đã đến; dừng bằng Ctrl-C.

    Thư đến cổng SMTP, tin nhắn đến /sms, thông báo của ứng dụng đến /message/template; không tin nào ra khỏi máy này.
    """
    from motcua.integrations.sandbox.messages import mail, server
    from motcua.site import home

    if home.mode() == "production":
        raise click.ClickException("Bản giả lập giữ mọi tin lại, không gửi cho ai, nên không chạy khi production.")
    path = home.folder() / "sandbox" / "messages.jsonl"
    sms_token, chat_secret = home.provided("sms_token"), home.provided("chat_secret")
    try:
        made = server.make(port=port, sms_token=sms_token, chat_secret=chat_secret, path=path)
        smtp = mail.make(made.application.mailbox, smtp_port)
        smtp.start()
    except OSError as error:
        raise click.ClickException(
            f"Cổng {port} hoặc {smtp_port} đang có chương trình khác dùng: chọn bằng --port, --smtp-port."
        ) from error
    click.echo(f"Hộp tin giả lập: http://127.0.0.1:{made.server_port}, SMTP tại cổng {smtp_port} (dừng: Ctrl-C).")
    try:
        made.serve_forever()
    except KeyboardInterrupt:
        click.echo("Đã dừng.")
    finally:
        smtp.stop()
        made.server_close()
