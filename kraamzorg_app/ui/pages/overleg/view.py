"""How "/overleg" looks."""

from __future__ import annotations

from typing import Any, Final

import reflex as rx

from kraamzorg_app.ui.components.buttons import submit_button
from kraamzorg_app.ui.components.fields import (
    button_row,
    checkbox_field,
    form,
    phone_field,
    select_field,
    text_area,
)
from kraamzorg_app.ui.components.notices import empty_state, loaded
from kraamzorg_app.ui.components.panels import card, columns, contacts, heading
from kraamzorg_app.ui.components.tables import pager
from kraamzorg_app.ui.layout import page
from kraamzorg_app.ui.pages.overleg.state import OverlegState

PATH: Final = "/overleg"
_INTRO: Final = (
    "Hier overleggen de wachtlijstcoördinator en de preferente verzekeraars van een regio. Alleen "
    "zij lezen mee."
)
_WARNING: Final = "Schrijf niets over een cliënt: geen naam, BSN, e-mailadres of wachtlijstnummer."


def view() -> rx.Component:
    """Show whom to call, and the thread."""
    return page(
        heading("Overleg", _INTRO),
        loaded(
            OverlegState.is_loaded,
            rx.fragment(_choice(), columns(_contacts(), _own()), _thread()),
        ),
        path=PATH,
    )


def _choice() -> rx.Component:
    regions: Any = OverlegState.regions
    return rx.cond(
        regions.length() > 1,
        select_field(
            "region",
            "Regio",
            regions,
            default=OverlegState.region_id,
            on_change=OverlegState.choose,
        ),
        rx.foreach(regions, lambda region: rx.el.p(rx.el.strong(region[1]))),
    )


def _contacts() -> rx.Component:
    return card(
        rx.cond(
            OverlegState.contacts,
            contacts(OverlegState.contacts),
            empty_state(
                "Nog geen contactpersoon", "De andere partij heeft zich nog niet opgegeven."
            ),
        ),
        title="Wie u kunt bereiken",
    )


def _own() -> rx.Component:
    return card(
        form(
            checkbox_field(
                "is_contact",
                "De andere partij mag mijn naam, e-mailadres en telefoonnummer zien",
                default=OverlegState.is_contact,
            ),
            phone_field(
                "phone",
                hint="Niet verplicht.",
                default=OverlegState.phone,
                error=OverlegState.field_errors["phone"],
            ),
            button_row(submit_button("Opslaan", look="secondary")),
            on_submit=OverlegState.agree,
        ),
        title="Ik ben contactpersoon",
    )


def _thread() -> rx.Component:
    return card(
        form(
            text_area(
                "note",
                "Uw bericht",
                hint=_WARNING,
                error=OverlegState.field_errors["note"],
                required=True,
                max_length=2000,
            ),
            button_row(submit_button("Plaatsen")),
            on_submit=OverlegState.write,
            key=OverlegState.form_key,
        ),
        rx.cond(
            OverlegState.notes,
            rx.fragment(
                rx.el.ol(rx.foreach(OverlegState.notes, _note), class_name="thread"),
                pager(
                    OverlegState.range_text,
                    OverlegState.number > 1,
                    OverlegState.has_next,
                    on_previous=OverlegState.turn_page(-1),
                    on_next=OverlegState.turn_page(1),
                ),
            ),
            empty_state("Nog geen berichten", "Schrijf hierboven het eerste bericht."),
        ),
        title="Berichten",
    )


def _note(note: Any) -> rx.Component:
    return rx.el.li(
        rx.el.strong(note.heading),
        rx.el.p(note.text),
        custom_attrs={"data-answer": rx.cond(note.is_own_party, "false", "true")},
    )
