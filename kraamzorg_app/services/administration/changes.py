"""What every administrative change leaves behind: a line in the log with before and after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from sqlmodel import SQLModel, col, select

from kraamzorg_app.domain.errors import NotFound
from kraamzorg_app.models.organizations import Region
from kraamzorg_app.services import audit
from kraamzorg_app.services.administration.forms import as_id
from kraamzorg_app.services.audit import LogEvent, Purpose
from kraamzorg_app.services.unit_of_work import UnitOfWork

Row = TypeVar("Row", bound=SQLModel)


def record(  # noqa: PLR0913 - a change has this many parts
    work: UnitOfWork,
    event: LogEvent,
    about: Mapping[str, Any],
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    subjects: Iterable[UUID] = (),
) -> None:
    """Log a change with what it was and what it became; nothing to tell when they are equal."""
    if before is not None and before == after:
        return
    action = "C" if before is None else "D" if after is None else "U"
    details = {"about": about, "before": before, "after": after}
    audit.record(
        work,
        event,
        action,
        purpose=Purpose.ADMINISTRATION,
        subjects=subjects,
        details=_plain(details),
    )


def _plain(value: Any) -> Any:
    """Turn ids and days into texts, as the log keeps JSON."""
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(each) for each in value]
    if isinstance(value, StrEnum):
        return value.value
    return str(value) if isinstance(value, (UUID, date, datetime)) else value


def found(work: UnitOfWork, table: type[Row], row_id: object) -> Row:
    """Find a row by an id from a browser; raises `NotFound`."""
    known = as_id(row_id)
    row = work.session.get(table, known) if known else None
    if row is None:
        raise NotFound
    return row


def active_region(work: UnitOfWork, region_id: object) -> Region:
    """Find a region that has not ended; raises `NotFound`."""
    region = found(work, Region, region_id)
    if region.ended_on is not None:
        raise NotFound
    return region


def lock_regions(work: UnitOfWork) -> None:
    """Let changes of territories and periods wait for one another, so that none overlap."""
    work.session.exec(select(Region.id).order_by(col(Region.id)).with_for_update()).all()
