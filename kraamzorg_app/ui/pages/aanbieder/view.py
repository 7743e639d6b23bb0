"""What the page of one provider looks like."""

from __future__ import annotations

from typing import Any

import reflex as rx

from kraamzorg_app.ui.administration import (
    back_to,
    invite_form,
    log_out_button,
    people_card,
    reset_button,
)
from kraamzorg_app.ui.components.buttons import button, link_button, submit_button
from kraamzorg_app.ui.components.fields import (
    button_row,
    checkbox_field,
    email_field,
    form,
    number_field,
    phone_field,
    select_field,
    text_field,
)
from kraamzorg_app.ui.components.matching_facts import matching_facts
from kraamzorg_app.ui.components.notices import empty_state, loaded, notice
from kraamzorg_app.ui.components.panels import card, columns, confirm, heading, stack
from kraamzorg_app.ui.components.tables import Column, cell, data_table, row_header
from kraamzorg_app.ui.layout import page
from kraamzorg_app.ui.pages.aanbieder.state import PATH, AanbiederState
from kraamzorg_app.ui.provider_wording import KIND_CHOICES

_APPROVALS = (
    Column("region", "Regio"),
    Column("approved", "Goedgekeurd"),
    Column("contracted", "Gecontracteerd"),
)
_CLIENTS = (
    Column("number", "Wachtlijstnr. cliënt"),
    Column("region", "Wachtlijst"),
    Column("pc4", "Postcode"),
    Column("due", "Uitgerekend"),
)


def view() -> rx.Component:
    """Show the provider."""
    state = AanbiederState
    missing = stack(
        heading("Niet gevonden"),
        empty_state("Deze aanbieder bestaat niet", "", link_button("Naar de aanbieders", PATH)),
    )
    return page(
        back_to("Aanbieders", PATH),
        loaded(state.is_loaded, rx.cond(state.is_missing, missing, _provider()), rows=8),
        path="/beheer",
    )


def _provider() -> rx.Component:
    state = AanbiederState
    return stack(
        heading(state.facts.name),
        rx.cond(
            state.ended,
            notice("Deze aanbieder is beëindigd op ", state.ended, "."),
            stack(
                columns(
                    card(_facts(), title="Gegevens"), card(_approvals(), title="Goedkeuringen")
                ),
                people_card(
                    "Gebruikers",
                    state.members,
                    stack(
                        rx.cond(
                            state.is_platform,
                            rx.el.p(
                                "Zelfstandigen die bij dit platform horen, krijgen berichten via "
                                "hun account bij het platform.",
                                class_name="muted",
                            ),
                        ),
                        invite_form(
                            state.invite,
                            state.field_errors["invite_email"],
                            hint="De eerste gebruiker. Die nodigt daarna zelf collega's uit.",
                        ),
                    ),
                    reset_button(state.reset_factor),
                    log_out_button(state.end_sessions),
                ),
                card(_ending(), title="Beëindigen"),
            ),
        ),
    )


def _facts() -> rx.Component:
    facts, errors = AanbiederState.facts, AanbiederState.field_errors
    return stack(
        rx.cond(
            AanbiederState.has_unusual_agb,
            notice("Deze AGB-code begint niet met 33. Controleer of hij klopt.", tone="warning"),
        ),
        form(
            text_field(
                "name",
                "Naam",
                default=facts.name,
                error=errors["name"],
                required=True,
                max_length=160,
            ),
            select_field("kind", "Soort", KIND_CHOICES, default=facts.kind, error=errors["kind"]),
            number_field(
                "agb_code",
                "AGB-code",
                default=facts.agb_code,
                error=errors["agb_code"],
                required=True,
            ),
            email_field(
                "email",
                default=facts.email,
                error=errors["email"],
                required=True,
                auto_complete="off",
                id="provider-email",
            ),
            phone_field("phone", default=facts.phone, error=errors["phone"], auto_complete="off"),
            *matching_facts(facts.base_pc4, facts.languages, errors, whose="de aanbieder"),
            button_row(submit_button("Gegevens opslaan", look="secondary")),
            on_submit=AanbiederState.save,
        ),
    )


def _approvals() -> rx.Component:
    errors = AanbiederState.field_errors
    return form(
        data_table(_APPROVALS, AanbiederState.approvals, _approval, caption="Goedkeuringen"),
        rx.cond(errors["approved"], rx.el.p(errors["approved"], class_name="field__error")),
        button_row(submit_button("Goedkeuringen opslaan", look="secondary")),
        on_submit=AanbiederState.save_approvals,
        class_name="stack",
    )


def _approval(region: Any) -> tuple[rx.Component, ...]:
    def tick(name: str, label: str, default: Any) -> rx.Component:
        hidden = rx.el.span(label, " in ", region.name, class_name="visually-hidden")
        return checkbox_field(
            f"{name}:{region.id}", hidden, id=f"{name}-{region.id}", default=default
        )

    return (
        row_header("Regio", region.name),
        cell("Goedgekeurd", tick("approved", "Goedgekeurd", region.is_approved)),
        cell("Gecontracteerd", tick("contracted", "Gecontracteerd", region.is_contracted)),
    )


def _ending() -> rx.Component:
    state = AanbiederState
    clients = stack(
        rx.cond(
            state.clients,
            data_table(
                _CLIENTS, state.clients, _client, caption="Cliënten die teruggaan naar de lijst"
            ),
            rx.el.p("Deze aanbieder heeft geen cliënten in zorg."),
        ),
        confirm(
            state.asks_to_end,
            "Wilt u deze aanbieder beëindigen?",
            detail="De cliënten hierboven gaan terug naar hun wachtlijst en krijgen bericht. "
            "De gebruikers van de aanbieder hebben meteen geen toegang meer.",
            label="Beëindigen",
            on_confirm=state.end,
            on_cancel=state.keep,
            danger=True,
        ),
    )
    return stack(
        rx.el.p("Cliënten in zorg: ", state.client_count, "."),
        rx.cond(
            state.asks_to_end, clients, button("Aanbieder beëindigen", on_click=state.ask_to_end)
        ),
    )


def _client(client: Any) -> tuple[rx.Component, ...]:
    return (
        row_header("Wachtlijstnr. cliënt", client.number),
        cell("Wachtlijst", client.region),
        cell("Postcode", client.pc4),
        cell("Uitgerekend", client.due),
    )
