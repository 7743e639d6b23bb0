"""Where the journeys read mail: a real SMTP server of our own, or the demo's `/demo/postvak`."""

from __future__ import annotations

import email
import email.policy
import re
import time
from dataclasses import dataclass
from html import unescape
from typing import Any, Protocol

import httpx
from aiosmtpd.controller import Controller

from tests.server import free_port

WAIT_SECONDS = 30


@dataclass(frozen=True)
class ReceivedMail:
    """One mail as its reader sees it."""

    recipient: str
    subject: str
    text: str
    source: str
    """Everything, headers too; to look for what must not be in it."""

    @property
    def link(self) -> str:
        """The first personal link in it."""
        found = re.search(r"https?://\S+/l/[\w-]+", self.text)
        assert found, f"no link in the mail {self.subject!r}"
        return found[0]


class Mailbox(Protocol):
    """Somewhere that mail arrives."""

    def to(self, recipient: str) -> list[ReceivedMail]:
        """Give everything that came for an address, oldest first."""
        ...


class SmtpMailbox:
    """A real SMTP server that keeps what it receives."""

    def __init__(self) -> None:
        self._mails: list[ReceivedMail] = []
        self._port = free_port()
        self._controller = Controller(self, hostname="127.0.0.1", port=self._port)

    def start(self) -> int:
        """Listen; gives the port."""
        self._controller.start()
        return self._port

    def stop(self) -> None:
        """Stop listening."""
        self._controller.stop()

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self._mails.extend(_read(message, recipient) for recipient in envelope.rcpt_tos)
        return "250 OK"

    def to(self, recipient: str) -> list[ReceivedMail]:
        return [mail for mail in self._mails if mail.recipient == recipient.lower()]


class DemoMailbox:
    """The mail page of a running demo."""

    def __init__(self, url: str) -> None:
        self._http = httpx.Client(base_url=url, timeout=10)

    def to(self, recipient: str) -> list[ReceivedMail]:
        page = self._http.get("/demo/postvak", params={"aan": recipient}).raise_for_status().text
        names = [unescape(name) for name in re.findall(r"/demo/postvak/([^\"?/]+\.eml)\"", page)]
        sources = [self._http.get(f"/demo/postvak/{name}/bron") for name in dict.fromkeys(names)]
        messages = [
            email.message_from_bytes(source.raise_for_status().content, policy=email.policy.default)
            for source in sources
        ]
        return [_read(message, recipient) for message in reversed(messages)]


def _read(message: Any, recipient: str) -> ReceivedMail:
    plain = message.get_body(("plain",))
    assert plain is not None, "a mail needs a plain text"
    subject = str(message["Subject"])
    return ReceivedMail(recipient.lower(), subject, plain.get_content(), str(message))


def wait_for_mail(mailbox: Mailbox, recipient: str, *, after: int = 0) -> ReceivedMail:
    """Wait until more than `after` mails have come for an address; gives the newest."""
    until = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < until:
        mails = mailbox.to(recipient)
        if len(mails) > after:
            return mails[-1]
        time.sleep(0.25)
    raise AssertionError(f"no mail for {recipient} within {WAIT_SECONDS} s")
