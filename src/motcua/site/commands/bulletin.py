"""`motcua bulletin`: the figures of a period on one page."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from motcua.site.commands.figures import Day, OneOf


def register(main: click.Group) -> None:
    """Add the command to `motcua`."""
    main.add_command(bulletin)


@click.command()
@click.option("--from", "first", type=Day(), help="Từ ngày (mặc định: năm gần nhất có hồ sơ).")
@click.option("--to", "last", type=Day(), help="Đến hết ngày.")
@click.option("--tier", type=OneOf("cấp", "province", "district", "commune"), help="Cấp được xếp hạng.")
@click.option("--format", "form", type=OneOf("dạng", "md", "html", "pdf"), help="Mặc định theo đuôi tệp, hoặc md.")
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), help="Tệp ghi ra; không ghi thì in ra màn hình."
)
def bulletin(first: date | None, last: date | None, tier: str | None, form: str | None, output: Path | None) -> None:
    """Bản tin một trang về hồ sơ trực tuyến của một kỳ; mọi con số đếm từ nhật ký."""
    from motcua.site import command

    command.start()
    from django.conf import settings

    from motcua.core import clock
    from motcua.measures import bulletin as page
    from motcua.measures import queries
    from motcua.measures.rules import ALL_PROCEDURES, usual_tier
    from motcua.offices.rules import Tier
    from motcua.site.refusals import as_usage_errors

    ending = output.suffix.lstrip(".").lower() if output else ""
    if not form and ending not in ("", *page.FORMATS):
        raise click.UsageError(f"Không làm được tệp .{ending}: dùng {', '.join(page.FORMATS)}, hoặc thêm --format.")
    form = form or ending or "md"
    if form == "pdf" and output is None:
        raise click.UsageError("Bản PDF cần nơi ghi: thêm --output TÊN_TỆP.pdf.")
    at = clock.now()
    with as_usage_errors():
        begin, end = queries.period(first, last, tier=Tier(tier) if tier else None, today=clock.local_day(at))
        ranked = Tier(tier) if tier else usual_tier(end)
        rates = queries.online_rate(ALL_PROCEDURES, begin, end, tier=ranked)
        made = page.compose(settings.PROVINCE, rates, queries.service_levels(end), at=at)
    content = {"md": page.markdown, "html": page.html}[form](made).encode() if form != "pdf" else page.pdf(made, at=at)
    if output is None:
        click.echo(content.decode(), nl=False)
        return
    try:
        output.write_bytes(content)
    except OSError as error:
        raise click.ClickException(f"Không ghi được {output}: kiểm tra thư mục và quyền ghi.") from error
    click.echo(f"Đã ghi {output}.", err=True)
