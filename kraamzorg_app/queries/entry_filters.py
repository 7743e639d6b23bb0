"""The conditions of a list's filter: "Postcode bevat", "Uitgerekend tussen" and "Urgentie"."""

from __future__ import annotations

from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, false, or_, true
from sqlmodel import col

from kraamzorg_app.domain.listing import EntryFilter, Mark, MarkedSpan
from kraamzorg_app.domain.offers import OfferState
from kraamzorg_app.models.offers import Offer
from kraamzorg_app.models.organizations import IntakeBy, Region
from kraamzorg_app.models.waiting_list import WaitingListEntry

_PC4_LENGTH = 4


def kept_by(entry_filter: EntryFilter, *, is_narrow: bool) -> list[ColumnElement[bool]]:
    """Give the conditions on `WaitingListEntry`.

    A narrow filter is looked up, PC4 by PC4; a wide one is tested on what the list's order gives,
    which soon fills a page.
    """
    conditions = due_between(col(WaitingListEntry.due_date), entry_filter)
    conditions += _marked(entry_filter)
    if entry_filter.intake is not None:
        conditions.append(col(WaitingListEntry.intake) == entry_filter.intake)
    if entry_filter.offered_to is not None:
        conditions.append(_is_offered_to(entry_filter.offered_to))
    fragment = entry_filter.pc4_contains
    if not fragment:
        return conditions
    if not (fragment.isascii() and fragment.isdigit() and len(fragment) <= _PC4_LENGTH):
        return [false()]
    pc4 = col(WaitingListEntry.pc4)
    matches = pc4.in_(_pc4s_with(fragment)) if is_narrow else pc4.like(f"%{fragment}%")
    return [*conditions, matches]


def _is_offered_to(provider_id: UUID) -> ColumnElement[bool]:
    return exists().where(
        col(Region.id) == col(WaitingListEntry.region_id),
        col(Region.intake_by) == IntakeBy.PROVIDER,
        col(Offer.entry_id) == col(WaitingListEntry.id),
        col(Offer.provider_id) == provider_id,
        col(Offer.state) == OfferState.PENDING,
    )


def _marked(entry_filter: EntryFilter) -> list[ColumnElement[bool]]:
    """Give the conditions of a mark; where it counts nowhere, nothing is kept."""
    is_born = col(WaitingListEntry.birth_reported_at).is_not(None)
    match entry_filter.mark:
        case None:
            return []
        case Mark.BORN:
            has_mark = is_born
        case Mark.ESCALATED:
            has_mark = col(WaitingListEntry.escalated_at).is_not(None)
        case Mark.UNANSWERED:
            has_mark = col(WaitingListEntry.unanswered_since).is_not(None)
        case _:
            has_mark = ~is_born
    return [has_mark, or_(false(), *map(_within, entry_filter.spans))]


def _within(span: MarkedSpan) -> ColumnElement[bool]:
    conditions = due_between(col(WaitingListEntry.due_date), span)
    if span.region_ids is not None:
        conditions.append(col(WaitingListEntry.region_id).in_(span.region_ids))
    return and_(true(), *conditions)


def due_between(column: Any, entry_filter: EntryFilter | MarkedSpan) -> list[ColumnElement[bool]]:
    """Give the conditions on a column with due dates."""
    conditions: list[ColumnElement[bool]] = []
    if entry_filter.due_from is not None:
        conditions.append(column >= entry_filter.due_from)
    if entry_filter.due_to is not None:
        conditions.append(column <= entry_filter.due_to)
    return conditions


@cache
def _pc4s_with(fragment: str) -> tuple[str, ...]:
    return tuple(pc4 for pc4 in map(str, range(1000, 10000)) if fragment in pc4)
