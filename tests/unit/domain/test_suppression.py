"""Small numbers stay hidden, also from who adds, subtracts and knows the rules."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kraamzorg_app.domain.suppression import Count, is_small, shown_part, shown_total

NUMBERS = st.lists(
    st.one_of(st.integers(0, 6), st.integers(0, 300), st.sampled_from([1, 4, 5])), max_size=9
).filter(lambda numbers: sum(map(is_small, numbers)) <= 4)


def everything_shown(numbers: Sequence[int]) -> tuple[Count, ...]:
    return (*map(shown_part, numbers), shown_total(numbers))


def possible(numbers: Sequence[int]) -> list[list[int]]:
    """Give what could stand behind the page for somebody who knows how it was made."""
    seen = everything_shown(numbers)
    spots = [range(1, 5) if is_small(number) else [number] for number in numbers]
    return [list(guess) for guess in product(*spots) if everything_shown(guess) == seen]


@settings(max_examples=300, deadline=None)
@given(NUMBERS)
def test_no_hidden_number_follows_from_all_that_is_shown(numbers: list[int]) -> None:
    guesses = possible(numbers)
    for place, number in enumerate(numbers):
        if is_small(number):
            assert len({guess[place] for guess in guesses}) > 1


@given(NUMBERS)
def test_no_small_number_is_shown_and_every_shown_one_is_right(numbers: list[int]) -> None:
    for number, count in zip((*numbers, sum(numbers)), everything_shown(numbers), strict=True):
        assert count.value in (None, number)
        assert count.value is None or count.value not in range(1, 5)


@given(NUMBERS)
def test_a_hidden_total_tells_what_is_shown_anyway(numbers: list[int]) -> None:
    total = shown_total(numbers)
    visible = sum(number for number in numbers if not is_small(number))
    assert total.value is not None or total.at_least == visible


@pytest.mark.parametrize(
    ("numbers", "total"),
    [
        ([20, 30], 50),
        ([20, 3], None),
        ([20, 3, 2], 25),
        ([20, 0, 0], 20),
        ([20, 1, 1], None),
        ([20, 4, 4], None),
        ([1, 2], None),
    ],
)
def test_a_total_is_hidden_where_it_would_give_a_number_away(
    numbers: list[int], total: int | None
) -> None:
    assert shown_total(numbers).value == total
