"""The technical admin looks after jobs and mail, and sees nobody's data in them."""

from __future__ import annotations

from datetime import timedelta
from types import ModuleType, SimpleNamespace
from typing import cast as typed
from uuid import UUID

import pytest

from kraamzorg_app.adapters.clock import FrozenClock
from kraamzorg_app.adapters.mail import MailNotSent
from kraamzorg_app.domain.actors import Actor, Job
from kraamzorg_app.domain.errors import Conflict, NotAllowed, NotFound
from kraamzorg_app.jobs import runner
from kraamzorg_app.jobs.watched import Watched
from kraamzorg_app.models.messages import OutboxState
from kraamzorg_app.services import job_reports, mail_delivery, operations, outbox
from kraamzorg_app.services.environment import Environment
from kraamzorg_app.services.outbox import Mail
from kraamzorg_app.services.unit_of_work import begin
from tests.personas import Cast

RUNNER = Actor.system(Job.RUN_JOBS)


def a_job(run, name: str = "send_outbox") -> Watched:
    module = SimpleNamespace(__name__=f"jobs.{name}", SECONDS_BETWEEN=60, run=run)
    return Watched(typed("ModuleType", module))


def fail() -> None:
    raise ValueError("sanne.jansen@client.test")


def test_a_run_is_reported_with_its_failures_in_a_row(cast: Cast) -> None:
    runs = iter((fail, fail, lambda: None))
    job = a_job(lambda: next(runs)())  # noqa: PLW0108 - another one each time
    assert not job()
    assert not job()
    (seen,) = operations.read_jobs(cast.technician)
    assert (seen.job, seen.failures, seen.fault) == ("send_outbox", 2, "ValueError")
    assert seen.last_at is None
    assert job()
    (seen,) = operations.read_jobs(cast.technician)
    assert (seen.failures, seen.last_at is not None) == (0, True)


def test_a_job_that_has_yet_to_run_is_known_and_can_be_asked_for(cast: Cast) -> None:
    for _ in range(2):
        job_reports.register(RUNNER, {"weekly_digest": 60, "send_outbox": 2})
    assert [job.last_at for job in operations.read_jobs(cast.technician)] == [None, None]
    operations.ask_run(cast.technician, "weekly_digest")


def test_a_job_that_stays_away_is_late(cast: Cast, clock: FrozenClock) -> None:
    a_job(lambda: None)()
    assert not operations.read_jobs(cast.technician)[0].is_late
    clock.advance(timedelta(minutes=10))
    assert operations.read_jobs(cast.technician)[0].is_late


def test_now_is_a_request_that_one_runner_claims(cast: Cast) -> None:
    ran: list[str] = []
    job = a_job(lambda: ran.append("once"))
    job()
    operations.ask_run(cast.technician, "send_outbox")
    with pytest.raises(Conflict):
        operations.ask_run(cast.technician, "send_outbox")
    assert operations.read_jobs(cast.technician)[0].is_asked
    runner._run_asked({"send_outbox": job})
    runner._run_asked({"send_outbox": job})
    assert ran == ["once", "once"]
    assert not operations.read_jobs(cast.technician)[0].is_asked
    for unknown in ("x", "", None):
        with pytest.raises(NotFound):
            operations.ask_run(cast.technician, unknown)


def test_a_request_of_a_runner_that_died_is_anybodys_again(cast: Cast, clock: FrozenClock) -> None:
    a_job(lambda: None)()
    operations.ask_run(cast.technician, "send_outbox")
    first = job_reports.claim(RUNNER, "one")
    assert first is not None
    assert job_reports.claim(RUNNER, "two") is None
    clock.advance(timedelta(minutes=16))
    assert job_reports.claim(RUNNER, "two") == first


def a_failed_mail(env: Environment, cast: Cast) -> None:
    with begin(cast.coordinator) as work:
        mail = Mail("sanne.jansen@client.test", "Onderwerp", "Tekst", "<p>Tekst</p>")
        outbox.enqueue(work, "placed", mail, entry_id=cast.waiting.id, is_to_client=True)

    def refuse(_mail: object) -> None:
        raise MailNotSent("smtp_550", is_permanent=True)

    env.mail.fail = refuse
    mail_delivery.send_due(Actor.system(Job.SEND_OUTBOX))


def test_a_failed_mail_is_seen_without_whom_it_was_for_and_sent_again(
    env: Environment, cast: Cast
) -> None:
    a_failed_mail(env, cast)
    page = operations.read_mail(cast.technician)
    (line,) = page.lines
    assert (line.notification, line.state, line.failure) == (
        "placed",
        OutboxState.FAILED,
        "smtp_550",
    )
    assert "sanne" not in repr(page).lower()
    assert str(cast.waiting.id) not in repr(page)
    env.mail.fail = lambda _mail: None
    operations.retry(cast.technician, UUID(line.id))
    mail_delivery.send_due(Actor.system(Job.SEND_OUTBOX))
    assert [mail.recipient for mail in env.mail.sent] == ["sanne.jansen@client.test"]
    page = operations.read_mail(cast.technician)
    assert (page.lines, page.counts[OutboxState.SENT]) == ((), 1)
    for nothing in (UUID(line.id), UUID(int=1), "x", None):
        with pytest.raises(NotFound):
            operations.retry(cast.technician, nothing)


def test_everything_that_failed_can_be_sent_again_at_once(env: Environment, cast: Cast) -> None:
    a_failed_mail(env, cast)
    a_failed_mail(env, cast)
    assert operations.retry_all(cast.technician) == 2
    assert operations.retry_all(cast.technician) == 0


def test_a_failed_mail_that_was_wiped_is_no_longer_listed(
    env: Environment, cast: Cast, clock: FrozenClock
) -> None:
    a_failed_mail(env, cast)
    clock.advance(mail_delivery.FAILED_IS_KEPT + timedelta(hours=1))
    mail_delivery.send_due(Actor.system(Job.SEND_OUTBOX))
    page = operations.read_mail(cast.technician)
    assert (page.lines, page.counts[OutboxState.FAILED]) == ((), 1)
    assert operations.retry_all(cast.technician) == 0


def test_health_tells_versions_and_no_secret(env: Environment, cast: Cast) -> None:
    health = operations.read_health(cast.technician)
    assert health.database in {"sqlite", "postgresql"}
    assert health.schema
    assert str(env.settings.data_dir) not in repr(health)


def test_only_the_technical_admin_looks_after_it(cast: Cast) -> None:
    for actor in (cast.admin, cast.coordinator, cast.provider, cast.insurer):
        for verb, args in (
            (operations.read_jobs, ()),
            (operations.ask_run, ("send_outbox",)),
            (operations.read_mail, ()),
            (operations.retry_all, ()),
            (operations.read_health, ()),
        ):
            with pytest.raises(NotAllowed):
                verb(actor, *args)
