"""Her own form: kept while she types, placed once, never twice in the country."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlmodel import select

from kraamzorg_app import database
from kraamzorg_app.adapters.clock import FrozenClock
from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.domain.entries import EntryState, InvitationState, TimelineKind
from kraamzorg_app.domain.errors import Conflict, FieldErrors, NotAllowed, TooManyTries
from kraamzorg_app.domain.registration_form import Step
from kraamzorg_app.models.capacity import ExcludedPostcode
from kraamzorg_app.models.organizations import CodeRedPeriod, Region
from kraamzorg_app.models.waiting_list import (
    Client,
    Fingerprint,
    Invitation,
    TimelineEvent,
    WaitingListEntry,
)
from kraamzorg_app.services import client_sessions, invitations, registrations, waiting_list
from kraamzorg_app.services.client_data import open_field
from kraamzorg_app.services.client_entrance import LinkOutcome
from kraamzorg_app.services.environment import Environment
from kraamzorg_app.services.registrations import SendOutcome
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.ui.registration_state import is_far_ahead
from tests.answers import (
    added_link,
    again,
    answers,
    bells,
    client_from,
    due,
    filled_in,
    follow,
    invited,
    links,
    mails,
    registered,
    wish,
)
from tests.personas import Cast


def entry_of(env: Environment, client: Actor) -> WaitingListEntry:
    with database.transaction(env.engine) as session:
        return session.get_one(WaitingListEntry, client.entry_id)


def placed_count(env: Environment) -> int:
    with database.transaction(env.engine) as session:
        return len(
            session.exec(
                select(TimelineEvent).where(TimelineEvent.kind == TimelineKind.PLACED)
            ).all()
        )


def test_her_form_starts_with_what_the_inviter_knows(cast: Cast, env: Environment) -> None:
    form = registrations.read(invited(env, cast.insurer))
    assert form.answers["postcode"] == "8731 AB"
    assert form.answers["due_date"] == due(env)
    assert list(form.labels.values()) == ["VGZ"]
    assert form.organization == "VGZ"


def test_invited_by_a_provider_she_chooses_among_all_labels(cast: Cast, env: Environment) -> None:
    form = registrations.read(invited(env, cast.provider))
    assert list(form.labels.values()) == ["VGZ", "Zilveren Kruis"]


def test_whoever_must_hear_of_it_is_told_once_she_is_placed(cast: Cast, env: Environment) -> None:
    client = registered(env, cast.insurer, cast.vgz_label)
    entry = entry_of(env, client)
    assert (entry.state, entry.region_id, entry.pc4) == (
        EntryState.WAITING,
        cast.friesland.id,
        "8731",
    )
    assert bells(env, "placed") == {
        actor.membership_id
        for actor in (
            cast.insurer,
            cast.coordinator,
            cast.coordinator_limited,
            cast.provider,
            cast.provider_limited,
            cast.other_provider,
            cast.carer,
        )
    }
    hers = [text for _, to, text in mails(env, "placed") if to == "noor@client.test"]
    assert len(hers) == 1
    assert "/l/" in hers[0]
    everything = " ".join(text for _, _, text in mails(env))
    for secret in ("999990020", "TS2222RR", "8731", "1995", "Kerkstraat", "12345678", "Vries"):
        assert secret not in everything


def test_consent_is_kept_with_version_time_and_language(cast: Cast, env: Environment) -> None:
    client = invited(env, cast.insurer)
    filled_in(client, answers(env, cast.vgz_label))
    with pytest.raises(FieldErrors) as refused:
        registrations.send(client, has_agreed=False, language="en")
    assert refused.value.fields == {"consent": "consent_needed"}
    registrations.send(client, has_agreed=True, language="en")
    entry = entry_of(env, again(env, client))
    with database.transaction(env.engine) as session:
        kept = session.get_one(Client, entry.client_id)
    assert (kept.consent_version, kept.consent_language) == ("2026-1", "en")
    assert kept.consented_at == env.clock.now()
    assert "Dear Noor" in next(text for _, to, text in mails(env, "placed") if "noor" in to)


def test_in_her_form_she_may_wish_for_a_provider_that_serves_her(
    cast: Cast, env: Environment
) -> None:
    with database.transaction(env.engine) as session:
        session.add(ExcludedPostcode(provider_id=cast.anna.id, pc4="8731"))
    client = invited(env, cast.insurer)
    typed = answers(env, cast.vgz_label, preferred=str(cast.noord.id))
    offered = registrations.check_step(client, Step.ADDRESS, typed)
    assert list(offered.values()) == ["Kraamzorg Miek", "Kraamzorg Noord"]
    assert registrations.read(client).wishes == offered
    filled_in(client, typed)
    registrations.send(client, has_agreed=True, language="nl")
    assert entry_of(env, again(env, client)).preferred_provider_id == cast.noord.id


def test_a_wish_of_before_goes_when_nobody_serves_her_any_more(
    cast: Cast, env: Environment
) -> None:
    client = invited(env, cast.insurer)
    filled_in(client, answers(env, cast.vgz_label, preferred=str(cast.noord.id)))
    with database.transaction(env.engine) as session:
        for provider in (cast.miek, cast.noord, cast.anna):
            session.add(ExcludedPostcode(provider_id=provider.id, pc4="8731"))
    shown = answers(env, cast.vgz_label)
    shown.pop("preferred", None)
    assert registrations.check_step(client, Step.CARE, shown) == {}
    registrations.send(client, has_agreed=True, language="nl")
    assert entry_of(env, again(env, client)).preferred_provider_id is None


def test_a_wish_that_is_not_hers_to_make_is_told_at_its_field(cast: Cast, env: Environment) -> None:
    with database.transaction(env.engine) as session:
        session.add(ExcludedPostcode(provider_id=cast.anna.id, pc4="8731"))
    client = invited(env, cast.insurer)
    for wanted in (str(cast.anna.id), str(uuid4()), "x"):
        with pytest.raises(FieldErrors) as refused:
            filled_in(client, answers(env, cast.vgz_label, preferred=wanted))
        assert refused.value.fields == {"preferred": "unknown_choice"}


def test_what_she_typed_is_sealed(cast: Cast, env: Environment) -> None:
    client = invited(env, cast.insurer)
    filled_in(client, answers(env, cast.vgz_label))
    with database.transaction(env.engine) as session:
        draft = session.get_one(Invitation, client.invitation_id).draft or b""
    assert b"Noor" not in draft
    registrations.send(client, has_agreed=True, language="nl")
    entry = entry_of(env, again(env, client))
    with database.transaction(env.engine) as session:
        row = session.get_one(Client, entry.client_id)
        work = UnitOfWork(session, client, env, env.clock.now())
        assert b"999990020" not in (row.bsn or b"")
        assert open_field(work, row, "bsn") == "999990020"
        assert open_field(work, row, "postcode") == "8731AB"
        assert session.get_one(Invitation, client.invitation_id).draft is None


def test_sending_twice_places_once(cast: Cast, env: Environment) -> None:
    client = invited(env, cast.insurer)
    filled_in(client, answers(env, cast.vgz_label))
    assert registrations.send(client, has_agreed=True, language="nl") is SendOutcome.PLACED
    assert registrations.send(client, has_agreed=True, language="nl") is SendOutcome.PLACED
    assert placed_count(env) == 1


def test_two_sends_at_once_place_once(cast: Cast, env: Environment) -> None:
    client = invited(env, cast.insurer)
    filled_in(client, answers(env, cast.vgz_label))
    with ThreadPoolExecutor(4) as pool:
        outcomes = list(
            pool.map(lambda _: registrations.send(client, has_agreed=True, language="nl"), range(4))
        )
    assert set(outcomes) == {SendOutcome.PLACED}
    assert placed_count(env) == 1


def test_of_one_bsn_on_two_invitations_at_once_one_is_placed(cast: Cast, env: Environment) -> None:
    clients = [
        invited(env, cast.insurer, client_number="AAA1"),
        invited(env, cast.provider, email="noor.b@client.test"),
    ]
    for number, client in enumerate(clients):
        filled_in(
            client, answers(env, cast.vgz_label, first_name=f"N{number}", due_date=due(env, 12))
        )
    with ThreadPoolExecutor(2) as pool:
        outcomes = list(
            pool.map(lambda who: registrations.send(who, has_agreed=True, language="nl"), clients)
        )
    assert sorted(outcomes) == [SendOutcome.DUPLICATE, SendOutcome.PLACED]
    assert placed_count(env) == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"bsn": "", "first_name": "NÓÓR", "last_name": "De  vries"},
        {"first_name": "Else", "birth_date": "01-01-1990"},
    ],
    ids=["same name, birth date and due date", "same bsn"],
)
def test_a_duplicate_reads_that_we_get_in_touch_and_the_coordinator_is_told(
    cast: Cast, env: Environment, changed: dict[str, str]
) -> None:
    registered(env, cast.insurer, cast.vgz_label)
    client = invited(env, cast.provider, email="other@client.test")
    filled_in(client, answers(env, cast.zilver_label, **changed))
    for _ in range(2):
        outcome = registrations.send(client, has_agreed=True, language="nl")
        assert outcome is SendOutcome.DUPLICATE
    assert placed_count(env) == 1
    assert bells(env, "duplicate_registration") == {
        cast.coordinator.membership_id,
        cast.coordinator_limited.membership_id,
    }
    assert registrations.read(client).is_duplicate
    assert registrations.read(client).answers["phone"] == "06 12345678"


def test_a_taken_client_counts_for_that_due_date_only(cast: Cast, env: Environment) -> None:
    first = registered(env, cast.insurer, cast.vgz_label)
    waiting_list.accept(cast.provider, first.entry_id)
    same = invited(env, cast.carer, email="b@client.test")
    filled_in(same, answers(env, cast.vgz_label))
    assert registrations.send(same, has_agreed=True, language="nl") is SendOutcome.DUPLICATE
    registrations.check_step(
        same, Step.CARE, answers(env, cast.vgz_label, due_date=due(env, weeks=36))
    )
    assert registrations.send(same, has_agreed=True, language="nl") is SendOutcome.PLACED


def test_her_number_is_not_free_while_she_waits(cast: Cast, env: Environment) -> None:
    registered(env, cast.insurer, cast.vgz_label)
    with pytest.raises(Conflict):
        invitations.invite(cast.insurer, wish(env, request_key=uuid4()))
    with database.transaction(env.engine) as session:
        assert not session.exec(
            select(Fingerprint).where(Fingerprint.invitation_id.is_not(None))  # type: ignore[union-attr]
        ).all()


def test_a_list_that_closed_meanwhile_keeps_her_draft(cast: Cast, env: Environment) -> None:
    client = invited(env, cast.insurer)
    filled_in(client, answers(env, cast.vgz_label))
    with database.transaction(env.engine) as session:
        for period in session.exec(select(CodeRedPeriod)):
            session.delete(period)
    with pytest.raises(Conflict) as refused:
        registrations.send(client, has_agreed=True, language="nl")
    assert refused.value.code == "list_closed"
    assert refused.value.details["region"] == "KSV Friesland"
    assert "Kraamzorg Miek" in refused.value.details["providers"]
    assert registrations.read(client).answers["first_name"] == "Noor"


def test_a_corrected_postcode_puts_her_on_the_list_of_that_region(
    cast: Cast, env: Environment
) -> None:
    client = registered(env, cast.insurer, cast.vgz_label, postcode="9711 AB")
    assert entry_of(env, client).region_id == cast.groningen.id


def test_wrong_answers_are_told_per_field_and_kept(cast: Cast, env: Environment) -> None:
    client = invited(env, cast.insurer)
    with pytest.raises(FieldErrors) as refused:
        registrations.check_step(
            client, Step.PERSON, {"first_name": "Noor", "last_name": "", "birth_date": "31-02-1995"}
        )
    assert refused.value.fields == {"last_name": "required", "birth_date": "date_form"}
    assert registrations.read(client).answers["birth_date"] == "31-02-1995"
    with pytest.raises(FieldErrors) as refused:
        registrations.check_step(
            client, Step.CARE, answers(env, cast.vgz_label, bsn="123456789", insurer_label="x")
        )
    assert refused.value.fields == {"bsn": "bsn_form", "insurer_label": "unknown_choice"}


def test_the_label_of_another_insurer_can_not_be_chosen(cast: Cast, env: Environment) -> None:
    client = invited(env, cast.insurer)
    with pytest.raises(FieldErrors):
        registrations.check_step(client, Step.CARE, answers(env, cast.zilver_label))


def test_where_the_region_asks_it_an_insurers_client_waits_for_the_coordinator(
    cast: Cast, env: Environment
) -> None:
    with database.transaction(env.engine) as session:
        session.get_one(Region, cast.friesland.id).needs_authorization = True
    client = registered(env, cast.insurer, cast.vgz_label)
    assert entry_of(env, client).state is EntryState.AWAITING_AUTHORIZATION
    assert not bells(env, "placed")
    assert cast.coordinator.membership_id in bells(env, "authorization_needed")
    assert [to for _, to, _ in mails(env, "authorization_needed") if "client.test" in to] == [
        "noor@client.test"
    ]


def test_her_link_has_been_used_once_the_form_is_sent(cast: Cast, env: Environment) -> None:
    invitations.invite(cast.insurer, wish(env))
    link = links(env)[0]
    client = client_from(follow(link).cookies)
    filled_in(client, answers(env, cast.vgz_label))
    registrations.send(client, has_agreed=True, language="nl")
    assert follow(link).outcome is LinkOutcome.USED


def test_on_another_device_the_draft_shows_after_her_birth_date_only(
    cast: Cast, env: Environment
) -> None:
    before = links(env)
    invitations.invite(cast.insurer, wish(env))
    link = added_link(env, before)
    entrance = follow(link)
    registrations.save(client_from(entrance.cookies), {"birth_date": "03-04-1995"})
    assert entrance.cookies is not None
    same_device = client_from(follow(link, entrance.cookies.device).cookies)
    assert same_device.is_recognized
    other = client_from(follow(link).cookies)
    with pytest.raises(NotAllowed):
        registrations.read(other)
    with pytest.raises(FieldErrors):
        client_sessions.recognize(other, "04-04-1995")
    client_sessions.recognize(other, "3-4-1995")
    assert registrations.read(again(env, other)).answers["birth_date"] == "03-04-1995"


def test_a_browser_that_was_there_before_her_is_shut_out_by_her_birth_date(
    cast: Cast, env: Environment
) -> None:
    before = links(env)
    invitations.invite(cast.insurer, wish(env))
    link = added_link(env, before)
    stranger, client = client_from(follow(link).cookies), client_from(follow(link).cookies)
    registrations.save(client, {"birth_date": "03-04-1995"})
    assert not again(env, stranger).is_recognized
    assert again(env, client).is_recognized


def test_after_five_wrong_birth_dates_it_is_locked_for_an_hour(
    cast: Cast, env: Environment, clock: FrozenClock
) -> None:
    before = links(env)
    invitations.invite(cast.insurer, wish(env))
    link = added_link(env, before)
    registrations.save(client_from(follow(link).cookies), {"birth_date": "03-04-1995"})
    other = client_from(follow(link).cookies)
    for day in range(10, 15):
        with pytest.raises(FieldErrors):
            client_sessions.recognize(other, f"{day}-04-1995")
    with pytest.raises(TooManyTries):
        client_sessions.recognize(other, "03-04-1995")
    clock.advance(timedelta(hours=1))
    client_sessions.recognize(other, "03-04-1995")


def test_without_her_birth_date_she_starts_afresh_and_sees_nothing_of_it(
    cast: Cast, env: Environment
) -> None:
    before = links(env)
    invitations.invite(cast.insurer, wish(env))
    link = added_link(env, before)
    registrations.save(
        client_from(follow(link).cookies), {"birth_date": "03-04-1995", "first_name": "Noor"}
    )
    other = client_from(follow(link).cookies)
    client_sessions.start_afresh(other)
    assert "first_name" not in registrations.read(again(env, other)).answers


def test_her_session_ends_after_thirty_idle_minutes_with_the_draft_kept(
    cast: Cast, env: Environment, clock: FrozenClock
) -> None:
    before = links(env)
    invitations.invite(cast.insurer, wish(env))
    link = added_link(env, before)
    cookies = follow(link).cookies
    assert cookies is not None
    registrations.save(client_from(cookies), {"first_name": "Noor"})
    clock.advance(timedelta(minutes=29))
    assert client_sessions.resolve(cookies.session, origin="") is not None
    clock.advance(timedelta(minutes=29))
    assert client_sessions.resolve(cookies.session, origin="") is not None
    clock.advance(timedelta(minutes=30))
    assert client_sessions.resolve(cookies.session, origin="") is None
    back = client_from(follow(link, cookies.device).cookies)
    assert registrations.read(back).answers["first_name"] == "Noor"


def test_a_withdrawn_invitation_ends_her_form(cast: Cast, env: Environment) -> None:
    client = invited(env, cast.insurer)
    with database.transaction(env.engine) as session:
        session.get_one(Invitation, client.invitation_id).state = InvitationState.WITHDRAWN
    with pytest.raises(Conflict) as refused:
        registrations.save(client, {"first_name": "Noor"})
    assert refused.value.code == "invitation_ended"


def test_a_client_reaches_nothing_of_the_people_who_work_with_the_tool(
    cast: Cast, env: Environment
) -> None:
    client = invited(env, cast.insurer)
    with pytest.raises(NotAllowed):
        invitations.invite(client, wish(env))
    with pytest.raises(NotAllowed):
        waiting_list.read_entry(client, cast.waiting.id)


def test_a_due_date_far_ahead_is_pointed_out(env: Environment) -> None:
    assert is_far_ahead(due(env, weeks=41))
    assert not is_far_ahead(due(env, weeks=39))
    assert not is_far_ahead("31-02")
