"""The disclosure policy that is in force: the last one that was decided, else the default."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlmodel import col, select

from kraamzorg_app.domain import disclosure
from kraamzorg_app.domain.disclosure import Audience, Field, Policy
from kraamzorg_app.models.tool import DisclosureChange
from kraamzorg_app.services.unit_of_work import UnitOfWork

_CACHE: Final = "disclosure_policy"


def current_policy(work: UnitOfWork) -> Policy:
    """Give the disclosure policy that is in force; read once a transaction."""
    kept: Policy | None = work.session.info.get(_CACHE)
    if kept is None:
        row = last_decided(work)
        kept = as_policy(row.policy) if row is not None and row.policy else None
        kept = kept or disclosure.DEFAULT_POLICY
        work.session.info[_CACHE] = kept
    return kept


def forget(work: UnitOfWork) -> None:
    """Read the policy again in this transaction, since it was changed."""
    work.session.info.pop(_CACHE, None)


def last_decided(work: UnitOfWork) -> DisclosureChange | None:
    """Find the change that made the policy what it is; None while the default holds."""
    return work.session.exec(
        select(DisclosureChange)
        .where(col(DisclosureChange.number).is_not(None))
        .order_by(col(DisclosureChange.number).desc())
        .limit(1)
    ).first()


def as_policy(kept: Mapping[str, Any]) -> Policy:
    """Read a kept policy, cut off at the ceiling; names that no longer exist drop out.

    An audience that came since has what it has by default.
    """
    return disclosure.within_bounds(
        dict(disclosure.DEFAULT_POLICY)
        | {
            Audience(audience): frozenset(
                Field(name) for name in fields if name in Field.__members__
            )
            for audience, fields in kept.items()
            if audience in Audience.__members__
        }
    )
