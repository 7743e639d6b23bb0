"""Postcodes that no approved provider serves ("niemand bedient deze postcode")."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from kraamzorg_app.domain.actors import Role
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.queries import unserved as queries
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case


@dataclass(frozen=True, slots=True)
class UnservedPostcode:
    """A postcode that nobody serves, and how many wait there."""

    region: str
    pc4: str
    waiting: int


@dataclass(frozen=True, slots=True)
class UnservedPage:
    """A page of them, where most wait first."""

    rows: tuple[UnservedPostcode, ...]
    total: int


@use_case(Permission.UNSERVED_READ)
def read(work: UnitOfWork, page: int = 1) -> UnservedPage:
    """Read a page of the postcodes that nobody serves in one's regions; no row of a client."""
    found = work.session.execute(queries.page(regions_of(work), work.today, max(page, 1))).all()
    total = found[0].total if found else 0
    return UnservedPage(tuple(UnservedPostcode(*row[:3]) for row in found), total)


@use_case(Permission.UNSERVED_READ)
def areas(work: UnitOfWork) -> tuple[str, ...]:
    """List the 3-digit areas with such postcodes."""
    return tuple(work.session.execute(queries.areas(regions_of(work), work.today)).scalars())


def regions_of(work: UnitOfWork) -> Iterable[UUID] | None:
    """Give the regions that this person looks after; None for all."""
    return None if work.actor.role is Role.FUNCTIONAL_ADMIN else work.actor.region_ids
