"""PAdES signatures by pyHanko: level B-B, or B-T where a time stamp server is set. The key comes from elsewhere."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import httpx
from asn1crypto import tsp
from django.conf import settings
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign import signers
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError, set_tsp_headers

from motcua.core import clock
from motcua.core.apart import apart
from motcua.records.signing import FIELD, SigningRefused

_PATIENCE = 10.0
_KEPT = "Hồ sơ chưa thay đổi, tệp và lời ghi vẫn còn."


class StampServer(TimeStamper):
    """A time stamp server (RFC 3161) at an address."""

    def __init__(self, url: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.url = url

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Return the answer of the server. Raises TimestampRequestError."""
        try:
            async with httpx.AsyncClient(timeout=_PATIENCE) as http:
                answer = await http.post(self.url, content=req.dump(), headers=set_tsp_headers({}))  # type: ignore[no-untyped-call]
            answer.raise_for_status()
            given: tsp.TimeStampResp = tsp.TimeStampResp.load(answer.content)  # type: ignore[no-untyped-call]
            return given
        except (httpx.HTTPError, ValueError) as error:
            raise TimestampRequestError(f"no time stamp from {self.url}") from error


class _DatedSigner(signers.PdfSigner):
    """Signs at a moment that is passed in."""

    def __init__(self, at: datetime, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at

    def init_signing_session(self, *args: Any, **kwargs: Any) -> Any:
        session = super().init_signing_session(*args, **kwargs)
        session.system_time = clock.local(self.at)
        return session


def sign(content: bytes, key: signers.Signer, *, office: str, at: datetime, reason: str, location: str) -> bytes:
    """Return the PDF with a signature by `key` appended; what was there, earlier signatures too, stays byte by byte.

    Raises SigningRefused when the certificate is not valid at `at`, the PDF cannot take a signature, or the time stamp
    server does not answer.
    """
    _check_certificate(key, office, at)
    key.embed_roots = False  # an authority is trusted because we know it, not because the file brings it along
    stamper = StampServer(settings.TSA_URL) if settings.TSA_URL else None
    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(content), strict=False)
        field = _free_field(writer)
        about = signers.PdfSignatureMetadata(
            field_name=field, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, reason=reason, location=location
        )
        made = _DatedSigner(at, about, key, timestamper=stamper, new_field_spec=SigFieldSpec(field))
        return apart(lambda: bytes(made.sign_pdf(writer).getvalue()))
    except TimestampRequestError as error:
        raise SigningRefused(f"Máy chủ cấp dấu thời gian không trả lời. Hãy thử lại sau ít phút. {_KEPT}") from error
    except (PdfError, SigningError, ValueError, KeyError, TypeError, OSError) as error:
        raise SigningRefused(
            f"Không ký số được tệp PDF này (tệp hỏng, đặt mật khẩu hoặc cấm ký thêm). Hãy xuất lại tệp rồi thử. {_KEPT}"
        ) from error


def _free_field(writer: IncrementalPdfFileWriter) -> str:
    taken = {signature.field_name for signature in writer.prev.embedded_signatures}
    return next(name for number in range(len(taken) + 1) if (name := f"{FIELD}{number or ''}") not in taken)


def _check_certificate(key: signers.Signer, office: str, at: datetime) -> None:
    certificate = key.signing_cert
    if certificate is None:
        raise SigningRefused(f"Khóa ký số của {office} không có chứng thư đi kèm. Hãy báo quản trị. {_KEPT}")
    if at > certificate.not_valid_after:
        raise SigningRefused(
            f"Chứng thư ký số của {office} đã hết hạn ngày {clock.local(certificate.not_valid_after):%d/%m/%Y}. "
            f"Hãy báo quản trị gia hạn rồi duyệt lại. {_KEPT}"
        )
    if at < certificate.not_valid_before:
        raise SigningRefused(
            f"Chứng thư ký số của {office} chỉ có hiệu lực từ {clock.local(certificate.not_valid_before):%d/%m/%Y}. "
            f"Hãy báo quản trị. {_KEPT}"
        )
