"""Whether a password is known from a breach, asked of a range service without giving it away.

Such a service gets the first five of forty signs of a hash and answers with the ends of all the
hashes it knows that begin so (k-anonymity); which one was meant it can't tell.
"""

from __future__ import annotations

import hashlib
import logging
from typing import Final, Protocol

import httpx

_PREFIX: Final = 5
_PATIENCE_SECONDS: Final = 3
_LONGEST_ANSWER: Final = 2_000_000
_log = logging.getLogger(__name__)


class BreachedPasswords(Protocol):
    """What knows passwords that were stolen somewhere."""

    def holds(self, password: str) -> bool:
        """Say whether a password is among them; False too when that can't be found out."""
        ...


class NotAsked:
    """No service is set."""

    def holds(self, password: str) -> bool:  # noqa: ARG002 - it asks nobody
        """Know none."""
        return False


class RangeService:
    """Asks a service at `url`, which the first signs of the hash are added to."""

    def __init__(self, url: str) -> None:
        self._url = url

    def holds(self, password: str) -> bool:
        """Ask it; that it is away keeps nobody from a new password, and stands in the log."""
        # The hash that these services speak; it guards nothing here.
        digest = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()
        try:
            return digest[_PREFIX:] in self._ends(digest[:_PREFIX])
        except (httpx.HTTPError, ValueError) as fault:
            _log.warning("breached passwords not looked up: %s", type(fault).__name__)
            return False

    def _ends(self, prefix: str) -> set[str]:
        # With padding the length of an answer does not tell which one it was.
        answer = httpx.get(
            self._url + prefix, headers={"Add-Padding": "true"}, timeout=_PATIENCE_SECONDS
        ).raise_for_status()
        if len(answer.content) > _LONGEST_ANSWER:
            raise ValueError("too long")
        pairs = (line.strip().upper().partition(":") for line in answer.text.splitlines())
        # Padding counts zero times.
        return {end for end, _, count in pairs if count.strip() not in ("", "0")}


def service_at(url: str | None) -> BreachedPasswords:
    """Give what the setting asks for."""
    return RangeService(url) if url else NotAsked()
