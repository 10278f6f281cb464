"""Handing e-mails to an SMTP server, one connection each."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formataddr, formatdate, parseaddr

from django.conf import settings

from motcua.core.errors import Refused
from motcua.correspondence.sending import GatewayAway, Outgoing, RecipientRefused, Undelivered
from motcua.integrations.carriers import LOOPBACK, TIMEOUT, require

SECURITY = ("none", "starttls", "tls")


@dataclass(frozen=True, slots=True)
class SmtpSender:
    """Sends through one server; see `correspondence.sending.Sender`. `security` is one of SECURITY."""

    host: str
    port: int
    mail_from: str
    display: str = ""
    security: str = "starttls"
    user: str = ""
    password: str = ""
    name: str = ""

    def send(self, message: Outgoing) -> str:
        """Hand an e-mail over. Its Message-ID is made of the message's key, so that a double can be told."""
        written = self._written(message)
        try:
            with self._connected() as server:
                server.send_message(written, self.mail_from, [message.address])
        except smtplib.SMTPRecipientsRefused as refused:
            code, said = next(iter(refused.recipients.values()))
            raise self._refusal(code, said, "địa chỉ") from refused
        except smtplib.SMTPDataError as refused:
            raise self._refusal(refused.smtp_code, refused.smtp_error, "thư") from refused
        except (OSError, smtplib.SMTPException) as error:
            raise GatewayAway(f"Máy chủ thư chưa nhận thư ({type(error).__name__}).") from error
        return str(written["Message-ID"])

    def _connected(self) -> smtplib.SMTP:
        if self.security == "tls":
            context = ssl.create_default_context()
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT, context=context)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT)
        try:
            if self.security == "starttls":
                server.starttls(context=ssl.create_default_context())
            if self.user:
                server.login(self.user, self.password)
        except BaseException:
            server.close()
            raise
        return server

    def _written(self, message: Outgoing) -> EmailMessage:
        if not message.address.isascii():
            raise RecipientRefused("Địa chỉ thư có ký tự lạ.")
        written = EmailMessage()
        try:
            written["From"] = formataddr((self.display, self.mail_from))
            written["To"] = message.address
            written["Subject"] = message.title
        except ValueError as error:
            raise RecipientRefused("Địa chỉ thư không đúng.") from error
        written["Date"] = formatdate(localtime=False)
        written["Message-ID"] = f"<{message.key}@{self.mail_from.rpartition('@')[2]}>"
        written["Auto-Submitted"] = "auto-generated"
        written["Content-Language"] = "vi"
        written.set_content(message.words)
        return written

    def _refusal(self, code: int, said: bytes | str, what: str) -> Undelivered:
        words = f"Máy chủ thư từ chối {what} ({code})."
        return RecipientRefused(words) if code >= 500 else Undelivered(words)


def from_settings() -> SmtpSender:
    """Return the sender that the settings describe, for MOTCUA_EMAIL_SENDER. Raises Refused for half of them."""
    require(MOTCUA_SMTP_HOST=settings.SMTP_HOST, MOTCUA_MAIL_FROM=settings.MAIL_FROM)
    _, mail_from = parseaddr(settings.MAIL_FROM)
    if not mail_from.isascii() or "@" not in mail_from:
        raise Refused(f"MOTCUA_MAIL_FROM={settings.MAIL_FROM}: cần một địa chỉ thư, như motcua@example.vn.")
    if settings.SMTP_SECURITY not in SECURITY:
        raise Refused(f"MOTCUA_SMTP_SECURITY={settings.SMTP_SECURITY}: chỉ nhận {', '.join(SECURITY)}.")
    if settings.SMTP_SECURITY == "none" and settings.SMTP_HOST not in LOOPBACK:
        raise Refused("MOTCUA_SMTP_SECURITY=none: ngoài máy này phải là starttls hoặc tls, nếu không thư bị đọc lén.")
    if settings.SMTP_USER:
        require(MOTCUA_SMTP_PASSWORD=settings.SMTP_PASSWORD)
    return SmtpSender(
        settings.SMTP_HOST, settings.SMTP_PORT, mail_from, f"Một cửa {settings.PROVINCE}", settings.SMTP_SECURITY,
        settings.SMTP_USER, settings.SMTP_PASSWORD,
    )  # fmt: skip
