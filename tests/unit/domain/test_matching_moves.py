"""A change by hand costs just what the score of the division says, and tells what it breaks."""

from __future__ import annotations

from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from kraamzorg_app.adapters.division_solver import solve
from kraamzorg_app.domain.matching import (
    FARTHEST_KM,
    Problem,
    Provider,
    Woman,
    broken_rules,
    score,
)
from kraamzorg_app.domain.matching_moves import cost_of_move, moved
from tests.unit.test_division_solver import problems

HER, NEAR, FAR = UUID(int=1), UUID(int=101), UUID(int=102)
WEEK = "2026-W12"
HERE, THERE = (53.06, 5.40), (53.06, 5.70)


@settings(max_examples=300, deadline=None)
@given(problems(), st.data())
def test_a_move_costs_what_the_score_says(problem: Problem, data: st.DataObject) -> None:
    if not problem.women:
        return
    division = solve(problem)
    woman = data.draw(st.sampled_from(problem.women))
    target = data.draw(st.sampled_from((None, *(each.id for each in problem.providers))))
    cost = cost_of_move(problem, division, woman.id, target)
    new = moved(division, woman.id, target)
    before, after = score(problem, division), score(problem, new)
    assert cost.unplaced == sum(after.unplaced) - sum(before.unplaced)
    if cost.unplaced == 0 and target is not None:
        assert cost.not_preferred == after.not_preferred - before.not_preferred
        assert cost.not_spoken == after.not_spoken - before.not_spoken
        assert cost.unfairness == after.unfairness - before.unfairness
        if cost.km is not None:
            assert cost.km == after.km - before.km
            assert abs(cost.km) < FARTHEST_KM
    broken = broken_rules(problem, new)
    week = {each.id: each.week for each in problem.women}
    at_target = [each for each in broken if new[each] == target and week[each] == woman.week]
    breaks = bool(cost.over_places or cost.is_not_served or cost.has_refused)
    assert breaks == bool(at_target)
    assert len(at_target) == len(broken)


def two_providers(**values: object) -> Problem:
    usual = {"languages": frozenset({"nl"}), "places": {WEEK: 1}}
    return Problem.of(
        [Woman(HER, WEEK, 3, "8751", HERE, hours=45)],
        [Provider(NEAR, location=HERE, **usual), Provider(FAR, location=THERE, **usual | values)],
    )


def test_farther_is_told_in_kilometers_and_nearer_below_nothing() -> None:
    problem = two_providers()
    farther = cost_of_move(problem, {HER: NEAR}, HER, FAR)
    nearer = cost_of_move(problem, {HER: FAR}, HER, NEAR)
    assert (farther.km, nearer.km) == (20, -20)
    assert (farther.unplaced, farther.over_places, farther.over_hours) == (0, 0, 0)


def test_to_nobody_and_from_nobody_counts_women_only() -> None:
    problem = two_providers()
    assert cost_of_move(problem, {HER: NEAR}, HER, None).unplaced == 1
    found = cost_of_move(problem, {}, HER, FAR)
    assert (found.unplaced, found.km, found.unfairness) == (-1, None, 0)


def test_what_a_provider_stated_and_said_before_is_told() -> None:
    full = two_providers(places={WEEK: 0}, hours={WEEK: 30}, excluded_pc4s=frozenset({"8751"}))
    cost = cost_of_move(full, {HER: NEAR}, HER, FAR)
    assert (cost.over_places, cost.over_hours, cost.is_not_served) == (1, 15, True)
    (her,) = full.women
    refused = Problem.of(
        [Woman(her.id, WEEK, 3, "8751", refused_by=frozenset({FAR}))], full.providers
    )
    assert cost_of_move(refused, {}, HER, FAR).has_refused
