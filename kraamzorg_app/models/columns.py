"""Column types that every table shares."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sqlalchemy import Enum


def enum_type(kind: type[StrEnum]) -> Any:
    """Store an enum by its name in a text column, so that a new member needs no migration."""
    return Enum(kind, native_enum=False, length=40, validate_strings=True)
