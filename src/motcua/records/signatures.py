"""Reading the signatures of a PDF: who signed, when, and whether the file still is what was signed. No network."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from motcua.core import clock
from motcua.core.apart import apart
from motcua.records.signing import FIELD

_ROOM = re.compile(rb"<([0-9a-f]*|[0-9A-F]*)>")  # digits in one case: the other would be a change that nothing tells


@dataclass(frozen=True, slots=True)
class Signature:
    """One electronic signature (chữ ký số) of a PDF.

    `signer` and `issuer` are names of the certificate. `signed_at` is what the signer's machine says, or when `stamped`
    what a time stamp server vouches for. `intact`: the signed bytes are unchanged and the signature fits them; `whole`:
    nothing was added behind them. `trusted`: at the time of signing the certificate was valid and issued by one of the
    authorities of the folder `trust`.
    """

    signer: str
    issuer: str
    signed_at: datetime | None
    stamped: bool
    valid_from: datetime
    valid_to: datetime
    intact: bool
    whole: bool
    trusted: bool

    @property
    def valid(self) -> bool:
        return self.intact and self.whole and self.trusted

    def expired(self, at: datetime) -> bool:
        """Return whether the certificate has run out by now; what it signed before stays valid."""
        return at > self.valid_to


def read(content: bytes) -> list[Signature]:
    """Return the signatures of a PDF in the order of signing; [] for a file without any, or one that cannot be read."""
    return apart(lambda: list(_read(content)))


def verifies(content: bytes) -> bool:
    """Return whether a PDF is signed and its last signature is valid for the whole file."""
    found = read(content)
    return bool(found) and found[-1].valid


def _read(content: bytes) -> Iterator[Signature]:
    # Loading pyHanko takes a second, and most processes never read a signature.
    from pyhanko.pdf_utils.reader import PdfFileReader

    with suppress(Exception):  # whatever a broken file makes the parser raise: it holds no signature that counts
        embedded = list(PdfFileReader(io.BytesIO(content), strict=False).embedded_regular_signatures)
        for index, one in enumerate(embedded):
            yield _judge(one, content, last=index == len(embedded) - 1)


def _judge(embedded: Any, content: bytes, *, last: bool) -> Signature:
    from pyhanko.sign.diff_analysis import ModificationLevel
    from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    certificate = embedded.signer_cert
    claimed = embedded.self_reported_timestamp
    context = ValidationContext(
        trust_roots=_authorities(), allow_fetching=False, revocation_mode="soft-fail", moment=claimed
    )
    status = validate_pdf_signature(embedded, context, ts_validation_context=context)
    stamp = status.timestamp_validity
    stamped = bool(stamp and stamp.intact and stamp.valid and stamp.trusted)
    sound = status.intact and status.valid and (stamped or stamp is None)
    whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    added = status.modification_level in (ModificationLevel.LTA_UPDATES, ModificationLevel.FORM_FILLING)
    return Signature(
        signer=_name(certificate.subject),
        issuer=_name(certificate.issuer),
        signed_at=stamp.timestamp if stamp and stamped else claimed,
        stamped=stamped,
        valid_from=clock.local(certificate.not_valid_before),
        valid_to=clock.local(certificate.not_valid_after),
        intact=bool(sound and _nothing_hidden(embedded, content)),
        whole=whole or (not last and added),
        trusted=bool(status.trusted),
    )


def _nothing_hidden(embedded: Any, content: bytes) -> bool:
    """Return whether the room left for the signature holds it and zeros, and no byte that nothing tells apart.

    No signature covers these bytes, and a lenient parser passes over some of them. Asked only of what is signed here:
    others may write theirs another way.
    """
    if not embedded.field_name.startswith(FIELD):
        return True
    start, length, after, _ = (int(number) for number in embedded.byte_range)
    found = _ROOM.fullmatch(content[start + length : after])
    if found is None:
        return False
    written = bytes.fromhex(found[1].decode("ascii"))
    size = _der_size(written)
    if written != embedded.pkcs7_content or any(written[size:]):
        return False
    return _is_plain(written[:size], embedded.signer_cert)


def _is_plain(signature: bytes, certificate: Any) -> bool:
    """Return whether a CMS signature is written the one way: in the versions, algorithms and names that follow from
    the certificate, with nothing that a reader would have to forgive.
    """
    from asn1crypto import cms

    info = cms.ContentInfo.load(signature, strict=True)  # type: ignore[no-untyped-call]
    signed = info["content"]
    (signer,) = signed["signer_infos"]
    named = signer["sid"]
    by_issuer = named.name == "issuer_and_serial_number"
    return (
        [one.native for one in signed["digest_algorithms"]] == [signer["digest_algorithm"].native]
        and (signed["version"].native, signer["version"].native) == (("v1", "v1") if by_issuer else ("v3", "v3"))
        and (not by_issuer or named.chosen["issuer"].dump() == certificate.issuer.dump())
        and bool(info.native)
        and bool(info.dump(force=True) == signature)
    )


def _der_size(data: bytes) -> int:
    """Return how many bytes the first DER value of `data` takes."""
    if data[1] < 0x80:
        return 2 + data[1]
    digits = data[1] & 0x7F
    return 2 + digits + int.from_bytes(data[2 : 2 + digits])


def _authorities() -> list[Any]:
    from pyhanko.keys import load_certs_from_pemder

    paths = sorted(settings.TRUST.glob("*.pem")) if settings.TRUST.is_dir() else []
    return list(load_certs_from_pemder([str(path) for path in paths]))  # type: ignore[no-untyped-call]


def _name(name: Any) -> str:
    """Return the common name of a certificate's subject, with its organisation where that says more."""
    parts = name.native
    found = [parts.get("common_name", ""), parts.get("organization_name", "")]
    return ", ".join(dict.fromkeys(str(part) for part in found if part and isinstance(part, str)))
