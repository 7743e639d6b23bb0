"""How far an intake is: as it stands in an address, and as a filter asks it."""

from __future__ import annotations

from typing import Final

from kraamzorg_app.domain.intake import IntakeState

IN_ADDRESS: Final = {
    "niet-gepland": IntakeState.NOT_PLANNED,
    "gepland": IntakeState.PLANNED,
    "gedaan": IntakeState.DONE,
}
CHOICES: Final = [
    ("", "Alle"),
    ("niet-gepland", "Nog niet gepland"),
    ("gepland", "Gepland"),
    ("gedaan", "Gedaan"),
]
