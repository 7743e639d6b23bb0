"""Sealing of personal data per field, and keyed hashes to look things up by.

A sealed value is AES-256-GCM with the table, row and field as associated data, so that a value
moved to another place does not open. Its first bytes name the key, so that keys can be rotated.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
CODE_SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Signs that are not mistaken for one another on paper or on the phone."""
_NONCE_BYTES = 12
_FORMAT = 1


class Keyring:
    """The keys of one installation: the current one seals, every one of them opens."""

    def __init__(self, keys: Mapping[int, bytes], current: int) -> None:
        """Take master keys of 32 bytes by id (1 to 255) and the id that seals from now on."""
        self._current = current
        self._ciphers = {
            key_id: AESGCM(_derive(key, b"field encryption")) for key_id, key in keys.items()
        }
        self._lookup_keys = {key_id: _derive(key, b"lookup hashes") for key_id, key in keys.items()}

    @property
    def current(self) -> int:
        """The id of the key that seals and hashes from now on."""
        return self._current

    def is_current(self, sealed: bytes) -> bool:
        """Say whether a value was sealed with the current key."""
        return sealed[1] == self._current

    def seal(self, plaintext: str, *, table: str, row: UUID, field: str) -> bytes:
        """Seal a text for one field of one row."""
        return self.seal_bytes(plaintext.encode(), table=table, row=row, field=field)

    def seal_bytes(self, plaintext: bytes, *, table: str, row: UUID, field: str) -> bytes:
        """Seal bytes for one field of one row."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = self._ciphers[self._current].encrypt(nonce, plaintext, _place(table, row, field))
        return bytes((_FORMAT, self._current)) + nonce + sealed

    def open(self, sealed: bytes, *, table: str, row: UUID, field: str) -> str:
        """Open a sealed text; raises `InvalidTag` when it stood elsewhere or was changed."""
        return self.open_bytes(sealed, table=table, row=row, field=field).decode()

    def open_bytes(self, sealed: bytes, *, table: str, row: UUID, field: str) -> bytes:
        """Open sealed bytes; raises `InvalidTag` when they stood elsewhere or were changed."""
        cipher = self._ciphers[sealed[1]]
        nonce, body = sealed[2 : 2 + _NONCE_BYTES], sealed[2 + _NONCE_BYTES :]
        return cipher.decrypt(nonce, body, _place(table, row, field))

    def lookup_hash(self, purpose: str, value: str) -> str:
        """Hash a normalized value, so that equal values are found without storing them."""
        return self._hash(self._current, purpose, value)

    def lookup_hashes(self, purpose: str, value: str) -> tuple[str, ...]:
        """Give every hash that a value may stand under during a rotation, the current one first."""
        others = (key_id for key_id in sorted(self._lookup_keys) if key_id != self._current)
        return tuple(self._hash(key_id, purpose, value) for key_id in (self._current, *others))

    def code_hash(self, purpose: str, value: str) -> str:
        """Hash what is not kept anywhere, such as a code on paper: no rotation can hash it anew.

        So it stays with the oldest key.
        """
        return self._hash(min(self._lookup_keys), purpose, value)

    def _hash(self, key_id: int, purpose: str, value: str) -> str:
        message = f"{purpose}\0{value}".encode()
        return hmac.new(self._lookup_keys[key_id], message, hashlib.sha256).hexdigest()


def token_hash(token: str) -> str:
    """Hash a random token of a cookie or link; 256 bits of chance need no key."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_token() -> str:
    """Make a token of 256 bits for a cookie or a link."""
    return secrets.token_urlsafe(32)


def new_code(length: int) -> str:
    """Make a code that people read and type; five bits of chance a sign."""
    return "".join(secrets.choice(CODE_SIGNS) for _ in range(length))


def _derive(master: bytes, purpose: bytes) -> bytes:
    if len(master) != KEY_BYTES:
        raise ValueError("a master key has 32 bytes")
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose).derive(master)


def _place(table: str, row: UUID, field: str) -> bytes:
    return f"{table}\0{row}\0{field}".encode()
