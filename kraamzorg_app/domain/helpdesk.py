"""Questions to the helpdesk, and what may not stand in one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from enum import StrEnum
from typing import Final

from kraamzorg_app.domain.identifiers import BSN_LENGTH, normalize_bsn


class TicketCategory(StrEnum):
    """What a question is about."""

    QUESTION = "QUESTION"
    FAULT = "FAULT"
    ACCOUNT = "ACCOUNT"
    DATA = "DATA"
    """Something in the lists seems wrong; without naming the client."""
    WISH = "WISH"


class TicketState(StrEnum):
    """Where a question is."""

    OPEN = "OPEN"
    """Waits for the helpdesk."""
    ANSWERED = "ANSWERED"
    CLOSED = "CLOSED"


_CHAIN: Final = re.compile(r"[0-9]+(?:[ .\-/][0-9]+)*")
_EMAIL: Final = re.compile(r"[^\s<>()\[\],;:\"'@]+@[^\s<>()\[\],;:\"'@]+\.[^\s<>()\[\],;:\"'@.]+")
_DUTCH_DATE: Final = re.compile(r"[0-3]?[0-9][ .\-/][01]?[0-9][ .\-/][12][09][0-9]{2}")
_ISO_DATE: Final = re.compile(r"[12][09][0-9]{2}-[01][0-9]-[0-3][0-9]")
_WORD: Final = re.compile(r"\b[A-Z0-9]{3,20}\b")
_PHONE_LENGTHS: Final = {10, 11}


def holds_bsn(text: str) -> bool:
    """Say whether a text holds 8 or 9 digits that pass the 11-proef, also in groups.

    Dates and Dutch phone numbers written in groups are left alone.
    """
    plain = unicodedata.normalize("NFKC", text)
    return any(
        normalize_bsn(number) is not None
        for chain in _CHAIN.findall(plain)
        for number in _numbers(chain)
    )


def numbers_in(text: str) -> frozenset[str]:
    """List what could be a client number in a text: letters and digits, a digit among them."""
    plain = unicodedata.normalize("NFKC", text).upper()
    return frozenset(word for word in _WORD.findall(plain) if any(map(str.isdigit, word)))


def emails_in(text: str) -> frozenset[str]:
    """List the e-mail addresses that stand in a text, in lower case."""
    plain = unicodedata.normalize("NFKC", text)
    return frozenset(found.lower().rstrip(".!?") for found in _EMAIL.findall(plain))


def _numbers(chain: str) -> Iterator[str]:
    """Give the runs of 8 or 9 digits in a chain of groups."""
    groups = re.findall(r"[0-9]+", chain)
    lengths = (BSN_LENGTH - 1, BSN_LENGTH)
    yield from (group for group in groups if len(group) in lengths)
    if len(groups) == 1 or _is_date(chain) or _is_phone("".join(groups)):
        return
    for start in range(len(groups)):
        joined = ""
        for group in groups[start:]:
            joined += group
            if len(joined) in lengths:
                yield joined


def _is_date(chain: str) -> bool:
    return bool(_DUTCH_DATE.fullmatch(chain) or _ISO_DATE.fullmatch(chain))


def _is_phone(digits: str) -> bool:
    return len(digits) in _PHONE_LENGTHS and digits.startswith(("0", "31"))
