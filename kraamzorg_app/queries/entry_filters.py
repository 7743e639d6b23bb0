"""The conditions of a list's filter: "Postcode bevat" and "Uitgerekend tussen"."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, false
from sqlmodel import col

from kraamzorg_app.domain.listing import EntryFilter
from kraamzorg_app.models.waiting_list import WaitingListEntry

_PC4_LENGTH = 4


def kept_by(entry_filter: EntryFilter, *, is_narrow: bool) -> list[ColumnElement[bool]]:
    """Give the conditions on `WaitingListEntry`.

    A narrow filter is looked up, PC4 by PC4; a wide one is tested on what the list's order gives,
    which soon fills a page.
    """
    conditions = due_between(col(WaitingListEntry.due_date), entry_filter)
    fragment = entry_filter.pc4_contains
    if not fragment:
        return conditions
    if not (fragment.isascii() and fragment.isdigit() and len(fragment) <= _PC4_LENGTH):
        return [false()]
    pc4 = col(WaitingListEntry.pc4)
    matches = pc4.in_(_pc4s_with(fragment)) if is_narrow else pc4.like(f"%{fragment}%")
    return [*conditions, matches]


def due_between(column: Any, entry_filter: EntryFilter) -> list[ColumnElement[bool]]:
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
