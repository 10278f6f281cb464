"""Keys in files: `secrets/signing/CODE.p12` with its password in `CODE.password`, CODE being that of the office."""

from __future__ import annotations

import stat
from datetime import datetime
from pathlib import Path

from django.conf import settings
from pyhanko.sign.signers import SimpleSigner

from motcua.integrations.signing import pades
from motcua.offices.rules import is_code
from motcua.records.signing import SigningRefused


class KeyFolder:
    """Signs with the PKCS#12 files of one folder; see `records.signing.Signer`."""

    def __init__(self, folder: Path, *, strict: bool) -> None:
        self.folder, self.strict = folder, strict

    def has_key(self, office: str) -> bool:
        """Return whether there is a file for the office."""
        return is_code(office) and self._path(office).is_file()

    def sign(self, content: bytes, *, office: str, at: datetime, reason: str, location: str) -> bytes:
        """Return the signed PDF. Raises SigningRefused, also for a key that others can read where that is forbidden."""
        key = self._key(office)
        return pades.sign(content, key, office=office, at=at, reason=reason, location=location)

    def _path(self, office: str) -> Path:
        return self.folder / f"{office}.p12"

    def _key(self, office: str) -> SimpleSigner:
        path = self._path(office)
        password = path.with_suffix(".password")
        try:
            if self.strict and any(stat.S_IMODE(one.stat().st_mode) & 0o077 for one in (path, self.folder)):
                raise SigningRefused(f"Khóa ký số của {office} đang để người khác đọc được. Hãy báo quản trị.")
            words = password.read_bytes().strip() if password.exists() else None
            key: SimpleSigner = SimpleSigner.load_pkcs12_data(path.read_bytes(), other_certs=(), passphrase=words)
            return key
        except (OSError, ValueError, TypeError, AttributeError) as error:
            raise SigningRefused(
                f"Không mở được khóa ký số của {office}: mật khẩu sai hoặc tệp khóa hỏng. Hãy báo quản trị; "
                "hồ sơ chưa thay đổi, tệp và lời ghi vẫn còn."
            ) from error


def from_settings() -> KeyFolder:
    """Return the signer of this folder; the value of MOTCUA_SIGNER leads here."""
    return KeyFolder(settings.HOME / "secrets" / "signing", strict=settings.PRODUCTION)
