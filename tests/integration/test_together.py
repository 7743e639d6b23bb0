"""Filled in with her on the phone: nothing is placed before she confirms it herself."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from sqlmodel import select

from kraamzorg_app import database
from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.domain.errors import Conflict, FieldErrors, NotAllowed, NotFound, TooManyTries
from kraamzorg_app.domain.registration_form import Step
from kraamzorg_app.models.access_log import AccessLogLine
from kraamzorg_app.services import (
    client_entrance,
    client_sessions,
    registrations,
    sent_invitations,
    together,
)
from kraamzorg_app.services.client_entrance import LinkOutcome
from kraamzorg_app.services.environment import Environment
from kraamzorg_app.services.registrations import SendOutcome
from tests.answers import (
    VISITOR,
    again,
    answers,
    client_from,
    due,
    follow,
    links,
    mails,
    registered,
)
from tests.personas import Cast


def begun(cast: Cast, env: Environment, actor: Actor, **values: str) -> UUID:
    """Fill in everything with her, ready to hand over."""
    invitation_id = together.begin(actor, "8731 AB", due(env), uuid4())
    typed = answers(env, cast.vgz_label, **values)
    for step in (Step.PERSON, Step.ADDRESS, Step.CONTACT, Step.CARE):
        together.check_step(actor, invitation_id, step, typed)
    return invitation_id


def test_she_confirms_by_the_link_in_her_mail_after_her_birth_date(
    cast: Cast, env: Environment
) -> None:
    handed_over = together.hand_over(cast.provider, begun(cast, env, cast.provider))
    assert handed_over.letter is None
    ((kind, recipient, _),) = mails(env)
    assert (kind, recipient) == ("confirm_registration", "noor@client.test")
    client = client_from(follow(links(env)[0]).cookies)
    with pytest.raises(NotAllowed):
        registrations.read(client)
    with pytest.raises(NotAllowed):
        client_sessions.start_afresh(client)
    client_sessions.recognize(client, "03-04-1995")
    client = again(env, client)
    assert registrations.read(client).is_filled_in_together
    assert registrations.send(client, has_agreed=True, language="nl") is SendOutcome.PLACED


def test_after_handing_over_he_sees_nothing_of_it(cast: Cast, env: Environment) -> None:
    invitation_id = begun(cast, env, cast.provider)
    assert together.read(cast.provider, invitation_id).answers["first_name"] == "Noor"
    with database.reading(env.engine) as session:
        read = session.exec(select(AccessLogLine).where(AccessLogLine.event == "DRAFT_READ")).one()
    assert {"first_name", "bsn", "postcode"} <= set(read.fields)
    together.hand_over(cast.provider, invitation_id)
    for verb in (together.read, together.hand_over):
        with pytest.raises(Conflict) as refused:
            verb(cast.provider, invitation_id)
        assert refused.value.code == "handed_over"


def test_without_email_she_confirms_by_the_code_of_a_letter(cast: Cast, env: Environment) -> None:
    invitation_id = begun(cast, env, cast.coordinator, email="")
    letter = together.hand_over(cast.coordinator, invitation_id).letter
    assert letter is not None
    assert (letter.name, letter.address) == ("Noor de Vries", "Kerkstraat 7")
    assert not mails(env)
    entrance = client_entrance.enter_with_letter(
        VISITOR, letter.code.lower().replace("-", " "), "03-04-1995", None
    )
    client = client_from(entrance.cookies)
    assert registrations.send(client, has_agreed=True, language="nl") is SendOutcome.PLACED
    back = client_entrance.enter_with_letter(VISITOR, letter.code, "03-04-1995", None)
    assert client_from(back.cookies).entry_id is not None


def test_a_wrong_code_and_a_wrong_birth_date_read_the_same_and_guessing_stops(
    cast: Cast, env: Environment
) -> None:
    letter = together.hand_over(cast.provider, begun(cast, env, cast.provider, email="")).letter
    assert letter is not None
    tries = [("AAAA-BBBB-CCCC", "03-04-1995"), (letter.code, "04-04-1995")] * 5
    for code, birth_date in tries:
        with pytest.raises(FieldErrors) as refused:
            client_entrance.enter_with_letter(VISITOR, code, birth_date, None)
        assert refused.value.fields == {"code": "letter_code_wrong"}
    with pytest.raises(TooManyTries):
        client_entrance.enter_with_letter(VISITOR, letter.code, "03-04-1995", None)


def test_a_withdrawn_letter_no_longer_works(cast: Cast, env: Environment) -> None:
    invitation_id = begun(cast, env, cast.provider, email="")
    letter = together.hand_over(cast.provider, invitation_id).letter
    assert letter is not None
    sent_invitations.withdraw(cast.provider, invitation_id)
    with pytest.raises(FieldErrors):
        client_entrance.enter_with_letter(VISITOR, letter.code, "03-04-1995", None)


def test_someone_who_is_listed_already_is_refused_before_anything_is_sent(
    cast: Cast, env: Environment
) -> None:
    registered(env, cast.insurer, cast.vgz_label)
    invitation_id = begun(cast, env, cast.provider, email="other@client.test")
    with pytest.raises(Conflict) as refused:
        together.hand_over(cast.provider, invitation_id)
    assert refused.value.code == "already_listed"
    assert not mails(env, "confirm_registration")


def test_one_of_two_forms_for_the_same_woman_is_handed_over(cast: Cast, env: Environment) -> None:
    together.hand_over(cast.provider, begun(cast, env, cast.provider))
    with pytest.raises(Conflict):
        together.hand_over(cast.carer, begun(cast, env, cast.carer))


def test_missing_answers_are_named_before_handing_over(cast: Cast, env: Environment) -> None:
    invitation_id = together.begin(cast.provider, "8731 AB", due(env), uuid4())
    with pytest.raises(FieldErrors) as refused:
        together.hand_over(cast.provider, invitation_id)
    assert "first_name" in refused.value.fields
    assert "email" not in refused.value.fields


def test_insurers_and_members_without_the_tick_do_not_fill_it_in(
    cast: Cast, env: Environment
) -> None:
    for actor in (cast.insurer, cast.provider_limited, cast.coordinator_limited):
        with pytest.raises(NotAllowed):
            together.begin(actor, "8731 AB", due(env), uuid4())


def test_another_organization_does_not_find_the_form(cast: Cast, env: Environment) -> None:
    invitation_id = begun(cast, env, cast.provider)
    for actor in (cast.carer, cast.coordinator):
        with pytest.raises(NotFound):
            together.read(actor, invitation_id)


@pytest.mark.usefixtures("env")
def test_an_unknown_link_opens_nothing() -> None:
    assert follow("x/l/unknown-token").outcome is LinkOutcome.UNKNOWN
