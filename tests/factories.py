"""Rows for tests, straight into the tables."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any, TypeVar

from sqlmodel import Session

from kraamzorg_app.domain.actors import Actor, Job, ProviderKind, Role
from kraamzorg_app.domain.entries import EntryState
from kraamzorg_app.models.accounts import Membership, User
from kraamzorg_app.models.organizations import (
    CareProvider,
    CodeRedPeriod,
    Insurer,
    InsurerLabel,
    Pc4Range,
    PreferredInsurer,
    ProviderApproval,
    Region,
)
from kraamzorg_app.models.waiting_list import Client, WaitingListEntry
from kraamzorg_app.services.client_data import seal
from kraamzorg_app.services.environment import Environment
from kraamzorg_app.services.unit_of_work import UnitOfWork

LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)
TEST_BSNS = ("999990019", "999990020", "999990032", "999990044", "999990056")
_numbers = count(1)
Row = TypeVar("Row")


class Factory:
    """Makes rows in one session; each method returns the row."""

    def __init__(self, env: Environment, session: Session) -> None:
        self.session = session
        self.work = UnitOfWork(session, Actor.system(Job.SEED_DEMO), env, env.clock.now())

    def add(self, row: Row) -> Row:
        self.session.add(row)
        self.session.flush()
        return row

    def region(self, name: str, *pc4s: str, is_open: bool = True, **values: Any) -> Region:
        region = self.add(Region(name=name, **values))
        for pc4 in pc4s:
            self.add(
                Pc4Range(
                    region_id=region.id, first_pc4=pc4, last_pc4=pc4, valid_from=LONG_AGO.date()
                )
            )
        if is_open:
            today = self.work.today
            self.add(
                CodeRedPeriod(
                    region_id=region.id,
                    starts_on=today - timedelta(weeks=4),
                    ends_on=today + timedelta(weeks=40),
                )
            )
        return region

    def insurer(
        self, name: str, *labels: tuple[str, str], prefers: tuple[Region, ...] = ()
    ) -> Insurer:
        insurer = self.add(
            Insurer(name=name, email=f"{name.lower().replace(' ', '-')}@insurer.test")
        )
        for label, uzovi in labels:
            self.label(insurer, label, uzovi)
        for region in prefers:
            self.add(PreferredInsurer(region_id=region.id, insurer_id=insurer.id))
        return insurer

    def label(self, insurer: Insurer, name: str, uzovi: str) -> InsurerLabel:
        return self.add(InsurerLabel(insurer_id=insurer.id, name=name, uzovi_code=uzovi))

    def provider(
        self, name: str, *regions: Region, kind: ProviderKind = ProviderKind.ORGANIZATION
    ) -> CareProvider:
        number = next(_numbers)
        provider = self.add(
            CareProvider(
                name=name, kind=kind, agb_code=f"33{number:06}", email=f"info{number}@provider.test"
            )
        )
        for region in regions:
            self.add(
                ProviderApproval(provider_id=provider.id, region_id=region.id, approved_at=LONG_AGO)
            )
        return provider

    def member(self, email: str, role: Role, **values: Any) -> Membership:
        user = self.add(
            User(
                email=email,
                display_name=email.partition("@")[0],
                created_at=LONG_AGO,
                email_confirmed_at=LONG_AGO,
            )
        )
        return self.add(
            Membership(
                user_id=user.id, role=role, created_at=LONG_AGO, accepted_at=LONG_AGO, **values
            )
        )

    def entry(
        self,
        region: Region,
        label: InsurerLabel,
        *,
        due_date: date,
        pc4: str = "8731",
        client_number: str | None = None,
        state: EntryState = EntryState.WAITING,
        provider: CareProvider | None = None,
        identity: dict[str, str] | None = None,
        **values: Any,
    ) -> WaitingListEntry:
        number = next(_numbers)
        client = Client(consent_version="1", consent_language="nl", consented_at=self.work.now)
        seal(self.work, client, IDENTITY | (identity or {}))
        self.add(client)
        return self.add(
            WaitingListEntry(
                client_id=client.id,
                region_id=region.id,
                state=state,
                pc4=pc4,
                due_date=due_date,
                client_number=client_number or f"NR{number:04}",
                insurer_id=label.insurer_id,
                label_id=label.id,
                provider_id=provider.id if provider else None,
                placed_at=self.work.now,
                accepted_at=self.work.now if provider else None,
                **values,
            )
        )


IDENTITY = {
    "first_name": "Sanne",
    "last_name": "Jansen",
    "birth_date": "1994-05-17",
    "partner_name": "Daan Visser",
    "postcode": "8731AB",
    "house_number": "12",
    "house_number_addition": "a",
    "street": "Dorpsstraat",
    "city": "Wommels",
    "phone": "+31612345678",
    "email": "sanne.jansen@client.test",
    "bsn": "999990019",
    "spoken_language": "Nederlands",
}
