"""Whom a client may wish for: the providers of her region that serve where she lives."""

from __future__ import annotations

from uuid import UUID

from kraamzorg_app.domain.identifiers import normalize_postcode, pc4_of
from kraamzorg_app.queries import preferences as queries
from kraamzorg_app.queries import regions
from kraamzorg_app.services.unit_of_work import UnitOfWork


def serving(work: UnitOfWork, region_id: UUID, pc4: str) -> dict[str, str]:
    """Give their names by id, in order of name."""
    rows = work.session.execute(queries.serving(region_id, pc4))
    return {str(row.id): row.name for row in rows}


def at(work: UnitOfWork, postcode: str) -> dict[str, str]:
    """Give the same for a postcode as it was typed; nobody where that leads to no region."""
    full = normalize_postcode(postcode)
    if full is None:
        return {}
    region = work.session.execute(regions.serving(pc4_of(full), work.today)).scalars().first()
    return serving(work, region.id, pc4_of(full)) if region else {}
