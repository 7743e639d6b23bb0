"""How "/gebruikers" looks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import reflex as rx

from kraamzorg_app.ui.components.buttons import button, submit_button, text_button
from kraamzorg_app.ui.components.fields import button_row, checkbox_field, email_field, form
from kraamzorg_app.ui.components.notices import badge, loaded
from kraamzorg_app.ui.components.panels import card, confirm, heading
from kraamzorg_app.ui.components.tables import (
    Column,
    cell,
    data_table,
    email_cell,
    pager,
    row_header,
)
from kraamzorg_app.ui.layout import page
from kraamzorg_app.ui.pages.gebruikers.state import MembersState

_COLUMNS = (
    Column("name", "Naam"),
    Column("email", "E-mailadres"),
    Column("personal_data", "Weergave AVG gegevens?"),
    Column("manages", "Beheert gebruikers?"),
    Column("reads_log", "Leest logboek?", shown=MembersState.has_log),
    Column("state", "Status"),
    Column("actions", "Toegang", shown=MembersState.may_manage),
)


def view() -> rx.Component:
    """Show the people and, to those who manage them, what can be changed."""
    return page(
        heading(
            "Gebruikers",
            rx.cond(
                MembersState.organization, "De medewerkers van " + MembersState.organization, ""
            ),
            actions=(rx.cond(MembersState.may_manage & (MembersState.adding == ""), _actions()),),
        ),
        rx.cond(MembersState.adding, _add_section()),
        confirm(
            MembersState.revoking,
            "Toegang intrekken van " + MembersState.revoking_name + "?",
            detail="Deze persoon kan meteen niets meer zien of doen voor uw organisatie.",
            on_confirm=MembersState.revoke,
            on_cancel=MembersState.ask_revoke(""),
            danger=True,
        ),
        loaded(
            MembersState.is_loaded,
            data_table(_COLUMNS, MembersState.rows, _cells, caption="Gebruikers"),
        ),
        rx.cond(
            MembersState.pages > 1,
            pager(
                MembersState.range_text,
                MembersState.page_number > 1,
                MembersState.page_number < MembersState.pages,
                on_previous=MembersState.turn(-1),
                on_next=MembersState.turn(1),
            ),
        ),
        path="/gebruikers",
    )


def _actions() -> rx.Component:
    return rx.el.div(
        button(
            "Gebruiker toevoegen",
            look="primary",
            icon_name="plus",
            on_click=MembersState.open_section("link"),
        ),
        button("Uitnodigen", icon_name="mail", on_click=MembersState.open_section("invite")),
        class_name="row",
    )


def _add_section() -> rx.Component:
    is_link = MembersState.adding == "link"
    return card(
        rx.el.h2(rx.cond(is_link, "Gebruiker toevoegen", "Gebruiker uitnodigen")),
        rx.el.p(
            rx.cond(
                is_link,
                "Gebruik dit formulier om een gebruiker te koppelen. U kunt alleen gebruikers "
                "koppelen die al een account hebben gemaakt op dit portaal.",
                "Deze persoon krijgt een e-mail met een link om een account te maken.",
            )
        ),
        form(
            email_field(
                "email",
                "E-mail adres van de gebruiker",
                auto_complete="off",
                default=MembersState.typed_email,
                error=MembersState.field_errors["email"],
            ),
            rx.cond(
                MembersState.is_unknown,
                rx.el.p(button("Uitnodigen", on_click=MembersState.invite_unknown)),
            ),
            checkbox_field(
                "personal_data",
                "Weergave AVG gegeven?",
                hint="Mag deze medewerker persoonsgegevens van cliënten zien?",
                default=MembersState.typed_tick,
            ),
            button_row(
                submit_button(rx.cond(is_link, "Koppelen", "Uitnodiging versturen")),
                button("Sluiten", look="subtle", on_click=MembersState.open_section("")),
            ),
            on_submit=MembersState.add,
        ),
        sand=True,
    )


def _cells(row: Any) -> Sequence[rx.Component]:
    is_fixed = row["is_self"] | ~MembersState.may_manage
    return (
        row_header("Naam", rx.cond(row["is_self"], row["name"].to(str) + " (uzelf)", row["name"])),
        email_cell("E-mailadres", row["email"]),
        cell(
            "Weergave AVG gegevens?",
            _tick(
                row["personal_data"],
                is_fixed,
                "Weergave AVG gegevens voor " + row["name"].to(str),
                MembersState.allow_personal_data(row["id"], ~row["personal_data"].to(bool)),
            ),
        ),
        cell(
            "Beheert gebruikers?",
            _tick(
                row["manages"],
                is_fixed,
                "Beheert gebruikers: " + row["name"].to(str),
                MembersState.allow_managing(row["id"], ~row["manages"].to(bool)),
            ),
        ),
        cell(
            "Leest logboek?",
            _tick(
                row["reads_log"],
                is_fixed,
                "Leest logboek: " + row["name"].to(str),
                MembersState.allow_reading_log(row["id"], ~row["reads_log"].to(bool)),
            ),
            shown=MembersState.has_log,
        ),
        cell(
            "Status",
            rx.el.span(row["state"], style={"overflow_wrap": "normal"}),
            rx.cond(
                row["is_unreachable"],
                rx.el.div(
                    badge("E-mail komt niet aan", tone="warning", icon_name="mail"),
                    class_name="row",
                ),
            ),
        ),
        cell(
            "Toegang",
            rx.cond(
                row["is_self"],
                rx.fragment(),
                _access(row),
            ),
            shown=MembersState.may_manage,
        ),
    )


def _access(row: Any) -> rx.Component:
    name = row["name"].to(str)
    return rx.el.div(
        button(
            "Intrekken",
            look="danger",
            aria_label="Toegang intrekken van " + name,
            on_click=MembersState.ask_revoke(row["id"]),
        ),
        rx.cond(
            row["has_account"],
            rx.fragment(
                text_button(
                    "Tweede factor opnieuw instellen",
                    aria_label="Tweede factor opnieuw instellen voor " + name,
                    on_click=MembersState.reset_factor(row["id"]),
                ),
                text_button(
                    "Overal uitloggen",
                    aria_label="Overal uitloggen: " + name,
                    on_click=MembersState.end_sessions(row["id"]),
                ),
            ),
        ),
        class_name="stack stack--tight",
    )


def _tick(value: Any, is_fixed: Any, label: Any, on_change: Any) -> rx.Component:
    """Show yes or no; as a box to tick for who may change it."""
    word = rx.cond(value, "Ja", "Nee")
    box = rx.el.label(
        rx.el.input(type="checkbox", checked=value, on_change=on_change, aria_label=label),
        rx.el.span(word),
        class_name="choice",
    )
    return rx.cond(is_fixed, rx.el.span(word), box)
