"""How long proving a long access log takes: sealed first, then read and held against its seals.

.venv/bin/python -m bench.verify_log --lines 1000000 --database sqlite postgresql
                                              goal: 1,000,000 lines proved in ≤ 60 s
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, insert

from kraamzorg_app import config, database
from kraamzorg_app.domain.actors import Actor, Job
from kraamzorg_app.models.access_log import AccessLogLine
from kraamzorg_app.services import environment, log_proof, log_sealing
from tests import databases

GOAL_SECONDS = 60.0
GOAL_LINES = 1_000_000
AT_ONCE = 5_000
CLIENTS_A_LINE = (1, 1, 1, 1, 1, 1, 25)
"""One in seven lines is a page of a list."""


def _lines(count: int) -> Iterator[dict[str, Any]]:
    chance = random.Random(7513)
    clients = [UUID(int=chance.getrandbits(128)) for _ in range(5_000)]
    people = [UUID(int=chance.getrandbits(128)) for _ in range(400)]
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    for number in range(count):
        named = chance.sample(clients, chance.choice(CLIENTS_A_LINE))
        yield {
            "id": UUID(int=chance.getrandbits(128)),
            "happened_at": begin + timedelta(seconds=number),
            "event": "ENTRIES_LISTED" if len(named) > 1 else "ENTRY_READ",
            "action": "R",
            "outcome": "ok",
            "purpose": "WAITING_LIST",
            "actor_kind": "PERSON",
            "user_id": chance.choice(people),
            "session_id": chance.choice(people),
            "role": "CARE_PROVIDER",
            "membership_id": chance.choice(people),
            "organization": "Kraamzorg Miek",
            "on_behalf_of": "",
            "origin": "192.0.2.1",
            "subjects": [client.hex for client in named],
            "fields": ["CLIENT_NUMBER", "DUE_DATE", "PC4", "WAITING_LIST"],
            "search_id": chance.choice(people),
            "details": {"state": "WAITING", "pc4_contains": "87", "page": 1, "found": 300},
        }


def _write(engine: Engine, count: int) -> None:
    lines = _lines(count)
    for start in range(0, count, AT_ONCE):
        some = [next(lines) for _ in range(min(AT_ONCE, count - start))]
        with database.transaction(engine) as session:
            session.execute(insert(AccessLogLine), some)


def _engine(kind: str, directory: Path) -> Engine:
    if kind == "postgresql":
        return databases.new_postgres()
    return databases.new_sqlite(directory, databases.sqlite_template(directory))


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(kind: str, count: int) -> float:
    with tempfile.TemporaryDirectory() as directory:
        settings = config.load({"KRAAMZORG_MODE": "test", "DATA_DIR": directory})
        made = replace(environment.from_settings(settings), engine=_engine(kind, Path(directory)))
        environment.install(made)
        _write(made.engine, count)
        began = time.perf_counter()
        seals = log_sealing.seal_and_publish(Actor.system(Job.SEAL_LOG))
        sealing, before = time.perf_counter() - began, _megabytes()
        began = time.perf_counter()
        proof = log_proof.prove()
        took = time.perf_counter() - began
        made.engine.dispose()
    assert (proof.damage, proof.lines, proof.seals) == (None, count, seals)
    print(
        f"{kind:<12}{count:>10} lines: sealed in {sealing:5.1f} s, proved in {took:5.1f} s, "
        f"{_megabytes() - before:.0f} MB more than before"
    )
    return took


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--lines", type=int, default=GOAL_LINES)
    parser.add_argument("--database", nargs="+", default=["sqlite", "postgresql"])
    asked = parser.parse_args()
    slowest = max(measure(kind, asked.lines) for kind in asked.database)
    return 0 if slowest <= GOAL_SECONDS or asked.lines < GOAL_LINES else 1


if __name__ == "__main__":
    sys.exit(main())
