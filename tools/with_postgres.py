"""Run a command against a PostgreSQL that is started for it alone and thrown away after.

    python tools/with_postgres.py [--durable] command …

Sets MOTCUA_DATABASE_URL. Uses the newest server found; as root it runs the server as the user postgres. Without a
server it says so: exit status 1 when CI=true, else 0 and the command is skipped.

The server does not wait for the disk: it is thrown away anyway, and no test pulls its plug. A measurement must wait as
production does: --durable.
"""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

_UNSAFE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0")


def binaries() -> Path | None:
    """Return the folder of the newest installed PostgreSQL server, None when there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


def free_port() -> int:
    """Return a port of the loopback address that nobody listens on."""
    return free_ports(1)[0]


def free_ports(count: int) -> list[int]:
    """Return different ports that nobody listens on: all are held before one is let go."""
    with ExitStack() as held:
        probes = [held.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in probes]


def main(command: list[str]) -> int:
    """Start the server, run the command, stop the server; return the command's exit status."""
    durable = command[:1] == ["--durable"]
    folder = binaries()
    if folder is None:
        print("BỎ QUA PostgreSQL: không tìm thấy máy chủ; cài bằng «apt-get install postgresql».")
        return 1 if os.environ.get("CI") == "true" else 0
    prefix = ["runuser", "-u", "postgres", "--"] if getpass.getuser() == "root" else []
    data = Path(tempfile.mkdtemp(prefix="motcua-postgres-"))
    port = free_port()
    if prefix:
        shutil.chown(data, "postgres")
    quiet = {"stdout": subprocess.DEVNULL, "check": True, "cwd": data}
    subprocess.run(
        [
            *prefix,
            folder / "initdb",
            "-D",
            data / "db",
            "-U",
            "motcua",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        ],
        **quiet,
    )
    options = f"-p {port} -k {data} -c listen_addresses=127.0.0.1 -c max_connections=200 -c shared_buffers=256MB"
    options += "" if durable else "".join(f" -c {setting}" for setting in _UNSAFE)
    control = [*prefix, folder / "pg_ctl", "-D", data / "db", "-w", "-l", data / "log"]
    subprocess.run([*control, "-o", options, "start"], **quiet)
    try:
        url = f"postgres://motcua@127.0.0.1:{port}/postgres"
        return subprocess.run(command[durable:], env={**os.environ, "MOTCUA_DATABASE_URL": url}).returncode
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], **quiet)
        shutil.rmtree(data, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
