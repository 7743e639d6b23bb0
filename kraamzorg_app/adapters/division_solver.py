"""The best division of women over providers, by the min-cost flow solver of OR-tools.

Whole numbers all the way, so that the order of the goals holds exactly. The goals up to the
distance fall apart into weeks: each week is solved by itself, and its prices (the dual solution)
tell which women and providers can still be combined without loss. One flow over all weeks then
chooses among those by fair shares and ids.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python import min_cost_flow

from kraamzorg_app.domain.matching import (
    FARTHEST_KM,
    Division,
    Problem,
    Woman,
    can_take,
    fit,
    share_costs,
    tie_costs,
)

Numbers = NDArray[np.int64]
_NEVER = 2**60


class Unsolvable(Exception):
    """The division is too large for whole numbers of 64 bits."""


@dataclass(frozen=True, slots=True)
class _Week:
    """The women of a week and the providers with room in it, by their place in the problem."""

    women: list[int]
    providers: list[int]
    room: Numbers
    choices: NDArray[np.bool_]
    """Per woman and provider, and nobody as the last, whether the best divisions hold it."""
    is_full: NDArray[np.bool_]
    """The providers whose places are all used in every best division."""


class _Flow:
    """A network with whole costs, for the solver of OR-tools."""

    def __init__(self) -> None:
        self._solver = min_cost_flow.SimpleMinCostFlow()

    def add(
        self, tails: Numbers | int, heads: Numbers | int, room: Numbers | int, costs: Numbers | int
    ) -> Numbers:
        """Add arcs and give their numbers; a single number counts for all of them."""
        columns = np.broadcast_arrays(np.atleast_1d(tails), heads, room, costs)
        arcs = self._solver.add_arcs_with_capacity_and_unit_cost(
            *(np.ascontiguousarray(column, dtype=np.int64) for column in columns)
        )
        return np.asarray(arcs, dtype=np.int64)

    def solve(self, supplies: Mapping[int, int]) -> Numbers:
        """Give the flow per arc. Raises `Unsolvable` when the costs are too large together."""
        for node, supply in supplies.items():
            self._solver.set_node_supply(node, supply)
        status = self._solver.solve()
        if status != self._solver.OPTIMAL:
            raise Unsolvable(status.name)
        return np.asarray(
            self._solver.flows(np.arange(self._solver.num_arcs(), dtype=np.int64)), dtype=np.int64
        )


def solve(problem: Problem, on_week: Callable[[int, int], None] | None = None) -> Division:
    """Give the best division; the same problem always gives the same one.

    `on_week(done, total)` hears of each week that is done, and cancels by raising an exception.
    Raises `Unsolvable` beyond some tens of thousands of women.
    """
    women_of: dict[str, list[int]] = defaultdict(list)
    for index, woman in enumerate(problem.women):
        women_of[woman.week].append(index)
    weeks = []
    for done, name in enumerate(sorted(women_of), start=1):
        weeks.append(_solve_week(problem, name, women_of[name]))
        if on_week is not None:
            on_week(done, len(women_of))
    return _choose(problem, weeks)


def _solve_week(problem: Problem, name: str, women: list[int]) -> _Week:
    providers = [n for n, provider in enumerate(problem.providers) if provider.free(name)]
    room = np.array([problem.providers[n].free(name) for n in providers], dtype=np.int64)
    costs = _costs(problem, [problem.women[n] for n in women], providers)
    prices = _prices(costs, room, _assign(costs, room))
    total = costs + prices
    choices = (total == total.min(axis=1, keepdims=True)) & (costs < _NEVER)
    return _Week(women, providers, room, choices, prices[:-1] > 0)


def _costs(problem: Problem, women: list[Woman], providers: list[int]) -> Numbers:
    """Give what each provider costs for each woman; the last column is what nobody costs."""
    km_unit = len(women) * FARTHEST_KM + 1
    language_unit = km_unit * (len(women) + 1)
    place_unit = language_unit * (len(women) + 1)
    lowest = min(woman.urgency for woman in women)
    costs = np.full((len(women), len(providers) + 1), _NEVER, dtype=np.int64)
    if place_unit * (max(woman.urgency for woman in women) - lowest + 1) >= _NEVER:
        raise Unsolvable("too many women in a week")
    for row, woman in enumerate(women):
        costs[row, -1] = place_unit * (woman.urgency - lowest + 1)
        for column, index in enumerate(providers):
            provider = problem.providers[index]
            if can_take(provider, woman):
                suits = fit(provider, woman)
                costs[row, column] = (
                    suits.not_preferred * language_unit + suits.not_spoken * km_unit + suits.km
                )
    return costs


def _assign(costs: Numbers, room: Numbers) -> Numbers:
    """Give per woman the column that she gets in one of the best divisions of the week."""
    count, columns = costs.shape
    rows, picked = np.nonzero(costs < _NEVER)
    sink = count + columns
    flow = _Flow()
    arcs = flow.add(rows, count + picked, 1, costs[rows, picked])
    flow.add(np.arange(count, sink), sink, np.append(room, count), 0)
    used = flow.solve({**dict.fromkeys(range(count), 1), sink: -count})[arcs]
    assigned = np.zeros(count, dtype=np.int64)
    assigned[rows[used > 0]] = picked[used > 0]
    return assigned


def _prices(costs: Numbers, room: Numbers, assigned: Numbers) -> Numbers:
    """Give the price of a place per column: what one more place there would win.

    It is the cheapest way to move somebody off a full column, over others, to one with room
    (Bellman-Ford on the columns). Nobody always has room.
    """
    columns = costs.shape[1]
    moving = np.full((columns, columns), _NEVER, dtype=np.int64)
    for column in np.unique(assigned):
        here = costs[assigned == column]
        moving[column] = (here - here[:, [column]]).min(axis=0)
    is_full = np.bincount(assigned, minlength=columns)[:-1] >= room
    prices = np.append(np.where(is_full, _NEVER, 0), 0)
    while True:
        cheaper = np.minimum(prices, (moving + prices).min(axis=1))
        if np.array_equal(cheaper, prices):
            return prices
        prices = cheaper


def _choose(problem: Problem, weeks: Sequence[_Week]) -> Division:
    """Choose among the best divisions of all weeks by fair shares, then by id."""
    choice = _Choice(problem)
    for week in weeks:
        choice.add_week(week)
    return choice.solve()


class _Choice:
    """The flow over all weeks: women to places of a week, to providers, to shares of providers."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        weights, ranks, self._nobody = tie_costs(problem)
        self._weights, self._ranks = np.array(weights), np.array(ranks)
        self._first_provider = len(problem.women)
        self._sink = self._next_node = self._first_provider + len(problem.providers)
        self._supplies = dict.fromkeys(range(len(problem.women)), 1)
        self._flow = _Flow()
        self._room = [0] * len(problem.providers)
        self._arcs: list[tuple[Numbers, Numbers, Numbers]] = []

    def add_week(self, week: _Week) -> None:
        """Add a week's women with the choices that the best divisions hold."""
        women = np.array(week.women)
        for column, index in enumerate(week.providers):
            self._next_node += 1
            places, provider = int(week.room[column]), self._first_provider + index
            self._room[index] += min(places, len(women))
            takers = women[week.choices[:, column]]
            costs = self._weights[takers] * self._ranks[index]
            arcs = self._flow.add(takers, self._next_node, 1, costs)
            self._arcs.append((arcs, takers, np.full(len(takers), index)))
            if week.is_full[column]:
                self._supplies[self._next_node] = -places
                self._supplies[provider] = self._supplies.get(provider, 0) + places
            else:
                self._flow.add(self._next_node, provider, places, 0)
        idle = women[week.choices[:, -1]]
        self._flow.add(idle, self._sink, 1, self._weights[idle] * self._nobody)

    def solve(self) -> Division:
        """Give the provider of each woman who gets a place."""
        unit = int(self._weights.sum()) * self._nobody + 1
        for index, provider in enumerate(self._problem.providers):
            shares = [unit * cost for cost in share_costs(provider, self._room[index])]
            self._flow.add(
                self._first_provider + index, self._sink, 1, np.array(shares, dtype=np.int64)
            )
        used = self._flow.solve(self._supplies | {self._sink: -len(self._problem.women)})
        return {
            self._problem.women[woman].id: self._problem.providers[provider].id
            for arcs, women, providers in self._arcs
            for woman, provider in zip(
                women[used[arcs] > 0], providers[used[arcs] > 0], strict=True
            )
        }
