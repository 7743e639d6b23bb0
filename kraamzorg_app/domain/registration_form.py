"""The form with which a client puts herself on a waiting list: its steps, fields and rules."""

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum
from typing import Final

from kraamzorg_app.domain import calendar, identifiers

MAX_NAME_LENGTH: Final = 80
MAX_HOUSE_NUMBER_LENGTH: Final = 5
MAX_ADDITION_LENGTH: Final = 10
MAX_LINE_LENGTH: Final = 120

# Languages that a carer can be matched on (ISO 639); the client picks one, "other" is allowed.
SPOKEN_LANGUAGES: Final = (
    "nl", "en", "ar", "de", "es", "fr", "fy", "pl", "pt", "ti", "tr", "uk", "zh", "other",
)  # fmt: skip


class FormField(StrEnum):
    """One question; the value is its name in the draft and in the browser's form."""

    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    BIRTH_DATE = "birth_date"
    PARTNER_NAME = "partner_name"
    POSTCODE = "postcode"
    HOUSE_NUMBER = "house_number"
    ADDITION = "addition"
    STREET = "street"
    CITY = "city"
    PHONE = "phone"
    EMAIL = "email"
    DUE_DATE = "due_date"
    INSURER_LABEL = "insurer_label"
    BSN = "bsn"
    SPOKEN_LANGUAGE = "spoken_language"
    PREFERRED = "preferred"
    """Her wish for a provider ("voorkeur voor een aanbieder")."""
    CONSENT = "consent"


class Step(IntEnum):
    """The pages of the form in their order; CHECK shows everything and asks for consent."""

    PERSON = 1
    ADDRESS = 2
    CONTACT = 3
    CARE = 4
    CHECK = 5


STEP_FIELDS: Final[Mapping[Step, tuple[FormField, ...]]] = {
    Step.PERSON: (
        FormField.FIRST_NAME,
        FormField.LAST_NAME,
        FormField.BIRTH_DATE,
        FormField.PARTNER_NAME,
    ),
    Step.ADDRESS: (
        FormField.POSTCODE,
        FormField.HOUSE_NUMBER,
        FormField.ADDITION,
        FormField.STREET,
        FormField.CITY,
    ),
    Step.CONTACT: (FormField.PHONE, FormField.EMAIL, FormField.SPOKEN_LANGUAGE),
    Step.CARE: (
        FormField.DUE_DATE,
        FormField.INSURER_LABEL,
        FormField.BSN,
        FormField.PREFERRED,
    ),
    Step.CHECK: (FormField.CONSENT,),
}
OPTIONAL_FIELDS: Final = frozenset(
    {FormField.PARTNER_NAME, FormField.ADDITION, FormField.BSN, FormField.PREFERRED}
)
ABOUT_HERSELF: Final = tuple(
    field for field in FormField if field not in {FormField.PREFERRED, FormField.CONSENT}
)
"""What is corrected as one. A wish is hers alone to name, not for others who fill in the form."""


class FormError(StrEnum):
    """What is wrong with an answer; the page makes the sentence, never with the value in it."""

    REQUIRED = "required"
    TOO_LONG = "too_long"
    ODD_CHARACTERS = "odd_characters"
    DATE_FORM = "date_form"
    BIRTH_DATE_IMPLAUSIBLE = "birth_date_implausible"
    DUE_DATE_TOO_EARLY = "due_date_too_early"
    DUE_DATE_TOO_LATE = "due_date_too_late"
    POSTCODE_FORM = "postcode_form"
    HOUSE_NUMBER_FORM = "house_number_form"
    PHONE_FORM = "phone_form"
    EMAIL_FORM = "email_form"
    UNKNOWN_CHOICE = "unknown_choice"
    BSN_FORM = "bsn_form"
    BSN_TEST_NUMBER = "bsn_test_number"
    CONSENT_NEEDED = "consent_needed"


@dataclass(frozen=True)
class FormRules:
    """What the form can't know by itself.

    The checks give the value as it is stored, or None when it can't be right.
    """

    today: date
    normalize_phone: Callable[[str], str | None]
    normalize_email: Callable[[str], str | None]
    insurer_labels: frozenset[str]
    providers: Container[str] = ()
    """Those that serve where she lives, by id."""
    test_bsns_allowed: bool = False
    may_lack_email: bool = False


Answer = tuple[str, FormError | None]
Checked = tuple[dict[str, str], dict[str, FormError]]


def validate_step(step: Step, raw: Mapping[str, str], rules: FormRules) -> Checked:
    """Check the answers of one step, as `validate_fields` does."""
    return validate_fields(STEP_FIELDS[step], raw, rules)


def validate_fields(
    fields: Iterable[FormField], raw: Mapping[str, str], rules: FormRules
) -> Checked:
    """Check some answers; give those that are right as stored, and the errors by field.

    Dates are stored as yyyy-mm-dd. An optional answer left empty is stored as "".
    """
    clean: dict[str, str] = {}
    errors: dict[str, FormError] = {}
    for field in fields:
        typed = raw.get(field, "")
        value, error = _check(field, typed.strip() if isinstance(typed, str) else "", rules)
        if error is None:
            clean[field] = value
        else:
            errors[field] = error
    return clean, errors


def validate_all(raw: Mapping[str, str], rules: FormRules) -> Checked:
    """Check every step again, as is done just before she is placed: a draft may be outdated."""
    clean: dict[str, str] = {}
    errors: dict[str, FormError] = {}
    for step in Step:
        step_clean, step_errors = validate_step(step, raw, rules)
        clean |= step_clean
        errors |= step_errors
    return clean, errors


def first_step_with_error(errors: Mapping[str, FormError]) -> Step | None:
    """Name the page to send her back to, or None when nothing is wrong."""
    return next(
        (step for step in Step if any(field in errors for field in STEP_FIELDS[step])), None
    )


def _check(field: FormField, text: str, rules: FormRules) -> Answer:
    """Check one answer, once it is known whether it may be empty."""
    if not text and field is not FormField.CONSENT:
        email_missing = field is FormField.EMAIL and rules.may_lack_email
        return "", None if field in OPTIONAL_FIELDS or email_missing else FormError.REQUIRED
    return _CHECKS[field](text, rules)


def _name(text: str, _rules: FormRules) -> Answer:
    return _line(text, MAX_NAME_LENGTH)


def _address_line(text: str, _rules: FormRules) -> Answer:
    return _line(text, MAX_LINE_LENGTH)


def _addition(text: str, _rules: FormRules) -> Answer:
    return _line(text, MAX_ADDITION_LENGTH)


def _line(text: str, longest: int) -> Answer:
    """One line of text: names differ, so only length, control signs and mark-up are checked."""
    text = " ".join(text.split())
    if len(text) > longest:
        return "", FormError.TOO_LONG
    if not text.isprintable() or any(sign in text for sign in "<>{}"):
        return "", FormError.ODD_CHARACTERS
    return text, None


def _birth_date(text: str, rules: FormRules) -> Answer:
    day = calendar.parse_date(text)
    if day is None:
        return "", FormError.DATE_FORM
    if not calendar.is_plausible_birth_date(day, rules.today):
        return "", FormError.BIRTH_DATE_IMPLAUSIBLE
    return day.isoformat(), None


def _due_date(text: str, rules: FormRules) -> Answer:
    day = calendar.parse_date(text)
    if day is None:
        return "", FormError.DATE_FORM
    match calendar.check_due_date(day, rules.today):
        case calendar.DueDateCheck.TOO_EARLY:
            return "", FormError.DUE_DATE_TOO_EARLY
        case calendar.DueDateCheck.TOO_LATE:
            return "", FormError.DUE_DATE_TOO_LATE
        case _:
            return day.isoformat(), None


def _postcode(text: str, _rules: FormRules) -> Answer:
    postcode = identifiers.normalize_postcode(text)
    return (postcode, None) if postcode else ("", FormError.POSTCODE_FORM)


def _house_number(text: str, _rules: FormRules) -> Answer:
    is_number = text.isascii() and text.isdigit() and len(text) <= MAX_HOUSE_NUMBER_LENGTH
    if not is_number or int(text) == 0:
        return "", FormError.HOUSE_NUMBER_FORM
    return str(int(text)), None


def _phone(text: str, rules: FormRules) -> Answer:
    phone = rules.normalize_phone(text)
    return (phone, None) if phone else ("", FormError.PHONE_FORM)


def _email(text: str, rules: FormRules) -> Answer:
    email = rules.normalize_email(text)
    return (email, None) if email else ("", FormError.EMAIL_FORM)


def _insurer_label(text: str, rules: FormRules) -> Answer:
    return (text, None) if text in rules.insurer_labels else ("", FormError.UNKNOWN_CHOICE)


def _spoken_language(text: str, _rules: FormRules) -> Answer:
    return (text, None) if text in SPOKEN_LANGUAGES else ("", FormError.UNKNOWN_CHOICE)


def wish_error(provider_id: object, serving: Container[str]) -> FormError | None:
    """Say what is wrong with a wish: it is for one that serves her, or empty for none."""
    return None if provider_id == "" or provider_id in serving else FormError.UNKNOWN_CHOICE


def _preferred(text: str, rules: FormRules) -> Answer:
    error = wish_error(text, rules.providers)
    return ("", error) if error else (text, None)


def _bsn(text: str, rules: FormRules) -> Answer:
    bsn = identifiers.normalize_bsn(text)
    if bsn is None:
        return "", FormError.BSN_FORM
    if identifiers.is_test_bsn(bsn) and not rules.test_bsns_allowed:
        return "", FormError.BSN_TEST_NUMBER
    return bsn, None


def _consent(text: str, _rules: FormRules) -> Answer:
    return ("yes", None) if text == "yes" else ("", FormError.CONSENT_NEEDED)


_CHECKS: Final[Mapping[FormField, Callable[[str, FormRules], Answer]]] = {
    FormField.FIRST_NAME: _name,
    FormField.LAST_NAME: _name,
    FormField.BIRTH_DATE: _birth_date,
    FormField.PARTNER_NAME: _name,
    FormField.POSTCODE: _postcode,
    FormField.HOUSE_NUMBER: _house_number,
    FormField.ADDITION: _addition,
    FormField.STREET: _address_line,
    FormField.CITY: _address_line,
    FormField.PHONE: _phone,
    FormField.EMAIL: _email,
    FormField.DUE_DATE: _due_date,
    FormField.INSURER_LABEL: _insurer_label,
    FormField.BSN: _bsn,
    FormField.SPOKEN_LANGUAGE: _spoken_language,
    FormField.PREFERRED: _preferred,
    FormField.CONSENT: _consent,
}
