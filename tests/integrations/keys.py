"""Keys, files and a time stamp server for tests of signing: all on this machine."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from asn1crypto import tsp
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.keys.internal import (
    translate_pyca_cryptography_cert_to_asn1 as certificate_of,
)
from pyhanko.keys.internal import (
    translate_pyca_cryptography_key_to_asn1 as key_of,
)
from pyhanko.sign.timestamps import DummyTimeStamper
from pypdf import PdfWriter

from motcua.integrations.sandbox import certificates
from tests.factories import NOW

OFFICE = "H27.119"


def make_key(home: Path, office: str = OFFICE, *, at: datetime = NOW - timedelta(days=30), days: int = 730) -> Path:
    """A test key of an office and the authority that issued it, in the folder of a province."""
    name = "Ủy ban nhân dân xã Vũ Quang"
    return certificates.make_key(home, office=office, name=name, at=at, valid_for=timedelta(days))[0]


def make_pdf(pages: int = 1, **encryption: Any) -> bytes:
    """A small whole PDF."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(300, 400)
    if encryption:
        writer.encrypt(**encryption)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@contextmanager
def stamp_server(trust: Path, at: datetime) -> Iterator[str]:
    """Run a time stamp server whose certificate stands in the folder `trust`; yield its address."""
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Dấu thời gian thử")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(7).not_valid_before(at - timedelta(1)).not_valid_after(at + timedelta(900))
    made = made.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    certificate = made.sign(key, hashes.SHA256())
    (trust / "stamps.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    stamper = DummyTimeStamper(certificate_of(certificate), key_of(key), fixed_dt=at)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
            answer = stamper.request_tsa_response(asked).dump()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
