"""An SMTP server on this machine that keeps what it is given; some addresses are refused, so that it can be tried."""

from __future__ import annotations

import re
import time
from email import message_from_bytes, policy
from typing import Any

from aiosmtpd.controller import Controller

from motcua.integrations.sandbox.messages.mailbox import Arrived, Mailbox


class Handler:
    """Refuses `gone…@` for good and `busy…@` for now; keeps everything else."""

    def __init__(self, mailbox: Mailbox) -> None:
        self.mailbox = mailbox

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        """Answer to a recipient."""
        if address.startswith("gone"):
            return "550 5.1.1 no such mailbox"
        if address.startswith("busy"):
            return "450 4.2.1 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Keep an e-mail for each of its recipients."""
        mail = message_from_bytes(envelope.content, policy=policy.default)
        body = mail.get_body(("plain",))
        words = str(body.get_content() if body else "").replace("\r\n", "\n").strip()
        key = re.sub(r"^<|@.*$", "", str(mail["Message-ID"] or ""))
        at = time.strftime("%Y-%m-%dT%H:%M:%S%z")
        for address in envelope.rcpt_tos:
            self.mailbox.put(Arrived("email", address, str(mail["Subject"] or ""), words, key, at))
        return "250 OK: kept"


def make(mailbox: Mailbox, port: int) -> Controller:
    """Return an SMTP server for 127.0.0.1:port, not yet serving; `start()` runs it in a thread and `stop()` ends it."""
    return Controller(Handler(mailbox), hostname="127.0.0.1", port=port)
