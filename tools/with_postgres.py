"""Run a command against a PostgreSQL that is started for it alone and thrown away after.

    python tools/with_postgres.py [--durable] [--servers N] command …

Sets MOTCUA_DATABASE_URL. Uses the newest server found; as root it runs the server as the user postgres. Without a
server it says so: exit status 1 when CI=true, else 0 and the command is skipped.

The server does not wait for the disk: it is thrown away anyway, and no test pulls its plug. A measurement must wait as
production does: --durable.

Readers of the journal wait for the transactions of a whole server, whatever their database. Tests that run side by side
therefore have a server each: --servers names them all in MOTCUA_TEST_SERVERS, and tests/conftest.py takes one.
"""

from __future__ import annotations

import argparse
import getpass
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

_UNSAFE = (
    "fsync=off", "synchronous_commit=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0",
    # Readers of the journal wait for every older transaction of the server, a vacuum's as well.
    "autovacuum=off",
)  # fmt: skip


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


@contextmanager
def server(folder: Path, *, durable: bool) -> Iterator[str]:
    """Run a new, empty server from the binaries in a folder; yield the address of a database on it."""
    prefix = ["runuser", "-u", "postgres", "--"] if getpass.getuser() == "root" else []
    data = Path(tempfile.mkdtemp(prefix="motcua-postgres-"))
    port = free_port()
    if prefix:
        shutil.chown(data, "postgres")
    quiet = {"stdout": subprocess.DEVNULL, "check": True, "cwd": data}
    words = ["-U", "motcua", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
    subprocess.run([*prefix, folder / "initdb", "-D", data / "db", *words], **quiet)
    options = f"-p {port} -k {data} -c listen_addresses=127.0.0.1 -c max_connections=200 -c shared_buffers=256MB"
    options += "" if durable else "".join(f" -c {setting}" for setting in _UNSAFE)
    control = [*prefix, folder / "pg_ctl", "-D", data / "db", "-w", "-l", data / "log"]
    subprocess.run([*control, "-o", options, "start"], **quiet)
    try:
        yield f"postgres://motcua@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], **quiet)
        shutil.rmtree(data, ignore_errors=True)


def main(words: list[str]) -> int:
    """Start the server or servers, run the command, stop them; return the command's exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--durable", action="store_true")
    parser.add_argument("--servers", type=int, default=1)
    parser.add_argument("command", nargs=argparse.REMAINDER)
    given = parser.parse_args(words)
    folder = binaries()
    if folder is None:
        print("BỎ QUA PostgreSQL: không tìm thấy máy chủ; cài bằng «apt-get install postgresql».")
        return 1 if os.environ.get("CI") == "true" else 0
    with ExitStack() as running:
        urls = [running.enter_context(server(folder, durable=given.durable)) for _ in range(given.servers)]
        more = {"MOTCUA_DATABASE_URL": urls[0], "MOTCUA_TEST_SERVERS": " ".join(urls)}
        return subprocess.run(given.command, env={**os.environ, **more}).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
