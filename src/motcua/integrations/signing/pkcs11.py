"""Keys on a token or a hardware module (PKCS#11): key and certificate carry the office's code as their label.

Needs the package `python-pkcs11` (`pip install 'motcua[pkcs11]'`) and the driver of the token.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pkcs11
from django.conf import settings
from pyhanko.config.pkcs11 import TokenCriteria
from pyhanko.sign.general import SigningError
from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session

from motcua.integrations.signing import pades
from motcua.records.signing import SigningRefused


class Token:
    """Signs on a token; see `records.signing.Signer`. A session is opened for each signature."""

    def __init__(self, driver: str, label: str, pin: str) -> None:
        self.driver, self.label, self.pin = driver, label, pin

    def has_key(self, office: str) -> bool:
        """Return whether the token holds a certificate for the office. Raises SigningRefused without the token."""
        wanted = {pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE, pkcs11.Attribute.LABEL: office}
        with self._session() as session:
            return any(True for _ in session.get_objects(wanted))

    def sign(self, content: bytes, *, office: str, at: datetime, reason: str, location: str) -> bytes:
        """Return the signed PDF. Raises SigningRefused."""
        with self._session() as session:
            # Raw: the digest is taken here, because not every token knows the mechanisms that take it themselves.
            key = PKCS11Signer(session, cert_label=office, key_label=office, use_raw_mechanism=True)
            return pades.sign(content, key, office=office, at=at, reason=reason, location=location)

    @contextmanager
    def _session(self) -> Iterator[Any]:
        try:
            with open_pkcs11_session(self.driver, token_criteria=TokenCriteria(self.label), user_pin=self.pin) as found:
                yield found
        except pkcs11.exceptions.PinIncorrect as error:
            raise SigningRefused(
                "Mã PIN của thiết bị ký số sai. Hãy báo quản trị sửa trước khi thiết bị bị khóa; hồ sơ chưa thay đổi."
            ) from error
        except (pkcs11.exceptions.PKCS11Error, SigningError, RuntimeError, OSError) as error:
            raise SigningRefused(
                "Không dùng được thiết bị ký số. Hãy kiểm tra thiết bị đã cắm và báo quản trị; hồ sơ chưa thay đổi."
            ) from error


def from_settings() -> Token:
    """Return the token that the settings describe; a value that MOTCUA_SIGNER may have."""
    return Token(settings.PKCS11_DRIVER, settings.PKCS11_TOKEN, settings.PKCS11_PIN)
