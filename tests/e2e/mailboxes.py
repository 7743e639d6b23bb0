"""Where the journeys read mail: a real SMTP server of our own, or the demo's `/demo/postvak`."""

from __future__ import annotations

import email
import email.policy
import re
import time
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any, Protocol

import httpx
from aiosmtpd.controller import Controller

from tests.server import free_port

WAIT_SECONDS = 30


@dataclass(frozen=True)
class ReceivedMail:
    """One mail as its reader sees it."""

    name: str
    """Sorts as the mails came in."""
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

    def names(self, recipient: str) -> list[str]:
        """Name what came for an address, oldest first."""
        ...

    def read(self, name: str) -> ReceivedMail:
        """Open one mail."""
        ...


class SmtpMailbox:
    """A real SMTP server that keeps what it receives, also as files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._mails: dict[str, ReceivedMail] = {}
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
        for recipient in envelope.rcpt_tos:
            name = f"{len(self._mails):06}"
            self._mails[name] = _parse(name, envelope.content, recipient)
            (self._folder / f"{name} {recipient}").write_bytes(envelope.content)
        return "250 OK"

    def names(self, recipient: str) -> list[str]:
        mails = list(self._mails.values())
        return [mail.name for mail in mails if mail.recipient == recipient.lower()]

    def read(self, name: str) -> ReceivedMail:
        return self._mails[name]


class DemoMailbox:
    """The mail page of a running demo."""

    def __init__(self, url: str) -> None:
        self._http = httpx.Client(base_url=url, timeout=10)

    def names(self, recipient: str) -> list[str]:
        page = self._http.get("/demo/postvak", params={"aan": recipient}).raise_for_status().text
        found = re.findall(r"/demo/postvak/([^\"?/]+\.eml)\"", page)
        return sorted(unescape(name) for name in dict.fromkeys(found))

    def read(self, name: str) -> ReceivedMail:
        source = self._http.get(f"/demo/postvak/{name}/bron").raise_for_status()
        return _parse(name, source.content)


def _parse(name: str, content: bytes, recipient: str = "") -> ReceivedMail:
    message: Any = email.message_from_bytes(content, policy=email.policy.default)
    plain = message.get_body(("plain",))
    assert plain is not None, "a mail needs a plain text"
    return ReceivedMail(
        name,
        (recipient or str(message["To"])).lower(),
        str(message["Subject"]),
        plain.get_content(),
        str(message),
    )


def newest(mailbox: Mailbox, recipient: str) -> ReceivedMail | None:
    """Give the last mail that came for an address, to wait for one after it."""
    names = mailbox.names(recipient)
    return mailbox.read(names[-1]) if names else None


def wait_for_mail(
    mailbox: Mailbox, recipient: str, *, after: ReceivedMail | None = None
) -> ReceivedMail:
    """Wait until a mail has come for an address, later than `after`; gives the newest."""
    until = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < until:
        mail = newest(mailbox, recipient)
        if mail is not None and (after is None or mail.name > after.name):
            return mail
        time.sleep(0.25)
    raise AssertionError(f"no mail for {recipient} within {WAIT_SECONDS} s")
