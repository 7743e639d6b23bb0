"""Self-employed carers who ask to be added ("kunnen zich bij Bo Geboortezorg melden")."""

from __future__ import annotations

from enum import StrEnum


class ApplicationState(StrEnum):
    """Where an application is."""

    PENDING = "PENDING"
    APPROVED = "APPROVED"
    REFUSED = "REFUSED"
