"""The job runner is killed at random points; every mail arrives and no row is left hanging."""

from __future__ import annotations

import email
import os
import random
import time
from collections import Counter
from pathlib import Path

import pytest
from sqlmodel import col, func, select

from kraamzorg_app import database
from kraamzorg_app.domain.actors import Actor, Job
from kraamzorg_app.models.messages import OutboxMessage, OutboxState
from kraamzorg_app.services import outbox
from kraamzorg_app.services.environment import Environment
from kraamzorg_app.services.unit_of_work import begin
from tests.processes import process, settings_of, wait_until
from tests.rounds import rounds
from tests.server import free_port

MAILS = 500


def write_mails() -> None:
    with begin(Actor.system(Job.SEND_OUTBOX)) as work:
        for index in range(MAILS):
            mail = outbox.Mail(f"a{index}@people.test", f"Mail {index}", "Tekst", "<p>Tekst</p>")
            outbox.enqueue(work, "taken", mail)


def count(env: Environment, *states: OutboxState) -> int:
    with database.reading(env.engine) as session:
        return session.exec(
            select(func.count())
            .select_from(OutboxMessage)
            .where(col(OutboxMessage.state).in_(states))
        ).one()


@pytest.mark.slow
def test_a_runner_killed_at_random_points_loses_no_mail(env: Environment, tmp_path: Path) -> None:
    write_mails()
    arrived, port = tmp_path / "arrived", free_port()
    arrived.mkdir()
    settings = settings_of(env, tmp_path, port)
    started = str(time.time())
    chance = random.Random()  # noqa: S311 - where to kill, not a secret

    def here() -> int:
        return len(os.listdir(arrived))  # noqa: PTH208 - counted a hundred times a second

    killed_at_work = 0
    with process("tests.smtp_sink", str(port), str(arrived)):
        for _ in range(rounds(4)):
            if count(env, OutboxState.PENDING) == 0:
                break
            before = here()
            with process("tests.fast_runner", started, **settings) as runner:
                wait_until(lambda before=before: here() > before)
                time.sleep(chance.uniform(0, 0.4))
                runner.kill()
            killed_at_work += count(env, OutboxState.PENDING, OutboxState.CLAIMED) > 0
        with process("tests.fast_runner", started, **settings):
            wait_until(lambda: count(env, OutboxState.PENDING, OutboxState.CLAIMED) == 0)
    assert killed_at_work > 0
    check_all_arrived(env, arrived)


def check_all_arrived(env: Environment, arrived: Path) -> None:
    with database.reading(env.engine) as session:
        rows = session.exec(select(OutboxMessage)).all()
    assert {row.state for row in rows} == {OutboxState.SENT}
    assert all(row.recipient is row.text is row.claimed_by is None for row in rows)
    received = [email.message_from_bytes(path.read_bytes()) for path in arrived.iterdir()]
    ids = Counter(str(message["Message-ID"]) for message in received)
    assert set(ids) == {row.message_id for row in rows}
    assert len({str(message["To"]) for message in received}) == MAILS
