"""Sealing of backups for one holder of a private key, as a stream.

The server knows the public key only, so whoever breaks in can't read older backups. Each file has
a key of its own (X25519 with a fresh key pair, HKDF), under which it is sealed in numbered pieces
by AES-256-GCM; the number and whether it is the last are in the nonce, so that pieces that were
moved, repeated or cut off do not open.
"""

from __future__ import annotations

import base64
import io
import struct
from typing import Any, BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

PIECE_BYTES: Final = 256 * 1024
_MAGIC: Final = b"kraamzorg backup 1\n"
_KEY_BYTES: Final = 32
_TAG_BYTES: Final = 16


class BackupDamaged(Exception):
    """The file is no backup, was changed or cut off, or is sealed for another key."""


def new_key() -> tuple[str, str]:
    """Make a private and a public key, as texts."""
    private = X25519PrivateKey.generate()
    return (
        base64.b64encode(private.private_bytes_raw()).decode(),
        base64.b64encode(private.public_key().public_bytes_raw()).decode(),
    )


def public_of(private: bytes) -> bytes:
    """Give the public key that belongs to a private one."""
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


class SealingWriter(io.RawIOBase):
    """Seals what is written to it; the file is whole only after `close`."""

    def __init__(self, target: BinaryIO, public: bytes) -> None:
        """Begin a file for the holder of the key that belongs to `public`."""
        own = X25519PrivateKey.generate()
        header = _MAGIC + own.public_key().public_bytes_raw()
        shared = own.exchange(X25519PublicKey.from_public_bytes(public))
        self._cipher, self._header = _cipher(shared, header, public), header
        self._target, self._left, self._number = target, bytearray(), 0
        target.write(header)

    def writable(self) -> bool:
        """Say yes."""
        return True

    def write(self, data: Any) -> int:
        """Take some more."""
        self._left += data
        while len(self._left) > PIECE_BYTES:
            self._seal(bytes(self._left[:PIECE_BYTES]), is_last=False)
            del self._left[:PIECE_BYTES]
        return len(data)

    def close(self) -> None:
        """Seal what is left as the last piece."""
        if not self.closed:
            self._seal(bytes(self._left), is_last=True)
        super().close()

    def _seal(self, piece: bytes, *, is_last: bool) -> None:
        nonce = _nonce(self._number, is_last=is_last)
        self._target.write(self._cipher.encrypt(nonce, piece, self._header))
        self._number += 1


class OpeningReader(io.RawIOBase):
    """Opens a sealed file piece by piece; raises `BackupDamaged`."""

    def __init__(self, source: BinaryIO, private: bytes) -> None:
        """Begin at the start of a file."""
        header = source.read(len(_MAGIC) + _KEY_BYTES)
        if not header.startswith(_MAGIC) or len(header) != len(_MAGIC) + _KEY_BYTES:
            raise BackupDamaged
        key = X25519PrivateKey.from_private_bytes(private)
        shared = key.exchange(X25519PublicKey.from_public_bytes(header[len(_MAGIC) :]))
        self._cipher, self._header = _cipher(shared, header, public_of(private)), header
        self._source, self._number, self._left = source, 0, b""
        self._next = source.read(PIECE_BYTES + _TAG_BYTES)
        self._has_ended = False

    def readable(self) -> bool:
        """Say yes."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Give some more; nothing at the end, which is proven to be the end."""
        while not self._left and not self._has_ended:
            self._left = self._open()
        given = self._left[: len(buffer)]
        buffer[: len(given)] = given
        self._left = self._left[len(given) :]
        return len(given)

    def _open(self) -> bytes:
        sealed, self._next = self._next, self._source.read(PIECE_BYTES + _TAG_BYTES)
        self._has_ended = not self._next
        nonce = _nonce(self._number, is_last=self._has_ended)
        self._number += 1
        try:
            return self._cipher.decrypt(nonce, sealed, self._header)
        except InvalidTag:
            raise BackupDamaged from None


def _cipher(shared: bytes, header: bytes, public: bytes) -> AESGCM:
    kdf = HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=header + public, info=b"backup")
    return AESGCM(kdf.derive(shared))


def _nonce(number: int, *, is_last: bool) -> bytes:
    return struct.pack(">3xQ?", number, is_last)
