"""The pictures of the overviews as tables: what stands under each on the page and in its file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from kraamzorg_app.domain.calendar import format_date
from kraamzorg_app.domain.overviews import DEFAULT_WEEKS, Outcome, Refusal
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.domain.suppression import SMALLEST_SHOWN, Count
from kraamzorg_app.domain.urgency import Urgency
from kraamzorg_app.services import audit, export_files, overviews
from kraamzorg_app.services.audit import LogEvent
from kraamzorg_app.services.overviews import Overview
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case

Cell = str | int
Rows = tuple[tuple[Cell, ...], ...]


class Picture(StrEnum):
    """One picture of the page; the value names its file."""

    REGIONS = "regios"
    URGENCY = "urgentie"
    AHEAD = "vooruit"
    FLOW = "in-en-uitstroom"
    OUTCOME = "uitkomst"
    TIMES = "wachttijd"
    REFUSALS = "weigeringen"


@dataclass(frozen=True, slots=True)
class Heading:
    """What a picture is called, and the columns of its table."""

    title: str
    columns: tuple[str, ...]


HEADINGS: Final = {
    Picture.REGIONS: Heading("Wachtend per regio", ("Regio", "Code rood", "Wachtend")),
    Picture.URGENCY: Heading("Wachtend naar urgentie", ("Urgentie", "Wachtend")),
    Picture.AHEAD: Heading(
        "Uitgerekend per week, tegenover vrije plaatsen",
        ("Week", "Maandag", "Uitgerekend", "Vrije plaatsen", "Tekort"),
    ),
    Picture.FLOW: Heading(
        "Erbij en eraf per week", ("Week", "Maandag", "Erbij gekomen", "Van de lijst af")
    ),
    Picture.OUTCOME: Heading("Hoe het afliep", ("Uitkomst", "Aantal")),
    Picture.TIMES: Heading(
        "Wachttijd tot kraamzorg", ("Deel van de cliënten", "Wachtte hoogstens (dagen)")
    ),
    Picture.REFUSALS: Heading("Waarom een aanbod niet doorging", ("Reden", "Aantal")),
}
URGENCIES: Final = {
    Urgency.BORN: "Bevalling gemeld",
    Urgency.OVERDUE: "Datum voorbij",
    Urgency.CRITICAL: "Zeer dichtbij",
    Urgency.SOON: "Dichtbij",
    Urgency.NEARING: "Nadert",
    Urgency.CALM: "Nog tijd",
}
OUTCOMES: Final = {
    Outcome.TAKEN: "In zorg genomen",
    Outcome.FOUND_ELSEWHERE: "Zelf kraamzorg gevonden",
    Outcome.WITHDRAWN: "Wilde van de lijst af",
    Outcome.MOVED: "Verhuisd",
    Outcome.TERM_PASSED: "Kraamtijd voorbij",
    Outcome.ERROR: "Aanmelding was een vergissing",
    Outcome.PREGNANCY_ENDED: "Zwangerschap geëindigd",
    Outcome.OTHER: "Andere reden",
}


REFUSALS: Final = {
    Refusal.NO_CAPACITY: "Geen ruimte",
    Refusal.ILLNESS: "Ziekte van een zorgverlener",
    Refusal.TOO_FAR: "Te ver weg",
    Refusal.LANGUAGE: "Niemand spreekt haar taal",
    Refusal.CARE_NEEDED: "Andere zorg nodig",
    Refusal.CLIENT_REFUSED: "De cliënt wil een andere aanbieder",
    Refusal.NO_ANSWER: "Niet op tijd geantwoord",
}


@use_case(Permission.OVERVIEW_READ)
def export(
    work: UnitOfWork,
    picture: Picture,
    file_format: str,
    region_id: str = "",
    weeks: int = DEFAULT_WEEKS,
) -> bytes:
    """Give the table of one picture as a file, "csv" or "xlsx", with what this person may know."""
    found = overviews.read_for(work, region_id, weeks)
    audit.record(
        work,
        LogEvent.OVERVIEW_EXPORTED,
        "R",
        details={
            "picture": picture,
            "format": file_format,
            "region": str(found.region_id or ""),
            "weeks": found.weeks,
        },
    )
    heading, rows = HEADINGS[picture], rows_of(picture, found)
    if file_format == "csv":
        return export_files.csv_table(heading.columns, rows)
    return export_files.xlsx_table(heading.title, heading.columns, rows)


def rows_of(picture: Picture, found: Overview) -> Rows:
    """Give the rows of a picture's table."""
    return tuple(_ROWS[picture](found))


def count_text(count: Count) -> Cell:
    """Give a number, or what may be known of a hidden one."""
    if count.value is not None:
        return count.value
    if count.at_least is None:
        return f"< {SMALLEST_SHOWN}"
    return f"≥ {count.at_least}" if count.at_least else "niet getoond"


def _regions(found: Overview) -> Iterable[tuple[Cell, ...]]:
    for line in found.regions:
        yield line.name, "ja" if line.is_code_red else "nee", line.waiting


def _urgency(found: Overview) -> Iterable[tuple[Cell, ...]]:
    for level, number in found.urgency.items():
        yield URGENCIES[level], number


def _ahead(found: Overview) -> Iterable[tuple[Cell, ...]]:
    for week in found.ahead:
        places: tuple[Cell, ...] = ("", "")
        if week.places is not None:
            places = (week.places, week.short)
        yield week.monday.isocalendar().week, format_date(week.monday), week.due, *places


def _flow(found: Overview) -> Iterable[tuple[Cell, ...]]:
    for week in found.flow:
        number = week.monday.isocalendar().week
        yield number, format_date(week.monday), count_text(week.came), count_text(week.left)


def _outcome(found: Overview) -> Iterable[tuple[Cell, ...]]:
    for outcome, count in found.outcome.items():
        yield OUTCOMES[outcome], count_text(count)


def _times(found: Overview) -> Iterable[tuple[Cell, ...]]:
    if found.times is not None:
        yield "Een kwart", found.times.quarter
        yield "De helft", found.times.half
        yield "Drie kwart", found.times.three_quarters
        yield "Negen van de tien", found.times.nine_tenths


def _refusals(found: Overview) -> Iterable[tuple[Cell, ...]]:
    for refusal, count in found.refusals.items():
        yield REFUSALS[refusal], count_text(count)


_ROWS: Final[dict[Picture, Callable[[Overview], Iterable[tuple[Cell, ...]]]]] = {
    Picture.REGIONS: _regions,
    Picture.URGENCY: _urgency,
    Picture.AHEAD: _ahead,
    Picture.FLOW: _flow,
    Picture.OUTCOME: _outcome,
    Picture.TIMES: _times,
    Picture.REFUSALS: _refusals,
}
