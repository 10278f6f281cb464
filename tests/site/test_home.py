"""A folder is a province; production refuses to start on anything unsafe and says which setting it is."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = Path(sys.executable).parent / "motcua"
LOADS = [sys.executable, "-c", "from motcua.site import settings; print('started')"]
GOOD = "3f9Kq_vV2mXw7LrT0bYzN5cQhJ8pD1sGaUeHiO4"
OTHER = "Zt6RkW1nB8xE3yMqF7vC_0dPjS5gLhA2oUiT9cXe"


@pytest.fixture
def folder(tmp_path):
    secrets = tmp_path / "secrets"
    secrets.mkdir(mode=0o700)
    for name, value in (("secret_key", GOOD), ("oidc_client_secret", OTHER)):
        (secrets / name).write_text(value)
        (secrets / name).chmod(0o600)
    return tmp_path


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A province that `motcua init` made where there was no folder."""
    home = tmp_path_factory.mktemp("made") / "province"
    first = run(home, [COMMAND, "init"])
    assert first.returncode == 0, first.stderr
    return home


def with_database(made, home):
    """Give a folder the database of a province, so that `motcua init` has only the folder to make."""
    home.mkdir(exist_ok=True)
    shutil.copy(made / "motcua.sqlite3", home / "motcua.sqlite3")
    return home


def run(folder, command=LOADS, **variables):
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("MOTCUA_", "DJANGO_"))}
    source = {"PYTHONPATH": str(Path(__file__).resolve().parents[2] / "src")}
    environment = {**clean, **source, "MOTCUA_HOME": str(folder), "MOTCUA_MODE": "production", **variables}
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)


def assert_refused(outcome, *words):
    assert outcome.returncode != 0
    assert "Traceback" not in outcome.stderr
    for word in words:
        assert word in outcome.stderr, outcome.stderr


def test_production_starts_on_the_secrets_that_init_made(folder):
    assert run(folder).stdout == "started\n"


@pytest.mark.parametrize("name", ["secret_key", "oidc_client_secret"])
@pytest.mark.parametrize(
    ("value", "why"),
    [
        (None, "Thiếu bí mật"),
        ("", "Thiếu bí mật"),
        ("short", "quá ngắn (5 ký tự)"),
        ("change-me-change-me-change-me-change-me", "giá trị mẫu"),
        ("django-insecure-3f9Kq_vV2mXw7LrT0bYzN5cQhJ8pD1", "giá trị mẫu"),
        ("abababababababababababababababababababab", "dễ đoán"),
    ],
)
def test_production_refuses_a_missing_short_or_well_known_secret(folder, name, value, why):
    path = folder / "secrets" / name
    path.unlink() if value is None else path.write_text(value)
    assert_refused(run(folder), name, why, "motcua init")


@pytest.mark.parametrize("name", ["secret_key", "oidc_client_secret"])
def test_a_weak_secret_in_the_environment_is_refused_too(folder, name):
    assert_refused(run(folder, **{f"MOTCUA_{name.upper()}": "short"}), name, "quá ngắn")


def test_one_secret_for_two_purposes_is_refused(folder):
    assert_refused(run(folder, MOTCUA_OIDC_CLIENT_SECRET=GOOD), "trùng với một bí mật khác")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_secret_that_others_can_read_is_refused(folder, mode):
    (folder / "secrets" / "secret_key").chmod(mode)
    assert_refused(run(folder), "secret_key", "chmod 600")


def test_a_folder_of_secrets_that_others_can_open_is_refused(folder):
    (folder / "secrets").chmod(0o755)
    assert_refused(run(folder), "chmod 700")


@pytest.mark.parametrize(
    ("variables", "why"),
    [
        ({"MOTCUA_ADDRESS": "http://motcua.example.vn", "MOTCUA_HOSTS": "motcua.example.vn"}, "MOTCUA_ADDRESS"),
        ({"MOTCUA_ADDRESS": "https://motcua.example.vn"}, "MOTCUA_HOSTS"),
        ({"MOTCUA_ADDRESS": "https://motcua.example.vn", "MOTCUA_HOSTS": "*"}, "MOTCUA_HOSTS"),
        ({"MOTCUA_OIDC_ISSUER": "http://identity.example.vn"}, "MOTCUA_OIDC_ISSUER"),
        ({"MOTCUA_PROXIES": "0.0.0.0/0"}, "MOTCUA_PROXIES"),
        ({"MOTCUA_PROXIES": "10.0.0.5,::/0"}, "MOTCUA_PROXIES"),
        ({"MOTCUA_PROXIES": "proxy.example.vn"}, "MOTCUA_PROXIES"),
        ({"MOTCUA_PROXIES": "10.0.0.5/8"}, "MOTCUA_PROXIES"),
        ({"MOTCUA_MODE": "prod"}, "MOTCUA_MODE"),
    ],
)
def test_an_unsafe_address_is_refused(folder, variables, why):
    assert_refused(run(folder, **variables), why)


def test_a_proper_address_is_accepted(folder):
    variables = {"MOTCUA_ADDRESS": "https://motcua.example.vn", "MOTCUA_HOSTS": "motcua.example.vn,localhost"}
    variables["MOTCUA_PROXIES"] = "10.0.0.5, 172.18.0.0/16,::1"
    assert run(folder, **variables).stdout == "started\n"


def test_the_demo_starts_without_any_secret(tmp_path):
    assert run(tmp_path, MOTCUA_MODE="demo").stdout == "started\n"


def test_init_makes_the_folder_and_may_be_repeated(made):
    folder = made
    kept = {path.name: path.read_text() for path in (folder / "secrets").iterdir()}
    assert all(path.stat().st_mode & 0o077 == 0 for path in [folder / "secrets", *(folder / "secrets").iterdir()])
    again = run(folder, [COMMAND, "init"])
    assert again.returncode == 0, again.stderr
    assert {path.name: path.read_text() for path in (folder / "secrets").iterdir()} == kept
    verified = run(folder, [COMMAND, "journal", "verify"])
    assert verified.returncode == 0, verified.stderr
    assert "toàn vẹn" in verified.stdout


def test_two_folders_are_two_provinces(made, tmp_path):
    one, two = made, with_database(made, tmp_path / "two")
    assert run(two, [COMMAND, "init"]).returncode == 0
    assert (one / "secrets/secret_key").read_text() != (two / "secrets/secret_key").read_text()
    assert (one / "motcua.sqlite3").exists() and (two / "motcua.sqlite3").exists()


def test_the_folder_that_init_makes_is_for_its_owner_only(made):
    assert made.stat().st_mode & 0o777 == 0o700


def test_help_is_a_page_that_a_person_can_read(tmp_path):
    outcome = run(tmp_path, [COMMAND, "--help"])
    assert outcome.returncode == 0
    for name in ("init", "journal"):
        assert name in outcome.stdout
    assert "Traceback" not in outcome.stderr
    assert not (tmp_path / "motcua.sqlite3").exists()


def test_an_empty_secret_is_made_anew_and_one_that_is_no_text_is_said(folder, made):
    with_database(made, folder)
    (folder / "secrets" / "secret_key").write_bytes(b"")
    assert_refused(run(folder), "secret_key", "motcua init")
    made = run(folder, [COMMAND, "init"], MOTCUA_MODE="demo")
    assert "secret_key" in made.stdout and "oidc_client_secret" not in made.stdout
    assert run(folder).stdout == "started\n"
    (folder / "secrets" / "secret_key").write_bytes(b"\xc3\x28" * 40)
    assert_refused(run(folder), "secret_key", "motcua init")


def test_spaces_in_a_list_do_not_count(folder):
    show = [sys.executable, "-c", "from motcua.site import settings; print(settings.ALLOWED_HOSTS)"]
    hosts = run(folder, show, MOTCUA_HOSTS="a.example.vn, b.example.vn ,127.0.0.1").stdout
    assert hosts == "['a.example.vn', 'b.example.vn', '127.0.0.1']\n"
