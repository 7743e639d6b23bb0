"""Passwords: what may be one, and argon2id over it. Hashing is slow, so never in a transaction."""

from __future__ import annotations

import secrets
import threading
from functools import cache
from pathlib import Path
from typing import Final

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from kraamzorg_app.config import DEMO_PASSWORD, Settings

MIN_LENGTH: Final = 12
MAX_LENGTH: Final = 256
_COMMON: Final = Path(__file__).parent / "common_passwords.txt"
_FEWEST_CHARACTERS: Final = 5
_SHORTEST_NAME: Final = 4
# OWASP's second choice: 19 MiB and two passes, so that many log-ins at once fit in memory.
_HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1, type=Type.ID)
_AT_ONCE: Final = threading.Semaphore(4)


def problem_with(password: str, email: str, settings: Settings) -> str | None:
    """Say by a code what is wrong with a new password, or None when it may be used."""
    lowered = password.lower()
    name = email.partition("@")[0]
    if not password:
        return "required"
    if len(password) < MIN_LENGTH:
        return "password_too_short"
    if len(password) > MAX_LENGTH:
        return "password_too_long"
    if len(name) >= _SHORTEST_NAME and name in lowered:
        return "password_holds_name"
    is_demo_secret = password == DEMO_PASSWORD and not settings.is_demo
    if is_demo_secret or lowered in _common() or len(set(lowered)) < _FEWEST_CHARACTERS:
        return "password_common"
    return None


def make_hash(password: str) -> str:
    """Hash a password with argon2id and its own salt."""
    with _AT_ONCE:
        return _HASHER.hash(password)


def is_right(password_hash: str | None, password: str) -> bool:
    """Compare a password; without a hash it costs the same time and is never right."""
    known = password_hash or _nobodys_hash()
    with _AT_ONCE:
        try:
            _HASHER.verify(known, password[:MAX_LENGTH])
        except (VerificationError, InvalidHashError):
            return False
    return password_hash is not None and len(password) <= MAX_LENGTH


@cache
def _nobodys_hash() -> str:
    return _HASHER.hash(secrets.token_urlsafe())


@cache
def _common() -> frozenset[str]:
    return frozenset(_COMMON.read_text(encoding="utf-8").splitlines())
