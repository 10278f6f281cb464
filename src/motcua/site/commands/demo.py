"""`motcua demo`: a running province on this machine."""

from __future__ import annotations

import os
import signal
import sys
import threading
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from motcua.site.demo import Company, Part

CITIZEN = "Nguyễn Thị Hồng Thắm"


def register(main: click.Group) -> None:
    """Add the command to `motcua`."""
    main.add_command(demo)


@click.command()
@click.option(
    "--port", type=click.IntRange(1, 65000), default=8000, show_default=True, help="Cổng nghe (nếu còn trống)."
)
@click.option("--scale", type=click.IntRange(4000), default=8000, show_default=True, help="Số hồ sơ mỗi kịch bản.")
def demo(port: int, scale: int) -> None:
    """Dựng một tỉnh chạy thử trong MOTCUA_HOME: dữ liệu mô phỏng, mười một người để đăng nhập, mọi máy chủ cần có."""
    from motcua.site import command, home, sandboxed

    if home.mode() == "production":
        raise click.ClickException("Không dựng bản chạy thử khi MOTCUA_MODE=production.")
    home.make_secrets()
    web, identity, mailbox, smtp = _ports(port)
    address = f"http://127.0.0.1:{web}"
    os.environ["MOTCUA_ADDRESS"], os.environ["MOTCUA_OIDC_ISSUER"] = address, f"http://127.0.0.1:{identity}"
    os.environ.update({"MOTCUA_QUIET_HOURS": "", **sandboxed.senders(mailbox, smtp)})
    command.start()
    from motcua.site import demo as stage
    from motcua.site import playing

    playing.ensure_ready()
    for name in stage.missing():
        playing.play(name, scale=scale, seed=1)
    stage.make_joint_cases()
    stage.make_petitions()
    stage.make_programme()
    stage.make_filing_for_another()
    parts = stage.prepare_parts()
    stage.make_signing_key()
    stopped = threading.Event()
    company = stage.Company(stopped)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stopped.set())
    try:
        _run(company, web, identity, mailbox, smtp)
        _welcome(address, parts, stage.team(), stage.grandson(), f"http://127.0.0.1:{mailbox}")
        while not stopped.wait(0.3):
            if fallen := company.fallen():
                raise click.ClickException(f"Một tiến trình đã dừng ngoài ý muốn: motcua {fallen}.")
    finally:
        company.stop()
    click.echo("\nĐã dừng tất cả.")


def _ports(wanted: int) -> list[int]:
    """Return the ports of the web server, the identity provider, the mailbox and its mail server."""
    from motcua.site.ports import free_port

    found = [web := free_port(wanted)]
    if web != wanted:
        click.echo(f"Cổng {wanted} đang có chương trình khác dùng; dùng cổng {web}.")
    while len(found) < 4:
        found.append(free_port(found[-1] + 1))
    return found


def _run(company: Company, web: int, identity: int, mailbox: int, smtp: int) -> None:
    company.start("sandbox", "messages", "--port", str(mailbox), "--smtp-port", str(smtp))
    company.start("sandbox", "identity", "--port", str(identity))
    company.start("serve", "--port", str(web))
    company.start("work")
    for port in (web, identity, mailbox):
        if not company.wait_for(port) and not company.stopped.is_set():
            raise click.ClickException("Máy chủ không khởi động được; xem lỗi ở trên.")


def _welcome(address: str, parts: list[Part], team: str, grandson: str, mailbox: str) -> None:
    click.echo(f"""
Motcua đang chạy tại {address}   (dừng tất cả: Ctrl-C)
A running demo province: open {address} (English: switch the language at the top of any page).

Mười một người để thử:
  Công dân                      {CITIZEN}: «Đăng nhập» rồi chọn tên ở cổng định danh giả lập
  Tổ công nghệ số Thôn 2        {team}: đăng nhập như công dân
  Cháu nộp thay bà              {grandson}
                                (cán bộ đăng nhập tại {address}/can-bo/dang-nhap/)""")
    for part in parts:
        click.echo(f"  {part.title:<29} {part.username:<20} mật khẩu {part.password}")
    click.echo(f"""
Thử gì:
  1. Công dân: tìm «dang ky khai sinh», nộp hồ sơ tại xã Vũ Quang, nhận mã hồ sơ ngay.
  2. Cán bộ một cửa: tiếp nhận hồ sơ (hồ sơ giấy: «Tiếp nhận tại quầy», chỉ bằng bàn phím), chuyển thụ lý;
     cán bộ thụ lý trình duyệt; người phê duyệt duyệt; trả kết quả.
  3. Mọi người: {address}/so-lieu/ – tỷ lệ nộp trực tuyến của xã tăng đúng một hồ sơ.
     Năm của bài báo: {address}/so-lieu/?from=2024-01-01&to=2024-12-31 (Vũ Quang 92,5 %, Hương Khê 88,9 %, tỉnh 70 %).
  4. Kết quả PDF được ký số khi duyệt (chứng thư thử nghiệm); mã QR trên giấy mở trang xác minh.
  5. Hồ sơ liên thông qua ba cơ quan: cán bộ thụ lý xã Vũ Quang mở «Cần tôi làm» (niêm yết quá hạn); hai Sở cùng thấy.
  6. Hộp tin: {mailbox} – thư, SMS và thông báo gửi cho người dân đến đây (giả lập, không ra khỏi máy này).
  7. Kiểm soát thủ tục: «Phản ánh» (trong «Mục khác»), trả lời, công khai; mọi người đọc ở {address}/phan-anh/.
  8. Lãnh đạo: {address}/dieu-hanh/ – xếp hạng, bản đồ, chỉ tiêu, văn bản chỉ đạo; lớp tập huấn ở {address}/tap-huan/.
  9. Tổ công nghệ số: {address}/ho-tro/ – một buổi hỗ trợ.
     Lãnh đạo, kiểm soát: {address}/dieu-hanh/ho-tro/ (lượt hỗ trợ),
     {address}/truyen-thong/ (hồ sơ theo kênh), {address}/dieu-hanh/can-bo-lam-truoc/ (cán bộ làm trước).
  10. Vướng mắc: thụ lý hỏi, kiểm soát trả lời ở {address}/vuong-mac/; lãnh đạo: {address}/dieu-hanh/vuong-mac/.
  11. Nộp thay: một hồ sơ cháu nộp thay bà đang chờ cán bộ một cửa đối chiếu; cách làm ở {address}/nop-thay/.
Mọi số liệu có sẵn là mô phỏng. Mật khẩu được giữ trong thư mục này, chỉ chủ thư mục đọc được.""")
    sys.stdout.flush()
