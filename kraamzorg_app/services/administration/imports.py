"""Import of providers and insurers: every row is looked at, shown, and then written at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from kraamzorg_app.domain.errors import Conflict
from kraamzorg_app.models.administration import ProposalKind
from kraamzorg_app.services.administration import proposals
from kraamzorg_app.services.administration.forms import Form
from kraamzorg_app.services.table_files import RowProblem, TableRow
from kraamzorg_app.services.unit_of_work import UnitOfWork

MAX_SHOWN: Final = 100
Plan = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class ImportProposal:
    """What an import would do; without an id it can't be applied, because of the problems."""

    id: str
    problems: tuple[RowProblem, ...]
    problem_count: int
    added: tuple[str, ...]
    changed: tuple[str, ...]
    """What would be new or different, the first hundred of each, in words."""
    added_count: int
    changed_count: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class Difference:
    """What one record of a file would do to what there is."""

    text: str
    is_new: bool
    is_different: bool


Compare = Callable[[UnitOfWork, Plan], Sequence[Difference]]


def checked(row: TableRow, take: Callable[[Form], dict[str, Any]]) -> dict[str, Any] | RowProblem:
    """Take the facts of a row by the rules of the form; the first fault becomes a problem."""
    typed = Form(dict(row.cells))
    facts = take(typed)
    if not typed.errors:
        return facts
    field, code = next(iter(typed.errors.items()))
    return RowProblem(row.number, f"{field}_missing" if code == "required" else code,
                      row.cells.get(field, "")[:60])  # fmt: skip


def keep(
    work: UnitOfWork,
    kind: ProposalKind,
    plan: Plan,
    problems: Sequence[RowProblem],
    compare: Compare,
) -> ImportProposal:
    """Keep what a file would do when no row is wrong, and show it."""
    if problems:
        return _refused(tuple(problems[:MAX_SHOWN]), len(problems))
    differences = compare(work, plan)
    content = {"plan": plan, "shown": _digest(differences)}
    return shown(differences, str(proposals.keep(work, kind, content)))


def read(
    work: UnitOfWork, kind: ProposalKind, proposal_id: object, compare: Compare
) -> ImportProposal:
    """Read a kept proposal as it would turn out now, which may then be applied."""
    proposal = proposals.find(work, kind, proposal_id)
    if problems := proposals.problems_of(proposal):
        return _refused(problems, proposal.content["problem_count"])
    differences = compare(work, proposal.content["plan"])
    proposal.content = proposal.content | {"shown": _digest(differences)}
    return shown(differences, str(proposal.id))


def take(work: UnitOfWork, kind: ProposalKind, proposal_id: object, compare: Compare) -> Plan:
    """Take a proposal to carry it out; raises `Conflict("changed_meanwhile")`."""
    proposal = proposals.to_apply(work, kind, proposal_id)
    plan: Plan = proposal.content["plan"]
    if proposal.content["shown"] != _digest(compare(work, plan)):
        raise Conflict("changed_meanwhile")
    work.session.delete(proposal)
    return plan


def shown(differences: Sequence[Difference], proposal_id: str) -> ImportProposal:
    """Sum up what would be done."""
    added = [each.text for each in differences if each.is_new]
    changed = [each.text for each in differences if each.is_different and not each.is_new]
    return ImportProposal(
        id=proposal_id,
        problems=(),
        problem_count=0,
        added=tuple(added[:MAX_SHOWN]),
        changed=tuple(changed[:MAX_SHOWN]),
        added_count=len(added),
        changed_count=len(changed),
        unchanged=len(differences) - len(added) - len(changed),
    )


def different(row: object, facts: Mapping[str, Any]) -> bool:
    """Say whether a row would get other values."""
    return any(getattr(row, name) != value for name, value in facts.items())


def _refused(problems: tuple[RowProblem, ...], problem_count: int) -> ImportProposal:
    return ImportProposal("", problems, problem_count, (), (), 0, 0, 0)


def _digest(differences: Sequence[Difference]) -> str:
    return proposals.digest([[each.text, each.is_new, each.is_different] for each in differences])
