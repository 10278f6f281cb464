"""What `motcua init` does: migrate, protect the journal, load the data that ships. Safe to repeat."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.models import Q

from motcua.catalogue import actions as catalogue
from motcua.core import clock, tables
from motcua.elsewhere.models import ImportRun
from motcua.journal import actions as journal
from motcua.journal import protection
from motcua.offices import actions as offices
from motcua.site import home
from motcua.web.shared import banner


def prepare(*, report: Callable[[str], None], serving_role: str | None = None) -> None:
    """Create or upgrade the database of this folder and load the shipped data; `report` is told each step.

    `serving_role` is the PostgreSQL role that will serve, when this runs as another one, the owner of the tables: it
    is given what it needs and no more.
    """
    with home.alone():
        _prepare(report, serving_role)


def _prepare(report: Callable[[str], None], serving_role: str | None) -> None:
    call_command("migrate", verbosity=0, interactive=False)
    report(f"Cơ sở dữ liệu: {connection.vendor}, đã nâng cấp.")
    journal.start_epoch_if_restored(at=clock.now())
    protection.protect()
    loaded = offices.load_shipped(at=clock.now())
    report(f"Địa giới và cơ quan: {loaded['places']} địa danh mới, {loaded['offices']} cơ quan mới.")
    report(f"Danh mục thủ tục: {catalogue.load_shipped(at=clock.now())} phiên bản mới.")
    if ImportRun.objects.filter(Q(created__gt=0) | Q(changed__gt=0), simulated=True).exists():
        banner.mark()
    tables.take_stock()
    if serving_role:
        protection.grant(serving_role)
        report(f"Vai trò «{serving_role}»: đã cấp quyền; mục ghi của nhật ký chỉ đọc và ghi thêm được.")
    elif settings.PRODUCTION and protection.excess():
        report(f"CẢNH BÁO: «motcua serve» và «motcua work» sẽ không chạy bằng vai trò này. {protection.ADVICE}")
