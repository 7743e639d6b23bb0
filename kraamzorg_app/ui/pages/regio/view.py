"""What the page of one region looks like."""

from __future__ import annotations

from typing import Any

import reflex as rx

from kraamzorg_app.services.administration.regions import MAX_OFFER_HOURS, MAX_WEEKS
from kraamzorg_app.ui.administration import (
    back_to,
    invite_form,
    log_out_button,
    people_card,
    reset_button,
    revoke_button,
)
from kraamzorg_app.ui.components.buttons import button, link_button, submit_button
from kraamzorg_app.ui.components.fields import (
    button_row,
    checkbox_field,
    date_field,
    form,
    number_field,
    radio_field,
    select_field,
    text_area,
    text_field,
)
from kraamzorg_app.ui.components.notices import empty_state, loaded, notice
from kraamzorg_app.ui.components.panels import (
    card,
    columns,
    confirm,
    disclosure,
    heading,
    stack,
)
from kraamzorg_app.ui.components.tables import Column, cell, data_table, row_header
from kraamzorg_app.ui.layout import page
from kraamzorg_app.ui.pages.regio.state import PATH, RegioState

_MATCHING = (
    ("FREE_PICK", "Aanbieders kiezen zelf cliënten van de lijst"),
    ("COORDINATOR_ASSIGNS", "De wachtlijstcoördinator wijst cliënten toe"),
    ("BOTH", "Allebei"),
)
_INTAKE = (("PROVIDER", "De aanbieder"), ("COORDINATOR", "De wachtlijstcoördinator"))
_RANGES = (
    Column("postcodes", "Postcodes"),
    Column("since", "Vanaf"),
    Column("until", "Tot en met"),
)


def view() -> rx.Component:
    """Show the region."""
    missing = stack(
        heading("Niet gevonden"),
        empty_state("Deze regio bestaat niet", "", link_button("Naar de regio's", PATH)),
    )
    return page(
        back_to("Regio's", PATH),
        loaded(RegioState.is_loaded, rx.cond(RegioState.is_missing, missing, _region()), rows=8),
        path="/beheer",
    )


def _region() -> rx.Component:
    decide = stack(
        columns(_postcodes(), _agreement()),
        columns(_preferred(), _name()),
        people_card(
            "Wachtlijstcoördinatoren",
            RegioState.coordinators,
            stack(
                confirm(
                    RegioState.asks_to_revoke != "",
                    "Wilt u deze coördinator de toegang ontzeggen?",
                    on_confirm=RegioState.revoke,
                    on_cancel=RegioState.ask_to_revoke(""),
                    danger=True,
                ),
                invite_form(RegioState.invite, RegioState.field_errors["invite_email"]),
            ),
            reset_button(RegioState.reset_factor),
            log_out_button(RegioState.end_sessions),
            revoke_button(RegioState.ask_to_revoke),
        ),
        _ending(),
    )
    over = notice("Deze regio is beëindigd op ", RegioState.ended, ".")
    return stack(
        heading(RegioState.name, RegioState.clients),
        rx.cond(RegioState.ended, over, decide),
    )


def _postcodes() -> rx.Component:
    errors = RegioState.field_errors
    table = data_table(_RANGES, RegioState.ranges, _range, caption="Postcodes van deze regio")
    return card(
        rx.cond(
            RegioState.ranges,
            disclosure(RegioState.range_text, table),
            rx.el.p("Deze regio heeft nog geen postcodes.", class_name="muted"),
        ),
        form(
            text_area(
                "ranges",
                "Postcodes",
                hint="Zoals 8700-8799, 8831",
                error=errors["ranges"],
                required=True,
                rows="2",
            ),
            date_field("valid_from", "Geldig vanaf", error=errors["valid_from"], required=True),
            checkbox_field("removes", "Haal deze postcodes uit de regio"),
            button_row(submit_button("Bekijken wat er verandert", look="secondary")),
            on_submit=RegioState.propose,
        ),
        title="Postcodes",
    )


def _range(row: Any) -> tuple[rx.Component, ...]:
    return (
        row_header("Postcodes", row.postcodes),
        cell("Vanaf", row.since),
        cell("Tot en met", row.until),
    )


def _agreement() -> rx.Component:
    agreement, errors = RegioState.agreement, RegioState.field_errors

    def weeks(name: str, label: str, least: int = 1) -> rx.Component:
        return number_field(
            name,
            label,
            default=getattr(agreement, name),
            error=errors[name],
            hint=f"in weken, van {least} tot en met {MAX_WEEKS}",
        )

    return card(
        form(
            radio_field(
                "match_agreement",
                "Hoe komen cliënten bij een aanbieder?",
                _MATCHING,
                default=agreement.match_agreement,
                error=errors["match_agreement"],
            ),
            number_field(
                "offer_hours",
                "Uren om op een aanbod te antwoorden",
                default=agreement.offer_hours,
                hint=f"van 1 tot en met {MAX_OFFER_HOURS}",
                error=errors["offer_hours"],
            ),
            checkbox_field(
                "offer_shows_contact",
                "Een aanbieder met een aanbod ziet naam, telefoonnummer en e-mailadres",
                hint="Voor de intake, zolang het aanbod openstaat. Het bekijken wordt vastgelegd.",
                default=agreement.offer_shows_contact,
            ),
            checkbox_field(
                "needs_authorization",
                "De coördinator controleert cliënten die een verzekeraar uitnodigt",
                default=agreement.needs_authorization,
            ),
            radio_field(
                "intake_by",
                "Wie doet de intake?",
                _INTAKE,
                default=agreement.intake_by,
                error=errors["intake_by"],
            ),
            weeks("nearing_weeks", "Uitgerekende datum nadert"),
            weeks("soon_weeks", "Uitgerekende datum is dichtbij"),
            weeks("critical_weeks", "Uitgerekende datum is zeer dichtbij", least=0),
            button_row(submit_button("Werkafspraken opslaan", look="secondary")),
            on_submit=RegioState.save_agreement,
        ),
        title="Werkafspraken",
    )


def _preferred() -> rx.Component:
    def choice(name: str, label: str, default: Any, error: Any) -> rx.Component:
        return select_field(name, label, RegioState.insurers, default=default, error=error)

    return card(
        form(
            choice(
                "first",
                "Eerste preferente verzekeraar",
                RegioState.first_preferred,
                RegioState.field_errors["preferred"],
            ),
            choice("second", "Tweede preferente verzekeraar", RegioState.second_preferred, ""),
            rx.el.p(
                "Een preferente verzekeraar ziet de hele wachtlijst van deze regio.",
                class_name="muted",
            ),
            button_row(submit_button("Verzekeraars opslaan", look="secondary")),
            on_submit=RegioState.save_preferred,
        ),
        title="Preferente verzekeraars",
    )


def _name() -> rx.Component:
    return card(
        form(
            text_field(
                "name",
                "Naam van de regio",
                default=RegioState.name,
                error=RegioState.field_errors["name"],
                required=True,
            ),
            button_row(submit_button("Naam opslaan", look="secondary")),
            on_submit=RegioState.rename,
        ),
        title="Naam",
    )


def _ending() -> rx.Component:
    return card(
        rx.el.p(
            "Een regio kan weg als er niemand wacht en geen uitnodiging openstaat. "
            "Haar postcodes hebben daarna geen regio."
        ),
        rx.cond(
            RegioState.asks_to_end,
            confirm(
                RegioState.asks_to_end,
                "Wilt u deze regio vandaag beëindigen?",
                detail="Perioden van code rood vervallen en coördinatoren hebben geen toegang "
                "meer.",
                on_confirm=RegioState.end,
                on_cancel=RegioState.ask_to_end(False),  # noqa: FBT003 - the event's argument
                danger=True,
            ),
            button("Regio beëindigen", on_click=RegioState.ask_to_end(True)),  # noqa: FBT003 - an event takes no names
        ),
        title="Beëindigen",
    )
