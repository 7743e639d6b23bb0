"""The same cast in every test: two regions, two insurers, two providers, and who works there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlmodel import select

from kraamzorg_app import database
from kraamzorg_app.domain.actors import Actor, ActorKind, ProviderKind, Role
from kraamzorg_app.domain.entries import EntryState
from kraamzorg_app.models.accounts import Membership
from kraamzorg_app.models.organizations import CareProvider, Insurer, InsurerLabel, Region
from kraamzorg_app.models.waiting_list import WaitingListEntry
from kraamzorg_app.services.environment import Environment
from tests.factories import Factory

LATELY = datetime.max.replace(tzinfo=UTC)
"""Just now, whatever a test's clock says: only tests of this ask for another code."""


@dataclass
class Cast:
    """Who there is; actors are as a session would resolve them."""

    friesland: Region
    groningen: Region
    zilver: Insurer
    zilver_label: InsurerLabel
    vgz: Insurer
    vgz_label: InsurerLabel
    miek: CareProvider
    noord: CareProvider
    anna: CareProvider
    waiting: WaitingListEntry
    """Waits in Friesland, insured by Zilver."""
    waiting_vgz: WaitingListEntry
    """Waits in Friesland, insured by VGZ."""
    waiting_groningen: WaitingListEntry
    """Waits in Groningen, insured by VGZ."""
    enrolled: WaitingListEntry
    """In care of Miek in Friesland, insured by Zilver."""
    admin: Actor
    technician: Actor
    coordinator: Actor
    coordinator_limited: Actor
    provider: Actor
    provider_limited: Actor
    other_provider: Actor
    carer: Actor
    preferred: Actor
    """Zilver, preferred in Friesland, group 2."""
    preferred_limited: Actor
    insurer: Actor
    """VGZ, preferred nowhere, group 2."""
    insurer_limited: Actor


def make_cast(env: Environment) -> Cast:
    """Write the cast into the database and give it."""
    with database.transaction(env.engine) as session:
        return _make(Factory(env, session))


def _make(make: Factory) -> Cast:
    today = make.work.today
    friesland = make.region("KSV Friesland", "8731", "8751", "8811")
    groningen = make.region("KSV Groningen", "9711", "9712")
    zilver = make.insurer("Zilveren Kruis", ("Zilveren Kruis", "3311"), prefers=(friesland,))
    vgz = make.insurer("VGZ", ("VGZ", "7095"))
    zilver_label, vgz_label = _label(make, zilver), _label(make, vgz)
    miek = make.provider("Kraamzorg Miek", friesland)
    noord = make.provider("Kraamzorg Noord", friesland, groningen)
    anna = make.provider("Anna de Vries", friesland, kind=ProviderKind.SELF_EMPLOYED)
    soon, later = today + timedelta(weeks=5), today + timedelta(weeks=20)
    return Cast(
        friesland=friesland,
        groningen=groningen,
        zilver=zilver,
        zilver_label=zilver_label,
        vgz=vgz,
        vgz_label=vgz_label,
        miek=miek,
        noord=noord,
        anna=anna,
        waiting=make.entry(friesland, zilver_label, due_date=soon, client_number="TS1111RR"),
        waiting_vgz=make.entry(friesland, vgz_label, due_date=later, pc4="8751"),
        waiting_groningen=make.entry(groningen, vgz_label, due_date=later, pc4="9711"),
        enrolled=make.entry(
            friesland,
            zilver_label,
            due_date=soon,
            pc4="8811",
            state=EntryState.ACCEPTED,
            provider=miek,
        ),
        admin=_person(make, "bo", Role.FUNCTIONAL_ADMIN),
        technician=_person(make, "techniek", Role.TECHNICAL_ADMIN),
        coordinator=_person(make, "coordinator", Role.COORDINATOR, friesland, personal=True),
        coordinator_limited=_person(make, "coordinator-beperkt", Role.COORDINATOR, friesland),
        provider=_person(make, "miek", Role.CARE_PROVIDER, miek, friesland, personal=True),
        provider_limited=_person(make, "miek-beperkt", Role.CARE_PROVIDER, miek, friesland),
        other_provider=_person(
            make, "noord", Role.CARE_PROVIDER, noord, friesland, groningen, personal=True
        ),
        carer=_person(make, "anna", Role.CARE_PROVIDER, anna, friesland, personal=True),
        preferred=_person(make, "preferent-avg", Role.INSURER, zilver, friesland, personal=True),
        preferred_limited=_person(make, "preferent", Role.INSURER, zilver, friesland),
        insurer=_person(make, "verzekeraar-avg", Role.INSURER, vgz, personal=True),
        insurer_limited=_person(make, "verzekeraar", Role.INSURER, vgz),
    )


def _label(make: Factory, insurer: Insurer) -> InsurerLabel:
    return make.session.exec(
        select(InsurerLabel).where(InsurerLabel.insurer_id == insurer.id)
    ).one()


def _person(
    make: Factory,
    name: str,
    role: Role,
    organization: Region | Insurer | CareProvider | None = None,
    *regions: Region,
    personal: bool = False,
) -> Actor:
    """Make a member and the actor that a session would give, both manager of their people."""
    ids = {
        "region_id": organization.id if isinstance(organization, Region) else None,
        "provider_id": organization.id if isinstance(organization, CareProvider) else None,
        "insurer_id": organization.id if isinstance(organization, Insurer) else None,
    }
    membership: Membership = make.member(
        f"{name}@people.test",
        role,
        may_view_personal_data=personal,
        may_manage_members=True,
        is_privacy_officer=role is Role.FUNCTIONAL_ADMIN,
        **ids,
    )
    region_ids = frozenset(region.id for region in regions)
    return Actor(
        kind=ActorKind.PERSON,
        origin="192.0.2.1",
        user_id=membership.user_id,
        authenticated_at=LATELY,
        display_name=name,
        membership_id=membership.id,
        role=role,
        organization_name=organization.name if organization else "Bo Geboortezorg",
        may_view_personal_data=personal,
        may_manage_members=True,
        is_privacy_officer=role is Role.FUNCTIONAL_ADMIN,
        region_ids=frozenset({ids["region_id"]}) if ids["region_id"] else frozenset(),
        provider_id=ids["provider_id"],
        provider_kind=organization.kind if isinstance(organization, CareProvider) else None,
        approved_region_ids=region_ids if role is Role.CARE_PROVIDER else frozenset(),
        insurer_id=ids["insurer_id"],
        preferred_region_ids=region_ids if role is Role.INSURER else frozenset(),
    )
