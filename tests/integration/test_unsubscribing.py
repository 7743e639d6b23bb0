"""What is not essential can be turned off from the mail itself, and nothing else by it."""

from __future__ import annotations

import email
from collections.abc import Iterator

import pytest
from sqlmodel import select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from kraamzorg_app import database
from kraamzorg_app.adapters.mail import FakeMail, OutgoingMail, _message
from kraamzorg_app.domain.actors import Actor, Job
from kraamzorg_app.domain.notifications import Notification, Way
from kraamzorg_app.models.accounts import Membership
from kraamzorg_app.models.messages import NotificationChoice
from kraamzorg_app.services import mail_delivery, outbox
from kraamzorg_app.services.environment import Environment
from kraamzorg_app.services.unit_of_work import begin
from kraamzorg_app.ui import visits
from kraamzorg_app.ui.link_routes import ROUTES
from kraamzorg_app.ui.refusals import Refusals
from kraamzorg_app.ui.routes import guarded
from kraamzorg_app.ui.visits import Reception
from tests.integration.test_notifications import happen
from tests.personas import Cast

SENDER = Actor.system(Job.SEND_OUTBOX)


@pytest.fixture
def mail_program() -> Iterator[TestClient]:
    reception = Reception(
        visits.CookieNames.for_https(is_https=False),
        resolve_user=lambda *_, **__: None,
        resolve_client=lambda *_, **__: None,
    )
    refusals = Refusals(lambda *_: None)
    with TestClient(Starlette(routes=[guarded(r, reception, refusals) for r in ROUTES])) as client:
        yield client


def sent(env: Environment) -> dict[str, OutgoingMail]:
    assert isinstance(env.mail, FakeMail)
    before = len(env.mail.sent)
    mail_delivery.send_due(SENDER)
    return {mail.recipient: mail for mail in env.mail.sent[before:]}


def path_of(mail: OutgoingMail, env: Environment) -> str:
    return mail.unsubscribe.removeprefix(env.settings.public_url)


def test_one_click_turns_one_kind_off_for_one_member(
    env: Environment, cast: Cast, mail_program: TestClient
) -> None:
    happen(cast.waiting, Notification.BIRTH_REPORTED)
    mails = sent(env)
    path = path_of(mails["coordinator@people.test"], env)
    assert mail_program.get(path).status_code == 200
    done = mail_program.post(path, data={"List-Unsubscribe": "One-Click"})
    assert (done.status_code, "geen e-mail meer" in done.text) == (200, True)
    assert mail_program.post(path).status_code == 200
    with database.reading(env.engine) as session:
        choice = session.exec(select(NotificationChoice)).one()
    assert (choice.membership_id, choice.notification, choice.way) == (
        cast.coordinator.membership_id,
        Notification.BIRTH_REPORTED,
        Way.BELL,
    )
    happen(cast.waiting, Notification.BIRTH_REPORTED)
    assert set(mails) - set(sent(env)) == {"coordinator@people.test"}


def test_looking_at_the_link_turns_nothing_off(
    env: Environment, cast: Cast, mail_program: TestClient
) -> None:
    happen(cast.waiting, Notification.BIRTH_REPORTED)
    mail_program.get(path_of(sent(env)["coordinator@people.test"], env))
    with database.reading(env.engine) as session:
        assert session.exec(select(NotificationChoice)).all() == []


def test_a_link_that_was_changed_turns_nothing_off(
    env: Environment, cast: Cast, mail_program: TestClient
) -> None:
    happen(cast.waiting, Notification.BIRTH_REPORTED)
    path = path_of(sent(env)["coordinator@people.test"], env)
    other = cast.insurer.membership_id
    assert other is not None
    own, kind, signature = path.rpartition("/")[2].split(".")
    for token in (
        f"{other.hex}.{kind}.{signature}",
        f"{own}.placed.{signature}",
        f"{own}.{kind}.{signature[:-1]}0x",
        f"{own}.bestaat_niet.{signature}",
        "x",
        f"{own}.{kind}.é",
    ):
        assert "werkt niet" in mail_program.post(f"/afmelden/{token}").text
    with database.reading(env.engine) as session:
        assert session.exec(select(NotificationChoice)).all() == []


def test_what_is_essential_or_for_a_client_has_no_such_link(env: Environment, cast: Cast) -> None:
    happen(cast.waiting, Notification.PLACED)
    with begin(cast.preferred) as work:
        member = work.session.get_one(Membership, cast.insurer_limited.membership_id)
        values = {"member": "verzekeraar", "organization": "VGZ"}
        outbox.notify(work, Notification.AVG_GRANTED, member=member, values=values)
    mails = sent(env)
    assert mails["sanne.jansen@client.test"].unsubscribe == ""
    assert mails["verzekeraar-avg@people.test"].unsubscribe == ""
    assert mails["coordinator@people.test"].unsubscribe


def test_the_headers_are_those_of_the_norm(env: Environment, cast: Cast) -> None:
    happen(cast.waiting, Notification.PLACED)
    mails = sent(env)
    ordinary = email.message_from_bytes(_message(mails["coordinator@people.test"]).as_bytes())
    # A long header is folded.
    assert (
        ordinary["List-Unsubscribe"].strip() == f"<{mails['coordinator@people.test'].unsubscribe}>"
    )
    assert ordinary["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    hers = email.message_from_bytes(_message(mails["sanne.jansen@client.test"]).as_bytes())
    assert hers["List-Unsubscribe"] is None
