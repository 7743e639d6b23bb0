"""The tool runs with a database account that owns nothing, and the log is out of its reach."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from kraamzorg_app import database
from kraamzorg_app.adapters import dumps
from kraamzorg_app.adapters.clock import FrozenClock
from kraamzorg_app.domain.actors import Actor, Job
from kraamzorg_app.jobs import rotate_keys, runner
from kraamzorg_app.services import (
    exports,
    log_proof,
    log_sealing,
    retention,
    waiting_list,
)
from kraamzorg_app.services.environment import Environment
from tests import databases
from tests.answers import registered
from tests.databases import ROOT
from tests.integration.test_backups import PROGRAMS
from tests.personas import make_cast

TOOL = "wachtlijst_tool"


@pytest.fixture
def engine() -> Iterator[Engine]:
    """Give PostgreSQL as the account that the operations page tells to make."""
    owner = databases.new_postgres()
    with owner.begin() as connection:
        exists = "SELECT 1 FROM pg_roles WHERE rolname = :name"
        if connection.execute(text(exists), {"name": TOOL}).first() is None:
            connection.execute(text(f"CREATE ROLE {TOOL} LOGIN"))
        lines = (ROOT / "scripts" / "grants.sql").read_text().splitlines()
        script = "\n".join(line for line in lines if not line.startswith("--"))
        for statement in filter(None, map(str.strip, script.split(";"))):
            connection.execute(text(statement))
    owner.dispose()
    made = database.make_engine(owner.url.set(username=TOOL).render_as_string(hide_password=False))
    yield made
    made.dispose()
    databases.drop(owner)


def test_the_tool_works_with_it_and_every_job_runs(
    env: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}")
    cast = make_cast(env)
    client = registered(env, cast.insurer, cast.vgz_label)
    assert client.entry_id is not None
    waiting_list.accept(cast.provider, client.entry_id)
    assert list(exports.stream_csv(cast.coordinator))
    for job in runner.JOBS:
        job.run()
    rotate_keys.run()
    assert log_proof.prove().damage is None
    with dumps.dumped(env.engine) as (counts, stream):
        assert b"waiting_list_entry" in stream.read()
    assert counts["waiting_list_entry"] == 5


FORBIDDEN = (
    "UPDATE access_log_line SET outcome = 'ok'",
    "UPDATE log_seal SET hash = ''",
    "DELETE FROM log_seal",
    "DELETE FROM log_cut",
    "TRUNCATE access_log_line",
    "ALTER TABLE access_log_line DISABLE TRIGGER USER",
    "DROP TRIGGER access_log_line_stays ON access_log_line",
    "DROP FUNCTION log_line_stays() CASCADE",
    "SET session_replication_role = replica",
    "UPDATE alembic_version SET version_num = ''",
    "CREATE TABLE mine (id int)",
)


def test_it_changes_neither_the_log_nor_what_keeps_it(engine: Engine) -> None:
    for statement in FORBIDDEN:
        with pytest.raises(DBAPIError) as refused, engine.begin() as connection:
            connection.execute(text(statement))
        assert getattr(refused.value.orig, "sqlstate", "") == "42501", statement


def test_who_tries_a_backup_out_with_it_is_told_what_it_lacks(engine: Engine) -> None:
    with pytest.raises(dumps.DumpFailed, match="CREATEDB"), dumps.scratch(engine):
        pass


def test_it_deletes_lines_only_as_retention_does(
    env: Environment, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_sealing, "LINES_A_SEAL", 3)
    cast, sealer = make_cast(env), Actor.system(Job.SEAL_LOG)
    for _ in range(6):
        waiting_list.read_entry(cast.coordinator, cast.waiting.id)
    log_sealing.seal_and_publish(sealer)
    with pytest.raises(DBAPIError, match="append-only"), env.engine.begin() as connection:
        connection.execute(text("DELETE FROM access_log_line"))
    clock.advance(timedelta(days=5 * 366))
    log_sealing.seal_and_publish(sealer)
    assert retention.cut_log(Actor.system(Job.RETENTION))
    assert log_proof.prove().damage is None
