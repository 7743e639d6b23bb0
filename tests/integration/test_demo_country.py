"""The demo country against the rules that hold for every row of the tool."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlmodel import Session, col, select

from kraamzorg_app import config
from kraamzorg_app.adapters.clock import FrozenClock
from kraamzorg_app.config import DEMO_PASSWORD, DEMO_TOTP_SECRET, Mode
from kraamzorg_app.domain import code_red
from kraamzorg_app.domain.actors import Actor, Job, ProviderKind, Role
from kraamzorg_app.domain.code_red import Period
from kraamzorg_app.domain.entries import EntryState, InvitationState
from kraamzorg_app.domain.errors import NotAllowed
from kraamzorg_app.domain.identifiers import is_test_bsn, normalize_bsn, normalize_postcode
from kraamzorg_app.models.access_log import AccessLogLine
from kraamzorg_app.models.accounts import Membership, User, UserSession
from kraamzorg_app.models.messages import AddressBounce, BellItem, OutboxMessage
from kraamzorg_app.models.organizations import (
    CareProvider,
    CodeRedPeriod,
    Insurer,
    Pc4Range,
    PreferredInsurer,
    ProviderApproval,
    Region,
)
from kraamzorg_app.models.waiting_list import (
    Client,
    Fingerprint,
    Invitation,
    TimelineEvent,
    WaitingListEntry,
)
from kraamzorg_app.services import demo_country, duplicates, environment, log_proof
from kraamzorg_app.services.audit import LogEvent
from kraamzorg_app.services.client_data import SEALED_FIELDS, open_field
from kraamzorg_app.services.contact_details import normalize_email, normalize_phone
from kraamzorg_app.services.demo_country import shown_client, visits
from kraamzorg_app.services.environment import Environment
from kraamzorg_app.services.log_sealing import seal_and_publish
from kraamzorg_app.services.unit_of_work import UnitOfWork
from tests import databases
from tests.conftest import NOW

SEEDER = Actor.system(Job.SEED_DEMO)


def _demo_environment(directory: Path, name: str) -> Environment:
    settings = config.load({"KRAAMZORG_MODE": "demo", "DATA_DIR": str(directory / "demo")})
    path = directory / f"{name}.sqlite3"
    settings = replace(settings, database_url=f"sqlite:///{path}")
    env = replace(environment.from_settings(settings), clock=FrozenClock(NOW))
    databases.migrate(env.engine)
    environment.install(env)
    return env


@pytest.fixture(scope="module")
def country(database_directory: Path) -> Environment:
    env = _demo_environment(database_directory, "country")
    assert demo_country.fill(SEEDER)
    return env


@pytest.fixture
def session(country: Environment) -> Iterator[Session]:
    environment.install(country)
    with Session(country.engine) as opened:
        yield opened


@pytest.fixture
def work(country: Environment, session: Session) -> UnitOfWork:
    return UnitOfWork(session, SEEDER, country, NOW)


def _periods(session: Session, region: Region) -> list[Period]:
    found = session.exec(select(CodeRedPeriod).where(CodeRedPeriod.region_id == region.id))
    return sorted(
        (Period(each.starts_on, each.ends_on) for each in found), key=lambda each: each.starts_on
    )


def _region(session: Session, name: str) -> Region:
    return session.exec(select(Region).where(Region.name == name)).one()


def test_has_the_size_that_was_asked_for(session: Session) -> None:
    assert len(session.exec(select(Region.id)).all()) == 25
    assert len(session.exec(select(Insurer.id)).all()) == 12
    kinds = Counter(session.exec(select(CareProvider.kind)).all())
    assert set(kinds) == set(ProviderKind)
    assert kinds.total() == 320
    states = Counter(session.exec(select(WaitingListEntry.state)).all())
    assert states[EntryState.WAITING] == pytest.approx(3_000, abs=50)
    assert states[EntryState.ACCEPTED] == pytest.approx(2_000, abs=50)
    assert states[EntryState.CLOSED] > 1_000


def test_no_postcode_lies_in_two_regions(session: Session) -> None:
    ranges = sorted((each.first_pc4, each.last_pc4) for each in session.exec(select(Pc4Range)))
    assert all(first <= last for first, last in ranges)
    assert all(before[1] < after[0] for before, after in pairwise(ranges))
    assert sum(int(last) - int(first) + 1 for first, last in ranges) == 4_074


def test_periods_of_a_region_do_not_overlap(session: Session) -> None:
    for region in session.exec(select(Region)):
        periods = _periods(session, region)
        assert all(each.starts_on <= each.ends_on for each in periods)
        assert all(before.ends_on < after.starts_on for before, after in pairwise(periods))


def test_eight_regions_are_in_code_rood_and_zeeland_never_was(
    session: Session, work: UnitOfWork
) -> None:
    regions = session.exec(select(Region)).all()
    open_now = [each for each in regions if code_red.is_open(_periods(session, each), work.today)]
    assert len(open_now) == 8
    assert not _periods(session, _region(session, "KSV Zeeland"))


def test_friesland_is_open_for_every_due_date_of_the_coming_forty_weeks(
    session: Session, work: UnitOfWork
) -> None:
    periods = _periods(session, _region(session, "KSV Friesland"))
    days = (work.today + timedelta(days=day) for day in range(40 * 7 + 1))
    assert all(code_red.is_open(periods, day) for day in days)


def test_every_entry_lies_in_the_region_of_its_postcode_and_in_an_open_period(
    session: Session,
) -> None:
    region_of = {
        str(pc4): each.region_id
        for each in session.exec(select(Pc4Range))
        for pc4 in range(int(each.first_pc4), int(each.last_pc4) + 1)
    }
    periods = {each.id: _periods(session, each) for each in session.exec(select(Region))}
    for entry in session.exec(select(WaitingListEntry)):
        assert region_of[entry.pc4] == entry.region_id
        assert code_red.is_open(periods[entry.region_id], entry.due_date)


def test_state_provider_and_moments_of_an_entry_agree(session: Session) -> None:
    approvals = {
        (each.provider_id, each.region_id) for each in session.exec(select(ProviderApproval))
    }
    for entry in session.exec(select(WaitingListEntry)):
        if entry.state is EntryState.ACCEPTED:
            assert entry.provider_id
        if entry.state in (EntryState.WAITING, EntryState.AWAITING_AUTHORIZATION):
            assert entry.provider_id is None
        assert (entry.provider_id is None) == (entry.accepted_at is None)
        if entry.provider_id:
            assert (entry.provider_id, entry.region_id) in approvals
        assert (entry.state is EntryState.CLOSED) == (entry.closed_at is not None)
        assert (entry.closed_at is None) == (entry.close_reason is None)
        moments = [entry.placed_at, entry.accepted_at, entry.closed_at, NOW]
        known = [moment for moment in moments if moment]
        assert known == sorted(known)
        if entry.birth_reported_at:
            assert entry.placed_at < entry.birth_reported_at < NOW


def test_timeline_starts_with_placing_and_ends_with_the_state(session: Session) -> None:
    last: dict[object, TimelineEvent] = {}
    for line in session.exec(select(TimelineEvent).order_by(col(TimelineEvent.happened_at))):
        if line.entry_id not in last:
            assert line.kind == "PLACED"
        if line.kind not in ("INTAKE_PLANNED", "INTAKE_DONE"):
            last[line.entry_id] = line
        assert line.reason != "PREGNANCY_ENDED" or line.kind == "CLOSED"
    for entry in session.exec(select(WaitingListEntry)):
        kind = last[entry.id].kind
        if entry.state in (EntryState.CLOSED, EntryState.ACCEPTED):
            assert kind == entry.state.value
        else:
            assert kind not in ("CLOSED", "ACCEPTED")


def test_identity_is_complete_as_the_form_stores_it_or_erased(work: UnitOfWork) -> None:
    for client in work.session.exec(select(Client).limit(400)):
        values = {name: open_field(work, client, name) for name in SEALED_FIELDS}
        if client.erased_at:
            assert not any(values.values())
            continue
        assert normalize_postcode(values["postcode"]) == values["postcode"]
        assert normalize_phone(values["phone"]) == values["phone"]
        assert normalize_email(values["email"], test_addresses_allowed=True) == values["email"]
        assert values["email"].endswith(".test")
        assert values["first_name"]
        assert values["last_name"]
        assert values["city"]


def test_only_those_past_the_term_of_keeping_are_erased(session: Session) -> None:
    for entry, client in session.exec(
        select(WaitingListEntry, Client).join(Client, Client.id == WaitingListEntry.client_id)
    ):
        is_past = NOW.date() - entry.due_date > timedelta(weeks=8) or (
            entry.closed_at is not None and NOW - entry.closed_at > timedelta(weeks=4)
        )
        assert is_past == (client.erased_at is not None)


def test_a_tenth_has_a_test_bsn_and_each_is_used_once(work: UnitOfWork) -> None:
    with_bsn = work.session.exec(select(Client).where(col(Client.bsn).is_not(None))).all()
    bsns = [open_field(work, client, "bsn") for client in with_bsn]
    assert 400 < len(bsns) < 650
    assert len(set(bsns)) == len(bsns)
    assert all(normalize_bsn(bsn) == bsn and bsn.startswith("99999") for bsn in bsns)
    assert all(is_test_bsn(bsn) for bsn in bsns)


def test_each_demo_account_logs_in_with_the_shown_secrets(work: UnitOfWork) -> None:
    for account in demo_country.DEMO_ACCOUNTS:
        user = work.session.exec(select(User).where(User.email == account.email)).one()
        assert user.password_hash
        assert user.totp_secret
        secret = work.keyring.open(
            user.totp_secret, table="user_account", row=user.id, field="totp_secret"
        )
        assert secret == DEMO_TOTP_SECRET
    assert PasswordHasher().verify(user.password_hash, DEMO_PASSWORD)


def test_every_membership_belongs_to_exactly_what_its_role_works_for(session: Session) -> None:
    belongs = {
        Role.COORDINATOR: (True, False, False),
        Role.CARE_PROVIDER: (False, True, False),
        Role.INSURER: (False, False, True),
    }
    for each in session.exec(select(Membership)):
        ids = (each.region_id, each.provider_id, each.insurer_id)
        filled = tuple(one is not None for one in ids)
        assert filled == belongs.get(each.role, (False, False, False))


def test_accounts_see_what_their_first_pages_are_about(session: Session) -> None:
    friesland, groningen = _region(session, "KSV Friesland"), _region(session, "KSV Groningen")
    for pc4 in ("8731", "8751", "8811"):
        waiting = session.exec(
            select(WaitingListEntry).where(
                WaitingListEntry.state == EntryState.WAITING, WaitingListEntry.pc4 == pc4
            )
        ).all()
        assert len(waiting) > 1
        assert len({entry.insurer_id for entry in waiting}) > 1
    for name in ("Kraamzorg Miek", "Anna de Vries", "KraamConnect"):
        provider = session.exec(select(CareProvider).where(CareProvider.name == name)).one()
        assert session.get(ProviderApproval, (provider.id, friesland.id))
        assert session.exec(
            select(WaitingListEntry).where(WaitingListEntry.provider_id == provider.id)
        ).first()
    preferred = session.exec(select(Insurer).where(Insurer.name == "Zilveren Kruis")).one()
    other = session.exec(select(Insurer).where(Insurer.name == "VGZ")).one()
    assert session.get(PreferredInsurer, (friesland.id, preferred.id))
    assert not session.get(PreferredInsurer, (groningen.id, preferred.id))
    assert not session.exec(
        select(PreferredInsurer).where(PreferredInsurer.insurer_id == other.id)
    ).first()
    per_region = Counter(session.exec(select(PreferredInsurer.region_id)).all())
    assert len(per_region) == 25
    assert max(per_region.values()) <= 2


def test_a_client_of_the_country_can_not_be_put_on_a_list_again(work: UnitOfWork) -> None:
    listed = work.session.exec(
        select(WaitingListEntry, Client)
        .join(Client, Client.id == WaitingListEntry.client_id)
        .where(col(WaitingListEntry.state).in_([EntryState.WAITING, EntryState.ACCEPTED]))
        .order_by(col(WaitingListEntry.id))
        .limit(60)
    ).all()
    assert {entry.state for entry, _ in listed} == {EntryState.WAITING, EntryState.ACCEPTED}
    for entry, client in listed:
        identity = duplicates.identity_of(work, client, entry)
        held = set(
            work.session.exec(select(Fingerprint.hash).where(Fingerprint.entry_id == entry.id))
        )
        expected = {
            digest
            for kind, digest in duplicates.hashes(work, identity).items()
            if kind.has_due_date or entry.state is EntryState.WAITING
        }
        assert held == expected
        assert held


def test_invitations_are_under_way_expired_and_withdrawn(session: Session) -> None:
    found = session.exec(select(Invitation)).all()
    states = Counter(each.state for each in found)
    assert set(states) == {
        InvitationState.SENT,
        InvitationState.EXPIRED,
        InvitationState.WITHDRAWN,
    }
    for each in found:
        assert (each.state is InvitationState.EXPIRED) == (each.expires_at < NOW)
        assert (each.state is InvitationState.SENT) == (each.ended_at is None)


def test_the_only_mail_leads_a_client_to_who_saw_her_data(work: UnitOfWork) -> None:
    (mail,) = work.session.exec(select(OutboxMessage)).all()
    assert (mail.notification, mail.is_to_client) == ("client_link", True)
    entry = work.session.get_one(WaitingListEntry, mail.entry_id)
    client = work.session.get_one(Client, entry.client_id)
    assert open_field(work, client, "birth_date") == shown_client.BIRTH_DATE
    seen_by = {
        line.organization
        for line in work.session.exec(select(AccessLogLine))
        if client.log_id.hex in line.subjects
    }
    assert seen_by >= {"KSV Friesland", "Kraamzorg Miek", "Bo Geboortezorg"}


def test_of_one_client_mail_comes_back_and_the_coordinator_is_told(session: Session) -> None:
    assert len(session.exec(select(AddressBounce)).all()) == 1
    told = session.exec(
        select(Membership)
        .join(BellItem, BellItem.membership_id == Membership.id)
        .where(BellItem.notification == "client_unreachable")
    ).all()
    assert Role.COORDINATOR in {each.role for each in told}
    assert {each.region_id for each in told if each.role is Role.COORDINATOR} == {
        _region(session, "KSV Friesland").id
    }


def test_a_few_dozen_clients_went_through_the_verbs(session: Session) -> None:
    lines = session.exec(select(AccessLogLine)).all()
    assert {line.event for line in lines} >= {
        LogEvent.LOGGED_IN,
        LogEvent.ENTRIES_LISTED,
        LogEvent.ENTRY_READ,
        LogEvent.CLIENT_ACCEPTED,
        LogEvent.CLIENT_GIVEN_BACK,
        LogEvent.CLIENT_CORRECTED,
        LogEvent.BSN_REVEALED,
        LogEvent.ENTRIES_EXPORTED,
    }
    assert {line.outcome for line in lines} == {"ok"}
    assert all(line.happened_at < NOW for line in lines)
    seen = Counter(
        subject
        for line in lines
        if line.event == LogEvent.ENTRY_READ
        for subject in set(line.subjects)
    )
    assert len(seen) >= 30
    taken_by = {line.organization for line in lines if line.event == LogEvent.CLIENT_ACCEPTED}
    assert taken_by == {"Kraamzorg Miek", "Anna de Vries", "KraamConnect"}


def test_nobody_of_it_is_still_logged_in(session: Session) -> None:
    assert all(each.revoked_at for each in session.exec(select(UserSession)))


def test_the_access_log_is_whole_once_sealed(country: Environment) -> None:
    environment.install(country)
    assert seal_and_publish(Actor.system(Job.SEAL_LOG)) == 1
    proof = log_proof.prove()
    assert proof.damage is None
    assert proof.lines > 100
    assert not proof.unsealed


def _contents(env: Environment) -> list[tuple[object, ...]]:
    """What the same seed must give again: everything but the chance in sealing."""
    with Session(env.engine) as session:
        work = UnitOfWork(session, SEEDER, env, NOW)
        entries = session.exec(
            select(WaitingListEntry, Client)
            .join(Client, Client.id == WaitingListEntry.client_id)
            .order_by(col(WaitingListEntry.id))
        ).all()
        return [
            (
                *entry.model_dump().values(),
                client.log_id,
                *(open_field(work, client, name) for name in ("last_name", "email", "bsn")),
            )
            for entry, client in entries
        ]


def test_the_same_seed_gives_the_same_country(
    country: Environment, database_directory: Path
) -> None:
    again = _demo_environment(database_directory, "again")
    assert demo_country.fill(SEEDER)
    assert _contents(again) == _contents(country)


def test_a_second_start_changes_nothing(country: Environment) -> None:
    environment.install(country)
    before = _contents(country)
    assert not demo_country.fill(SEEDER)
    assert _contents(country) == before


def test_a_seeding_that_dies_half_way_leaves_nothing_and_another_seed_gives_another_country(
    country: Environment, database_directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    env = _demo_environment(database_directory, "dies")

    def die(_self: object, _count: int) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("kraamzorg_app.services.demo_country.plans.Planner.past", die)
        with pytest.raises(KeyboardInterrupt):
            demo_country.seed(SEEDER)
    with Session(env.engine) as session:
        assert not session.exec(select(Region)).all()
    assert demo_country.seed(SEEDER, number=2)
    assert _contents(env) != _contents(country)


def test_is_refused_outside_demo_mode(country: Environment) -> None:
    settings = replace(country.settings, mode=Mode.TEST)
    environment.install(replace(country, settings=settings))
    with pytest.raises(NotAllowed):
        demo_country.fill(SEEDER)
    with pytest.raises(NotAllowed):
        visits.live_through(SEEDER)
