"""Chance and ids that come out the same for the same seed, and rows written in bulk."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from random import Random
from typing import Any
from uuid import UUID, uuid5

from pydantic_core import PydanticUndefined
from sqlalchemy import insert
from sqlmodel import Session, SQLModel

_NAMESPACE = UUID("5a5c6f0e-3f0b-4f5f-9a58-0d6b9f2f7c11")


@dataclass(frozen=True, slots=True)
class Dice:
    """Everything that looks like chance in the demo country hangs on one seed."""

    seed: int = 1

    def random(self, subject: str) -> Random:
        """Give chance for one subject, whatever was drawn for others."""
        return Random(f"{self.seed}:{subject}")  # noqa: S311 - no secret hangs on it

    def id(self, kind: str, key: object) -> UUID:
        """Give the id of one row."""
        return uuid5(_NAMESPACE, f"{self.seed}:{kind}:{key}")


def happens(rng: Random, percent: float) -> bool:
    """Say whether something that happens in so many of a hundred cases happens now."""
    return rng.random() * 100 < percent


class Rows:
    """Rows gathered per table; written in bulk, tables that others point to first."""

    def __init__(self) -> None:
        self._rows: dict[type[SQLModel], list[dict[str, Any]]] = defaultdict(list)
        self._defaults: dict[type[SQLModel], dict[str, Any]] = {}

    def add(self, table: type[SQLModel], **values: Any) -> None:
        """Gather one row; columns that are not given take the default of the table."""
        if table not in self._defaults:
            self._defaults[table] = _defaults(table)
        self._rows[table].append(self._defaults[table] | values)

    def write(self, session: Session) -> None:
        """Write what was gathered and forget it."""
        tables = {table.__table__: table for table in self._rows}  # type: ignore[attr-defined]
        for table in SQLModel.metadata.sorted_tables:
            if table in tables:
                session.connection().execute(insert(table), self._rows[tables[table]])
        self._rows.clear()


def _defaults(table: type[SQLModel]) -> dict[str, Any]:
    return {
        name: field.default
        for name, field in table.model_fields.items()
        if field.default is not PydanticUndefined
    }
