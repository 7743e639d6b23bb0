"""Which data a line of the access log is about, in the groups of the disclosure policy."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from kraamzorg_app.domain.disclosure import Field
from kraamzorg_app.domain.registration_form import FormField

_OF_THE_FORM: Final = {
    FormField.FIRST_NAME: Field.NAME,
    FormField.LAST_NAME: Field.NAME,
    FormField.BIRTH_DATE: Field.BIRTH_DATE,
    FormField.PARTNER_NAME: Field.PARTNER_NAME,
    FormField.POSTCODE: Field.ADDRESS,
    FormField.HOUSE_NUMBER: Field.ADDRESS,
    FormField.ADDITION: Field.ADDRESS,
    FormField.STREET: Field.ADDRESS,
    FormField.CITY: Field.ADDRESS,
    FormField.PHONE: Field.PHONE,
    FormField.EMAIL: Field.EMAIL,
    FormField.DUE_DATE: Field.DUE_DATE,
    FormField.INSURER_LABEL: Field.INSURER,
    FormField.BSN: Field.BSN,
    FormField.SPOKEN_LANGUAGE: Field.SPOKEN_LANGUAGE,
}


def fields_of(codes: Iterable[str]) -> tuple[Field, ...]:
    """Turn what a line names, fields of a list or questions of the form, into fields, in order."""
    found = {_field(code) for code in codes}
    return tuple(field for field in Field if field in found)


def _field(code: str) -> Field | None:
    if code in set(Field):
        return Field(code)
    return _OF_THE_FORM.get(FormField(code)) if code in set(FormField) else None
