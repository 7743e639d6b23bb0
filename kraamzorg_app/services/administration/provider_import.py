"""Import of providers: one row for a provider, or one for each region that it works in."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from sqlmodel import select

from kraamzorg_app.domain.actors import ProviderKind
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.models.administration import ProposalKind
from kraamzorg_app.models.organizations import CareProvider, ProviderApproval, Region
from kraamzorg_app.services import table_files
from kraamzorg_app.services.administration import imports, proposals, providers
from kraamzorg_app.services.administration.forms import Form
from kraamzorg_app.services.administration.imports import Difference, ImportProposal, Plan
from kraamzorg_app.services.table_files import Columns, RowProblem
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case

COLUMNS: Final = Columns(
    {
        "name": ("naam", "aanbieder", "kraamzorgaanbieder"),
        "agb_code": ("AGB-code", "AGB"),
        "email": ("e-mailadres", "e-mail", "email"),
        "phone": ("telefoon", "telefoonnummer"),
        "kind": ("soort",),
        "region": ("regio", "ksv"),
        "contracted": ("gecontracteerd", "contract"),
    },
    required=("name", "agb_code", "email"),
)
_KINDS: Final = {
    "": ProviderKind.ORGANIZATION,
    "organisatie": ProviderKind.ORGANIZATION,
    "kraamzorgorganisatie": ProviderKind.ORGANIZATION,
    "zzp": ProviderKind.SELF_EMPLOYED,
    "zzp'er": ProviderKind.SELF_EMPLOYED,
    "zelfstandig": ProviderKind.SELF_EMPLOYED,
    "platform": ProviderKind.PLATFORM,
}


@use_case(Permission.PROVIDER_MANAGE)
def propose_import(work: UnitOfWork, content: object) -> ImportProposal:
    """Show what a file would add and change; nobody loses an approval by it.

    Raises `FieldErrors` on "file"; a row in error means that nothing of it can be applied.
    """
    return _propose(work, content)


@use_case(Permission.PROVIDER_MANAGE)
def upload(work: UnitOfWork, content: object, _form: dict[str, Any]) -> str:
    """Look at an uploaded file as `propose_import` does; gives the id of what came out."""
    return proposals.outcome(work, ProposalKind.PROVIDERS, lambda: _propose(work, content))


def _propose(work: UnitOfWork, content: object) -> ImportProposal:
    regions = {
        region.name.casefold(): region.id
        for region in work.session.exec(select(Region))
        if region.ended_on is None
    }
    by_agb: dict[str, dict[str, Any]] = {}
    problems: list[RowProblem] = []
    for row in table_files.read(content, COLUMNS):
        facts = imports.checked(row, lambda typed: _facts(work, typed))
        region = row.cells.get("region", "")
        if isinstance(facts, RowProblem):
            problems.append(facts)
            continue
        if region and region.casefold() not in regions:
            problems.append(RowProblem(row.number, "region_unknown", region[:60]))
            continue
        contracted = facts.pop("contracted")
        known = by_agb.setdefault(facts["agb_code"], {"facts": facts, "regions": {}})
        if known["facts"] != facts:
            problems.append(RowProblem(row.number, "provider_differs", facts["agb_code"]))
        if region:
            known["regions"][str(regions[region.casefold()])] = contracted
    return imports.keep(work, ProposalKind.PROVIDERS, list(by_agb.values()), problems, _compare)


@use_case(Permission.PROVIDER_MANAGE)
def read_import(work: UnitOfWork, proposal_id: object) -> ImportProposal:
    """Read a kept proposal again."""
    return imports.read(work, ProposalKind.PROVIDERS, proposal_id, _compare)


@use_case(Permission.PROVIDER_MANAGE)
def apply_import(work: UnitOfWork, proposal_id: object) -> None:
    """Write everything of a proposal; raises `Conflict("changed_meanwhile")`."""
    for record in imports.take(work, ProposalKind.PROVIDERS, proposal_id, _compare):
        facts = record["facts"] | {"kind": ProviderKind(record["facts"]["kind"])}
        provider = providers.by_agb(work, facts["agb_code"])
        if provider is None:
            provider = providers.add(work, facts)
        else:
            providers.change(work, provider, facts)
        wanted = {UUID(region_id): is_in for region_id, is_in in record["regions"].items()}
        providers.write_approvals(work, provider, wanted, replaces=False)


def _facts(work: UnitOfWork, typed: Form) -> dict[str, Any]:
    kind = typed.text("kind", 40, required=False).casefold()
    if kind not in _KINDS:
        typed.errors["kind"] = "kind_unknown"
    contracted = typed.text("contracted", 20, required=False).casefold()
    return {
        "name": typed.name("name", providers.MAX_NAME_LENGTH),
        "kind": _KINDS.get(kind, ProviderKind.ORGANIZATION).value,
        "agb_code": typed.agb("agb_code"),
        "email": typed.email(work, "email"),
        "phone": typed.phone("phone"),
        "contracted": contracted not in ("nee", "n", "0", "false"),
    }


def _compare(work: UnitOfWork, plan: Plan) -> list[Difference]:
    known = {provider.agb_code: provider for provider in work.session.exec(select(CareProvider))}
    approved: dict[UUID, dict[str, bool]] = {}
    for row in work.session.exec(select(ProviderApproval)):
        approved.setdefault(row.provider_id, {})[str(row.region_id)] = row.is_contracted
    return [_difference(record, known, approved) for record in plan]


def _difference(
    record: dict[str, Any],
    known: dict[str, CareProvider],
    approved: dict[UUID, dict[str, bool]],
) -> Difference:
    facts = record["facts"]
    text = f"{facts['name']} ({facts['agb_code']}), {len(record['regions'])} regio's"
    provider = known.get(facts["agb_code"])
    if provider is None:
        return Difference(text, is_new=True, is_different=True)
    regions = approved.get(provider.id, {})
    is_different = imports.different(provider, facts) or bool(
        record["regions"].items() - regions.items()
    )
    return Difference(text, is_new=False, is_different=is_different)
