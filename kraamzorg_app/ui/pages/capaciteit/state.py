"""The State of the page on which a provider states its free places."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Final

import reflex as rx

from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.services import capacity
from kraamzorg_app.services.capacity import OwnPlaces, RegionOfPlaces, WeekOfPlaces
from kraamzorg_app.ui import bridge, formatting, live
from kraamzorg_app.ui.administration import did, ticked
from kraamzorg_app.ui.bridge import PageState
from kraamzorg_app.ui.components.matching_facts import LANGUAGE_FIELD
from kraamzorg_app.ui.matching_wording import week_number
from kraamzorg_app.ui.policies import handler

PATH: Final = "/capaciteit"
_LONGEST_NUMBER: Final = 6


@dataclass
class WeekRow:
    """One week of the form."""

    week: str = ""
    label: str = ""
    first_day: str = ""
    last_day: str = ""
    places: str = ""
    """Empty where the standing number counts."""
    hours: str = ""
    is_closed: bool = False
    turn: int = 0
    """Counts how often other numbers were put in, so that the fields start anew with them."""


@dataclass
class Standing:
    """What counts for every week without a number, and when the region was looked at."""

    places: str = ""
    hours: str = ""
    updated: str = ""
    is_old: bool = False


@dataclass
class Whom:
    """Whom the provider can serve, in every region."""

    postcodes: str = ""
    base_pc4: str = ""
    languages: list[str] = field(default_factory=list)


class CapaciteitState(PageState, rx.State):
    """The numbers of one region, and what counts for all of them."""

    regions: list[tuple[str, str]] = []
    region_id: str = ""
    region_name: str = ""
    weeks: list[WeekRow] = []
    standing: Standing = Standing()
    counts_hours: bool = False
    whom: Whom = Whom()
    is_loaded: bool = False
    _before: WeekRow = WeekRow()
    _typed: dict[str, str] = {}

    def _forget(self) -> None:
        super()._forget()
        self._typed = {}

    @handler(Permission.CAPACITY_STATE)
    async def load(self) -> None:
        """Show the first region, or the one that was chosen before."""
        await self._read()

    @handler(Permission.CAPACITY_STATE, activity=False)
    async def refresh(self) -> None:
        """Read again, since a colleague changed something; what is typed stays."""
        await self._read()

    @handler(Permission.CAPACITY_STATE)
    async def choose(self, region_id: str) -> None:
        """Show another region."""
        self.region_id, self._typed = region_id, {}
        await self._read()

    @handler(Permission.CAPACITY_STATE)
    def note(self, field: str, text: str) -> None:
        """Keep what was typed for a week, for the next one to take over; a number opens a week."""
        for index, row in enumerate(self.weeks):
            if field in (f"places-{row.week}", f"hours-{row.week}"):
                is_closed = bool(week_in({field: text}, self._as_typed(row))["closed"])
                self._typed[field] = text[:_LONGEST_NUMBER]
                self.weeks[index] = replace(row, is_closed=is_closed)

    @handler(Permission.CAPACITY_STATE)
    def close(self, week: str, is_closed: bool) -> None:
        """Close a week, or open it again."""
        self.weeks = [
            replace(row, is_closed=is_closed) if row.week == week else row for row in self.weeks
        ]

    @handler(Permission.CAPACITY_STATE)
    def count_hours(self, is_on: bool) -> None:
        """Ask hours too, or not any more."""
        self.counts_hours = is_on

    @handler(Permission.CAPACITY_STATE)
    def take_over(self, week: str) -> None:
        """Put the numbers of the week before in a week, as they are typed now."""
        before = self._before
        for index, row in enumerate(self.weeks):
            if row.week == week:
                self.weeks[index] = replace(self._as_typed(before), **_whose(row))
                self._typed |= {f"places-{week}": before.places, f"hours-{week}": before.hours}
                return
            before = self._as_typed(row)

    @handler(Permission.CAPACITY_STATE)
    async def save(self, form: dict[str, Any]) -> None:
        """Save the region as it was filled in."""
        weeks = {row.week: week_in(form, self._as_typed(row)) for row in self.weeks}
        if await bridge.run(self, did(capacity.state), self.region_id, weeks, form):
            self._typed = {}
            await self._read()
            await bridge.show(self, "Uw vrije plaatsen zijn opgeslagen.", "success")

    @handler(Permission.CAPACITY_STATE)
    async def confirm(self) -> None:
        """Say that the numbers are still right."""
        if await bridge.run(self, did(capacity.confirm), self.region_id):
            await self._read()
            await bridge.show(self, "Dank u wel. De aantallen zijn bevestigd.", "success")

    @handler(Permission.CAPACITY_STATE)
    async def save_postcodes(self, form: dict[str, Any]) -> None:
        """Save the postcodes that are not served."""
        text = form.get("postcodes", "")
        if await bridge.run(self, did(capacity.exclude_postcodes), text):
            await self._read()
            await bridge.show(self, "De postcodes zijn opgeslagen.", "success")

    @handler(Permission.CAPACITY_STATE)
    async def save_facts(self, form: dict[str, Any]) -> None:
        """Save from where one works, and the languages."""
        languages = ticked(form, LANGUAGE_FIELD)
        if await bridge.run(self, did(capacity.describe), form.get("base_pc4"), languages):
            await self._read()
            await bridge.show(self, "De gegevens zijn opgeslagen.", "success")

    def _as_typed(self, row: WeekRow) -> WeekRow:
        places = self._typed.get(f"places-{row.week}", row.places)
        return replace(row, places=places, hours=self._typed.get(f"hours-{row.week}", row.hours))

    async def _read(self) -> None:
        found = await bridge.run(self, capacity.read)
        self.is_loaded = True
        if not isinstance(found, OwnPlaces):
            return
        self.whom = Whom(" ".join(found.excluded_pc4s), found.base_pc4, list(found.languages))
        self.regions = [
            (str(each.region_id), f"{each.name} (bijwerken)" if each.is_old else each.name)
            for each in found.regions
        ]
        chosen = [each for each in found.regions if str(each.region_id) == self.region_id]
        for region in chosen or found.regions[:1]:
            self._show(region)
            live.watch(CapaciteitState.refresh, f"capacity:{self.region_id}")

    def _show(self, region: RegionOfPlaces) -> None:
        self.region_id, self.region_name = str(region.region_id), region.name
        self._before = _row(region.before)
        turns = {row.week: row.turn for row in self.weeks}
        self.weeks = [replace(_row(each), turn=turns.get(each.week, 0)) for each in region.weeks]
        self.standing = Standing(
            str(region.standing_places),
            _text(region.standing_hours),
            formatting.moment(region.updated_at) if region.updated_at else "",
            region.is_old,
        )
        hours = [region.standing_hours, *(each.hours for each in region.weeks)]
        self.counts_hours = self.counts_hours or any(each is not None for each in hours)


def _whose(row: WeekRow) -> dict[str, Any]:
    """Give what stays of a row when it gets the numbers of another."""
    days = {"first_day": row.first_day, "last_day": row.last_day}
    return {"week": row.week, "label": row.label, "turn": row.turn + 1, **days}


def week_in(form: dict[str, Any], known: WeekRow) -> dict[str, Any]:
    """Give what the form says of a week; a number that was not known yet opens a closed one.

    Not the form's own tick: it was taken before the page heard of what was typed last.
    """
    typed = {name: form.get(f"{name}-{known.week}") or "" for name in ("places", "hours")}
    is_opened = any(
        str(text).strip() not in ("", getattr(known, name)) for name, text in typed.items()
    )
    return typed | {"closed": known.is_closed and not is_opened}


def _row(week: WeekOfPlaces) -> WeekRow:
    monday = date.fromisoformat(f"{week.week}-1")
    is_shown = week.is_stated and not week.is_closed
    return WeekRow(
        week.week,
        f"Week {week_number(week.week)}",
        formatting.day(monday)[:5],
        formatting.day(monday + timedelta(days=6))[:5],
        str(week.places) if is_shown else "",
        _text(week.hours) if is_shown else "",
        week.is_closed,
    )


def _text(number: int | None) -> str:
    return "" if number is None else str(number)
