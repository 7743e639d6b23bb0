"""What a server sent, kept in a file with who it went to."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from http.cookies import SimpleCookie
from pathlib import Path

from kraamzorg_app.adapters.crypto import token_hash


@dataclass(frozen=True, slots=True)
class Who:
    """The sessions of one browser, by the hashes that the database keeps; empty without one."""

    user: str = ""
    client: str = ""

    @classmethod
    def of(cls, cookies: str) -> Who:
        """Read a Cookie header."""
        found = SimpleCookie(cookies)
        return cls(*(token_hash(found[it].value) if it in found else "" for it in _SESSIONS))


_SESSIONS = ("kraamzorg", "client")
NOBODY = Who()


@dataclass(frozen=True, slots=True)
class Sent:
    """One answer, its headers or one message of a socket."""

    who: Who
    what: str
    since: float
    """When it was asked for."""
    until: float
    digest: str
    content: bytes


class Recording:
    """A file of everything that was sent; what was sent before is kept by its digest only."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("wb")
        self._known: set[str] = set()

    def keep(self, who: Who, what: str, since: float, content: bytes) -> None:
        """Write down what was sent just now."""
        digest = hashlib.blake2b(content, digest_size=16).hexdigest()
        body = b"" if digest in self._known else content
        self._known.add(digest)
        head = {
            "who": asdict(who),
            "what": what,
            "since": since,
            "until": time.time(),
            "digest": digest,
            "size": len(body),
        }
        self._file.write(json.dumps(head).encode() + b"\n" + body)

    def flush(self) -> None:
        """Let a reader find everything."""
        self._file.flush()


def read(path: Path) -> Iterator[Sent]:
    """Give what was kept, in order; `content` is empty for what came before."""
    with path.open("rb") as file:
        while line := file.readline():
            head = json.loads(line)
            content = file.read(head.pop("size"))
            yield Sent(**head | {"who": Who(**head["who"])}, content=content)
