"""argon2id over what people choose or type, so that guessing it from a stolen database is dear."""

from __future__ import annotations

import base64
import threading
from typing import Final

from argon2 import PasswordHasher, Type, extract_parameters
from argon2.exceptions import InvalidHashError, VerificationError

# OWASP's second choice: 19 MiB and two passes, so that many log-ins at once fit in memory.
_HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1, type=Type.ID)
_AT_ONCE: Final = threading.Semaphore(4)


def make(secret: str, *, salt: bytes | None = None) -> str:
    """Hash a secret; the salt is drawn unless it is given, and stands in what comes out."""
    with _AT_ONCE:
        return _HASHER.hash(secret, salt=salt)


def like(known: str, secret: str) -> str:
    """Hash a secret with the salt and at the cost of a known hash, to look it up by."""
    hasher = PasswordHasher.from_parameters(extract_parameters(known))
    salt = known.split("$")[-2]
    with _AT_ONCE:
        return hasher.hash(secret, salt=base64.b64decode(salt + "=" * (-len(salt) % 4)))


def is_of(known: str, secret: str) -> bool:
    """Say whether a hash is of this secret."""
    with _AT_ONCE:
        try:
            return _HASHER.verify(known, secret)
        except (VerificationError, InvalidHashError):
            return False
