"""The kept files of the weekly update: where the link in that mail leads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import reflex as rx

from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.domain.weekly_update import UpdateForm, Weekday
from kraamzorg_app.services import kept_exports, update_choices
from kraamzorg_app.services.kept_exports import KeptExportView
from kraamzorg_app.services.update_choices import Chosen
from kraamzorg_app.ui import bridge, formatting
from kraamzorg_app.ui.bridge import PageState
from kraamzorg_app.ui.components.buttons import download_button, submit_button
from kraamzorg_app.ui.components.fields import button_row, form, radio_field, select_field
from kraamzorg_app.ui.components.notices import empty_state, loaded
from kraamzorg_app.ui.components.panels import card, heading, row
from kraamzorg_app.ui.components.tables import Column, cell, data_table, row_header
from kraamzorg_app.ui.layout import page
from kraamzorg_app.ui.page import Page
from kraamzorg_app.ui.policies import handler

PATH: Final = "/weekupdates"
_INTRO: Final = (
    "Elke week staat hier de lijst zoals u die mag zien. Na 4 weken wordt hij verwijderd."
)
_DAYS: Final = {
    Weekday.MONDAY: "Maandag",
    Weekday.TUESDAY: "Dinsdag",
    Weekday.WEDNESDAY: "Woensdag",
    Weekday.THURSDAY: "Donderdag",
    Weekday.FRIDAY: "Vrijdag",
    Weekday.SATURDAY: "Zaterdag",
    Weekday.SUNDAY: "Zondag",
}
_FORMS: Final = {
    UpdateForm.BOTH: "De lijst als CSV en als Excel",
    UpdateForm.CSV: "De lijst als CSV",
    UpdateForm.XLSX: "De lijst als Excel",
    UpdateForm.FIGURES: "Alleen de cijfers in de e-mail",
}
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
    day: str = ""
    form: str = ""
    is_loaded: bool = False

    @handler(Permission.KEPT_EXPORT_READ)
    async def load(self) -> None:
        """Show the newest week first."""
        found = await bridge.run(self, kept_exports.list_own)
        chosen = await bridge.run(self, update_choices.read_own)
        if isinstance(chosen, Chosen):
            self.day, self.form = chosen.day, chosen.form
        self.is_loaded = True
        self.weeks = by_week(found) if isinstance(found, tuple) else []

    @handler(Permission.KEPT_EXPORT_READ)
    async def choose(self, fields: dict[str, Any]) -> None:
        """Choose day and form."""
        self.field_errors = {}
        if await bridge.run(self, update_choices.save_own, fields) is bridge.FAILED:
            return
        await self.load()
        await bridge.show(self, "Uw keuze is opgeslagen.", "success")


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
        empty_state("Nog geen update", "De eerste staat hier na 7 uur op de dag die u kiest."),
    )
    return page(
        heading("Wekelijkse updates", _INTRO),
        card(loaded(WeekupdatesState.is_loaded, contents)),
        rx.cond(WeekupdatesState.day, _choice()),
        path=PATH,
    )


def _choice() -> rx.Component:
    return card(
        form(
            select_field(
                "day",
                "Dag",
                [(day.value, name) for day, name in _DAYS.items()],
                hint="U krijgt de update om 7 uur 's ochtends.",
                default=WeekupdatesState.day,
                error=WeekupdatesState.field_errors["day"],
            ),
            radio_field(
                "form",
                "Wat staat er voor u klaar?",
                [(kind.value, name) for kind, name in _FORMS.items()],
                default=WeekupdatesState.form,
                error=WeekupdatesState.field_errors["form"],
            ),
            button_row(submit_button("Opslaan", look="secondary")),
            on_submit=WeekupdatesState.choose,
        ),
        title="Wanneer en hoe",
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
