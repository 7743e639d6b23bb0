"""Jobs that change what is kept are killed at random moments; the next run completes them."""

from __future__ import annotations

import base64
import random
import secrets
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlmodel import col, select

from kraamzorg_app import database
from kraamzorg_app.adapters.crypto import Keyring
from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.domain.entries import EntryState, TimelineKind
from kraamzorg_app.jobs import retention, rotate_keys
from kraamzorg_app.models.access_log import AccessLogLine
from kraamzorg_app.models.messages import OutboxMessage
from kraamzorg_app.models.waiting_list import Client, Fingerprint, TimelineEvent, WaitingListEntry
from kraamzorg_app.services import environment, own_entry
from kraamzorg_app.services.audit import LogEvent
from kraamzorg_app.services.client_data import SEALED_FIELDS
from kraamzorg_app.services.environment import Environment
from tests.answers import registered
from tests.factories import IDENTITY, Factory
from tests.personas import Cast
from tests.processes import PATIENCE_SECONDS, settings_of, wait_until
from tests.rounds import rounds
from tests.warm import job_at_work

CLIENTS = 25
USUAL_ROUNDS = 2
LONGEST_LIFE = 0.1
"""Seconds that a job lives after its first piece; all its pieces take some tenths of one."""


def kill_amid(
    job: Callable[[], object], env: Environment, settings: dict[str, str], left: Callable[[], int]
) -> None:
    """Kill a job soon after it began to work."""
    chance = random.Random()  # noqa: S311 - when to kill, not a secret
    before = left()
    with job_at_work(job, settings, env.clock.now()) as worker:
        wait_until(lambda: left() < before or worker.poll() is not None)
        time.sleep(chance.uniform(0, LONGEST_LIFE))
        worker.kill()
    assert worker.poll() in {0, -9}


@pytest.mark.slow
def test_a_rotation_of_keys_that_is_killed_leaves_nothing_half_and_is_completed(
    env: Environment, cast: Cast
) -> None:
    her = registered(env, cast.insurer, cast.vgz_label)
    more_clients(env, cast, state=EntryState.WAITING)
    keys = {1: env.settings.master_keys[0], 2: secrets.token_bytes(32)}
    former, current = 1, 2
    for _ in range(rounds(USUAL_ROUNDS)):
        rotate_and_kill(replace(env, keyring=Keyring(keys, current)), keys, former, her)
        former, current = current, former


def rotate_and_kill(env: Environment, keys: dict[int, bytes], former: int, her: Actor) -> None:
    """Rotate to the key of this environment."""
    environment.install(env)
    current = env.keyring.current
    settings = settings_of(env, env.settings.data_dir, 1) | {
        "KRAAMZORG_KEYS": " ".join(base64.b64encode(key).decode() for key in keys.values()),
        "KRAAMZORG_SEALING_KEY": str(current),
    }
    kill_amid(rotate_keys.run, env, settings, lambda: sealed_with(env, former))
    check_readable(env, keys)
    assert own_entry.read(her).answers["bsn"] == "999990020"
    complete(rotate_keys.run, env, settings)
    assert sealed_with(env, former) == 0
    environment.install(replace(env, keyring=Keyring({current: keys[current]}, current)))
    assert own_entry.read(her).answers["bsn"] == "999990020"
    check_readable(env, {current: keys[current]})


def complete(job: Callable[[], object], env: Environment, settings: dict[str, str]) -> None:
    """Run a job again, to its end."""
    with job_at_work(job, settings, env.clock.now()) as worker:
        assert worker.wait(PATIENCE_SECONDS) == 0


def more_clients(env: Environment, cast: Cast, **values: object) -> None:
    long_ago = env.clock.now().date() - timedelta(weeks=20)
    with database.transaction(env.engine) as session:
        make = Factory(env, session)
        for _ in range(CLIENTS):
            make.entry(cast.friesland, cast.vgz_label, due_date=long_ago, **values)


def sealed_with(env: Environment, key: int) -> int:
    """Count the clients of whom a name or address is still sealed with a key."""
    with database.reading(env.engine) as session:
        rows = session.exec(select(Client.last_name, Client.city)).all()
    return sum(any(value is not None and value[1] == key for value in row) for row in rows)


def check_readable(env: Environment, keys: dict[int, bytes]) -> None:
    """Everything opens, and everybody is found under one of these keys."""
    ring = Keyring(keys, max(keys))
    with database.snapshot(env.engine) as session:
        clients = session.exec(select(Client)).all()
        prints = set(session.exec(select(Fingerprint.hash)).all())
    for client in clients:
        opened = {
            name: ring.open(sealed, table="client", row=client.id, field=name)
            for name in SEALED_FIELDS
            if (sealed := getattr(client, name)) is not None
        }
        assert client.email_hash in ring.lookup_hashes("client-email", opened["email"])
        assert client.bsn_hash in ring.lookup_hashes("client-bsn", opened["bsn"])
    assert prints & set(ring.lookup_hashes("fingerprint:bsn", "999990020"))


@pytest.mark.slow
def test_a_run_of_retention_that_is_killed_erases_nobody_half_or_twice(
    env: Environment, cast: Cast
) -> None:
    settings = settings_of(env, env.settings.data_dir, 1)
    for _ in range(rounds(USUAL_ROUNDS)):
        more_clients(env, cast, state=EntryState.WAITING)
        known = names_in_the_log(env)
        kill_amid(retention.run, env, settings, lambda: not_erased(env))
        check_erased(env, known)
        complete(retention.run, env, settings)
        assert not_erased(env) == 0
        check_erased(env, known)


def names_in_the_log(env: Environment) -> dict[UUID, UUID]:
    """Give the `log_id` of everybody who is not erased, by her place on the list."""
    chosen = (
        select(WaitingListEntry.id, Client.log_id)
        .join(Client, col(Client.id) == WaitingListEntry.client_id)
        .where(col(Client.erased_at).is_(None), WaitingListEntry.due_date < env.clock.now().date())
    )
    with database.reading(env.engine) as session:
        return dict(session.exec(chosen).all())


def not_erased(env: Environment) -> int:
    return len(names_in_the_log(env))


def check_erased(env: Environment, known: dict[UUID, UUID]) -> None:
    """Each is there as a whole or gone as a whole, and the log tells once who is gone."""
    with database.snapshot(env.engine) as session:
        rows = session.exec(
            select(WaitingListEntry, Client)
            .join(Client, col(Client.id) == WaitingListEntry.client_id)
            .where(col(WaitingListEntry.id).in_(known))
        ).all()
        lines = session.exec(
            select(AccessLogLine.subjects).where(AccessLogLine.event == LogEvent.IDENTITY_ERASED)
        ).all()
        closed = Counter(
            session.exec(
                select(TimelineEvent.entry_id).where(TimelineEvent.kind == TimelineKind.CLOSED)
            ).all()
        )
        mails = Counter(
            session.exec(
                select(OutboxMessage.entry_id).where(OutboxMessage.notification == "closed")
            ).all()
        )
    proved = Counter(subject for line in lines for subject in line)
    assert len(rows) == len(known)
    for entry, client in rows:
        is_gone = client.erased_at is not None
        kept = [name for name in SEALED_FIELDS if getattr(client, name) is not None]
        assert len(kept) == (0 if is_gone else len(IDENTITY))
        assert (entry.state is EntryState.CLOSED) == is_gone
        assert (client.log_id != known[entry.id]) == is_gone
        counts = (closed[entry.id], proved[known[entry.id].hex], mails[entry.id] > 0)
        assert counts == (is_gone, is_gone, is_gone)
    assert len({mails[entry.id] for entry, client in rows if client.erased_at}) <= 1
