"""The solver against every possible division of small cases, and what it promises besides."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import product
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kraamzorg_app.adapters.division_solver import solve
from kraamzorg_app.domain.matching import (
    Division,
    Problem,
    Provider,
    Woman,
    broken_rules,
    can_take,
    score,
)
from tests.rounds import rounds

PROBLEMS_A_ROUND = 50
USUAL_ROUNDS = 25
"""Over a thousand problems in the test command, ten thousand in `make soak`."""
WEEKS = ("2026-W11", "2026-W12")
PC4S = ("8751", "8731", "8811")
POINTS = ((53.06, 5.40), (53.05, 5.55), (53.08, 5.30))
LANGUAGES = ("nl", "pl")


def number(n: int) -> UUID:
    return UUID(int=n)


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    provider_ids = range(100, 100 + draw(st.integers(1, 3)))
    providers = [
        Provider(
            id=number(n),
            places={week: draw(st.integers(0, 2)) for week in WEEKS},
            pending={week: draw(st.integers(0, 1)) for week in WEEKS},
            excluded_pc4s=frozenset(draw(st.sets(st.sampled_from(PC4S), max_size=1))),
            languages=frozenset({"nl"} | draw(st.sets(st.sampled_from(LANGUAGES)))),
            location=draw(st.sampled_from((*POINTS, None))),
            is_available=draw(st.integers(0, 5)) > 0,
        )
        for n in provider_ids
    ]
    women = [
        _woman(draw, n, list(map(number, provider_ids))) for n in range(draw(st.integers(0, 6)))
    ]
    return Problem.of(women, providers)


def _woman(draw: st.DrawFn, n: int, providers: list[UUID]) -> Woman:
    place = draw(st.integers(0, 2))
    return Woman(
        id=number(n),
        week=draw(st.sampled_from(WEEKS)),
        urgency=draw(st.integers(0, 2)),
        pc4=PC4S[place],
        location=POINTS[place],
        preferred_id=draw(st.sampled_from((None, *providers))),
        language=draw(st.sampled_from(LANGUAGES)),
        refused_by=frozenset(draw(st.sets(st.sampled_from(providers), max_size=1))),
    )


def every_division(problem: Problem) -> Iterator[Division]:
    options = [
        [None, *(each.id for each in problem.providers if can_take(each, woman))]
        for woman in problem.women
    ]
    for picked in product(*options):
        division = {
            woman.id: provider
            for woman, provider in zip(problem.women, picked, strict=True)
            if provider is not None
        }
        if not broken_rules(problem, division):
            yield division


@given(problems())
@settings(max_examples=PROBLEMS_A_ROUND * rounds(USUAL_ROUNDS), deadline=None)
@pytest.mark.slow
def test_no_possible_division_is_better_and_none_places_more(problem: Problem) -> None:
    division = solve(problem)
    assert broken_rules(problem, division) == []
    possible = list(every_division(problem))
    assert score(problem, division) == min(score(problem, each) for each in possible)
    assert len(division) == max(map(len, possible))


@given(problems(), st.randoms(use_true_random=False))
@settings(max_examples=300, deadline=None)
def test_the_order_in_which_rows_are_found_changes_nothing(
    problem: Problem, shuffler: random.Random
) -> None:
    women, providers = list(problem.women), list(problem.providers)
    shuffler.shuffle(women)
    shuffler.shuffle(providers)
    assert solve(Problem.of(women, providers)) == solve(problem)


def test_nobody_is_divided_when_there_is_nobody() -> None:
    assert solve(Problem.of([], [Provider(number(100), {"2026-W11": 1})])) == {}
    assert solve(Problem.of([Woman(number(1), "2026-W11", 0, "8751")], [])) == {}


def test_equal_women_go_to_equal_providers_in_the_order_of_their_ids() -> None:
    women = [Woman(number(n), "2026-W11", 0, "8751") for n in range(3)]
    providers = [Provider(number(100 + n), {"2026-W11": 1}) for n in range(2)]
    assert solve(Problem.of(women, providers)) == {
        number(0): number(100),
        number(1): number(101),
    }


def test_shares_are_fair_over_the_weeks_together() -> None:
    weeks = [f"2026-W{n}" for n in range(11, 19)]
    women = [Woman(number(n), week, 0, "8751") for n, week in enumerate(weeks)]
    providers = [
        Provider(number(100), dict.fromkeys(weeks, 1)),
        Provider(number(101), dict.fromkeys(weeks, 3)),
    ]
    given_to = list(solve(Problem.of(women, providers)).values())
    assert (given_to.count(number(100)), given_to.count(number(101))) == (2, 6)


def test_progress_is_told_by_week_and_can_stop_it() -> None:
    women = [Woman(number(n), week, 0, "8751") for n, week in enumerate(WEEKS)]
    problem = Problem.of(women, [Provider(number(100), dict.fromkeys(WEEKS, 1))])
    heard: list[tuple[int, int]] = []
    solve(problem, lambda done, total: heard.append((done, total)))
    assert heard == [(1, 2), (2, 2)]

    class Cancelled(Exception):
        pass

    def cancel(done: int, total: int) -> None:
        raise Cancelled(f"{done}/{total}")

    with pytest.raises(Cancelled, match="1/2"):
        solve(problem, cancel)
