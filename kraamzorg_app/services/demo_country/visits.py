"""What the people with a demo account did in the last two days, through the verbs themselves.

So the access log, the timelines and "Wie heeft mijn gegevens gezien?" show what they show in a tool
that is used. The clock stands in the past meanwhile, and no mail about it leaves; afterwards one
client is mailed the link to her own page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import col, select

from kraamzorg_app.adapters.clock import FrozenClock
from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.domain.entries import BsnReason, EntryState, GiveBackReason
from kraamzorg_app.domain.errors import NotAllowed
from kraamzorg_app.domain.listing import ListRequest
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.domain.registration_form import FormField
from kraamzorg_app.models.accounts import User
from kraamzorg_app.models.messages import OutboxMessage
from kraamzorg_app.models.organizations import Region
from kraamzorg_app.models.waiting_list import Client, TimelineEvent, WaitingListEntry
from kraamzorg_app.services import (
    corrections,
    environment,
    exports,
    log_in,
    sessions,
    waiting_list,
)
from kraamzorg_app.services.demo_country import shown_client
from kraamzorg_app.services.demo_country.organizations import FRIESLAND
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case

_BEGAN: Final = timedelta(hours=46)
_BETWEEN_VISITS: Final = timedelta(hours=3, minutes=40)
_BETWEEN_CLICKS: Final = timedelta(seconds=25)
_ORIGIN: Final = "192.0.2.10"
"""An address of the range for documentation."""
_HOW_MANY: Final = 30
_WAITING, _ACCEPTED = ListRequest(EntryState.WAITING), ListRequest(EntryState.ACCEPTED)


@dataclass(slots=True)
class _Days:
    """The clock of those days, and whom they are about."""

    seeder: Actor
    clock: FrozenClock
    entries: Sequence[UUID]
    """Waiting clients of Friesland; the first has a BSN and is shown her own page."""

    @contextmanager
    def visit(self, account: str) -> Iterator[_Person]:
        """Let somebody of the demo log in, do things and log out, some hours after the last."""
        token = log_in_as(self.seeder, f"{account}@demo.test")
        actor = sessions.resolve(token, origin=_ORIGIN)
        if actor is None:
            raise LookupError(account)
        yield _Person(actor, self.clock)
        sessions.log_out(actor)
        self.clock.advance(_BETWEEN_VISITS)


@dataclass(frozen=True, slots=True)
class _Person:
    """Somebody at work, half a minute for each click."""

    actor: Actor
    clock: FrozenClock

    def list(self, *requests: ListRequest) -> None:
        for request in requests:
            self._click()
            waiting_list.list_entries(self.actor, request)

    def read(self, *entry_ids: UUID) -> None:
        for entry_id in entry_ids:
            self._click()
            waiting_list.read_entry(self.actor, entry_id)

    def accept(self, *entry_ids: UUID) -> None:
        for entry_id in entry_ids:
            self.read(entry_id)
            self._click()
            waiting_list.accept(self.actor, entry_id)
            self.read(entry_id)

    def give_back(self, entry_id: UUID, reason: GiveBackReason) -> None:
        self.read(entry_id)
        self._click()
        waiting_list.give_back(self.actor, entry_id, reason, "")

    def reveal_bsn(self, entry_id: UUID, reason: BsnReason) -> None:
        self._click()
        waiting_list.reveal_bsn(self.actor, entry_id, reason)

    def correct_phone(self, entry_id: UUID, phone: str) -> None:
        self._click()
        version = waiting_list.read_entry(self.actor, entry_id).view.version
        self._click()
        corrections.correct(self.actor, entry_id, version, {FormField.PHONE: phone})

    def export(self, request: ListRequest) -> None:
        self._click()
        for _part in exports.stream_csv(self.actor, [request]):
            pass

    def _click(self) -> None:
        self.clock.advance(_BETWEEN_CLICKS)


def live_through(seeder: Actor) -> None:
    """Go through the last two days in Friesland; the mails about it are thrown away.

    Then one client, about whom there is much to read, is mailed the link to her own page.
    """
    here = environment.current()
    began_at = here.clock.now() - _BEGAN
    days = _Days(seeder, FrozenClock(began_at), untouched_clients(seeder, began_at))
    shown_client.let_her_be_known(seeder, days.entries[0])
    environment.install(replace(here, clock=days.clock))
    try:
        _first_day(days)
        _second_day(days)
    finally:
        environment.install(here)
        throw_mails_away(seeder)
    shown_client.mail_her_link(seeder, days.entries[0])


def _first_day(days: _Days) -> None:
    hers, carers, platforms, others = (
        days.entries[:4],
        days.entries[4:6],
        days.entries[6:9],
        days.entries[9:],
    )
    with days.visit("coordinator") as coordinator:
        coordinator.list(_WAITING, _ACCEPTED)
        coordinator.read(*days.entries)
    with days.visit("aanbieder") as provider:
        provider.list(_WAITING)
        provider.read(*others[:5])
        provider.accept(*hers)
        provider.reveal_bsn(hers[0], BsnReason.CARE_RECORD)
    with days.visit("zzp") as carer:
        carer.list(_WAITING)
        carer.read(*others[3:6])
        carer.accept(*carers)
    with days.visit("platform") as platform:
        platform.list(_WAITING)
        platform.read(*others[4:10])
        platform.accept(*platforms)


def _second_day(days: _Days) -> None:
    ill, too_many = days.entries[5], days.entries[8]
    with days.visit("zzp") as carer:
        carer.give_back(ill, GiveBackReason.ILLNESS)
    with days.visit("platform") as platform:
        platform.give_back(too_many, GiveBackReason.NO_CAPACITY)
    shown_client.send_back(days.seeder, too_many)
    with days.visit("coordinator") as coordinator:
        coordinator.list(_WAITING)
        coordinator.read(ill, too_many)
        coordinator.correct_phone(days.entries[9], "0612345999")
        coordinator.export(_WAITING)
    with days.visit("aanbieder") as provider:
        provider.list(_WAITING)
        provider.accept(ill)
    with days.visit("preferent-avg") as insurer:
        insurer.list(_WAITING, _ACCEPTED)
        insurer.read(ill, *days.entries[9:14])
    with days.visit("verzekeraar") as insurer:
        insurer.list(_WAITING, _ACCEPTED)
    with days.visit("bo") as admin:
        admin.list(_WAITING)
        admin.read(days.entries[0])


@use_case(Permission.JOB_SEED_DEMO)
def untouched_clients(work: UnitOfWork, before: datetime) -> list[UUID]:
    """Find clients of Friesland to whom nothing happened in those days; first one with a BSN."""
    touched = select(TimelineEvent.entry_id).where(
        col(TimelineEvent.happened_at) > before - timedelta(days=3)
    )
    found = work.session.exec(
        select(WaitingListEntry.id, col(Client.bsn).is_not(None))
        .join(Client, col(Client.id) == WaitingListEntry.client_id)
        .join(Region, col(Region.id) == WaitingListEntry.region_id)
        .where(
            col(Region.name) == FRIESLAND,
            col(WaitingListEntry.state) == EntryState.WAITING,
            col(WaitingListEntry.due_date) > work.today + timedelta(weeks=6),
            col(WaitingListEntry.id).not_in(touched),
        )
        .order_by(col(WaitingListEntry.id))
    ).all()
    first = next(entry_id for entry_id, has_bsn in found if has_bsn)
    others = [entry_id for entry_id, _ in found if entry_id != first]
    return [first, *others[: _HOW_MANY - 1]]


@use_case(Permission.JOB_SEED_DEMO)
def log_in_as(work: UnitOfWork, email: str) -> str:
    """Start a session of a demo account; raises `NotAllowed` outside demo mode."""
    if not work.settings.is_demo:
        raise NotAllowed
    user = work.session.exec(select(User).where(col(User.email) == email)).one()
    return log_in.start_session(work, user, "Firefox op Windows", "").session or ""


@use_case(Permission.JOB_SEED_DEMO)
def throw_mails_away(work: UnitOfWork) -> None:
    """Let no mail about those days leave; raises `NotAllowed` outside demo mode."""
    if not work.settings.is_demo:
        raise NotAllowed
    work.session.execute(delete(OutboxMessage))
