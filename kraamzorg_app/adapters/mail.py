"""Mail leaving the tool: over SMTP, or as files where there is no server."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parseaddr
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from emails.backend.smtp.backend import SMTPBackend
from emails.backend.smtp.client import SMTPClientWithResponse
from emails.message import Message

from kraamzorg_app.config import ConfigurationError, Settings

SENDER_NAME = "Wachtlijsttool"
"""Neutral: who looks over her shoulder reads nothing of a pregnancy."""
_TIMEOUT_SECONDS = 10
_SIGNED = (
    b"from",
    b"to",
    b"subject",
    b"date",
    b"message-id",
    b"mime-version",
    b"content-type",
    b"auto-submitted",
    b"list-unsubscribe",
    b"list-unsubscribe-post",
)
"""RFC 8058 asks for the last two."""
_SMTP_PORT = 25
_SUBMISSION_PORT = 587


@dataclass(frozen=True, slots=True)
class OutgoingMail:
    """One mail, complete; the Message-ID stays the same at every try."""

    message_id: str
    sender: str
    recipient: str
    subject: str
    text: str
    html: str
    written_at: datetime
    unsubscribe: str = ""
    """The link that turns this kind of mail off; empty for what is essential."""


class MailNotSent(Exception):
    """The mail did not leave; the code holds no address and none of the server's words."""

    def __init__(
        self, code: str, *, is_permanent: bool = False, is_address_refused: bool = False
    ) -> None:
        self.code = code
        self.is_permanent = is_permanent
        self.is_address_refused = is_address_refused
        """The server takes no mail for this address, ever."""
        super().__init__(code)


class MailTransport(Protocol):
    """A way for mail to leave."""

    def send(self, mail: OutgoingMail) -> None:
        """Send one mail; raises `MailNotSent`."""
        ...

    def close(self) -> None:
        """End the connection, if there is one."""
        ...


def transport_for(settings: Settings) -> MailTransport:
    """Give the way in which this installation sends mail."""
    if settings.smtp_url is None:
        return FileMail(settings.data_dir / "mail")
    return SmtpMail(settings.smtp_url, _signature_of(settings))


@dataclass(frozen=True, slots=True)
class Signature:
    """What mail is signed with (DKIM), so that it is known to come from us."""

    key: str
    """RSA, in PEM."""
    domain: str
    selector: str


def _signature_of(settings: Settings) -> Signature | None:
    if settings.dkim_key is None:
        return None
    return Signature(settings.dkim_key, settings.mail_domain, settings.dkim_selector)


def _message(mail: OutgoingMail, signature: Signature | None = None) -> Message:
    message = Message(
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        mail_from=(SENDER_NAME, parseaddr(mail.sender)[1]),
        mail_to=mail.recipient,
        message_id=mail.message_id,
        date=mail.written_at,
        headers=_headers(mail),
    )
    if signature is not None:
        message.dkim(
            key=signature.key,
            domain=signature.domain,
            selector=signature.selector,
            canonicalize=(b"relaxed", b"relaxed"),
            include_headers=_SIGNED,
        )
    return message


def _headers(mail: OutgoingMail) -> dict[str, str]:
    headers = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
    if mail.unsubscribe:
        headers["List-Unsubscribe"] = f"<{mail.unsubscribe}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


class _VerifyingClient(SMTPClientWithResponse):
    """Checks the server's certificate, which the library leaves out."""

    def starttls(self, *_files: Any, **_options: Any) -> tuple[int, bytes]:
        """Go over to TLS with a server that can prove its name."""
        return smtplib.SMTP.starttls(self, context=ssl.create_default_context())


class SmtpMail:
    """Mail over SMTP: `smtp://host:port` inside one machine, else `smtp+tls://user:pass@host`."""

    def __init__(self, url: str, signature: Signature | None = None) -> None:
        """Read the address of the server; raises `ConfigurationError`, without showing it."""
        self._signature = signature
        parts = urlsplit(url)
        if parts.scheme not in {"smtp", "smtp+tls"} or not parts.hostname:
            raise ConfigurationError("SMTP_URL must start with smtp:// or smtp+tls://")
        uses_tls = parts.scheme == "smtp+tls"
        if parts.password and not uses_tls:
            raise ConfigurationError("SMTP_URL with a password must start with smtp+tls://")
        self._backend = SMTPBackend(
            host=parts.hostname,
            port=parts.port or (_SUBMISSION_PORT if uses_tls else _SMTP_PORT),
            user=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            tls=uses_tls,
            timeout=_TIMEOUT_SECONDS,
        )
        self._backend.smtp_cls = _VerifyingClient

    def send(self, mail: OutgoingMail) -> None:
        """Send over the open connection, or a new one; raises `MailNotSent`."""
        try:
            response = _message(mail, self._signature).send(to=mail.recipient, smtp=self._backend)
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise MailNotSent("smtp_unavailable") from error
        if response.success:
            return
        code = response.status_code
        if code is None:
            self.close()
            raise MailNotSent("smtp_unavailable")
        is_refused = code >= 500  # noqa: PLR2004 - RFC 5321: 5yz is permanent
        raise MailNotSent(
            f"smtp_{code}",
            is_permanent=is_refused,
            is_address_refused=is_refused and bool(response.refused_recipients),
        )

    def close(self) -> None:
        """End the connection."""
        self._backend.close()


class FileMail:
    """Mail as `.eml` files, for the demo: written aside and then moved, so never half there."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def send(self, mail: OutgoingMail) -> None:
        """Write one file, named by the Message-ID, so that a second try replaces the first.

        Raises `MailNotSent` when the disk takes nothing.
        """
        name = mail.message_id.strip("<>").partition("@")[0]
        stamp = mail.written_at.strftime("%Y%m%dT%H%M%S%f")
        path = self._directory / f"{stamp}-{name}.eml"
        aside = path.with_suffix(".part")
        try:
            self._directory.mkdir(parents=True, exist_ok=True)
            aside.write_bytes(_message(mail).as_bytes())
            aside.replace(path)
        except OSError as full:
            aside.unlink(missing_ok=True)
            raise MailNotSent("disk_full") from full

    def close(self) -> None:
        """Do nothing: no connection is kept."""


@dataclass
class FakeMail:
    """Mail that stays in memory, for tests; `fail` may raise what a server would."""

    sent: list[OutgoingMail] = field(default_factory=list)
    fail: Callable[[OutgoingMail], None] = lambda _mail: None

    def send(self, mail: OutgoingMail) -> None:
        """Keep one mail."""
        self.fail(mail)
        self.sent.append(mail)

    def close(self) -> None:
        """Do nothing: no connection is kept."""
