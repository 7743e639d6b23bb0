"""How long the import of all Dutch postcodes takes: preview and import, on an empty database.

.venv/bin/python -m bench.import_pc4          goal: preview and import together ≤ 3 s
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

from alembic.config import Config

from alembic import command
from kraamzorg_app import config, database
from kraamzorg_app.domain.actors import Actor, ActorKind, Role
from kraamzorg_app.domain.calendar import amsterdam_day, format_date
from kraamzorg_app.models.accounts import User
from kraamzorg_app.services import environment
from kraamzorg_app.services.administration import territory, territory_import

ROOT = Path(__file__).parents[1]
GOAL_SECONDS = 3.0


def timed(name: str, work: Callable[[], Any]) -> tuple[Any, float]:
    began = time.perf_counter()
    result = work()
    took = time.perf_counter() - began
    print(f"{name:<32}{took:6.2f} s")
    return result, took


def main() -> int:
    content = (ROOT / "kraamzorg_app" / "reference" / "nl-pc4.csv").read_bytes()
    with tempfile.TemporaryDirectory() as directory:
        made = environment.from_settings(
            config.load({"KRAAMZORG_MODE": "test", "DATA_DIR": directory})
        )
        environment.install(made)
        with made.engine.begin() as connection:
            alembic = Config(ROOT / "alembic.ini")
            alembic.attributes["connection"] = connection
            command.upgrade(alembic, "head")
        user_id, now = uuid4(), made.clock.now()
        with database.transaction(made.engine) as session:
            session.add(User(id=user_id, email="bo@bench.test", created_at=now))
        bo = replace(
            Actor.visitor(), kind=ActorKind.PERSON, role=Role.FUNCTIONAL_ADMIN, user_id=user_id
        )
        form = {"valid_from": format_date(amsterdam_day(now)), "makes_regions": "on"}
        proposal, preview = timed(
            "preview of 4,074 postcodes",
            lambda: territory_import.propose_import(bo, content, form),
        )
        _, importing = timed("import", lambda: territory.apply(bo, proposal.id, "move"))
        again, _ = timed(
            "preview of the same once more",
            lambda: territory_import.propose_import(bo, content, form),
        )
        made.engine.dispose()
    assert len(proposal.new_regions) == 25
    assert again.unchanged == 4074
    total = preview + importing
    print(f"{'preview and import':<32}{total:6.2f} s   goal {GOAL_SECONDS:.0f} s")
    return 0 if total <= GOAL_SECONDS else 1


if __name__ == "__main__":
    sys.exit(main())
