"""Ids of rows as they come back from a browser, which may send anything."""

from __future__ import annotations

from typing import Final
from uuid import UUID

NO_ROW: Final = UUID(int=0)


def row_id(text: object) -> UUID:
    """Read an id; what is none names no row, so that the verb says "niet gevonden"."""
    try:
        return UUID(text) if isinstance(text, str) else NO_ROW
    except ValueError:
        return NO_ROW


def row_in(path: str) -> UUID:
    """Read the id at the end of an address."""
    return row_id(path.rstrip("/").rpartition("/")[2])
