"""What the page of offers looks like."""

from __future__ import annotations

from typing import Any, Final

import reflex as rx

from kraamzorg_app.domain.offers import OfferState
from kraamzorg_app.ui.components.fields import select_field
from kraamzorg_app.ui.components.notices import badge, empty_state, loaded
from kraamzorg_app.ui.components.panels import card, heading, row, stack
from kraamzorg_app.ui.components.tables import Column, cell, data_table, pager, row_header
from kraamzorg_app.ui.layout import page
from kraamzorg_app.ui.pages.aanbiedingen.state import AanbiedingenState

PATH: Final = "/aanbiedingen"
_STATES: Final = [
    (OfferState.PENDING.value, "Open: wacht op antwoord"),
    (OfferState.ACCEPTED.value, "Aangenomen"),
    (OfferState.DECLINED.value, "Geweigerd"),
    (OfferState.EXPIRED.value, "Verlopen zonder antwoord"),
    (OfferState.WITHDRAWN.value, "Ingetrokken"),
]


def view() -> rx.Component:
    """Show the offers in one state."""
    state = AanbiedingenState
    intro = rx.cond(
        state.is_coordinator,
        "Cliënten die u aan een aanbieder heeft aangeboden.",
        "Cliënten die de wachtlijstcoördinator aan u aanbiedt. Open een cliënt om te antwoorden.",
    )
    return page(
        heading("Aanbiedingen", intro),
        card(
            select_field(
                "shown",
                "Toon",
                _STATES,
                on_change=state.choose,
                default=OfferState.PENDING.value,
            ),
            loaded(state.is_loaded, rx.cond(state.rows, _table(), _nothing())),
        ),
        path=PATH,
    )


def _nothing() -> rx.Component:
    return rx.cond(
        AanbiedingenState.shown == OfferState.PENDING.value,
        empty_state(
            "Er staat geen aanbod open",
            rx.cond(
                AanbiedingenState.is_coordinator,
                "Bied een cliënt aan op haar pagina, of verdeel de hele regio onder Verdeling.",
                "U krijgt bericht zodra de coördinator u een cliënt aanbiedt.",
            ),
        ),
        empty_state("Er zijn geen aanbiedingen om te tonen"),
    )


def _table() -> rx.Component:
    state = AanbiedingenState
    is_open = state.shown == OfferState.PENDING.value
    is_declined = state.shown == OfferState.DECLINED.value
    is_answered = is_declined | (state.shown == OfferState.ACCEPTED.value)
    has_reason = is_declined | (state.shown == OfferState.WITHDRAWN.value)
    columns = [
        Column("number", "Wachtlijstnr. cliënt"),
        Column("provider", "Kraamzorgaanbieder", shown=state.is_coordinator),
        Column("region", "Wachtlijst"),
        Column("pc4", "Postcode"),
        Column("due", "Uitgerekend"),
        Column("offered", "Aangeboden op"),
        Column("until", "Antwoord tot", shown=is_open),
        Column("answered", "Beantwoord op", shown=is_answered),
        Column("ended", "Voorbij sinds", shown=~is_open & ~is_answered),
        Column("reason", "Reden", shown=has_reason),
    ]

    def draw(line: Any) -> list[rx.Component]:
        return [
            row_header("Wachtlijstnr. cliënt", line.number, href=line.href),
            cell("Kraamzorgaanbieder", line.provider, shown=state.is_coordinator),
            cell("Wachtlijst", line.region),
            cell("Postcode", line.pc4),
            cell("Uitgerekend", _due(line)),
            cell("Aangeboden op", line.offered),
            cell("Antwoord tot", _term(line), shown=is_open),
            cell("Beantwoord op", line.moment, shown=is_answered),
            cell("Voorbij sinds", line.moment, shown=~is_open & ~is_answered),
            cell("Reden", line.reason, shown=has_reason),
        ]

    return stack(
        data_table(columns, state.rows, draw, caption="Aanbiedingen"),
        pager(
            state.range_text,
            state.number > 1,
            state.number < state.pages,
            on_previous=state.turn_page(-1),
            on_next=state.turn_page(1),
        ),
    )


def _due(line: Any) -> rx.Component:
    born = badge("Bevalling gemeld", tone="error", icon_name="heart")
    return rx.cond(line.due, row(line.due, rx.cond(line.is_born, born)))


def _term(line: Any) -> rx.Component:
    return row(
        line.moment,
        rx.cond(
            line.is_soon,
            badge(line.left, tone="warning", icon_name="clock"),
            badge(line.left, icon_name="clock"),
        ),
    )
