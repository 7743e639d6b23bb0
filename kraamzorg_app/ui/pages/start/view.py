"""What the start page looks like."""

from __future__ import annotations

from typing import Any, Final

import reflex as rx

from kraamzorg_app.services.overview_tables import HEADINGS, Picture
from kraamzorg_app.ui.components.buttons import link
from kraamzorg_app.ui.components.charts import chart, region_map
from kraamzorg_app.ui.components.notices import badge, empty_state, loaded
from kraamzorg_app.ui.components.panels import card, columns, figure_card, heading, row, stack
from kraamzorg_app.ui.components.tables import Column, cell, data_table, row_header
from kraamzorg_app.ui.layout import page
from kraamzorg_app.ui.pages.start.state import CHART_TITLE, LISTS, OFFERS, Card, StartState
from kraamzorg_app.ui.shell_state import ShellState

PATH: Final = "/start"


def view() -> rx.Component:
    """Show what needs this person now, the figures and the regions."""
    return page(
        heading(rx.cond(ShellState.display_name, f"Hallo {ShellState.display_name}", "Start")),
        loaded(
            StartState.is_loaded,
            rx.fragment(
                _urgent(),
                _offered(),
                _clients(StartState.born, "Bevalling gemeld, nog geen kraamzorg", "bevallen"),
                _clients(StartState.awaited, "Wacht op uw akkoord", "akkoord"),
                _figures(),
                _jobs(),
                _regions(),
                _menu(),
            ),
            rows=10,
        ),
        path=PATH,
    )


def _card(item: Card) -> rx.Component:
    return rx.cond(
        item.href,
        figure_card(item.label, item.value, href=item.href),
        figure_card(item.label, item.value),
    )


def _urgent() -> rx.Component:
    return card(
        rx.cond(
            StartState.urgent,
            columns(rx.foreach(StartState.urgent, _card)),
            rx.el.p("Er is nu niets dat haast heeft."),
        ),
        title="Wat nu aandacht vraagt",
        sand=True,
    )


def _clients(clients: Any, title: str, anchor: str) -> rx.Component:
    labels = ("Wachtlijstnr. cliënt", "Wachtlijst", "Postcode", "Uitgerekend")
    table = data_table(
        [Column(label, label) for label in labels],
        clients,
        lambda client: [
            row_header(labels[0], client.number, href=f"{LISTS}/{client.id}"),
            cell(labels[1], client.waiting_list),
            cell(labels[2], client.pc4),
            cell(labels[3], client.due),
        ],
        caption=title,
    )
    return rx.cond(clients, card(table, title=title, id=anchor))


def _offered() -> rx.Component:
    labels = ("Wachtlijstnr. cliënt", "Wachtlijst", "Postcode", "Uitgerekend", "Antwoord tot")
    title = "Aan u aangeboden"
    table = data_table(
        [Column(label, label) for label in labels],
        StartState.offered,
        lambda offer: [
            row_header(labels[0], offer.number, href=offer.href),
            cell(labels[1], offer.region),
            cell(labels[2], offer.pc4),
            cell(labels[3], offer.due),
            cell(labels[4], row(offer.moment, badge(offer.left, icon_name="clock"))),
        ],
        caption=title,
    )
    way = rx.el.p(link("Alle aanbiedingen", OFFERS))
    return rx.cond(StartState.offered, card(table, way, title=title, id="aangeboden"))


def _figures() -> rx.Component:
    return card(columns(rx.foreach(StartState.figures, _card)), title="In cijfers")


def _jobs() -> rx.Component:
    labels = ("Taak", "Laatst gelukt", "Status")
    table = data_table(
        [Column(label, label) for label in labels],
        StartState.jobs,
        lambda job: [
            row_header(labels[0], job[0]),
            cell(labels[1], job[1]),
            cell(labels[2], job[2]),
        ],
        caption="Taken van het systeem",
    )
    contents = rx.cond(StartState.jobs, table, empty_state("Er liep nog geen taak"))
    return rx.cond(StartState.shows_jobs, card(contents, title="Taken van het systeem"))


def _menu() -> rx.Component:
    return card(
        rx.el.ul(
            rx.foreach(
                ShellState.menu,
                lambda item: rx.cond(
                    item["href"] == PATH,
                    rx.fragment(),
                    rx.el.li(rx.el.a(item["label"], href=item["href"])),
                ),
            ),
            rx.cond(
                StartState.has_updates,
                rx.el.li(rx.el.a("Wekelijkse updates", href="/weekupdates")),
            ),
            class_name="link-list",
        ),
        title="Snel naar",
    )


def _regions() -> rx.Component:
    return columns(
        rx.cond(
            StartState.chart_rows,
            stack(
                card(
                    chart(
                        CHART_TITLE,
                        StartState.chart_svg,
                        ("Regio", "Wachtend", "Code rood"),
                        StartState.chart_rows,
                    )
                ),
                rx.cond(StartState.ahead_rows, _ahead()),
            ),
        ),
        card(
            region_map("/kaart.svg", StartState.map_summary, StartState.map_rows),
            title="Regio's in code rood",
        ),
    )


def _ahead() -> rx.Component:
    made = HEADINGS[Picture.AHEAD]
    return card(
        chart(
            made.title,
            StartState.ahead_svg,
            made.columns,
            StartState.ahead_rows,
            series=("Voor wie er plaats is", "Tekort"),
            mark="Vrije plaatsen",
        ),
        rx.el.p(link("Naar alle overzichten", "/overzichten")),
    )
