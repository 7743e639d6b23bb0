"""Weeks, outcomes and waiting times of the overviews."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kraamzorg_app.domain.entries import CloseReason
from kraamzorg_app.domain.overviews import (
    COORDINATORS_OUTCOMES,
    FEWEST_FOR_TIMES,
    OTHERS_OUTCOMES,
    Outcome,
    outcome_of,
    past_weeks,
    start_of,
    waiting_times,
)

THURSDAY = date(2026, 3, 19)


def test_the_running_week_is_for_who_sees_everything_only() -> None:
    finished = past_weeks(THURSDAY, 8, with_this_week=False)
    assert (finished.mondays[-1], finished.ends_on) == (date(2026, 3, 9), date(2026, 3, 16))
    running = past_weeks(THURSDAY, 8, with_this_week=True)
    assert (running.mondays[-1], running.ends_on) == (date(2026, 3, 16), date(2026, 3, 23))
    assert len(finished.mondays) == len(running.mondays) == 8


def test_a_week_in_which_the_clock_changes_has_an_hour_less() -> None:
    length = start_of(date(2026, 3, 30)).timestamp() - start_of(date(2026, 3, 23)).timestamp()
    assert timedelta(seconds=length) == timedelta(days=7, hours=-1)


def test_only_the_coordinator_reads_that_a_pregnancy_ended() -> None:
    assert outcome_of(CloseReason.PREGNANCY_ENDED, for_coordinator=True) is Outcome.PREGNANCY_ENDED
    assert Outcome.PREGNANCY_ENDED not in OTHERS_OUTCOMES
    hidden_together = [
        reason for reason in CloseReason
        if outcome_of(reason, for_coordinator=False) is Outcome.OTHER
    ]  # fmt: skip
    assert CloseReason.PREGNANCY_ENDED in hidden_together
    assert len(hidden_together) > 1


def test_every_reason_has_a_place_in_both_tables() -> None:
    for reason in CloseReason:
        assert outcome_of(reason, for_coordinator=True) in COORDINATORS_OUTCOMES
        assert outcome_of(reason, for_coordinator=False) in OTHERS_OUTCOMES


@given(st.lists(st.integers(0, 300), max_size=60))
def test_waiting_times_are_the_days_within_which_so_many_were_taken(waits: list[int]) -> None:
    found = waiting_times(Counter(waits))
    if len(waits) < FEWEST_FOR_TIMES:
        assert found is None
        return
    assert found is not None
    for share, days in (
        (0.25, found.quarter), (0.5, found.half),
        (0.75, found.three_quarters), (0.9, found.nine_tenths),
    ):  # fmt: skip
        assert sum(wait <= days for wait in waits) >= share * len(waits)
        assert sum(wait < days for wait in waits) < share * len(waits)
