"""The State of the page where lists are opened and closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import reflex as rx

from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.services.administration import period_requests, periods
from kraamzorg_app.services.administration.periods import (
    ClosingEffect,
    PeriodRow,
    RegionPeriods,
)
from kraamzorg_app.ui import bridge, formatting, live
from kraamzorg_app.ui.administration import did, under
from kraamzorg_app.ui.bridge import PageState
from kraamzorg_app.ui.period_wording import (
    HistoryLine,
    RequestView,
    history_line,
    request_view,
)
from kraamzorg_app.ui.policies import handler

PATH: Final = "/beheer/perioden"


@dataclass
class Bar:
    """One period as a bar in its year, in percentages, and in words."""

    id: str
    left: str
    width: str
    text: str
    starts_on: str
    ends_on: str
    label: str
    """Region and days, for the buttons."""


@dataclass
class Row:
    """One region in the calendar."""

    region: str
    bars: list[Bar]


@dataclass
class Chosen:
    """The period that somebody is about to change or close."""

    id: str = ""
    label: str = ""
    starts_on: str = ""
    ends_on: str = ""


class BeheerPeriodenState(PageState, rx.State):
    """One year of all regions, and the requests."""

    year: int = 0
    rows: list[Row] = []
    regions: list[tuple[str, str]] = []
    requests: list[RequestView] = []
    history: list[HistoryLine] = []
    panel: str = ""
    chosen: Chosen = Chosen()
    effect: str = ""
    answering: str = ""
    is_loaded: bool = False
    form_number: int = 0
    _form: dict[str, Any] = {}

    def _forget(self) -> None:
        super()._forget()
        self.year = 0
        self._close_panels()

    @handler(Permission.PERIOD_MANAGE)
    async def load(self) -> None:
        """Show this year, or the one that the address names."""
        await self._read()
        live.watch(BeheerPeriodenState.refresh, "regions", "period-requests")

    @handler(Permission.PERIOD_MANAGE, activity=False)
    async def refresh(self) -> None:
        """Read again, since somebody changed something."""
        await self._read()

    @handler(Permission.PERIOD_MANAGE)
    async def turn_year(self, step: int) -> None:
        """Show another year."""
        await self._find_year()
        self.year += 1 if step > 0 else -1
        await self._read()

    @handler(Permission.PERIOD_MANAGE)
    async def open_period(self, form: dict[str, Any]) -> None:
        """Open a list."""
        self.field_errors = {}
        if await bridge.run(self, periods.open_period, form.get("region"), form):
            self.form_number += 1
            await self._done("De wachtlijst is opengezet voor deze uitgerekende datums.")
        self.field_errors = under("open", self.field_errors)

    @handler(Permission.PERIOD_MANAGE)
    async def choose(self, panel: str, period_id: str) -> None:
        """Ask what to change about a period, or whether to close it."""
        self._close_panels()
        bar = next((bar for row in self.rows for bar in row.bars if bar.id == period_id), None)
        if bar is None or panel not in ("change", "close"):
            return
        self.panel = panel
        self.chosen = Chosen(bar.id, bar.label, bar.starts_on, bar.ends_on)
        if panel == "close":
            await self._count({})

    @handler(Permission.PERIOD_MANAGE)
    async def look(self, form: dict[str, Any]) -> None:
        """Say whom a change concerns, before it is made."""
        self.field_errors = {}
        await self._count(form)

    @handler(Permission.PERIOD_MANAGE)
    def cancel(self) -> None:
        """Leave everything as it is."""
        self._close_panels()

    @handler(Permission.PERIOD_MANAGE)
    async def change(self) -> None:
        """Give the chosen period the days that were looked at."""
        if await bridge.run(self, did(periods.change_period), self.chosen.id, self._form):
            await self._done("De periode is gewijzigd.")

    @handler(Permission.PERIOD_MANAGE)
    async def close(self) -> None:
        """Close the list for the chosen period."""
        if await bridge.run(self, did(periods.close_period), self.chosen.id):
            await self._done("De wachtlijst is dichtgezet. Wie erop staat, blijft erop.")

    @handler(Permission.PERIOD_MANAGE)
    def answer_to(self, request_id: str) -> None:
        """Open the form that answers a request, or close it."""
        self.answering = "" if request_id == self.answering else request_id
        self.field_errors = {}

    @handler(Permission.PERIOD_MANAGE)
    async def answer(self, form: dict[str, Any]) -> None:
        """Grant or refuse a request."""
        self.field_errors = {}
        if form.get("decision") not in ("grant", "refuse"):
            self.field_errors = {"answer_decision": "Maak een keuze."}
            return
        grants = form["decision"] == "grant"
        verb = did(period_requests.grant if grants else period_requests.refuse)
        if await bridge.run(self, verb, self.answering, form):
            await self._done("Het verzoek is beantwoord. De coördinator krijgt bericht.")
        self.field_errors = under("answer", self.field_errors)

    async def _count(self, form: dict[str, Any]) -> None:
        found = await bridge.run(self, periods.closing_effect, self.chosen.id, form)
        if isinstance(found, ClosingEffect):
            self._form, self.effect = form, _effect(found)

    async def _done(self, sentence: str) -> None:
        self._close_panels()
        await self._read()
        await bridge.show(self, sentence, "success")

    def _close_panels(self) -> None:
        self.panel, self.chosen, self.effect, self.answering = "", Chosen(), "", ""
        self.field_errors = {}

    async def _find_year(self) -> None:
        if self.year:
            return
        asked = self.router.url.query_parameters.get("jaar", "")
        if asked.isascii() and asked.isdigit() and len(asked) == 4:  # noqa: PLR2004 - a year has four digits
            self.year = int(asked)
            return
        found_year = await bridge.run(self, periods.this_year)
        self.year = found_year if isinstance(found_year, int) else 0

    async def _read(self) -> None:
        await self._find_year()
        found = await bridge.run(self, periods.calendar_of, self.year)
        if isinstance(found, tuple):
            self.rows = [_row(region, self.year) for region in found]
            self.regions = [("", "Kies een regio")] + [(r.region_id, r.region) for r in found]
        requests = await bridge.run(self, period_requests.requests)
        if isinstance(requests, tuple):
            self.requests = [request_view(row) for row in requests]
        history = await bridge.run(self, periods.history)
        if isinstance(history, tuple):
            self.history = [history_line(line) for line in history]
        self.is_loaded = True


def _effect(effect: ClosingEffect) -> str:
    if not effect.invitations and not effect.waiting:
        return "Dit raakt geen cliënten."
    invitations = formatting.count(
        effect.invitations, "openstaande uitnodiging", "openstaande uitnodigingen"
    )
    waiting = formatting.count(effect.waiting, "wachtende cliënt", "wachtende cliënten")
    return (
        f"Dit raakt {invitations} en {waiting}. Wie wacht, blijft op de wachtlijst staan. "
        "Wie is uitgenodigd, kan zich niet meer aanmelden."
    )


def _row(region: RegionPeriods, year: int) -> Row:
    return Row(region.region, [_bar(region.region, period, year) for period in region.periods])


def _bar(region: str, period: PeriodRow, year: int) -> Bar:
    first, last = date(year, 1, 1), date(year, 12, 31)
    length = (last - first).days + 1
    start = (max(period.starts_on, first) - first).days
    end = (min(period.ends_on, last) - first).days + 1
    text = f"{formatting.day(period.starts_on)} t/m {formatting.day(period.ends_on)}"
    return Bar(
        id=period.id,
        left=f"{100 * start / length:.2f}%",
        width=f"{100 * (end - start) / length:.2f}%",
        text=text,
        starts_on=formatting.day(period.starts_on),
        ends_on=formatting.day(period.ends_on),
        label=f"{region}, {text}",
    )
