"""`motcua sandbox identity` refuses plainly where it cannot or must not run."""

from __future__ import annotations

import socket

import pytest
from click.testing import CliRunner

from motcua.site.command import main


@pytest.fixture
def run(tmp_path):
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "oidc_client_secret").write_text("s" * 40)

    def start(*words, **environment):
        return CliRunner().invoke(
            main, ["sandbox", "identity", *words], env={"MOTCUA_HOME": str(tmp_path), **environment}
        )

    return start


def test_it_never_stands_in_for_the_provider_of_a_real_province(run):
    done = run(MOTCUA_MODE="production")
    assert done.exit_code == 1 and "không chạy khi MOTCUA_MODE=production" in done.output


def test_it_needs_the_secret_that_init_makes(run, tmp_path):
    done = run(MOTCUA_HOME=str(tmp_path / "empty"))
    assert done.exit_code == 1 and "motcua init" in done.output


def test_a_port_in_use_is_said_in_one_line(run):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        done = run("--port", str(other.getsockname()[1]))
    assert done.exit_code == 1 and "--port" in done.output and "Traceback" not in done.output
