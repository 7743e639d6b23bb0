"""What a run of journeys leaves to be searched: answers, mails, sessions and the made-up clients.

In files, so that a last step finds what several processes left.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlmodel import select

from kraamzorg_app import config, database
from kraamzorg_app.models.client_access import ClientSession
from kraamzorg_app.models.waiting_list import Invitation, WaitingListEntry
from kraamzorg_app.services import environment
from kraamzorg_app.services.environment import Environment
from tests.canaries.recording import Recording, Who
from tests.server import ROOT, Server

RECORDED = ROOT / "test-results" / "recorded"
OWN = RECORDED / os.environ.get("PYTEST_XDIST_WORKER", "alone")
IS_KEPT = "KRAAMZORG_KEEP_RECORDED" in os.environ
"""Whether to search what several processes left before."""
_MADE = "clients.jsonl"


@dataclass(frozen=True)
class Run:
    """One tool that journeys went through."""

    folder: Path

    @classmethod
    def new(cls, name: str) -> Run:
        run = cls(OWN / name)
        shutil.rmtree(run.folder, ignore_errors=True)
        run.mails.mkdir(parents=True)
        run.data.mkdir()
        return run

    @property
    def answers(self) -> Path:
        return self.folder / "answers"

    @property
    def mails(self) -> Path:
        return self.folder / "mails"

    @property
    def settings(self) -> dict[str, str]:
        return json.loads((self.folder / "settings.json").read_text())

    @property
    def data(self) -> Path:
        """What the tool itself keeps on disk."""
        return self.folder / "data"

    def record(self, server: Server) -> Recording:
        """Begin to keep what a server sends; its settings are needed to ask it who was who."""
        (self.folder / "settings.json").write_text(json.dumps(server.settings))
        return Recording(self.answers)

    def environment(self) -> Environment:
        """Give its database and keys."""
        return environment.from_settings(config.load(self.settings))

    def greet(self, env: Environment, who: Who) -> None:
        """Write down whose page a browser opened: erasing her takes it from the database."""
        if who.client:
            with database.reading(env.engine) as session:
                hers = session.exec(
                    select(ClientSession).where(ClientSession.token_hash == who.client)
                ).first()
                ids = (hers.invitation_id, hers.entry_id) if hers else (None, None)
                rows = [
                    session.get(table, row_id)
                    for table, row_id in zip((Invitation, WaitingListEntry), ids, strict=True)
                    if row_id
                ]
                number = next((row.client_number for row in rows if row), "")
            _append(self.folder / "sessions.jsonl", who.client, number, *map(_text, ids))

    def sessions(self) -> Iterator[tuple[str, str, UUID | None, UUID | None]]:
        """Give each client's session: its hash, her number, her invitation and her place."""
        for session, number, *ids in _lines(self.folder / "sessions.jsonl"):
            invitation, entry = (UUID(it) if it else None for it in ids)
            yield session, number, invitation, entry


def begin() -> None:
    """Throw away what was recorded the last time; one of several processes only its own."""
    is_one_of_several = "PYTEST_XDIST_WORKER" in os.environ
    if not IS_KEPT:
        shutil.rmtree(OWN if is_one_of_several else RECORDED, ignore_errors=True)
    OWN.mkdir(parents=True, exist_ok=True)


def remember(client: dict[str, Iterable[str]]) -> None:
    """Write down the values of a made-up client, by field."""
    _append(OWN / _MADE, client)


def clients() -> list[dict[str, list[str]]]:
    """Give all clients that were made up, by whichever process."""
    return [line for path in RECORDED.glob(f"*/{_MADE}") for (line,) in _lines(path)]


def runs() -> list[Run]:
    """Give what was recorded, by whichever process."""
    return [Run(path.parent) for path in sorted(RECORDED.glob("*/*/settings.json"))]


def _append(path: Path, *values: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        file.write(json.dumps(values) + "\n")


def _lines(path: Path) -> Iterator[list[Any]]:
    if path.exists():
        yield from map(json.loads, path.read_text().splitlines())


def _text(value: UUID | None) -> str:
    return str(value or "")
