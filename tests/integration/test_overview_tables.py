"""The pictures as tables and files: the same numbers, harmless in a spreadsheet, logged."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import openpyxl
import pytest
from sqlmodel import select

from kraamzorg_app import database
from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.domain.entries import EntryState
from kraamzorg_app.domain.errors import NotAllowed, NotFound
from kraamzorg_app.domain.suppression import Count
from kraamzorg_app.models.access_log import AccessLogLine
from kraamzorg_app.models.organizations import Region
from kraamzorg_app.services import overview_tables, overviews
from kraamzorg_app.services.environment import Environment
from kraamzorg_app.services.overview_tables import HEADINGS, Picture, rows_of
from tests.conftest import NOW
from tests.factories import Factory
from tests.personas import Cast


def lines_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def taken(env: Environment, cast: Cast, number: int) -> None:
    with database.transaction(env.engine) as session:
        make = Factory(env, session)
        for _ in range(number):
            entry = make.entry(
                cast.friesland,
                cast.zilver_label,
                due_date=NOW.date(),
                state=EntryState.ACCEPTED,
                provider=cast.miek,
            )
            entry.placed_at, entry.accepted_at = NOW - timedelta(days=60), NOW - timedelta(days=20)


@pytest.mark.parametrize("picture", Picture)
def test_a_file_holds_the_table_of_its_picture(cast: Cast, picture: Picture) -> None:
    rows = rows_of(picture, overviews.read(cast.coordinator))
    found = lines_of(overview_tables.export(cast.coordinator, picture, "csv"))
    assert found == [list(HEADINGS[picture].columns), *([str(c) for c in row] for row in rows)]
    assert all(len(row) == len(found[0]) for row in found)


@pytest.mark.parametrize("picture", Picture)
def test_numbers_in_excel_can_be_counted_with(
    env: Environment, cast: Cast, picture: Picture
) -> None:
    taken(env, cast, 6)
    book = openpyxl.load_workbook(
        io.BytesIO(overview_tables.export(cast.coordinator, picture, "xlsx"))
    )
    heading, *rows = book.active.iter_rows(values_only=True)
    assert heading == HEADINGS[picture].columns
    assert rows
    assert all(isinstance(row[-1], int) for row in rows)


def test_a_formula_stays_a_text_in_both(env: Environment, cast: Cast) -> None:
    with database.transaction(env.engine) as session:
        session.get_one(Region, cast.friesland.id).name = "=HYPERLINK(1)"
    found = lines_of(overview_tables.export(cast.coordinator, Picture.REGIONS, "csv"))
    assert found[1][0] == "'=HYPERLINK(1)"
    content = overview_tables.export(cast.coordinator, Picture.REGIONS, "xlsx")
    cell = openpyxl.load_workbook(io.BytesIO(content)).active["A2"]
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")


def test_a_small_number_is_in_no_file_of_who_may_not_see_it(env: Environment, cast: Cast) -> None:
    taken(env, cast, 3)
    friesland = str(cast.friesland.id)
    outcome = lines_of(
        overview_tables.export(cast.other_provider, Picture.OUTCOME, "csv", friesland)
    )
    assert outcome[1] == ["In zorg genomen", "< 5"]
    own = lines_of(overview_tables.export(cast.coordinator, Picture.OUTCOME, "csv"))
    assert own[1] == ["In zorg genomen", "4"]
    assert lines_of(
        overview_tables.export(cast.other_provider, Picture.TIMES, "csv", friesland)
    ) == [list(HEADINGS[Picture.TIMES].columns)]


def test_what_is_known_of_a_hidden_number_is_said_in_words() -> None:
    texts = [overview_tables.count_text(c) for c in (Count(7), Count(None), Count(None, 30))]
    assert texts == [7, "< 5", "≥ 30"]
    assert overview_tables.count_text(Count(None, 0)) == "niet getoond"


def test_taking_a_file_along_is_logged_with_what_it_was_about(env: Environment, cast: Cast) -> None:
    overview_tables.export(cast.insurer, Picture.FLOW, "xlsx", str(cast.groningen.id), 26)
    with database.reading(env.engine) as session:
        (line,) = session.exec(
            select(AccessLogLine).where(AccessLogLine.event == "OVERVIEW_EXPORTED")
        ).all()
    assert line.subjects == []
    assert line.details == {
        "picture": "in-en-uitstroom",
        "format": "xlsx",
        "region": str(cast.groningen.id),
        "weeks": 26,
    }


def test_a_strangers_region_gives_no_file(cast: Cast) -> None:
    with pytest.raises(NotFound):
        overview_tables.export(cast.coordinator, Picture.FLOW, "csv", str(cast.groningen.id))
    with pytest.raises(NotAllowed):
        overview_tables.export(Actor.visitor(), Picture.FLOW, "csv")
