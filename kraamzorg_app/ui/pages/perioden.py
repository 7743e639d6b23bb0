"""A coordinator's own periods of code red, and how to ask for another one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import reflex as rx

from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.services.administration import period_requests
from kraamzorg_app.services.administration.period_requests import OwnPeriods
from kraamzorg_app.ui import bridge, formatting, live
from kraamzorg_app.ui.administration import did, text_list
from kraamzorg_app.ui.bridge import PageState
from kraamzorg_app.ui.components.buttons import submit_button
from kraamzorg_app.ui.components.fields import (
    button_row,
    date_field,
    form,
    select_field,
    text_area,
)
from kraamzorg_app.ui.components.notices import loaded
from kraamzorg_app.ui.components.panels import (
    card,
    columns,
    disclosure,
    heading,
    row,
    stack,
    timeline,
)
from kraamzorg_app.ui.layout import page
from kraamzorg_app.ui.page import Page
from kraamzorg_app.ui.period_wording import (
    HistoryLine,
    RequestView,
    history_line,
    request_view,
    state_badge,
)
from kraamzorg_app.ui.policies import handler

PATH: Final = "/perioden"


@dataclass
class Own:
    """One region of this coordinator."""

    id: str = ""
    name: str = ""


class PeriodenState(PageState, rx.State):
    """The periods of the region that this person coordinates."""

    region: Own = Own()
    periods: list[str] = []
    choices: list[tuple[str, str]] = []
    requests: list[RequestView] = []
    history: list[HistoryLine] = []
    form_number: int = 0
    is_loaded: bool = False

    @handler(Permission.PERIOD_REQUEST)
    async def load(self) -> None:
        """Show the own region."""
        await self._read()
        live.watch(PeriodenState.refresh, f"region:{self.region.id}", "period-requests")

    @handler(Permission.PERIOD_REQUEST, activity=False)
    async def refresh(self) -> None:
        """Read again, since somebody changed something."""
        await self._read()

    @handler(Permission.PERIOD_REQUEST)
    async def ask(self, form: dict[str, Any]) -> None:
        """Ask for another period."""
        self.field_errors = {}
        if await bridge.run(self, did(period_requests.ask), self.region.id, form):
            self.form_number += 1
            await self._read()
            sentence = "Uw verzoek is verstuurd. U krijgt bericht als het is beantwoord."
            await bridge.show(self, sentence, "success")

    async def _read(self) -> None:
        found = await bridge.run(self, period_requests.own_periods)
        self.is_loaded = True
        if isinstance(found, tuple) and found:
            self._show(found[0])

    def _show(self, own: OwnPeriods) -> None:
        self.region = Own(own.region_id, own.region)
        texts = [
            (each.id, f"{formatting.day(each.starts_on)} t/m {formatting.day(each.ends_on)}")
            for each in own.periods
        ]
        self.periods = [text for _, text in texts]
        self.choices = [("", "Een nieuwe periode"), *texts]
        self.requests = [request_view(each) for each in own.requests]
        self.history = [history_line(each) for each in own.history]


def view() -> rx.Component:
    """Show the periods, the form and the requests."""
    state = PeriodenState
    none = rx.el.p("De wachtlijst heeft geen periode van code rood.", class_name="muted")
    return page(
        heading("Code rood", state.region.name),
        loaded(
            state.is_loaded,
            stack(
                columns(
                    card(
                        rx.el.p("De wachtlijst is open voor uitgerekende datums van:"),
                        rx.cond(state.periods, text_list(state.periods), none),
                        disclosure("Geschiedenis", timeline(state.history)),
                        title="Perioden",
                    ),
                    card(_ask_form(), title="Een andere periode vragen"),
                ),
                card(_requests(), title="Uw verzoeken"),
            ),
        ),
        path=PATH,
    )


def _ask_form() -> rx.Component:
    errors = PeriodenState.field_errors
    return form(
        select_field("period_id", "Welke periode", PeriodenState.choices),
        date_field(
            "starts_on", "Eerste uitgerekende datum", error=errors["starts_on"], required=True
        ),
        date_field("ends_on", "Laatste uitgerekende datum", error=errors["ends_on"], required=True),
        text_area(
            "reason",
            "Waarom",
            error=errors["reason"],
            hint="Zet hier geen gegevens van cliënten in.",
            required=True,
            rows="3",
        ),
        button_row(submit_button("Verzoek versturen")),
        on_submit=PeriodenState.ask,
        key=PeriodenState.form_number,
    )


def _requests() -> rx.Component:
    return rx.cond(
        PeriodenState.requests,
        rx.el.ul(rx.foreach(PeriodenState.requests, _request), class_name="messages-list"),
        rx.el.p("U heeft nog niets gevraagd.", class_name="muted"),
    )


def _request(request: Any) -> rx.Component:
    return rx.el.li(
        row(rx.el.strong(request.asked), state_badge(request.state)),
        rx.el.p(request.reason),
        rx.cond(request.answer, rx.el.p("Antwoord: ", request.answer)),
        rx.el.p(request.asked_by, class_name="muted"),
    )


PAGE = Page(
    PATH,
    "Code rood",
    view,
    on_load=PeriodenState.load,
    menu_label="Code rood",
    permission=Permission.PERIOD_REQUEST,
)
