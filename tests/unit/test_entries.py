"""The states of an entry and its urgency."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kraamzorg_app.domain.entries import EntryState, check_move, may_move
from kraamzorg_app.domain.errors import Conflict
from kraamzorg_app.domain.urgency import Urgency, urgency

TODAY = date(2026, 3, 2)


def test_a_closed_entry_never_opens_again() -> None:
    assert not any(may_move(EntryState.CLOSED, target) for target in EntryState)


def test_a_taken_client_goes_back_to_the_list_or_off_it() -> None:
    targets = {target for target in EntryState if may_move(EntryState.ACCEPTED, target)}
    assert targets == {EntryState.WAITING, EntryState.CLOSED}


def test_nobody_takes_a_client_before_she_is_authorized() -> None:
    assert not may_move(EntryState.AWAITING_AUTHORIZATION, EntryState.ACCEPTED)


def test_taking_a_taken_client_says_that_she_was_just_taken() -> None:
    with pytest.raises(Conflict) as refused:
        check_move(EntryState.ACCEPTED, EntryState.ACCEPTED)
    assert refused.value.code == "just_taken"


@pytest.mark.parametrize(
    ("weeks", "level"),
    [
        (11, Urgency.CALM),
        (10, Urgency.NEARING),
        (6, Urgency.SOON),
        (3, Urgency.CRITICAL),
        (0, Urgency.CRITICAL),
        (-1, Urgency.OVERDUE),
    ],
)
def test_urgency_follows_the_thresholds(weeks: int, level: Urgency) -> None:
    assert urgency(TODAY + timedelta(weeks=weeks), TODAY, is_born=False) is level


@given(st.integers(-50, 300), st.integers(0, 300))
def test_an_earlier_due_date_is_never_less_urgent(days: int, later: int) -> None:
    early = urgency(TODAY + timedelta(days=days), TODAY, is_born=False)
    late = urgency(TODAY + timedelta(days=days + later), TODAY, is_born=False)
    assert early >= late


@given(st.integers(-50, 300))
def test_a_reported_birth_goes_above_all(days: int) -> None:
    assert urgency(TODAY + timedelta(days=days), TODAY, is_born=True) is Urgency.BORN
