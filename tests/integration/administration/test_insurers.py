"""Insurers and their labels: codes change by date, and an import shows first what it does."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from uuid import UUID

import pytest
from sqlmodel import select

from kraamzorg_app import database
from kraamzorg_app.domain.errors import Conflict, FieldErrors, NotAllowed
from kraamzorg_app.models.access_log import AccessLogLine
from kraamzorg_app.models.organizations import InsurerLabel
from kraamzorg_app.services.administration import insurer_import, insurers
from kraamzorg_app.services.environment import Environment
from tests.personas import Cast

FILE = """Verzekeraar;Concern;Label;UZOVI-code;Geldig vanaf;Geldig tot en met
VGZ;Coöperatie VGZ;VGZ;7095;;
VGZ;Coöperatie VGZ;IZA;3334;01-01-2026;
DSW;;Stad Holland;7037;01-01-2020;31-12-2026
"""


def labels_of(cast: Cast, name: str) -> tuple[insurers.LabelRow, ...]:
    return next(row for row in insurers.list_insurers(cast.admin) if row.name == name).labels


def test_an_insurer_gets_a_label_and_a_group(env: Environment, cast: Cast) -> None:
    insurer_id = insurers.create(cast.admin, {"name": "DSW", "group": "", "email": ""})
    insurers.save(
        cast.admin, insurer_id, {"name": "DSW", "group": "DSW Groep", "email": "d@w.test"}
    )
    insurers.add_label(
        cast.admin, insurer_id, {"name": "DSW", "uzovi_code": "7029", "valid_from": "01-04-2026"}
    )
    row = next(row for row in insurers.list_insurers(cast.admin) if row.name == "DSW")
    assert (row.group, row.email, row.preferred_in) == ("DSW Groep", "d@w.test", ())
    assert (row.labels[0].uzovi_code, row.labels[0].is_current) == ("7029", False)
    with database.reading(env.engine) as session:
        lines = session.exec(
            select(AccessLogLine).where(AccessLogLine.event == "INSURER_CHANGED")
        ).all()
    assert [line.action for line in lines] == ["C", "U", "C"]


def test_a_code_changes_from_a_day_on_and_the_old_one_stays_with_its_label(
    env: Environment, cast: Cast
) -> None:
    label = labels_of(cast, "VGZ")[0]
    insurers.change_code(cast.admin, label.id, {"uzovi_code": "0101", "valid_from": "01-07-2026"})
    old, new = labels_of(cast, "VGZ")
    assert {old.uzovi_code, new.uzovi_code} == {"7095", "0101"}
    with database.reading(env.engine) as session:
        rows = {row.uzovi_code: row for row in session.exec(select(InsurerLabel))}
    assert rows["7095"].valid_to == date(2026, 6, 30)
    assert rows["0101"].valid_from == date(2026, 7, 1)
    with pytest.raises(Conflict):
        insurers.change_code(
            cast.admin, label.id, {"uzovi_code": "0102", "valid_from": "01-08-2026"}
        )


@pytest.mark.parametrize(
    ("code", "error"), [("71", "uzovi_form"), ("3311", "uzovi_taken"), ("", "required")]
)
def test_a_code_that_can_not_be_is_refused(cast: Cast, code: str, error: str) -> None:
    form = {"name": "Nieuw", "uzovi_code": code, "valid_from": "01-04-2026"}
    with pytest.raises(FieldErrors) as refused:
        insurers.add_label(cast.admin, cast.vgz.id, form)
    assert refused.value.fields == {"uzovi_code": error}


def test_a_label_ends(cast: Cast) -> None:
    label = labels_of(cast, "VGZ")[0]
    insurers.end_label(cast.admin, label.id, {"valid_to": "01-03-2026"})
    assert not labels_of(cast, "VGZ")[0].is_current


def test_a_code_may_be_used_again_once_its_label_has_ended(cast: Cast) -> None:
    label = labels_of(cast, "VGZ")[0]
    insurers.end_label(cast.admin, label.id, {"valid_to": "30-06-2026"})
    form = {"name": "Opvolger", "uzovi_code": label.uzovi_code, "valid_from": "30-06-2026"}
    with pytest.raises(FieldErrors) as refused:
        insurers.add_label(cast.admin, cast.zilver.id, form)
    assert refused.value.fields == {"uzovi_code": "uzovi_taken"}
    insurers.add_label(cast.admin, cast.zilver.id, form | {"valid_from": "01-07-2026"})
    assert {row.name for row in labels_of(cast, cast.zilver.name)} >= {"Opvolger"}


def test_an_import_gives_a_code_to_another_label_from_a_later_day(cast: Cast) -> None:
    rows = "VGZ;;VGZ;7095;;31-12-2026\nDSW;;Opvolger;7095;01-01-2027;\n"
    file = FILE.splitlines()[0] + "\n" + rows
    proposal = insurer_import.propose_import(cast.admin, file.encode())
    assert (proposal.added_count, proposal.changed_count) == (1, 1)
    insurer_import.apply_import(cast.admin, proposal.id)
    assert labels_of(cast, "VGZ")[0].valid_to == date(2026, 12, 31)
    assert labels_of(cast, "DSW")[0].valid_from == date(2027, 1, 1)
    again = insurer_import.propose_import(cast.admin, file.encode())
    assert again.unchanged == 2
    overlapping = file.replace("01-01-2027", "31-12-2026")
    refused = insurer_import.propose_import(cast.admin, overlapping.encode())
    assert [(each.row, each.code) for each in refused.problems] == [(3, "twice_in_file")]


def test_of_two_admins_who_want_the_same_code_one_gets_it(cast: Cast) -> None:
    def add(insurer_id: UUID) -> str:
        form = {"name": "Nieuw", "uzovi_code": "0101", "valid_from": "01-07-2026"}
        try:
            insurers.add_label(cast.admin, insurer_id, form)
        except FieldErrors as refused:
            return refused.fields["uzovi_code"]
        return "has it"

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(add, [cast.vgz.id, cast.zilver.id] * 4))
    assert sorted(outcomes) == ["has it", *["uzovi_taken"] * 7]


def test_insurers_are_imported_after_a_preview(cast: Cast) -> None:
    proposal = insurer_import.propose_import(cast.admin, FILE.encode("cp1252"))
    assert (proposal.added_count, proposal.changed_count) == (2, 1)
    insurer_import.apply_import(cast.admin, proposal.id)
    assert [row.uzovi_code for row in labels_of(cast, "VGZ")] == ["3334", "7095"]
    assert labels_of(cast, "DSW")[0].valid_to == date(2026, 12, 31)
    again = insurer_import.propose_import(cast.admin, FILE.encode())
    assert (again.added_count, again.changed_count, again.unchanged) == (0, 0, 3)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("VGZ;;VGZ;71;;", "uzovi_form"),
        ("VGZ;;;7096;;", "label_missing"),
        (";;VGZ;7096;;", "insurer_missing"),
        ("VGZ;;VGZ;7095;;", "twice_in_file"),
        ("VGZ;;Zilver;3311;;", "uzovi_taken"),
        ("VGZ;;VGZ;7096;gisteren;", "date_form"),
        ("VGZ;;VGZ;7096;01-02-2026;01-01-2026", "ends_before_start"),
        ("VGZ;;+1;7096;;", "looks_like_formula"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_imported(cast: Cast, line: str, code: str) -> None:
    proposal = insurer_import.propose_import(cast.admin, (FILE + line + "\n").encode())
    assert [(each.row, each.code) for each in proposal.problems] == [(5, code)]
    assert proposal.id == ""


@pytest.mark.parametrize("name", ["coordinator", "provider", "preferred", "technician"])
def test_only_the_functional_admin_reaches_insurers(cast: Cast, name: str) -> None:
    with pytest.raises(NotAllowed):
        insurers.list_insurers(getattr(cast, name))
    with pytest.raises(NotAllowed):
        insurer_import.propose_import(getattr(cast, name), FILE.encode())
