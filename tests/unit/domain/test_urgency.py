"""The spans of due dates and the level of one due date say the same."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kraamzorg_app.domain.urgency import Urgency, spans, urgency

TODAY = date(2026, 3, 2)
WEEKS = st.tuples(*[st.integers(0, 30)] * 3)


@given(st.integers(-60, 300), WEEKS)
def test_each_due_date_lies_in_the_span_of_its_level_and_no_other(
    days: int, weeks: tuple[int, int, int]
) -> None:
    due_date = TODAY + timedelta(days=days)
    level = urgency(due_date, TODAY, is_born=False, thresholds_weeks=weeks)
    within = [
        each
        for each, (first, last) in spans(TODAY, weeks).items()
        if (first is None or first <= due_date) and (last is None or due_date <= last)
    ]
    assert within == [level]


def test_a_reported_birth_is_above_everything() -> None:
    assert urgency(TODAY + timedelta(weeks=30), TODAY, is_born=True) is max(Urgency)
