"""The privacy officer finds who saw whom; the search itself stands in the log."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import col, select

from kraamzorg_app import database
from kraamzorg_app.adapters.clock import FrozenClock
from kraamzorg_app.domain.disclosure import Field
from kraamzorg_app.domain.errors import Conflict, FieldErrors, NotAllowed
from kraamzorg_app.domain.log_filter import LogFilter
from kraamzorg_app.models.access_log import AccessLogLine
from kraamzorg_app.models.waiting_list import Client, WaitingListEntry
from kraamzorg_app.services import log_reading, members, waiting_list
from kraamzorg_app.services.audit import LogEvent
from kraamzorg_app.services.environment import Environment
from kraamzorg_app.services.log_reading import LogLine
from tests.factories import Factory
from tests.personas import Cast


def found(cast: Cast, **typed: str) -> list[LogLine]:
    wanted = log_reading.look_up(cast.admin, typed)
    return list(log_reading.read(cast.admin, wanted).lines)


def events(lines: list[LogLine]) -> list[str]:
    return [line.event for line in lines]


def test_a_client_is_found_by_her_number_with_who_saw_what(cast: Cast) -> None:
    waiting_list.read_entry(cast.coordinator, cast.waiting.id)
    waiting_list.read_entry(cast.provider, cast.waiting_vgz.id)
    (line,) = found(cast, client=" ts 1111 rr ")
    assert line.event == LogEvent.ENTRY_READ
    assert (line.name, line.role) == ("coordinator", "COORDINATOR")
    assert line.organization == "KSV Friesland"
    assert line.client_numbers == ("TS1111RR",)
    assert {Field.NAME, Field.DUE_DATE} <= set(line.fields)


def test_a_client_is_found_by_her_bsn_which_stands_nowhere(env: Environment, cast: Cast) -> None:
    with database.transaction(env.engine) as session:
        make = Factory(env, session)
        entry = make.entry(
            cast.friesland,
            cast.vgz_label,
            due_date=cast.waiting.due_date,
            identity={"bsn": "999990032"},
        )
    waiting_list.read_entry(cast.provider, entry.id)
    (line,) = found(cast, client="9999 90 032")
    assert line.client_numbers == (entry.client_number,)
    with database.reading(env.engine) as session:
        lines = session.exec(select(AccessLogLine)).all()
    assert not any("999990032" in str(each.model_dump()) for each in lines)


def test_lines_are_found_by_user_day_and_event(cast: Cast, clock: FrozenClock) -> None:
    waiting_list.read_entry(cast.coordinator, cast.waiting.id)
    clock.advance(timedelta(days=1))
    waiting_list.read_entry(cast.provider, cast.enrolled.id)
    waiting_list.reveal_bsn(cast.provider, cast.enrolled.id, "CLAIM")
    assert events(found(cast, user="miek@people.test")) == ["BSN_REVEALED", "ENTRY_READ"]
    assert events(found(cast, event="BSN_REVEALED")) == ["BSN_REVEALED"]
    assert events(found(cast, user="Coord")) == ["ENTRY_READ"]
    assert events(found(cast, day_to="02-03-2026")) == ["ENTRY_READ"]
    assert found(cast, day_from="04-03-2026") == []


def test_each_search_is_in_the_log_with_whom_it_was_about(env: Environment, cast: Cast) -> None:
    found(cast, client="TS1111RR")
    with database.reading(env.engine) as session:
        log_id = session.exec(
            select(Client.log_id)
            .join(WaitingListEntry, col(WaitingListEntry.client_id) == Client.id)
            .where(WaitingListEntry.id == cast.waiting.id)
        ).one()
        line = session.exec(select(AccessLogLine)).one()
    assert (line.event, line.subjects) == (LogEvent.LOG_SEARCHED, [log_id.hex])
    assert line.user_id == cast.admin.user_id
    assert events(found(cast, client="TS1111RR")) == [LogEvent.LOG_SEARCHED]


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"client": "NR0000ZZ"}, {"client": "log_client_unknown"}),
        ({"user": "niemand"}, {"user": "log_user_unknown"}),
        ({"user": "100%"}, {"user": "log_user_unknown"}),
        ({"event": "BESTAAT_NIET"}, {"event": "unknown_choice"}),
        ({"day_from": "31-02-2026"}, {"day_from": "date_form"}),
        ({"day_from": "01-01-0001"}, {"day_from": "date_form"}),
        ({"day_from": "02-03-2026", "day_to": "01-03-2026"}, {"day_to": "date_before_start"}),
    ],
)
def test_what_can_not_be_found_is_said_at_the_field_and_logged(
    env: Environment, cast: Cast, typed: dict[str, str], errors: dict[str, str]
) -> None:
    with pytest.raises(FieldErrors) as refused:
        log_reading.look_up(cast.admin, typed)
    assert refused.value.fields == errors
    with database.reading(env.engine) as session:
        line = session.exec(select(AccessLogLine)).one()
    assert (line.event, line.outcome) == (LogEvent.LOG_SEARCHED, "failed")


def test_pages_hold_every_line_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_reading, "PAGE_SIZE", 3)
    for _ in range(7):
        waiting_list.read_entry(cast.coordinator, cast.waiting.id)
    wanted = LogFilter(event="ENTRY_READ")
    numbers, place = [], None
    while True:
        page = log_reading.read(cast.admin, wanted, place)
        numbers += [line.number for line in page.lines]
        place = page.older
        if place is None:
            break
    assert numbers == sorted(set(numbers), reverse=True)
    assert len(numbers) == 7


def test_too_long_a_file_is_refused_and_a_file_is_logged(
    env: Environment, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_reading, "MOST_EXPORTED", 2)
    wanted = LogFilter(event="ENTRY_READ")
    for _ in range(2):
        waiting_list.read_entry(cast.coordinator, cast.waiting.id)
    assert len(log_reading.export(cast.admin, wanted)) == 2
    with database.reading(env.engine) as session:
        exported = session.exec(
            select(AccessLogLine).where(AccessLogLine.event == LogEvent.LOG_EXPORTED)
        ).one()
    assert exported.details["lines"] == 2
    waiting_list.read_entry(cast.coordinator, cast.waiting.id)
    with pytest.raises(FieldErrors) as refused:
        log_reading.export(cast.admin, wanted)
    assert refused.value.fields == {"day_from": "log_too_long"}


def test_only_a_ticked_functional_admin_reads_the_log(cast: Cast) -> None:
    unticked = replace(cast.admin, is_privacy_officer=False)
    for who in (unticked, replace(cast.coordinator, is_privacy_officer=True), cast.technician):
        with pytest.raises(NotAllowed):
            log_reading.read(who, LogFilter())


def test_the_tick_is_given_by_another_functional_admin(env: Environment, cast: Cast) -> None:
    with database.transaction(env.engine) as session:
        second = Factory(env, session).member("tweede@people.test", cast.admin.role)
    members.allow_reading_log(cast.admin, second.id, allowed=True)
    rows = {row.email: row for row in members.list_members(cast.admin).rows}
    assert rows["tweede@people.test"].is_privacy_officer
    with pytest.raises(Conflict):
        members.allow_reading_log(cast.admin, cast.admin.membership_id, allowed=False)
    with pytest.raises(NotAllowed):
        members.allow_reading_log(cast.provider, cast.provider.membership_id, allowed=True)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_whose_number_stands_on_a_page_of_the_log_is_in_the_log(
    env: Environment, cast: Cast
) -> None:
    waiting_list.read_entry(cast.provider, cast.waiting_vgz.id)
    found(cast, user="miek")
    with database.reading(env.engine) as session:
        log_id = session.get_one(Client, cast.waiting_vgz.client_id).log_id
        line = session.exec(
            select(AccessLogLine).where(AccessLogLine.event == LogEvent.LOG_SEARCHED)
        ).one()
    assert (line.subjects, line.fields) == ([log_id.hex], ["CLIENT_NUMBER"])
