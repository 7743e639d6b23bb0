"""Regions, providers and insurers as the functional administrator sees them: no clients, counts."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlmodel import col

from kraamzorg_app.domain.actors import Role
from kraamzorg_app.domain.applications import ApplicationState
from kraamzorg_app.domain.code_red import RequestState
from kraamzorg_app.domain.entries import EntryState, InvitationState
from kraamzorg_app.models.accounts import Membership, User
from kraamzorg_app.models.administration import PeriodChange, PeriodRequest, ProviderApplication
from kraamzorg_app.models.organizations import (
    CareProvider,
    CodeRedPeriod,
    Insurer,
    InsurerLabel,
    PreferredInsurer,
    ProviderApproval,
    Region,
)
from kraamzorg_app.models.waiting_list import Client, Invitation, WaitingListEntry

PAGE_SIZE = 25
ON_THEIR_WAY = (EntryState.AWAITING_AUTHORIZATION, EntryState.WAITING)
Rows = Select[*tuple[Any, ...]]


def all_regions() -> Rows:
    """Select every region by name, ended ones last."""
    return select(Region).order_by(col(Region.ended_on).is_not(None), col(Region.name))


def waiting_by_region() -> Rows:
    """Count who is on her way to a provider, by region."""
    return (
        select(col(WaitingListEntry.region_id), func.count())
        .where(col(WaitingListEntry.state).in_(ON_THEIR_WAY))
        .group_by(col(WaitingListEntry.region_id))
    )


def invited_by_region() -> Rows:
    """Count the invitations that wait for an answer, by region."""
    return (
        select(col(Invitation.region_id), func.count())
        .where(col(Invitation.state) == InvitationState.SENT)
        .group_by(col(Invitation.region_id))
    )


def coordinators_by_region() -> Rows:
    """Count the coordinators who can work, by region."""
    return (
        select(col(Membership.region_id), func.count())
        .where(
            col(Membership.role) == Role.COORDINATOR,
            col(Membership.revoked_at).is_(None),
            col(Membership.accepted_at).is_not(None),
        )
        .group_by(col(Membership.region_id))
    )


def preferred() -> Rows:
    """Select the region and the insurer of each preference."""
    return (
        select(col(PreferredInsurer.region_id), col(Insurer.id), col(Insurer.name))
        .join(Insurer, col(Insurer.id) == PreferredInsurer.insurer_id)
        .order_by(col(Insurer.name))
    )


def members_of(organization: ColumnElement[bool]) -> Rows:
    """Select the memberships of one organization or region that were not revoked, with people."""
    return (
        select(Membership, User)
        .join(User, col(User.id) == Membership.user_id)
        .where(organization, col(Membership.revoked_at).is_(None))
        .order_by(col(Membership.created_at), col(Membership.id))
    )


def periods_since(day: date) -> Rows:
    """Select the periods that end on a day or later, with the name of the region."""
    return (
        select(CodeRedPeriod, col(Region.name))
        .join(Region, col(Region.id) == CodeRedPeriod.region_id)
        .where(col(CodeRedPeriod.ends_on) >= day)
        .order_by(col(Region.name), col(CodeRedPeriod.starts_on))
    )


def period_changes(region_id: UUID | None, most: int) -> Rows:
    """Select the newest changes of periods, of one region or of all, with names."""
    of_region = [col(PeriodChange.region_id) == region_id] if region_id else []
    return (
        select(PeriodChange, col(Region.name), col(User.display_name))
        .join(Region, col(Region.id) == PeriodChange.region_id)
        .join(User, col(User.id) == PeriodChange.user_id, isouter=True)
        .where(*of_region)
        .order_by(col(PeriodChange.happened_at).desc(), col(PeriodChange.id))
        .limit(most)
    )


def period_requests(region_id: UUID | None, most: int) -> Rows:
    """Select requests, unanswered ones first, with names and the period that is to change."""
    of_region = [col(PeriodRequest.region_id) == region_id] if region_id else []
    return (
        select(PeriodRequest, col(Region.name), col(User.display_name), CodeRedPeriod)
        .join(Region, col(Region.id) == PeriodRequest.region_id)
        .join(User, col(User.id) == PeriodRequest.requested_by)
        .join(CodeRedPeriod, col(CodeRedPeriod.id) == PeriodRequest.period_id, isouter=True)
        .where(*of_region)
        .order_by(
            col(PeriodRequest.state) != RequestState.PENDING,
            col(PeriodRequest.requested_at).desc(),
            col(PeriodRequest.id),
        )
        .limit(most)
    )


def due_in(region_id: UUID, first: date, last: date) -> Rows:
    """Select the due dates of who is on her way in a region, between two days."""
    return select(col(WaitingListEntry.due_date)).where(
        col(WaitingListEntry.region_id) == region_id,
        col(WaitingListEntry.state).in_(ON_THEIR_WAY),
        col(WaitingListEntry.due_date).between(first, last),
    )


def invited_due_in(region_id: UUID, first: date, last: date) -> Rows:
    """Select the due dates on open invitations in a region, between two days."""
    return select(col(Invitation.due_date)).where(
        col(Invitation.region_id) == region_id,
        col(Invitation.state) == InvitationState.SENT,
        col(Invitation.due_date).between(first, last),
    )


def providers(text: str, region_id: UUID | None, *, with_ended: bool) -> Rows:
    """Select providers by name, AGB code or region."""
    conditions: list[ColumnElement[bool]] = []
    if not with_ended:
        conditions.append(col(CareProvider.ended_at).is_(None))
    if text:
        conditions.append(
            or_(
                col(CareProvider.name).icontains(text, autoescape=True),
                col(CareProvider.agb_code).startswith(text, autoescape=True),
            )
        )
    if region_id is not None:
        approved = select(col(ProviderApproval.provider_id)).where(
            col(ProviderApproval.region_id) == region_id
        )
        conditions.append(col(CareProvider.id).in_(approved))
    return select(CareProvider).where(and_(True, *conditions))  # noqa: FBT003 - SQL's true


def page_of(rows: Rows, page: int) -> Rows:
    """Take one page of providers by name."""
    return (
        rows.order_by(col(CareProvider.name), col(CareProvider.id))
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )


def counted(rows: Rows) -> Rows:
    """Count what a selection would give."""
    return select(func.count()).select_from(rows.subquery())


def approvals_of(provider_ids: list[UUID]) -> Rows:
    """Select the approvals of some providers with the name of each region."""
    return (
        select(ProviderApproval, col(Region.name))
        .join(Region, col(Region.id) == ProviderApproval.region_id)
        .where(col(ProviderApproval.provider_id).in_(provider_ids))
        .order_by(col(Region.name))
    )


def applications(most: int) -> Rows:
    """Select applications of self-employed carers, unanswered ones first."""
    return (
        select(ProviderApplication)
        .order_by(
            col(ProviderApplication.state) != ApplicationState.PENDING,
            col(ProviderApplication.applied_at).desc(),
            col(ProviderApplication.id),
        )
        .limit(most)
    )


def known_agb_codes(agb_codes: list[str]) -> Rows:
    """Select which of some AGB codes a provider has already."""
    return select(col(CareProvider.agb_code)).where(col(CareProvider.agb_code).in_(agb_codes))


def clients_of(provider_id: UUID) -> Rows:
    """Select who is in care of a provider, with the region and the name that the log gives her."""
    return (
        select(WaitingListEntry, col(Client.log_id), col(Region.name))
        .join(Client, col(Client.id) == WaitingListEntry.client_id)
        .join(Region, col(Region.id) == WaitingListEntry.region_id)
        .where(
            col(WaitingListEntry.provider_id) == provider_id,
            col(WaitingListEntry.state) == EntryState.ACCEPTED,
        )
        .order_by(col(WaitingListEntry.due_date), col(WaitingListEntry.id))
    )


def insurers() -> Rows:
    """Select every insurer by name."""
    return select(Insurer).order_by(col(Insurer.name))


def labels() -> Rows:
    """Select every label by name."""
    return select(InsurerLabel).order_by(col(InsurerLabel.name), col(InsurerLabel.valid_from))
