"""The weekly update: once a week for each reader, whatever the runners do."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlmodel import select

from kraamzorg_app import database
from kraamzorg_app.adapters.clock import FrozenClock
from kraamzorg_app.domain.actors import Actor, Job
from kraamzorg_app.domain.disclosure import Audience, Field
from kraamzorg_app.domain.errors import Conflict, FieldErrors, NotFound
from kraamzorg_app.models.access_log import AccessLogLine
from kraamzorg_app.models.accounts import Membership
from kraamzorg_app.models.messages import (
    DigestReceipt,
    JobRun,
    KeptExport,
    KeptExportEntry,
    OutboxMessage,
)
from kraamzorg_app.models.organizations import PreferredInsurer
from kraamzorg_app.models.waiting_list import WaitingListEntry
from kraamzorg_app.services import (
    disclosure_policy,
    erasure,
    kept_exports,
    mail_delivery,
    update_choices,
    waiting_list,
    weekly_digest,
)
from kraamzorg_app.services.environment import Environment
from kraamzorg_app.services.unit_of_work import begin
from tests.integration.test_notifications import text_to, told
from tests.personas import Cast

DIGEST = Actor.system(Job.WEEKLY_DIGEST)
READERS = {
    "coordinator@people.test", "coordinator-beperkt@people.test", "preferent-avg@people.test",
    "preferent@people.test", "verzekeraar-avg@people.test", "verzekeraar@people.test",
}  # fmt: skip


def kept(env: Environment) -> list[KeptExport]:
    with database.reading(env.engine) as session:
        return list(session.exec(select(KeptExport)).all())


def own(actor: Actor, file_format: str = "csv") -> UUID:
    return next(
        UUID(view.id) for view in kept_exports.list_own(actor) if view.format == file_format
    )


@pytest.mark.parametrize(
    ("now", "period"),
    [
        (datetime(2026, 3, 2, 5, 59, tzinfo=UTC), "2026-W08"),
        (datetime(2026, 3, 2, 6, 0, tzinfo=UTC), "2026-W09"),
        (datetime(2026, 3, 8, 23, 0, tzinfo=UTC), "2026-W09"),
        (datetime(2026, 3, 30, 4, 59, tzinfo=UTC), "2026-W12"),
        (datetime(2026, 3, 30, 5, 0, tzinfo=UTC), "2026-W13"),
        (datetime(2027, 1, 4, 7, 0, tzinfo=UTC), "2026-W53"),
    ],
)
def test_it_is_due_at_seven_in_amsterdam_about_the_week_before(now: datetime, period: str) -> None:
    assert weekly_digest.slot_due(now).week.period == period


def test_every_reader_gets_one_mail_and_two_files(env: Environment, cast: Cast) -> None:
    assert weekly_digest.make_due(DIGEST, "a") == len(READERS)
    assert set(told(env)) == READERS
    files = kept(env)
    assert len(files) == 2 * len(READERS)
    assert {file.period for file in files} == {"2026-W09"}
    assert {file.format for file in files} == {"csv", "xlsx"}
    assert all(b"KSV Friesland" not in file.content for file in files)
    text = text_to(env, "coordinator@people.test")
    assert "Wachtende cliënten: 2" in text
    assert str(cast.waiting.client_number) not in text


@pytest.mark.usefixtures("cast")
def test_a_second_run_in_the_same_week_makes_nothing(env: Environment) -> None:
    weekly_digest.make_due(DIGEST, "a")
    assert weekly_digest.make_due(DIGEST, "b") == 0
    assert len(told(env)) == len(READERS)


@pytest.mark.usefixtures("cast")
def test_a_missed_week_is_made_up_once(env: Environment, clock: FrozenClock) -> None:
    weekly_digest.make_due(DIGEST, "a")
    clock.advance(timedelta(weeks=3, days=2))
    assert weekly_digest.make_due(DIGEST, "a") == len(READERS)
    assert weekly_digest.make_due(DIGEST, "a") == 0
    assert {file.period for file in kept(env)} == {"2026-W09", "2026-W12"}


@pytest.mark.usefixtures("cast")
def test_two_runners_at_once_make_it_once(env: Environment) -> None:
    made: list[int] = []
    start = threading.Barrier(2)

    def run(name: str) -> None:
        start.wait()
        made.append(weekly_digest.make_due(DIGEST, name))

    threads = [threading.Thread(target=run, args=(name,)) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(made) == [0, len(READERS)]
    assert set(told(env)) == READERS


def test_another_runner_takes_over_from_a_dead_one_and_repeats_nothing(
    env: Environment, cast: Cast, clock: FrozenClock
) -> None:
    week = weekly_digest.claim_slot(DIGEST, "dead").week
    update = weekly_digest.collect(DIGEST, cast.coordinator.membership_id, week)
    assert update is not None
    weekly_digest.deliver(DIGEST, week, update, {"csv": b"x"})
    assert weekly_digest.make_due(DIGEST, "b") == 0
    clock.advance(weekly_digest.TAKE_OVER_AFTER)
    assert weekly_digest.make_due(DIGEST, "b") == len(READERS) - 1
    assert set(told(env)) == READERS
    with database.reading(env.engine) as session:
        assert session.exec(select(JobRun)).one().finished_at is not None


def test_a_late_first_runner_can_not_deliver_a_second_time(env: Environment, cast: Cast) -> None:
    week = weekly_digest.claim_slot(DIGEST, "a").week
    update = weekly_digest.collect(DIGEST, cast.coordinator.membership_id, week)
    weekly_digest.deliver(DIGEST, week, update, {"csv": b"x"})
    weekly_digest.deliver(DIGEST, week, update, {"csv": b"x"})
    assert len(kept(env)) == 1
    assert len(told(env)) == 1


def test_who_was_taken_while_the_lists_were_read_is_noted_once(
    env: Environment, cast: Cast
) -> None:
    week = weekly_digest.claim_slot(DIGEST, "a").week
    update = weekly_digest.collect(DIGEST, cast.coordinator.membership_id, week)
    twice = replace(update, pieces=update.pieces * 2)
    weekly_digest.deliver(DIGEST, week, twice, {"csv": b"x"})
    assert [file.row_count for file in kept(env)] == [3]


def test_a_file_holds_exactly_what_the_membership_may_see(env: Environment, cast: Cast) -> None:
    weekly_digest.make_due(DIGEST, "a")
    full = kept_exports.open_own(cast.preferred, own(cast.preferred), "csv").content.decode()
    assert full.count("Sanne Jansen") == 2
    assert cast.waiting_groningen.client_number not in full
    limited = kept_exports.open_own(cast.preferred_limited, own(cast.preferred_limited), "csv")
    assert b"Sanne" not in limited.content
    assert b"999990019" not in full.encode() + limited.content
    assert len(kept(env)) == 2 * len(READERS)


def test_only_the_same_membership_downloads_it(env: Environment, cast: Cast) -> None:
    weekly_digest.make_due(DIGEST, "a")
    export_id = own(cast.coordinator)
    for other in (cast.coordinator_limited, cast.preferred, cast.insurer):
        with pytest.raises(NotFound):
            kept_exports.open_own(other, export_id, "csv")
    with pytest.raises(NotFound):
        kept_exports.open_own(cast.coordinator, export_id, "xlsx")
    with database.reading(env.engine) as session:
        refused = session.exec(
            select(AccessLogLine).where(AccessLogLine.outcome == "refused")
        ).all()
    assert len(refused) == 4


def test_a_download_is_logged_with_every_client_in_it(env: Environment, cast: Cast) -> None:
    weekly_digest.make_due(DIGEST, "a")
    kept_exports.open_own(cast.insurer, own(cast.insurer, "xlsx"), "xlsx")
    with database.reading(env.engine) as session:
        line = session.exec(
            select(AccessLogLine).where(AccessLogLine.event == "KEPT_EXPORT_DOWNLOADED")
        ).one()
    assert len(line.subjects) == 2
    assert line.user_id == cast.insurer.user_id


def test_without_the_tick_a_file_made_with_it_is_gone(cast: Cast) -> None:
    weekly_digest.make_due(DIGEST, "a")
    export_id = own(cast.coordinator)
    without = replace(cast.coordinator, may_view_personal_data=False)
    assert kept_exports.list_own(without) == ()
    with pytest.raises(NotFound):
        kept_exports.open_own(without, export_id, "csv")


def test_an_insurer_that_is_no_longer_preferred_can_not_open_the_old_list(
    env: Environment, cast: Cast
) -> None:
    weekly_digest.make_due(DIGEST, "a")
    export_id = own(cast.preferred)
    with database.transaction(env.engine) as session:
        session.delete(session.exec(select(PreferredInsurer)).one())
    now = replace(cast.preferred, preferred_region_ids=frozenset())
    with pytest.raises(NotFound):
        kept_exports.open_own(now, export_id, "csv")


def test_files_go_after_four_weeks(env: Environment, cast: Cast, clock: FrozenClock) -> None:
    weekly_digest.make_due(DIGEST, "a")
    job = Actor.system(Job.DELETE_KEPT_EXPORTS)
    clock.advance(kept_exports.KEPT_FOR - timedelta(seconds=1))
    assert kept_exports.delete_expired(job) == 0
    clock.advance(timedelta(seconds=1))
    assert kept_exports.list_own(cast.coordinator) == ()
    assert kept_exports.delete_expired(job) == 2 * len(READERS)
    assert kept(env) == []
    with database.reading(env.engine) as session:
        assert session.exec(select(KeptExportEntry)).all() == []


def test_who_lost_the_tick_meanwhile_gets_no_file_made_with_it(
    env: Environment, cast: Cast
) -> None:
    week = weekly_digest.claim_slot(DIGEST, "a").week
    update = weekly_digest.collect(DIGEST, cast.coordinator.membership_id, week)
    with database.transaction(env.engine) as session:
        session.get_one(Membership, cast.coordinator.membership_id).may_view_personal_data = False
    weekly_digest.deliver(DIGEST, week, update, {"csv": b"x"})
    assert kept(env) == []
    assert told(env) == {}


@pytest.mark.usefixtures("cast")
def test_the_mails_of_the_update_leave_like_any_other(env: Environment) -> None:
    weekly_digest.make_due(DIGEST, "a")
    assert mail_delivery.send_due(Actor.system(Job.SEND_OUTBOX)) == len(READERS)
    with database.reading(env.engine) as session:
        rows = session.exec(select(OutboxMessage)).all()
    assert {row.notification for row in rows} == {"weekly_digest"}


def weeks_of(env: Environment, actor: Actor) -> list[str]:
    with database.reading(env.engine) as session:
        found = session.exec(
            select(DigestReceipt.period)
            .where(DigestReceipt.membership_id == actor.membership_id)
            .order_by(DigestReceipt.period)
        )
        return list(found.all())


def test_each_reader_gets_it_on_the_chosen_day(
    env: Environment, cast: Cast, clock: FrozenClock
) -> None:
    weekly_digest.make_due(DIGEST, "a")
    update_choices.save_own(cast.coordinator, {"day": "THURSDAY", "form": "BOTH"})
    made = []
    for _ in range(7):
        clock.advance(timedelta(days=1))
        made.append(weekly_digest.make_due(DIGEST, "a"))
    assert made == [0, 0, 0, 0, 0, 0, len(READERS) - 1]
    clock.advance(timedelta(days=3))
    assert weekly_digest.make_due(DIGEST, "b") == 1
    assert weekly_digest.make_due(DIGEST, "a") == 0
    assert weeks_of(env, cast.coordinator) == ["2026-W09", "2026-W10"]


def test_a_chosen_day_that_was_missed_is_made_up_once(
    env: Environment, cast: Cast, clock: FrozenClock
) -> None:
    update_choices.save_own(cast.coordinator, {"day": "FRIDAY", "form": "CSV"})
    clock.advance(timedelta(days=4))
    weekly_digest.make_due(DIGEST, "a")
    clock.advance(timedelta(days=11))
    assert weekly_digest.make_due(DIGEST, "a") == len(READERS)
    assert weekly_digest.make_due(DIGEST, "b") == 0
    assert weeks_of(env, cast.coordinator) == ["2026-W09", "2026-W10"]
    assert weeks_of(env, cast.insurer) == ["2026-W09", "2026-W11"]


@pytest.mark.parametrize(
    ("form", "formats"),
    [("CSV", {"csv"}), ("XLSX", {"xlsx"}), ("BOTH", {"csv", "xlsx"}), ("FIGURES", set())],
)
def test_only_the_chosen_form_stands_ready(
    env: Environment, cast: Cast, form: str, formats: set[str]
) -> None:
    update_choices.save_own(cast.coordinator, {"day": "MONDAY", "form": form})
    weekly_digest.make_due(DIGEST, "a")
    assert {view.format for view in kept_exports.list_own(cast.coordinator)} == formats
    text = text_to(env, "coordinator@people.test")
    assert "Wachtende cliënten: 2" in text
    assert ("alleen cijfers" in text) is (form == "FIGURES")
    assert weekly_digest.make_due(DIGEST, "b") == 0


def test_the_mail_tells_what_changed_since_the_last_one(
    env: Environment, cast: Cast, clock: FrozenClock
) -> None:
    weekly_digest.make_due(DIGEST, "a")
    waiting_list.accept(cast.provider, cast.waiting.id)
    with database.transaction(env.engine) as session:
        for row in session.exec(select(OutboxMessage)).all():
            session.delete(row)
    clock.advance(timedelta(weeks=1))
    weekly_digest.make_due(DIGEST, "a")
    text = text_to(env, "preferent@people.test")
    assert "Wachtende cliënten: 1 (1 minder dan de vorige keer)" in text
    assert "In zorg genomen in deze week: 1" in text
    assert "zonder kraamzorg in deze week: minder dan 5" in text


def test_a_day_or_form_that_does_not_exist_is_refused(cast: Cast) -> None:
    for typed in ({"day": "DOOMSDAY", "form": "CSV"}, {"day": "MONDAY"}, {}):
        with pytest.raises(FieldErrors):
            update_choices.save_own(cast.coordinator, typed)


def test_who_is_erased_while_a_file_is_made_stands_in_none(env: Environment, cast: Cast) -> None:
    week = weekly_digest.claim_slot(DIGEST, "a").week
    update = weekly_digest.collect(DIGEST, cast.coordinator.membership_id, week)
    with begin(Actor.system(Job.RETENTION)) as work:
        erasure.erase(work, work.session.get_one(WaitingListEntry, cast.waiting.id))
    with pytest.raises(Conflict):
        weekly_digest.deliver(DIGEST, week, update, {"csv": b"Sanne"})
    assert not kept(env)
    assert not told(env)
    weekly_digest.make_due(DIGEST, "a")


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_policy_that_closes_while_a_file_is_made_closes_it_there_too(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    collect, narrowed = weekly_digest.collect, []

    def collect_just_before(actor: Actor, membership_id: UUID, week: weekly_digest.Week) -> object:
        update = collect(actor, membership_id, week)
        if membership_id == cast.preferred.membership_id and not narrowed:
            now = disclosure_policy.read(cast.admin)
            fields = now.policy[Audience.INSURER_GROUP_2] - {Field.NAME}
            asked = {Audience.INSURER_GROUP_2.value: sorted(fields)}
            narrowed.append(disclosure_policy.propose(cast.admin, asked, "x", now.based_on))
        return update

    monkeypatch.setattr(weekly_digest, "collect", collect_just_before)
    weekly_digest.make_due(DIGEST, "a")
    assert narrowed
    file = kept_exports.open_own(cast.preferred, own(cast.preferred), "csv")
    assert b"TS1111RR" in file.content
    assert b"Sanne" not in file.content
