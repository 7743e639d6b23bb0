"""A letter for her who has no e-mail: a code that she confirms her registration with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlmodel import select

from kraamzorg_app.adapters.crypto import new_code
from kraamzorg_app.domain.calendar import format_date
from kraamzorg_app.domain.registration_form import FormField
from kraamzorg_app.models.waiting_list import Invitation
from kraamzorg_app.services import audit
from kraamzorg_app.services.audit import LogEvent
from kraamzorg_app.services.unit_of_work import UnitOfWork

CODE_LENGTH: Final = 12
_GROUP: Final = 4


@dataclass(frozen=True, slots=True)
class Letter:
    """What is printed; given once, as the code is kept only as a hash."""

    name: str
    address: str
    town: str
    code: str
    """In groups: ABCD-EFGH-JKLM."""
    organization: str
    works_until: str
    written_on: str
    page_address: str
    """Where she types the code over."""


def write(
    work: UnitOfWork,
    invitation: Invitation,
    answers: Mapping[str, str],
    *,
    organization: str,
    works_until: str,
) -> Letter:
    """Make the letter of an invitation with a new code; a code made before stops working."""
    code = new_code(CODE_LENGTH)
    invitation.letter_code_hash = _hash(work, code)
    audit.record(
        work,
        LogEvent.LETTER_PRINTED,
        "R",
        subjects=[invitation.log_id],
        fields={"NAME", "ADDRESS"},
    )
    number = f"{answers[FormField.HOUSE_NUMBER]} {answers[FormField.ADDITION]}".strip()
    postcode = answers[FormField.POSTCODE]
    return Letter(
        name=f"{answers[FormField.FIRST_NAME]} {answers[FormField.LAST_NAME]}",
        address=f"{answers[FormField.STREET]} {number}",
        town=f"{postcode[:4]} {postcode[4:]}  {answers[FormField.CITY]}",
        code="-".join(code[start : start + _GROUP] for start in range(0, CODE_LENGTH, _GROUP)),
        organization=organization,
        works_until=works_until,
        written_on=format_date(work.today),
        page_address=f"{work.settings.public_url}/brief",
    )


def by_code(work: UnitOfWork, typed: str) -> Invitation | None:
    """Find the invitation that a code belongs to; dashes, spaces and small letters don't matter."""
    code = re.sub(r"[\s-]", "", typed).upper() if isinstance(typed, str) else ""
    if len(code) != CODE_LENGTH:
        return None
    return work.session.exec(
        select(Invitation).where(Invitation.letter_code_hash == _hash(work, code))
    ).one_or_none()


def _hash(work: UnitOfWork, code: str) -> str:
    return work.keyring.code_hash("letter-code", code)
