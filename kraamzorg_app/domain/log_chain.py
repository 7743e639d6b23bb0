"""How the access log proves itself: a digest a line, and seals that hang on one another.

The hashes are plain SHA-256 without a key: see `docs/decisions/0007-access-log.md`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

START: Final = "0" * 64
"""What the first seal hangs on."""
LINE_COLUMNS: Final = (
    "number",
    "id",
    "happened_at",
    "event",
    "action",
    "outcome",
    "purpose",
    "actor_kind",
    "user_id",
    "session_id",
    "role",
    "membership_id",
    "organization",
    "on_behalf_of",
    "origin",
    "subjects",
    "fields",
    "search_id",
    "details",
)
"""The order in which a line is hashed; changing it breaks every seal there is."""
_FORMAT: Final = 1
_NUMBER_BYTES: Final = 8
_ENTRY_BYTES: Final = _NUMBER_BYTES + hashlib.sha256().digest_size


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)


_encode = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), sort_keys=True, default=_plain
).encode


@dataclass(frozen=True, slots=True)
class Seal:
    """A piece of the log that nothing can be added to, taken from or changed in unseen."""

    number: int
    first_number: int
    last_number: int
    digests: bytes
    """Of each line its number and its digest, in order."""
    former_hash: str
    hash: str

    @property
    def line_count(self) -> int:
        """How many lines are in it."""
        return len(self.digests) // _ENTRY_BYTES

    @property
    def is_whole(self) -> bool:
        """Say whether the seal itself is as it was made."""
        return self.hash == _hash(
            self.former_hash, self.number, self.first_number, self.last_number, self.digests
        )

    def entries(self) -> Iterator[tuple[int, bytes]]:
        """Give each line's number with its digest."""
        for start in range(0, len(self.digests), _ENTRY_BYTES):
            entry = self.digests[start : start + _ENTRY_BYTES]
            yield int.from_bytes(entry[:_NUMBER_BYTES]), entry[_NUMBER_BYTES:]


def line_digest(values: Sequence[Any]) -> bytes:
    """Hash the values of one line, in the order of `LINE_COLUMNS`, whatever its database.

    Ids come as 32 hex digits.
    """
    return hashlib.sha256(_encode([_FORMAT, *values]).encode()).digest()


def seal(lines: Sequence[Sequence[Any]], *, number: int, former: str) -> Seal:
    """Seal some lines in their order, hanging on the hash of the former seal."""
    digests = b"".join(values[0].to_bytes(_NUMBER_BYTES) + line_digest(values) for values in lines)
    first, last = lines[0][0], lines[-1][0]
    return Seal(number, first, last, digests, former, _hash(former, number, first, last, digests))


def _hash(former: str, number: int, first: int, last: int, digests: bytes) -> str:
    heading = f"{_FORMAT}|{former}|{number}|{first}|{last}|".encode()
    return hashlib.sha256(heading + digests).hexdigest()
