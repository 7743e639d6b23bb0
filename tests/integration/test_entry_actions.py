"""Giving back, closing, authorizing and correcting: each once, logged, told, and within scope."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import col, select

from kraamzorg_app import database
from kraamzorg_app.domain.actors import Actor, Job
from kraamzorg_app.domain.calendar import format_date
from kraamzorg_app.domain.entries import (
    BsnReason,
    CloseReason,
    EntryState,
    GiveBackReason,
    TimelineKind,
)
from kraamzorg_app.domain.errors import Conflict, FieldErrors, NotAllowed, NotFound, TooManyTries
from kraamzorg_app.domain.registration_form import FormField
from kraamzorg_app.models.access_log import AccessLogLine
from kraamzorg_app.models.messages import OutboxMessage, OutboxState
from kraamzorg_app.models.organizations import CodeRedPeriod, MatchAgreement, Pc4Range, Region
from kraamzorg_app.models.waiting_list import Fingerprint, WaitingListEntry
from kraamzorg_app.services import coordination, corrections, duplicates, waiting_list
from kraamzorg_app.services.client_entrance import LinkOutcome
from kraamzorg_app.services.environment import Environment
from kraamzorg_app.services.invitations import DUPLICATE_TRIES
from kraamzorg_app.services.unit_of_work import begin
from tests.answers import added_link, follow, links
from tests.factories import Factory
from tests.personas import Cast


def entry_of(env: Environment, entry_id: UUID) -> WaitingListEntry:
    with database.reading(env.engine) as session:
        return session.get_one(WaitingListEntry, entry_id)


def mails(env: Environment, notification: str) -> list[OutboxMessage]:
    with database.reading(env.engine) as session:
        return list(
            session.exec(select(OutboxMessage).where(OutboxMessage.notification == notification))
        )


def logged(env: Environment, event: str) -> list[AccessLogLine]:
    with database.reading(env.engine) as session:
        return list(session.exec(select(AccessLogLine).where(AccessLogLine.event == event)))


def change(env: Environment, entry_id: UUID, **values: Any) -> None:
    with database.transaction(env.engine) as session:
        row = session.get_one(WaitingListEntry, entry_id)
        for name, value in values.items():
            setattr(row, name, value)


def test_client_given_back_is_on_the_list_of_others_again(env: Environment, cast: Cast) -> None:
    waiting_list.give_back(cast.provider, cast.enrolled.id, GiveBackReason.NO_CAPACITY, "te druk")
    entry = entry_of(env, cast.enrolled.id)
    assert (entry.state, entry.provider_id, entry.accepted_at) == (EntryState.WAITING, None, None)
    assert waiting_list.read_entry(cast.carer, cast.enrolled.id).view.name is None
    assert {mail.is_to_client for mail in mails(env, "given_back")} == {True, False}


def test_who_comes_back_to_a_list_that_ended_waits_where_her_postcode_is_now(
    env: Environment, cast: Cast
) -> None:
    with database.transaction(env.engine) as session:
        session.get_one(Region, cast.friesland.id).ended_on = env.clock.now().date()
        ranges = select(Pc4Range).where(Pc4Range.region_id == cast.friesland.id)
        for each in session.exec(ranges):
            each.region_id = cast.groningen.id
    waiting_list.give_back(cast.provider, cast.enrolled.id, GiveBackReason.NO_CAPACITY)
    entry = entry_of(env, cast.enrolled.id)
    assert (entry.state, entry.region_id) == (EntryState.WAITING, cast.groningen.id)


def test_only_her_own_provider_gives_a_client_back(cast: Cast) -> None:
    with pytest.raises(NotFound):
        waiting_list.give_back(cast.carer, cast.enrolled.id, GiveBackReason.NO_CAPACITY)
    with pytest.raises(Conflict):
        waiting_list.give_back(cast.provider, cast.waiting.id, GiveBackReason.NO_CAPACITY)


@pytest.mark.parametrize("reason", ["", "OTHER", None, 3, {"reason": "NO_CAPACITY"}])
def test_a_reason_comes_from_the_list(env: Environment, cast: Cast, reason: Any) -> None:
    with pytest.raises(FieldErrors):
        waiting_list.give_back(cast.provider, cast.enrolled.id, reason)
    with pytest.raises(FieldErrors):
        coordination.close(cast.coordinator, cast.waiting.id, reason)
    assert entry_of(env, cast.enrolled.id).state is EntryState.ACCEPTED
    assert entry_of(env, cast.waiting.id).state is EntryState.WAITING


def test_closed_client_is_gone_for_everybody_but_the_coordinator(
    env: Environment, cast: Cast
) -> None:
    coordination.close(cast.coordinator, cast.waiting.id, CloseReason.FOUND_ELSEWHERE)
    for actor in (cast.provider, cast.preferred, cast.admin):
        with pytest.raises(NotFound):
            waiting_list.read_entry(actor, cast.waiting.id)
    detail = waiting_list.read_entry(cast.coordinator, cast.waiting.id)
    assert detail.view.state is EntryState.CLOSED
    assert not detail.actions
    assert any(mail.is_to_client for mail in mails(env, "closed"))


def test_after_a_pregnancy_ended_no_mail_reaches_her(env: Environment, cast: Cast) -> None:
    waiting_list.accept(cast.provider, cast.waiting.id)
    coordination.close(cast.coordinator, cast.waiting.id, CloseReason.PREGNANCY_ENDED)
    hers = [mail for kind in ("taken", "closed") for mail in mails(env, kind) if mail.is_to_client]
    assert {mail.state for mail in hers} == {OutboxState.CANCELLED}


def test_closing_twice_is_refused(cast: Cast) -> None:
    coordination.close(cast.coordinator, cast.waiting.id, CloseReason.ERROR)
    with pytest.raises(Conflict):
        coordination.close(cast.coordinator, cast.waiting.id, CloseReason.ERROR)


def test_coordinator_of_another_region_does_not_find_her(cast: Cast) -> None:
    for verb in (coordination.close, coordination.send_back):
        with pytest.raises(NotFound):
            verb(cast.coordinator, cast.waiting_groningen.id, CloseReason.ERROR)
    with pytest.raises(NotFound):
        coordination.authorize(cast.coordinator, cast.waiting_groningen.id)


def test_authorized_client_is_placed_and_everybody_is_told(env: Environment, cast: Cast) -> None:
    change(env, cast.waiting.id, state=EntryState.AWAITING_AUTHORIZATION)
    with pytest.raises(NotFound):
        waiting_list.read_entry(cast.provider, cast.waiting.id)
    coordination.authorize(cast.coordinator_limited, cast.waiting.id)
    assert entry_of(env, cast.waiting.id).state is EntryState.WAITING
    assert len(mails(env, "placed")) > 1
    with pytest.raises(Conflict):
        coordination.authorize(cast.coordinator, cast.waiting.id)


def test_client_sent_back_is_closed_with_a_reason(env: Environment, cast: Cast) -> None:
    change(env, cast.waiting.id, state=EntryState.AWAITING_AUTHORIZATION)
    for wrong in ("", "Het BSN 999990019 klopt niet"):
        with pytest.raises(FieldErrors):
            coordination.send_back(cast.coordinator, cast.waiting.id, CloseReason.ERROR, wrong)
    coordination.send_back(
        cast.coordinator, cast.waiting.id, CloseReason.ERROR, "Zij staat al op de lijst van Drenthe"
    )
    entry = entry_of(env, cast.waiting.id)
    assert (entry.state, entry.close_reason) == (EntryState.CLOSED, CloseReason.ERROR)
    lines = waiting_list.read_entry(cast.coordinator, cast.waiting.id).lines
    assert [(line.kind, line.reason) for line in lines] == [(TimelineKind.SENT_BACK, "ERROR")]


def test_bsn_opens_for_her_provider_only_and_is_logged(env: Environment, cast: Cast) -> None:
    shown = waiting_list.reveal_bsn(cast.provider, cast.enrolled.id, BsnReason.CARE_RECORD)
    assert shown == "999990019"
    (line,) = logged(env, "BSN_REVEALED")
    assert (line.fields, line.details) == (["BSN"], {"reason": "CARE_RECORD"})
    assert shown not in str(line)


def test_bsn_stays_shut_for_everybody_else(env: Environment, cast: Cast) -> None:
    for actor in (
        cast.provider, cast.carer, cast.preferred, cast.insurer, cast.coordinator,
        cast.provider_limited, cast.admin,
    ):  # fmt: skip
        for entry in (cast.waiting, cast.waiting_vgz):
            with pytest.raises((NotAllowed, NotFound)):
                waiting_list.reveal_bsn(actor, entry.id, BsnReason.CARE_RECORD)
    assert not logged(env, "BSN_REVEALED")


def test_no_bsn_without_a_reason(env: Environment, cast: Cast) -> None:
    with pytest.raises(FieldErrors):
        waiting_list.reveal_bsn(cast.provider, cast.enrolled.id, "")
    assert not logged(env, "BSN_REVEALED")


def test_correction_changes_what_differs_and_names_only_the_fields(
    env: Environment, cast: Cast
) -> None:
    done = corrections.correct(
        cast.coordinator,
        cast.waiting.id,
        0,
        {"phone": "0687654321", "street": "Dorpsstraat", "bsn": "999990020"},
    )
    assert done.fields == (FormField.PHONE,)
    view = waiting_list.read_entry(cast.coordinator, cast.waiting.id).view
    assert (view.phone, view.version) == ("+31687654321", 1)
    (line,) = logged(env, "CLIENT_CORRECTED")
    assert line.fields == ["phone"]
    assert "87654321" not in str(line)


def test_correction_on_an_old_page_is_refused(cast: Cast) -> None:
    corrections.correct(cast.coordinator, cast.waiting.id, 0, {"phone": "0687654321"})
    with pytest.raises(Conflict) as refused:
        corrections.correct(cast.coordinator, cast.waiting.id, 0, {"phone": "0611111111"})
    assert refused.value.code == "changed_meanwhile"
    view = waiting_list.read_entry(cast.coordinator, cast.waiting.id).view
    assert view.phone == "+31687654321"


@pytest.mark.parametrize("version", [None, "0", 0.5, -1, {}])
def test_correction_needs_the_version_that_was_shown(cast: Cast, version: Any) -> None:
    with pytest.raises(Conflict):
        corrections.correct(cast.coordinator, cast.waiting.id, version, {"phone": "0687654321"})


@pytest.mark.parametrize(
    ("field", "typed", "code"),
    [
        ("postcode", "12", "postcode_form"),
        ("postcode", "9999ZZ", "postcode_unknown"),
        ("phone", "12", "phone_form"),
        ("due_date", "31-02-2026", "date_form"),
        ("due_date", "01-01-2031", "due_date_too_late"),
        ("street", "", "required"),
    ],
)
def test_wrong_correction_names_the_field_and_changes_nothing(
    cast: Cast, field: str, typed: str, code: str
) -> None:
    with pytest.raises(FieldErrors) as refused:
        corrections.correct(cast.coordinator, cast.waiting.id, 0, {field: typed, "city": "Sneek"})
    assert refused.value.fields == {field: code}
    view = waiting_list.read_entry(cast.coordinator, cast.waiting.id).view
    assert view.address is not None
    assert (view.address.city, view.version) == ("Wommels", 0)


def test_postcode_of_another_open_region_moves_her_there(env: Environment, cast: Cast) -> None:
    done = corrections.correct(cast.coordinator, cast.waiting.id, 0, {"postcode": "9711 AB"})
    entry = entry_of(env, cast.waiting.id)
    assert done.has_moved
    assert (entry.region_id, entry.pc4) == (cast.groningen.id, "9711")
    assert mails(env, "moved_region")
    with pytest.raises(NotFound):
        waiting_list.read_entry(cast.coordinator, cast.waiting.id)


def test_postcode_of_a_closed_region_leaves_her_where_she_is(env: Environment, cast: Cast) -> None:
    with database.transaction(env.engine) as session:
        for period in session.exec(
            select(CodeRedPeriod).where(CodeRedPeriod.region_id == cast.groningen.id)
        ):
            session.delete(period)
    done = corrections.correct(cast.coordinator, cast.waiting.id, 0, {"postcode": "9711AB"})
    entry = entry_of(env, cast.waiting.id)
    assert not done.has_moved
    assert (entry.region_id, entry.pc4) == (cast.friesland.id, "9711")
    assert mails(env, "list_closed_for_date")


def test_changed_due_date_sorts_her_anew(env: Environment, cast: Cast) -> None:
    later = cast.waiting.due_date + timedelta(weeks=8)
    corrections.correct(cast.coordinator, cast.waiting.id, 0, {"due_date": format_date(later)})
    assert entry_of(env, cast.waiting.id).due_date == later


def test_where_the_coordinator_assigns_nobody_takes_a_client(env: Environment, cast: Cast) -> None:
    with database.transaction(env.engine) as session:
        region = session.get_one(Region, cast.friesland.id)
        region.match_agreement = MatchAgreement.COORDINATOR_ASSIGNS
    with pytest.raises(Conflict) as refused:
        waiting_list.accept(cast.provider, cast.waiting.id)
    assert refused.value.code == "agreement_assigns"
    detail = waiting_list.read_entry(cast.provider, cast.waiting.id)
    assert (detail.actions, detail.hindrance) == (frozenset(), "agreement_assigns")


def test_who_has_no_way_to_a_provider_is_told_why(env: Environment, cast: Cast) -> None:
    def told() -> dict[str, str | None]:
        people = ("coordinator", "provider", "provider_limited", "preferred")
        return {
            name: waiting_list.read_entry(getattr(cast, name), cast.waiting.id).hindrance
            for name in people
        }

    nothing = dict.fromkeys(("coordinator", "provider", "preferred"))
    assert told() == nothing | {"provider_limited": "tick_needed"}
    with database.transaction(env.engine) as session:
        session.get_one(Region, cast.friesland.id).match_agreement = MatchAgreement.FREE_PICK
    assert told() == nothing | {
        "coordinator": "agreement_free_pick",
        "provider_limited": "tick_needed",
    }
    waiting_list.accept(cast.provider, cast.waiting.id)
    assert told() == nothing | {"provider_limited": "tick_needed_for_data"}


@pytest.mark.parametrize("entry_id", [None, "x", 3, uuid4(), ["a"]])
def test_what_is_no_id_of_theirs_is_not_found(cast: Cast, entry_id: Any) -> None:
    verbs: list[tuple[Callable[..., Any], Actor, tuple[Any, ...]]] = [
        (waiting_list.read_entry, cast.provider, ()),
        (waiting_list.accept, cast.provider, ()),
        (waiting_list.give_back, cast.provider, ("NO_CAPACITY",)),
        (waiting_list.reveal_bsn, cast.provider, ("CLAIM",)),
        (coordination.close, cast.coordinator, ("ERROR",)),
        (coordination.authorize, cast.coordinator, ()),
        (corrections.correct, cast.coordinator, (0, {})),
    ]
    for verb, actor, arguments in verbs:
        with pytest.raises(NotFound):
            verb(actor, entry_id, *arguments)


def test_every_change_is_announced_to_open_pages(env: Environment, cast: Cast) -> None:
    heard: list[str] = []
    stop = env.announcements.listen(heard.append)
    waiting_list.accept(cast.provider, cast.waiting.id)
    stop()
    assert {f"region:{cast.friesland.id}", f"insurer:{cast.zilver.id}"} <= set(heard)


def test_a_refused_change_announces_nothing(env: Environment, cast: Cast) -> None:
    waiting_list.accept(cast.provider, cast.waiting.id)
    heard: list[str] = []
    stop = env.announcements.listen(heard.append)
    with pytest.raises(Conflict):
        waiting_list.accept(cast.carer, cast.waiting.id)
    stop()
    assert not heard


def test_every_reading_is_logged_with_its_fields(env: Environment, cast: Cast) -> None:
    waiting_list.read_entry(cast.provider, cast.waiting.id)
    with database.reading(env.engine) as session:
        line = session.exec(
            select(AccessLogLine)
            .where(AccessLogLine.event == "ENTRY_READ")
            .order_by(col(AccessLogLine.number).desc())
        ).first()
    assert line is not None
    assert "BIRTH_DATE" in line.fields
    assert "NAME" not in line.fields


def test_a_corrected_address_counts_once_she_confirms_it(env: Environment, cast: Cast) -> None:
    def address() -> str | None:
        return waiting_list.read_entry(cast.coordinator, cast.waiting.id).view.email

    before, known = address(), links(env)
    done = corrections.correct(cast.coordinator, cast.waiting.id, 0, {"email": "Nieuw@client.test"})
    assert (done.fields, done.asks_to_confirm_email) == ((), True)
    assert address() == before
    assert [line.fields for line in logged(env, "CLIENT_CORRECTED")] == [["email"]]
    assert len(mails(env, "confirm_new_email")) == 1
    assert follow(added_link(env, known)).outcome is LinkOutcome.OPENED
    assert address() == "nieuw@client.test"
    assert len(mails(env, "email_changed")) == 1


def test_an_address_that_is_none_is_refused(env: Environment, cast: Cast) -> None:
    for wrong in ("geen adres", ""):
        with pytest.raises(FieldErrors) as refused:
            corrections.correct(cast.coordinator, cast.waiting.id, 0, {"email": wrong})
        assert set(refused.value.fields) == {"email"}
    assert not mails(env, "confirm_new_email")


def test_another_due_date_of_who_is_in_care_leaves_her_free_for_a_next_pregnancy(
    env: Environment, cast: Cast
) -> None:
    version = waiting_list.read_entry(cast.coordinator, cast.enrolled.id).view.version
    later = format_date(cast.enrolled.due_date + timedelta(days=3))
    corrections.correct(cast.coordinator, cast.enrolled.id, version, {"due_date": later})
    with database.reading(env.engine) as session:
        held = session.exec(
            select(Fingerprint).where(Fingerprint.entry_id == cast.enrolled.id)
        ).all()
    assert {each.kind for each in held} == {"bsn-due", "number-due", "person-due"}


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_due_date_that_would_make_her_somebody_else_is_refused_logged_and_limited(
    env: Environment, cast: Cast
) -> None:
    due = cast.waiting.due_date + timedelta(days=3)
    with database.transaction(env.engine) as session:
        twin = Factory(env, session).entry(cast.groningen, cast.vgz_label, due_date=due)
    with begin(Actor.system(Job.SEED_DEMO)) as work:
        duplicates.claim_again(work, work.session.get_one(WaitingListEntry, twin.id))
    before = waiting_list.read_entry(cast.coordinator, cast.waiting.id).view
    typed = {"due_date": format_date(due), "phone": "06 87654321"}
    for _ in range(DUPLICATE_TRIES.tries):
        with pytest.raises(Conflict, match="duplicate"):
            corrections.correct(cast.coordinator, cast.waiting.id, before.version, typed)
    with pytest.raises(TooManyTries):
        corrections.correct(cast.coordinator, cast.waiting.id, before.version, typed)
    assert waiting_list.read_entry(cast.coordinator, cast.waiting.id).view == before
    with database.reading(env.engine) as session:
        lines = session.exec(
            select(AccessLogLine).where(AccessLogLine.event == "DUPLICATE_REFUSED")
        ).all()
    assert len(lines) == DUPLICATE_TRIES.tries
    assert (lines[0].outcome, len(lines[0].subjects)) == ("refused", 1)
