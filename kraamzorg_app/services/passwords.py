"""Passwords: what may be one, and argon2id over it. Hashing is slow, so never in a transaction."""

from __future__ import annotations

import secrets
from functools import cache
from pathlib import Path
from typing import Final

from kraamzorg_app.config import DEMO_PASSWORD
from kraamzorg_app.services import environment, slow_hash

MIN_LENGTH: Final = 12
MAX_LENGTH: Final = 256
_COMMON: Final = Path(__file__).parent / "common_passwords.txt"
_FEWEST_CHARACTERS: Final = 5
_SHORTEST_NAME: Final = 4


def problem_with(password: str, email: str) -> str | None:
    """Say by a code what is wrong with a new password, or None when it may be used.

    It may ask a service elsewhere, so never in a transaction.
    """
    current = environment.current()
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
    is_demo_secret = password == DEMO_PASSWORD and not current.settings.is_demo
    if is_demo_secret or lowered in _common() or len(set(lowered)) < _FEWEST_CHARACTERS:
        return "password_common"
    return "password_breached" if current.breached.holds(password) else None


def make_hash(password: str) -> str:
    """Hash a password with argon2id and its own salt."""
    return slow_hash.make(password)


def is_right(password_hash: str | None, password: str) -> bool:
    """Compare a password; without a hash it costs the same time and is never right."""
    is_same = slow_hash.is_of(password_hash or _nobodys_hash(), password[:MAX_LENGTH])
    return is_same and password_hash is not None and len(password) <= MAX_LENGTH


@cache
def _nobodys_hash() -> str:
    return slow_hash.make(secrets.token_urlsafe())


@cache
def _common() -> frozenset[str]:
    return frozenset(_COMMON.read_text(encoding="utf-8").splitlines())
