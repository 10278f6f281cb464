"""Settings of the store of files and of clamd: what is set by halves refuses the start and says what is missing."""

from __future__ import annotations

import pytest

from motcua.site import stores
from motcua.site.home import Misconfigured

S3 = {
    "MOTCUA_S3_BUCKET": "motcua", "MOTCUA_S3_ENDPOINT": "https://kho.example.vn", "MOTCUA_S3_ACCESS_KEY": "khoa",
    "MOTCUA_S3_SECRET_KEY": "3f9Kq_vV2mXw7LrT0bYz",
}  # fmt: skip


@pytest.fixture
def given(monkeypatch, tmp_path):
    """Sets the environment of a province in production and returns its stores."""

    def _given(mode: str = "production", **variables: str):
        monkeypatch.setenv("MOTCUA_HOME", str(tmp_path))
        monkeypatch.setenv("MOTCUA_MODE", mode)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return stores.storages(tmp_path / "files")

    return _given


def refusal(ask, *args, **variables) -> str:
    with pytest.raises(Misconfigured) as refused:
        ask(*args, **variables)
    return str(refused.value)


def test_without_settings_files_lie_in_the_folder(given, tmp_path):
    found = given()
    assert found["default"] == found["folder"]
    assert found["default"]["OPTIONS"] == {"location": str(tmp_path / "files")}


def test_a_bucket_takes_whole_files_and_the_folder_keeps_the_parts(given, tmp_path):
    found = given(**S3, MOTCUA_S3_ENCRYPTION="AES256")
    assert found["default"]["BACKEND"].endswith("s3.ObjectStorage")
    options = found["default"]["OPTIONS"]
    assert (options["bucket"], options["encryption"], options["secret_key"]) == (
        "motcua", "AES256", S3["MOTCUA_S3_SECRET_KEY"],
    )  # fmt: skip
    assert found["folder"]["OPTIONS"]["location"] == str(tmp_path / "files")


@pytest.mark.parametrize("mode", ["production", "demo"])
@pytest.mark.parametrize("missing", sorted(S3))
def test_a_store_that_is_set_by_halves_is_refused_by_what_is_missing(given, missing, mode):
    half = {name: value for name, value in S3.items() if name != missing}
    said = refusal(given, mode, **half)
    assert missing in said or "s3_secret_key" in said


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("MOTCUA_S3_ENDPOINT", "http://kho.example.vn", "https://"),
        ("MOTCUA_S3_ENDPOINT", "kho.example.vn", "địa chỉ web đầy đủ"),
        ("MOTCUA_S3_ENDPOINT", "https://kho.example.vn/motcua", "MOTCUA_S3_BUCKET"),
        ("MOTCUA_S3_BUCKET", "Kho Tệp", "chữ thường"),
        ("MOTCUA_S3_SECRET_KEY", "short", "quá ngắn"),
        ("MOTCUA_S3_SECRET_KEY", "change-me-change-me-change-me", "giá trị mẫu"),
        ("MOTCUA_S3_ENCRYPTION", "rot13", "AES256"),
        ("MOTCUA_S3_KMS_KEY", "abc", "aws:kms"),
        ("MOTCUA_S3_ADDRESSING", "auto", "path"),
        ("MOTCUA_S3_AUTHORITY", "/nowhere.pem", "không có tệp"),
    ],
)
def test_an_unsafe_or_unreadable_store_is_refused(given, name, value, why):
    said = refusal(given, **{**S3, name: value})
    assert why in said and (name == "MOTCUA_S3_SECRET_KEY" or name in said)
    assert S3["MOTCUA_S3_SECRET_KEY"] not in said


def test_a_secret_of_the_store_that_others_can_read_is_refused(given, tmp_path):
    (tmp_path / "secrets").mkdir(mode=0o700)
    path = tmp_path / "secrets" / "s3_secret_key"
    path.write_text(S3["MOTCUA_S3_SECRET_KEY"])
    path.chmod(0o644)
    known = {name: value for name, value in S3.items() if name != "MOTCUA_S3_SECRET_KEY"}
    assert f"chmod 600 {path}" in refusal(given, **known)
    path.chmod(0o600)
    assert given(**known)["default"]["OPTIONS"]["secret_key"] == S3["MOTCUA_S3_SECRET_KEY"]


@pytest.mark.parametrize("value", ["", "127.0.0.1:3310", "clamd:3310", "[::1]:3310", "/run/clamav/clamd.ctl"])
def test_clamd_is_named_by_host_and_port_or_by_its_socket(monkeypatch, value):
    monkeypatch.setenv("MOTCUA_CLAMD", value)
    assert stores.clamd() == value


@pytest.mark.parametrize("value", ["clamd", ":3310", "clamd:", "http://clamd:3310", "clamd:port"])
def test_any_other_name_of_clamd_is_refused(monkeypatch, value):
    monkeypatch.setenv("MOTCUA_CLAMD", value)
    assert "MOTCUA_CLAMD=" in refusal(stores.clamd)


@pytest.mark.parametrize(("value", "accepts"), [("", False), ("refuse", False), ("accept", True)])
def test_while_clamd_is_down_files_are_refused_unless_told_otherwise(monkeypatch, value, accepts):
    monkeypatch.setenv("MOTCUA_CLAMD_DOWN", value)
    assert stores.accept_unchecked() is accepts


def test_any_other_answer_for_when_clamd_is_down_is_refused(monkeypatch):
    monkeypatch.setenv("MOTCUA_CLAMD_DOWN", "ignore")
    assert "MOTCUA_CLAMD_DOWN=ignore" in refusal(stores.accept_unchecked)
