"""Postcodes per region: proposed, refused with the rows named, and applied all or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from sqlmodel import select

from kraamzorg_app import database
from kraamzorg_app.adapters.clock import FrozenClock
from kraamzorg_app.domain.actors import Actor, Job
from kraamzorg_app.domain.entries import EntryState, TimelineKind
from kraamzorg_app.domain.errors import Conflict, FieldErrors, NotAllowed, NotFound
from kraamzorg_app.models.access_log import AccessLogLine
from kraamzorg_app.models.administration import Proposal
from kraamzorg_app.models.messages import OutboxMessage
from kraamzorg_app.models.organizations import CodeRedPeriod, Insurer, Pc4Range, Region
from kraamzorg_app.models.waiting_list import TimelineEvent, WaitingListEntry
from kraamzorg_app.services import dutch_postcodes
from kraamzorg_app.services.administration import (
    moving_clients,
    regions,
    territory,
    territory_import,
)
from kraamzorg_app.services.environment import Environment
from tests.factories import Factory
from tests.personas import Cast
from tests.rounds import rounds

TODAY = {"valid_from": "02-03-2026"}
NEXT_WEEK = {"valid_from": "09-03-2026"}
FULL_FILE = (Path(dutch_postcodes.__file__).parents[1] / "reference" / "nl-pc4.csv").read_bytes()


def rows_of(env: Environment, table: type, *conditions: Any) -> list[Any]:
    with database.reading(env.engine) as session:
        return list(session.exec(select(table).where(*conditions)))


def entry_of(env: Environment, entry: WaitingListEntry) -> WaitingListEntry:
    return rows_of(env, WaitingListEntry, WaitingListEntry.id == entry.id)[0]


def move_to_groningen(cast: Cast, when: Mapping[str, str], clients: str) -> None:
    proposal = territory.propose_ranges(cast.admin, cast.groningen.id, {"ranges": "8731", **when})
    assert proposal.asks_for_clients
    territory.apply(cast.admin, proposal.id, clients)


def test_typed_ranges_are_shown_before_they_count(env: Environment, cast: Cast) -> None:
    proposal = territory.propose_ranges(
        cast.admin, cast.friesland.id, {"ranges": "8700-8702, 8731", **TODAY}
    )
    assert [(move.former, move.region, move.ranges) for move in proposal.moves] == [
        ("", "KSV Friesland", ("8700-8702",))
    ]
    assert (proposal.unchanged, proposal.asks_for_clients) == (1, False)
    before = len(rows_of(env, Pc4Range))
    territory.apply(cast.admin, proposal.id)
    assert len(rows_of(env, Pc4Range)) == before + 1
    assert not rows_of(env, Proposal)


@pytest.mark.parametrize(
    ("form", "field", "code"),
    [
        ({"ranges": "", **TODAY}, "ranges", "required"),
        ({"ranges": "870", **TODAY}, "ranges", "ranges_form"),
        ({"ranges": "8709-8700", **TODAY}, "ranges", "ranges_backwards"),
        ({"ranges": "8700", "valid_from": "01-03-2026"}, "valid_from", "day_in_the_past"),
        ({"ranges": "8700", "valid_from": "gisteren"}, "valid_from", "date_form"),
        ({"ranges": ["8700"], **TODAY}, "ranges", "required"),
        ({"ranges": "9711", "removes": "on", **TODAY}, "ranges", "ranges_not_of_region"),
    ],
)
def test_what_is_typed_wrong_is_said_at_the_field(
    cast: Cast, form: dict[str, Any], field: str, code: str
) -> None:
    with pytest.raises(FieldErrors) as refused:
        territory.propose_ranges(cast.admin, cast.friesland.id, form)
    assert refused.value.fields == {field: code}


def test_clients_go_along_with_a_moved_postcode(env: Environment, cast: Cast) -> None:
    move_to_groningen(cast, TODAY, "move")
    entry = entry_of(env, cast.waiting)
    assert entry.region_id == cast.groningen.id
    assert entry_of(env, cast.waiting_vgz).region_id == cast.friesland.id
    events = rows_of(env, TimelineEvent, TimelineEvent.entry_id == entry.id)
    assert [event.kind for event in events] == [TimelineKind.MOVED_REGION]
    mails = rows_of(env, OutboxMessage)
    assert {mail.notification for mail in mails} == {"clients_moved"}
    assert len(mails) == 2


def test_clients_stay_when_that_is_decided_and_the_log_says_so(
    env: Environment, cast: Cast
) -> None:
    move_to_groningen(cast, TODAY, "stay")
    assert entry_of(env, cast.waiting).region_id == cast.friesland.id
    line = rows_of(env, AccessLogLine, AccessLogLine.event == "CLIENTS_MOVED")[0]
    assert line.details["about"]["clients"] == "stay"
    assert len(line.subjects) == 1
    assert not rows_of(env, OutboxMessage)


def test_a_client_stays_on_her_list_when_the_other_one_is_closed(
    env: Environment, cast: Cast
) -> None:
    with database.transaction(env.engine) as session:
        for period in session.exec(select(CodeRedPeriod)):
            if period.region_id == cast.groningen.id:
                session.delete(period)
    proposal = territory.propose_ranges(cast.admin, cast.groningen.id, {"ranges": "8731", **TODAY})
    assert (proposal.moves[0].waiting, proposal.moves[0].staying) == (1, 1)
    territory.apply(cast.admin, proposal.id, "move")
    entry = entry_of(env, cast.waiting)
    assert (entry.region_id, entry.state) == (cast.friesland.id, EntryState.WAITING)
    events = rows_of(env, TimelineEvent, TimelineEvent.entry_id == entry.id)
    assert [event.kind for event in events] == [TimelineKind.LIST_CLOSED_FOR_DATE]


def test_a_move_that_is_planned_is_carried_out_on_its_day(
    env: Environment, cast: Cast, clock: FrozenClock
) -> None:
    move_to_groningen(cast, NEXT_WEEK, "move")
    job = Actor.system(Job.MOVE_POSTCODES)
    assert moving_clients.carry_out_due(job) == 0
    assert entry_of(env, cast.waiting).region_id == cast.friesland.id
    clock.advance(timedelta(days=7))
    assert moving_clients.carry_out_due(job) == 1
    assert moving_clients.carry_out_due(job) == 0
    assert entry_of(env, cast.waiting).region_id == cast.groningen.id


def test_what_happens_to_clients_must_be_answered(cast: Cast) -> None:
    proposal = territory.propose_ranges(cast.admin, cast.groningen.id, {"ranges": "8731", **TODAY})
    with pytest.raises(FieldErrors) as refused:
        territory.apply(cast.admin, proposal.id)
    assert refused.value.fields == {"clients": "required"}


def test_a_proposal_that_would_be_another_by_now_is_refused(cast: Cast) -> None:
    first = territory.propose_ranges(cast.admin, cast.friesland.id, {"ranges": "8700", **TODAY})
    second = territory.propose_ranges(cast.admin, cast.groningen.id, {"ranges": "8700", **TODAY})
    territory.apply(cast.admin, first.id)
    with pytest.raises(Conflict) as refused:
        territory.apply(cast.admin, second.id, "move")
    assert refused.value.code == "changed_meanwhile"
    assert territory.read_proposal(cast.admin, second.id).moves[0].former == "KSV Friesland"


def test_a_proposal_is_for_the_one_who_asked_and_for_a_day(cast: Cast, clock: FrozenClock) -> None:
    proposal = territory.propose_ranges(cast.admin, cast.friesland.id, {"ranges": "8700", **TODAY})
    with pytest.raises(NotAllowed):
        territory.apply(cast.coordinator, proposal.id)
    with pytest.raises(NotFound):
        territory.apply(cast.admin, "geen id")
    clock.advance(timedelta(days=1))
    with pytest.raises(NotFound):
        territory.apply(cast.admin, proposal.id)


def test_the_log_holds_the_division_before_and_after(env: Environment, cast: Cast) -> None:
    move_to_groningen(cast, TODAY, "move")
    line = rows_of(env, AccessLogLine, AccessLogLine.event == "TERRITORY_CHANGED")[0]
    assert line.details["before"] == {"KSV Friesland": "8731"}
    assert line.details["after"] == {"KSV Groningen": "8731"}
    assert line.purpose == "ADMINISTRATION"


def test_postcodes_without_a_region_are_reported(cast: Cast) -> None:
    found = territory.gaps(cast.admin)
    assert sum(gap.postcodes for gap in found) == 4074 - 5
    assert "Amsterdam" in found[0].places


def test_postcodes_can_be_taken_out_of_a_region(env: Environment, cast: Cast) -> None:
    proposal = territory.propose_ranges(
        cast.admin, cast.friesland.id, {"ranges": "8000-8999", "removes": "on", **NEXT_WEEK}
    )
    assert [(move.former, move.region) for move in proposal.moves] == [("KSV Friesland", "")]
    territory.apply(cast.admin, proposal.id)
    ranges = rows_of(env, Pc4Range, Pc4Range.region_id == cast.friesland.id)
    assert {str(each.valid_to) for each in ranges} == {"2026-03-08"}


def imported(cast: Cast, content: bytes, **options: str) -> territory.TerritoryProposal:
    return territory_import.propose_import(cast.admin, content, TODAY | options)


def test_the_whole_country_is_imported_and_importing_again_changes_nothing(
    env: Environment, cast: Cast
) -> None:
    proposal = imported(cast, FULL_FILE, makes_regions="on")
    assert not proposal.problems
    assert len(proposal.new_regions) == 23
    assert proposal.gaps_after == 0
    territory.apply(cast.admin, proposal.id, "move")
    assert len(rows_of(env, Region)) == 25
    assert territory.gaps(cast.admin) == ()
    again = imported(cast, FULL_FILE)
    assert (again.moves, again.unchanged) == ((), 4074)


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_a_file_of_ranges_in_either_encoding_is_imported(cast: Cast, encoding: str) -> None:
    text = "Van;Tot en met;Regio\r\n8700;8709;KSV Fryslân\r\n"
    proposal = imported(cast, text.encode(encoding), makes_regions="on")
    assert proposal.new_regions == ("KSV Fryslân",)
    assert proposal.moves[0].postcodes == 10


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ("87;KSV Friesland", (2, "postcode_wrong", "87")),
        ("8700;", (2, "region_missing", "")),
        ("8700;KSV Nergens", (2, "region_unknown", "KSV Nergens")),
        ("8700;=cmd|' /C calc'!A0", (2, "looks_like_formula", "=cmd|' /C calc'!A0")),
        ("8700;KSV Friesland\n8700;KSV Groningen", (3, "postcode_twice", "8700, rij 2")),
    ],
)
def test_a_row_in_error_is_named_and_nothing_is_kept(
    env: Environment, cast: Cast, lines: str, problem: tuple[int, str, str]
) -> None:
    options = {"makes_regions": "on"} if problem[1] == "looks_like_formula" else {}
    proposal = imported(cast, f"pc4;ksv\n{lines}\n8701;KSV Friesland\n".encode(), **options)
    assert proposal.id == ""
    assert [(each.row, each.code, each.value) for each in proposal.problems] == [problem]
    assert not rows_of(env, Proposal)


def test_what_was_typed_beside_a_refused_file_is_there_again(cast: Cast) -> None:
    typed = {"valid_from": "01-01-2020", "makes_regions": "on"}
    refused = territory_import.upload(cast.admin, b"postcode;regio\n8731;X\n", typed)
    with pytest.raises(FieldErrors, match=""):
        territory.read_proposal(cast.admin, refused)
    assert territory_import.read_typed(cast.admin, refused) == typed
    shown = territory_import.upload(cast.admin, b"postcode;regio\n8731;X\n", typed | TODAY)
    assert territory_import.read_typed(cast.admin, shown) == {}


def test_ranges_that_would_fill_the_memory_are_refused(cast: Cast) -> None:
    proposal = imported(cast, b"pc4;tot;ksv\n" + b"1000;9999;KSV Friesland\n" * 2000)
    assert [each.code for each in proposal.problems] == ["too_many_postcodes"]


def test_a_region_is_made_renamed_and_ended(env: Environment, cast: Cast) -> None:
    region_id = regions.create(cast.admin, {"name": "KSV  Drenthe"})
    regions.rename(cast.admin, region_id, {"name": "KSV Drenthe-Noord"})
    with pytest.raises(FieldErrors):
        regions.create(cast.admin, {"name": "ksv drenthe-noord"})
    regions.end(cast.admin, region_id)
    row = regions.list_regions(cast.admin)[-1]
    assert (row.name, str(row.ended_on)) == ("KSV Drenthe-Noord", "2026-03-02")
    with pytest.raises(NotFound):
        regions.rename(cast.admin, region_id, {"name": "Weer open"})
    lines = rows_of(env, AccessLogLine, AccessLogLine.event == "REGION_CHANGED")
    assert [line.action for line in lines] == ["C", "U", "U"]


def test_a_region_with_clients_can_not_be_ended(cast: Cast) -> None:
    with pytest.raises(Conflict) as refused:
        regions.end(cast.admin, cast.friesland.id)
    assert refused.value.code == "region_has_clients"
    assert refused.value.details["waiting"] == "2"


def test_the_working_agreement_is_saved_and_logged(env: Environment, cast: Cast) -> None:
    form = {
        "match_agreement": "COORDINATOR_ASSIGNS",
        "offer_hours": "24",
        "needs_authorization": "on",
        "intake_by": "COORDINATOR",
        "nearing_weeks": "12",
        "soon_weeks": "8",
        "critical_weeks": "4",
    }
    regions.save_agreement(cast.admin, cast.friesland.id, form)
    saved = regions.read_region(cast.admin, str(cast.friesland.id)).agreement
    assert (saved.offer_hours, saved.needs_authorization, saved.soon_weeks) == (24, True, 8)
    line = rows_of(env, AccessLogLine, AccessLogLine.event == "REGION_CHANGED")[0]
    assert (line.details["before"]["offer_hours"], line.details["after"]["offer_hours"]) == (48, 24)
    for wrong, field, code in (
        ({"soon_weeks": "12"}, "soon_weeks", "threshold_order"),
        ({"offer_hours": "0"}, "offer_hours", "number_out_of_bounds"),
        ({"intake_by": "NOBODY"}, "intake_by", "unknown_choice"),
    ):
        with pytest.raises(FieldErrors) as refused:
            regions.save_agreement(cast.admin, cast.friesland.id, form | wrong)
        assert refused.value.fields == {field: code}


def test_one_or_two_insurers_are_preferred(cast: Cast) -> None:
    both = [str(cast.zilver.id), str(cast.vgz.id)]
    regions.save_preferred(cast.admin, cast.friesland.id, both)
    assert set(regions.read_region(cast.admin, cast.friesland.id).preferred_ids) == set(both)
    regions.save_preferred(cast.admin, cast.friesland.id, both[1:])
    assert regions.list_regions(cast.admin)[0].preferred == ("VGZ",)
    for wrong in ([], [*both, str(cast.miek.id)], "alles"):
        with pytest.raises(FieldErrors):
            regions.save_preferred(cast.admin, cast.friesland.id, wrong)


def test_the_list_of_regions_counts_what_there_is(cast: Cast) -> None:
    row = regions.list_regions(cast.admin)[0]
    assert (row.name, row.postcodes, row.waiting, row.coordinators) == ("KSV Friesland", 3, 2, 2)
    assert row.is_code_red


def test_of_two_who_choose_preferred_insurers_at_once_there_are_never_three(
    env: Environment, cast: Cast
) -> None:
    with database.transaction(env.engine) as session:
        third = Factory(env, session).insurer("Menzis", ("Menzis", "3332"))
    for _ in range(rounds(5)):
        regions.save_preferred(cast.admin, cast.friesland.id, [str(cast.zilver.id)])
        start = Barrier(2)

        def save(other: Insurer, start: Barrier = start) -> None:
            start.wait(timeout=60)
            both = [str(cast.zilver.id), str(other.id)]
            with suppress(Conflict):
                regions.save_preferred(cast.admin, cast.friesland.id, both)

        with ThreadPoolExecutor(2) as pool:
            for saved in [pool.submit(save, other) for other in (cast.vgz, third)]:
                saved.result(timeout=60)
        assert len(regions.read_region(cast.admin, cast.friesland.id).preferred_ids) == 2
