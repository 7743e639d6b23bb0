"""What the providers' page looks like."""

from __future__ import annotations

from typing import Any

import reflex as rx

from kraamzorg_app.ui.administration import back_to, import_card, outcome_card
from kraamzorg_app.ui.components.buttons import button, submit_button
from kraamzorg_app.ui.components.fields import (
    button_row,
    checkbox_field,
    email_field,
    filter_field,
    form,
    number_field,
    phone_field,
    select_field,
    text_area,
    text_field,
)
from kraamzorg_app.ui.components.notices import badge, empty_state, loaded, notice
from kraamzorg_app.ui.components.panels import card, columns, heading, row, stack
from kraamzorg_app.ui.components.tables import Column, cell, data_table, pager, row_header
from kraamzorg_app.ui.layout import page
from kraamzorg_app.ui.pages.aanbieders.state import PATH, AanbiedersState
from kraamzorg_app.ui.provider_wording import KIND_CHOICES

_COLUMNS = (
    Column("name", "Naam"),
    Column("kind", "Soort"),
    Column("agb", "AGB-code"),
    Column("regions", "Goedgekeurd in"),
)


def view() -> rx.Component:
    """Show the providers."""
    state = AanbiedersState
    return page(
        back_to("Beheer", "/beheer"),
        heading("Aanbieders", "Kraamzorgorganisaties, zelfstandigen en platforms."),
        outcome_card(state.outcome, on_apply=state.apply, on_drop=state.drop),
        card(_applications(), title="Aanmeldingen van zelfstandigen"),
        card(_filters(), loaded(state.is_loaded, _table()), title="Alle aanbieders"),
        columns(
            card(_new(), title="Nieuwe aanbieder"),
            import_card(
                "aanbieders",
                "Kolommen: naam, AGB-code en e-mailadres; als u wilt ook telefoon, soort "
                "(organisatie, zzp of platform), regio en gecontracteerd (ja of nee). Werkt een "
                "aanbieder in meer regio's, geef dan een rij per regio.",
                state.field_errors["file"],
            ),
        ),
        path="/beheer",
    )


def _filters() -> rx.Component:
    state = AanbiedersState
    return rx.el.div(
        filter_field("Naam of AGB-code", on_change=state.search, id="zoek", max_length=60),
        select_field(
            "regio-filter",
            "Regio",
            state.region_filter,
            on_change=state.choose_region,
        ),
        checkbox_field("beeindigd", "Ook beëindigde", on_change=state.show_ended),
        class_name="form form--row",
    )


def _table() -> rx.Component:
    state = AanbiedersState
    table = stack(
        data_table(_COLUMNS, state.rows, _provider, caption="Aanbieders"),
        pager(
            state.range_text,
            state.number > 1,
            state.number < state.pages,
            on_previous=state.turn_page(-1),
            on_next=state.turn_page(1),
        ),
    )
    return rx.cond(
        state.rows,
        table,
        empty_state("Geen aanbieder gevonden", "Zoek anders, of voeg er hieronder een toe."),
    )


def _provider(provider: Any) -> tuple[rx.Component, ...]:
    ended = rx.cond(provider.ended, badge("Beëindigd", icon_name="close"))
    return (
        row_header("Naam", provider.name, href=f"{PATH}/{provider.id}"),
        cell("Soort", row(rx.el.span(provider.kind), ended)),
        cell("AGB-code", provider.agb_code),
        cell("Goedgekeurd in", provider.regions),
    )


def _new() -> rx.Component:
    errors = AanbiedersState.field_errors
    return form(
        text_field("name", "Naam", error=errors["name"], required=True, max_length=160),
        select_field("kind", "Soort", KIND_CHOICES, error=errors["kind"]),
        number_field(
            "agb_code", "AGB-code", hint="8 cijfers", error=errors["agb_code"], required=True
        ),
        email_field("email", error=errors["email"], required=True, auto_complete="off"),
        phone_field("phone", error=errors["phone"], auto_complete="off"),
        button_row(submit_button("Aanbieder toevoegen")),
        on_submit=AanbiedersState.create,
    )


def _applications() -> rx.Component:
    return rx.cond(
        AanbiedersState.applications,
        rx.el.ul(
            rx.foreach(AanbiedersState.applications, _application), class_name="messages-list"
        ),
        rx.el.p("Er zijn geen aanmeldingen.", class_name="muted"),
    )


def _application(application: Any) -> rx.Component:
    is_open = AanbiedersState.answering == application.id
    state_badge = rx.match(
        application.state,
        ("PENDING", badge("Wacht op antwoord", tone="warning", icon_name="clock")),
        ("APPROVED", badge("Goedgekeurd", tone="ok")),
        badge("Afgewezen", icon_name="close"),
    )
    return rx.el.li(
        stack(
            row(rx.el.strong(application.name), state_badge),
            rx.el.p(application.facts),
            rx.el.p("Wil werken in: ", application.regions),
            rx.cond(application.note, rx.el.p(application.note)),
            rx.el.p(application.applied, class_name="muted"),
            rx.cond(application.answer, rx.el.p("Antwoord: ", application.answer)),
            rx.cond(
                application.state == "PENDING",
                button(
                    "Beantwoorden",
                    on_click=AanbiedersState.answer_to(application.id),
                    aria_expanded=rx.cond(is_open, "true", "false"),
                    aria_label=f"Beantwoorden: {application.name}",
                ),
            ),
            rx.cond(is_open, _answer(application)),
            tight=True,
        )
    )


def _answer(application: Any) -> rx.Component:
    errors = AanbiedersState.field_errors
    return columns(
        form(
            rx.cond(
                application.is_known,
                notice("Er is al een aanbieder met deze AGB-code.", tone="warning"),
            ),
            rx.el.fieldset(
                rx.el.legend("Goedkeuren voor", class_name="field__label"),
                rx.foreach(
                    AanbiedersState.regions,
                    lambda region: _region_choice(region, application.region_ids),
                ),
            ),
            rx.cond(errors["approved"], rx.el.p(errors["approved"], class_name="field__error")),
            button_row(submit_button("Goedkeuren en uitnodigen")),
            on_submit=AanbiedersState.approve,
        ),
        form(
            text_area("answer", "Waarom niet", error=errors["answer"], required=True, rows="3"),
            button_row(submit_button("Afwijzen", look="secondary")),
            on_submit=AanbiedersState.refuse,
        ),
    )


def _region_choice(region: Any, asked: Any) -> rx.Component:
    return row(
        checkbox_field(
            f"approved:{region[0]}",
            rx.el.span(region[1]),
            id=f"approved-{region[0]}",
            default=asked.contains(region[0]),
        ),
        checkbox_field(
            f"contracted:{region[0]}",
            rx.el.span("contract", rx.el.span(" in ", region[1], class_name="visually-hidden")),
            id=f"contracted-{region[0]}",
        ),
        between=True,
    )
