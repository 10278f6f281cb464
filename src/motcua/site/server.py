"""The web server of this folder: gunicorn, two workers with a few threads, everything loaded before they fork."""

from __future__ import annotations

import errno
import gc
import socket
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from gunicorn.app.base import BaseApplication

from motcua.adoption.difficulties import group
from motcua.core import clock
from motcua.core.errors import Refused
from motcua.correspondence import sending
from motcua.journal import actions as journal
from motcua.people import identity
from motcua.records.rules import BY_MEDIA_TYPE


def check_ready() -> None:
    """Raise Refused when the database of this folder was not made or not upgraded; nothing is created.

    A restored database starts a new epoch of its journal here, before anything is written.
    """
    check_upgraded()
    journal.start_epoch_if_restored(at=clock.now())


def check_upgraded() -> None:
    """Raise Refused when the database of this folder was not made or not upgraded."""
    path = settings.DATABASES["default"]["NAME"]
    if connection.vendor == "sqlite" and not Path(str(path)).exists():
        raise Refused("Thư mục này chưa có cơ sở dữ liệu: chạy «motcua init» trước.")
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise Refused("Cơ sở dữ liệu chưa được tạo hoặc chưa nâng cấp: chạy «motcua init» trước.")


def check_settings() -> None:
    """Raise Refused when a setting would show only in front of a citizen: at her sign-in, or when she sends a file."""
    try:
        identity.provider()
    except (ImportError, AttributeError, TypeError) as error:
        raise Refused(f"MOTCUA_IDENTITY={settings.IDENTITY}: không tìm thấy hàm này.") from error
    except ValueError as error:
        raise Refused(f"MOTCUA_OIDC_ISSUER={settings.OIDC_ISSUER}: ngoài máy này phải là https://.") from error
    sending.check()
    group.sender()
    unknown = sorted(set(settings.UPLOAD_TYPES) - set(BY_MEDIA_TYPE))
    if unknown or not settings.UPLOAD_TYPES:
        raise Refused(f"MOTCUA_UPLOAD_TYPES: chỉ nhận {', '.join(BY_MEDIA_TYPE)}, không nhận «{', '.join(unknown)}».")


def check_port(host: str, port: int) -> None:
    """Raise Refused when somebody else listens on the port."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                said = f"Cổng {port} đang có chương trình khác dùng: chọn cổng khác bằng --port."
            else:
                said = f"Không nghe được ở {host}, cổng {port} ({error.strerror}): xem lại --host và --port."
            raise Refused(said) from error


def collect_static() -> bool:
    """Copy, compress and name static files for long caching, when they changed since the last time."""
    sources = [path for folder in settings.STATICFILES_DIRS for path in sorted(Path(folder).rglob("*"))]
    state = "\n".join(f"{path} {path.stat().st_mtime_ns}" for path in sources if path.is_file())
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    if stamp.exists() and stamp.read_text() == state:
        return False
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(state)
    return True


class Server(BaseApplication):
    """gunicorn with our options instead of a configuration file."""

    def __init__(self, host: str, port: int, workers: int, threads: int) -> None:
        self.chosen = {
            "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
            "workers": workers,
            "threads": threads,
            "worker_class": "gthread",
            "preload_app": True,
            "keepalive": 30,
            "graceful_timeout": 5,
            "loglevel": "warning",
            "proc_name": "motcua",
            "control_socket_disable": True,
            "forwarded_allow_ips": "",  # whom to believe is one question, asked in web.shared.proxy
            "when_ready": _before_fork,
        }
        super().__init__()  # type: ignore[no-untyped-call]

    def load_config(self) -> None:
        """Take over our options; one that this version of gunicorn does not know is left out."""
        known: Any = self.cfg
        for name, value in self.chosen.items():
            if name in known.settings:
                known.set(name, value)

    def load(self) -> Any:
        """Return the WSGI application, with every page's code loaded, so that the workers share its memory."""
        from django.urls import get_resolver

        from motcua.site.wsgi import application

        assert get_resolver().url_patterns
        return application


def _before_fork(arbiter: Any) -> None:
    # A connection must not be shared by processes, and frozen objects stay in pages that the workers share.
    connections.close_all()
    gc.collect()
    gc.freeze()
