"""The intake of a client: where it stands, and who does it by the region's agreement."""

from __future__ import annotations

from enum import StrEnum


class IntakeState(StrEnum):
    """How far the intake of a client is."""

    NOT_PLANNED = "NOT_PLANNED"
    PLANNED = "PLANNED"
    DONE = "DONE"
