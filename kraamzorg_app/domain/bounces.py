"""Reading of what a mail server sends back when a mail can't be delivered (RFC 3464).

Anybody can send something that looks like it, so nothing in it is believed beyond the Message-ID
of a mail of ours, which only its reader and the servers on the way know.
"""

from __future__ import annotations

import email
from dataclasses import dataclass
from email.message import Message
from email.utils import parseaddr
from typing import Final

MAX_BYTES: Final = 256 * 1024
"""More is not read: report and returned headers stand at the front."""
_NO_STATUS: Final = "5.0.0"


@dataclass(frozen=True, slots=True)
class Bounce:
    """A mail that will not arrive any more."""

    message_id: str
    status: str
    """The code of RFC 3463, such as 5.1.1."""
    returned_to: str
    """The address in the returned headers; may be anything."""


def read(raw: bytes) -> Bounce | None:
    """Read a report; None for what is no report, or of a delay or a delivery."""
    try:
        parts = list(email.message_from_bytes(raw[:MAX_BYTES]).walk())
    except RecursionError:
        return None
    reports = [part for part in parts if part.get_content_type() == "message/delivery-status"]
    status = next(filter(None, map(_failed_status, reports)), None)
    returned = next(filter(None, map(_returned_headers, parts)), None)
    if status is None or returned is None:
        return None
    message_id = str(returned["Message-ID"] or "").strip()
    if not message_id:
        return None
    return Bounce(message_id, status, parseaddr(str(returned["To"] or ""))[1].lower())


def _failed_status(report: Message) -> str | None:
    """Find the code of a delivery that failed for good."""
    blocks = report.get_payload()
    for block in blocks if isinstance(blocks, list) else []:
        if not isinstance(block, Message):
            continue
        action = str(block["Action"] or "").strip().lower()
        status = str(block["Status"] or "").strip().partition(" ")[0]
        if action == "failed" and (status or _NO_STATUS).startswith("5."):
            return _clean(status)
    return None


def _clean(status: str) -> str:
    numbers = status.split(".")
    is_code = len(numbers) == 3 and all(  # noqa: PLR2004 - RFC 3463: class, subject, detail
        number.isascii() and number.isdigit() and len(number) <= 3  # noqa: PLR2004 - the same
        for number in numbers
    )
    return status if is_code else _NO_STATUS


def _returned_headers(part: Message) -> Message | None:
    """Give the headers of the mail that comes back, whole or as headers only."""
    payload = part.get_payload()
    match part.get_content_type():
        case "message/rfc822" if isinstance(payload, list) and payload:
            returned = payload[0]
            return returned if isinstance(returned, Message) else None
        case "text/rfc822-headers" if isinstance(payload, str):
            return email.message_from_string(payload)
    return None
