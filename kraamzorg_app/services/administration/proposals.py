"""Changes that are shown before they are made: kept for a day, for the one who asked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final, Protocol
from uuid import UUID, uuid4

from sqlalchemy import delete
from sqlmodel import col

from kraamzorg_app.domain.errors import FieldErrors, NotFound
from kraamzorg_app.models.administration import Proposal, ProposalKind
from kraamzorg_app.services.administration.forms import as_id
from kraamzorg_app.services.table_files import RowProblem
from kraamzorg_app.services.unit_of_work import UnitOfWork

LASTS: Final = timedelta(days=1)


class ShownProposal(Protocol):
    """What an import shows: without an id there are problems."""

    @property
    def id(self) -> str:
        """Give the id, or nothing."""
        ...

    @property
    def problems(self) -> tuple[RowProblem, ...]:
        """Give the problems that are shown."""
        ...

    @property
    def problem_count(self) -> int:
        """Count all problems."""
        ...


def keep(work: UnitOfWork, kind: ProposalKind, content: dict[str, Any]) -> UUID:
    """Keep what would be changed and give its id; old ones are cleared away."""
    work.session.execute(delete(Proposal).where(col(Proposal.expires_at) <= work.now))
    if work.actor.user_id is None:
        raise NotFound
    row = uuid4()
    work.session.add(
        Proposal(
            id=row,
            kind=kind,
            user_id=work.actor.user_id,
            content=content,
            created_at=work.now,
            expires_at=work.now + LASTS,
        )
    )
    return row


def outcome(
    work: UnitOfWork,
    kind: ProposalKind,
    look: Callable[[], ShownProposal],
    typed: Mapping[str, Any] | None = None,
) -> str:
    """Look at an upload and give the id under which the outcome is read, whatever it is.

    An upload is a request of its own, and its page is loaded after it: what was wrong is kept for
    that page with what was `typed` beside the file, and can't be applied.
    """
    try:
        shown = look()
    except FieldErrors as refusal:
        content: dict[str, Any] = {"refused": refusal.fields, "details": refusal.details}
    else:
        if shown.id:
            return shown.id
        problems = [[each.row, each.code, each.value] for each in shown.problems]
        content = {"problems": problems, "problem_count": shown.problem_count}
    return str(keep(work, kind, content | {"typed": dict(typed or {})}))


def problems_of(proposal: Proposal) -> tuple[RowProblem, ...]:
    """Give what was wrong with the rows of an upload; raises `FieldErrors` when all of it was."""
    if "refused" in proposal.content:
        raise FieldErrors(proposal.content["refused"], **proposal.content["details"])
    return tuple(RowProblem(*each) for each in proposal.content.get("problems", ()))


def to_apply(work: UnitOfWork, kind: ProposalKind, proposal_id: object) -> Proposal:
    """Find a proposal that can be applied; raises `NotFound`."""
    proposal = find(work, kind, proposal_id)
    if "shown" not in proposal.content:
        raise NotFound
    return proposal


def find(work: UnitOfWork, kind: ProposalKind, proposal_id: object) -> Proposal:
    """Find one's own proposal; raises `NotFound`, also when it has expired."""
    known = as_id(proposal_id)
    proposal = work.session.get(Proposal, known) if known else None
    if (
        proposal is None
        or proposal.kind is not kind
        or proposal.user_id != work.actor.user_id
        or proposal.expires_at <= work.now
    ):
        raise NotFound
    return proposal


def digest(plan: Any) -> str:
    """Give a short name for what was shown, to notice that it would be something else by now."""
    return hashlib.sha256(json.dumps(plan, sort_keys=True).encode()).hexdigest()
