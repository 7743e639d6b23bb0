"""What the page of dividing looks like."""

from __future__ import annotations

from typing import Any, Final

import reflex as rx

from kraamzorg_app.ui.components.buttons import button
from kraamzorg_app.ui.components.charts import chart
from kraamzorg_app.ui.components.fields import select_field
from kraamzorg_app.ui.components.notices import empty_state, loaded, notice, urgency_badge
from kraamzorg_app.ui.components.panels import card, columns, heading, row, stack
from kraamzorg_app.ui.components.tables import Column, cell, data_table, pager, row_header
from kraamzorg_app.ui.layout import page
from kraamzorg_app.ui.pages.verdeling.proposal_view import proposal_lines
from kraamzorg_app.ui.pages.verdeling.state import CHART_TITLE, PATH, VerdelingState

_CLIENTS: Final = "/clienten"
_SERIES: Final = ("Wacht", "Vrije plaatsen")


def view() -> rx.Component:
    """Show the region, who waits in it, its room, and the proposal."""
    state = VerdelingState
    nothing = empty_state("U coördineert geen regio", "Vraag functioneel beheer om u te koppelen.")
    contents = stack(
        _span(),
        columns(card(_proposal(), title="Voorstel"), card(_room(), title="Vrije plaatsen")),
        proposal_lines(state.may_offer, state.shows_name),
        card(_waiting(), title="Wie er wacht"),
    )
    return page(
        heading(
            "Verdeling",
            "Verdeel de wachtende cliënten over de aanbieders die nog ruimte hebben. "
            "Er wordt niets verstuurd voordat u het zelf aanbiedt.",
        ),
        loaded(state.is_loaded, rx.cond(state.region_id, contents, nothing), rows=12),
        path=PATH,
    )


def _span() -> rx.Component:
    state = VerdelingState
    regions: Any = state.regions
    choice = select_field(
        "region", "Regio", regions, default=state.region_id, on_change=state.choose_region
    )
    weeks = (
        select_field(
            "first",
            "Uitgerekend vanaf",
            state.week_choices,
            default=state.first,
            on_change=state.begin_with,
        ),
        select_field(
            "last",
            "tot en met",
            state.week_choices,
            default=state.last,
            error=state.field_errors["last"],
            on_change=state.end_with,
        ),
    )
    return card(
        rx.el.div(
            rx.cond(regions.length() > 1, choice), *weeks, class_name="form form--row division-span"
        ),
        title=state.region_name,
        sand=True,
    )


def _waiting() -> rx.Component:
    state = VerdelingState
    shows_name = state.shows_name
    table = data_table(
        [
            Column("number", "Wachtlijstnr. cliënt"),
            Column("pc4", "Postcode"),
            Column("due", "Uitgerekend"),
            Column("name", "Naam", shown=shows_name),
            Column("offered", "Aangeboden aan"),
        ],
        state.waiting,
        lambda client: [
            row_header("Wachtlijstnr. cliënt", client.number, href=f"{_CLIENTS}/{client.id}"),
            cell("Postcode", client.pc4),
            cell("Uitgerekend", row(client.due, urgency_badge(client.urgency))),
            cell("Naam", client.name, shown=shows_name),
            cell("Aangeboden aan", client.offered_to),
        ],
        caption="Wie er wacht, de meest dringende eerst",
    )
    pages = pager(
        state.shown.range_text,
        state.shown.has_previous,
        state.shown.has_next,
        on_previous=state.turn_page(-1),
        on_next=state.turn_page(1),
        label="Bladeren door wie er wacht",
    )
    nobody = empty_state("Er wacht niemand", "In deze weken is geen wachtende cliënt uitgerekend.")
    lines = rx.el.div(table, class_name="division-lines")
    return rx.cond(state.waiting, rx.fragment(lines, pages), nobody)


def _room() -> rx.Component:
    state = VerdelingState
    return stack(
        rx.el.p(state.room_text),
        chart(
            CHART_TITLE,
            state.chart_svg,
            ("Week", "Wacht", "Aangeboden", "Vrije plaatsen"),
            state.chart_rows,
            series=_SERIES,
        ),
    )


def _proposal() -> rx.Component:
    state = VerdelingState
    draft = state.draft
    is_busy = draft.state == "COMPUTING"
    make = button("Voorstel maken", look="primary", on_click=state.propose, busy=is_busy)
    return stack(
        rx.cond(
            state.may_offer,
            rx.fragment(),
            notice(
                "In deze regio kiezen aanbieders zelf. U kunt een voorstel bekijken, maar niet "
                "aanbieden.",
            ),
        ),
        rx.el.p(
            "Het voorstel plaatst zoveel mogelijk cliënten, de meest dringende eerst, en kijkt dan "
            "naar voorkeur, taal, afstand en een eerlijke verdeling."
        ),
        rx.match(
            draft.state,
            ("COMPUTING", _progress()),
            ("CANCELLED", rx.el.p("U heeft het maken van dit voorstel gestopt.")),
            (
                "FAILED",
                notice("Het voorstel kon niet worden gemaakt. Probeer het opnieuw.", tone="error"),
            ),
            ("READY", rx.el.p("Gemaakt op ", draft.made, " voor ", draft.weeks, ".")),
            rx.fragment(),
        ),
        row(make, rx.cond(is_busy, button("Annuleren", look="subtle", on_click=state.cancel))),
    )


def _progress() -> rx.Component:
    draft = VerdelingState.draft
    done = rx.cond(draft.total, f"{draft.done} van {draft.total} weken verdeeld", "Bezig")
    return rx.el.div(
        rx.el.label("Het voorstel wordt gemaakt. ", done, html_for="voortgang"),
        rx.el.progress(
            id="voortgang",
            value=draft.done,
            max=rx.cond(draft.total, draft.total, 1),
            class_name="progress",
        ),
        rx.el.p("U kunt deze pagina verlaten: het voorstel staat hier als u terugkomt."),
        role="status",
    )
