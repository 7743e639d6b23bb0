"""Mail that came back marks the address, once, and whoever can mend it is told."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlmodel import select

from kraamzorg_app import database
from kraamzorg_app.adapters.clock import FrozenClock
from kraamzorg_app.adapters.mail import FakeMail, MailNotSent
from kraamzorg_app.domain.actors import Actor, Job
from kraamzorg_app.domain.notifications import Notification
from kraamzorg_app.models.access_log import AccessLogLine
from kraamzorg_app.models.messages import AddressBounce, JobRun, OutboxMessage
from kraamzorg_app.models.waiting_list import WaitingListEntry
from kraamzorg_app.services import (
    bounces,
    client_data,
    failed_mail,
    invitations,
    mail_delivery,
    members,
    outbox,
    sent_invitations,
    waiting_list,
)
from kraamzorg_app.services.environment import Environment
from kraamzorg_app.services.invitations import InvitationWish
from kraamzorg_app.services.unit_of_work import begin
from tests.bounced import report
from tests.databases import ROOT
from tests.personas import Cast

HER = "sanne.jansen@client.test"
TAKER = Actor.system(Job.TAKE_BOUNCE)
REPORTER = Actor.system(Job.REPORT_FAILED_MAIL)
SENDER = Actor.system(Job.SEND_OUTBOX)


def sent(env: Environment) -> dict[str, str]:
    """Send everything; give the Message-ID by address, of what was sent now."""
    assert isinstance(env.mail, FakeMail)
    before = len(env.mail.sent)
    mail_delivery.send_due(SENDER)
    return {mail.recipient: mail.message_id for mail in env.mail.sent[before:]}


def mail_her(env: Environment, entry: WaitingListEntry) -> str:
    with begin(SENDER) as work:
        row = work.session.get_one(WaitingListEntry, entry.id)
        outbox.notify(work, Notification.CLIENT_LINK, entry=row)
    return sent(env)[HER]


def marks(env: Environment) -> list[str]:
    with database.reading(env.engine) as session:
        return list(session.exec(select(AddressBounce.status)).all())


def only_her(cast: Cast) -> None:
    """Give every client but one another address."""
    with begin(SENDER) as work:
        for entry in work.session.exec(select(WaitingListEntry)).all():
            if entry.id != cast.waiting.id:
                client = work.session.get_one(client_data.Client, entry.client_id)
                client_data.seal(work, client, {"email": "ander@client.test"})


def test_a_client_out_of_reach_is_told_to_coordinators_and_shown(
    env: Environment, cast: Cast
) -> None:
    only_her(cast)
    message_id = mail_her(env, cast.waiting)
    assert bounces.take(TAKER, report(message_id=message_id, to=HER))
    assert bounces.take(TAKER, report(message_id=message_id, to=HER))
    assert marks(env) == ["5.1.1"]
    assert set(sent(env)) == {"coordinator@people.test", "coordinator-beperkt@people.test"}
    read = waiting_list.read_entry
    assert read(cast.coordinator, cast.waiting.id).is_unreachable
    assert read(cast.preferred, cast.waiting.id).is_unreachable
    assert not read(cast.provider, cast.waiting.id).is_unreachable
    assert not read(cast.coordinator, cast.waiting_vgz.id).is_unreachable


def test_another_address_has_no_mark(env: Environment, cast: Cast) -> None:
    only_her(cast)
    bounces.take(TAKER, report(message_id=mail_her(env, cast.waiting), to=HER))
    with begin(SENDER) as work:
        entry = work.session.get_one(WaitingListEntry, cast.waiting.id)
        client = work.session.get_one(client_data.Client, entry.client_id)
        client_data.seal(work, client, {"email": "nieuw@client.test"})
    assert not waiting_list.read_entry(cast.coordinator, cast.waiting.id).is_unreachable


def test_an_invitation_that_came_back_is_told_to_the_inviter(env: Environment, cast: Cast) -> None:
    day = env.clock.now().date() + timedelta(weeks=10)
    wish = InvitationWish(
        postcode="8731AB",
        due_date=f"{day:%d-%m-%Y}",
        client_number="",
        email="typefout@client.test",
        request_key=UUID(int=1),
    )
    invitations.invite(cast.provider, wish)
    message_id = sent(env)["typefout@client.test"]
    assert bounces.take(TAKER, report(message_id=message_id, to="typefout@client.test"))
    assert set(sent(env)) == {"miek@people.test"}
    (row,) = sent_invitations.list_invitations(cast.provider).rows
    assert row.is_unreachable


def test_a_colleague_out_of_reach_is_told_to_the_managers_and_shown(
    env: Environment, cast: Cast
) -> None:
    members.invite(cast.provider, "nieuw@people.test", may_view_personal_data=False)
    message_id = sent(env)["nieuw@people.test"]
    bounces.take(TAKER, report(message_id=message_id, to="nieuw@people.test"))
    assert set(sent(env)) == {"miek@people.test", "miek-beperkt@people.test"}
    shown = members.list_members(cast.provider).rows
    assert [row.email for row in shown if row.is_unreachable] == ["nieuw@people.test"]


@pytest.mark.usefixtures("cast")
def test_where_nobody_else_manages_the_functional_admin_is_told(env: Environment) -> None:
    with begin(SENDER) as work:
        outbox.enqueue(work, "taken", outbox.Mail("anna@people.test", "x", "x", "<p>x</p>"))
    message_id = sent(env)["anna@people.test"]
    bounces.take(TAKER, report(message_id=message_id, to="anna@people.test"))
    assert set(sent(env)) == {"bo@people.test"}


def test_a_forged_report_marks_nobody(env: Environment, cast: Cast) -> None:
    message_id = mail_her(env, cast.waiting)
    assert not bounces.take(TAKER, report(message_id="<gok@kraamzorg.test>", to=HER))
    assert not bounces.take(TAKER, b"geen bericht")
    assert marks(env) == []
    # Who knows the Message-ID of her own mail can't put it on somebody else.
    assert bounces.take(TAKER, report(message_id=message_id, to="miek@people.test"))
    told = set(sent(env))
    assert "miek-beperkt@people.test" not in told
    assert not any(row.is_unreachable for row in members.list_members(cast.provider).rows)


def test_an_address_that_the_server_refuses_is_marked(env: Environment, cast: Cast) -> None:
    def refuse(mail: object) -> None:
        if mail.recipient == HER:  # type: ignore[attr-defined]
            raise MailNotSent("smtp_550", is_permanent=True, is_address_refused=True)

    assert isinstance(env.mail, FakeMail)
    env.mail.fail = refuse
    with begin(SENDER) as work:
        row = work.session.get_one(WaitingListEntry, cast.waiting.id)
        outbox.notify(work, Notification.CLIENT_LINK, entry=row)
    mail_delivery.send_due(SENDER)
    assert marks(env) == ["smtp_550"]
    assert waiting_list.read_entry(cast.coordinator, cast.waiting.id).is_unreachable


def test_the_log_names_the_client_and_no_address(env: Environment, cast: Cast) -> None:
    bounces.take(TAKER, report(message_id=mail_her(env, cast.waiting), to=HER))
    with database.reading(env.engine) as session:
        line = session.exec(
            select(AccessLogLine).where(AccessLogLine.event == "MAIL_BOUNCED")
        ).one()
    assert line.details == {"status": "5.1.1"}
    assert line.subjects


@pytest.mark.usefixtures("cast")
def test_technicians_get_counts_once_a_day_from_two_runners(
    env: Environment, clock: FrozenClock
) -> None:
    assert not failed_mail.report_due(REPORTER, "a")
    clock.advance(timedelta(hours=2))
    refusing(env, "smtp_550")
    assert not failed_mail.report_due(REPORTER, "a")
    clock.advance(timedelta(days=1))
    assert [failed_mail.report_due(REPORTER, name) for name in "ab"] == [True, False]
    with database.reading(env.engine) as session:
        assert len(session.exec(select(JobRun)).all()) == 2
    assert set(sent(env)) == {"techniek@people.test"}
    assert isinstance(env.mail, FakeMail)
    text = env.mail.sent[-1].text
    assert "smtp_550 (2)" in text
    assert "@people.test" not in text
    clock.advance(timedelta(days=1))
    assert not failed_mail.report_due(REPORTER, "a")


def refusing(env: Environment, code: str) -> None:
    def refuse(_mail: object) -> None:
        raise MailNotSent(code, is_permanent=True)

    assert isinstance(env.mail, FakeMail)
    with begin(SENDER) as work:
        for number in range(2):
            mail = outbox.Mail(f"a{number}@people.test", "x", "x", "<p>x</p>")
            outbox.enqueue(work, "taken", mail)
    env.mail.fail = refuse
    mail_delivery.send_due(SENDER)
    env.mail.fail = lambda _mail: None


def test_whom_a_mail_was_for_is_forgotten_after_a_fortnight(
    env: Environment, cast: Cast, clock: FrozenClock
) -> None:
    mail_her(env, cast.waiting)
    clock.advance(failed_mail.BOUNCES_COME_WITHIN + timedelta(days=1))
    failed_mail.report_due(REPORTER, "a")
    with database.reading(env.engine) as session:
        assert session.exec(select(OutboxMessage.address_hash)).all() == [None]


def test_the_mail_server_hands_a_bounce_over_by_a_pipe(
    env: Environment, cast: Cast, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    message_id = mail_her(env, cast.waiting)
    monkeypatch.setenv("KRAAMZORG_MODE", "test")
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", env.engine.url.render_as_string(hide_password=False))

    def hand_over(raw: bytes) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "-m", "kraamzorg_app.jobs.take_bounce"]
        return subprocess.run(command, cwd=ROOT, input=raw, capture_output=True, check=False)

    done = hand_over(report(message_id=message_id, to=HER, body=b"x" * 100, times=100_000))
    assert (done.returncode, done.stdout) == (0, b"bounce noted\n")
    assert marks(env) == ["5.1.1"]
    monkeypatch.setenv("DATABASE_URL", "sqlite:////nergens/niets.sqlite3")
    gone = hand_over(report(message_id=message_id, to=HER))
    assert (gone.returncode, gone.stdout) == (75, b"")
    assert HER.encode() not in gone.stderr


def test_a_day_of_the_digest_begins_at_seven() -> None:
    before = datetime.fromisoformat("2026-03-03T05:59:00+00:00")
    assert failed_mail._day_due(before) == "2026-03-02"
    assert failed_mail._day_due(before + timedelta(minutes=1)) == "2026-03-03"
