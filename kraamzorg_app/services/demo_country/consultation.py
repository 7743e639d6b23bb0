"""What the coordinator of Friesland and its preferred insurer have written to each other."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from kraamzorg_app.domain.actors import Role
from kraamzorg_app.models.consultation import ContactPerson, RegionNote
from kraamzorg_app.services.demo_country.drawing import Dice, Rows
from kraamzorg_app.services.demo_country.organizations import (
    FRIESLAND,
    PREFERRED_INSURER,
    Organizations,
)
from kraamzorg_app.services.unit_of_work import UnitOfWork

_COORDINATOR: Final = "coordinator@demo.test"
_INSURER: Final = "preferent-avg@demo.test"
_THREAD: Final = (
    (9, _COORDINATOR, "Op Terschelling werkt nu geen enkele aanbieder. Kennen jullie iemand?"),
    (8, _INSURER, "Wij vragen het na bij de aanbieders met wie wij een contract hebben."),
    (2, _INSURER, "Er is een zzp'er die vanaf volgende maand op het eiland wil werken."),
    (1, _COORDINATOR, "Mooi. Laat haar zich aanmelden, dan zorgt functioneel beheer voor de rest."),
)


def add_consultation(work: UnitOfWork, rows: Rows, dice: Dice, all_of: Organizations) -> None:
    """Gather the thread of Friesland, and who can be reached about it."""
    region_id = all_of.regions[FRIESLAND].id
    for number, (days, email, text) in enumerate(_THREAD):
        note_id = dice.id("region_note", number)
        rows.add(
            RegionNote,
            id=note_id,
            region_id=region_id,
            user_id=dice.id("user", email),
            insurer_id=all_of.insurers[PREFERRED_INSURER] if email == _INSURER else None,
            text=work.keyring.seal(text, table="region_note", row=note_id, field="text"),
            written_at=work.now - timedelta(days=days, hours=2),
        )
    for email, role in ((_COORDINATOR, Role.COORDINATOR), (_INSURER, Role.INSURER)):
        rows.add(
            ContactPerson,
            membership_id=dice.id("membership", f"{email}:{role}"),
            phone="+31612345678",
            agreed_at=work.now - timedelta(days=30),
        )
