"""What is past its term goes, once, with proof; what is not, and every figure, stays."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import func, select

from kraamzorg_app import database
from kraamzorg_app.adapters.clock import FrozenClock
from kraamzorg_app.domain.actors import Actor, Job
from kraamzorg_app.domain.entries import CloseReason, EntryState, InvitationState
from kraamzorg_app.domain.errors import FieldErrors
from kraamzorg_app.domain.tool_settings import Setting
from kraamzorg_app.jobs import retention as job
from kraamzorg_app.models.access_log import AccessLogLine, AccessLogSubject, LogCut
from kraamzorg_app.models.entry_counts import EntryCount
from kraamzorg_app.models.messages import OutboxMessage, OutboxState
from kraamzorg_app.models.waiting_list import Client, Invitation, WaitingListEntry
from kraamzorg_app.services import (
    coordination,
    invitations,
    log_proof,
    log_sealing,
    retention,
    sent_invitations,
    tool_settings,
    waiting_list,
)
from kraamzorg_app.services.audit import LogEvent
from kraamzorg_app.services.environment import Environment
from kraamzorg_app.services.retention import Due
from tests.answers import wish
from tests.factories import Factory
from tests.personas import Cast

RETENTION = Actor.system(Job.RETENTION)


def erased_ids(env: Environment) -> set[object]:
    with database.reading(env.engine) as session:
        return set(
            session.exec(
                select(WaitingListEntry.id)
                .join(Client, Client.id == WaitingListEntry.client_id)
                .where(Client.erased_at.is_not(None))
            )
        )


def entry_of(env: Environment, entry: WaitingListEntry) -> WaitingListEntry:
    with database.reading(env.engine) as session:
        return session.get_one(WaitingListEntry, entry.id)


def proofs(env: Environment) -> list[AccessLogLine]:
    with database.reading(env.engine) as session:
        return list(
            session.exec(
                select(AccessLogLine).where(AccessLogLine.event == LogEvent.IDENTITY_ERASED)
            )
        )


def test_identity_goes_four_weeks_after_closing_and_not_before(
    env: Environment, cast: Cast, clock: FrozenClock
) -> None:
    coordination.close(cast.coordinator, cast.waiting.id, "WITHDRAWN", "")
    clock.advance(timedelta(weeks=4))
    job.run()
    assert erased_ids(env) == set()
    clock.advance(timedelta(minutes=1))
    job.run()
    assert erased_ids(env) == {cast.waiting.id}
    (proof,) = proofs(env)
    assert (proof.role, proof.details) == ("RETENTION", {"clients": 1})


def test_identity_goes_eight_weeks_after_the_due_date_whatever_the_state(
    env: Environment, cast: Cast, clock: FrozenClock
) -> None:
    clock.advance(timedelta(weeks=5 + 8))
    job.run()
    assert erased_ids(env) == set()
    clock.advance(timedelta(days=1))
    job.run()
    assert erased_ids(env) == {cast.waiting.id, cast.enrolled.id}
    waited, cared = entry_of(env, cast.waiting), entry_of(env, cast.enrolled)
    for entry in (waited, cared):
        assert (entry.state, entry.close_reason) == (EntryState.CLOSED, CloseReason.TERM_PASSED)
    assert waited.accepted_at is None
    assert cared.accepted_at is not None
    assert cared.provider_id == cast.miek.id


def test_no_mail_reaches_her_and_the_coordinator_hears_who_was_never_taken(
    env: Environment, cast: Cast, clock: FrozenClock
) -> None:
    clock.advance(timedelta(weeks=14))
    job.run()
    with database.reading(env.engine) as session:
        mails = session.exec(select(OutboxMessage)).all()
    to_her = [mail for mail in mails if mail.is_to_client]
    assert all(mail.state is OutboxState.CANCELLED and mail.text is None for mail in to_her)
    told = [mail for mail in mails if not mail.is_to_client and mail.notification == "closed"]
    assert {mail.entry_id for mail in told} == {cast.waiting.id}


def test_the_kept_counts_stay_right(env: Environment, cast: Cast, clock: FrozenClock) -> None:
    clock.advance(timedelta(weeks=14))
    job.run()
    with database.reading(env.engine) as session:
        for state in EntryState:
            kept = session.exec(
                select(func.coalesce(func.sum(EntryCount.entries), 0)).where(
                    EntryCount.state == state,
                    EntryCount.gram == "",
                    EntryCount.region_id == cast.friesland.id,
                    EntryCount.insurer_id == cast.zilver.id,
                )
            ).one()
            counted = session.exec(
                select(func.count())
                .select_from(WaitingListEntry)
                .where(
                    WaitingListEntry.state == state,
                    WaitingListEntry.region_id == cast.friesland.id,
                    WaitingListEntry.insurer_id == cast.zilver.id,
                )
            ).one()
            assert kept == counted
    assert waiting_list.read_entry(cast.coordinator, cast.waiting_vgz.id).view.name


def test_a_dry_run_counts_what_goes_and_erases_nothing(
    env: Environment, cast: Cast, clock: FrozenClock
) -> None:
    assert retention.preview(cast.admin) == Due(0, 0, 0, 0)
    clock.advance(timedelta(weeks=14))
    assert retention.preview(cast.admin) == Due(2, 1, 0, 0)
    assert erased_ids(env) == set()
    job.run()
    assert retention.preview(cast.admin) == Due(0, 0, 0, 0)


def test_terms_are_settings_within_limits(env: Environment, cast: Cast, clock: FrozenClock) -> None:
    with pytest.raises(FieldErrors) as refused:
        tool_settings.save(
            cast.admin,
            {"log_years": "4", "erase_weeks_after_due": "99999", "contribution_year": ""},
        )
    assert refused.value.fields == {
        "log_years": "term_range",
        "erase_weeks_after_due": "term_range",
        "contribution_year": "required",
    }
    tool_settings.save(cast.admin, {Setting.ERASE_WEEKS_AFTER_CLOSING.value: "1"})
    coordination.close(cast.coordinator, cast.waiting.id, "WITHDRAWN", "")
    clock.advance(timedelta(weeks=1, minutes=1))
    job.run()
    assert erased_ids(env) == {cast.waiting.id}


def test_an_invitation_that_came_to_nothing_is_erased_after_its_term(
    env: Environment, cast: Cast, clock: FrozenClock
) -> None:
    sent = invitations.invite(cast.insurer, wish(env))
    sent_invitations.withdraw(cast.insurer, sent.invitation_id)
    clock.advance(timedelta(days=30))
    job.run()
    clock.advance(timedelta(minutes=1))
    job.run()
    with database.reading(env.engine) as session:
        invitation = session.get_one(Invitation, sent.invitation_id)
    assert (invitation.client_number, invitation.email, invitation.draft) == ("", None, None)
    assert invitation.state is InvitationState.WITHDRAWN
    assert [line.details for line in proofs(env)] == [{"invitations": 1}]


def test_two_runners_erase_each_client_once(
    env: Environment, cast: Cast, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "CLIENTS_AT_ONCE", 3)
    with database.transaction(env.engine) as session:
        make = Factory(env, session)
        for _ in range(20):
            make.entry(
                cast.friesland,
                cast.vgz_label,
                due_date=cast.waiting.due_date,
                state=EntryState.CLOSED,
                closed_at=clock.now(),
                close_reason=CloseReason.WITHDRAWN,
            )
    clock.advance(timedelta(weeks=5))
    with ThreadPoolExecutor(2) as pool:
        for run in [pool.submit(job.run) for _ in range(2)]:
            run.result(timeout=120)
    assert len(erased_ids(env)) == 20
    subjects = [subject for line in proofs(env) for subject in line.subjects]
    assert len(subjects) == len(set(subjects)) == 20


def test_a_run_that_dies_half_way_is_taken_up_again(
    env: Environment, cast: Cast, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "CLIENTS_AT_ONCE", 1)
    clock.advance(timedelta(weeks=14))
    assert retention.erase_clients(RETENTION) == 1
    assert len(erased_ids(env)) == 1
    job.run()
    assert erased_ids(env) == {cast.waiting.id, cast.enrolled.id}
    assert len(proofs(env)) == 2


def test_the_log_is_cut_by_whole_pieces_after_five_years_and_stays_proved(
    env: Environment, cast: Cast, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_sealing, "LINES_A_SEAL", 3)
    sealer = Actor.system(Job.SEAL_LOG)
    for _ in range(6):
        waiting_list.read_entry(cast.coordinator, cast.waiting_vgz.id)
    log_sealing.seal_and_publish(sealer)
    clock.advance(timedelta(days=5 * 366))
    log_sealing.seal_and_publish(sealer)
    assert retention.preview(cast.admin).log_lines == 3
    while retention.cut_log(RETENTION):
        pass
    log_sealing.seal_and_publish(sealer)
    with database.reading(env.engine) as session:
        numbers = session.exec(select(AccessLogLine.number).order_by(AccessLogLine.number)).all()
        named = session.exec(select(func.min(AccessLogSubject.number))).one()
        cuts = session.exec(select(LogCut.seal_number)).all()
        line = session.exec(
            select(AccessLogLine).where(AccessLogLine.event == LogEvent.LOG_CUT)
        ).one()
    assert (cuts, min(numbers), named) == ([1], 4, 4)
    assert line.details["lines"] == 3
    proof = log_proof.prove()
    assert (proof.damage, proof.seals, proof.published) == (None, 3, 3)
    with pytest.raises(DBAPIError, match="append-only"), env.engine.begin() as connection:
        connection.execute(text("DELETE FROM access_log_line WHERE number = 4"))
