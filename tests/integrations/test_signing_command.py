"""`motcua signing`: a test key that says what it is, and reading the signatures of a file."""

from __future__ import annotations

import stat

import pytest
from click.testing import CliRunner

from motcua.core import clock
from motcua.records import signing
from motcua.site.command import main
from tests.factories import make_office
from tests.integrations.keys import make_pdf


@pytest.fixture
def home(tmp_path, settings, monkeypatch):
    settings.HOME, settings.TRUST = tmp_path, tmp_path / "trust"
    monkeypatch.setenv("MOTCUA_HOME", str(tmp_path))
    return tmp_path


def _run(*words):
    return CliRunner().invoke(main, ["signing", *map(str, words)])


def _signed(home, office):
    order = {"office": office.code, "at": clock.now(), "reason": "thử", "location": ""}
    path = home / "signed.pdf"
    path.write_bytes(signing.signer().sign(make_pdf(), **order))
    return path


@pytest.mark.django_db
def test_a_test_key_signs_and_says_that_it_is_one(home):
    office = make_office(name="Ủy ban nhân dân xã Vũ Quang")
    done = _run("test-key", "--office", office.code)
    assert done.exit_code == 0, done.output
    key = home / "secrets" / "signing" / f"{office.code}.p12"
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in (key, key.with_suffix(".password")))
    assert stat.S_IMODE(key.parent.stat().st_mode) == 0o700
    read = _run("read", _signed(home, office))
    assert read.exit_code == 0, read.output
    assert read.output.startswith("Hợp lệ: Ủy ban nhân dân xã Vũ Quang, CHỨNG THƯ THỬ NGHIỆM")


@pytest.mark.django_db
def test_a_changed_file_and_one_without_signature_exit_with_one(home):
    office = make_office()
    _run("test-key", "--office", office.code)
    path = _signed(home, office)
    path.write_bytes(path.read_bytes() + b"\n")
    assert _run("read", path).exit_code == 1 and "KHÔNG phủ cả tệp" in _run("read", path).output
    path.write_bytes(make_pdf())
    assert _run("read", path).exit_code == 1 and "không có chữ ký số" in _run("read", path).output


@pytest.mark.django_db
def test_an_unknown_office_gets_no_key(home):
    done = _run("test-key", "--office", "H27.404")
    assert done.exit_code == 1 and "motcua offices" in done.output


def test_no_test_key_is_made_in_production(home, monkeypatch):
    monkeypatch.setenv("MOTCUA_MODE", "production")
    done = _run("test-key", "--office", "H27.119")
    assert done.exit_code == 1 and "không có giá trị pháp lý" in done.output
    assert not (home / "secrets").exists()
