"""Care providers ("kraamzorgaanbieders"): added, changed and approved per region."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import update
from sqlmodel import col, select

from kraamzorg_app.domain.actors import ProviderKind
from kraamzorg_app.domain.errors import Conflict, FieldErrors
from kraamzorg_app.domain.identifiers import is_maternity_agb
from kraamzorg_app.domain.offers import WithdrawReason
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.models.accounts import AFFILIATIONS, Membership
from kraamzorg_app.models.organizations import CareProvider, ProviderApproval, Region
from kraamzorg_app.queries import administration
from kraamzorg_app.services import offer_endings, preference_endings, provider_facts
from kraamzorg_app.services.administration import changes
from kraamzorg_app.services.administration.forms import Form, as_id, as_ids
from kraamzorg_app.services.audit import LogEvent
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case

MAX_NAME_LENGTH: Final = 160
MAX_SEARCH_LENGTH: Final = 60


@dataclass(frozen=True, slots=True)
class ApprovalRow:
    """A region in which a provider is approved, with a contract there or without one."""

    region_id: str
    region: str
    is_contracted: bool


@dataclass(frozen=True, slots=True)
class ProviderRow:
    """One provider."""

    id: str
    name: str
    kind: ProviderKind
    agb_code: str
    email: str
    phone: str
    base_pc4: str
    languages: tuple[str, ...]
    approvals: tuple[ApprovalRow, ...]
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class ProviderPage:
    """One page of providers."""

    rows: tuple[ProviderRow, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class ProviderDetail:
    """One provider with what can be decided about it."""

    provider: ProviderRow
    has_unusual_agb: bool
    """Codes of maternity care start with 33; that of a self-employed carer may not."""
    regions: tuple[tuple[str, str], ...]
    """Id and name of every region, to approve it for."""
    clients: int


@use_case(Permission.PROVIDER_MANAGE)
def list_providers(
    work: UnitOfWork,
    text: str = "",
    region_id: str = "",
    page: int = 1,
    *,
    with_ended: bool = False,
) -> ProviderPage:
    """Read one page of providers by name, AGB code or region."""
    wanted = administration.providers(
        str(text).strip()[:MAX_SEARCH_LENGTH], as_id(region_id), with_ended=with_ended
    )
    total = work.session.execute(administration.counted(wanted)).scalar_one()
    pages = max(1, -(-total // administration.PAGE_SIZE))
    page = min(max(page, 1), pages) if isinstance(page, int) else 1
    found = list(work.session.execute(administration.page_of(wanted, page)).scalars())
    return ProviderPage(rows(work, found), total, page, pages)


@use_case(Permission.PROVIDER_MANAGE)
def read_provider(work: UnitOfWork, provider_id: object) -> ProviderDetail:
    """Read one provider; raises `NotFound`."""
    provider = changes.found(work, CareProvider, provider_id)
    regions = work.session.execute(administration.all_regions()).scalars()
    clients = administration.counted(administration.clients_of(provider.id))
    return ProviderDetail(
        provider=rows(work, [provider])[0],
        has_unusual_agb=not is_maternity_agb(provider.agb_code),
        regions=tuple((str(each.id), each.name) for each in regions if each.ended_on is None),
        clients=work.session.execute(clients).scalar_one(),
    )


@use_case(Permission.PROVIDER_MANAGE)
def create(work: UnitOfWork, form: dict[str, Any]) -> str:
    """Add a provider and give its id; fields "name", "kind", "agb_code", "email" and "phone"."""
    return str(add(work, typed_facts(work, form, [])).id)


@use_case(Permission.PROVIDER_MANAGE)
def save(work: UnitOfWork, provider_id: object, form: dict[str, Any], languages: object) -> None:
    """Change the facts of a provider; fields as in `create`, and "base_pc4".

    `languages` are those besides Dutch. Raises `FieldErrors`.
    """
    provider = active(work, provider_id)
    change(work, provider, typed_facts(work, form, languages, provider.id))


@use_case(Permission.PROVIDER_MANAGE)
def save_approvals(
    work: UnitOfWork, provider_id: object, approved: object, contracted: object
) -> None:
    """Say in which regions a provider is approved, and in which of them it has a contract.

    What it sees changes at once; clients in its care stay there. Raises `FieldErrors` on
    "approved".
    """
    provider = active(work, provider_id)
    approved_ids, contracted_ids = as_ids(approved), as_ids(contracted)
    regions = set(work.session.exec(select(Region.id).where(col(Region.ended_on).is_(None))))
    if approved_ids is None or contracted_ids is None or not set(approved_ids) <= regions:
        raise FieldErrors({"approved": "unknown_choice"})
    wanted = {region_id: region_id in contracted_ids for region_id in approved_ids}
    write_approvals(work, provider, wanted, replaces=True)


def active(work: UnitOfWork, provider_id: object) -> CareProvider:
    """Find a provider that has not ended; raises `NotFound` or `Conflict("already_ended")`."""
    provider = changes.found(work, CareProvider, provider_id)
    if provider.ended_at is not None:
        raise Conflict("already_ended")
    return provider


def typed_facts(
    work: UnitOfWork, form: dict[str, Any], languages: object, own_id: UUID | None = None
) -> dict[str, Any]:
    """Take the facts of a provider from a form; raises `FieldErrors`."""
    typed = Form(form)
    facts: dict[str, Any] = {
        "name": typed.name("name", MAX_NAME_LENGTH),
        "kind": typed.choice("kind", ProviderKind),
        "agb_code": typed.agb("agb_code"),
        "email": typed.email(work, "email"),
        "phone": typed.phone("phone"),
        **provider_facts.typed(form.get("base_pc4"), languages, typed.errors),
    }
    if "agb_code" not in typed.errors:
        other = by_agb(work, facts["agb_code"])
        if other is not None and other.id != own_id:
            typed.errors["agb_code"] = "agb_taken"
    typed.check()
    return facts


def by_agb(work: UnitOfWork, agb_code: str) -> CareProvider | None:
    """Find the provider of an AGB code, ended ones too."""
    return work.session.exec(
        select(CareProvider).where(CareProvider.agb_code == agb_code)
    ).one_or_none()


def add(work: UnitOfWork, facts: dict[str, Any]) -> CareProvider:
    """Add a provider with checked facts."""
    provider = CareProvider(id=uuid4(), **facts)
    work.session.add(provider)
    work.session.flush()
    changes.record(work, LogEvent.PROVIDER_CHANGED, {"provider": provider.id}, after=facts)
    return provider


def change(work: UnitOfWork, provider: CareProvider, facts: dict[str, Any]) -> None:
    """Give a provider checked facts; its people's accounts say the kind that it is now."""
    before = {name: getattr(provider, name) for name in facts}
    for name, value in facts.items():
        setattr(provider, name, value)
    if facts.get("kind", before.get("kind")) is not before.get("kind"):
        work.session.exec(
            update(Membership)
            .where(col(Membership.provider_id) == provider.id)
            .values(affiliation=AFFILIATIONS[provider.kind])
        )
    changes.record(
        work, LogEvent.PROVIDER_CHANGED, {"provider": provider.id}, before=before, after=facts
    )


def write_approvals(
    work: UnitOfWork, provider: CareProvider, wanted: dict[UUID, bool], *, replaces: bool
) -> None:
    """Approve a provider for regions (value: contracted), and withdraw others when it replaces."""
    existing = {
        row.region_id: row
        for row in work.session.exec(
            select(ProviderApproval).where(ProviderApproval.provider_id == provider.id)
        )
    }
    before = {region_id: row.is_contracted for region_id, row in existing.items()}
    after = wanted if replaces else before | wanted
    for region_id in before.keys() - after.keys():
        work.session.delete(existing[region_id])
    for region_id, is_contracted in after.items():
        if region_id in existing:
            existing[region_id].is_contracted = is_contracted
            continue
        work.session.add(
            ProviderApproval(
                provider_id=provider.id,
                region_id=region_id,
                approved_at=work.now,
                is_contracted=is_contracted,
            )
        )
    work.session.flush()
    if lost := before.keys() - after.keys():
        because = WithdrawReason.NO_LONGER_APPROVED
        offer_endings.withdraw_of_provider(work, provider.id, because, lost)
        preference_endings.drop_of_provider(work, provider.id, lost)
    changes.record(
        work,
        LogEvent.PROVIDER_CHANGED,
        {"provider": provider.id},
        before={"contracted_by_region": before},
        after={"contracted_by_region": after},
    )
    for region_id in before.keys() ^ after.keys():
        work.announce(f"region:{region_id}")


def rows(work: UnitOfWork, found: list[CareProvider]) -> tuple[ProviderRow, ...]:
    """Give providers with their approvals, in two queries."""
    approvals: dict[UUID, list[ApprovalRow]] = {}
    for approval, region in work.session.execute(
        administration.approvals_of([provider.id for provider in found])
    ):
        approvals.setdefault(approval.provider_id, []).append(
            ApprovalRow(str(approval.region_id), region, approval.is_contracted)
        )
    return tuple(
        ProviderRow(
            id=str(provider.id),
            name=provider.name,
            kind=provider.kind,
            agb_code=provider.agb_code,
            email=provider.email,
            phone=provider.phone or "",
            base_pc4=provider.base_pc4 or "",
            languages=tuple(provider.languages),
            approvals=tuple(approvals.get(provider.id, ())),
            ended_at=provider.ended_at,
        )
        for provider in found
    )
