"""The start page counts within the scope, and the bell words its items through it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event

from kraamzorg_app import database
from kraamzorg_app.adapters.clock import FrozenClock
from kraamzorg_app.domain.actors import Actor, Job
from kraamzorg_app.domain.entries import EntryState
from kraamzorg_app.domain.errors import NotAllowed
from kraamzorg_app.domain.notifications import Notification
from kraamzorg_app.models.waiting_list import WaitingListEntry
from kraamzorg_app.services import (
    bell,
    dashboard,
    helpdesk,
    job_reports,
    outbox,
    waiting_list,
)
from kraamzorg_app.services.environment import Environment
from kraamzorg_app.services.unit_of_work import begin
from tests.factories import Factory
from tests.personas import Cast


def test_each_role_counts_its_own_scope(cast: Cast) -> None:
    counted = {
        name: dashboard.read(getattr(cast, name)).figures
        for name in ("coordinator", "provider", "other_provider", "carer", "insurer", "admin")
    }
    waiting = {name: figures.waiting for name, figures in counted.items() if figures}
    enrolled = {name: figures.enrolled for name, figures in counted.items() if figures}
    assert waiting == {
        "coordinator": 2, "provider": 2, "other_provider": 3, "carer": 2, "insurer": 2, "admin": 3,
    }  # fmt: skip
    assert enrolled == {
        "coordinator": 1, "provider": 1, "other_provider": 0, "carer": 0, "insurer": 0, "admin": 1,
    }  # fmt: skip


def test_urgent_clients_are_counted_by_the_threshold_of_their_region(
    env: Environment, cast: Cast
) -> None:
    today = env.clock.now().date()
    with database.transaction(env.engine) as session:
        make = Factory(env, session)
        make.entry(cast.friesland, cast.zilver_label, due_date=today + timedelta(weeks=3))
        make.entry(cast.friesland, cast.zilver_label, due_date=today + timedelta(weeks=3, days=1))
        make.entry(
            cast.friesland,
            cast.zilver_label,
            due_date=today,
            birth_reported_at=env.clock.now(),
        )
    figures = dashboard.read(cast.coordinator).figures
    assert figures is not None
    assert (figures.critical, figures.born) == (1, 1)


def test_of_other_regions_only_code_red_is_told(cast: Cast) -> None:
    lines = {line.name: line for line in dashboard.read(cast.coordinator).regions}
    assert lines["KSV Friesland"].waiting == 2
    assert lines["KSV Groningen"].waiting is None
    assert lines["KSV Groningen"].is_code_red


def test_technical_admin_gets_counts_of_mail_and_none_of_clients(cast: Cast) -> None:
    found = dashboard.read(cast.technician)
    assert found.figures is None
    assert found.operations is not None
    assert all(line.waiting is None for line in found.regions)
    with pytest.raises(NotAllowed):
        dashboard.read(Actor.visitor())


def test_technical_admin_hears_of_who_waits_and_of_jobs_that_fail(
    cast: Cast, clock: FrozenClock
) -> None:
    runner = Actor.system(Job.RUN_JOBS)
    job_reports.note(runner, "retention", 3600, seconds_taken=1)
    job_reports.note(runner, "send_outbox", 2, seconds_taken=1, fault="OSError")
    helpdesk.create(cast.provider, "QUESTION", "Filter", "Waar is de filter?")
    clock.advance(timedelta(minutes=6))
    found = dashboard.read(cast.technician).operations
    assert found is not None
    assert found.open_tickets == 1
    jobs = {line.job: (line.is_late, line.has_failed) for line in found.jobs}
    assert jobs == {"retention": (False, False), "send_outbox": (True, True)}


def test_awaiting_clients_count_for_coordinator_and_inviter_only(
    env: Environment, cast: Cast
) -> None:
    with database.transaction(env.engine) as session:
        row = session.get_one(WaitingListEntry, cast.waiting_vgz.id)
        row.state = EntryState.AWAITING_AUTHORIZATION
        row.inviter_insurer_id = cast.vgz.id
    awaiting = {
        name: dashboard.read(getattr(cast, name)).figures.awaiting
        for name in ("coordinator", "insurer", "preferred", "provider", "admin")
    }
    assert awaiting == {
        "coordinator": 1, "insurer": 1, "preferred": 0, "provider": 0, "admin": 0,
    }  # fmt: skip


def test_the_number_of_queries_does_not_grow_with_the_list(env: Environment, cast: Cast) -> None:
    before = _queries(env, cast)
    with database.transaction(env.engine) as session:
        make = Factory(env, session)
        for _ in range(10):
            make.entry(cast.friesland, cast.zilver_label, due_date=cast.waiting.due_date)
    assert _queries(env, cast) == before


def _queries(env: Environment, cast: Cast) -> int:
    statements: list[str] = []

    def count(*arguments: object) -> None:
        statements.append(str(arguments[2]))

    event.listen(env.engine, "before_cursor_execute", count)
    dashboard.read(cast.coordinator)
    event.remove(env.engine, "before_cursor_execute", count)
    return len(statements)


@pytest.mark.usefixtures("cast")
def test_map_gives_every_region_its_areas() -> None:
    shapes = {shape.name: shape for shape in dashboard.read_map(Actor.visitor())}
    assert shapes["KSV Friesland"].areas == ("873", "875", "881")
    assert shapes["KSV Groningen"].is_code_red


def _ring(entry: WaitingListEntry) -> None:
    with begin(Actor.system(Job.SEED_DEMO)) as work:
        row = work.session.get_one(WaitingListEntry, entry.id)
        outbox.notify(work, Notification.BIRTH_REPORTED, entry=row)


def test_bell_names_the_client_while_she_is_in_sight(cast: Cast) -> None:
    _ring(cast.waiting)
    assert bell.unread(cast.carer) == 1
    (item,) = bell.read(cast.carer).items
    assert (item.client_number, item.region) == ("TS1111RR", "KSV Friesland")
    waiting_list.accept(cast.provider, cast.waiting.id)
    (item,) = bell.read(cast.carer).items
    assert item.is_about_entry
    assert (item.entry_id, item.client_number, item.region) == (None, None, None)


def test_reading_the_bell_is_of_one_member_only(cast: Cast) -> None:
    _ring(cast.waiting)
    bell.mark_all_read(cast.carer)
    assert bell.unread(cast.carer) == 0
    assert bell.unread(cast.provider) == 1
    assert all(item.is_read for item in bell.read(cast.carer).items)
