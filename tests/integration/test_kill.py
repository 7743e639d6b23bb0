"""The web process and the jobs are killed at random moments of the main journey.

Nothing is lost, nothing done twice, and everything goes on without anybody's help.
"""

from __future__ import annotations

import asyncio
import email
import os
import random
import signal
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import psutil
import pytest
from sqlmodel import col, func, select

from kraamzorg_app import database
from kraamzorg_app.adapters.clock import SystemClock
from kraamzorg_app.domain.entries import TimelineKind
from kraamzorg_app.jobs import seal_log
from kraamzorg_app.models.access_log import AccessLogLine
from kraamzorg_app.models.messages import BellItem, OutboxMessage, OutboxState
from kraamzorg_app.models.waiting_list import Invitation, TimelineEvent, WaitingListEntry
from kraamzorg_app.services import environment, log_proof
from kraamzorg_app.services.audit import LogEvent
from kraamzorg_app.services.environment import Environment
from tests import warm
from tests.journey import WHOLE, Journeys
from tests.personas import Cast, make_cast
from tests.processes import PATIENCE_SECONDS, process, settings_of, wait_until
from tests.rounds import rounds
from tests.server import Server, free_port
from tests.warm import Warm

USUAL_ROUNDS = 2
LANES = 4
LONGEST_WAIT = 0.7
"""Seconds that a process lives after it began to work: a client takes some tenths of one."""
TOLD = ("invited", "placed", "taken", "given_back", "birth_reported")
LOGGED = {
    TimelineKind.PLACED: LogEvent.CLIENT_PLACED,
    TimelineKind.ACCEPTED: LogEvent.CLIENT_ACCEPTED,
    TimelineKind.GIVEN_BACK: LogEvent.CLIENT_GIVEN_BACK,
    TimelineKind.BIRTH_REPORTED: LogEvent.BIRTH_REPORTED,
}


class Killable(Server):
    """A server that starts at once and can be killed."""

    def _launch(self, command: list[str], env: dict[str, str]) -> Warm:
        return warm.start(command, env, self.log)

    def kill(self, *, is_worker_only: bool) -> None:
        """Kill its worker, as the kernel does when memory is short, or all of it at once.

        Whoever starts it again (systemd, a container) waits for the process that it started: that
        must end by itself when its worker is gone.
        """
        assert self.process is not None
        if is_worker_only:
            for worker in psutil.Process(self.process.pid).children():
                worker.kill()
        else:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(PATIENCE_SECONDS)


@dataclass
class Tool:
    """The server and the runner of the jobs; whichever has ended is started again."""

    server: Killable
    settings: dict[str, str]
    stack: ExitStack
    started: str = field(default_factory=lambda: str(time.time()))
    runner: Warm | None = None

    def start(self) -> None:
        if self.runner is None or self.runner.poll() is not None:
            jobs = warm.process("tests.fast_runner", self.started, **self.settings)
            self.runner = self.stack.enter_context(jobs)
        if self.server.process is None or self.server.process.poll() is not None:
            self.server.start()

    def kill_jobs(self) -> None:
        assert self.runner is not None
        self.runner.kill()
        self.runner.wait()


@pytest.mark.slow
def test_killed_at_random_moments_of_the_journey_nothing_is_lost_or_doubled(
    env: Environment, tmp_path: Path
) -> None:
    env = replace(env, clock=SystemClock())
    environment.install(env)
    cast = make_cast(env)
    arrived, smtp_port, port = tmp_path / "arrived", free_port(), free_port()
    arrived.mkdir()
    settings = settings_of(env, tmp_path, smtp_port) | {"PORT": str(port), "RUN_JOBS": "0"}
    server = Killable(tmp_path, settings=settings, url=f"http://localhost:{port}")
    with ExitStack() as stack:
        stack.enter_context(process("tests.smtp_sink", str(smtp_port), str(arrived)))
        stack.callback(server.stop)
        told = asyncio.run(kill_amid_journeys(Tool(server, settings, stack), env, cast))
        wait_until(lambda: unsent(env) == 0)
    check_clients(env, cast, told)
    check_mail(env, arrived)
    check_log(env)


async def kill_amid_journeys(tool: Tool, env: Environment, cast: Cast) -> dict[int, int]:
    """Kill again and again while people work; gives how many steps of each client were said."""
    journeys = Journeys(tool.server.url, env, cast)
    chance = random.Random()  # noqa: S311 - whom and when to kill, not a secret
    async with asyncio.TaskGroup() as everybody:
        for number in range(LANES):
            everybody.create_task(journeys.lane(number, LANES))
        for turn in range(rounds(USUAL_ROUNDS)):
            await asyncio.to_thread(tool.start)
            journeys.is_up.set()
            await journeys.next_told()
            await asyncio.sleep(chance.uniform(0, LONGEST_WAIT))
            if chance.choice((True, False)):
                await asyncio.to_thread(tool.kill_jobs)
            await asyncio.sleep(chance.choice((0, chance.uniform(0, 0.3))))
            # Who comes back, does so once it serves again.
            journeys.is_up.clear()
            await asyncio.to_thread(tool.server.kill, is_worker_only=turn % 2 == 0)
        journeys.is_over = True
        await asyncio.to_thread(tool.start)
        journeys.is_up.set()
    return journeys.told


def unsent(env: Environment) -> int:
    waits = col(OutboxMessage.state).in_((OutboxState.PENDING, OutboxState.CLAIMED))
    with database.reading(env.engine) as session:
        return session.exec(select(func.count()).select_from(OutboxMessage).where(waits)).one()


def check_clients(env: Environment, cast: Cast, told: dict[int, int]) -> None:
    """Each client went each step exactly once, and no step that a page said is missing."""
    with database.reading(env.engine) as session:
        invitations = session.exec(select(Invitation)).all()
        events = session.exec(select(TimelineEvent).order_by(col(TimelineEvent.happened_at))).all()
        entries = session.exec(select(WaitingListEntry)).all()
    ways: dict[object, list[TimelineKind]] = {}
    for event in events:
        ways.setdefault(event.entry_id, []).append(event.kind)
    assert len(invitations) == len(told) > 0
    assert {invitation.entry_id for invitation in invitations} == set(ways)
    assert all(tuple(way) == WHOLE for way in ways.values())
    hers = [entry for entry in entries if entry.id in ways]
    assert len(hers) == len(invitations)
    assert {entry.provider_id for entry in hers} == {cast.miek.id}


def check_mail(env: Environment, arrived: Path) -> None:
    """Everybody was told of each step once, and every mail arrived; if twice, as the same one."""
    with database.reading(env.engine) as session:
        rows = session.exec(select(OutboxMessage)).all()
        bells = session.exec(select(BellItem)).all()
        invited = session.exec(select(func.count()).select_from(Invitation)).one()
    assert {row.state for row in rows} == {OutboxState.SENT}
    assert all(row.recipient is row.text is row.claimed_by is None for row in rows)
    received = [email.message_from_bytes(path.read_bytes()) for path in arrived.iterdir()]
    assert {str(message["Message-ID"]) for message in received} == {row.message_id for row in rows}
    assert Counter(row.notification for row in rows)["invited"] == invited
    for told in (rows, bells):
        by_client = of_clients(told)
        assert len(by_client) == invited
        # The same people are told of the same steps: one client's are like every other's.
        assert len(set(by_client.values())) == 1


def of_clients(told: list[Any]) -> dict[object, tuple[object, ...]]:
    """Count what was told about each client, by kind and, under the bell, by whom it is for."""
    counted: dict[object, Counter[tuple[str, str]]] = {}
    for each in told:
        if each.notification in TOLD and each.entry_id is not None:
            key = (each.notification, str(getattr(each, "membership_id", "")))
            counted.setdefault(each.entry_id, Counter())[key] += 1
    return {entry_id: tuple(sorted(counts.items())) for entry_id, counts in counted.items()}


def check_log(env: Environment) -> None:
    """The log tells of every step as often as it was done, and its chain is whole."""
    seal_log.run()
    proof = log_proof.prove()
    assert (proof.damage, proof.unsealed) == (None, 0)
    assert proof.published == proof.seals > 0
    with database.reading(env.engine) as session:
        done = Counter(session.exec(select(TimelineEvent.kind)).all())
        logged = Counter(session.exec(select(AccessLogLine.event)).all())
    assert {kind: logged[LOGGED[kind]] for kind in done} == dict(done)
