"""Every event reaches exactly the people whom the table names, by mail and in the bell."""

from __future__ import annotations

import re
from collections import Counter
from itertools import product
from uuid import UUID

import pytest
from sqlmodel import select

from kraamzorg_app import database
from kraamzorg_app.domain.actors import Actor, Job, Role
from kraamzorg_app.domain.entries import EntryState
from kraamzorg_app.domain.notifications import Circumstance, Notification
from kraamzorg_app.models.accounts import Membership, User
from kraamzorg_app.models.capacity import ExcludedPostcode
from kraamzorg_app.models.client_access import ClientLink
from kraamzorg_app.models.messages import BellItem, OutboxMessage, OutboxState
from kraamzorg_app.models.waiting_list import WaitingListEntry
from kraamzorg_app.services import offers, outbox
from kraamzorg_app.services.environment import Environment
from kraamzorg_app.services.unit_of_work import begin
from tests.factories import LONG_AGO, Factory
from tests.personas import Cast

HER = "sanne.jansen@client.test"
COORDINATORS = {"coordinator@people.test", "coordinator-beperkt@people.test"}
PROVIDERS = {
    "miek@people.test", "miek-beperkt@people.test", "noord@people.test", "anna@people.test",
}  # fmt: skip
ZILVER = {"preferent-avg@people.test", "preferent@people.test"}
VGZ = {"verzekeraar-avg@people.test", "verzekeraar@people.test"}
SYSTEM = Actor.system(Job.SEED_DEMO)


def told(env: Environment) -> dict[str, str]:
    """Give who got a mail, with its subject; more than one mail to an address is a failure."""
    with database.reading(env.engine) as session:
        rows = session.exec(select(OutboxMessage)).all()
        opened = [
            (opened_field(env, row, "recipient"), opened_field(env, row, "subject")) for row in rows
        ]
    assert len({address for address, _ in opened}) == len(opened)
    return dict(opened)


def opened_field(env: Environment, row: OutboxMessage, field: str) -> str:
    return env.keyring.open(getattr(row, field), table=outbox.TABLE, row=row.id, field=field)


def text_to(env: Environment, address: str) -> str:
    with database.reading(env.engine) as session:
        for row in session.exec(select(OutboxMessage)).all():
            if opened_field(env, row, "recipient") == address:
                return opened_field(env, row, "text") + opened_field(env, row, "html")
    raise AssertionError(address)


def belled(env: Environment) -> set[UUID]:
    with database.reading(env.engine) as session:
        items = session.exec(select(BellItem)).all()
    assert len({item.membership_id for item in items}) == len(items)
    return {item.membership_id for item in items}


def members(env: Environment, *emails: str) -> set[UUID]:
    with database.reading(env.engine) as session:
        return set(
            session.exec(
                select(Membership.id)
                .join(User, User.id == Membership.user_id)
                .where(User.email.in_(emails))
            )
        )


def change(env: Environment, entry: WaitingListEntry, **values: object) -> None:
    with database.transaction(env.engine) as session:
        row = session.get_one(WaitingListEntry, entry.id)
        for name, value in values.items():
            setattr(row, name, value)


def happen(entry: WaitingListEntry, notification: Notification, **more: object) -> None:
    with begin(SYSTEM) as work:
        row = work.session.get_one(WaitingListEntry, entry.id)
        outbox.notify(work, notification, entry=row, **more)


def test_placed_tells_client_inviter_coordinators_and_providers(
    env: Environment, cast: Cast
) -> None:
    change(
        env, cast.waiting, inviter_user_id=cast.provider.user_id, inviter_provider_id=cast.miek.id
    )
    happen(cast.waiting, Notification.PLACED)
    mails = told(env)
    assert set(mails) == {HER} | COORDINATORS | PROVIDERS
    assert mails["miek@people.test"] == "KSV Friesland: succesvol geplaatst"
    assert mails["miek-beperkt@people.test"] == "KSV Friesland: nieuwe cliënt zoekt kraamzorg"
    assert belled(env) == members(env, *COORDINATORS, *PROVIDERS)


def test_providers_that_do_not_work_in_her_postcode_hear_of_a_birth_only(
    env: Environment, cast: Cast
) -> None:
    with database.transaction(env.engine) as session:
        session.add(ExcludedPostcode(provider_id=cast.noord.id, pc4=cast.waiting.pc4))
        session.add(ExcludedPostcode(provider_id=cast.anna.id, pc4="8899"))
    serving = members(env, *PROVIDERS - {"noord@people.test"})
    away = members(env, "noord@people.test")
    for event, reached in (
        (Notification.PLACED, serving),
        (Notification.GIVEN_BACK, serving),
        (Notification.BIRTH_REPORTED, serving | away),
    ):
        happen(cast.waiting, event)
        with database.reading(env.engine) as session:
            rung = set(
                session.exec(select(BellItem.membership_id).where(BellItem.notification == event))
            )
        assert rung & (serving | away) == reached


def test_a_changed_period_is_told_to_everybody_of_the_region(env: Environment, cast: Cast) -> None:
    with begin(SYSTEM) as work:
        outbox.notify(work, Notification.PERIOD_CHANGED, region_id=cast.friesland.id)
    reached = COORDINATORS | PROVIDERS | ZILVER
    subject = "KSV Friesland: de periode van code rood is gewijzigd"
    assert told(env) == dict.fromkeys(reached, subject)
    assert belled(env) == members(env, *reached)
    assert "/perioden" in text_to(env, "coordinator@people.test")
    assert "/start" in text_to(env, "noord@people.test")


def test_coordinators_read_that_an_insurer_placed_her(env: Environment, cast: Cast) -> None:
    change(env, cast.waiting, inviter_user_id=cast.insurer.user_id, inviter_insurer_id=cast.vgz.id)
    happen(
        cast.waiting,
        Notification.PLACED,
        circumstances=frozenset({Circumstance.BY_INSURER}),
    )
    mails = told(env)
    assert "zorgverzekeraar" in mails["coordinator@people.test"]
    assert mails["verzekeraar-avg@people.test"] == "KSV Friesland: succesvol geplaatst"
    assert "verzekeraar@people.test" not in mails


def test_taken_tells_her_by_whom_and_the_others_without_a_name(
    env: Environment, cast: Cast
) -> None:
    change(env, cast.waiting_vgz, state=EntryState.ACCEPTED, provider_id=cast.noord.id)
    happen(cast.waiting_vgz, Notification.TAKEN)
    assert set(told(env)) == {HER} | COORDINATORS | ZILVER | VGZ
    assert "Kraamzorg Noord" in text_to(env, HER)
    for address in COORDINATORS | ZILVER | VGZ:
        assert "Noord" not in text_to(env, address)


def test_birth_is_told_to_all_parties_but_not_to_herself(env: Environment, cast: Cast) -> None:
    happen(cast.waiting_vgz, Notification.BIRTH_REPORTED)
    assert set(told(env)) == COORDINATORS | PROVIDERS | ZILVER | VGZ


def test_another_region_hears_nothing(env: Environment, cast: Cast) -> None:
    happen(cast.waiting_groningen, Notification.BIRTH_REPORTED)
    assert set(told(env)) == {"noord@people.test"} | VGZ


def test_when_a_pregnancy_ended_she_gets_no_mail_and_others_a_neutral_one(
    env: Environment, cast: Cast
) -> None:
    happen(
        cast.waiting,
        Notification.CLOSED,
        circumstances=frozenset({Circumstance.PREGNANCY_ENDED}),
    )
    mails = told(env)
    assert set(mails) == COORDINATORS | ZILVER
    assert set(mails.values()) == {"KSV Friesland: een cliënt is van de wachtlijst af"}


@pytest.mark.parametrize(
    ("notification", "circumstances", "reached"),
    [
        (Notification.OFFERED, set(), {"anna@people.test"}),
        (Notification.OFFER_DECLINED, set(), COORDINATORS),
        (Notification.OFFER_EXPIRED, set(), COORDINATORS),
        (Notification.OFFER_WITHDRAWN, set(), {"anna@people.test"}),
        (
            Notification.OFFER_WITHDRAWN,
            {Circumstance.PROVIDER_GONE},
            {"anna@people.test"} | COORDINATORS,
        ),
        (
            Notification.OFFER_WITHDRAWN,
            {Circumstance.PROVIDER_GONE, Circumstance.PROVIDER_ENDED},
            COORDINATORS,
        ),
        (
            Notification.CLOSED,
            {Circumstance.PREGNANCY_ENDED},
            {"anna@people.test"} | COORDINATORS | ZILVER,
        ),
    ],
)
def test_an_offer_is_told_of_to_its_provider_and_to_the_coordinators(
    env: Environment,
    cast: Cast,
    notification: Notification,
    circumstances: set[Circumstance],
    reached: set[str],
) -> None:
    happen(
        cast.waiting,
        notification,
        provider_id=cast.anna.id,
        circumstances=frozenset(circumstances),
    )
    assert set(told(env)) == reached
    assert belled(env) == members(env, *reached)
    for address in reached:
        assert "Anna" not in text_to(env, address)


def test_of_several_offers_at_once_one_mail_says_how_many_and_each_has_a_bell_item(
    env: Environment, cast: Cast
) -> None:
    soon = cast.waiting.due_date
    with database.transaction(env.engine) as session:
        third = Factory(env, session).entry(cast.friesland, cast.vgz_label, due_date=soon)
    offers.offer_many(
        cast.coordinator,
        [
            (cast.waiting.id, cast.miek.id),
            (third.id, cast.noord.id),
            (cast.waiting_vgz.id, cast.miek.id),
        ],
    )
    one = "KSV Friesland: er is een cliënt aan u aangeboden"
    several = "KSV Friesland: er zijn 2 cliënten aan u aangeboden"
    miek = {"miek@people.test", "miek-beperkt@people.test"}
    assert told(env) == {**dict.fromkeys(miek, several), "noord@people.test": one}
    assert "/aanbiedingen" in text_to(env, "miek@people.test")
    with database.reading(env.engine) as session:
        items = Counter(session.exec(select(BellItem.membership_id, BellItem.entry_id)).all())
    two = product(members(env, *miek), (cast.waiting.id, cast.waiting_vgz.id))
    alone = product(members(env, "noord@people.test"), [third.id])
    assert items == Counter([*two, *alone])


def test_unsent_mail_to_her_is_cancelled_and_wiped(env: Environment, cast: Cast) -> None:
    happen(cast.waiting, Notification.PLACED)
    with begin(SYSTEM) as work:
        outbox.cancel_mail_to_client(work, cast.waiting.id)
    with database.reading(env.engine) as session:
        rows = session.exec(select(OutboxMessage)).all()
    hers = [row for row in rows if row.is_to_client]
    assert [row.state for row in hers] == [OutboxState.CANCELLED]
    assert hers[0].recipient is hers[0].text is hers[0].html is hers[0].subject is None
    assert {row.state for row in rows if not row.is_to_client} == {OutboxState.PENDING}


def test_an_organization_without_members_is_told_at_its_own_address(
    env: Environment, cast: Cast
) -> None:
    with database.transaction(env.engine) as session:
        lonely = Factory(env, session).provider("Kraamzorg Eenzaam", cast.friesland)
    happen(cast.waiting, Notification.PLACED)
    assert set(told(env)) == {HER, lonely.email} | COORDINATORS | PROVIDERS


@pytest.mark.parametrize("ending", ["revoked_at", "accepted_at", "disabled_at"])
def test_who_can_not_work_any_more_is_not_told(env: Environment, cast: Cast, ending: str) -> None:
    with database.transaction(env.engine) as session:
        membership = session.get_one(Membership, cast.carer.membership_id)
        if ending == "disabled_at":
            session.get_one(User, membership.user_id).disabled_at = LONG_AGO
        else:
            setattr(membership, ending, LONG_AGO if ending == "revoked_at" else None)
    happen(cast.waiting, Notification.BIRTH_REPORTED)
    mails = told(env)
    assert "anna@people.test" not in mails
    assert len(mails) == len(COORDINATORS | PROVIDERS | ZILVER)


def test_an_inviter_who_left_is_replaced_by_colleagues(env: Environment, cast: Cast) -> None:
    change(env, cast.waiting, inviter_user_id=cast.insurer.user_id, inviter_insurer_id=cast.vgz.id)
    with database.transaction(env.engine) as session:
        session.get_one(Membership, cast.insurer.membership_id).revoked_at = LONG_AGO
    happen(cast.waiting, Notification.PLACED)
    assert told(env)["verzekeraar@people.test"] == "KSV Friesland: succesvol geplaatst"


def test_a_person_with_two_roles_gets_one_mail_and_a_bell_item_in_each(
    env: Environment, cast: Cast
) -> None:
    with database.transaction(env.engine) as session:
        make = Factory(env, session)
        second = make.add(
            Membership(
                user_id=cast.coordinator.user_id,
                role=Role.INSURER,
                insurer_id=cast.zilver.id,
                created_at=LONG_AGO,
                accepted_at=LONG_AGO,
            )
        )
    happen(cast.waiting, Notification.BIRTH_REPORTED)
    assert set(told(env)) == COORDINATORS | PROVIDERS | ZILVER
    assert {second.id, cast.coordinator.membership_id} <= belled(env)


def test_the_other_managers_hear_that_someone_got_the_avg_right(
    env: Environment, cast: Cast
) -> None:
    with begin(cast.preferred) as work:
        member = work.session.get_one(Membership, cast.preferred_limited.membership_id)
        outbox.notify(
            work,
            Notification.AVG_GRANTED,
            member=member,
            values={"member": "preferent", "organization": "Zilveren Kruis"},
        )
        third = Factory(env, work.session).member(
            "derde@people.test", Role.INSURER, insurer_id=cast.zilver.id, may_manage_members=True
        )
        outbox.notify(
            work,
            Notification.AVG_GRANTED,
            member=member,
            values={"member": "preferent", "organization": "Zilveren Kruis"},
        )
    assert set(told(env)) == {"derde@people.test"}
    assert belled(env) == {third.id}


def test_a_client_out_of_reach_is_told_to_coordinators_and_inviter(
    env: Environment, cast: Cast
) -> None:
    change(
        env, cast.waiting, inviter_user_id=cast.provider.user_id, inviter_provider_id=cast.miek.id
    )
    happen(cast.waiting, Notification.CLIENT_UNREACHABLE)
    assert set(told(env)) == COORDINATORS | {"miek@people.test"}


def test_failed_mail_is_told_to_the_technical_admins(env: Environment, cast: Cast) -> None:
    with begin(SYSTEM) as work:
        values = {"failed": "3", "bounced": "1", "codes": "smtp_550 (3)"}
        outbox.notify(work, Notification.FAILED_MAIL, values=values)
    assert set(told(env)) == {"techniek@people.test"}
    assert belled(env) == {cast.technician.membership_id}


def test_an_invitation_goes_to_the_address_in_the_language_asked_for(
    env: Environment, cast: Cast
) -> None:
    with begin(cast.insurer) as work:
        outbox.notify(
            work,
            Notification.INVITED,
            address="nieuw@client.test",
            language="en",
            values={
                "organization": "VGZ",
                "link": "https://voorbeeld.test/l/geheim",
                "expires_on": "01-04-2026",
            },
        )
    assert told(env) == {"nieuw@client.test": "Your personal link to register"}
    assert "https://voorbeeld.test/l/geheim" in text_to(env, "nieuw@client.test")


def test_her_mail_brings_a_new_link_of_which_only_the_hash_is_kept(
    env: Environment, cast: Cast
) -> None:
    happen(cast.waiting, Notification.PLACED)
    text = text_to(env, HER)
    token = text.partition("/l/")[2].split()[0]
    with database.reading(env.engine) as session:
        link = session.exec(select(ClientLink)).one()
    assert link.entry_id == cast.waiting.id
    assert len(token) >= 43
    assert token not in repr(link)


def test_no_mail_to_others_holds_anything_of_hers(env: Environment, cast: Cast) -> None:
    for notification in (
        Notification.PLACED,
        Notification.TAKEN,
        Notification.GIVEN_BACK,
        Notification.CLOSED,
        Notification.BIRTH_REPORTED,
    ):
        happen(cast.waiting, notification, values={"provider": "Kraamzorg Noord"})
    with database.reading(env.engine) as session:
        rows = session.exec(select(OutboxMessage)).all()
    secrets = ("TS1111RR", "8731", "Jansen", "Dorpsstraat", "999990019", "12345678", "17-05-1994")
    for row in rows:
        for field in ("subject", "text", "html"):
            text = opened_field(env, row, field).replace(str(cast.waiting.id), "")
            text = re.sub(r"/l/[\w-]+", "", text)
            assert not [secret for secret in secrets if secret in text]
            assert row.is_to_client or "Sanne" not in text
