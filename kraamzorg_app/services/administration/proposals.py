"""Changes that are shown before they are made: kept for a day, for the one who asked."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import delete
from sqlmodel import col

from kraamzorg_app.domain.errors import NotFound
from kraamzorg_app.models.administration import Proposal, ProposalKind
from kraamzorg_app.services.administration.forms import as_id
from kraamzorg_app.services.unit_of_work import UnitOfWork

LASTS: Final = timedelta(days=1)


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
