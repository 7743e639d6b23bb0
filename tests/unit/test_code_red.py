"""When a list is open."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kraamzorg_app.domain.code_red import Period, is_open

DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
PERIODS = st.lists(
    st.builds(
        lambda start, length: Period(start, start + timedelta(days=length)),
        DAYS,
        st.integers(0, 200),
    ),
    max_size=6,
)


def test_both_days_of_a_period_count() -> None:
    period = Period(date(2026, 5, 1), date(2026, 9, 30))
    assert is_open([period], date(2026, 5, 1))
    assert is_open([period], date(2026, 9, 30))
    assert not is_open([period], date(2026, 4, 30))
    assert not is_open([period], date(2026, 10, 1))


@given(PERIODS, DAYS)
def test_the_list_is_open_exactly_on_the_days_of_its_periods(
    periods: list[Period], day: date
) -> None:
    open_days = {
        period.starts_on + timedelta(days=n)
        for period in periods
        for n in range((period.ends_on - period.starts_on).days + 1)
    }
    assert is_open(periods, day) is (day in open_days)
