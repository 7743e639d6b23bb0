"""No room on the disk: nothing is kept by halves, people read a sentence, and it goes on after."""

from __future__ import annotations

import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlmodel import select

from kraamzorg_app import database
from kraamzorg_app.adapters import backup_sealing, dumps
from kraamzorg_app.adapters.clock import FrozenClock
from kraamzorg_app.adapters.mail import FakeMail, FileMail, MailNotSent, OutgoingMail
from kraamzorg_app.domain.actors import Actor, Job
from kraamzorg_app.domain.errors import Unavailable
from kraamzorg_app.models.messages import OutboxMessage, OutboxState
from kraamzorg_app.services import backups, environment, invitations, mail_delivery, outbox
from kraamzorg_app.services.backups import BackupRefused
from kraamzorg_app.services.environment import Environment
from kraamzorg_app.services.unit_of_work import begin
from tests.answers import wish
from tests.conftest import NOW
from tests.personas import Cast

SENDER = Actor.system(Job.SEND_OUTBOX)
MOST_BYTES = 64 * 1024
MAIL = OutgoingMail(
    message_id="<abc123@kraamzorg.test>",
    sender="wachtlijst@kraamzorg.test",
    recipient="sanne@client.test",
    subject="Bericht",
    text="Hallo",
    html=f"<p>{'x' * 2 * MOST_BYTES}</p>",
    written_at=NOW,
)


@contextmanager
def no_more_pages(env: Environment) -> Iterator[None]:
    """Let an SQLite file grow no further, as on a full disk."""

    def limit(connection: Any, *_: Any) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={pages}")

    event.listen(env.engine, "connect", limit)
    env.engine.dispose()
    yield
    event.remove(env.engine, "connect", limit)
    env.engine.dispose()


@contextmanager
def small_files() -> Iterator[None]:
    """Let this process write no file beyond a few kilobytes, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_BYTES, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_full_database_keeps_nothing_by_halves_and_goes_on_when_there_is_room(
    env: Environment, cast: Cast
) -> None:
    before = counts(env)
    with no_more_pages(env):
        done = invited_until_full(env, cast)
        full = counts(env)
    # What was answered is there, with its mail; what was refused left nothing.
    assert full["invitation"] == before["invitation"] + done
    assert full["outbox_message"] == before["outbox_message"] + done
    assert integrity(env) == "ok"
    invitations.invite(cast.provider, wish(env, email=f"c{done}@client.test"))
    assert counts(env)["invitation"] == full["invitation"] + 1


def invited_until_full(env: Environment, cast: Cast) -> int:
    for number in range(1000):
        try:
            invitations.invite(cast.provider, wish(env, email=f"c{number}@client.test"))
        except Unavailable:
            return number
    raise AssertionError("the disk was never full")


def counts(env: Environment) -> dict[str, int]:
    with env.engine.connect() as connection:
        return dumps.row_counts(connection)


def integrity(env: Environment) -> str:
    with env.engine.connect() as connection:
        return str(connection.execute(text("PRAGMA integrity_check")).scalar_one())


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_fault_of_ours_is_not_taken_for_an_outage(env: Environment) -> None:
    with pytest.raises(Exception, match="no such table"), begin(SENDER) as work:
        work.session.execute(text("SELECT * FROM bestaat_niet"))
    assert env.engine


def test_a_mail_that_finds_no_room_is_tried_again(tmp_path: Path) -> None:
    transport = FileMail(tmp_path / "mail")
    with small_files(), pytest.raises(MailNotSent) as full:
        transport.send(MAIL)
    assert (full.value.code, full.value.is_permanent) == ("disk_full", False)
    assert list((tmp_path / "mail").iterdir()) == []
    transport.send(MAIL)
    assert len(list((tmp_path / "mail").iterdir())) == 1


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_backup_that_finds_no_room_leaves_the_former_one(
    env: Environment, tmp_path: Path
) -> None:
    public = backup_sealing.public_of(os.urandom(32))
    settings = replace(env.settings, backup_public_key=public)
    environment.install(replace(env, settings=settings))
    path, keeper = tmp_path / "a.backup", Actor.system(Job.BACKUP)
    path.write_bytes(b"the former one")
    with small_files(), pytest.raises((BackupRefused, Unavailable)):
        backups.make(keeper, path)
    assert path.read_bytes() == b"the former one"
    assert [each.name for each in tmp_path.glob("a.backup*")] == ["a.backup"]
    assert backups.make(keeper, path).rows


def test_a_mail_server_that_is_down_for_an_hour_costs_nothing(
    env: Environment, clock: FrozenClock
) -> None:
    def down(_mail: OutgoingMail) -> None:
        raise MailNotSent("smtp_unavailable")

    assert isinstance(env.mail, FakeMail)
    env.mail.fail = down
    for minute in range(60):
        with begin(SENDER) as work:
            mail = outbox.Mail(f"a{minute}@people.test", "Onderwerp", "Tekst", "<p>x</p>")
            outbox.enqueue(work, "taken", mail)
        mail_delivery.send_due(SENDER)
        clock.advance(timedelta(minutes=1))
    assert env.mail.sent == []
    env.mail.fail = lambda _mail: None
    for _ in range(60):
        mail_delivery.send_due(SENDER)
        clock.advance(timedelta(minutes=1))
    assert sorted(mail.recipient for mail in env.mail.sent) == sorted(
        f"a{minute}@people.test" for minute in range(60)
    )
    with database.reading(env.engine) as session:
        assert set(session.exec(select(OutboxMessage.state)).all()) == {OutboxState.SENT}
