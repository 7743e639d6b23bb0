"""Coordinator and preferred insurers of a region: whom to call, and a thread without clients."""

from __future__ import annotations

import pytest
from sqlmodel import select

from kraamzorg_app import database
from kraamzorg_app.domain.errors import FieldErrors, NotAllowed, NotFound
from kraamzorg_app.models.access_log import AccessLogLine
from kraamzorg_app.models.accounts import Membership
from kraamzorg_app.models.consultation import RegionNote
from kraamzorg_app.services import consultation
from kraamzorg_app.services.environment import Environment
from tests.factories import LONG_AGO
from tests.integration.test_notifications import COORDINATORS, ZILVER, text_to, told
from tests.personas import Cast


def test_both_parties_write_in_one_thread_and_the_other_is_told(
    env: Environment, cast: Cast
) -> None:
    consultation.write(cast.coordinator, cast.friesland.id, "Wie belt Kraamzorg Noord?")
    assert set(told(env)) == ZILVER
    assert "Noord" not in text_to(env, "preferent@people.test")
    consultation.write(cast.preferred, cast.friesland.id, "Wij bellen vandaag.")
    found = consultation.read(cast.coordinator_limited)
    assert {note.text for note in found.notes} == {
        "Wie belt Kraamzorg Noord?",
        "Wij bellen vandaag.",
    }
    assert {note.organization for note in found.notes} == {"KSV Friesland", "Zilveren Kruis"}
    assert [note.is_own_party for note in consultation.read(cast.preferred_limited).notes].count(
        True
    ) == 1


def test_the_other_way_around_the_coordinators_are_told(env: Environment, cast: Cast) -> None:
    consultation.write(cast.preferred, cast.friesland.id, "Hebben jullie ruimte?")
    assert set(told(env)) == COORDINATORS


def test_a_note_is_sealed_and_its_reading_logged(env: Environment, cast: Cast) -> None:
    consultation.write(cast.coordinator, cast.friesland.id, "Wie belt er?")
    consultation.read(cast.preferred)
    with database.reading(env.engine) as session:
        assert b"belt" not in session.exec(select(RegionNote)).one().text
        events = set(session.exec(select(AccessLogLine.event)).all())
    assert {"REGION_NOTE_WRITTEN", "REGION_NOTES_READ"} <= events


@pytest.mark.parametrize("name", ["insurer", "provider", "carer", "admin", "technician"])
def test_nobody_else_reads_along(cast: Cast, name: str) -> None:
    actor = getattr(cast, name)
    with pytest.raises(NotAllowed):
        consultation.read(actor)
    with pytest.raises(NotAllowed):
        consultation.write(actor, cast.friesland.id, "Hallo")


def test_another_region_does_not_exist(cast: Cast) -> None:
    for actor in (cast.coordinator, cast.preferred):
        with pytest.raises(NotFound):
            consultation.read(actor, cast.groningen.id)
        with pytest.raises(NotFound):
            consultation.write(actor, cast.groningen.id, "Hallo")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "required"),
        ("x" * 2001, "too_long"),
        ("Het gaat om 999990019", "holds_bsn"),
        ("Mail sanne.jansen@client.test eens", "holds_client_email"),
        ("Kijk naar ts1111rr.", "holds_client_number"),
    ],
)
def test_a_note_can_not_name_a_client(env: Environment, cast: Cast, text: str, code: str) -> None:
    with pytest.raises(FieldErrors) as refused:
        consultation.write(cast.coordinator, cast.friesland.id, text)
    assert refused.value.fields == {"note": code}
    with database.reading(env.engine) as session:
        assert session.exec(select(RegionNote)).all() == []


def test_a_phone_number_and_a_week_are_no_client(cast: Cast) -> None:
    text = "Bel 06 12345678 in week12, of mail info@noord.test (code A1B2)"
    consultation.write(cast.coordinator, cast.friesland.id, text)
    assert consultation.read(cast.preferred).notes[0].text == text


def test_only_who_agreed_can_be_reached_and_only_by_the_other_party(
    env: Environment, cast: Cast
) -> None:
    assert consultation.read(cast.preferred).contacts == ()
    consultation.set_contact(cast.coordinator, {"is_contact": "on", "phone": "06 12345678"})
    consultation.set_contact(cast.preferred_limited, {"is_contact": "on", "phone": ""})
    (contact,) = consultation.read(cast.preferred).contacts
    assert (contact.email, contact.phone) == ("coordinator@people.test", "+31612345678")
    assert consultation.read(cast.coordinator).own_phone == "+31612345678"
    (contact,) = consultation.read(cast.coordinator).contacts
    assert (contact.email, contact.organization) == ("preferent@people.test", "Zilveren Kruis")
    consultation.set_contact(cast.coordinator, {"phone": ""})
    with database.transaction(env.engine) as session:
        session.get_one(Membership, cast.preferred_limited.membership_id).revoked_at = LONG_AGO
    assert consultation.read(cast.preferred).contacts == ()
    assert consultation.read(cast.coordinator).contacts == ()


def test_a_phone_number_that_is_none_is_refused(cast: Cast) -> None:
    with pytest.raises(FieldErrors) as refused:
        consultation.set_contact(cast.coordinator, {"is_contact": "on", "phone": "bel mij"})
    assert refused.value.fields == {"phone": "phone_form"}
