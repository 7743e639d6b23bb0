"""What makes two registrations the same woman: normalized values, compared by keyed hashes.

Same BSN, or same client number and insurer, or same name, birth date and due date (design,
section 4). An open invitation or waiting entry counts whatever its due date; one that a provider
has taken counts for that due date only, so that a next pregnancy is welcome.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum


class FingerprintKind(StrEnum):
    """What is compared; those of a due date outlast the taking of a client."""

    BSN = "bsn"
    NUMBER = "number"
    BSN_AND_DUE_DATE = "bsn-due"
    NUMBER_AND_DUE_DATE = "number-due"
    PERSON_AND_DUE_DATE = "person-due"

    @property
    def has_due_date(self) -> bool:
        """Say whether it counts for one due date only."""
        return self.value.endswith("-due")


@dataclass(frozen=True, slots=True)
class Identity:
    """What is known of her; an empty text is not known. Dates are yyyy-mm-dd."""

    due_date: str
    bsn: str = ""
    client_number: str = ""
    insurer_id: str = ""
    first_name: str = ""
    last_name: str = ""
    birth_date: str = ""


def normalize_name(text: str) -> str:
    """Reduce a name to its letters: no case, accents, spaces, dashes or dots.

    Idempotent; letters of other scripts stay what they are.
    """
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(sign for sign in folded if sign.isalnum())


def of(identity: Identity) -> dict[FingerprintKind, str]:
    """Give the texts to hash, by kind; none for what is not known."""
    found: dict[FingerprintKind, str] = {}
    if identity.bsn:
        found[FingerprintKind.BSN] = identity.bsn
        found[FingerprintKind.BSN_AND_DUE_DATE] = f"{identity.bsn}|{identity.due_date}"
    if identity.client_number and identity.insurer_id:
        number = f"{identity.insurer_id}|{identity.client_number}"
        found[FingerprintKind.NUMBER] = number
        found[FingerprintKind.NUMBER_AND_DUE_DATE] = f"{number}|{identity.due_date}"
    name = "|".join(map(normalize_name, (identity.first_name, identity.last_name)))
    if len(name) > 1 and identity.birth_date:
        person = f"{name}|{identity.birth_date}|{identity.due_date}"
        found[FingerprintKind.PERSON_AND_DUE_DATE] = person
    return found
