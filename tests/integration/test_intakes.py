"""The intake: by whom the agreement says, with sensible days, and found again in the lists."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from kraamzorg_app import database
from kraamzorg_app.adapters.clock import FrozenClock
from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.domain.calendar import format_date
from kraamzorg_app.domain.disclosure import Audience, Field
from kraamzorg_app.domain.entries import EntryState, GiveBackReason, TimelineKind
from kraamzorg_app.domain.errors import FieldErrors, NotAllowed, NotFound
from kraamzorg_app.domain.intake import IntakeState
from kraamzorg_app.domain.listing import EntryFilter, ListRequest
from kraamzorg_app.domain.offers import DeclineReason
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.models.access_log import AccessLogLine
from kraamzorg_app.models.organizations import IntakeBy, Region
from kraamzorg_app.services import exports, intakes, offers, waiting_list
from kraamzorg_app.services.environment import Environment
from tests.personas import Cast


def agree(env: Environment, region: Region, **values: Any) -> None:
    with database.transaction(env.engine) as session:
        row = session.get_one(Region, region.id)
        for name, value in values.items():
            setattr(row, name, value)


def in_days(clock: FrozenClock, days: int) -> str:
    return format_date(clock.moment.date() + timedelta(days=days))


def kinds(actor: Actor, cast: Cast) -> set[TimelineKind]:
    return {line.kind for line in waiting_list.read_entry(actor, cast.enrolled.id).lines}


def test_the_provider_that_has_her_plans_the_intake_and_does_it(
    cast: Cast, clock: FrozenClock
) -> None:
    intakes.plan(cast.provider, cast.enrolled.id, in_days(clock, 10))
    detail = waiting_list.read_entry(cast.provider, cast.enrolled.id)
    assert detail.intake is not None
    assert (detail.intake.state, detail.intake.done_on) == (IntakeState.PLANNED, None)
    clock.moment += timedelta(days=11)
    intakes.finish(cast.provider_limited, cast.enrolled.id, in_days(clock, -1))
    detail = waiting_list.read_entry(cast.coordinator, cast.enrolled.id)
    assert detail.intake is not None
    assert detail.intake.done_on == clock.moment.date() - timedelta(days=1)
    assert Permission.INTAKE_RECORD not in detail.actions
    told = {line.kind: line.detail for line in detail.lines}
    assert told[TimelineKind.INTAKE_DONE] == detail.intake.done_on.isoformat()


@pytest.mark.parametrize("name", ["other_provider", "carer", "coordinator"])
def test_nobody_else_does_the_intake_where_providers_do(
    cast: Cast, clock: FrozenClock, name: str
) -> None:
    with pytest.raises((NotAllowed, NotFound)):
        intakes.plan(getattr(cast, name), cast.enrolled.id, in_days(clock, 3))
    with pytest.raises(NotAllowed):
        intakes.plan(cast.provider, cast.waiting.id, in_days(clock, 3))


def test_the_coordinator_does_it_where_that_was_agreed(
    env: Environment, cast: Cast, clock: FrozenClock
) -> None:
    agree(env, cast.friesland, intake_by=IntakeBy.COORDINATOR)
    intakes.plan(cast.coordinator_limited, cast.waiting.id, in_days(clock, 3))
    with pytest.raises(NotAllowed):
        intakes.plan(cast.provider, cast.enrolled.id, in_days(clock, 3))
    assert intakes.are_done_here(cast.coordinator)
    assert not intakes.are_done_here(cast.provider)
    assert waiting_list.read_entry(cast.provider, cast.waiting.id).intake is None


def test_a_provider_with_an_offer_plans_the_intake_and_the_next_one_starts_anew(
    cast: Cast, clock: FrozenClock
) -> None:
    offer_id = offers.offer(cast.coordinator, cast.waiting.id, cast.miek.id)
    intakes.plan(cast.provider, cast.waiting.id, in_days(clock, 1))
    offers.decline(cast.provider, offer_id, DeclineReason.TOO_FAR)
    with pytest.raises(NotAllowed):
        intakes.finish(cast.provider, cast.waiting.id, in_days(clock, 0))
    offers.offer(cast.coordinator, cast.waiting.id, cast.noord.id)
    detail = waiting_list.read_entry(cast.other_provider, cast.waiting.id)
    assert detail.intake is not None
    assert detail.intake.state is IntakeState.NOT_PLANNED


def test_who_accepts_an_offer_keeps_its_own_intake_and_who_takes_her_does_not_get_it(
    cast: Cast, clock: FrozenClock
) -> None:
    ids = [
        offers.offer(cast.coordinator, entry.id, cast.miek.id)
        for entry in (cast.waiting, cast.waiting_vgz)
    ]
    for entry in (cast.waiting, cast.waiting_vgz):
        intakes.plan(cast.provider, entry.id, in_days(clock, 1))
    offers.accept(cast.provider, ids[0])
    offers.decline(cast.provider, ids[1], DeclineReason.NO_CAPACITY)
    waiting_list.accept(cast.carer, cast.waiting_vgz.id)
    accepted = waiting_list.read_entry(cast.provider, cast.waiting.id).intake
    taken = waiting_list.read_entry(cast.carer, cast.waiting_vgz.id).intake
    assert accepted is not None
    assert taken is not None
    assert (accepted.state, taken.state) == (IntakeState.PLANNED, IntakeState.NOT_PLANNED)


@pytest.mark.parametrize(("by", "kept"), [(IntakeBy.PROVIDER, False), (IntakeBy.COORDINATOR, True)])
def test_giving_back_forgets_the_intake_of_that_provider_only(
    env: Environment, cast: Cast, clock: FrozenClock, by: IntakeBy, *, kept: bool
) -> None:
    agree(env, cast.friesland, intake_by=by)
    doer = cast.coordinator if by is IntakeBy.COORDINATOR else cast.provider
    intakes.finish(doer, cast.enrolled.id, in_days(clock, 0))
    waiting_list.give_back(cast.provider, cast.enrolled.id, GiveBackReason.ILLNESS)
    intake = waiting_list.read_entry(cast.coordinator, cast.enrolled.id).intake
    assert intake is not None
    assert (intake.state is IntakeState.DONE) is kept


@pytest.mark.parametrize(
    ("typed", "code"),
    [("", "required"), ("31-02-2026", "date_form"), (None, "required"), (7, "date_form")],
)
def test_a_day_that_is_none_is_told_at_the_field(cast: Cast, typed: Any, code: str) -> None:
    for verb in (intakes.plan, intakes.finish):
        with pytest.raises(FieldErrors) as refused:
            verb(cast.provider, cast.enrolled.id, typed)
        assert refused.value.fields == {"intake_on": code}


def test_planned_lies_ahead_and_done_lies_behind(cast: Cast, clock: FrozenClock) -> None:
    for verb, days, code in (
        (intakes.plan, -1, "date_past"),
        (intakes.plan, 400, "date_far"),
        (intakes.finish, 1, "date_in_future"),
        (intakes.finish, -1, "date_before_list"),
    ):
        with pytest.raises(FieldErrors) as refused:
            verb(cast.provider, cast.enrolled.id, in_days(clock, days))
        assert refused.value.fields == {"intake_on": code}


def test_the_lists_are_filtered_on_the_intake(cast: Cast, clock: FrozenClock) -> None:
    def found(state: IntakeState) -> tuple[int, int]:
        request = ListRequest(EntryState.ACCEPTED, EntryFilter(intake=state))
        page = waiting_list.list_entries(cast.provider, request)
        assert len(page.rows) == page.shown
        return page.shown, page.total

    assert [found(state) for state in IntakeState] == [(1, 1), (0, 1), (0, 1)]
    intakes.plan(cast.provider, cast.enrolled.id, in_days(clock, 1))
    assert [found(state) for state in IntakeState] == [(0, 1), (1, 1), (0, 1)]
    intakes.finish(cast.provider, cast.enrolled.id, in_days(clock, 0))
    assert [found(state) for state in IntakeState] == [(0, 1), (0, 1), (1, 1)]


def test_insurers_do_not_read_of_an_intake(cast: Cast, clock: FrozenClock) -> None:
    intakes.plan(cast.provider, cast.enrolled.id, in_days(clock, 1))
    assert TimelineKind.INTAKE_PLANNED in kinds(cast.coordinator, cast)
    assert TimelineKind.INTAKE_PLANNED in kinds(cast.provider, cast)
    for actor in (cast.preferred, cast.preferred_limited, cast.admin):
        assert TimelineKind.INTAKE_PLANNED not in kinds(actor, cast)


def test_an_offer_shows_how_to_reach_her_only_where_that_was_agreed_and_it_is_logged(
    env: Environment, cast: Cast, clock: FrozenClock
) -> None:
    offers.offer(cast.coordinator, cast.waiting.id, cast.miek.id)
    assert waiting_list.read_entry(cast.provider, cast.waiting.id).view.name is None
    agree(env, cast.friesland, offer_shows_contact=True)
    view = waiting_list.read_entry(cast.provider, cast.waiting.id).view
    assert view.audience is Audience.PROVIDER_OFFERED
    assert (view.name, view.email) == ("Sanne Jansen", "sanne.jansen@client.test")
    assert (view.address, view.partner_name, view.may_reveal_bsn) == (None, None, False)
    with database.reading(env.engine) as session:
        lines = session.exec(
            select(AccessLogLine).where(col(AccessLogLine.event) == "ENTRY_READ")
        ).all()
    assert sum({Field.NAME, Field.PHONE} <= set(line.fields) for line in lines) == 1
    for actor in (cast.provider_limited, cast.other_provider):
        assert waiting_list.read_entry(actor, cast.waiting.id).view.name is None
    clock.moment += timedelta(hours=48)
    assert waiting_list.read_entry(cast.provider, cast.waiting.id).view.name is None


def test_a_filter_tells_of_no_intake_to_who_does_not_do_it(cast: Cast, clock: FrozenClock) -> None:
    def found(actor: Actor, state: IntakeState) -> int:
        request = ListRequest(EntryState.WAITING, EntryFilter(intake=state))
        return waiting_list.list_entries(actor, request).shown

    offers.offer(cast.coordinator, cast.waiting.id, cast.miek.id)
    intakes.plan(cast.provider, cast.waiting.id, in_days(clock, 1))
    assert [found(cast.coordinator, state) for state in IntakeState] == [1, 1, 0]
    assert [found(cast.provider, state) for state in IntakeState] == [0, 1, 0]
    for other in (cast.other_provider, cast.carer):
        assert [found(other, state) for state in IntakeState] == [0, 0, 0]
    planned = (ListRequest(EntryState.WAITING, EntryFilter(intake=IntakeState.PLANNED)),)
    for actor in (cast.preferred, cast.insurer, cast.admin):
        with pytest.raises(NotAllowed):
            found(actor, IntakeState.PLANNED)
    with pytest.raises(NotAllowed):
        exports.stream_csv(cast.preferred, planned)
