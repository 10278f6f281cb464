"""Signing with real keys: what is signed verifies, what is changed does not, and every failure says what to do."""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs12

from motcua.core import clock
from motcua.integrations.signing import pkcs12 as files
from motcua.records import signatures, signing
from motcua.records.signing import SigningRefused
from tests.factories import NOW
from tests.integrations.keys import OFFICE, make_key, make_pdf, stamp_server

ORDER = {"office": OFFICE, "at": NOW, "reason": "Kết quả", "location": "https://example.vn/xac-minh/abc/"}
DRIVER = Path("/usr/lib/softhsm/libsofthsm2.so")


@pytest.fixture
def home(tmp_path, settings):
    settings.HOME, settings.TRUST = tmp_path, tmp_path / "trust"
    return tmp_path


@pytest.fixture
def key(home):
    return make_key(home)


@pytest.fixture
def signed(key):
    return signing.signer().sign(make_pdf(), **ORDER)


def _refusal(content=None, **order):
    with pytest.raises(SigningRefused) as refused:
        signing.signer().sign(content or make_pdf(), **ORDER | order)
    assert refused.value.field == "result"
    return refused.value.message


def test_a_signed_file_says_who_signed_and_when_and_is_valid(signed):
    (found,) = signatures.read(signed)
    assert found.valid and found.intact and found.whole and found.trusted
    assert found.signer == "Ủy ban nhân dân xã Vũ Quang, CHỨNG THƯ THỬ NGHIỆM"
    assert found.signed_at == NOW and not found.stamped
    assert not found.expired(NOW)
    assert b"/ETSI.CAdES.detached" in signed


def test_what_was_there_before_stays_byte_by_byte(key):
    content = make_pdf()
    assert signing.signer().sign(content, **ORDER).startswith(content)


def test_it_signs_and_reads_where_an_event_loop_runs_already(key):
    async def inside():
        return signatures.verifies(signing.signer().sign(make_pdf(), **ORDER))

    assert asyncio.run(inside())


def test_a_second_signature_leaves_the_first_valid(signed):
    first, second = signatures.read(signing.signer().sign(signed, **ORDER))
    assert first.valid and second.valid


def _regions(signed):
    """Where each part of a signed file begins: its end is where the next one begins."""
    room = signed.rindex(b"/Contents <") + len(b"/Contents <")
    size = 2 * (4 + int(signed[room + 4 : room + 8], 16))
    end = signed.index(b">", room)
    own = signed.index(b"%%EOF")
    return {
        "header": (0, 8), "what was signed": (8, own), "what signing added": (own, room), "signature": (room, room + size),
        "room behind the signature": (room + size, end), "byte range and rest": (end, len(signed)),
    }  # fmt: skip


@pytest.mark.parametrize(
    "region",
    [
        "header", "what was signed", "what signing added", "signature", "room behind the signature",
        "byte range and rest",
    ],
)  # fmt: skip
@pytest.mark.filterwarnings("ignore")
def test_a_signed_file_fails_after_one_byte_is_changed_anywhere(signed, region):
    start, end = _regions(signed)[region]
    chosen = {start, end - 1, *random.Random(7).sample(range(start, end), min(40, end - start))}
    for where in sorted(chosen):
        for change in (1, 0x20):
            changed = bytearray(signed)
            changed[where] ^= change
            assert not signatures.verifies(bytes(changed)), (where, change, signed[where - 8 : where + 8])
    assert signatures.verifies(signed)


@pytest.mark.parametrize("more", [b"\n", b"x", b"\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n"])
def test_a_signed_file_fails_when_something_is_added(signed, more):
    assert not signatures.verifies(signed + more)


@pytest.mark.parametrize("content", [b"", b"no pdf", b"%PDF-1.7\n%%EOF\n", make_pdf()])
def test_a_file_without_signature_has_none(content):
    assert signatures.read(content) == []
    assert not signatures.verifies(content)


def test_a_certificate_of_an_unknown_authority_is_not_trusted_but_the_file_is_intact(signed, home):
    shutil.rmtree(home / "trust")
    (found,) = signatures.read(signed)
    assert found.intact and found.whole and not found.trusted and not found.valid


def test_what_was_signed_in_time_stays_valid_after_the_certificate_has_run_out(home):
    make_key(home, days=31)
    (found,) = signatures.read(signing.signer().sign(make_pdf(), **ORDER))
    assert found.valid
    assert found.expired(NOW + timedelta(days=2)) and not found.expired(NOW)


def test_an_expired_certificate_refuses_to_sign(home):
    make_key(home, days=20)
    assert "đã hết hạn ngày 10/11/2026" in _refusal()


def test_a_certificate_that_is_not_valid_yet_refuses_to_sign(home):
    make_key(home, at=NOW + timedelta(days=3))
    assert "chỉ có hiệu lực từ 23/11/2026" in _refusal()


def test_a_wrong_password_says_so(key):
    key.with_suffix(".password").write_text("wrong")
    assert "mật khẩu sai hoặc tệp khóa hỏng" in _refusal()
    key.with_suffix(".password").unlink()
    assert "mật khẩu sai" in _refusal()


@pytest.mark.parametrize("content", [b"", b"no key", bytes(2000)])
def test_a_broken_key_file_says_so(key, content):
    key.write_bytes(content)
    assert "tệp khóa hỏng" in _refusal()


def test_in_production_a_key_that_others_can_read_does_not_sign(key):
    folder = files.KeyFolder(key.parent, strict=True)
    assert folder.sign(make_pdf(), **ORDER)
    key.chmod(0o644)
    with pytest.raises(SigningRefused, match="người khác đọc được"):
        folder.sign(make_pdf(), **ORDER)


@pytest.mark.parametrize(
    "content", [b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n", b"%PDF-1.7\n%%EOF\n"]
)
def test_a_broken_pdf_is_refused_with_what_to_do(key, content):
    assert "Hãy xuất lại tệp" in _refusal(content)


@pytest.mark.filterwarnings("ignore:ARC4:DeprecationWarning", "ignore::UserWarning")
def test_a_pdf_with_a_password_is_refused_with_what_to_do(key):
    assert "đặt mật khẩu" in _refusal(make_pdf(user_password="a", owner_password="b", algorithm="AES-256"))


def test_only_an_office_with_a_key_signs(key, settings):
    signer = signing.signer()
    assert signer.has_key(OFFICE)
    assert not any(signer.has_key(code) for code in ("H27.120", "", "../H27.119", "H27.119/../H27.119"))
    settings.SIGNER = ""
    assert signing.signer() is None


def test_a_time_stamp_vouches_for_the_moment(key, home, settings):
    at = NOW + timedelta(seconds=5)
    with stamp_server(home / "trust", at) as settings.TSA_URL:
        signed = signing.signer().sign(make_pdf(), **ORDER)
    (found,) = signatures.read(signed)
    assert found.valid and found.stamped and found.signed_at == at


def test_without_an_answer_from_the_time_stamp_server_nothing_is_signed(key, home, settings):
    with stamp_server(home / "trust", NOW) as settings.TSA_URL:
        pass
    assert "dấu thời gian không trả lời" in _refusal()


@pytest.fixture
def token(key, home, settings, monkeypatch):
    """A token of software (SoftHSM) that holds the test key."""
    tool = shutil.which("softhsm2-util")
    if not DRIVER.exists() or tool is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("needs the package softhsm2 (make system)")
    (home / "tokens").mkdir()
    (home / "softhsm2.conf").write_text(f"directories.tokendir = {home}/tokens\nobjectstore.backend = file\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(home / "softhsm2.conf"))
    private, certificate, _ = pkcs12.load_key_and_certificates(
        key.read_bytes(), key.with_suffix(".password").read_bytes()
    )
    pem = home / "key.pem"
    pem.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    for words in (
        ["--init-token", "--free", "--label", "motcua", "--pin", "1234", "--so-pin", "5678"],
        ["--import", str(pem), "--token", "motcua", "--label", OFFICE, "--id", "01", "--pin", "1234"],
    ):
        subprocess.run(
            [tool, *words],
            check=True,
            capture_output=True,
            env=os.environ | {"SOFTHSM2_CONF": str(home / "softhsm2.conf")},
        )
    _put_certificate(certificate.public_bytes(Encoding.DER))
    settings.SIGNER = "motcua.integrations.signing.pkcs11.from_settings"
    settings.PKCS11_DRIVER, settings.PKCS11_TOKEN, settings.PKCS11_PIN = str(DRIVER), "motcua", "1234"
    return home


def _put_certificate(content):
    import pkcs11
    from pkcs11.util.x509 import decode_x509_certificate

    with pkcs11.lib(str(DRIVER)).get_token(token_label="motcua").open(rw=True, user_pin="1234") as session:
        found = decode_x509_certificate(content)
        session.create_object(
            found | {pkcs11.Attribute.LABEL: OFFICE, pkcs11.Attribute.ID: b"\x01", pkcs11.Attribute.TOKEN: True}
        )


def test_a_token_signs_like_a_file_and_says_what_is_wrong(token, settings):
    signer = signing.signer()
    assert signer.has_key(OFFICE) and not signer.has_key("H27.120")
    signed = signer.sign(make_pdf(), **ORDER)
    (found,) = signatures.read(signed)
    assert found.valid and found.signed_at == clock.local(NOW)
    settings.PKCS11_PIN = "9999"
    assert "Mã PIN" in _refusal()
    settings.PKCS11_PIN, settings.PKCS11_TOKEN = "1234", "another"
    assert "Không dùng được thiết bị ký số" in _refusal()
    settings.PKCS11_DRIVER = "/nowhere.so"
    assert "Không dùng được thiết bị ký số" in _refusal()
