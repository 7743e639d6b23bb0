"""Code-rood periods: opened, changed, closed and asked for; never two at once in a region."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import select

from kraamzorg_app import database
from kraamzorg_app.domain.code_red import PeriodChangeKind, RequestState
from kraamzorg_app.domain.entries import EntryState
from kraamzorg_app.domain.errors import Conflict, FieldErrors, NotAllowed, NotFound
from kraamzorg_app.models.access_log import AccessLogLine
from kraamzorg_app.models.accounts import Membership, User
from kraamzorg_app.models.messages import BellItem, OutboxMessage
from kraamzorg_app.models.waiting_list import WaitingListEntry
from kraamzorg_app.services.administration import period_requests, periods
from kraamzorg_app.services.environment import Environment
from tests.personas import Cast

LATER = {"starts_on": "01-03-2027", "ends_on": "30-09-2027"}


def current(cast: Cast) -> periods.PeriodRow:
    """Give the period in which Friesland is now: 2 February to 7 December 2026."""
    rows = periods.calendar_of(cast.admin, 2026)
    return next(row for row in rows if row.region == "KSV Friesland").periods[0]


def days(starts_on: date, ends_on: date) -> dict[str, str]:
    return {"starts_on": starts_on.isoformat(), "ends_on": ends_on.isoformat()}


def belled(env: Environment, notification: str) -> set[str]:
    with database.reading(env.engine) as session:
        return set(
            session.exec(
                select(User.email)
                .join(Membership, Membership.user_id == User.id)
                .join(BellItem, BellItem.membership_id == Membership.id)
                .where(BellItem.notification == notification)
            )
        )


def test_a_period_is_opened_and_everybody_who_must_know_is_told(
    env: Environment, cast: Cast
) -> None:
    periods.open_period(cast.admin, cast.friesland.id, LATER)
    shown = periods.calendar_of(cast.admin, 2027)[0].periods
    assert [(row.starts_on, row.ends_on) for row in shown] == [
        (date(2027, 3, 1), date(2027, 9, 30))
    ]
    assert belled(env, "period_changed") == {
        "coordinator@people.test", "coordinator-beperkt@people.test",
        "miek@people.test", "miek-beperkt@people.test", "noord@people.test", "anna@people.test",
        "preferent-avg@people.test", "preferent@people.test",
    }  # fmt: skip
    with database.reading(env.engine) as session:
        mails = session.exec(select(OutboxMessage)).all()
    assert len(mails) == 8


@pytest.mark.parametrize(
    ("form", "fields"),
    [
        ({}, {"starts_on": "required", "ends_on": "required"}),
        ({"starts_on": "31-02-2027", "ends_on": "1-4-2027"}, {"starts_on": "date_form"}),
        ({"starts_on": "2-4-2027", "ends_on": "1-4-2027"}, {"ends_on": "ends_before_start"}),
        ({"starts_on": "1-4-2027", "ends_on": "1-4-2033"}, {"ends_on": "period_too_long"}),
    ],
)
def test_a_period_that_can_not_be_is_refused(
    cast: Cast, form: dict[str, str], fields: dict[str, str]
) -> None:
    with pytest.raises(FieldErrors) as refused:
        periods.open_period(cast.admin, cast.friesland.id, form)
    assert refused.value.fields == fields


def test_every_field_that_was_left_empty_is_said_at_once(cast: Cast) -> None:
    with pytest.raises(FieldErrors) as refused:
        periods.open_period(cast.admin, "", {})
    assert refused.value.fields == dict.fromkeys(("region", "starts_on", "ends_on"), "required")


def test_two_periods_of_one_region_never_share_a_day(cast: Cast) -> None:
    now = current(cast)
    with pytest.raises(Conflict) as refused:
        periods.open_period(cast.admin, cast.friesland.id, days(now.ends_on, date(2027, 1, 1)))
    assert refused.value.details["ends_on"] == now.ends_on.strftime("%d-%m-%Y")
    following = now.ends_on + timedelta(days=1)
    added = periods.open_period(
        cast.admin, cast.friesland.id, days(following, following + timedelta(days=30))
    )
    with pytest.raises(Conflict):
        periods.change_period(cast.admin, added, days(now.ends_on, following))


def test_closing_says_first_whom_it_concerns_and_they_stay(env: Environment, cast: Cast) -> None:
    now = current(cast)
    assert periods.closing_effect(cast.admin, now.id, {}).waiting == 2
    shorter = days(now.starts_on, cast.waiting.due_date)
    assert periods.closing_effect(cast.admin, now.id, shorter).waiting == 1
    periods.close_period(cast.admin, now.id)
    with database.reading(env.engine) as session:
        entry = session.get_one(WaitingListEntry, cast.waiting.id)
    assert (entry.state, entry.region_id) == (EntryState.WAITING, cast.friesland.id)
    with pytest.raises(NotFound):
        periods.close_period(cast.admin, now.id)


def test_history_stays_when_the_period_is_gone(env: Environment, cast: Cast) -> None:
    now = current(cast)
    periods.change_period(cast.admin, now.id, days(now.starts_on, date(2026, 9, 30)))
    periods.change_period(cast.admin, now.id, days(now.starts_on, date(2026, 9, 30)))
    env.clock.advance(timedelta(minutes=1))
    periods.close_period(cast.admin, now.id)
    closed, changed = periods.history(cast.admin)
    assert (closed.kind, closed.period) == (PeriodChangeKind.CLOSED, None)
    assert changed.former is not None
    assert changed.former.ends_on == now.ends_on
    assert changed.by == "bo"
    with database.reading(env.engine) as session:
        lines = session.exec(
            select(AccessLogLine).where(AccessLogLine.event == "PERIOD_CHANGED")
        ).all()
    assert [line.action for line in lines] == ["U", "D"]
    assert lines[0].details["after"]["ends_on"] == "2026-09-30"


def test_a_coordinator_asks_and_reads_the_answer(env: Environment, cast: Cast) -> None:
    now = current(cast)
    asked = days(now.starts_on, date(2027, 1, 31)) | {
        "reason": "De drukte houdt aan.", "period_id": now.id,
    }  # fmt: skip
    period_requests.ask(cast.coordinator, cast.friesland.id, asked)
    assert belled(env, "period_requested") == {"bo@people.test"}
    request = period_requests.requests(cast.admin)[0]
    assert (request.reason, request.state) == ("De drukte houdt aan.", RequestState.PENDING)
    given = days(now.starts_on, date(2026, 12, 31)) | {"answer": "Tot het eind van het jaar."}
    period_requests.grant(cast.admin, request.id, given)
    assert current(cast).ends_on == date(2026, 12, 31)
    answered = period_requests.own_periods(cast.coordinator)[0].requests[0]
    assert (answered.state, answered.answer) == (RequestState.CHANGED, "Tot het eind van het jaar.")
    assert "coordinator@people.test" in belled(env, "period_answered")
    with pytest.raises(Conflict):
        period_requests.refuse(cast.admin, request.id, {"answer": "Toch niet."})


def test_a_new_period_is_granted_as_it_was_asked_for(cast: Cast) -> None:
    period_requests.ask(cast.coordinator, cast.friesland.id, LATER | {"reason": "Zomer."})
    request = period_requests.requests(cast.admin)[0]
    period_requests.grant(cast.admin, request.id, LATER)
    assert period_requests.requests(cast.admin)[0].state is RequestState.GRANTED
    assert len(period_requests.own_periods(cast.coordinator)[0].periods) == 2


def test_a_refusal_needs_a_sentence_and_changes_no_period(cast: Cast) -> None:
    period_requests.ask(cast.coordinator, cast.friesland.id, LATER | {"reason": "Zomer."})
    request = period_requests.requests(cast.admin)[0]
    with pytest.raises(FieldErrors) as refused:
        period_requests.refuse(cast.admin, request.id, {"answer": " "})
    assert refused.value.fields == {"answer": "required"}
    period_requests.refuse(cast.admin, request.id, {"answer": "Er is nog ruimte."})
    own = period_requests.own_periods(cast.coordinator)[0]
    assert (len(own.periods), own.requests[0].state) == (1, RequestState.REFUSED)


def test_a_coordinator_asks_for_the_own_region_only(cast: Cast) -> None:
    with pytest.raises(NotFound):
        period_requests.ask(cast.coordinator, cast.groningen.id, LATER | {"reason": "x"})
    with pytest.raises(FieldErrors) as refused:
        period_requests.ask(cast.coordinator, cast.friesland.id, {})
    assert refused.value.fields.keys() == {"reason", "starts_on", "ends_on"}
    groningen = next(
        row for row in periods.calendar_of(cast.admin, 2026) if row.region == "KSV Groningen"
    )
    foreign: dict[str, Any] = LATER | {"reason": "x", "period_id": groningen.periods[0].id}
    with pytest.raises(NotFound):
        period_requests.ask(cast.coordinator, cast.friesland.id, foreign)


@pytest.mark.parametrize("name", ["coordinator", "provider", "preferred", "technician"])
def test_only_the_functional_admin_opens_and_closes(cast: Cast, name: str) -> None:
    actor = getattr(cast, name)
    with pytest.raises(NotAllowed):
        periods.open_period(actor, cast.friesland.id, LATER)
    with pytest.raises(NotAllowed):
        periods.close_period(actor, current(cast).id)
    with pytest.raises(NotAllowed):
        period_requests.requests(actor)
