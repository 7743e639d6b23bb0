"""What the regions' page looks like."""

from __future__ import annotations

from typing import Any

import reflex as rx

from kraamzorg_app.ui.administration import back_to, import_card, problem_list, text_list
from kraamzorg_app.ui.components.buttons import button, submit_button
from kraamzorg_app.ui.components.fields import (
    button_row,
    checkbox_field,
    date_field,
    form,
    radio_field,
    text_field,
)
from kraamzorg_app.ui.components.notices import (
    badge,
    code_red_badge,
    empty_state,
    loaded,
    notice,
)
from kraamzorg_app.ui.components.panels import card, columns, disclosure, heading, stack
from kraamzorg_app.ui.components.tables import Column, cell, data_table, row_header
from kraamzorg_app.ui.layout import page
from kraamzorg_app.ui.pages.regios.state import PATH, RegiosState

_COLUMNS = (
    Column("name", "Regio"),
    Column("state", "Nu"),
    Column("postcodes", "Postcodes", number=True),
    Column("waiting", "Wachtend", number=True),
    Column("coordinators", "Coördinatoren", number=True),
    Column("preferred", "Preferente verzekeraars"),
)
_MOVES = (
    Column("former", "Van"),
    Column("region", "Naar"),
    Column("postcodes", "Postcodes", number=True),
    Column("ranges", "Welke"),
    Column("clients", "Cliënten"),
)
_GAPS = (
    Column("ranges", "Postcodes"),
    Column("postcodes", "Aantal", number=True),
    Column("places", "Plaatsen"),
)
_CLIENTS = (
    ("move", "Zij verhuizen naar de wachtlijst van de nieuwe regio"),
    ("stay", "Zij blijven op de wachtlijst waar zij nu staan"),
)


def view() -> rx.Component:
    """Show the regions."""
    errors = RegiosState.field_errors
    return page(
        back_to("Beheer", "/beheer"),
        heading("Regio's", "De KSV-regio's met hun postcodes, coördinatoren en afspraken."),
        _outcome(),
        card(loaded(RegiosState.is_loaded, _table()), title="Alle regio's"),
        columns(rx.cond(RegiosState.rows, _map()), _gaps()),
        columns(
            card(
                form(
                    text_field("name", "Naam van de regio", error=errors["name"], required=True),
                    button_row(submit_button("Regio toevoegen")),
                    on_submit=RegiosState.create,
                ),
                title="Nieuwe regio",
            ),
            import_card(
                "postcodes",
                "Kolommen: postcode (4 cijfers) en regio, of van, tot en met en regio.",
                errors["file"],
                date_field(
                    "valid_from",
                    "Geldig vanaf",
                    default=RegiosState.valid_from,
                    error=errors["valid_from"],
                    required=True,
                ),
                checkbox_field(
                    "makes_regions",
                    "Maak regio's die nog niet bestaan",
                    default=RegiosState.makes_regions,
                ),
            ),
        ),
        path="/beheer",
    )


def _table() -> rx.Component:
    return rx.cond(
        RegiosState.rows,
        data_table(_COLUMNS, RegiosState.rows, _region, caption="Alle regio's"),
        empty_state("Nog geen regio's", "Voeg er hieronder een toe, of importeer ze."),
    )


def _region(region: Any) -> tuple[rx.Component, ...]:
    state = rx.cond(
        region.ended,
        badge(f"Beëindigd op {region.ended}", icon_name="close"),
        code_red_badge(region.is_code_red),
    )
    return (
        row_header("Regio", region.name, href=f"{PATH}/{region.id}"),
        cell("Nu", state),
        cell("Postcodes", region.postcodes, number=True),
        cell("Wachtend", region.waiting, number=True),
        cell("Coördinatoren", region.coordinators, number=True),
        cell("Preferente verzekeraars", region.preferred),
    )


def _map() -> rx.Component:
    return card(
        rx.el.img(
            src=RegiosState.map_address,
            alt="Kaart van Nederland met de regio's; rood is code rood. De tabel hierboven noemt "
            "dezelfde regio's.",
            style={"max_inline_size": "24rem", "inline_size": "100%", "block_size": "auto"},
            width="960",
            height="1100",
        ),
        title="Kaart",
    )


def _gaps() -> rx.Component:
    table = disclosure(
        "Bekijk welke",
        data_table(_GAPS, RegiosState.gaps, _gap, caption="Postcodes zonder regio"),
    )
    return card(
        rx.cond(
            RegiosState.gap_text,
            stack(
                notice(RegiosState.gap_text, " zonder regio. Wie daar woont, vindt geen lijst."),
                table,
            ),
            rx.el.p("Elke Nederlandse postcode heeft een regio."),
        ),
        title="Postcodes zonder regio",
    )


def _gap(gap: Any) -> tuple[rx.Component, ...]:
    return (
        row_header("Postcodes", gap.ranges),
        cell("Aantal", gap.postcodes, number=True),
        cell("Plaatsen", gap.places),
    )


def _outcome() -> rx.Component:
    outcome = RegiosState.outcome
    nothing = stack(
        notice("Dit verandert niets: de postcodes horen al bij deze regio's."),
        button("Terug", on_click=RegiosState.drop),
    )
    return rx.cond(
        outcome.problems,
        problem_list(outcome.problems, outcome.more_problems),
        rx.cond(
            outcome.id,
            card(rx.cond(outcome.moves, _proposal(), nothing), title="Dit verandert er"),
        ),
    )


def _proposal() -> rx.Component:
    outcome = RegiosState.outcome
    return form(
        rx.el.p("Vanaf ", outcome.valid_from, ":"),
        data_table(_MOVES, outcome.moves, _move, caption="Postcodes die van regio veranderen"),
        rx.cond(outcome.new_regions, rx.el.p("Nieuwe regio's: ", outcome.new_regions, ".")),
        text_list(outcome.remarks),
        rx.cond(
            outcome.asks_for_clients,
            radio_field(
                "clients",
                "Wat gebeurt er met cliënten die daar wachten?",
                _CLIENTS,
                hint="Is de lijst van de nieuwe regio niet open voor hun uitgerekende datum, "
                "dan blijven zij altijd waar zij zijn.",
                error=RegiosState.field_errors["clients"],
                required=True,
            ),
        ),
        button_row(
            submit_button("Wijzigen"),
            button("Annuleren", look="subtle", on_click=RegiosState.drop),
        ),
        on_submit=RegiosState.apply,
        class_name="stack",
    )


def _move(move: Any) -> tuple[rx.Component, ...]:
    return (
        row_header("Van", move.former),
        cell("Naar", move.region),
        cell("Postcodes", move.postcodes, number=True),
        cell("Welke", move.ranges),
        cell("Cliënten", move.clients),
    )
