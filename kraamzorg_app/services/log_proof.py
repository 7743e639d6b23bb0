"""Proving that the access log is whole, or naming the first line that is not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b
from itertools import chain
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Engine
from sqlmodel import Session

from kraamzorg_app import database
from kraamzorg_app.adapters import published_seals
from kraamzorg_app.adapters.published_seals import PublishedSeal
from kraamzorg_app.domain import log_chain
from kraamzorg_app.domain.log_chain import Seal, line_digest
from kraamzorg_app.models.access_log import LogSeal
from kraamzorg_app.queries import access_log
from kraamzorg_app.services import environment
from kraamzorg_app.services.log_sealing import published

_LINES_AT_ONCE: Final = 2000
_SEALS_AT_ONCE: Final = 20


class Damage(StrEnum):
    """What is wrong with the log."""

    LINE_CHANGED = "line changed"
    LINE_MISSING = "line missing"
    LINE_INSERTED = "line inserted"
    SEAL_CHANGED = "seal changed"
    SEAL_MISSING = "seal missing"
    TAIL_MISSING = "tail missing"
    INDEX_DIFFERS = "index of clients differs"


_OF_A_SEAL: Final = frozenset({Damage.SEAL_CHANGED, Damage.SEAL_MISSING, Damage.TAIL_MISSING})


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found; without damage everything sealed is as it was written."""

    seals: int
    lines: int
    """How many lines were held against their seals."""
    unsealed: int
    published: int
    """How many seals were also held against what was published."""
    damage: Damage | None = None
    number: int = 0
    """Of the first broken line, or of the seal."""

    @property
    def finding(self) -> str:
        """Say where it is broken, in English for who runs a command; empty when it is whole."""
        if self.damage is None:
            return ""
        if self.damage is Damage.INDEX_DIFFERS:
            return "the index of clients is not what the lines say"
        where = "seal" if self.damage in _OF_A_SEAL else "line"
        return f"{where} {self.number}: {self.damage}"


class _DamagedError(Exception):
    def __init__(self, damage: Damage, number: int) -> None:
        self.damage, self.number = damage, number
        super().__init__(damage)


def prove(files: Iterable[Path] = ()) -> Proof:
    """Read the whole log once, in constant memory and without keeping anybody waiting.

    Held against the seals in the database, those that were published on this machine, and those in
    the files handed in.
    """
    here = environment.current()
    search = _Search()
    for seal in chain(published(here).read(), *map(published_seals.read, files)):
        search.expect(seal)
    return _proved(search, here.engine)


def prove_copy(engine: Engine) -> Proof:
    """Read the log of a restored copy: its lines against its own seals, each on the one before.

    Not against published seals: a copy ends earlier than what was published since.
    """
    return _proved(_Search(), engine)


def _proved(search: _Search, engine: Engine) -> Proof:
    with database.snapshot(engine) as session:
        try:
            search.run(session)
        except _DamagedError as found:
            return search.proof(found.damage, found.number)
    return search.proof()


class _Search:
    """One walk over seals and lines side by side."""

    def __init__(self) -> None:
        self._known: dict[int, set[str]] = {}
        self._seals = self._lines = self._unsealed = self._published = 0
        self._named = 0
        """Every client that a line names, folded together in whatever order."""

    def expect(self, seal: PublishedSeal) -> None:
        self._known.setdefault(seal.number, set()).add(seal.hash)

    def proof(self, damage: Damage | None = None, number: int = 0) -> Proof:
        return Proof(self._seals, self._lines, self._unsealed, self._published, damage, number)

    def run(self, session: Session) -> None:
        lines = _Lines(session)
        former, last_number = log_chain.START, 0
        for row, cut_at in session.execute(
            access_log.seals().execution_options(yield_per=_SEALS_AT_ONCE)
        ):
            self._check_seal(row, former, last_number)
            if cut_at is None:
                self._check_lines(_seal_of(row), lines)
            elif lines.number is not None and lines.number <= row.last_number:
                raise _DamagedError(Damage.LINE_INSERTED, lines.number)
            former, last_number = row.hash, row.last_number
        missing = [number for number in self._known if number > self._seals]
        if missing:
            raise _DamagedError(Damage.TAIL_MISSING, min(missing))
        while lines.number is not None:
            self._unsealed += 1
            lines.move()
        self._check_index(session, last_number)

    def _check_seal(self, row: LogSeal, former: str, last_number: int) -> None:
        number = self._seals + 1
        if row.number != number:
            raise _DamagedError(Damage.SEAL_MISSING, number)
        is_next = row.former_hash == former and row.first_number > last_number
        if not is_next or not _seal_of(row).is_whole:
            raise _DamagedError(Damage.SEAL_CHANGED, number)
        if number in self._known:
            if self._known[number] != {row.hash}:
                raise _DamagedError(Damage.SEAL_CHANGED, number)
            self._published += 1
        self._seals = number

    def _check_lines(self, seal: Seal, lines: _Lines) -> None:
        for number, digest in seal.entries():
            if lines.number is None or lines.number > number:
                raise _DamagedError(Damage.LINE_MISSING, number)
            if lines.number < number:
                raise _DamagedError(Damage.LINE_INSERTED, lines.number)
            if line_digest(lines.values) != digest:
                raise _DamagedError(Damage.LINE_CHANGED, number)
            for subject in set(lines.subjects):
                self._named ^= _folded(subject, number)
            self._lines += 1
            lines.move()

    def _check_index(self, session: Session, last_number: int) -> None:
        """Hold the index by client against the lines, or lines could be hidden from a search."""
        named = 0
        query = access_log.named_clients(up_to=last_number)
        for subject, number in session.execute(query.execution_options(yield_per=_LINES_AT_ONCE)):
            named ^= _folded(subject, number)
        if named != self._named:
            raise _DamagedError(Damage.INDEX_DIFFERS, 0)


class _Lines:
    """The lines in their order, one in hand."""

    def __init__(self, session: Session) -> None:
        rows: Iterator[Any] = iter(
            session.execute(access_log.lines().execution_options(yield_per=_LINES_AT_ONCE))
        )
        self._rows = rows
        self.number: int | None = None
        self.values: tuple[Any, ...] = ()
        self.move()

    @property
    def subjects(self) -> list[str]:
        """The clients of the line in hand."""
        found: list[str] = self.values[log_chain.LINE_COLUMNS.index("subjects")]
        return found

    def move(self) -> None:
        """Take the next line in hand; its number is None after the last one."""
        row = next(self._rows, None)
        self.number, self.values = (None, ()) if row is None else (row[0], tuple(row))


def _seal_of(row: LogSeal) -> Seal:
    return Seal(
        row.number, row.first_number, row.last_number, row.digests, row.former_hash, row.hash
    )


def _folded(subject: str, number: int) -> int:
    digest = blake2b(f"{subject} {number}".encode(), digest_size=16).digest()
    return int.from_bytes(digest)
