"""`motcua serve`: says what is missing, answers, and goes away with everything that it started."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from tools.with_postgres import free_port

MOTCUA = [sys.executable, "-W", "ignore", "-m", "motcua"]


def _environment(home: Path, **variables: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MOTCUA_")}
    return {**kept, "MOTCUA_HOME": str(home), **variables}


def _run(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*MOTCUA, *words], env=_environment(home), capture_output=True, text=True, timeout=120, check=False
    )


def _answers(port: int) -> int:
    for _ in range(100):
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
            try:
                connection.request("GET", "/robots.txt")
                with connection.getresponse() as answer:
                    return answer.status
            except OSError:
                time.sleep(0.1)
    raise AssertionError("the server does not answer")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("province")
    done = _run(folder, "init")
    assert done.returncode == 0, done.stderr
    return folder


def test_a_folder_without_a_database_is_refused_and_left_alone(tmp_path):
    done = _run(tmp_path / "new", "serve", "--port", str(free_port()))
    assert done.returncode == 1
    assert "motcua init" in done.stderr
    assert not (tmp_path / "new" / "motcua.sqlite3").exists()


def test_a_port_that_is_taken_is_said(home):
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = _run(home, "serve", "--port", str(taken.getsockname()[1]))
    assert done.returncode == 1
    assert "--port" in done.stderr


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("MOTCUA_IDENTITY", "no.such.thing"),
        ("MOTCUA_OIDC_ISSUER", "http://id.example.vn"),
        ("MOTCUA_UPLOAD_TYPES", "image/jpeg,image/gif"),
    ],
)
def test_a_setting_that_would_fail_only_in_front_of_a_citizen_is_refused_at_once(home, variable, value):
    command = [*MOTCUA, "serve", "--port", str(free_port())]
    done = subprocess.run(
        command, env=_environment(home, **{variable: value}), capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert variable in done.stderr and "Traceback" not in done.stderr


def test_an_address_of_another_machine_is_not_called_a_busy_port(home):
    done = _run(home, "serve", "--host", "192.0.2.1", "--port", str(free_port()))
    assert done.returncode == 1
    assert "192.0.2.1" in done.stderr and "--host" in done.stderr


def test_it_answers_and_an_interrupt_stops_all_workers(home):
    port = free_port()
    server = subprocess.Popen(
        [*MOTCUA, "serve", "--port", str(port)], env=_environment(home), stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        assert _answers(port) in (200, 404, 500)
        server.send_signal(signal.SIGINT)
        assert server.wait(timeout=20) == 0
        with pytest.raises(ProcessLookupError):
            os.killpg(server.pid, 0)
    finally:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGKILL)


def _says_https(port: int, **headers: str) -> bool:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.request("GET", "/can-bo/dang-nhap/", headers={"Host": "motcua.example.vn", **headers})
        with connection.getresponse() as answer:
            assert answer.status == 200
            return "Strict-Transport-Security" in answer.headers


@pytest.mark.parametrize(("proxies", "believed"), [("127.0.0.1,::1", True), ("10.0.0.5", False), ("", False)])
def test_in_production_only_the_front_server_says_that_a_request_came_by_https(home, proxies, believed):
    port = free_port()
    environment = _environment(
        home, MOTCUA_MODE="production", MOTCUA_ADDRESS="https://motcua.example.vn", MOTCUA_HOSTS="motcua.example.vn",
        MOTCUA_PROXIES=proxies, FORWARDED_ALLOW_IPS="*",
    )  # fmt: skip
    server = subprocess.Popen(
        [*MOTCUA, "serve", "--port", str(port)], env=environment, stdout=subprocess.DEVNULL, start_new_session=True
    )
    try:
        _answers(port)
        assert _says_https(port, **{"X-Forwarded-Proto": "https"}) is believed
        assert not _says_https(port)
        for name, value in (("X-Forwarded-Ssl", "on"), ("X-Forwarded-Protocol", "ssl"), ("X_Forwarded_Proto", "https")):
            assert not _says_https(port, **{name: value}), name
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=20)
