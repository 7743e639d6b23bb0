"""The access log can't be changed, and whoever changes it all the same is found out."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Event
from uuid import uuid4

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import func, select

from kraamzorg_app import database
from kraamzorg_app.domain.actors import Actor, Job
from kraamzorg_app.models.access_log import AccessLogLine, AccessLogSubject, LogSeal
from kraamzorg_app.services import audit, log_proof, log_sealing, waiting_list
from kraamzorg_app.services.audit import LogEvent
from kraamzorg_app.services.environment import Environment
from kraamzorg_app.services.log_proof import Damage, Proof
from kraamzorg_app.services.unit_of_work import begin
from tests.personas import Cast

SEALER = Actor.system(Job.SEAL_LOG)
WRITERS = 8


def write(lines: int, *, subjects: int = 2) -> None:
    for index in range(lines):
        with begin(Actor.visitor("192.0.2.7")) as work:
            named = [uuid4() for _ in range(subjects)]
            audit.record(work, LogEvent.ENTRIES_LISTED, "R", subjects=named, details={"é": index})


def seal(times: int = 1, *, lines: int = 10) -> None:
    for _ in range(times):
        write(lines)
        log_sealing.seal_and_publish(SEALER)


def execute(engine: Engine, statement: str, **values: object) -> None:
    with engine.begin() as connection:
        connection.execute(text(statement), values)


def unlock(engine: Engine) -> None:
    """Take away what keeps the log, as somebody with all rights on the database can."""
    with engine.begin() as connection:
        for statement in _unlocking(connection):
            connection.execute(text(statement))


def _unlocking(connection: Connection) -> list[str]:
    if connection.dialect.name == "postgresql":
        tables = ("access_log_line", "access_log_subject", "log_seal")
        return [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in tables]
    triggers = connection.execute(
        text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE '%log%'")
    ).scalars()
    return [f"DROP TRIGGER {name}" for name in triggers]


@pytest.mark.parametrize("table", ["access_log_line", "access_log_subject", "log_seal"])
@pytest.mark.parametrize("change", ["UPDATE {} SET {} = {}", "DELETE FROM {}"])
def test_nothing_of_the_log_is_changed_or_deleted(
    env: Environment, table: str, change: str
) -> None:
    seal()
    column = "last_number" if table == "log_seal" else "number"
    with pytest.raises(DBAPIError, match="append-only"):
        execute(env.engine, change.format(table, column, f"{column} + 1000"))
    assert log_proof.prove().damage is None


def test_no_line_is_replaced(env: Environment) -> None:
    if env.engine.dialect.name != "sqlite":
        return  # only SQLite has REPLACE, which asks no trigger about what it deletes
    seal()
    with pytest.raises(DBAPIError, match="append-only"):
        execute(
            env.engine,
            """
            INSERT OR REPLACE INTO access_log_line (number, id, happened_at, event, action, outcome,
                purpose, actor_kind, organization, on_behalf_of, origin, subjects, fields, details)
            SELECT number, id, happened_at, event, action, 'refused', purpose, actor_kind,
                organization, on_behalf_of, origin, subjects, fields, details
            FROM access_log_line WHERE number = 3
            """,
        )
    assert log_proof.prove().damage is None


def test_postgresql_does_not_empty_the_log(env: Environment) -> None:
    if env.engine.dialect.name != "postgresql":
        return
    with pytest.raises(DBAPIError, match="append-only"):
        execute(env.engine, "TRUNCATE access_log_line")


@pytest.mark.usefixtures("env")
def test_a_whole_log_is_proved_with_its_seals_and_what_was_published() -> None:
    seal(3)
    write(4)
    assert log_proof.prove() == Proof(seals=3, lines=30, unsealed=4, published=3)


@pytest.mark.usefixtures("env")
def test_a_long_log_is_sealed_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_sealing, "LINES_A_SEAL", 7)
    seal(lines=30)
    assert log_proof.prove() == Proof(seals=5, lines=30, unsealed=0, published=5)


def test_real_lines_of_every_kind_are_proved(cast: Cast) -> None:
    waiting_list.read_entry(cast.coordinator, cast.waiting.id)
    waiting_list.reveal_bsn(cast.provider, cast.enrolled.id, "CLAIM")
    log_sealing.seal_and_publish(SEALER)
    proof = log_proof.prove()
    assert (proof.damage, proof.lines) == (None, 2)


Tampering = tuple[str, Damage, int]
TAMPERING: dict[str, Tampering] = {
    "change": (
        "UPDATE access_log_line SET outcome = 'refused' WHERE number = 14",
        Damage.LINE_CHANGED,
        14,
    ),
    "delete": ("DELETE FROM access_log_line WHERE number = 15", Damage.LINE_MISSING, 15),
    "cut the tail": ("DELETE FROM access_log_line WHERE number > 25", Damage.LINE_MISSING, 26),
    "change a seal": (
        "UPDATE log_seal SET last_number = 19 WHERE number = 2",
        Damage.SEAL_CHANGED,
        2,
    ),
    "delete a seal": ("DELETE FROM log_seal WHERE number = 2", Damage.SEAL_MISSING, 2),
    "hide from a search": (
        "DELETE FROM access_log_subject WHERE number = 12",
        Damage.INDEX_DIFFERS,
        0,
    ),
}


@pytest.mark.parametrize("name", TAMPERING)
def test_tampering_is_found_and_its_first_line_named(env: Environment, name: str) -> None:
    statement, damage, number = TAMPERING[name]
    seal(3)
    unlock(env.engine)
    execute(env.engine, statement)
    proof = log_proof.prove()
    assert (proof.damage, proof.number) == (damage, number)


def test_two_lines_that_change_places_are_found(env: Environment) -> None:
    seal(2)
    unlock(env.engine)
    for former, number in ((-1, 4), (4, 7), (7, -1)):
        execute(
            env.engine,
            "UPDATE access_log_line SET number = :former WHERE number = :number",
            former=former,
            number=number,
        )
    proof = log_proof.prove()
    assert (proof.damage, proof.number) == (Damage.LINE_CHANGED, 4)


def test_an_inserted_line_is_found(env: Environment) -> None:
    seal()
    unlock(env.engine)
    execute(env.engine, "UPDATE access_log_line SET number = 0 WHERE number = 10")
    proof = log_proof.prove()
    assert (proof.damage, proof.number) == (Damage.LINE_INSERTED, 0)


def test_a_tail_that_was_cut_with_its_seals_is_seen_by_what_was_published(
    env: Environment,
) -> None:
    seal(3)
    unlock(env.engine)
    execute(env.engine, "DELETE FROM access_log_line WHERE number > 20")
    execute(env.engine, "DELETE FROM access_log_subject WHERE number > 20")
    execute(env.engine, "DELETE FROM log_seal WHERE number = 3")
    proof = log_proof.prove()
    assert (proof.damage, proof.number) == (Damage.TAIL_MISSING, 3)


def test_a_log_that_was_written_anew_is_seen_by_what_was_published(
    env: Environment, tmp_path: Path
) -> None:
    seal(2)
    kept = tmp_path / "process.log"
    published = (tmp_path / "seals" / "access-log.txt").read_text().splitlines()
    kept.write_text(f"2026-03-02 INFO access log sealed: {published[1]}\n")
    (tmp_path / "seals" / "access-log.txt").unlink()
    unlock(env.engine)
    execute(env.engine, "UPDATE access_log_line SET outcome = 'refused' WHERE number = 14")
    execute(env.engine, "DELETE FROM log_seal WHERE number = 2")
    log_sealing.seal_and_publish(SEALER)
    assert log_proof.prove().damage is None
    proof = log_proof.prove([kept])
    assert (proof.damage, proof.number) == (Damage.SEAL_CHANGED, 2)


@pytest.mark.usefixtures("env")
def test_a_seal_that_a_dying_runner_did_not_publish_is_published_once(tmp_path: Path) -> None:
    seal()
    write(3)
    log_sealing.seal_next(SEALER, log_sealing.complete_up_to(SEALER))
    file = tmp_path / "seals" / "access-log.txt"
    with file.open("a") as torn:
        torn.write("2 11 1")
    for _ in range(2):
        log_sealing.seal_and_publish(SEALER)
    assert log_proof.prove() == Proof(seals=2, lines=13, unsealed=0, published=2)
    assert file.read_text().count("\n2 11 13 ") == 1


def test_a_line_that_is_committed_late_is_never_passed_over(
    env: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    if env.engine.dialect.name == "sqlite":
        return  # SQLite has one writer at a time
    monkeypatch.setattr(log_sealing, "_PATIENCE_SECONDS", 0.1)
    written, may_commit = Event(), Event()

    def write_late() -> None:
        with begin(Actor.visitor()) as work:
            audit.record(work, LogEvent.LOGGED_IN, "E")
            work.session.flush()
            written.set()
            may_commit.wait(timeout=60)

    with ThreadPoolExecutor(1) as pool:
        late = pool.submit(write_late)
        assert written.wait(timeout=60)
        write(5)
        assert log_sealing.seal_and_publish(SEALER) == 0
        may_commit.set()
        late.result(timeout=60)
    assert log_sealing.seal_and_publish(SEALER) == 1
    assert log_proof.prove() == Proof(seals=1, lines=6, unsealed=0, published=1)


def test_writers_and_two_sealers_at_once_leave_one_whole_chain(
    env: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_sealing, "LINES_A_SEAL", 20)
    over = Event()

    def write_much(number: int) -> None:
        chance = random.Random(number)  # noqa: S311 - not a secret
        for _ in range(25):
            with suppress(ZeroDivisionError), begin(Actor.visitor()) as work:
                for _ in range(chance.randint(1, 3)):
                    audit.record(work, LogEvent.ENTRY_READ, "R", subjects=[uuid4()])
                    work.session.flush()
                if chance.random() < 0.2:
                    raise ZeroDivisionError

    def seal_much(_: int) -> None:
        while not over.is_set():
            log_sealing.seal_and_publish(SEALER)

    with ThreadPoolExecutor(WRITERS + 2) as pool:
        sealers = [pool.submit(seal_much, number) for number in range(2)]
        list(pool.map(write_much, range(WRITERS)))
        over.set()
        for sealer in sealers:
            sealer.result(timeout=60)
    log_sealing.seal_and_publish(SEALER)
    proof = log_proof.prove()
    assert (proof.damage, proof.unsealed) == (None, 0)
    with database.reading(env.engine) as session:
        assert proof.lines == session.exec(select(func.count()).select_from(AccessLogLine)).one()
        assert proof.seals == session.exec(select(func.count()).select_from(LogSeal)).one()
        named = session.exec(select(func.count()).select_from(AccessLogSubject)).one()
        assert named == proof.lines


def test_a_line_names_each_client_once_in_the_index(env: Environment) -> None:
    client = uuid4()
    with begin(Actor.visitor()) as work:
        audit.record(work, LogEvent.ENTRIES_LISTED, "R", subjects=[client, uuid4(), client])
    with database.reading(env.engine) as session:
        rows = session.exec(select(AccessLogSubject)).all()
    assert len(rows) == 2
    assert client in {row.subject for row in rows}
