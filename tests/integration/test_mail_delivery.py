"""The outbox leaves the tool: once each, again after a failure, and nothing stays behind."""

from __future__ import annotations

import base64
import email
import email.policy
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from sqlmodel import select

from kraamzorg_app import database
from kraamzorg_app.adapters.clock import FrozenClock
from kraamzorg_app.adapters.mail import (
    FakeMail,
    FileMail,
    MailNotSent,
    OutgoingMail,
    SmtpMail,
    transport_for,
)
from kraamzorg_app.config import ConfigurationError, load
from kraamzorg_app.domain.actors import Actor, Job
from kraamzorg_app.domain.entries import CloseReason, EntryState
from kraamzorg_app.domain.errors import NotAllowed
from kraamzorg_app.models.messages import OutboxMessage, OutboxState
from kraamzorg_app.models.waiting_list import WaitingListEntry
from kraamzorg_app.services import coordination, mail_delivery, outbox
from kraamzorg_app.services.environment import Environment
from kraamzorg_app.services.unit_of_work import begin
from tests.conftest import NOW
from tests.personas import Cast
from tests.server import free_port
from tests.smtp_sink import Sink, serve

SENDER = Actor.system(Job.SEND_OUTBOX)
MAIL = OutgoingMail(
    message_id="<abc123@kraamzorg.test>",
    sender="wachtlijst@kraamzorg.test",
    recipient="sanne@client.test",
    subject="Een cliënt — bericht",
    text="Hallo één\n\nhttps://voorbeeld.test/l/geheim\n",
    html="<p>Hallo één</p>",
    written_at=NOW,
)


def write(number: int, **values: object) -> None:
    with begin(SENDER) as work:
        for index in range(number):
            outbox.enqueue(
                work,
                "taken",
                outbox.Mail(f"a{index}@people.test", "Onderwerp", f"Tekst {index}", "<p>x</p>"),
                **values,
            )


def rows(env: Environment) -> list[OutboxMessage]:
    with database.reading(env.engine) as session:
        return list(session.exec(select(OutboxMessage)).all())


def fake(env: Environment) -> FakeMail:
    assert isinstance(env.mail, FakeMail)
    return env.mail


def refuse(code: str, *, is_permanent: bool = False) -> None:
    raise MailNotSent(code, is_permanent=is_permanent)


def test_every_mail_leaves_once_and_is_wiped(env: Environment) -> None:
    write(45)
    assert mail_delivery.send_due(SENDER) == 45
    assert mail_delivery.send_due(SENDER) == 0
    assert len({mail.recipient for mail in fake(env).sent}) == 45
    for row in rows(env):
        assert row.state is OutboxState.SENT
        assert row.sent_at == NOW
        assert row.recipient is row.subject is row.text is row.html is None


@pytest.mark.usefixtures("env")
def test_two_runners_never_get_the_same_mail() -> None:
    write(30)
    first, second = mail_delivery.claim_batch(SENDER), mail_delivery.claim_batch(SENDER)
    assert len(first) == mail_delivery.BATCH_SIZE
    assert len(second) == 10
    assert not {claimed.row for claimed in first} & {claimed.row for claimed in second}


def test_a_mail_that_does_not_leave_is_tried_again_later(
    env: Environment, clock: FrozenClock
) -> None:
    write(1)
    fake(env).fail = lambda _mail: refuse("smtp_unavailable")
    assert mail_delivery.send_due(SENDER) == 0
    assert mail_delivery.send_due(SENDER) == 0
    assert [row.attempts for row in rows(env)] == [1]
    fake(env).fail = lambda _mail: None
    clock.advance(mail_delivery.WAITS[0])
    assert mail_delivery.send_due(SENDER) == 1


def test_tries_are_bounded_and_the_last_failure_is_kept(
    env: Environment, clock: FrozenClock
) -> None:
    write(1)
    fake(env).fail = lambda _mail: refuse("smtp_451")
    for _ in range(len(mail_delivery.WAITS) + 5):
        mail_delivery.send_due(SENDER)
        clock.advance(timedelta(days=2))
    (row,) = rows(env)
    assert (row.state, row.failure) == (OutboxState.FAILED, "smtp_451")
    assert row.attempts == len(mail_delivery.WAITS) + 1


def test_what_the_server_refuses_for_good_is_not_tried_again(env: Environment) -> None:
    write(1)
    fake(env).fail = lambda _mail: refuse("smtp_550", is_permanent=True)
    mail_delivery.send_due(SENDER)
    assert [row.state for row in rows(env)] == [OutboxState.FAILED]


def test_of_a_failed_mail_only_the_outcome_stays_after_two_weeks(
    env: Environment, clock: FrozenClock
) -> None:
    write(1)
    fake(env).fail = lambda _mail: refuse("smtp_550", is_permanent=True)
    mail_delivery.send_due(SENDER)
    clock.advance(timedelta(days=13))
    mail_delivery.send_due(SENDER)
    assert rows(env)[0].recipient is not None
    clock.advance(timedelta(days=2))
    mail_delivery.send_due(SENDER)
    (row,) = rows(env)
    assert row.recipient is row.subject is row.text is row.html is None
    assert (row.notification, row.state, row.failure) == ("taken", OutboxState.FAILED, "smtp_550")


def test_what_a_dead_runner_claimed_goes_back_after_a_while(
    env: Environment, clock: FrozenClock
) -> None:
    write(3)
    lost = mail_delivery.claim_batch(SENDER)
    assert mail_delivery.send_due(SENDER) == 0
    clock.advance(mail_delivery.STALE_AFTER + timedelta(seconds=1))
    assert mail_delivery.send_due(SENDER) == 3
    again = {mail.message_id for mail in fake(env).sent}
    assert again == {claimed.mail.message_id for claimed in lost}
    assert {row.attempts for row in rows(env)} == {0}


def test_a_runner_that_wakes_up_late_spoils_nothing(env: Environment, clock: FrozenClock) -> None:
    write(1)
    (late,) = mail_delivery.claim_batch(SENDER)
    clock.advance(mail_delivery.STALE_AFTER + timedelta(seconds=1))
    mail_delivery.send_due(SENDER)
    mail_delivery.note_failure(SENDER, late, "smtp_unavailable", is_permanent=True)
    assert [row.state for row in rows(env)] == [OutboxState.SENT]


def test_nothing_goes_to_a_client_whose_pregnancy_ended_meanwhile(
    env: Environment, cast: Cast
) -> None:
    write(1, entry_id=cast.waiting.id, is_to_client=True)
    with begin(SENDER) as work:
        entry = work.session.get_one(WaitingListEntry, cast.waiting.id)
        entry.state, entry.close_reason = EntryState.CLOSED, CloseReason.PREGNANCY_ENDED
    assert mail_delivery.send_due(SENDER) == 0
    (row,) = rows(env)
    assert row.state is OutboxState.CANCELLED
    assert row.text is None


def test_no_person_can_run_the_sender(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        mail_delivery.claim_batch(cast.admin)


@pytest.fixture
def server() -> Iterator[tuple[Sink, str]]:
    handler, port = Sink(), free_port()
    controller = serve(handler, port)
    yield handler, f"smtp://127.0.0.1:{port}"
    controller.stop()


@pytest.fixture
def sink(server: tuple[Sink, str]) -> Iterator[tuple[Sink, SmtpMail]]:
    handler, url = server
    transport = SmtpMail(url)
    yield handler, transport
    transport.close()


def check_is_the_mail(content: bytes) -> None:
    message = email.message_from_bytes(content, policy=email.policy.default)
    assert message["Message-ID"] == MAIL.message_id
    assert message["Subject"] == MAIL.subject
    assert message["From"] == "Wachtlijsttool <wachtlijst@kraamzorg.test>"
    assert message["To"] == MAIL.recipient
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None
    assert html is not None
    assert text.get_content().replace("\r\n", "\n").strip() == MAIL.text.strip()
    assert html.get_content().strip() == MAIL.html


def test_smtp_carries_both_texts_and_the_stable_message_id(sink: tuple[Sink, SmtpMail]) -> None:
    handler, transport = sink
    transport.send(MAIL)
    transport.send(MAIL)
    assert len(handler.received) == 2
    for content in handler.received:
        check_is_the_mail(content)


@pytest.mark.parametrize(
    ("answer", "code", "is_permanent"),
    [("451 later", "smtp_451", False), ("554 never", "smtp_554", True)],
)
def test_an_answer_of_the_server_becomes_a_code(
    sink: tuple[Sink, SmtpMail], answer: str, code: str, is_permanent: bool
) -> None:
    handler, transport = sink
    handler.answer = answer
    with pytest.raises(MailNotSent) as refused:
        transport.send(MAIL)
    assert (refused.value.code, refused.value.is_permanent) == (code, is_permanent)
    handler.answer = "250 OK"
    transport.send(MAIL)
    assert len(handler.received) == 1


def test_an_address_that_the_server_does_not_know_is_told_apart(
    sink: tuple[Sink, SmtpMail],
) -> None:
    handler, transport = sink
    handler.unknown = {MAIL.recipient}
    with pytest.raises(MailNotSent) as refused:
        transport.send(MAIL)
    assert (refused.value.code, refused.value.is_address_refused) == ("smtp_550", True)
    handler.unknown, handler.answer = set(), "550 not from you"
    with pytest.raises(MailNotSent) as refused:
        transport.send(MAIL)
    assert (refused.value.is_permanent, refused.value.is_address_refused) == (True, False)


def test_mail_is_signed_when_there_is_a_key(server: tuple[Sink, str], tmp_path: Path) -> None:
    handler, url = server
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    path = tmp_path / "dkim.pem"
    path.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    )
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    record = b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)
    settings = load(
        {
            "KRAAMZORG_MODE": "test",
            "DATA_DIR": str(tmp_path),
            "SMTP_URL": url,
            "MAIL_SENDER": MAIL.sender,
            "DKIM_KEY_FILE": str(path),
            "DKIM_SELECTOR": "nov26",
        }
    )
    transport = transport_for(settings)
    transport.send(MAIL)
    transport.close()
    (content,) = handler.received
    check_is_the_mail(content)
    asked: list[bytes] = []

    def dns(name: bytes, timeout: int = 5) -> bytes:  # noqa: ARG001 - the library's own names
        asked.append(name)
        return record

    assert dkim.verify(content, dnsfunc=dns)
    assert asked == [b"nov26._domainkey.kraamzorg.test."]
    assert not dkim.verify(content.replace(b"From: Wachtlijst", b"From: Iemand"), dnsfunc=dns)


def test_a_server_that_is_not_there_is_a_failure_for_now() -> None:
    with pytest.raises(MailNotSent) as failed:
        SmtpMail("smtp://127.0.0.1:1").send(MAIL)
    assert (failed.value.code, failed.value.is_permanent) == ("smtp_unavailable", False)


def test_without_a_server_mail_is_written_as_whole_files(tmp_path: Path) -> None:
    transport = FileMail(tmp_path / "mail")
    transport.send(MAIL)
    transport.send(MAIL)
    (path,) = (tmp_path / "mail").iterdir()
    assert path.suffix == ".eml"
    check_is_the_mail(path.read_bytes())


def test_the_settings_choose_the_way(tmp_path: Path) -> None:
    env = {"KRAAMZORG_MODE": "test", "DATA_DIR": str(tmp_path)}
    assert isinstance(transport_for(load(env)), FileMail)
    assert isinstance(transport_for(load({**env, "SMTP_URL": "smtp://localhost:25"})), SmtpMail)
    for unsafe in ("http://user:geheim@localhost", "smtp://user:geheim@localhost", "smtp://"):
        with pytest.raises(ConfigurationError) as wrong:
            transport_for(load({**env, "SMTP_URL": unsafe}))
        assert "geheim" not in str(wrong.value)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_pregnancy_that_ends_amid_a_batch_stops_the_mail_behind_it(
    env: Environment, cast: Cast
) -> None:
    write(2, entry_id=cast.waiting.id, is_to_client=True)

    def end_it(_mail: OutgoingMail) -> None:
        coordination.close(cast.coordinator, cast.waiting.id, CloseReason.PREGNANCY_ENDED)
        fake(env).fail = lambda _mail: None

    fake(env).fail = end_it
    mail_delivery.send_due(SENDER)
    hers = [
        mail for mail in fake(env).sent if mail.recipient in {"a0@people.test", "a1@people.test"}
    ]
    assert len(hers) == 1
