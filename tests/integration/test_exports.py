"""Exports: what the person sees and no more, harmless in a spreadsheet, logged before it leaves."""

from __future__ import annotations

import csv
import io
import tempfile
from uuid import UUID

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from kraamzorg_app import database
from kraamzorg_app.domain.actors import Actor, Job
from kraamzorg_app.domain.entries import EntryState
from kraamzorg_app.domain.errors import NotAllowed
from kraamzorg_app.domain.listing import EntryFilter, ListRequest
from kraamzorg_app.models.access_log import AccessLogLine
from kraamzorg_app.models.waiting_list import Client
from kraamzorg_app.services import (
    export_files,
    exports,
    kept_exports,
    waiting_list,
    weekly_digest,
)
from kraamzorg_app.services.audit import LogEvent
from kraamzorg_app.services.environment import Environment
from tests.factories import Factory
from tests.personas import Cast

LIMITED = ["Status", "Kraamzorgaanbieder", "Wachtlijst", "Wachtlijstnr. cliënt", "Postcode",
           "Uitgerekend"]  # fmt: skip


def content(actor: Actor, *lists: ListRequest) -> bytes:
    return b"".join(exports.stream_csv(actor, lists or exports.BOTH_LISTS))


def table(raw: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig")), delimiter=";"))


def lines(env: Environment) -> list[AccessLogLine]:
    with database.reading(env.engine) as session:
        return list(
            session.exec(select(AccessLogLine).where(AccessLogLine.event == "ENTRIES_EXPORTED"))
        )


def test_the_file_opens_right_in_dutch_excel(cast: Cast) -> None:
    raw = content(cast.coordinator)
    assert raw.startswith(b"\xef\xbb\xbfStatus;Kraamzorgaanbieder;")
    assert raw.count(b"\r\n") == raw.count(b"\n") == 4
    first = table(raw)[0]
    assert first["Wachtlijstnr. cliënt"] == "TS1111RR"
    assert first["Uitgerekend"] == cast.waiting.due_date.strftime("%d-%m-%Y")
    assert first["Telefoonnummer"] == "06 12345678"
    assert first["Volledige postcode"] == "8731AB"


def test_a_coordinator_without_the_tick_gets_no_personal_data(cast: Cast) -> None:
    raw = content(cast.coordinator_limited)
    assert list(table(raw)[0]) == [*LIMITED, "Verzekeraar", "Geboortedatum"]
    for secret in (b"Sanne", b"Jansen", b"8731AB", b"client.test", b"12345678"):
        assert secret not in raw


def test_a_preferred_insurer_gets_names_of_its_own_insured_only(cast: Cast) -> None:
    rows = {row["Wachtlijstnr. cliënt"]: row for row in table(content(cast.preferred))}
    assert rows["TS1111RR"]["Naam"] == "Sanne Jansen"
    other = rows[cast.waiting_vgz.client_number]
    assert other["Naam"] == other["Verzekeraar"] == other["E-mailadres"] == ""
    assert cast.waiting_groningen.client_number not in rows


def test_group_1_gets_the_limited_columns(cast: Cast) -> None:
    assert list(table(content(cast.insurer_limited))[0]) == [*LIMITED, "Verzekeraar"]


@pytest.mark.parametrize("name", ["coordinator", "preferred", "insurer"])
def test_no_export_holds_a_bsn(cast: Cast, name: str) -> None:
    assert b"999990019" not in content(getattr(cast, name))


@pytest.mark.parametrize("name", ["technician", "admin", "provider"])
def test_who_may_not_export_gets_not_one_byte(cast: Cast, name: str) -> None:
    with pytest.raises(NotAllowed):
        exports.stream_csv(getattr(cast, name))


def test_the_filter_of_the_page_counts_for_the_file(cast: Cast) -> None:
    request = ListRequest(EntryState.WAITING, EntryFilter(pc4_contains="75"))
    assert [row["Postcode"] for row in table(content(cast.coordinator, request))] == ["8751"]


def test_each_piece_is_in_the_log_before_it_leaves(
    env: Environment, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "PIECE_SIZE", 1)
    parts = exports.stream_csv(cast.coordinator)
    expected = {cast.waiting.client_id, cast.waiting_vgz.client_id, cast.enrolled.client_id}
    with database.reading(env.engine) as session:
        log_ids = {session.get_one(Client, id_).log_id.hex for id_ in expected}
    seen = 0
    for part in parts:
        seen += part.count(b"\r\n") - (1 if part.startswith(b"\xef\xbb\xbf") else 0)
        assert len({subject for line in lines(env) for subject in line.subjects}) >= seen
    written = lines(env)
    assert {subject for line in written for subject in line.subjects} == log_ids
    assert len({line.search_id for line in written}) == 1
    assert all(line.user_id == cast.coordinator.user_id for line in written)


def test_pieces_leave_nobody_out_and_name_nobody_twice(
    env: Environment, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.transaction(env.engine) as session:
        make = Factory(env, session)
        for _ in range(20):
            make.entry(cast.friesland, cast.zilver_label, due_date=cast.waiting.due_date)
    whole = content(cast.coordinator)
    monkeypatch.setattr(exports, "PIECE_SIZE", 3)
    assert content(cast.coordinator) == whole
    numbers = [row["Wachtlijstnr. cliënt"] for row in table(whole)]
    assert len(set(numbers)) == len(numbers) == 23


def test_a_text_can_not_act_as_a_formula(env: Environment, cast: Cast) -> None:
    with database.transaction(env.engine) as session:
        Factory(env, session).entry(
            cast.friesland,
            cast.zilver_label,
            due_date=cast.waiting.due_date,
            client_number="EVIL1",
            identity={"first_name": '=HYPERLINK("http://x")', "partner_name": "@SUM(A1)"},
        )
    row = next(
        row for row in table(content(cast.coordinator)) if row["Wachtlijstnr. cliënt"] == "EVIL1"
    )
    assert row["Naam"] == '\'=HYPERLINK("http://x") Jansen'
    assert row["Naam partner"] == "'@SUM(A1)"
    sheet = openpyxl.load_workbook(io.BytesIO(exports.excel(cast.coordinator)))
    cells = [cell for line in sheet.active.iter_rows() for cell in line if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert '=HYPERLINK("http://x") Jansen' in {cell.value for cell in cells}


@given(st.text(), st.sampled_from(["", " ", "\u00a0 "]))
def test_no_cell_of_a_csv_starts_like_a_formula(text: str, space: str) -> None:
    for start in ("", "=", "+", "-", "@", "\t", "\r", "\n"):
        cell = export_files._harmless(space + start + text)
        assert not cell.lstrip(" \u00a0").startswith(("=", "+", "-", "@"))
        assert not cell.startswith(("\t", "\r", "\n"))


def test_no_part_of_an_excel_file_stands_on_the_disk_for_a_moment(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", "/no/such/place")
    assert exports.excel(cast.coordinator, exports.BOTH_LISTS)


def test_an_empty_list_is_a_file_with_headings_only(cast: Cast) -> None:
    request = ListRequest(EntryState.WAITING, EntryFilter(pc4_contains="0000"))
    raw = content(cast.coordinator, request)
    assert raw.count(b"\r\n") == 1
    assert exports.excel(cast.coordinator, [request])


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_the_log_names_of_each_client_what_was_shown_of_her_and_not_of_another(
    env: Environment, cast: Cast
) -> None:
    waiting_list.list_entries(cast.preferred, ListRequest(EntryState.WAITING))
    content(cast.preferred)
    weekly_digest.make_due(Actor.system(Job.WEEKLY_DIGEST), "a")
    file = next(each for each in kept_exports.list_own(cast.preferred) if each.format == "csv")
    kept_exports.open_own(cast.preferred, UUID(file.id), "csv")
    with database.reading(env.engine) as session:
        own, other = (
            session.get_one(Client, each.client_id).log_id.hex
            for each in (cast.waiting, cast.waiting_vgz)
        )
        logged = session.exec(
            select(AccessLogLine).where(AccessLogLine.on_behalf_of.in_(("", "Zilveren Kruis")))
        ).all()
    for event in (
        LogEvent.ENTRIES_LISTED,
        LogEvent.ENTRIES_EXPORTED,
        LogEvent.EXPORT_KEPT,
        LogEvent.KEPT_EXPORT_DOWNLOADED,
    ):
        seen = {
            log_id: {
                field
                for line in logged
                if line.event == event and log_id in line.subjects
                for field in line.fields
            }
            for log_id in (own, other)
        }
        assert {"CLIENT_NUMBER", "NAME", "EMAIL"} <= seen[own], event
        assert seen[other] == {"CLIENT_NUMBER", "DUE_DATE", "PC4", "PROVIDER", "WAITING_LIST"}, (
            event
        )
