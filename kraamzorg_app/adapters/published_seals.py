"""Seals of the access log outside the database, so that a cut tail or a rewritten log is seen."""

from __future__ import annotations

import fcntl
import logging
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_NAME: Final = "access-log.txt"
_PARTS: Final = 4
_HASH_LENGTH: Final = 64
_END_OF_JSON: Final = '"}'
"""Of a line in a process log that is JSON: what was said stands last."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PublishedSeal:
    """What is told of a seal."""

    number: int
    first_number: int
    last_number: int
    hash: str

    def __str__(self) -> str:
        return f"{self.number} {self.first_number} {self.last_number} {self.hash}"


class PublishedSeals:
    """A file of one line a seal, which is only added to; the newest also stands in the log."""

    def __init__(self, directory: Path) -> None:
        """Take the directory that the file stands in; it is made when it is needed."""
        self._path = directory / _NAME

    def read(self) -> Iterator[PublishedSeal]:
        """Give what was published here."""
        if self._path.exists():
            yield from read(self._path)

    def publish(self, newer: Callable[[int], Iterable[PublishedSeal]]) -> int:
        """Add the seals after the last one here, as `newer` gives them; gives how many.

        Of several processes with one directory one adds at a time, so none is added twice.
        """
        self._path.parent.mkdir(parents=True, exist_ok=True)
        last: PublishedSeal | None = None
        count = 0
        with self._path.open("a", encoding="ascii") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if not self._ends_whole():
                file.write("\n")
            for last in newer(max((seal.number for seal in self.read()), default=0)):
                file.write(f"{last}\n")
                count += 1
            file.flush()
            os.fsync(file.fileno())
        if last is not None:
            _log.info("access log sealed: %s", last)
        return count

    def _ends_whole(self) -> bool:
        size = self._path.stat().st_size
        if size == 0:
            return True
        with self._path.open("rb") as file:
            file.seek(size - 1)
            return file.read(1) == b"\n"


def read(path: Path) -> Iterator[PublishedSeal]:
    """Give the seals of a file, also when other words stand before them, as in a process log.

    A line that a crash cut off is passed over.
    """
    with path.open(encoding="utf-8", errors="replace") as file:
        for line in file:
            seal = _parse(line)
            if seal is not None:
                yield seal


def _parse(line: str) -> PublishedSeal | None:
    parts = line.rstrip().removesuffix(_END_OF_JSON).split()[-_PARTS:]
    if len(parts) != _PARTS or not all(part.isdecimal() for part in parts[:-1]):
        return None
    number, first, last = map(int, parts[:-1])
    is_whole = len(parts[-1]) == _HASH_LENGTH
    return PublishedSeal(number, first, last, parts[-1]) if is_whole else None
