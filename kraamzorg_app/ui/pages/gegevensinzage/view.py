"""How the disclosure page looks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import reflex as rx

from kraamzorg_app.domain.disclosure import CHANGEABLE
from kraamzorg_app.ui.components.buttons import button, link, submit_button
from kraamzorg_app.ui.components.fields import button_row, form, text_area
from kraamzorg_app.ui.components.notices import loaded, notice
from kraamzorg_app.ui.components.panels import card, heading, stack
from kraamzorg_app.ui.components.tables import Column, cell, data_table, row_header
from kraamzorg_app.ui.layout import page
from kraamzorg_app.ui.pages.gegevensinzage.state import (
    Box,
    Change,
    GegevensinzageState,
    MatrixRow,
)
from kraamzorg_app.ui.tool_sentences import AUDIENCES

_COLUMNS = (
    Column("field", "Gegeven"),
    *(Column(audience, AUDIENCES[audience]) for audience in CHANGEABLE),
)


def view() -> rx.Component:
    """Show the policy, what waits and what was."""
    state = GegevensinzageState
    return page(
        rx.el.nav(link("Beheer", "/beheer"), aria_label="Kruimelpad"),
        heading(
            "Gegevensinzage",
            "Wie welke gegevens van een cliënt ziet. Minder laten zien geldt meteen. Meer laten "
            "zien telt pas als een tweede functioneel beheerder het bevestigt.",
        ),
        rx.foreach(state.pending, _pending),
        loaded(state.is_loaded, rx.cond(state.is_comparing, _comparison(), _matrix()), rows=14),
        card(
            rx.cond(
                state.history,
                rx.el.ul(rx.foreach(state.history, _past), class_name="messages-list"),
                rx.el.p("Er is nog niets gewijzigd.", class_name="muted"),
            ),
            title="Geschiedenis",
        ),
        path="/beheer",
    )


def _matrix() -> rx.Component:
    return form(
        rx.el.div(
            data_table(_COLUMNS, GegevensinzageState.rows, _cells, caption="Wie ziet welk gegeven"),
            class_name="matrix",
        ),
        rx.el.p(
            "Altijd: lijsten zoeken en sorteren hierop. Nooit: dit kan in deze tool niet open.",
            class_name="muted",
        ),
        button_row(submit_button("Bekijk wat er verandert")),
        on_submit=GegevensinzageState.compare,
        class_name="stack",
    )


def _cells(row: MatrixRow) -> Sequence[rx.Component]:
    return (
        row_header("Gegeven", row.field),
        *(
            cell(AUDIENCES[audience], _box(row.boxes[index]))
            for index, audience in enumerate(CHANGEABLE)
        ),
    )


def _box(box: Box) -> rx.Component:
    tick: Any = rx.el.label(
        rx.el.input(
            type="checkbox",
            name=box.name,
            default_checked=box.is_on,
            aria_label=box.label,
            key=box.is_on.to_string(),  # type: ignore[attr-defined]
        ),
        class_name="choice",
    )
    return rx.match(
        box.kind,
        ("always", rx.el.span("altijd", class_name="muted")),
        ("never", rx.el.span("nooit", class_name="muted")),
        tick,
    )


def _comparison() -> rx.Component:
    state = GegevensinzageState
    return card(
        rx.cond(state.opens, _list("Dit gaat open", state.opens)),
        rx.cond(state.closes, _list("Dit gaat dicht", state.closes)),
        form(
            text_area(
                "reason",
                "Waarom verandert dit?",
                error=state.field_errors["reason"],
                required=True,
                max_length=1000,
            ),
            button_row(
                submit_button("Bevestigen"),
                button("Terug", look="subtle", on_click=state.go_back),
            ),
            on_submit=state.propose,
        ),
        title="Wat verandert er?",
        sand=True,
    )


def _list(title: str, items: Any) -> rx.Component:
    return rx.el.div(rx.el.h3(title), rx.el.ul(rx.foreach(items, rx.el.li)))


def _pending(change: Change) -> rx.Component:
    state = GegevensinzageState
    return notice(
        rx.el.p(change.by, " op ", change.moment, ". Reden: ", change.reason),
        _list("Dit gaat open", change.opens),
        rx.cond(
            change.is_own,
            stack(
                rx.el.p("Een tweede functioneel beheerder bevestigt dit."),
                button("Intrekken", on_click=state.turn_down(change.id)),
                tight=True,
            ),
            button_row(
                button("Bevestigen", look="primary", on_click=state.confirm(change.id)),
                button("Afwijzen", on_click=state.turn_down(change.id)),
            ),
        ),
        tone="warning",
        title="Voorstel dat wacht op bevestiging",
    )


def _past(change: Change) -> rx.Component:
    return rx.el.li(
        rx.el.strong(change.state),
        rx.el.p(change.reason),
        rx.cond(change.opens, _list("Meer te zien", change.opens)),
        rx.cond(change.closes, _list("Minder te zien", change.closes)),
        rx.el.span(change.moment, ". ", change.by, class_name="muted"),
    )
