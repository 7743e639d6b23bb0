"""Why a division gives each woman this provider, and why nobody for whom it leaves over."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from kraamzorg_app.domain.matching import (
    DUTCH,
    FARTHEST_KM,
    Division,
    Problem,
    Provider,
    Woman,
    can_take,
    fit,
)


class WhyThisProvider(StrEnum):
    """What speaks for a provider; the first that hold are told."""

    PREFERRED = "PREFERRED"
    """She asked for it herself."""
    ONLY_ONE_WITH_ROOM = "ONLY_ONE_WITH_ROOM"
    SPEAKS_HER_LANGUAGE = "SPEAKS_HER_LANGUAGE"
    NEAREST = "NEAREST"
    """Nobody with room in that week suits her better or is nearer."""
    BETTER_ONES_FULL = "BETTER_ONES_FULL"
    """What suits her better is used by others."""
    FAIR_SHARE = "FAIR_SHARE"
    """Others suit her as well; this one has used a smaller share of its places."""


class WhyNobody(StrEnum):
    """Why a woman is left over."""

    NOBODY_SERVES = "NOBODY_SERVES"
    """No provider that is approved in the region serves her postcode."""
    ALL_REFUSED = "ALL_REFUSED"
    """Who serves her postcode has refused her."""
    NO_PLACES = "NO_PLACES"
    """Who serves her postcode has stated no places in her week."""
    HELD_BY_OFFERS = "HELD_BY_OFFERS"
    """The places in her week are all held by offers without an answer."""
    TAKEN_BY_OTHERS = "TAKEN_BY_OTHERS"
    """The division gives the free places in her week to others."""


@dataclass(frozen=True, slots=True)
class Line:
    """One woman and the provider that the division gives her, with the reasons."""

    woman_id: UUID
    provider_id: UUID
    week: str
    reasons: tuple[WhyThisProvider, ...]
    km: int | None
    """None when one of the two places is unknown."""
    better_full: int
    """How many providers suit her better and are full."""
    used: int
    """Places of the provider in this week that the division and open offers use."""
    places: int


@dataclass(frozen=True, slots=True)
class LeftOver:
    """One woman for whom the division has nobody."""

    woman_id: UUID
    week: str
    pc4: str
    reason: WhyNobody
    providers: int
    """How many providers serve her postcode."""
    places: int
    """How many places they state in her week."""


@dataclass(frozen=True, slots=True)
class Explained:
    """A division with a reason for every woman, in the order of their ids."""

    lines: tuple[Line, ...]
    left_over: tuple[LeftOver, ...]


def explain(problem: Problem, division: Division) -> Explained:
    """Give the reasons of a division, the best one or one that was changed by hand.

    Raises KeyError for a provider that is not in the problem.
    """
    used = Counter(
        (division[woman.id], woman.week) for woman in problem.women if woman.id in division
    )
    by_id = {provider.id: provider for provider in problem.providers}
    return Explained(
        tuple(
            _line(problem, woman, by_id[division[woman.id]], used)
            for woman in problem.women
            if woman.id in division
        ),
        tuple(_left_over(problem, woman) for woman in problem.women if woman.id not in division),
    )


def _line(problem: Problem, woman: Woman, given: Provider, used: Counter[tuple[UUID, str]]) -> Line:
    week, own_fit = woman.week, fit(given, woman)
    rivals = [
        other
        for other in problem.providers
        if other.id != given.id and other.free(week) and can_take(other, woman)
    ]
    better = [other for other in rivals if fit(other, woman) < own_fit]
    reasons = []
    if woman.preferred_id == given.id:
        reasons.append(WhyThisProvider.PREFERRED)
    if not rivals:
        reasons.append(WhyThisProvider.ONLY_ONE_WITH_ROOM)
    if woman.language != DUTCH and not own_fit.not_spoken:
        reasons.append(WhyThisProvider.SPEAKS_HER_LANGUAGE)
    full = sum(used[other.id, week] >= other.free(week) for other in better)
    if better and full == len(better):
        reasons.append(WhyThisProvider.BETTER_ONES_FULL)
    elif rivals and not better:
        is_tied = any(fit(other, woman) == own_fit for other in rivals)
        reasons.append(WhyThisProvider.FAIR_SHARE if is_tied else WhyThisProvider.NEAREST)
    return Line(
        woman.id,
        given.id,
        week,
        tuple(reasons),
        own_fit.km if own_fit.km < FARTHEST_KM else None,
        full,
        used[given.id, week] + given.pending.get(week, 0),
        given.places.get(week, 0),
    )


def _left_over(problem: Problem, woman: Woman) -> LeftOver:
    serving = [
        provider
        for provider in problem.providers
        if provider.is_available and woman.pc4 not in provider.excluded_pc4s
    ]
    willing = [provider for provider in serving if can_take(provider, woman)]
    places = sum(provider.places.get(woman.week, 0) for provider in willing)
    if not serving:
        reason = WhyNobody.NOBODY_SERVES
    elif not willing:
        reason = WhyNobody.ALL_REFUSED
    elif not places:
        reason = WhyNobody.NO_PLACES
    elif not any(provider.free(woman.week) for provider in willing):
        reason = WhyNobody.HELD_BY_OFFERS
    else:
        reason = WhyNobody.TAKEN_BY_OTHERS
    return LeftOver(woman.id, woman.week, woman.pc4, reason, len(serving), places)
