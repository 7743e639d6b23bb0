"""Who exactly a line of the notification table reaches: members, or their organization itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import col
from sqlmodel.sql.expression import Select

from kraamzorg_app.domain.actors import Role
from kraamzorg_app.domain.notifications import Recipient
from kraamzorg_app.models.accounts import Membership
from kraamzorg_app.models.organizations import CareProvider, Insurer
from kraamzorg_app.models.waiting_list import Client, Invitation, WaitingListEntry
from kraamzorg_app.queries import recipients
from kraamzorg_app.services.client_data import open_field
from kraamzorg_app.services.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Addressee:
    """One address to mail to; without a membership it is an organization's own or a client's."""

    email: str
    membership_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Occasion:
    """What an event is about, as far as it decides who is told."""

    entry: WaitingListEntry | None = None
    invitation: Invitation | None = None
    region_id: UUID | None = None
    former_region_id: UUID | None = None
    provider_id: UUID | None = None
    """Whom it is about, such as who has or had an offer."""
    member: Membership | None = None
    """Whose rights changed, or who gets the weekly update."""
    address: str | None = None


def of(  # noqa: C901, PLR0912 - one case for each recipient
    work: UnitOfWork, recipient: Recipient, occasion: Occasion
) -> Iterator[Addressee]:
    """Find the addresses behind one line of the table.

    An organization without an active member is told at its own address; it gets no bell item.
    """
    match recipient:
        case Recipient.CLIENT | Recipient.CLIENT_ADDRESS | Recipient.ADDRESS:
            yield from _address(work, recipient, occasion)
        case Recipient.INVITER:
            yield from _inviter(work, occasion)
        case Recipient.COORDINATORS:
            yield from _members(work, recipients.coordinates(occasion.region_id))
        case Recipient.FORMER_COORDINATORS:
            yield from _members(work, recipients.coordinates(occasion.former_region_id))
        case Recipient.REGION_PROVIDERS if occasion.region_id is not None:
            approved = recipients.approved_providers(occasion.region_id)
            yield from _organizations(work, approved, col(Membership.provider_id))
        case Recipient.SERVING_PROVIDERS if occasion.entry is not None:
            serving = recipients.serving_providers(occasion.entry.region_id, occasion.entry.pc4)
            yield from _organizations(work, serving, col(Membership.provider_id))
        case Recipient.PREFERRED_INSURERS if occasion.region_id is not None:
            preferred = recipients.preferred_insurers(occasion.region_id)
            yield from _organizations(work, preferred, col(Membership.insurer_id))
        case Recipient.OWN_INSURER | Recipient.OWN_PROVIDER if occasion.entry is not None:
            yield from _own_organization(work, recipient, occasion.entry)
        case Recipient.PROVIDER:
            yield from _provider(work, occasion)
        case Recipient.FUNCTIONAL_ADMINS:
            yield from _others(work, Role.FUNCTIONAL_ADMIN)
        case Recipient.TECHNICAL_ADMINS:
            yield from _others(work, Role.TECHNICAL_ADMIN)
        case Recipient.ASKER:
            yield from _asker(work, occasion)
        case Recipient.OTHER_MANAGERS if occasion.member is not None:
            yield from _other_managers(work, occasion.member)
        case Recipient.MEMBERSHIP if occasion.member is not None:
            yield from _members(work, col(Membership.id) == occasion.member.id)
        case _:
            raise ValueError(f"nothing is known about {recipient}")


def _address(work: UnitOfWork, recipient: Recipient, occasion: Occasion) -> Iterator[Addressee]:
    """Give the address that the verb names, else the one of a client, who may have none."""
    address = occasion.address
    if address is None and recipient is Recipient.CLIENT and occasion.entry is not None:
        client = work.session.get_one(Client, occasion.entry.client_id)
        address = open_field(work, client, "email")
    if address:
        yield Addressee(address)


def _members(work: UnitOfWork, *conditions: ColumnElement[bool]) -> list[Addressee]:
    rows = work.session.exec(recipients.members(*conditions)).all()
    return [Addressee(email, membership_id) for membership_id, email in rows]


def _others(work: UnitOfWork, role: Role) -> list[Addressee]:
    """Find everybody in a role, less the one who acted."""
    own_id = work.actor.membership_id
    return _members(
        work,
        col(Membership.role) == role,
        *([col(Membership.id) != own_id] if own_id is not None else []),
    )


def _organization(work: UnitOfWork, organization: Insurer | CareProvider) -> Iterable[Addressee]:
    """Find an organization's active members, else its own address."""
    belongs = (
        recipients.works_for(insurer_id=organization.id)
        if isinstance(organization, Insurer)
        else recipients.works_for(provider_id=organization.id)
    )
    return _members(work, belongs) or _own_address(organization.email)


def _own_organization(
    work: UnitOfWork, recipient: Recipient, entry: WaitingListEntry
) -> Iterable[Addressee]:
    """Find her insurer, or the provider that has taken her, if any."""
    if recipient is Recipient.OWN_INSURER:
        return _organization(work, work.session.get_one(Insurer, entry.insurer_id))
    if entry.provider_id is None:
        return []
    return _organization(work, work.session.get_one(CareProvider, entry.provider_id))


def _provider(work: UnitOfWork, occasion: Occasion) -> Iterable[Addressee]:
    if occasion.provider_id is None:
        return []
    return _organization(work, work.session.get_one(CareProvider, occasion.provider_id))


def _organizations(
    work: UnitOfWork, organizations: Select[UUID, Any], belongs_to: Any
) -> Iterator[Addressee]:
    """Find many organizations' members in two queries, and the addresses of those without any."""
    addresses = dict(work.session.exec(organizations).all())
    found = work.session.exec(recipients.members_by(belongs_to, addresses)).all()
    for membership_id, email, organization_id in found:
        addresses.pop(organization_id, None)
        yield Addressee(email, membership_id)
    for address in addresses.values():
        yield from _own_address(address)


def _own_address(address: str | None) -> list[Addressee]:
    return [Addressee(address)] if address else []


def _inviter(work: UnitOfWork, occasion: Occasion) -> Iterable[Addressee]:
    """Find the person who invited her, in the organization for which it was done.

    When that person has left, the colleagues are told, so that nobody waits for an answer.
    """
    subject = occasion.invitation or occasion.entry
    if subject is None or subject.inviter_user_id is None:
        return []
    works_there = (
        recipients.coordinates(subject.inviter_region_id)
        if subject.inviter_region_id is not None
        else recipients.works_for(
            insurer_id=subject.inviter_insurer_id, provider_id=subject.inviter_provider_id
        )
    )
    is_inviter = col(Membership.user_id) == subject.inviter_user_id
    return (
        _members(work, works_there, is_inviter)
        or _members(work, works_there)
        or _left(work, subject)
    )


def _left(work: UnitOfWork, subject: Invitation | WaitingListEntry) -> list[Addressee]:
    """Give the own address of an inviting organization in which nobody works any more."""
    if subject.inviter_insurer_id is not None:
        return _own_address(work.session.get_one(Insurer, subject.inviter_insurer_id).email)
    if subject.inviter_provider_id is not None:
        return _own_address(work.session.get_one(CareProvider, subject.inviter_provider_id).email)
    return []


def _asker(work: UnitOfWork, occasion: Occasion) -> Iterable[Addressee]:
    member = occasion.member
    reached = _members(work, col(Membership.id) == member.id) if member is not None else []
    return reached or _own_address(occasion.address)


def _other_managers(work: UnitOfWork, member: Membership) -> list[Addressee]:
    """Find who manages the same people, less the one who acted and the one it is about."""
    own_ids = [member.id, *([work.actor.membership_id] if work.actor.membership_id else [])]
    return _members(
        work,
        recipients.is_colleague_of(member),
        col(Membership.may_manage_members).is_(True),
        col(Membership.id).not_in(own_ids),
    )
