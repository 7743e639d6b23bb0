"""Which region a postcode belongs to, whatever is changed in whatever order."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from kraamzorg_app.domain.territory import Span, overlapping, reassign, region_on, runs

START = date(2026, 1, 1)
A, B, C = (UUID(int=number) for number in (1, 2, 3))
FIRST, LAST = 8700, 8712
DAYS = st.integers(0, 20).map(lambda n: START + timedelta(days=n))
CHANGES = st.lists(
    st.tuples(
        st.dictionaries(
            st.integers(FIRST, LAST), st.sampled_from([A, B, C, None]), min_size=1, max_size=13
        ),
        DAYS,
    ),
    max_size=8,
)


def apply_all(changes: list[tuple[dict[int, UUID | None], date]]) -> frozenset[Span]:
    spans: frozenset[Span] = frozenset()
    for wanted, day in changes:
        spans = reassign(spans, wanted, day)
    return spans


@given(CHANGES)
def test_each_postcode_has_at_most_one_region_at_any_day(
    changes: list[tuple[dict[int, UUID | None], date]],
) -> None:
    spans = apply_all(changes)
    assert not overlapping(spans)
    for offset in range(-1, 23):
        day = START + timedelta(days=offset)
        for pc4 in range(FIRST, LAST + 1):
            holding = [s for s in spans if s.first <= pc4 <= s.last and s.holds(day)]
            assert len(holding) <= 1


@given(CHANGES)
def test_the_division_equals_a_calendar_kept_by_hand(
    changes: list[tuple[dict[int, UUID | None], date]],
) -> None:
    by_hand: dict[tuple[int, date], UUID | None] = {}
    days = [START + timedelta(days=offset) for offset in range(25)]
    for wanted, since in changes:
        for pc4, region in wanted.items():
            by_hand |= {(pc4, day): region for day in days if day >= since}
    spans = apply_all(changes)
    for day in days:
        expected = {
            pc4: by_hand[pc4, day]
            for pc4 in range(FIRST, LAST + 1)
            if by_hand.get((pc4, day)) is not None
        }
        assert region_on(spans, day) == expected


@given(CHANGES)
def test_no_span_ends_before_it_begins(
    changes: list[tuple[dict[int, UUID | None], date]],
) -> None:
    for span in apply_all(changes):
        assert span.first <= span.last
        assert span.valid_to is None or span.valid_from <= span.valid_to


def test_what_is_right_already_does_not_change() -> None:
    spans = frozenset({Span(A, 8700, 8799, START)})
    again = reassign(spans, dict.fromkeys(range(8710, 8720), A), START + timedelta(days=9))
    assert again == spans


def test_a_move_keeps_the_history_and_splits_the_range() -> None:
    day = START + timedelta(days=10)
    spans = reassign({Span(A, 8700, 8710, START)}, {8705: B}, day)
    assert spans == {
        Span(A, 8700, 8704, START),
        Span(A, 8706, 8710, START),
        Span(A, 8705, 8705, START, day - timedelta(days=1)),
        Span(B, 8705, 8705, day),
    }


def test_two_regions_on_one_day_are_found() -> None:
    one, other = Span(A, 8700, 8710, START), Span(B, 8710, 8720, START)
    assert overlapping([one, other]) == [(one, other)]
    assert not overlapping([one, Span(B, 8711, 8720, START)])


def test_runs_join_what_follows_one_another() -> None:
    assert runs([8703, 8701, 8700, 8710]) == [(8700, 8701), (8703, 8703), (8710, 8710)]
