"""`motcua work`: keep the counters, and whatever else follows the journal, up to date."""

from __future__ import annotations

import click


def register(main: click.Group) -> None:
    """Add the command to `motcua`."""
    main.add_command(work)


@click.command()
@click.option("--once", is_flag=True, help="Đọc hết những gì đang có rồi dừng.")
def work(once: bool) -> None:
    """Theo nhật ký: gộp số liệu, gửi tin cho người dân, nhận hồ sơ đến, dọn dẹp; dừng bằng Ctrl-C hoặc SIGTERM.

    Dừng giữa chừng không mất gì: lần sau đọc tiếp từ chỗ dừng. Con số trên trang luôn đúng dù lệnh này không chạy,
    chỉ chậm dần khi có nhiều mục ghi chưa được gộp. Với MOTCUA_MODE=production, không chạy bằng một vai trò PostgreSQL
    sửa được nhật ký.
    """
    from motcua.site import command

    command.start()
    from django.conf import settings

    from motcua.adoption.difficulties import group
    from motcua.correspondence import sending
    from motcua.journal import protection
    from motcua.site import server, worker

    if settings.PRODUCTION:
        protection.refuse_excess()
    sending.check()
    group.sender()
    server.check_upgraded()
    made = worker.Worker(worker.readers())
    if not once:
        worker.heed_signals(made)
        click.echo("Đang theo nhật ký (dừng: Ctrl-C).")
        made.run()
        click.echo("Đã dừng.")
        return
    done, failures = worker.once(made)
    click.echo(f"Đã đọc {done} mục ghi.")
    if failures:
        raise click.ClickException("Có phần việc gặp lỗi (xem dòng báo lỗi ở trên); chạy lại lệnh để thử tiếp.")
