"""What happened on the lists, told as far as somebody may know it (`domain.suppression`)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from kraamzorg_app.domain import overviews as rules
from kraamzorg_app.domain.actors import Role
from kraamzorg_app.domain.entries import TimelineKind
from kraamzorg_app.domain.overviews import (
    COORDINATORS_OUTCOMES,
    OTHERS_OUTCOMES,
    Outcome,
    Refusal,
    Span,
    WaitingTimes,
)
from kraamzorg_app.domain.suppression import Count, shown, shown_part, shown_total
from kraamzorg_app.queries import overviews as queries
from kraamzorg_app.services.unit_of_work import UnitOfWork

ByRegion = Mapping[UUID, int]


@dataclass(frozen=True, slots=True)
class FlowWeek:
    """Who came on the lists and who left them in one week."""

    monday: date
    came: Count
    left: Count


@dataclass(frozen=True, slots=True)
class Telling:
    """Of which regions is told, and whether small numbers are."""

    region_ids: tuple[UUID, ...]
    chosen: UUID | None
    """The one region that is asked for; None for all together."""
    is_exact: bool

    @property
    def selected(self) -> tuple[UUID, ...]:
        """Give the regions that the numbers are about."""
        return self.region_ids if self.chosen is None else (self.chosen,)

    def count(self, numbers: ByRegion) -> Count:
        """Show a number as far as this person may know it."""
        if self.is_exact:
            return shown(sum(numbers.get(each, 0) for each in self.selected))
        if self.chosen is not None:
            return shown_part(numbers.get(self.chosen, 0))
        return shown_total(numbers.get(each, 0) for each in self.region_ids)


class History:
    """Reads what happened."""

    def __init__(self, work: UnitOfWork, telling: Telling) -> None:
        self._session, self._actor, self._telling = work.session, work.actor, telling

    def flow(self, span: Span) -> tuple[FlowWeek, ...]:
        """Count by week who came on the lists and who left them; a giving back is both in turn."""
        came: dict[int, Counter[UUID]] = defaultdict(Counter)
        left: dict[int, Counter[UUID]] = defaultdict(Counter)
        _add(came, self._session.execute(queries.placed(self._actor, span)))
        _add(left, self._session.execute(queries.left_without_care(self._actor, span)))
        for week, region, number, kind in self._session.execute(
            queries.taken_and_given_back(self._actor, span)
        ):
            (came if kind is TimelineKind.GIVEN_BACK else left)[week][region] += number
        count = self._telling.count
        return tuple(
            FlowWeek(monday, count(came[week]), count(left[week]))
            for week, monday in enumerate(span.mondays)
        )

    def outcome_and_times(self, span: Span) -> tuple[dict[Outcome, Count], WaitingTimes | None]:
        """Count how places ended, and how long who was taken in care had waited."""
        ended: dict[Outcome, Counter[UUID]] = defaultdict(Counter)
        is_exact = self._telling.is_exact
        for region, reason, number in self._session.execute(
            queries.closed_by_reason(self._actor, span)
        ):
            ended[rules.outcome_of(reason, for_coordinator=is_exact)][region] += number
        days: dict[UUID, Counter[int]] = defaultdict(Counter)
        for region, waited, number in self._session.execute(
            queries.taken_by_days(self._actor, span)
        ):
            ended[Outcome.TAKEN][region] += number
            days[region][waited] += number
        kinds = COORDINATORS_OUTCOMES if is_exact else OTHERS_OUTCOMES
        outcome = {kind: self._telling.count(ended[kind]) for kind in kinds}
        return outcome, self._times(days, outcome[Outcome.TAKEN])

    def _times(self, days: Mapping[UUID, Counter[int]], taken: Count) -> WaitingTimes | None:
        """Give the waiting times beside a number that is shown; else they would tell of it."""
        if taken.value is None:
            return None
        together = Counter[int]()
        for region_id in self._telling.selected:
            together += days.get(region_id, Counter())
        return rules.waiting_times(together)

    def refusals(self, span: Span) -> dict[Refusal, Count]:
        """Count why offers came to nothing.

        Nothing for a provider: what other providers refused is not its business, and with its own
        known the rest would be theirs.
        """
        if self._actor.role is Role.CARE_PROVIDER:
            return {}
        refused: dict[Refusal, Counter[UUID]] = defaultdict(Counter)
        for region, reason, number in self._session.execute(queries.refused(self._actor, span)):
            refused[rules.refusal_of(reason)][region] += number
        return {each: self._telling.count(refused[each]) for each in Refusal}


def _add(numbers: Mapping[int, Counter[UUID]], rows: Iterable[Any]) -> None:
    for week, region, number in rows:
        numbers[week][region] += number
