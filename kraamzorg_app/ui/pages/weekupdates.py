"""The kept files of the weekly update: where the link in that mail leads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import reflex as rx

from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.services import kept_exports
from kraamzorg_app.services.kept_exports import KeptExportView
from kraamzorg_app.ui import bridge, formatting
from kraamzorg_app.ui.bridge import PageState
from kraamzorg_app.ui.components.buttons import download_button
from kraamzorg_app.ui.components.notices import empty_state, loaded
from kraamzorg_app.ui.components.panels import card, heading, row
from kraamzorg_app.ui.components.tables import Column, cell, data_table, row_header
from kraamzorg_app.ui.layout import page
from kraamzorg_app.ui.page import Page
from kraamzorg_app.ui.policies import handler

PATH: Final = "/weekupdates"
_INTRO: Final = (
    "Elke maandag staat hier de lijst zoals u die mag zien. Na 4 weken wordt hij verwijderd."
)
_COLUMNS: Final = (
    Column("week", "Week"),
    Column("made", "Gemaakt op"),
    Column("rows", "Cliënten", number=True),
    Column("gone", "Beschikbaar tot"),
    Column("files", "Bestanden"),
)


@dataclass
class Week:
    """One week with its two files."""

    label: str
    made: str
    clients: str
    gone: str
    csv: str = ""
    xlsx: str = ""


class WeekupdatesState(PageState, rx.State):
    """The weeks that this membership has files of."""

    weeks: list[Week] = []
    is_loaded: bool = False

    @handler(Permission.KEPT_EXPORT_READ)
    async def load(self) -> None:
        """Show the newest week first."""
        found = await bridge.run(self, kept_exports.list_own)
        self.is_loaded = True
        self.weeks = by_week(found) if isinstance(found, tuple) else []


def by_week(files: tuple[KeptExportView, ...]) -> list[Week]:
    """Put the files of one week together, in the order in which they come."""
    weeks: dict[str, Week] = {}
    for file in files:
        year, _, number = file.period.partition("-W")
        week = weeks.setdefault(
            file.period,
            Week(
                label=f"Week {int(number)} van {year}",
                made=formatting.moment(file.created_at),
                clients=formatting.number(file.row_count),
                gone=formatting.moment(file.expires_at),
            ),
        )
        setattr(week, file.format, f"/downloads/updates/{file.id}.{file.format}")
    return list(weeks.values())


def view() -> rx.Component:
    """Show the weeks with a way to each file."""
    contents = rx.cond(
        WeekupdatesState.weeks,
        data_table(_COLUMNS, WeekupdatesState.weeks, _draw, caption="Wekelijkse updates"),
        empty_state("Nog geen update", "De eerste staat hier na maandagochtend 7 uur."),
    )
    return page(
        heading("Wekelijkse updates", _INTRO),
        card(loaded(WeekupdatesState.is_loaded, contents)),
        path=PATH,
    )


def _draw(week: Week) -> tuple[rx.Component, ...]:
    return (
        row_header("Week", week.label),
        cell("Gemaakt op", week.made),
        cell("Cliënten", week.clients, number=True),
        cell("Beschikbaar tot", week.gone),
        cell(
            "Bestanden",
            row(
                rx.cond(week.csv, download_button("CSV", href=week.csv)),
                rx.cond(week.xlsx, download_button("Excel", href=week.xlsx)),
            ),
        ),
    )


PAGE = Page(
    PATH,
    "Wekelijkse updates",
    view,
    on_load=WeekupdatesState.load,
    permission=Permission.KEPT_EXPORT_READ,
)
