"""Dividing waiting women over providers with room: who can take whom, and which division is best.

The goals count in this order, each only where the ones before leave a choice: as many women as
possible by urgency, their preference, their language, the distance, fair shares, and ties by id.
Placing the most urgent women first never costs a place: the sets of women that fit together are a
matroid, so that the largest set by urgency is also the largest set.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import asin, cos, radians, sin, sqrt
from typing import Final
from uuid import UUID

Point = tuple[float, float]
"""Latitude and longitude in degrees."""

FARTHEST_KM: Final = 400
"""Stands for an unknown distance too: farther than any two places in the Netherlands."""
_EARTH_RADIUS_KM: Final = 6371.0
_SHARE_UNIT: Final = 10_000
DUTCH: Final = "nl"


@dataclass(frozen=True, slots=True)
class Woman:
    """A waiting woman; she takes one place in her week."""

    id: UUID
    week: str
    """ISO week of her due date, such as "2026-W12"; the current one when it has passed."""
    urgency: int
    """`Urgency`, higher is more urgent."""
    pc4: str
    location: Point | None = None
    preferred_id: UUID | None = None
    language: str = DUTCH
    hours: int = 0
    refused_by: frozenset[UUID] = frozenset()
    """Providers that have refused an offer of her."""


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider with what it stated for the region."""

    id: UUID
    places: Mapping[str, int]
    """Stated places per ISO week."""
    pending: Mapping[str, int] = field(default_factory=dict)
    """Places per ISO week that offers without an answer hold."""
    hours: Mapping[str, int] = field(default_factory=dict)
    """Stated hours per ISO week; a week without a number is not checked."""
    excluded_pc4s: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset({DUTCH})
    location: Point | None = None
    is_available: bool = True
    """Approved in the region, and not ended."""

    def free(self, week: str) -> int:
        """Give the places that are left in a week, offers without an answer taken off."""
        if not self.is_available:
            return 0
        return max(0, self.places.get(week, 0) - self.pending.get(week, 0))


@dataclass(frozen=True, slots=True)
class Problem:
    """All that a division depends on, in the order of the ids."""

    women: tuple[Woman, ...]
    providers: tuple[Provider, ...]

    @classmethod
    def of(cls, women: Sequence[Woman], providers: Sequence[Provider]) -> Problem:
        """Put them in order, so that the answer does not depend on how they were found."""
        return cls(
            tuple(sorted(women, key=lambda woman: woman.id)),
            tuple(sorted(providers, key=lambda provider: provider.id)),
        )


Division = Mapping[UUID, UUID]
"""Which provider each placed woman goes to, both by id."""


@dataclass(frozen=True, slots=True, order=True)
class Fit:
    """How badly a provider suits a woman; less is better, and the first difference decides."""

    not_preferred: int
    not_spoken: int
    km: int


@dataclass(frozen=True, slots=True, order=True)
class Score:
    """How good a division is; less is better, and the first difference decides."""

    unplaced: tuple[int, ...]
    """Women without a place per urgency, most urgent first."""
    not_preferred: int
    not_spoken: int
    km: int
    unfairness: int
    by_id: int


def can_take(provider: Provider, woman: Woman) -> bool:
    """Say whether a provider could take her at all; whether it has room comes after."""
    return (
        provider.is_available
        and woman.pc4 not in provider.excluded_pc4s
        and provider.id not in woman.refused_by
    )


def fit(provider: Provider, woman: Woman) -> Fit:
    """Judge how a provider suits a woman, by preference, language and whole kilometers."""
    return Fit(
        int(woman.preferred_id is not None and woman.preferred_id != provider.id),
        int(woman.language not in provider.languages),
        distance_km(woman.location, provider.location),
    )


@lru_cache(maxsize=2**17)
def distance_km(one: Point | None, other: Point | None) -> int:
    """Give whole kilometers as the crow flies, `FARTHEST_KM` when a place is unknown."""
    if one is None or other is None:
        return FARTHEST_KM
    (lat, lon), (other_lat, other_lon) = map(radians, one), map(radians, other)
    half = (
        sin((other_lat - lat) / 2) ** 2
        + cos(lat) * cos(other_lat) * sin((other_lon - lon) / 2) ** 2
    )
    return min(FARTHEST_KM, round(2 * _EARTH_RADIUS_KM * asin(sqrt(half))))


def share_costs(provider: Provider, count: int) -> list[int]:
    """Give what each of `count` more women adds to the unfairness; it never falls.

    The sum over the providers is least when all fill the same share of their places.
    """
    total = max(1, sum(provider.places.values()))
    held = sum(provider.pending.values())
    return [_SHARE_UNIT * (2 * (held + n) + 1) // total for n in range(count)]


def tie_costs(problem: Problem) -> tuple[list[int], list[int], int]:
    """Give the weights of women and of providers, and of no provider, that decide ties by id.

    The costs are the products: the earlier a woman, the more a later provider weighs for her.
    """
    weights: list[int] = []
    left = Counter(woman.week for woman in problem.women)
    for woman in problem.women:
        weights.append(left[woman.week])
        left[woman.week] -= 1
    return weights, list(range(len(problem.providers))), len(problem.providers)


def score(problem: Problem, division: Division) -> Score:
    """Judge a division by all goals. Raises KeyError for a provider that is not in the problem."""
    providers = {provider.id: provider for provider in problem.providers}
    taken = Counter(division[woman.id] for woman in problem.women if woman.id in division)
    fits = [
        fit(providers[division[woman.id]], woman) for woman in problem.women if woman.id in division
    ]
    left = Counter(woman.urgency for woman in problem.women if woman.id not in division)
    levels = sorted({woman.urgency for woman in problem.women}, reverse=True)
    return Score(
        tuple(left[level] for level in levels),
        sum(each.not_preferred for each in fits),
        sum(each.not_spoken for each in fits),
        sum(each.km for each in fits),
        sum(sum(share_costs(providers[each], count)) for each, count in taken.items()),
        _by_id(problem, division),
    )


def _by_id(problem: Problem, division: Division) -> int:
    weights, ranks, nobody = tie_costs(problem)
    rank_of = {each.id: rank for each, rank in zip(problem.providers, ranks, strict=True)}
    return sum(
        weight * (rank_of[division[woman.id]] if woman.id in division else nobody)
        for woman, weight in zip(problem.women, weights, strict=True)
    )


def broken_rules(problem: Problem, division: Division) -> list[UUID]:
    """Give the women whose provider can't take them or has too few places in their week."""
    providers = {provider.id: provider for provider in problem.providers}
    used: Counter[tuple[UUID, str]] = Counter()
    broken = []
    for woman in problem.women:
        if woman.id not in division:
            continue
        provider = providers[division[woman.id]]
        used[provider.id, woman.week] += 1
        if not can_take(provider, woman) or used[provider.id, woman.week] > provider.free(
            woman.week
        ):
            broken.append(woman.id)
    return broken


def hours_over(problem: Problem, division: Division) -> dict[tuple[UUID, str], int]:
    """Give per provider and week how many hours the women need beyond the hours it stated."""
    needed: Counter[tuple[UUID, str]] = Counter()
    for woman in problem.women:
        if woman.id in division:
            needed[division[woman.id], woman.week] += woman.hours
    return {
        (provider.id, week): needed[provider.id, week] - hours
        for provider in problem.providers
        for week, hours in sorted(provider.hours.items())
        if needed[provider.id, week] > hours
    }
