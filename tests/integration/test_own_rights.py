"""Her rights: who saw her, a copy of everything, and being forgotten."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import LargeBinary
from sqlmodel import SQLModel, func, select

from kraamzorg_app import database
from kraamzorg_app.adapters.clock import FrozenClock
from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.domain.disclosure import Field
from kraamzorg_app.domain.entries import CloseReason, EntryState
from kraamzorg_app.domain.errors import Conflict, FieldErrors, TooManyTries
from kraamzorg_app.domain.offers import DeclineReason
from kraamzorg_app.domain.tool_settings import Setting
from kraamzorg_app.models.access_log import AccessLogLine
from kraamzorg_app.models.messages import BellItem, OutboxMessage, OutboxState
from kraamzorg_app.models.waiting_list import Client, Fingerprint, Invitation, WaitingListEntry
from kraamzorg_app.services import (
    lost_links,
    offers,
    own_entry,
    own_log,
    own_rights,
    tool_settings,
    waiting_list,
)
from kraamzorg_app.services.audit import LogEvent
from kraamzorg_app.services.environment import Environment
from kraamzorg_app.ui.pages.mijn import log_words
from tests.answers import VISITOR, mails, registered
from tests.personas import Cast


@pytest.fixture
def client(cast: Cast, env: Environment) -> Actor:
    """Give a client who was placed in Friesland, invited by VGZ, with a BSN."""
    return registered(env, cast.insurer, cast.vgz_label)


def birth_date_of(client: Actor) -> str:
    return own_entry.read(client).answers["birth_date"]


def the_day(client: Actor) -> str:
    year, month, day = birth_date_of(client).split("-")
    return f"{day}-{month}-{year}"


def rows(env: Environment, client: Actor) -> tuple[WaitingListEntry, Client]:
    with database.reading(env.engine) as session:
        entry = session.get_one(WaitingListEntry, client.entry_id)
        return entry, session.get_one(Client, entry.client_id)


def test_she_reads_which_organization_saw_what(cast: Cast, client: Actor) -> None:
    waiting_list.read_entry(cast.provider, client.entry_id)
    line = own_log.read(client).lines[0]
    assert (line.event, line.organization) == (LogEvent.ENTRY_READ, "Kraamzorg Miek")
    assert line.name == ""
    assert Field.BIRTH_DATE in line.fields
    assert Field.NAME not in line.fields


def test_she_reads_names_once_the_settings_say_so(cast: Cast, client: Actor) -> None:
    tool_settings.save(cast.admin, {Setting.NAMES_IN_CLIENT_LOG.value: "ja"})
    waiting_list.read_entry(cast.provider, client.entry_id)
    assert own_log.read(client).lines[0].name == "miek"


def test_her_own_reading_is_logged_and_not_shown(env: Environment, client: Actor) -> None:
    own_log.read(client)
    assert all(line.event != LogEvent.OWN_LOG_READ for line in own_log.read(client).lines)
    with database.reading(env.engine) as session:
        events = session.exec(select(AccessLogLine.event)).all()
    assert events.count(LogEvent.OWN_LOG_READ) == 2


def test_lines_of_a_day_are_folded_in_her_words(
    cast: Cast, client: Actor, clock: FrozenClock
) -> None:
    for _ in range(3):
        waiting_list.read_entry(cast.provider, client.entry_id)
        clock.advance(timedelta(minutes=5))
    worded = log_words.days(own_log.read(client).lines, lambda text: text)
    day, lines = worded[0]
    assert day == "02-03-2026"
    assert lines[0][:2] == [
        "10:00–10:10",  # noqa: RUF001 - a dash between two times
        "Kraamzorg Miek (kraamzorgaanbieder) bekeek uw gegevens (3 keer).",
    ]


def test_pages_of_her_log_hold_every_line_once(
    cast: Cast, client: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        waiting_list.read_entry(cast.provider, client.entry_id)
    total = len(own_log.read(client).lines)
    monkeypatch.setattr(own_log, "PAGE_SIZE", 2)
    count, place = 0, None
    while True:
        page = own_log.read(client, place)
        count, place = count + len(page.lines), page.older
        if place is None:
            break
    assert count == total >= 5


def test_the_copy_holds_everything_and_is_logged(env: Environment, client: Actor) -> None:
    copy = own_rights.copy(client)
    stored = own_entry.read(client).answers
    assert {name: copy.answers[name] for name in stored if name != "insurer_label"} == {
        name: value for name, value in stored.items() if name != "insurer_label"
    }
    assert copy.answers["insurer_label"] == "VGZ"
    assert copy.consent_text
    content = json.loads(own_rights.download(client))
    assert content["answers"]["bsn"] == stored["bsn"]
    assert content["consent"]["version"] == copy.consent_version
    with database.reading(env.engine) as session:
        events = session.exec(select(AccessLogLine.event)).all()
    assert events.count(LogEvent.OWN_DATA_COPIED) == 2


def test_the_copy_does_not_tell_that_a_provider_refused_her(cast: Cast, client: Actor) -> None:
    offer_id = offers.offer(cast.coordinator, client.entry_id, cast.miek.id)
    offers.decline(cast.provider, offer_id, DeclineReason.NO_CAPACITY)
    kinds = {event["kind"] for event in json.loads(own_rights.download(client))["events"]}
    assert kinds == {"OFFER_ENDED", "OFFERED", "PLACED"}


def test_erasing_asks_her_birth_date_and_gives_up_after_five(client: Actor) -> None:
    for _ in range(5):
        with pytest.raises(FieldErrors):
            own_rights.erase(client, "01-01-1980")
    with pytest.raises(TooManyTries):
        own_rights.erase(client, "01-01-1980")
    assert own_entry.read(client).state is EntryState.WAITING


def test_what_makes_her_identifiable_is_gone_and_the_figures_stay(
    env: Environment, cast: Cast, client: Actor
) -> None:
    waiting_list.read_entry(cast.provider, client.entry_id)
    before, her = rows(env, client)
    own_rights.erase(client, the_day(client))
    entry, erased = rows(env, client)
    assert erased.erased_at is not None
    assert erased.log_id != her.log_id
    assert (entry.state, entry.close_reason) == (EntryState.CLOSED, CloseReason.WITHDRAWN)
    assert (entry.client_number, entry.pc4) == ("", before.pc4[:2])
    assert (entry.region_id, entry.insurer_id) == (before.region_id, before.insurer_id)
    assert entry.placed_at == before.placed_at
    assert (entry.due_date.weekday(), entry.due_date.isocalendar()[:2]) == (
        0,
        before.due_date.isocalendar()[:2],
    )
    with database.reading(env.engine) as session:
        invitation = session.exec(select(Invitation)).one()
        assert (invitation.client_number, invitation.email, invitation.draft) == ("", None, None)
        assert invitation.log_id != her.log_id
        for table in (Fingerprint, BellItem):
            hers = session.exec(
                select(func.count()).select_from(table).where(table.entry_id == entry.id)
            ).one()
            assert hers == 0
        line = session.exec(
            select(AccessLogLine).where(AccessLogLine.event == LogEvent.IDENTITY_ERASED)
        ).one()
        assert line.subjects == [her.log_id.hex]


def test_nothing_sealed_is_left_of_her_in_any_table(
    env: Environment, cast: Cast, client: Actor
) -> None:
    waiting_list.accept(cast.provider, client.entry_id)
    waiting_list.give_back(cast.provider, client.entry_id, "ILLNESS", "Zij heeft een tweeling.")
    entry, _ = rows(env, client)
    own_rights.erase(client, the_day(client))
    keys = {"entry_id": entry.id, "client_id": entry.client_id, "id": entry.client_id}
    with database.reading(env.engine) as session:
        for table in SQLModel.metadata.sorted_tables:
            sealed = [c for c in table.columns if isinstance(c.type, LargeBinary)]
            key = next((name for name in keys if name in table.columns), None)
            if not sealed or key is None:
                continue
            found = session.execute(select(*sealed).where(table.columns[key] == keys[key])).all()
            if table.name == "outbox_message":
                # What tells others that she left the list is still on its way; it names nobody.
                found = session.execute(
                    select(*sealed).where(
                        OutboxMessage.entry_id == entry.id, OutboxMessage.is_to_client
                    )
                ).all()
            assert all(value is None for row in found for value in row), table.name


def test_after_erasing_she_is_out_and_may_register_again(
    env: Environment, cast: Cast, client: Actor
) -> None:
    own_rights.erase(client, the_day(client))
    with pytest.raises(Conflict):
        own_entry.read(client)
    sent = len(mails(env, "client_link"))
    lost_links.send_again(VISITOR, "noor@client.test")
    assert len(mails(env, "client_link")) == sent
    registered(env, cast.insurer, cast.vgz_label)


def test_erasing_twice_is_once(env: Environment, client: Actor) -> None:
    day = the_day(client)
    own_rights.erase(client, day)
    with pytest.raises(Conflict):
        own_rights.erase(client, day)
    with database.reading(env.engine) as session:
        erased = session.exec(
            select(AccessLogLine).where(AccessLogLine.event == LogEvent.IDENTITY_ERASED)
        ).all()
    assert len(erased) == 1


def test_mail_that_invited_her_and_failed_is_wiped_when_she_is_erased(
    env: Environment, client: Actor
) -> None:
    with database.transaction(env.engine) as session:
        invited = session.exec(
            select(OutboxMessage).where(OutboxMessage.notification == "invited")
        ).one()
        invited.state = OutboxState.FAILED
    own_rights.erase(client, the_day(client))
    with database.reading(env.engine) as session:
        left = session.get_one(OutboxMessage, invited.id)
    assert left.recipient is left.text is left.html is left.subject is left.address_hash is None
