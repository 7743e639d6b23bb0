"""What the overviews look like."""

from __future__ import annotations

from typing import Any

import reflex as rx

from kraamzorg_app.services.overview_tables import HEADINGS, Picture
from kraamzorg_app.ui.components.address import followed_address
from kraamzorg_app.ui.components.buttons import link, print_button
from kraamzorg_app.ui.components.charts import chart, region_links
from kraamzorg_app.ui.components.fields import filter_group, filters, select_field
from kraamzorg_app.ui.components.notices import empty_state, loaded
from kraamzorg_app.ui.components.panels import card, columns, figure_card, heading, stack
from kraamzorg_app.ui.layout import page
from kraamzorg_app.ui.pages.overzichten.state import PATH, PERIODS, OverzichtenState

_FILES = "/downloads/overzichten"


def view() -> rx.Component:
    """Show the filters, the figures and the pictures."""
    return page(
        heading(
            "Overzichten",
            "Hoe het gaat op de wachtlijsten, per regio en per week.",
            actions=[print_button()],
        ),
        rx.cond(OverzichtenState.is_nowhere, _nowhere(), _filter()),
        loaded(
            OverzichtenState.is_loaded,
            rx.cond(
                OverzichtenState.is_nowhere,
                rx.fragment(),
                rx.cond(OverzichtenState.is_found, _overview(), _not_found()),
            ),
            rows=12,
        ),
        followed_address(OverzichtenState.page_address, OverzichtenState.page_address_step, PATH),
        path=PATH,
    )


def _filter() -> rx.Component:
    return card(
        filters(
            filter_group(
                "Wat u ziet",
                select_field(
                    "regio",
                    "Regio",
                    OverzichtenState.region_options,
                    value=OverzichtenState.region,
                    on_change=OverzichtenState.choose_region,
                ),
                select_field(
                    "weken",
                    "Periode",
                    PERIODS,
                    value=OverzichtenState.weeks,
                    on_change=OverzichtenState.choose_weeks,
                    size="short",
                ),
            )
        ),
        title="Pagina filter",
        sand=True,
    )


def _nowhere() -> rx.Component:
    return empty_state(
        "Er is nog geen regio voor u",
        "Zodra functioneel beheer u voor een regio goedkeurt of aan een regio koppelt, ziet u "
        "hier de cijfers.",
    )


def _not_found() -> rx.Component:
    return empty_state(
        "Deze regio vinden we niet",
        "De link is oud, of de regio hoort niet bij uw rol.",
        link("Naar alle overzichten", PATH),
    )


def _overview() -> rx.Component:
    state = OverzichtenState
    return rx.fragment(
        rx.el.h2(state.region_name, aria_live="polite"),
        _figures(),
        columns(
            _map(),
            stack(
                rx.cond(state.has_several_regions, card(_picture(Picture.REGIONS, state.regions))),
                card(_picture(Picture.URGENCY, state.urgency, note="Wie nu wacht.")),
            ),
        ),
        card(_ahead()),
        card(_flow()),
        columns(
            card(_outcome()),
            stack(card(_times()), rx.cond(state.refusals.rows, card(_refusals()))),
        ),
    )


def _figures() -> rx.Component:
    state = OverzichtenState
    return columns(
        figure_card("wachtende cliënten", state.waiting),
        figure_card("met haast: bevallen, datum voorbij of zeer dichtbij", state.hurried),
        rx.cond(
            state.has_places,
            figure_card("plaatsen te kort in de komende 20 weken", state.shortage),
        ),
        rx.cond(
            state.half_waited,
            figure_card("wachtte de helft hoogstens op kraamzorg", state.half_waited),
        ),
    )


def _map() -> rx.Component:
    return card(
        rx.el.p("Het getal is hoeveel cliënten er wachten. Kies een regio om alleen die te zien."),
        region_links(OverzichtenState.map_links, "Kaart van Nederland per regio"),
        title="Kaart",
    )


def _picture(picture: Picture, drawing: Any, **options: Any) -> rx.Component:
    made = HEADINGS[picture]
    export = (f"{_FILES}/{picture}", OverzichtenState.query)
    return chart(made.title, drawing.svg, made.columns, drawing.rows, export=export, **options)


def _ahead() -> rx.Component:
    state = OverzichtenState

    def drawn(*series: str, mark: str = "") -> rx.Component:
        return _picture(Picture.AHEAD, state.ahead, series=series, note=state.ahead_note, mark=mark)

    with_places = drawn("Voor wie er plaats is", "Tekort", mark="Vrije plaatsen")
    return rx.cond(state.has_places, with_places, drawn("Uitgerekend"))


def _flow() -> rx.Component:
    state = OverzichtenState

    def drawn(unknown: str = "") -> rx.Component:
        return _picture(
            Picture.FLOW,
            state.flow,
            series=("Erbij gekomen of teruggegeven", "In zorg genomen of van de lijst af"),
            note=state.hiding,
            unknown=unknown,
        )

    return rx.cond(state.hiding, drawn("Niet getoond"), drawn())


def _outcome() -> rx.Component:
    state = OverzichtenState
    note = f"{state.history} {state.hiding}"
    return _picture(Picture.OUTCOME, state.outcome, note=note)


def _times() -> rx.Component:
    state = OverzichtenState
    return rx.cond(
        state.times.rows,
        _picture(
            Picture.TIMES,
            state.times,
            note=f"{state.history} Dagen tussen plaatsing op de lijst en in zorg genomen.",
        ),
        rx.fragment(
            rx.el.h2(HEADINGS[Picture.TIMES].title),
            empty_state("Nog te weinig cliënten om wachttijden te laten zien", state.history),
        ),
    )


def _refusals() -> rx.Component:
    state = OverzichtenState
    note = f"{state.history} {state.hiding}"
    return _picture(Picture.REFUSALS, state.refusals, note=note)
