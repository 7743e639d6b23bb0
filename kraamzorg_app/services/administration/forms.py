"""Checking of what an administrator typed: every field is looked at, every fault gets a code."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from kraamzorg_app.domain.calendar import parse_date
from kraamzorg_app.domain.errors import FieldErrors
from kraamzorg_app.domain.identifiers import normalize_agb
from kraamzorg_app.services.contact_details import normalize_email, normalize_phone
from kraamzorg_app.services.table_files import is_formula
from kraamzorg_app.services.unit_of_work import UnitOfWork

MAX_SENTENCE = 1000
Choice = TypeVar("Choice", bound=StrEnum)


class Form:
    """What was typed, with what is wrong about it; `check` refuses when anything is."""

    def __init__(self, values: object) -> None:
        self._values: Mapping[str, Any] = values if isinstance(values, dict) else {}
        self.errors: dict[str, str] = {}

    def check(self) -> None:
        """Raise `FieldErrors` when a field was wrong."""
        if self.errors:
            raise FieldErrors(self.errors)

    def text(self, name: str, most: int, *, required: bool = True) -> str:
        """Take a line of text without needless spaces."""
        value = self._values.get(name, "")
        text = " ".join(value.split()) if isinstance(value, str) else ""
        if not text and required:
            self.errors[name] = "required"
        elif len(text) > most:
            self.errors[name] = "too_long"
        elif not text.isprintable():
            self.errors[name] = "odd_characters"
        return text

    def name(self, name: str, most: int, *, required: bool = True) -> str:
        """Take a name, which may not be what a spreadsheet takes for a formula."""
        text = self.text(name, most, required=required)
        if is_formula(text):
            self.errors[name] = "looks_like_formula"
        return text

    def sentence(self, name: str, *, required: bool = True) -> str:
        """Take an explanation."""
        return self.text(name, MAX_SENTENCE, required=required)

    def day(self, name: str) -> date:
        """Take a day; after `check` it is a real one."""
        text = self.text(name, 20)
        day = parse_date(text)
        if text and day is None:
            self.errors[name] = "date_form"
        return day or date.min

    def whole(self, name: str, least: int, most: int) -> int:
        """Take a whole number within bounds."""
        text = self.text(name, 6)
        number = int(text) if text.isascii() and text.isdigit() else -1
        if text and not least <= number <= most:
            self.errors[name] = "number_out_of_bounds"
        return number

    def choice(self, name: str, choices: type[Choice]) -> Choice:
        """Take one of a list; after `check` it is the chosen one."""
        code = self.text(name, 60)
        if code and code not in choices.__members__:
            self.errors[name] = "unknown_choice"
        return choices.__members__.get(code, next(iter(choices)))

    def flag(self, name: str) -> bool:
        """Take a tick box: browsers send "on", or nothing."""
        return self._values.get(name) in (True, "on", "true", "ja")

    def email(self, work: UnitOfWork, name: str, *, required: bool = True) -> str:
        """Take an e-mail address as mail goes to it."""
        text = self.text(name, 254, required=required)
        address = normalize_email(text, test_addresses_allowed=not work.settings.is_production)
        if text and address is None:
            self.errors[name] = "email_form"
        return address or ""

    def phone(self, name: str) -> str | None:
        """Take a phone number, which may be left out."""
        text = self.text(name, 40, required=False)
        number = normalize_phone(text) if text else None
        if text and number is None:
            self.errors[name] = "phone_form"
        return number

    def agb(self, name: str) -> str:
        """Take an AGB code."""
        text = self.text(name, 20)
        code = normalize_agb(text)
        if text and code is None:
            self.errors[name] = "agb_form"
        return code or ""


def as_id(value: object) -> UUID | None:
    """Read an id that came from a browser; None when it can't be one."""
    if isinstance(value, UUID):
        return value
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None


def as_ids(value: object) -> list[UUID] | None:
    """Read a list of ids that came from a browser; None when one of them can't be one."""
    if not isinstance(value, (list, tuple)):
        return None
    ids = [as_id(each) for each in value]
    found = [each for each in ids if each is not None]
    return list(dict.fromkeys(found)) if len(found) == len(ids) else None
