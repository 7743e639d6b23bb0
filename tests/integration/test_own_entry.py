"""Her own page: how it stands, what she corrects, a birth, and leaving the list."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import update
from sqlmodel import col, select

from kraamzorg_app import database
from kraamzorg_app.adapters.clock import FrozenClock
from kraamzorg_app.domain.actors import Actor, Job
from kraamzorg_app.domain.calendar import format_date
from kraamzorg_app.domain.entries import CloseReason, EntryState, TimelineKind
from kraamzorg_app.domain.errors import Conflict, FieldErrors, NotAllowed, NotFound
from kraamzorg_app.models.messages import OutboxMessage, OutboxState
from kraamzorg_app.models.waiting_list import TimelineEvent, WaitingListEntry
from kraamzorg_app.services import (
    births,
    client_sessions,
    coordination,
    invitations,
    kept_exports,
    lost_links,
    own_corrections,
    own_entry,
    registrations,
    waiting_list,
    weekly_digest,
)
from kraamzorg_app.services.client_entrance import LinkOutcome
from kraamzorg_app.services.environment import Environment
from kraamzorg_app.services.unit_of_work import UnitOfWork
from tests.answers import (
    VISITOR,
    added_link,
    again,
    bells,
    client_from,
    due,
    follow,
    invited,
    links,
    mails,
    registered,
    wish,
)
from tests.personas import Cast


@pytest.fixture
def client(cast: Cast, env: Environment) -> Actor:
    """Give a client who was placed in Friesland, insured by VGZ, invited by VGZ."""
    return registered(env, cast.insurer, cast.vgz_label)


def correct(client: Actor, **typed: str) -> own_corrections.OwnCorrection:
    return own_corrections.correct(client, own_entry.read(client).version, typed)


def entry_of(env: Environment, client: Actor) -> WaitingListEntry:
    with database.transaction(env.engine) as session:
        return session.get_one(WaitingListEntry, client.entry_id)


def lines(env: Environment, client: Actor) -> set[TimelineKind]:
    with database.transaction(env.engine) as session:
        found = select(TimelineEvent.kind).where(TimelineEvent.entry_id == client.entry_id)
        return set(session.exec(found).all())


def on_another_device(env: Environment) -> Actor:
    """Follow the link in her confirmation on a browser that has not seen her."""
    text = next(text for _, to, text in mails(env, "placed") if to == "noor@client.test")
    return client_from(follow(text[text.index("http") :].split()[0]).cookies)


def test_she_reads_where_she_waits_and_what_stands_there(client: Actor) -> None:
    page = own_entry.read(client)
    assert (page.state, page.region_name) == (EntryState.WAITING, "KSV Friesland")
    assert page.answers["first_name"] == "Noor"
    assert page.answers["bsn"] == "999990020"
    assert page.provider is None


@pytest.mark.usefixtures("client")
def test_her_link_asks_her_birth_date_on_a_device_that_has_not_seen_her(env: Environment) -> None:
    other = on_another_device(env)
    with pytest.raises(NotAllowed):
        own_entry.read(other)
    client_sessions.recognize(other, "03-04-1995")
    assert own_entry.read(again(env, other)).answers["first_name"] == "Noor"


def test_she_reads_who_took_her_and_how_to_reach_them(client: Actor, cast: Cast) -> None:
    waiting_list.accept(cast.provider, client.entry_id)
    provider = own_entry.read(client).provider
    assert provider is not None
    assert provider.name == "Kraamzorg Miek"
    assert "@" in provider.email


def test_a_birth_is_reported_without_her_birth_date_and_told_to_everybody(
    client: Actor, cast: Cast, env: Environment
) -> None:
    births.report(on_another_device(env))
    births.report(client)
    told = bells(env, "birth_reported")
    for name in ("coordinator", "provider", "carer", "preferred", "insurer"):
        assert getattr(cast, name).membership_id in told, name
    assert len([1 for _, to, _ in mails(env, "birth_reported") if to == "miek@people.test"]) == 1
    assert entry_of(env, client).birth_reported_at == env.clock.now()
    assert own_entry.read(client).state is EntryState.WAITING


def test_a_birth_can_be_undone_by_her_only(client: Actor, env: Environment) -> None:
    other = on_another_device(env)
    births.report(other)
    with pytest.raises(NotAllowed):
        births.undo(other)
    births.undo(client)
    assert entry_of(env, client).birth_reported_at is None
    assert bells(env, "birth_undone") == bells(env, "birth_reported")


def test_a_client_in_care_has_no_birth_to_report(client: Actor, cast: Cast) -> None:
    waiting_list.accept(cast.provider, client.entry_id)
    with pytest.raises(Conflict) as refused:
        births.report(client)
    assert refused.value.code == "not_waiting"


def test_she_leaves_the_list_for_a_reason_from_it(
    client: Actor, cast: Cast, env: Environment
) -> None:
    with pytest.raises(FieldErrors):
        own_entry.leave(client, "ERROR")
    own_entry.leave(client, "FOUND_ELSEWHERE")
    own_entry.leave(client, "FOUND_ELSEWHERE")
    entry = entry_of(env, client)
    assert (entry.state, entry.close_reason) == (EntryState.CLOSED, CloseReason.FOUND_ELSEWHERE)
    assert cast.coordinator.membership_id in bells(env, "closed")
    assert [to for _, to, _ in mails(env, "closed") if "client" in to] == ["noor@client.test"]
    with pytest.raises(NotFound):
        waiting_list.read_entry(cast.provider, client.entry_id)


def test_after_a_pregnancy_ended_no_mail_reaches_her_and_others_read_nothing_of_it(
    client: Actor, env: Environment
) -> None:
    own_entry.leave(client, "PREGNANCY_ENDED")
    assert {kind for kind, to, _ in mails(env) if to == "noor@client.test"} == {"invited"}
    with database.transaction(env.engine) as session:
        cancelled = session.exec(
            select(OutboxMessage).where(OutboxMessage.state == OutboxState.CANCELLED)
        ).all()
    assert cancelled
    assert all(row.recipient is None and row.text is None for row in cancelled)
    texts = {text for _, _, text in mails(env, "closed")}
    assert texts
    assert not any("zwanger" in text.lower() for text in texts)
    lost_links.send_again(VISITOR, "noor@client.test")
    assert not mails(env, "client_link")
    assert own_entry.read(client).close_reason is CloseReason.PREGNANCY_ENDED


def test_her_provider_hears_that_she_leaves(client: Actor, cast: Cast, env: Environment) -> None:
    waiting_list.accept(cast.provider, client.entry_id)
    own_entry.leave(client, "FOUND_ELSEWHERE")
    assert cast.provider.membership_id in bells(env, "closed")
    assert cast.carer.membership_id not in bells(env, "closed")


def test_who_left_can_be_invited_again(client: Actor, cast: Cast, env: Environment) -> None:
    own_entry.leave(client, "WITHDRAWN")
    invitations.invite(cast.insurer, wish(env, request_key=uuid4()))


def test_another_postcode_with_an_open_list_moves_her(
    client: Actor, cast: Cast, env: Environment
) -> None:
    done = correct(client, postcode="9711 AB")
    assert (done.has_moved, done.is_open) == (True, True)
    entry = entry_of(env, client)
    assert (entry.region_id, entry.pc4) == (cast.groningen.id, "9711")
    assert TimelineKind.MOVED_REGION in lines(env, client)
    assert cast.coordinator.membership_id in bells(env, "moved_region")


def test_where_the_list_is_closed_she_stays_and_the_coordinator_is_told(
    client: Actor, cast: Cast, env: Environment
) -> None:
    correction = correct(client, due_date=due(env, weeks=41))
    assert (correction.has_moved, correction.is_open) == (False, False)
    entry = entry_of(env, client)
    assert entry.region_id == cast.friesland.id
    assert format_date(entry.due_date) == due(env, weeks=41)
    assert cast.coordinator.membership_id in bells(env, "list_closed_for_date")


def test_a_postcode_that_no_region_has_is_refused_and_changes_nothing(
    client: Actor, env: Environment
) -> None:
    with pytest.raises(FieldErrors) as refused:
        correct(client, postcode="1000 AB", first_name="Nora")
    assert refused.value.fields == {"postcode": "postcode_unknown"}
    assert own_entry.read(client).answers["first_name"] == "Noor"
    assert entry_of(env, client).pc4 == "8731"


def test_what_is_the_same_is_no_change(client: Actor, env: Environment) -> None:
    assert correct(client, phone="06-12345678", birth_date="3-4-1995").fields == ()
    assert TimelineKind.CORRECTED not in lines(env, client)


def test_a_new_address_counts_once_confirmed_and_the_old_one_is_told(
    client: Actor, env: Environment
) -> None:
    before = links(env)
    assert correct(client, email="Nieuw@client.test").asks_to_confirm_email
    assert own_entry.read(client).answers["email"] == "noor@client.test"
    link = added_link(env, before)
    (mail,) = mails(env, "confirm_new_email")
    assert mail[1] == "nieuw@client.test"
    entrance = follow(link)
    assert (entrance.outcome, entrance.has_new_email) == (LinkOutcome.OPENED, True)
    assert not client_from(entrance.cookies).is_recognized
    assert own_entry.read(client).answers["email"] == "nieuw@client.test"
    assert [to for _, to, _ in mails(env, "email_changed")] == ["noor@client.test"]
    assert follow(link).outcome is LinkOutcome.USED


def test_links_in_the_old_mailbox_stop_when_the_new_address_counts(
    client: Actor, env: Environment
) -> None:
    before = links(env)
    (old_link,) = set(links(env, "placed"))
    correct(client, email="nieuw@client.test")
    follow(added_link(env, before))
    assert follow(old_link).outcome is LinkOutcome.EXPIRED
    assert [to for _, to, _ in mails(env, "client_link")] == ["nieuw@client.test"]


def test_an_address_that_is_not_confirmed_within_a_week_does_not_count(
    client: Actor, env: Environment, clock: FrozenClock
) -> None:
    before = links(env)
    correct(client, email="nieuw@client.test")
    link = added_link(env, before)
    clock.advance(timedelta(days=7))
    assert follow(link).outcome is LinkOutcome.EXPIRED


def test_another_insurer_closes_the_former_insurers_view(
    client: Actor, cast: Cast, env: Environment
) -> None:
    assert waiting_list.read_entry(cast.insurer, client.entry_id).view.name == "Noor de Vries"
    correct(client, insurer_label=str(cast.zilver_label.id))
    with pytest.raises(NotFound):
        waiting_list.read_entry(cast.insurer, client.entry_id)
    assert waiting_list.read_entry(cast.preferred, client.entry_id).view.name == "Noor de Vries"
    assert TimelineKind.INSURER_CHANGED in lines(env, client)


def test_a_correction_on_an_old_page_is_noticed(client: Actor) -> None:
    version = own_entry.read(client).version
    correct(client, first_name="Nora")
    with pytest.raises(Conflict) as refused:
        own_corrections.correct(client, version, {"first_name": "Norah"})
    assert refused.value.code == "changed_meanwhile"


def test_a_correction_into_someone_else_changes_nothing_and_the_coordinator_is_told(
    client: Actor, cast: Cast, env: Environment
) -> None:
    registered(
        env,
        cast.insurer,
        cast.vgz_label,
        client_number="ELSE1",
        first_name="Els",
        bsn="999990032",
        email="els@client.test",
    )
    with pytest.raises(Conflict) as refused:
        correct(client, bsn="999990032")
    assert refused.value.code == "known_elsewhere"
    assert own_entry.read(client).answers["bsn"] == "999990020"
    assert cast.coordinator.membership_id in bells(env, "duplicate_registration")


@pytest.mark.usefixtures("client")
def test_a_lost_link_is_sent_again_and_says_nothing_to_a_stranger(env: Environment) -> None:
    before = links(env)
    lost_links.send_again(VISITOR, " Noor@client.test ")
    assert follow(added_link(env, before)).outcome is LinkOutcome.OPENED
    before = links(env)
    lost_links.send_again(VISITOR, "nobody@client.test")
    for address, code in (("no address", "email_form"), ("", "required")):
        with pytest.raises(FieldErrors) as refused:
            lost_links.send_again(VISITOR, address)
        assert refused.value.fields == {"email": code}
    assert links(env) == before


def test_an_open_invitation_is_sent_again_too_but_not_without_end(
    cast: Cast, env: Environment
) -> None:
    invited(env, cast.insurer)
    for _ in range(6):
        lost_links.send_again(VISITOR, "noor@client.test")
    assert len(mails(env, "invited")) == 4


def test_her_place_is_hers_only(client: Actor, cast: Cast, env: Environment) -> None:
    visitor = invited(env, cast.provider, email="b@client.test")
    for verb in (own_entry.read, births.report, births.undo):
        with pytest.raises(NotAllowed):
            verb(visitor)
    with pytest.raises(NotAllowed):
        registrations.read(client)


def test_a_birth_is_not_reported_of_who_was_taken_at_that_moment(
    cast: Cast, env: Environment, client: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_before_she_was_taken(work: UnitOfWork) -> WaitingListEntry:
        entry = work.session.get_one(WaitingListEntry, work.actor.entry_id)
        taken = update(WaitingListEntry).where(col(WaitingListEntry.id) == entry.id)
        work.session.execute(
            taken.values(state=EntryState.ACCEPTED, provider_id=cast.miek.id),
            execution_options={"synchronize_session": False},
        )
        return entry

    monkeypatch.setattr(births, "_own", read_before_she_was_taken)
    with pytest.raises(Conflict, match="not_waiting"):
        births.report(client)
    assert bells(env, "birth_reported") == set()


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_birth_before_she_is_let_on_is_told_to_the_coordinator_and_then_to_everybody(
    cast: Cast, env: Environment, client: Actor
) -> None:
    with database.transaction(env.engine) as session:
        entry = session.get_one(WaitingListEntry, client.entry_id)
        entry.state = EntryState.AWAITING_AUTHORIZATION
    births.report(client)
    coordinators = {cast.coordinator.membership_id, cast.coordinator_limited.membership_id}
    assert bells(env, "birth_reported") == coordinators
    coordination.authorize(cast.coordinator, entry.id)
    assert bells(env, "birth_reported") >= {
        cast.provider.membership_id,
        cast.preferred.membership_id,
        cast.insurer.membership_id,
    }


def test_another_insurer_takes_her_out_of_the_files_of_the_former_one(
    cast: Cast, client: Actor
) -> None:
    weekly_digest.make_due(Actor.system(Job.WEEKLY_DIGEST), "a")
    readers = (cast.insurer, cast.preferred, cast.coordinator)
    before = [len(kept_exports.list_own(reader)) for reader in readers]
    correct(client, insurer_label=str(cast.zilver_label.id))
    after = [len(kept_exports.list_own(reader)) for reader in readers]
    assert before == [2, 2, 2]
    assert after == [0, 2, 2]
