"""What a watchdog and Prometheus are told, in good days and bad ones."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from starlette.applications import Starlette
from starlette.testclient import TestClient

from kraamzorg_app import database
from kraamzorg_app.adapters.clock import FrozenClock
from kraamzorg_app.adapters.crypto import Keyring
from kraamzorg_app.api import API_ROUTES
from kraamzorg_app.domain.actors import Actor, Job
from kraamzorg_app.services import environment, job_reports, outbox
from kraamzorg_app.services.environment import Environment
from kraamzorg_app.services.unit_of_work import begin
from tests.factories import IDENTITY
from tests.personas import Cast
from tests.server import free_port


@pytest.fixture
def asked() -> Iterator[TestClient]:
    app = Starlette(routes=list(API_ROUTES))
    with TestClient(app, client=("127.0.0.1", 5000)) as client:
        yield client


def install(env: Environment, **changes: object) -> None:
    environment.install(replace(env, **changes))


@pytest.mark.usefixtures("cast")
def test_a_healthy_tool_is_ready(env: Environment, asked: TestClient) -> None:
    assert env.engine
    assert asked.get("/healthz").status_code == 200
    answer = asked.get("/readyz")
    assert (answer.status_code, answer.json()) == (
        200,
        {
            "status": "ok",
            "database": "ok",
            "schema": "ok",
            "keys": "ok",
            "redis": "none",
            "jobs": "ok",
        },
    )


def test_without_its_database_it_lives_and_is_not_ready(
    env: Environment, asked: TestClient
) -> None:
    gone = (
        "sqlite:////nergens/niets.sqlite3"
        if env.engine.dialect.name == "sqlite"
        else f"postgresql+psycopg://x@127.0.0.1:{free_port()}/x"
    )
    install(env, engine=database.make_engine(gone))
    assert asked.get("/healthz").status_code == 200
    answer = asked.get("/readyz")
    assert (answer.status_code, answer.json()["database"]) == (503, "unreachable")


@pytest.mark.parametrize(
    ("revision", "status", "told"),
    [("0001", 503, "not_migrated"), ("9999", 200, "ok")],
    ids=["an old database", "a newer one while an update goes on"],
)
def test_the_version_of_the_tables_counts(
    env: Environment, asked: TestClient, revision: str, status: int, told: str
) -> None:
    with env.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :to"), {"to": revision})
    answer = asked.get("/readyz")
    assert (answer.status_code, answer.json()["schema"]) == (status, told)


@pytest.mark.usefixtures("cast")
def test_keys_that_open_nothing_are_told(env: Environment, asked: TestClient) -> None:
    install(env, keyring=Keyring({1: os.urandom(32)}, 1))
    answer = asked.get("/readyz")
    assert (answer.status_code, answer.json()["keys"]) == (503, "do_not_open")


def test_redis_that_does_not_answer_is_told(env: Environment, asked: TestClient) -> None:
    url = f"redis://127.0.0.1:{free_port()}/0"
    install(env, settings=replace(env.settings, redis_url=url))
    answer = asked.get("/readyz")
    assert (answer.status_code, answer.json()["redis"]) == (503, "unreachable")


@pytest.mark.usefixtures("env")
def test_late_jobs_are_told_and_take_no_page_away(asked: TestClient, clock: FrozenClock) -> None:
    job_reports.note(Actor.system(Job.RUN_JOBS), "send_outbox", 2, seconds_taken=0.1)
    clock.advance(timedelta(minutes=30))
    answer = asked.get("/readyz")
    assert (answer.status_code, answer.json()["jobs"]) == (200, "late")
    assert 'kraamzorg_job_late{job="send_outbox"} 1.0' in asked.get("/metrics").text


def test_metrics_count_and_name_nobody(
    env: Environment, cast: Cast, asked: TestClient, clock: FrozenClock
) -> None:
    with begin(Actor.system(Job.SEND_OUTBOX)) as work:
        mail = outbox.Mail("sanne@client.test", "x", "x", "<p>x</p>")
        outbox.enqueue(work, "taken", mail, entry_id=cast.waiting.id)
    clock.advance(timedelta(minutes=2))
    told = asked.get("/metrics").text
    assert 'kraamzorg_outbox_mails{state="pending"} 1.0' in told
    assert "kraamzorg_outbox_oldest_seconds 120.0" in told
    assert "process_resident_memory_bytes" in told
    for secret in (*IDENTITY.values(), "sanne@client.test", str(cast.waiting.id)):
        assert len(secret) < 3 or secret not in told
    assert env.engine


def test_metrics_are_for_who_shows_the_token(env: Environment, asked: TestClient) -> None:
    install(env, settings=replace(env.settings, metrics_token="een-lang-geheim"))
    assert asked.get("/metrics").status_code == 404
    wrong = {"Authorization": "Bearer een-ander-geheim"}
    assert asked.get("/metrics", headers=wrong).status_code == 404
    right = {"Authorization": "Bearer een-lang-geheim"}
    assert asked.get("/metrics", headers=right).status_code == 200


@pytest.mark.usefixtures("env")
def test_without_a_token_metrics_are_for_this_machine() -> None:
    with TestClient(Starlette(routes=list(API_ROUTES)), client=("192.0.2.1", 5000)) as stranger:
        assert stranger.get("/metrics").status_code == 404
