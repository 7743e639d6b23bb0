"""A UZOVI code may be used again once the label that had it has ended."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kraamzorg_app.domain.insurer_labels import CodeDays, is_free

FIRST = date(2026, 1, 1)
HORIZON = 12
offsets = st.none() | st.integers(0, HORIZON)


def _days(start: int | None, length: int | None) -> CodeDays:
    first = None if start is None else FIRST + timedelta(days=start)
    last = None if length is None else FIRST + timedelta(days=(start or 0) + length)
    return CodeDays(first, last)


spans = st.builds(_days, offsets, offsets)


def _listed(days: CodeDays) -> set[date]:
    """Give its days one by one, within a horizon that is wide enough for every bound."""
    every = [FIRST + timedelta(days=offset) for offset in range(-1, 2 * HORIZON + 2)]
    return {
        day
        for day in every
        if (days.valid_from is None or day >= days.valid_from)
        and (days.valid_to is None or day <= days.valid_to)
    }


@given(spans, st.lists(spans, max_size=4))
def test_a_code_is_free_where_no_other_label_has_it_on_a_day(
    days: CodeDays, others: list[CodeDays]
) -> None:
    taken = set().union(*map(_listed, others))
    assert is_free(days, others) == _listed(days).isdisjoint(taken)
