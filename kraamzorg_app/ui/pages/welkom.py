"""The public start page: what the tool is, the postcode check, and the map of code red."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import reflex as rx

from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.services import dashboard, region_check
from kraamzorg_app.services.region_check import RegionCheck
from kraamzorg_app.ui import bridge, formatting
from kraamzorg_app.ui.bridge import PageState
from kraamzorg_app.ui.components.buttons import link, link_button, submit_button
from kraamzorg_app.ui.components.charts import region_map
from kraamzorg_app.ui.components.fields import button_row, date_field, form, postcode_field
from kraamzorg_app.ui.components.notices import notice
from kraamzorg_app.ui.components.panels import card, columns, contacts, heading, row, stack
from kraamzorg_app.ui.layout import QUESTIONS_PATH, public_page
from kraamzorg_app.ui.page import Page, PageAudience
from kraamzorg_app.ui.policies import handler
from kraamzorg_app.ui.provider_wording import contact_rows

_INTRO: Final = (
    "Is er in uw regio tijdelijk te weinig kraamzorg? Dan geldt code rood en is er een wachtlijst. "
    "Zo vinden zwangeren die nog geen kraamzorg hebben toch een kraamzorgaanbieder met ruimte."
)


@dataclass
class Outcome:
    """What the check found, in words."""

    region: str = ""
    due_date: str = ""
    is_open: bool = False
    is_far: bool = False


class WelkomState(PageState, rx.State):
    """The check, and the regions of the map."""

    outcome: Outcome = Outcome()
    providers: list[list[str]] = []
    map_summary: str = ""
    map_rows: list[list[str]] = []

    @handler(Permission.PUBLIC)
    async def load(self) -> None:
        """Name the regions in code red."""
        shapes = await bridge.run(self, dashboard.read_map)
        if isinstance(shapes, tuple):
            self.map_rows = [
                [shape.name, formatting.yes_or_no(shape.is_code_red)] for shape in shapes
            ]
            in_code_red = sum(shape.is_code_red for shape in shapes)
            self.map_summary = f"{in_code_red} van de {len(shapes)} regio's staan in code rood."

    @handler(Permission.PUBLIC)
    async def check(self, form: dict[str, Any]) -> None:
        """Check a postcode and a due date; nothing of it is kept."""
        self.field_errors, self.outcome, self.providers = {}, Outcome(), []
        postcode, due_date = form.get("postcode", ""), form.get("due_date", "")
        found = await bridge.run(self, region_check.check, postcode, due_date)
        if not isinstance(found, RegionCheck):
            return
        self.outcome = Outcome(
            found.region_name, formatting.day(found.due_date), found.is_open, found.is_far
        )
        self.providers = contact_rows(found.providers)


def view() -> rx.Component:
    """Show the start page."""
    return public_page(
        heading("Wachtlijsttool Kraamzorg", _INTRO),
        columns(stack(_check(), _for_professionals()), _map()),
    )


def _check() -> rx.Component:
    errors = WelkomState.field_errors
    return card(
        rx.el.p("Kijk of er een wachtlijst is voor uw postcode en uitgerekende datum."),
        form(
            postcode_field("postcode", error=errors["postcode"], required=False),
            date_field("due_date", "Uitgerekende datum", error=errors["due_date"]),
            button_row(submit_button("Controleren")),
            on_submit=WelkomState.check,
        ),
        rx.el.div(rx.cond(WelkomState.outcome.region, _outcome()), aria_live="polite"),
        rx.el.p(link("Vragen en antwoorden voor zwangeren", QUESTIONS_PATH)),
        title="Is er een wachtlijst in mijn regio?",
    )


def _outcome() -> rx.Component:
    outcome = WelkomState.outcome
    is_open = notice(
        rx.el.p(
            f"U hoort bij {outcome.region}. De wachtlijst is open voor een uitgerekende datum van "
            f"{outcome.due_date}."
        ),
        rx.el.p(
            "Vraag uw zorgverzekeraar of een kraamzorgaanbieder om een uitnodiging. "
            "Daarmee meldt u zich aan."
        ),
        tone="ok",
        title="Er is een wachtlijst",
    )
    is_closed = notice(
        rx.el.p(
            f"U hoort bij {outcome.region}. Daar is geen code rood voor een uitgerekende datum "
            f"van {outcome.due_date}. Meld u aan bij een kraamzorgaanbieder in uw regio."
        ),
        rx.cond(WelkomState.providers, contacts(WelkomState.providers)),
        tone="info",
        title="Er is geen wachtlijst",
    )
    far = notice(
        "Deze datum is meer dan 40 weken vooruit. Controleer of hij klopt.", tone="warning"
    )
    return rx.fragment(rx.cond(outcome.is_far, far), rx.cond(outcome.is_open, is_open, is_closed))


def _map() -> rx.Component:
    return card(
        region_map("/kaart.svg", WelkomState.map_summary, WelkomState.map_rows),
        title="Regio's in code rood",
    )


def _for_professionals() -> rx.Component:
    return card(
        rx.el.p(
            "Voor kraamzorgaanbieders, zorgverzekeraars en wachtlijstcoördinatoren. "
            "Heeft u nog geen account? Registreer u dan eerst."
        ),
        row(
            link_button("Inloggen", "/inloggen"),
            link_button("Nu registreren", "/registreren"),
            link_button("Aanmelden als zelfstandige", "/zzp-aanmelden"),
        ),
        title="Werkt u met de wachtlijst?",
        sand=True,
    )


PAGE = Page("/", "Wachtlijsttool Kraamzorg", view, PageAudience.EVERYONE, on_load=WelkomState.load)
