"""Nobody took her by the last threshold: told once, whatever the runners do, with a trail."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from kraamzorg_app import database
from kraamzorg_app.adapters.clock import FrozenClock
from kraamzorg_app.domain.actors import Actor, Job
from kraamzorg_app.domain.entries import EntryState, TimelineKind
from kraamzorg_app.domain.listing import EntryFilter, ListRequest, Mark
from kraamzorg_app.models.organizations import PreferredInsurer, Region
from kraamzorg_app.models.waiting_list import Escalation, WaitingListEntry
from kraamzorg_app.services import corrections, dashboard, escalation, waiting_list
from kraamzorg_app.services.environment import Environment
from tests.integration.test_daily_digest import at_once
from tests.integration.test_notifications import COORDINATORS, ZILVER, belled, members, told
from tests.personas import Cast

ESCALATE = Actor.system(Job.ESCALATE)


def rows(env: Environment) -> list[Escalation]:
    with database.reading(env.engine) as session:
        return list(session.exec(select(Escalation).order_by(Escalation.number)).all())


def until_threshold(clock: FrozenClock) -> None:
    """Go to the first day on which the client who is due in five weeks is within three."""
    clock.advance(timedelta(weeks=2))


def kinds(actor: Actor, entry: WaitingListEntry) -> set[TimelineKind]:
    return {line.kind for line in waiting_list.read_entry(actor, entry.id).lines}


def escalated(actor: Actor) -> set[str]:
    request = ListRequest(EntryState.WAITING, EntryFilter(mark=Mark.ESCALATED))
    return {row.id for row in waiting_list.list_entries(actor, request).rows}


def test_the_day_before_nobody_hears_of_it_and_that_day_everybody_once(
    env: Environment, cast: Cast, clock: FrozenClock
) -> None:
    clock.advance(timedelta(weeks=2) - timedelta(days=1))
    assert escalation.escalate_due(ESCALATE) == 0
    clock.advance(timedelta(days=1))
    assert escalation.escalate_due(ESCALATE) == 1
    assert escalation.escalate_due(ESCALATE) == 0
    assert set(told(env)) == COORDINATORS | ZILVER
    assert belled(env) == members(env, *COORDINATORS, *ZILVER)
    (row,) = rows(env)
    assert (row.entry_id, row.number, row.threshold_weeks) == (cast.waiting.id, 1, 3)


def test_two_runners_at_once_tell_it_once(env: Environment, cast: Cast, clock: FrozenClock) -> None:
    until_threshold(clock)
    assert at_once(*[lambda: escalation.escalate_due(ESCALATE)] * 2) == [0, 1]
    assert set(told(env)) == COORDINATORS | ZILVER
    assert [row.entry_id for row in rows(env)] == [cast.waiting.id]


def test_it_leaves_a_trail_for_coordinator_and_preferred_insurer_only(
    env: Environment, cast: Cast, clock: FrozenClock
) -> None:
    with database.transaction(env.engine) as session:
        session.get_one(WaitingListEntry, cast.waiting_vgz.id).due_date = cast.waiting.due_date
    until_threshold(clock)
    assert escalation.escalate_due(ESCALATE) == 2
    both = {str(cast.waiting.id), str(cast.waiting_vgz.id)}
    for actor in (cast.coordinator, cast.coordinator_limited, cast.preferred):
        assert TimelineKind.ESCALATED in kinds(actor, cast.waiting_vgz)
        assert escalated(actor) == both
        assert dashboard.read(actor).figures.escalated == 2
    for actor in (cast.insurer, cast.provider, cast.carer):
        assert TimelineKind.ESCALATED not in kinds(actor, cast.waiting_vgz)
        assert escalated(actor) == set()
        assert dashboard.read(actor).figures.escalated == 0


def test_who_was_taken_in_time_is_not_escalated(
    env: Environment, cast: Cast, clock: FrozenClock
) -> None:
    waiting_list.accept(cast.provider, cast.waiting.id)
    until_threshold(clock)
    assert escalation.escalate_due(ESCALATE) == 0
    assert rows(env) == []


def test_given_back_after_the_threshold_counts_anew(
    env: Environment, cast: Cast, clock: FrozenClock
) -> None:
    until_threshold(clock)
    escalation.escalate_due(ESCALATE)
    waiting_list.accept(cast.provider, cast.waiting.id)
    assert escalation.escalate_due(ESCALATE) == 0
    waiting_list.give_back(cast.provider, cast.waiting.id, "NO_CAPACITY")
    assert escalation.escalate_due(ESCALATE) == 1
    assert escalation.escalate_due(ESCALATE) == 0
    assert [row.number for row in rows(env)] == [1, 2]


@pytest.mark.parametrize(("weeks", "again"), [(2, False), (12, True)])
def test_a_corrected_due_date_counts_anew_once_it_was_beyond_the_threshold(
    env: Environment, cast: Cast, clock: FrozenClock, weeks: int, again: bool
) -> None:
    until_threshold(clock)
    escalation.escalate_due(ESCALATE)
    view = waiting_list.read_entry(cast.coordinator, cast.waiting.id).view
    day = clock.now().date() + timedelta(weeks=weeks)
    typed = {"due_date": day.strftime("%d-%m-%Y")}
    corrections.correct(cast.coordinator, cast.waiting.id, view.version, typed)
    with database.reading(env.engine) as session:
        entry = session.get_one(WaitingListEntry, cast.waiting.id)
    assert (entry.escalated_at is None) is again


def test_each_region_has_its_own_threshold_and_its_own_insurers(
    env: Environment, cast: Cast
) -> None:
    with database.transaction(env.engine) as session:
        session.get_one(Region, cast.groningen.id).critical_weeks = 20
        session.add(PreferredInsurer(region_id=cast.groningen.id, insurer_id=cast.vgz.id))
    assert escalation.escalate_due(ESCALATE) == 1
    assert set(told(env)) == {"verzekeraar-avg@people.test", "verzekeraar@people.test"}
    assert [row.threshold_weeks for row in rows(env)] == [20]
