"""Counts of entries, kept by the database itself, so that no list is ever counted by reading it."""

from __future__ import annotations

from datetime import date
from typing import Final
from uuid import UUID

from sqlmodel import Field, SQLModel

from kraamzorg_app.domain.entries import EntryState
from kraamzorg_app.models.columns import enum_type

EVERY: Final = UUID(int=0)
"""Stands for every region or every insurer."""
LONGEST_GRAM: Final = 2


class EntryCount(SQLModel, table=True):
    """How many entries there are in a state, with a due date and some digits in their PC4.

    Triggers on `waiting_list_entry` keep it in the transaction of every change (see
    docs/decisions/0002-counting-the-list.md); nothing else writes here.
    """

    __tablename__ = "entry_count"
    __table_args__ = {"sqlite_with_rowid": False}

    state: EntryState = Field(sa_type=enum_type(EntryState), primary_key=True)
    region_id: UUID = Field(primary_key=True)
    insurer_id: UUID = Field(primary_key=True)
    gram: str = Field(primary_key=True, max_length=LONGEST_GRAM)
    """No digits (all entries), or one or two that follow one another in the PC4."""
    due_date: date = Field(primary_key=True)
    entries: int
