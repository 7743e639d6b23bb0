"""Overviews ("overzichten"): how the lists do, by region, as far as somebody may know.

Who waits now is somebody whom this person may see, so those numbers are exact. What happened also
counts people whom only the coordinator may see: others read it without small numbers (see
`domain.suppression`), for whole weeks that are over, and over a year where periods would overlap.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from kraamzorg_app.domain import overviews as rules
from kraamzorg_app.domain.actors import Role
from kraamzorg_app.domain.calendar import iso_week, monday_of
from kraamzorg_app.domain.capacity import WEEKS_AHEAD
from kraamzorg_app.domain.errors import NotFound
from kraamzorg_app.domain.overviews import (
    DEFAULT_WEEKS,
    WEEKS_CHOICES,
    YEAR_WEEKS,
    Outcome,
    Refusal,
    Span,
    WaitingTimes,
)
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.domain.suppression import Count
from kraamzorg_app.domain.urgency import Urgency, urgency
from kraamzorg_app.queries import dashboard
from kraamzorg_app.queries import overviews as queries
from kraamzorg_app.services.administration.forms import as_id
from kraamzorg_app.services.overview_history import ByRegion, FlowWeek, History, Telling
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case


@dataclass(frozen=True, slots=True)
class RegionLine:
    """One region of this person's: who waits there, and whether its list is open ("code rood")."""

    id: UUID
    name: str
    is_code_red: bool
    waiting: int
    is_whole: bool
    """Whether this person sees the whole list of the region."""


@dataclass(frozen=True, slots=True)
class AheadWeek:
    """Who is due in one week and waits now, against the free places of that week."""

    monday: date
    due: int
    places: int | None
    """None where this person sees no whole list to hold against them."""
    short: int
    """How many find no place in their own region."""


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything that the page shows, of one region or of all of this person's."""

    today: date
    region_id: UUID | None
    """None when it is about all regions together."""
    regions: tuple[RegionLine, ...]
    weeks: int
    waiting: int
    urgency: Mapping[Urgency, int]
    flow: tuple[FlowWeek, ...]
    ahead: tuple[AheadWeek, ...]
    history: Span
    """What outcome and waiting times are about."""
    outcome: Mapping[Outcome, Count]
    times: WaitingTimes | None
    refusals: Mapping[Refusal, Count]
    """Why offers came to nothing; empty for a provider."""
    is_exact: bool
    """Whether small numbers of what happened are shown too."""


@use_case(Permission.OVERVIEW_READ)
def read(work: UnitOfWork, region_id: str = "", weeks: int = DEFAULT_WEEKS) -> Overview:
    """Count for one region or, without an id, for all; a fixed number of queries, no row.

    Raises `NotFound` for a region that is not this person's. `weeks` that are no choice are as if
    they were not given.
    """
    return read_for(work, region_id, weeks)


def read_for(work: UnitOfWork, region_id: str, weeks: int) -> Overview:
    """Read an overview as the unit of work's actor may see it."""
    return _Reader(work, region_id, weeks if weeks in WEEKS_CHOICES else DEFAULT_WEEKS).read()


class _Reader:
    """Reads one overview."""

    def __init__(self, work: UnitOfWork, region_id: str, weeks: int) -> None:
        self._work, self._actor, self._weeks = work, work.actor, weeks
        self._rows = _regions_of(work)
        self._chosen = self._choose(region_id)
        self._is_exact = work.actor.role is Role.COORDINATOR

    def read(self) -> Overview:
        waiting = self._by_region(queries.waiting(self._actor))
        due = self._due()
        lines = tuple(self._line(row, waiting) for row in self._rows)
        past = History(self._work, self._telling())
        history = self._span(self._weeks if self._is_exact else YEAR_WEEKS)
        outcome, times = past.outcome_and_times(history)
        return Overview(
            today=self._work.today,
            region_id=self._chosen,
            regions=lines,
            weeks=self._weeks,
            waiting=self._sum(waiting),
            urgency=self._urgency(waiting, due),
            flow=past.flow(self._span(self._weeks)),
            ahead=self._ahead(due),
            history=history,
            outcome=outcome,
            times=times,
            refusals=past.refusals(history),
            is_exact=self._is_exact,
        )

    def _choose(self, region_id: str) -> UUID | None:
        if not region_id:
            return self._rows[0].id if len(self._rows) == 1 else None
        chosen = as_id(region_id)
        if chosen is None or chosen not in {row.id for row in self._rows}:
            raise NotFound
        return chosen

    def _line(self, row: Any, waiting: ByRegion) -> RegionLine:
        return RegionLine(
            row.id, row.name, row.is_code_red, waiting.get(row.id, 0), self._sees_whole(row.id)
        )

    def _sees_whole(self, region_id: UUID) -> bool:
        is_insurer = self._actor.role is Role.INSURER
        return not is_insurer or region_id in self._actor.preferred_region_ids

    def _selected(self) -> list[Any]:
        return [row for row in self._rows if self._chosen in (None, row.id)]

    def _sum(self, numbers: ByRegion) -> int:
        return sum(numbers.get(row.id, 0) for row in self._selected())

    def _telling(self) -> Telling:
        return Telling(tuple(row.id for row in self._rows), self._chosen, is_exact=self._is_exact)

    def _span(self, weeks: int) -> Span:
        return rules.past_weeks(self._work.today, weeks, with_this_week=self._is_exact)

    def _by_region(self, statement: Any) -> dict[UUID, int]:
        return {region: int(number) for region, number in self._work.session.execute(statement)}

    def _due(self) -> dict[UUID, Counter[date]]:
        """Count by region and due date who waits, as far ahead as anything is told by date."""
        furthest = max((row.nearing_weeks for row in self._rows), default=0)
        before = max(
            monday_of(self._work.today) + timedelta(weeks=WEEKS_AHEAD),
            self._work.today + timedelta(weeks=furthest, days=1),
        )
        due: dict[UUID, Counter[date]] = defaultdict(Counter)
        for region, day, number in self._work.session.execute(
            queries.waiting_by_due_date(self._actor, before)
        ):
            due[region][day] = int(number)
        return due

    def _urgency(self, waiting: ByRegion, due: Mapping[UUID, Counter[date]]) -> dict[Urgency, int]:
        born: dict[UUID, Counter[date]] = defaultdict(Counter)
        for region, day, number in self._work.session.execute(queries.born(self._actor)):
            born[region][day] = number
        levels = Counter[Urgency]()
        for row in self._selected():
            thresholds = (row.nearing_weeks, row.soon_weeks, row.critical_weeks)
            levels[Urgency.BORN] += born[row.id].total()
            for day, number in (due.get(row.id, Counter()) - born[row.id]).items():
                level = urgency(day, self._work.today, is_born=False, thresholds_weeks=thresholds)
                levels[level] += number
        levels[Urgency.CALM] = self._sum(waiting) - levels.total() + levels[Urgency.CALM]
        return {level: levels[level] for level in sorted(Urgency, reverse=True)}

    def _ahead(self, due: Mapping[UUID, Counter[date]]) -> tuple[AheadWeek, ...]:
        """Hold who is due against places, of whole lists; without any, only who is due."""
        selected = [row.id for row in self._selected()]
        whole = [region_id for region_id in selected if self._sees_whole(region_id)]
        weeks = [monday_of(self._work.today) + timedelta(weeks=week) for week in range(WEEKS_AHEAD)]
        by_week: dict[UUID, Counter[date]] = {
            region_id: Counter() for region_id in whole or selected
        }
        for region_id, counts in by_week.items():
            for day, number in due.get(region_id, Counter[date]()).items():
                counts[monday_of(day)] += number
        places = self._places(whole, weeks)
        return tuple(
            AheadWeek(
                monday,
                due=sum(counts[monday] for counts in by_week.values()),
                places=sum(places[each][monday] for each in whole) if whole else None,
                # A place in one region is none for somebody in another.
                short=sum(max(0, by_week[each][monday] - places[each][monday]) for each in whole),
            )
            for monday in weeks
        )

    def _places(
        self, region_ids: Sequence[UUID], weeks: Sequence[date]
    ) -> dict[UUID, dict[date, int]]:
        """Add up the free places that providers state, by region and week.

        Who was taken since they were stated uses one, as where a region is divided.
        """
        standing = self._by_region(queries.standing_places(region_ids))
        names = {iso_week(monday): monday for monday in weeks}
        places = {each: dict.fromkeys(weeks, standing.get(each, 0)) for each in region_ids}
        for region, week, number in self._work.session.execute(
            queries.stated_places(region_ids, list(names))
        ):
            places[region][names[week]] += int(number)
        for (region, monday), number in self._used(region_ids, names).items():
            places[region][monday] -= number
        return places

    def _used(
        self, region_ids: Sequence[UUID], names: Mapping[str, date]
    ) -> Counter[tuple[UUID, date]]:
        """Count the places that were stated and are used since, never more than there were."""
        first, last = min(names.values()), max(names.values())
        taken, standing = Counter[tuple[UUID, UUID, str]](), dict[tuple[UUID, UUID], int]()
        for region, provider, due, number, places in self._work.session.execute(
            queries.taken_since_stated(region_ids, last + timedelta(weeks=1))
        ):
            taken[region, provider, iso_week(max(due, first))] += number
            standing[region, provider] = places
        providers = {provider for _, provider in standing}
        stated = {
            (region, provider, week): places
            for region, provider, week, places in self._work.session.execute(
                queries.stated_by(providers, region_ids, list(names))
            )
        }
        used = Counter[tuple[UUID, date]]()
        for (region, provider, week), number in taken.items():
            there_were = stated.get((region, provider, week), standing[region, provider])
            used[region, names[week]] += min(number, there_were)
        return used


def _regions_of(work: UnitOfWork) -> list[Any]:
    """Give the regions whose lists, or own insured on them, this person sees."""
    rows = list(work.session.execute(dashboard.regions(work.today)))
    actor = work.actor
    if actor.role not in {Role.COORDINATOR, Role.CARE_PROVIDER}:
        return rows
    own = actor.region_ids | actor.approved_region_ids
    return [row for row in rows if row.id in own]
