"""A new key: everything is sealed and hashed with it while people go on working."""

from __future__ import annotations

import secrets
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Event
from typing import Any

import pytest
from sqlmodel import SQLModel, col, select

from kraamzorg_app import database
from kraamzorg_app.adapters.crypto import Keyring
from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.domain.errors import Conflict
from kraamzorg_app.jobs import rotate_keys
from kraamzorg_app.models.access_log import AccessLogLine
from kraamzorg_app.models.waiting_list import Client, Fingerprint
from kraamzorg_app.services import (
    environment,
    invitations,
    key_rotation,
    log_reading,
    lost_links,
    own_corrections,
    own_entry,
)
from kraamzorg_app.services.audit import LogEvent
from kraamzorg_app.services.environment import Environment
from tests.answers import VISITOR, mails, registered, wish
from tests.personas import Cast

SECOND = secrets.token_bytes(32)


def first_of(env: Environment) -> bytes:
    """Give the key that everything was made with so far."""
    return env.settings.master_keys[0]


@pytest.fixture
def client(env: Environment, cast: Cast) -> Actor:
    """Give a client who registered under the first key."""
    return registered(env, cast.insurer, cast.vgz_label)


def take_new_key(env: Environment) -> Environment:
    made = replace(env, keyring=Keyring({1: first_of(env), 2: SECOND}, 2))
    environment.install(made)
    return made


def with_former_key(env: Environment) -> list[tuple[str, Any]]:
    """List every sealed value that the former key still opens."""
    found = []
    with database.reading(env.engine) as session:
        for name, columns in key_rotation.sealed_tables().items():
            table = SQLModel.metadata.tables[name]
            for row in session.execute(select(*(table.c[column] for column in columns))):
                found += [(name, value) for value in row if value is not None and value[1] == 1]
    return found


def test_every_value_and_hash_is_made_anew(client: Actor, env: Environment, cast: Cast) -> None:
    env = take_new_key(env)
    assert with_former_key(env)
    assert rotate_keys.run() > 0
    assert with_former_key(env) == []
    environment.install(replace(env, keyring=Keyring({2: SECOND}, 2)))
    assert own_entry.read(client).answers["first_name"] == "Noor"
    assert log_reading.look_up(cast.admin, {"client": "999990020"}).subjects
    before = len(mails(env, "client_link"))
    lost_links.send_again(VISITOR, "noor@client.test")
    assert len(mails(env, "client_link")) == before + 1
    with database.reading(env.engine) as session:
        line = session.exec(
            select(AccessLogLine).where(AccessLogLine.event == LogEvent.KEYS_ROTATED)
        ).one()
    assert line.details["key"] == 2


def test_before_and_during_the_rotation_she_is_found_and_can_not_register_twice(
    client: Actor, env: Environment, cast: Cast
) -> None:
    env = take_new_key(env)
    assert own_entry.read(client).answers["bsn"] == "999990020"
    assert log_reading.look_up(cast.admin, {"client": "999990020"}).subjects
    for _ in range(2):
        with pytest.raises(Conflict):
            invitations.invite(cast.insurer, wish(env))
        rotate_keys.run()


def test_again_and_two_at_once_change_nothing_more(client: Actor, env: Environment) -> None:
    env = take_new_key(env)
    with ThreadPoolExecutor(2) as pool:
        for run in [pool.submit(rotate_keys.run) for _ in range(2)]:
            run.result(timeout=120)
    assert rotate_keys.run() == 0
    assert with_former_key(env) == []
    assert own_entry.read(client).answers["last_name"]


def test_a_run_that_dies_is_taken_up_again(
    client: Actor, env: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    env = take_new_key(env)
    monkeypatch.setattr(key_rotation, "ROWS_AT_ONCE", 1)
    actor = Actor.system(rotate_keys.Job.ROTATE_KEYS)
    assert key_rotation.reseal(actor, "client").changed == 1
    assert with_former_key(env)
    rotate_keys.run()
    assert with_former_key(env) == []
    assert own_entry.read(client).answers["city"]


def test_who_writes_meanwhile_loses_nothing(
    client: Actor, env: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    env = take_new_key(env)
    monkeypatch.setattr(key_rotation, "ROWS_AT_ONCE", 1)
    over = Event()

    def rotate() -> None:
        while not over.is_set():
            rotate_keys.run()

    with ThreadPoolExecutor(1) as pool:
        rotating = pool.submit(rotate)
        for number in range(1, 16):
            version = own_entry.read(client).version
            own_corrections.correct(client, version, {"house_number": str(number)})
            assert own_entry.read(client).answers["house_number"] == str(number)
        over.set()
        rotating.result(timeout=120)
    rotate_keys.run()
    assert with_former_key(env) == []
    assert own_entry.read(client).answers["house_number"] == "15"


@pytest.mark.usefixtures("client")
def test_fingerprints_and_hashes_are_those_of_the_current_key(env: Environment) -> None:
    env = take_new_key(env)
    rotate_keys.run()
    with database.reading(env.engine) as session:
        her = session.exec(select(Client).where(col(Client.email_hash).is_not(None))).all()
        hashes = {row.email_hash for row in her} | {row.bsn_hash for row in her}
        prints = set(session.exec(select(Fingerprint.hash)).all())
    former = Keyring({1: first_of(env)}, 1)
    assert former.lookup_hash("client-email", "noor@client.test") not in hashes
    assert env.keyring.lookup_hash("client-email", "noor@client.test") in hashes
    assert env.keyring.lookup_hash("client-bsn", "999990020") in hashes
    assert former.lookup_hash("fingerprint:bsn", "999990020") not in prints
    assert env.keyring.lookup_hash("fingerprint:bsn", "999990020") in prints


def test_every_sealed_table_is_walked_by_its_id() -> None:
    tables = key_rotation.sealed_tables()
    assert {"client", "invitation", "outbox_message", "user_account"} <= set(tables)
    assert all("id" in SQLModel.metadata.tables[name].columns for name in tables)
