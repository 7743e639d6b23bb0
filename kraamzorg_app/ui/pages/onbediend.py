"""Postcodes that nobody serves ("/onbediend"), as a list and on the map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import reflex as rx

from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.services import unserved
from kraamzorg_app.services.unserved import UnservedPage
from kraamzorg_app.ui import bridge, formatting
from kraamzorg_app.ui.bridge import PageState
from kraamzorg_app.ui.components.notices import empty_state, loaded
from kraamzorg_app.ui.components.panels import card, columns, heading
from kraamzorg_app.ui.components.tables import Column, cell, data_table, pager, row_header
from kraamzorg_app.ui.layout import page
from kraamzorg_app.ui.page import Page
from kraamzorg_app.ui.policies import handler

PATH: Final = "/onbediend"
PAGE_SIZE: Final = 25
_INTRO: Final = (
    "In deze postcodes werkt geen enkele toegelaten kraamzorgaanbieder: allemaal hebben zij de "
    "postcode uitgesloten. Wie daar wacht, heeft u nodig."
)
_COLUMNS: Final = (
    Column("pc4", "Postcode"),
    Column("region", "Regio"),
    Column("waiting", "Wachtende cliënten", number=True),
)


@dataclass
class Row:
    """One postcode, worded."""

    pc4: str
    region: str
    waiting: str
    href: str


class OnbediendState(PageState, rx.State):
    """The postcodes that nobody serves in one's regions."""

    rows: list[Row] = []
    summary: str = ""
    range_text: str = ""
    number: int = 1
    has_next: bool = False
    is_loaded: bool = False

    def _forget(self) -> None:
        super()._forget()
        self.number = 1

    @handler(Permission.UNSERVED_READ)
    async def load(self) -> None:
        """Show where most wait."""
        await self._read()

    @handler(Permission.UNSERVED_READ)
    async def turn_page(self, step: int) -> None:
        """Show the next or the previous page."""
        self.number = max(1, self.number + (1 if step > 0 else -1))
        await self._read()

    async def _read(self) -> None:
        found = await bridge.run(self, unserved.read, self.number)
        self.is_loaded = True
        if not isinstance(found, UnservedPage):
            return
        self.rows = [
            Row(each.pc4, each.region, formatting.number(each.waiting), _waiting_in(each.pc4))
            for each in found.rows
        ]
        count = formatting.count(found.total, "postcode", "postcodes")
        self.summary = f"{count} zonder kraamzorgaanbieder"
        first = (self.number - 1) * PAGE_SIZE
        self.range_text = formatting.page_range(first + 1, first + len(self.rows), found.total)
        self.has_next = first + len(self.rows) < found.total


def _waiting_in(pc4: str) -> str:
    return f"/clienten?wachtend-postcode={pc4}"


def view() -> rx.Component:
    """Show the list, and the map beside it."""
    contents = rx.cond(
        OnbediendState.rows,
        columns(card(_table(), title=OnbediendState.summary), card(_map(), title="Op de kaart")),
        card(
            empty_state(
                "Overal werkt een aanbieder",
                "In uw regio's wordt elke postcode door ten minste een aanbieder bediend.",
            )
        ),
    )
    return page(
        heading("Postcodes zonder aanbieder", _INTRO),
        loaded(OnbediendState.is_loaded, contents),
        path=PATH,
    )


def _table() -> rx.Component:
    return rx.fragment(
        data_table(_COLUMNS, OnbediendState.rows, _draw, caption="Postcodes zonder aanbieder"),
        pager(
            OnbediendState.range_text,
            OnbediendState.number > 1,
            OnbediendState.has_next,
            on_previous=OnbediendState.turn_page(-1),
            on_next=OnbediendState.turn_page(1),
        ),
    )


def _draw(row: Any) -> tuple[rx.Component, ...]:
    return (
        row_header("Postcode", row.pc4, href=row.href),
        cell("Regio", row.region),
        cell("Wachtende cliënten", row.waiting, number=True),
    )


def _map() -> rx.Component:
    return rx.el.figure(
        rx.el.ul(
            rx.el.li("Hier zijn postcodes zonder aanbieder", class_name="is-red"),
            rx.el.li("Overige gebieden"),
            class_name="chart__legend map__legend",
        ),
        rx.el.img(src=f"{PATH}/kaart.svg", alt=OnbediendState.summary, width=380, height=450),
        rx.el.figcaption("Bron: CBS, CC BY 4.0", class_name="source"),
        class_name="chart map",
    )


PAGE = Page(
    PATH,
    "Postcodes zonder aanbieder",
    view,
    on_load=OnbediendState.load,
    permission=Permission.UNSERVED_READ,
)
