"""How the page of the access log looks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import reflex as rx

from kraamzorg_app.ui.administration import back_to
from kraamzorg_app.ui.components.buttons import button, submit_button
from kraamzorg_app.ui.components.fields import (
    button_row,
    date_field,
    form,
    select_field,
    text_field,
)
from kraamzorg_app.ui.components.notices import badge, empty_state, loaded
from kraamzorg_app.ui.components.panels import card, disclosure, heading, stack
from kraamzorg_app.ui.components.tables import Column, cell, data_table, pager, row_header
from kraamzorg_app.ui.layout import page
from kraamzorg_app.ui.log_words import EVENT_CHOICES
from kraamzorg_app.ui.pages.logboek.state import LogboekState

_COLUMNS = (
    Column("moment", "Wanneer"),
    Column("who", "Wie"),
    Column("what", "Wat"),
    Column("clients", "Cliënten"),
    Column("origin", "Waarvandaan"),
)


def view() -> rx.Component:
    """Show the filter and the lines."""
    return page(
        back_to("Beheer", "/beheer"),
        heading(
            "Logboek",
            "Wie welke gegevens zag of wijzigde. Ook dat u hier kijkt, komt in het logboek.",
        ),
        card(_filter(), title="Zoeken in het logboek"),
        card(loaded(LogboekState.is_loaded, _lines(), rows=10), title="Regels"),
        path="/beheer",
    )


def _filter() -> rx.Component:
    errors = LogboekState.field_errors
    return form(
        text_field(
            "client",
            "Wachtlijstnummer of BSN van een cliënt",
            error=errors["client"],
            max_length=20,
            auto_complete="off",
        ),
        text_field(
            "user",
            "Naam of e-mailadres van een gebruiker",
            error=errors["user"],
            max_length=120,
            auto_complete="off",
        ),
        select_field("event", "Wat er gebeurde", EVENT_CHOICES, error=errors["event"]),
        date_field("day_from", "Vanaf", error=errors["day_from"]),
        date_field("day_to", "Tot en met", error=errors["day_to"]),
        button_row(
            submit_button("Zoeken"),
            button("Exporteren (CSV)", icon_name="download", on_click=LogboekState.download),
        ),
        on_submit=LogboekState.search,
        reset_on_submit=False,
        class_name="form form--row",
    )


def _lines() -> rx.Component:
    state = LogboekState
    table = stack(
        rx.el.div(
            data_table(_COLUMNS, state.rows, _cells, caption="Regels van het logboek"),
            class_name="log",
        ),
        pager(
            state.range_text,
            state.has_newer,
            state.has_older,
            on_previous=state.turn(-1),
            on_next=state.turn(1),
        ),
    )
    nothing = empty_state("Geen regels gevonden", "Zoek op een andere dag of zonder cliënt.")
    return rx.cond(state.rows, table, nothing)


def _cells(line: Any) -> Sequence[rx.Component]:
    return (
        row_header("Wanneer", line.moment),
        cell("Wie", line.who, rx.cond(line.whose, rx.el.div(line.whose, class_name="muted"))),
        cell(
            "Wat",
            rx.cond(
                line.is_refused, badge(line.what, tone="warning", icon_name="alert"), line.what
            ),
            rx.cond(line.fields, rx.el.div("Gegevens: ", line.fields, class_name="muted")),
            rx.cond(
                line.details,
                disclosure("Bijzonderheden", rx.el.p(line.details, class_name="muted")),
            ),
        ),
        cell("Cliënten", line.clients),
        cell("Waarvandaan", line.origin),
    )
