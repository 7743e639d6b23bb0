"""The roles in words, as the manual has them."""

from __future__ import annotations

from typing import Final

from kraamzorg_app.domain.actors import Role

ROLE_NAMES: Final = {
    Role.FUNCTIONAL_ADMIN: "Functioneel beheerder",
    Role.TECHNICAL_ADMIN: "Technisch beheerder",
    Role.COORDINATOR: "Wachtlijstcoördinator",
    Role.CARE_PROVIDER: "Kraamzorgaanbieder",
    Role.INSURER: "Verzekeraar",
}


def working_role(role: Role | None, organization: str) -> str:
    """Name a role with its organization or region ("Verzekeraar: …"); nothing without a role."""
    return f"{ROLE_NAMES[role]}: {organization}".removesuffix(": ") if role else ""
