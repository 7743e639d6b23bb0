"""What the page looks like where lists are opened and closed."""

from __future__ import annotations

from typing import Any

import reflex as rx

from kraamzorg_app.ui.administration import back_to
from kraamzorg_app.ui.components.buttons import (
    button,
    link_button,
    submit_button,
    text_button,
)
from kraamzorg_app.ui.components.fields import (
    button_row,
    date_field,
    form,
    radio_field,
    select_field,
    text_area,
)
from kraamzorg_app.ui.components.notices import empty_state, loaded
from kraamzorg_app.ui.components.panels import (
    card,
    confirm,
    disclosure,
    heading,
    row,
    stack,
    timeline,
)
from kraamzorg_app.ui.components.tables import Column, cell, data_table, row_header
from kraamzorg_app.ui.layout import page
from kraamzorg_app.ui.pages.beheer_perioden.state import BeheerPeriodenState
from kraamzorg_app.ui.period_wording import state_badge

_COLUMNS = (
    Column("region", "Regio"),
    Column("year", "Januari tot en met december"),
    Column("periods", "Open voor uitgerekende datums"),
)
_DECISIONS = (("grant", "Toekennen, eventueel met andere dagen"), ("refuse", "Afwijzen"))


def view() -> rx.Component:
    """Show the year, the requests and the history."""
    return page(
        back_to("Beheer", "/beheer"),
        heading(
            "Code rood",
            "Een wachtlijst is open voor uitgerekende datums die in een periode vallen.",
        ),
        loaded(
            BeheerPeriodenState.is_loaded,
            stack(
                _panels(),
                _calendar(),
                card(_open_form(), title="Wachtlijst openzetten"),
                card(_requests(), title="Verzoeken van coördinatoren"),
                card(
                    disclosure("Bekijk de wijzigingen", timeline(BeheerPeriodenState.history)),
                    title="Geschiedenis",
                ),
            ),
            rows=12,
        ),
        path="/beheer",
    )


def _calendar() -> rx.Component:
    years = row(
        button("Vorig jaar", on_click=BeheerPeriodenState.turn_year(-1)),
        button("Volgend jaar", on_click=BeheerPeriodenState.turn_year(1)),
    )
    table = data_table(_COLUMNS, BeheerPeriodenState.rows, _region, caption="Perioden per regio")
    return card(
        rx.cond(
            BeheerPeriodenState.rows,
            table,
            empty_state(
                "Er zijn nog geen regio's", "", link_button("Naar de regio's", "/beheer/regios")
            ),
        ),
        title=f"Perioden in {BeheerPeriodenState.year}",
        head=years,
    )


def _region(region: Any) -> tuple[rx.Component, ...]:
    track = rx.el.div(
        rx.foreach(
            region.bars,
            lambda bar: rx.el.span(
                style={"inset_inline_start": bar.left, "inline_size": bar.width}
            ),
        ),
        aria_hidden="true",
        class_name="year",
    )
    return (
        row_header("Regio", region.region),
        cell("Het jaar", track),
        cell(
            "Open voor",
            rx.cond(
                region.bars,
                rx.el.div(rx.foreach(region.bars, _period)),
                rx.el.span("dit jaar niet open", class_name="muted"),
            ),
        ),
    )


def _period(bar: Any) -> rx.Component:
    return row(
        rx.el.span(bar.text, class_name="days"),
        text_button(
            "Wijzigen",
            on_click=BeheerPeriodenState.choose("change", bar.id),
            aria_label=f"Wijzigen: {bar.label}",
        ),
        text_button(
            "Dichtzetten",
            on_click=BeheerPeriodenState.choose("close", bar.id),
            aria_label=f"Dichtzetten: {bar.label}",
        ),
    )


def _panels() -> rx.Component:
    chosen, errors = BeheerPeriodenState.chosen, BeheerPeriodenState.field_errors
    change = card(
        rx.el.p(chosen.label),
        form(
            date_field(
                "starts_on",
                "Eerste uitgerekende datum",
                default=chosen.starts_on,
                error=errors["starts_on"],
                id="change-starts",
                auto_focus=True,
            ),
            date_field(
                "ends_on",
                "Laatste uitgerekende datum",
                default=chosen.ends_on,
                error=errors["ends_on"],
                id="change-ends",
            ),
            button_row(
                submit_button("Bekijken wat dit betekent", look="secondary"),
                button("Annuleren", look="subtle", on_click=BeheerPeriodenState.cancel),
            ),
            on_submit=BeheerPeriodenState.look,
        ),
        confirm(
            BeheerPeriodenState.effect != "",
            "Wilt u deze periode wijzigen?",
            detail=BeheerPeriodenState.effect,
            on_confirm=BeheerPeriodenState.change,
            on_cancel=BeheerPeriodenState.cancel,
        ),
        title="Periode wijzigen",
    )
    return rx.match(
        BeheerPeriodenState.panel,
        ("change", change),
        (
            "close",
            confirm(
                BeheerPeriodenState.effect != "",
                f"Wilt u de wachtlijst dichtzetten: {chosen.label}?",
                detail=BeheerPeriodenState.effect,
                on_confirm=BeheerPeriodenState.close,
                on_cancel=BeheerPeriodenState.cancel,
                danger=True,
            ),
        ),
        rx.fragment(),
    )


def _open_form() -> rx.Component:
    errors = BeheerPeriodenState.field_errors
    return form(
        select_field(
            "region",
            "Regio",
            BeheerPeriodenState.regions,
            error=errors["open_region"],
            required=True,
        ),
        date_field(
            "starts_on", "Eerste uitgerekende datum", error=errors["open_starts_on"], required=True
        ),
        date_field(
            "ends_on", "Laatste uitgerekende datum", error=errors["open_ends_on"], required=True
        ),
        button_row(submit_button("Openzetten")),
        on_submit=BeheerPeriodenState.open_period,
        key=BeheerPeriodenState.form_number,
    )


def _requests() -> rx.Component:
    return rx.cond(
        BeheerPeriodenState.requests,
        rx.el.ul(rx.foreach(BeheerPeriodenState.requests, _request), class_name="messages-list"),
        rx.el.p("Er zijn geen verzoeken.", class_name="muted"),
    )


def _request(request: Any) -> rx.Component:
    is_open = BeheerPeriodenState.answering == request.id
    return rx.el.li(
        stack(
            row(rx.el.strong(request.region), state_badge(request.state)),
            rx.el.p("Gevraagd: ", request.asked, " (nu: ", request.now, ")"),
            rx.el.p(request.reason),
            rx.el.p(request.asked_by, class_name="muted"),
            rx.cond(request.answer, rx.el.p("Antwoord: ", request.answer)),
            rx.cond(
                request.state == "PENDING",
                button(
                    "Beantwoorden",
                    on_click=BeheerPeriodenState.answer_to(request.id),
                    aria_expanded=rx.cond(is_open, "true", "false"),
                    aria_label=f"Beantwoorden: {request.region}",
                ),
            ),
            rx.cond(is_open, _answer_form(request)),
            tight=True,
        )
    )


def _answer_form(request: Any) -> rx.Component:
    errors = BeheerPeriodenState.field_errors
    return form(
        radio_field("decision", "Uw antwoord", _DECISIONS, error=errors["answer_decision"]),
        date_field(
            "starts_on",
            "Eerste uitgerekende datum",
            default=request.starts_on,
            error=errors["answer_starts_on"],
            id="answer-starts",
        ),
        date_field(
            "ends_on",
            "Laatste uitgerekende datum",
            default=request.ends_on,
            error=errors["answer_ends_on"],
            id="answer-ends",
        ),
        text_area(
            "answer", "Toelichting voor de coördinator", error=errors["answer_answer"], rows="2"
        ),
        button_row(submit_button("Versturen")),
        on_submit=BeheerPeriodenState.answer,
    )
