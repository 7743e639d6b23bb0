"""People at work and the jobs are killed at random moments of the main journey.

Nothing is lost, nothing done twice, and everything goes on without anybody's help.
"""

from __future__ import annotations

import email
import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import col, func, select

from kraamzorg_app import database
from kraamzorg_app.adapters.clock import SystemClock
from kraamzorg_app.models.messages import OutboxMessage, OutboxState
from kraamzorg_app.models.waiting_list import Invitation, TimelineEvent, WaitingListEntry
from kraamzorg_app.services import environment
from kraamzorg_app.services.environment import Environment
from tests.databases import ROOT
from tests.journey import WHOLE
from tests.personas import Cast, make_cast
from tests.processes import process, settings_of, wait_until
from tests.rounds import rounds
from tests.server import free_port

USUAL_ROUNDS = 3
TOLD = ("invited", "placed", "taken", "given_back", "birth_reported")


@pytest.mark.slow
def test_killed_at_random_points_of_the_journey_nothing_is_lost_or_doubled(
    env: Environment, tmp_path: Path
) -> None:
    env = replace(env, clock=SystemClock())
    environment.install(env)
    cast = make_cast(env)
    arrived, port, journal = tmp_path / "arrived", free_port(), tmp_path / "journal"
    arrived.mkdir()
    settings = settings_of(env, tmp_path, port)
    started = str(time.time())
    people = ("tests.journey", started, str(journal), ids(cast))
    chance = random.Random()  # noqa: S311 - whom and where to kill, not a secret
    with process("tests.smtp_sink", str(port), str(arrived)):
        for _ in range(rounds(USUAL_ROUNDS)):
            before = size(journal)
            with (
                process(*people, **settings) as at_work,
                process("tests.fast_runner", started, **settings) as runner,
            ):
                wait_until(lambda before=before: size(journal) > before)
                time.sleep(chance.uniform(0, 1.5))
                for victim in chance.choice(([at_work], [runner], [at_work, runner])):
                    victim.kill()
                # Who was not killed goes on for a while without the other.
                time.sleep(chance.uniform(0, 0.3))
                assert at_work.poll() in (None, -9)
        done = subprocess.run(
            [sys.executable, "-m", *people, "--finish"],
            cwd=ROOT,
            env={**os.environ, **settings},
            check=False,
        )
        assert done.returncode == 0
        with process("tests.fast_runner", started, **settings):
            wait_until(lambda: unsent(env) == 0)
    check_clients(env, cast, journal)
    check_mail(env, cast, arrived)
    check_log(settings)


def ids(cast: Cast) -> str:
    member = cast.provider
    return json.dumps(
        {
            "user": str(member.user_id),
            "membership": str(member.membership_id),
            "provider": str(cast.miek.id),
            "region": str(cast.friesland.id),
            "label": str(cast.vgz_label.id),
        }
    )


def size(journal: Path) -> int:
    return journal.stat().st_size if journal.exists() else 0


def unsent(env: Environment) -> int:
    with database.reading(env.engine) as session:
        return session.exec(
            select(func.count())
            .select_from(OutboxMessage)
            .where(col(OutboxMessage.state).in_((OutboxState.PENDING, OutboxState.CLAIMED)))
        ).one()


def check_clients(env: Environment, cast: Cast, journal: Path) -> None:
    """Each client went each step exactly once, and no step that was answered is missing."""
    with database.reading(env.engine) as session:
        invitations = session.exec(select(Invitation)).all()
        events = session.exec(select(TimelineEvent).order_by(col(TimelineEvent.happened_at))).all()
        entries = session.exec(select(WaitingListEntry)).all()
    ways: dict[object, list[object]] = {}
    for event in events:
        ways.setdefault(event.entry_id, []).append(event.kind)
    answered = {line.split()[0] for line in journal.read_text().splitlines()}
    assert len(invitations) >= len(answered) > 0
    assert {invitation.entry_id for invitation in invitations} == set(ways)
    assert all(tuple(way) == WHOLE for way in ways.values())
    assert len(entries) == len(invitations) + len(COUNTED_CAST)
    assert {entry.provider_id for entry in entries if entry.id in ways} == {cast.miek.id}


COUNTED_CAST = ("waiting", "waiting_vgz", "waiting_groningen", "enrolled")


def check_mail(env: Environment, cast: Cast, arrived: Path) -> None:
    """Everybody was told of each step once, and every mail arrived; if twice, as the same one."""
    with database.reading(env.engine) as session:
        rows = session.exec(select(OutboxMessage)).all()
        invited = session.exec(select(func.count()).select_from(Invitation)).one()
    assert {row.state for row in rows} == {OutboxState.SENT}
    received = [email.message_from_bytes(path.read_bytes()) for path in arrived.iterdir()]
    assert {str(message["Message-ID"]) for message in received} == {row.message_id for row in rows}
    told = Counter(row.notification for row in rows)
    assert told["invited"] == invited
    by_client: dict[object, Counter[str]] = {}
    for row in rows:
        if row.notification in TOLD and row.entry_id is not None:
            by_client.setdefault(row.entry_id, Counter())[row.notification] += 1
    assert len(by_client) == invited
    # The same people are told of the same steps: one client's mail is like every other's.
    assert len({tuple(sorted(each.items())) for each in by_client.values()}) == 1
    assert cast


def check_log(settings: dict[str, str]) -> None:
    proof = subprocess.run(
        [sys.executable, "-m", "kraamzorg_app.jobs.verify_log"],
        cwd=ROOT,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=False,
    )
    assert proof.returncode == 0, proof.stdout
