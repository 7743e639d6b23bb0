"""The State of the overviews: which region and period, and the pictures of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

import reflex as rx

from kraamzorg_app.domain.overviews import DEFAULT_WEEKS, WEEKS_CHOICES
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.domain.urgency import Urgency
from kraamzorg_app.services import dashboard, overviews
from kraamzorg_app.services.dashboard import RegionShape
from kraamzorg_app.services.overview_tables import Picture
from kraamzorg_app.services.overviews import Overview, RegionLine
from kraamzorg_app.ui import bridge, formatting
from kraamzorg_app.ui.bridge import PageState
from kraamzorg_app.ui.components.dutch_map import middle
from kraamzorg_app.ui.overview_drawings import Drawing, draw
from kraamzorg_app.ui.policies import handler

PATH: Final = "/overzichten"
ALL_REGIONS: Final = "Alle regio's"
PERIODS: Final = [(str(weeks), f"{weeks} weken") for weeks in WEEKS_CHOICES]
_HURRIED: Final = (Urgency.BORN, Urgency.OVERDUE, Urgency.CRITICAL)
_LONGEST_ID: Final = 36
_SMALL_HIDDEN: Final = "Getallen onder de 5 laten we niet zien (< 5)."


@dataclass
class MapLink:
    """A region on the map, with the way to its overview; none when it is not this person's."""

    id: str
    text: str
    number: str
    href: str
    look: str
    current: str
    x: str
    y: str


class OverzichtenState(PageState, rx.State):
    """What the overviews show this person."""

    region: str = ""
    region_name: str = ALL_REGIONS
    has_several_regions: bool = False
    region_options: list[tuple[str, str]] = []
    weeks: str = str(DEFAULT_WEEKS)
    page_address: str = PATH
    page_address_step: int = 0
    query: str = ""
    waiting: str = ""
    hurried: str = ""
    shortage: str = ""
    half_waited: str = ""
    history: str = ""
    hiding: str = ""
    ahead_note: str = ""
    has_places: bool = False
    map_links: list[MapLink] = []
    regions: Drawing = Drawing()
    urgency: Drawing = Drawing()
    ahead: Drawing = Drawing()
    flow: Drawing = Drawing()
    outcome: Drawing = Drawing()
    times: Drawing = Drawing()
    refusals: Drawing = Drawing()
    is_loaded: bool = False
    is_found: bool = True
    is_nowhere: bool = False
    """This person has no region: a provider that is not approved anywhere."""
    _shapes: tuple[RegionShape, ...] = ()
    _is_asked: bool = False
    """Whether the region and the period are known: from the address, or somebody chose."""

    def _forget(self) -> None:
        super()._forget()
        self._is_asked = False

    @handler(Permission.OVERVIEW_READ)
    async def load(self) -> None:
        """Show what the address asks for."""
        self._ask()
        shapes = await bridge.run(self, dashboard.read_map)
        self._shapes = shapes if isinstance(shapes, tuple) else ()
        await self._read()

    def _ask(self) -> None:
        """Take region and period from the address, until somebody chose."""
        if self._is_asked:
            return
        asked = self.router.url.query_parameters
        weeks = str(asked.get("weken", ""))
        self.region = str(asked.get("regio", ""))[:_LONGEST_ID]
        self.weeks = weeks if weeks in dict(PERIODS) else str(DEFAULT_WEEKS)
        self._is_asked = True

    @handler(Permission.OVERVIEW_READ)
    async def choose_region(self, region: str) -> None:
        """Show another region, or all of them."""
        self._ask()
        self.region = region[:_LONGEST_ID]
        self.page_address_step += 1
        await self._read()

    @handler(Permission.OVERVIEW_READ)
    async def choose_weeks(self, weeks: str) -> None:
        """Show another period."""
        self._ask()
        self.weeks = weeks if weeks in dict(PERIODS) else str(DEFAULT_WEEKS)
        self.page_address_step += 1
        await self._read()

    async def _read(self) -> None:
        found = await bridge.run(self, overviews.read, self.region, int(self.weeks))
        self.is_loaded, self.is_found = True, isinstance(found, Overview)
        if isinstance(found, Overview):
            self.is_nowhere = not found.regions
            self._show_choice(found)
            self._show_figures(found)
            self._show_pictures(found)

    def _show_choice(self, found: Overview) -> None:
        chosen = str(found.region_id or "")
        self.has_several_regions = len(found.regions) > 1
        several = [("", ALL_REGIONS)] if self.has_several_regions else []
        self.region_options = [*several, *((str(line.id), line.name) for line in found.regions)]
        names = {str(line.id): line.name for line in found.regions}
        self.region, self.region_name = chosen, names.get(chosen, ALL_REGIONS)
        self.query = _query(chosen, self.weeks)
        self.page_address = PATH + self.query
        lines = {line.id: line for line in found.regions}
        self.map_links = [self._link(shape, lines.get(shape.id)) for shape in self._shapes]

    def _link(self, shape: RegionShape, line: RegionLine | None) -> MapLink:
        x, y = middle(shape.areas)
        place = {"id": str(shape.id), "x": str(x), "y": str(y), "look": "is-other"}
        if line is None:
            return MapLink(text=shape.name, number="", href="", current="false", **place)
        place["look"] = "is-red" if line.is_code_red else "is-calm"
        is_chosen = self.region == str(line.id)
        return MapLink(
            text=_told(line),
            number=formatting.number(line.waiting) if line.waiting else "",
            href=PATH + _query("" if is_chosen else str(line.id), self.weeks),
            current=str(is_chosen).lower(),
            **place,
        )

    def _show_figures(self, found: Overview) -> None:
        self.waiting = formatting.number(found.waiting)
        self.hurried = formatting.number(sum(found.urgency[level] for level in _HURRIED))
        self.has_places = any(week.places is not None for week in found.ahead)
        short = sum(week.short for week in found.ahead)
        self.shortage = formatting.number(short) if self.has_places else ""
        self.half_waited = formatting.count(found.times.half, "dag", "dagen") if found.times else ""
        last = found.history.ends_on - timedelta(days=1)
        days = (found.history.starts_on, min(last, found.today))
        self.history = "Van {} tot en met {}.".format(*map(formatting.day, days))
        self.hiding = "" if found.is_exact else _SMALL_HIDDEN
        self.ahead_note = _ahead_note(found)

    def _show_pictures(self, found: Overview) -> None:
        self.regions = draw(Picture.REGIONS, found)
        self.urgency = draw(Picture.URGENCY, found)
        self.ahead = draw(Picture.AHEAD, found)
        self.flow = draw(Picture.FLOW, found)
        self.outcome = draw(Picture.OUTCOME, found)
        self.times = draw(Picture.TIMES, found)
        self.refusals = draw(Picture.REFUSALS, found)


def _query(region: str, weeks: str) -> str:
    """Give what stands behind the address for a region and a period; the usual is left out."""
    pairs = [("regio", region)] if region else []
    if weeks != str(DEFAULT_WEEKS):
        pairs.append(("weken", weeks))
    return f"?{urlencode(pairs)}" if pairs else ""


def _told(line: RegionLine) -> str:
    look = "code rood" if line.is_code_red else "geen code rood"
    return f"{line.name}: {look}, {formatting.number(line.waiting)} wachtend"


def _ahead_note(found: Overview) -> str:
    """Say whose clients and whose places are held against each other."""
    chosen: list[UUID] = [line.id for line in found.regions if found.region_id in (None, line.id)]
    whole = [line.id for line in found.regions if line.is_whole and line.id in chosen]
    if not whole:
        return "U ziet uw eigen verzekerden. Vrije plaatsen ziet u alleen waar u preferent bent."
    if len(whole) < len(chosen):
        return "Dit gaat over de regio's waar u preferent bent."
    if len(whole) > 1:
        return "Een tekort telt per regio: een plaats in een andere regio helpt daar niet."
    return "Wie nu wacht, in de week van de uitgerekende datum."
