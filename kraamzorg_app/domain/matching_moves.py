"""What it costs to give a woman to another provider than the division does, or to nobody."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from kraamzorg_app.domain.matching import (
    FARTHEST_KM,
    Division,
    Fit,
    Problem,
    Provider,
    Woman,
    fit,
    hours_over,
    score,
)


@dataclass(frozen=True, slots=True)
class MoveCost:
    """What gets worse (above 0) or better (below 0) by one move; the facts that count first."""

    unplaced: int
    not_preferred: int
    not_spoken: int
    km: int | None
    """None when one of the distances is unknown or there is none to compare."""
    unfairness: int
    week: str
    over_places: int
    """Women beyond the places of the provider in her week."""
    over_hours: int
    """Hours beyond those it stated for her week."""
    has_refused: bool
    is_not_served: bool


def moved(division: Division, woman_id: UUID, provider_id: UUID | None) -> dict[UUID, UUID]:
    """Give the division after a move; None for nobody."""
    others = {woman: provider for woman, provider in division.items() if woman != woman_id}
    return others if provider_id is None else others | {woman_id: provider_id}


def cost_of_move(
    problem: Problem, division: Division, woman_id: UUID, provider_id: UUID | None
) -> MoveCost:
    """Say what a move costs. Raises KeyError for who is not in the problem."""
    woman = {each.id: each for each in problem.women}[woman_id]
    providers = {each.id: each for each in problem.providers}
    before_id = division.get(woman_id)
    before = providers[before_id] if before_id else None
    after = providers[provider_id] if provider_id else None
    new = moved(division, woman_id, provider_id)
    was, becomes = _fit(before, woman), _fit(after, woman)
    is_compared = was is not None and becomes is not None
    return MoveCost(
        unplaced=int(after is None) - int(before is None),
        not_preferred=_difference(was, becomes, "not_preferred"),
        not_spoken=_difference(was, becomes, "not_spoken"),
        km=_km(was, becomes),
        unfairness=_unfairness(problem, new) - _unfairness(problem, division) if is_compared else 0,
        week=woman.week,
        over_places=_over_places(problem, new, woman, after) if after else 0,
        over_hours=hours_over(problem, new).get((after.id, woman.week), 0) if after else 0,
        has_refused=after is not None and after.id in woman.refused_by,
        is_not_served=after is not None and woman.pc4 in after.excluded_pc4s,
    )


def _fit(provider: Provider | None, woman: Woman) -> Fit | None:
    return fit(provider, woman) if provider else None


def _difference(was: Fit | None, becomes: Fit | None, name: str) -> int:
    """Compare with nobody as if that suited her."""
    values = [getattr(each, name) if each else 0 for each in (was, becomes)]
    return int(values[1] - values[0]) if becomes else 0


def _km(was: Fit | None, becomes: Fit | None) -> int | None:
    if was is None or becomes is None or FARTHEST_KM in (was.km, becomes.km):
        return None
    return becomes.km - was.km


def _unfairness(problem: Problem, division: Division) -> int:
    return score(problem, division).unfairness


def _over_places(problem: Problem, division: Division, woman: Woman, given: Provider) -> int:
    used = sum(
        division.get(each.id) == given.id and each.week == woman.week for each in problem.women
    )
    return max(0, used - given.free(woman.week))
