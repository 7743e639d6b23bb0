"""The demo country with many more waiting clients, kept in a folder between runs."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, text
from sqlmodel import Session, select

ROOT = Path(__file__).parent.parent
# Run as a file, so the imports below need the project on the path first.
sys.path.insert(0, str(ROOT))

from alembic.config import Config as AlembicConfig  # noqa: E402
from alembic.script import ScriptDirectory  # noqa: E402

from alembic import command  # noqa: E402
from kraamzorg_app import config, database  # noqa: E402
from kraamzorg_app.domain.actors import Actor, ActorKind, Job, Role  # noqa: E402
from kraamzorg_app.domain.entries import EntryState  # noqa: E402
from kraamzorg_app.models.accounts import Membership, User  # noqa: E402
from kraamzorg_app.models.organizations import PreferredInsurer, ProviderApproval  # noqa: E402
from kraamzorg_app.models.waiting_list import Client, WaitingListEntry  # noqa: E402
from kraamzorg_app.services import demo_country, environment  # noqa: E402
from kraamzorg_app.services.demo_country.clients import client_numbers  # noqa: E402
from kraamzorg_app.services.demo_country.drawing import Dice, Rows  # noqa: E402
from kraamzorg_app.services.demo_country.organizations import add_organizations  # noqa: E402
from kraamzorg_app.services.demo_country.people import draw_person  # noqa: E402
from kraamzorg_app.services.demo_country.plans import EntryPlan, Planner  # noqa: E402
from kraamzorg_app.services.environment import Environment  # noqa: E402
from kraamzorg_app.services.unit_of_work import UnitOfWork, begin  # noqa: E402

FOLDER = Path(os.environ.get("BENCH_DIR", str(ROOT / "var" / "bench")))
SEEDER = Actor.system(Job.SEED_DEMO)
_LISTED = ("first_name", "last_name", "birth_date", "email", "phone")
_CHUNK = 10_000


def settings_for(folder: Path, database_url: str | None = None) -> config.Settings:
    """Settings in demo mode on a folder of its own."""
    settings = config.load({"KRAAMZORG_MODE": "demo", "DATA_DIR": str(folder)})
    return replace(settings, database_url=database_url) if database_url else settings


def sqlite_folder(rows: int) -> Path:
    """Give a data folder with so many waiting clients, made when it is not there yet."""
    folder = FOLDER / f"sqlite-{rows}"
    if (folder / "ready").exists():
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    env = environment.from_settings(settings_for(folder))
    fill(env, rows)
    env.engine.dispose()
    (folder / "ready").touch()
    return folder


def postgres_url(server: object, rows: int) -> str:
    """Give the address of a PostgreSQL database with so many, made when it is not there yet."""
    name = f"bench_{rows}"
    url = server.get_uri(database=name).replace("postgresql://", "postgresql+psycopg://")  # type: ignore[attr-defined]
    found = server.psql(f"\\l {name}")  # type: ignore[attr-defined]
    ready = FOLDER / f"postgres-{rows}.ready"
    if name in found and ready.exists():
        return url
    server.psql(f"DROP DATABASE IF EXISTS {name}")  # type: ignore[attr-defined]
    server.psql(f"CREATE DATABASE {name}")  # type: ignore[attr-defined]
    env = environment.from_settings(settings_for(FOLDER / "postgres-keys", url))
    fill(env, rows)
    with env.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("VACUUM ANALYZE"))
    env.engine.dispose()
    ready.touch()
    return url


def fill(env: Environment, rows: int) -> None:
    """Migrate, make the demo country and add waiting clients until there are `rows`."""
    started = time.perf_counter()
    migrate(env.engine)
    environment.install(env)
    demo_country.seed(SEEDER)
    with database.reading(env.engine) as session:
        waiting = session.execute(
            text("SELECT count(*) FROM waiting_list_entry WHERE state = 'WAITING'")
        ).scalar_one()
    with begin(SEEDER) as work:
        _add_uncounted(work, rows - waiting)
    print(f"made {rows} waiting clients in {time.perf_counter() - started:.0f} s", flush=True)


def migrate(engine: Engine) -> None:
    """Bring a database to the newest version."""
    with engine.begin() as connection:
        alembic = AlembicConfig(str(ROOT / "alembic.ini"))
        alembic.attributes["connection"] = connection
        command.upgrade(alembic, "head")


def _add_uncounted(work: UnitOfWork, count: int) -> None:
    """Add clients without the triggers that count each, and count them all at once."""
    migration = ScriptDirectory(str(ROOT / "alembic")).get_revision("0003").module
    connection = work.session.connection()
    dialect = connection.dialect.name
    is_postgres = dialect == "postgresql"
    if is_postgres:
        connection.execute(text("ALTER TABLE waiting_list_entry DISABLE TRIGGER USER"))
    for event in () if is_postgres else ("insert", "update", "delete"):
        connection.execute(text(f"DROP TRIGGER entry_count_on_{event}"))
    _add_waiting(work, count)
    connection.execute(text("DELETE FROM entry_count"))
    connection.exec_driver_sql(migration.fill_statement(dialect))
    if is_postgres:
        connection.execute(text("ALTER TABLE waiting_list_entry ENABLE TRIGGER USER"))
    for statement in () if is_postgres else migration.trigger_statements(dialect):
        connection.exec_driver_sql(statement)


def _add_waiting(work: UnitOfWork, count: int) -> None:
    """Add clients with only the sealed columns that a list opens."""
    dice = Dice(1)
    all_of = add_organizations(work, Rows(), dice)
    planner = Planner(all_of, dice.random("bench"), work.now, work.today)
    rng, numbers = dice.random("bench people"), client_numbers(dice.random("bench numbers"))
    rows = Rows()
    for number, plan in enumerate(planner.waiting(count), start=1):
        client_id = dice.id("bench client", number)
        values = draw_person(rng, plan.place, work.today, 10_000 + number).values
        rows.add(
            Client,
            id=client_id,
            log_id=dice.id("bench log", number),
            **{
                name: work.keyring.seal(
                    values[name] or "", table="client", row=client_id, field=name
                )
                for name in _LISTED
            },
        )
        rows.add(WaitingListEntry, **_entry(plan, dice, number, client_id, next(numbers)))
        if number % _CHUNK == 0:
            rows.write(work.session)
    rows.write(work.session)


def _entry(plan: EntryPlan, dice: Dice, number: int, client_id: object, client_number: str) -> dict:
    return {
        "id": dice.id("bench entry", number),
        "client_id": client_id,
        "region_id": plan.region.id,
        "state": EntryState.WAITING,
        "pc4": plan.place.pc4,
        "due_date": plan.due_date,
        "client_number": client_number,
        "insurer_id": plan.label.insurer_id,
        "label_id": plan.label.id,
        "placed_at": plan.placed_at,
    }


def actor_of(env: Environment, email: str) -> Actor:
    """Give a demo account as a session would resolve it."""
    with Session(env.engine) as session:
        member = session.exec(
            select(Membership).join(User, User.id == Membership.user_id).where(User.email == email)
        ).first()
        assert member
        approved = session.exec(
            select(ProviderApproval.region_id).where(
                ProviderApproval.provider_id == member.provider_id
            )
        ).all()
        preferred = session.exec(
            select(PreferredInsurer.region_id).where(
                PreferredInsurer.insurer_id == member.insurer_id
            )
        ).all()
        return Actor(
            kind=ActorKind.PERSON,
            origin="127.0.0.1",
            user_id=member.user_id,
            authenticated_at=datetime.now(UTC),
            membership_id=member.id,
            role=Role(member.role),
            organization_name=email,
            may_view_personal_data=member.may_view_personal_data,
            region_ids=frozenset({member.region_id} if member.region_id else ()),
            provider_id=member.provider_id,
            approved_region_ids=frozenset(approved),
            insurer_id=member.insurer_id,
            preferred_region_ids=frozenset(preferred),
        )


def cases() -> Iterator[tuple[str, dict[str, object]]]:
    """The filters that people type, from wide to narrow."""
    yield "none", {}
    yield "8", {"pc4_contains": "8"}
    yield "87", {"pc4_contains": "87"}
    yield "873", {"pc4_contains": "873"}
    yield "8731", {"pc4_contains": "8731"}
    yield "23", {"pc4_contains": "23"}
    yield "55", {"pc4_contains": "55"}
