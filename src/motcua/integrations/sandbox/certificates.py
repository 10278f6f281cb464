"""Keys to try signing with: a test authority, trusted in this folder only, and a certificate that says what it is."""

from __future__ import annotations

import os
import secrets
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

MARK = "CHỨNG THƯ THỬ NGHIỆM"
NO_VALUE = "KHÔNG CÓ GIÁ TRỊ PHÁP LÝ"
_LONGEST = 64


def make_key(
    folder: Path, *, office: str, name: str, at: datetime, valid_for: timedelta = timedelta(days=730)
) -> tuple[Path, Path]:
    """Write a test key of an office and the authority that issued it; return both paths.

    The key goes to `secrets/signing/CODE.p12` with its password beside it, the authority to `trust/`. The authority's
    own key is dropped, so that nobody can issue more. Replaces a key that is there. `at` begins its validity, and
    `valid_for` may be short to try what happens afterwards.
    """
    authority_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    authority = _certificate(f"Nơi cấp thử {office}", None, authority_key, authority_key, at, valid_for)
    signing = _certificate(name, authority, key, authority_key, at, valid_for)
    password = secrets.token_urlsafe(24).encode()
    protected = serialization.BestAvailableEncryption(password)
    bundle = pkcs12.serialize_key_and_certificates(office.encode(), key, signing, [authority], protected)
    path, trust = folder / "secrets" / "signing" / f"{office}.p12", folder / "trust" / f"test-{office}.pem"
    for one in (path.parent.parent, path.parent, trust.parent):
        one.mkdir(mode=0o700, parents=True, exist_ok=True)
    _write(path, bundle)
    _write(path.with_suffix(".password"), password)
    _write(trust, authority.public_bytes(serialization.Encoding.PEM))
    return path, trust


def _certificate(
    name: str,
    issuer: x509.Certificate | None,
    key: ec.EllipticCurvePrivateKey,
    issuer_key: ec.EllipticCurvePrivateKey,
    at: datetime,
    valid_for: timedelta,
) -> x509.Certificate:
    subject = x509.Name([
        x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"), x509.NameAttribute(NameOID.ORGANIZATION_NAME, MARK),
        x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, NO_VALUE),
        x509.NameAttribute(NameOID.COMMON_NAME, name.encode()[:_LONGEST].decode(errors="ignore")),
    ])  # fmt: skip
    made = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer.subject if issuer else subject)
    made = made.public_key(key.public_key()).serial_number(x509.random_serial_number())
    made = made.not_valid_before(at - timedelta(minutes=1)).not_valid_after(at + valid_for)
    made = made.add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
    signs = issuer is not None
    usage = {
        "digital_signature": signs, "content_commitment": signs, "key_cert_sign": not signs, "crl_sign": not signs,
        "key_encipherment": False, "data_encipherment": False, "key_agreement": False, "encipher_only": False,
        "decipher_only": False,
    }  # fmt: skip
    made = made.add_extension(x509.KeyUsage(**usage), critical=True)
    if signs:
        made = made.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
    return made.sign(issuer_key, hashes.SHA256())


def _write(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
