"""The State of dividing: how the region stands, and how far its proposal is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import reflex as rx

from kraamzorg_app.domain.division_drafts import DraftState
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.services import division, division_drafts, division_overview
from kraamzorg_app.services.division import DraftStatus
from kraamzorg_app.services.division_overview import PAGE_SIZE, RegionNow, WaitingRow
from kraamzorg_app.ui import bridge, formatting, live, long_work
from kraamzorg_app.ui.administration import did
from kraamzorg_app.ui.bridge import PageState
from kraamzorg_app.ui.components.svg import lines
from kraamzorg_app.ui.matching_wording import week_number
from kraamzorg_app.ui.pages.verdeling.proposal import VoorstelState
from kraamzorg_app.ui.policies import handler

PATH: Final = "/verdeling"
CHART_TITLE: Final = "Wachtende cliënten en vrije plaatsen per week"


@dataclass
class Waiting:
    """A client who waits, most urgent first."""

    id: str
    number: str
    pc4: str
    due: str
    urgency: str
    name: str
    offered_to: str


@dataclass
class Shown:
    """The page of who waits."""

    range_text: str = ""
    has_previous: bool = False
    has_next: bool = False


@dataclass
class Draft:
    """How far the proposal is; `state` is empty when there is none."""

    id: str = ""
    state: str = ""
    done: int = 0
    total: int = 0
    made: str = ""
    weeks: str = ""


class VerdelingState(PageState, rx.State):
    """One region of this coordinator, in some weeks."""

    regions: list[tuple[str, str]] = []
    region_id: str = ""
    region_name: str = ""
    week_choices: list[tuple[str, str]] = []
    first: str = ""
    last: str = ""
    may_offer: bool = True
    waiting: list[Waiting] = []
    shown: Shown = Shown()
    shows_name: bool = False
    chart_svg: str = ""
    chart_rows: list[list[str]] = []
    room_text: str = ""
    draft: Draft = Draft()
    is_loaded: bool = False
    _page: int = 1

    def _forget(self) -> None:
        super()._forget()
        self.first, self.last, self._page = "", "", 1

    @handler(Permission.DIVISION_PROPOSE)
    async def load(self) -> Any:
        """Show the region that was shown last, else the first, and the weeks that near."""
        await self._find_regions()
        self.is_loaded = True
        return await self._read()

    async def _find_regions(self) -> None:
        found = await bridge.run(self, division_overview.regions)
        self.regions = (
            [(str(region_id), name) for region_id, name in found]
            if isinstance(found, tuple)
            else []
        )
        if self.region_id not in dict(self.regions):
            self.region_id = self.regions[0][0] if self.regions else ""

    @handler(Permission.DIVISION_PROPOSE, activity=False)
    async def refresh(self) -> Any:
        """Read again, since something changed; while it computes only how far it is."""
        shown = await self._read_draft()
        return shown if self.draft.state == DraftState.COMPUTING else await self._read()

    @handler(Permission.DIVISION_PROPOSE)
    async def choose_region(self, region_id: str) -> Any:
        """Show another region."""
        self.region_id, self._page = region_id, 1
        return await self._read()

    @handler(Permission.DIVISION_PROPOSE)
    async def begin_with(self, week: str) -> Any:
        """Show from this week on."""
        self.first, self._page = week, 1
        return await self._read()

    @handler(Permission.DIVISION_PROPOSE)
    async def end_with(self, week: str) -> Any:
        """Show up to this week."""
        self.last, self._page = week, 1
        return await self._read()

    @handler(Permission.DIVISION_PROPOSE)
    async def turn_page(self, step: int) -> Any:
        """Show who waits less urgently, or more."""
        self._page = max(1, self._page + (1 if step > 0 else -1))
        return await self._read()

    @handler(Permission.DIVISION_PROPOSE)
    async def propose(self) -> Any:
        """Begin to compute a proposal; the page hears how far it is."""
        asked = (self.region_id, self.first, self.last)
        draft_id = await bridge.run(self, division.begin, *asked)
        if isinstance(draft_id, UUID):
            long_work.go_on(division.compute, draft_id)
        return await self._read_draft()

    @handler(Permission.DIVISION_PROPOSE)
    async def cancel(self) -> Any:
        """Stop computing."""
        await bridge.run(self, did(division.cancel), self.draft.id)
        return await self._read_draft()

    async def _read(self) -> Any:
        if not self.region_id:
            return None
        asked = (self.region_id, self.first, self.last, self._page)
        found = await bridge.run(self, division_overview.overview, *asked)
        if isinstance(found, RegionNow):
            self._show(found)
        return await self._read_draft()

    async def _read_draft(self) -> Any:
        found = await bridge.run(self, division.status, self.region_id)
        self.draft = _draft(found) if isinstance(found, DraftStatus) else Draft()
        topics = [f"region:{self.region_id}", f"capacity:{self.region_id}"]
        if isinstance(found, DraftStatus):
            topics.append(division_drafts.topic(found.id))
        live.watch(VerdelingState.refresh, *topics)
        is_ready = self.draft.state == DraftState.READY
        return VoorstelState.show(self.draft.id if is_ready else "")

    def _show(self, found: RegionNow) -> None:
        self.region_name, self.may_offer = found.name, found.may_offer
        self.first, self.last = found.span.weeks[0], found.span.weeks[-1]
        self.week_choices = [(week, formatting.week_named(week)) for week in found.all_weeks]
        self.waiting = [_waiting(row) for row in found.rows]
        self.shows_name = any(row.view.name for row in found.rows)
        self._page = found.page
        start = (found.page - 1) * PAGE_SIZE
        end = start + len(found.rows)
        self.shown = Shown(
            formatting.page_range(start + 1, end, found.total), found.page > 1, end < found.total
        )
        labels = [f"wk {week_number(each.week)}" for each in found.weeks]
        series = [[each.waiting for each in found.weeks], [each.places for each in found.weeks]]
        self.chart_svg = lines(labels, series, CHART_TITLE)
        self.chart_rows = [
            [label, str(each.waiting), str(each.offered), str(each.places)]
            for label, each in zip(labels, found.weeks, strict=True)
        ]
        self.room_text = _room(found)


def _room(found: RegionNow) -> str:
    providers = formatting.count(found.providers, "aanbieder", "aanbieders")
    if not found.old_numbers:
        return f"{providers} in deze regio, alle met aantallen van de laatste twee weken."
    old = formatting.count(found.old_numbers, "aanbieder heeft", "aanbieders hebben")
    return f"{providers} in deze regio. {old} de aantallen langer dan twee weken niet bijgewerkt."


def _waiting(row: WaitingRow) -> Waiting:
    view = row.view
    return Waiting(
        view.id,
        view.client_number or "",
        view.pc4 or "",
        formatting.day(view.due_date),
        view.urgency.name,
        view.name or "",
        row.offered_to,
    )


def _draft(found: DraftStatus) -> Draft:
    first, last = week_number(found.first_week), week_number(found.last_week)
    return Draft(
        str(found.id),
        found.state,
        found.done,
        found.total,
        formatting.moment(found.created_at),
        f"week {first}" if first == last else f"week {first} tot en met {last}",
    )
