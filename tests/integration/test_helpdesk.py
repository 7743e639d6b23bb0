"""Anybody asks the helpdesk, without personal data of clients; technical management answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from kraamzorg_app import database
from kraamzorg_app.adapters.clock import FrozenClock
from kraamzorg_app.domain.actors import Actor, Job
from kraamzorg_app.domain.errors import Conflict, FieldErrors, NotAllowed, NotFound, TooManyTries
from kraamzorg_app.domain.helpdesk import TicketState
from kraamzorg_app.models.access_log import AccessLogLine
from kraamzorg_app.models.helpdesk import Ticket, TicketMessage
from kraamzorg_app.models.messages import BellItem
from kraamzorg_app.services import helpdesk, mail_delivery
from kraamzorg_app.services.environment import Environment
from kraamzorg_app.services.helpdesk import PAGE_SIZE, TicketPage
from tests.personas import Cast

ASKED = ("QUESTION", "Filter", "De filter doet het niet.")


def test_a_question_and_its_answer_reach_each_other(
    env: Environment, cast: Cast, clock: FrozenClock
) -> None:
    number = helpdesk.create(
        cast.provider, *ASKED, asked_on=f"/clienten/{cast.waiting.id}?x=1", fault_id="0a1b2c3d"
    )
    seen = helpdesk.read(cast.technician, number)
    assert (seen.page, seen.role, seen.fault_id) == ("/clienten/[id]", "CARE_PROVIDER", "0a1b2c3d")
    assert (seen.line.subject, seen.messages[0].text) == ASKED[1:]
    clock.advance(timedelta(minutes=1))
    helpdesk.answer(cast.technician, number, "Ververs de pagina.")
    mine = helpdesk.read_own(cast.provider, number)
    assert mine.line.state is TicketState.ANSWERED
    assert [(m.text, m.is_answer) for m in mine.messages] == [
        ("De filter doet het niet.", False),
        ("Ververs de pagina.", True),
    ]
    clock.advance(timedelta(minutes=1))
    helpdesk.reply(cast.provider, number, "Dank u, maar nee.")
    assert helpdesk.list_all(cast.technician, "OPEN").lines[0].number == number
    mail_delivery.send_due(Actor.system(Job.SEND_OUTBOX))
    told = [(mail.recipient, mail.subject) for mail in env.mail.sent]
    assert sorted(told) == [
        ("miek@people.test", f"Antwoord op uw melding {number}"),
        ("techniek@people.test", f"Helpdesk: melding {number}"),
        ("techniek@people.test", f"Helpdesk: melding {number}"),
    ]
    assert not any("filter" in mail.text.lower() for mail in env.mail.sent)
    with database.reading(env.engine) as session:
        rung = {item.membership_id for item in session.exec(select(BellItem)).all()}
    assert rung == {cast.technician.membership_id, cast.provider.membership_id}


def test_somebody_without_a_role_can_ask_too(env: Environment, cast: Cast) -> None:
    roleless = replace(cast.provider, role=None, membership_id=None)
    number = helpdesk.create(roleless, *ASKED)
    helpdesk.answer(cast.technician, number, "Vraag een collega.")
    mail_delivery.send_due(Actor.system(Job.SEND_OUTBOX))
    assert "miek@people.test" in {mail.recipient for mail in env.mail.sent}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Het gaat om 999990019", "holds_bsn"),
        ("Mail Sanne.Jansen@client.test maar", "holds_client_email"),
        ("", "required"),
        ("x" * 4001, "too_long"),
        ("nul \x00", "odd_characters"),
        (None, "required"),
    ],
)
def test_what_may_not_be_in_a_question_is_refused_and_not_kept(
    env: Environment, cast: Cast, text: object, code: str
) -> None:
    number = helpdesk.create(cast.provider, *ASKED)
    for ask in (
        lambda: helpdesk.create(cast.provider, "FAULT", "Iets", text),
        lambda: helpdesk.reply(cast.provider, number, text),
        lambda: helpdesk.answer(cast.technician, number, text),
    ):
        with pytest.raises(FieldErrors) as refused:
            ask()
        assert refused.value.fields == {"message": code}
    with database.reading(env.engine) as session:
        assert len(session.exec(select(TicketMessage)).all()) == 1


def test_addresses_that_are_no_clients_may_stand_there(cast: Cast) -> None:
    assert helpdesk.create(cast.provider, "ACCOUNT", "Adres", "Mijn adres is miek@people.test")


def test_trying_out_who_is_a_client_stops_soon(cast: Cast) -> None:
    def tries() -> None:
        helpdesk.create(cast.provider, "FAULT", "x", "sanne.jansen@client.test")

    for _ in range(5):
        with pytest.raises(FieldErrors):
            tries()
    with pytest.raises(TooManyTries):
        tries()


def test_a_ticket_is_its_askers_only(cast: Cast) -> None:
    number = helpdesk.create(cast.provider, *ASKED)
    assert helpdesk.list_own(cast.provider_limited) == TicketPage((), 0)
    for verb, args in ((helpdesk.read_own, ()), (helpdesk.reply, ("Hallo",))):
        with pytest.raises(NotFound):
            verb(cast.provider_limited, number, *args)
    for nothing in (0, -1, "x", None, True, 10**30):
        with pytest.raises(NotFound):
            helpdesk.read_own(cast.provider, nothing)
        with pytest.raises(NotFound):
            helpdesk.read(cast.technician, nothing)
    for actor in (cast.provider, cast.admin, cast.coordinator):
        for verb, args in (
            (helpdesk.list_all, ()),
            (helpdesk.read, (number,)),
            (helpdesk.answer, (number, "x")),
            (helpdesk.close, (number,)),
        ):
            with pytest.raises(NotAllowed):
                verb(actor, *args)


def test_every_ticket_is_found_by_turning_pages(cast: Cast, clock: FrozenClock) -> None:
    asked = []
    for _ in range(PAGE_SIZE + 2):
        clock.advance(timedelta(hours=1))
        asked.append(helpdesk.create(cast.provider, *ASKED))
    helpdesk.answer(cast.technician, asked[0], "Opgelost.")
    first, second = (helpdesk.list_own(cast.provider, page) for page in (1, 2))
    assert (len(first.lines), first.total) == (PAGE_SIZE, len(asked))
    assert {line.number for line in first.lines + second.lines} == set(asked)
    waiting = [helpdesk.list_all(cast.technician, "OPEN", page) for page in (1, 2)]
    assert [line.number for page in waiting for line in page.lines] == asked[1:]
    assert helpdesk.list_all(cast.technician, "", 2).total == len(asked)
    for page in (3, 10**30):
        assert helpdesk.list_own(cast.provider, page) == second
    for number in asked[1:3]:
        helpdesk.answer(cast.technician, number, "Opgelost.")
    # Nobody stands before an empty page when the last one on it was answered.
    assert [line.number for line in helpdesk.list_all(cast.technician, "OPEN", 2).lines] == asked[
        3:
    ]
    for nothing in (0, -1, "2", None, True):
        assert helpdesk.list_own(cast.provider, nothing) == helpdesk.list_own(cast.provider)


def test_a_closed_ticket_opens_again_with_a_reply(cast: Cast) -> None:
    number = helpdesk.create(cast.provider, *ASKED)
    helpdesk.close(cast.technician, number)
    with pytest.raises(Conflict):
        helpdesk.close(cast.technician, number)
    assert helpdesk.list_all(cast.technician, "OPEN").lines == ()
    helpdesk.reply(cast.provider, number, "Toch nog iets.")
    assert helpdesk.read_own(cast.provider, number).line.state is TicketState.OPEN


def test_a_wrong_category_or_fault_is_no_ticket_or_left_out(cast: Cast) -> None:
    for category, code in (("X", "unknown_choice"), ("", "required"), (None, "required")):
        with pytest.raises(FieldErrors) as refused:
            helpdesk.create(cast.provider, category, "a", "b")
        assert refused.value.fields == {"category": code}
    number = helpdesk.create(cast.provider, *ASKED, asked_on="javascript:x", fault_id="<b>")
    seen = helpdesk.read(cast.technician, number)
    assert (seen.page, seen.fault_id) == ("", "")


def test_what_was_typed_is_sealed_and_in_no_log(env: Environment, cast: Cast) -> None:
    helpdesk.create(cast.provider, *ASKED)
    with database.reading(env.engine) as session:
        ticket = session.exec(select(Ticket)).one()
        message = session.exec(select(TicketMessage)).one()
        lines = session.exec(select(AccessLogLine)).all()
    assert b"Filter" not in ticket.subject
    assert b"filter" not in message.text
    assert "filter" not in str([line.details for line in lines]).lower()


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_an_account_without_a_role_can_not_find_out_who_is_a_client(cast: Cast) -> None:
    stranger = replace(cast.provider, role=None, membership_id=None)
    for address in ("sanne.jansen@client.test", "niemand@client.test"):
        assert helpdesk.create(stranger, "FAULT", "Vraag", f"Kent u {address}?")


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_try_to_name_a_client_is_in_the_log(env: Environment, cast: Cast) -> None:
    with pytest.raises(FieldErrors):
        helpdesk.create(cast.provider, "FAULT", "x", "sanne.jansen@client.test")
    with database.reading(env.engine) as session:
        line = session.exec(select(AccessLogLine)).one()
    assert (line.event, line.outcome) == ("REQUEST_REFUSED", "refused")
    assert (line.user_id, line.details["code"]) == (cast.provider.user_id, "holds_client_email")
