"""Phone numbers and e-mail addresses as they are stored, after the rules of their libraries."""

import re

import phonenumbers
from email_validator import EmailNotValidError, validate_email

DEFAULT_REGION = "NL"
MAX_PHONE_TEXT = 40
MAX_EMAIL_LENGTH = 254
_DUTCH_MOBILE = re.compile(r"\+316[1-58][0-9]{7}")


def normalize_phone(text: str) -> str | None:
    """Give a number in E.164 (+31612345678), or None; without a country code it is Dutch."""
    if len(text) > MAX_PHONE_TEXT:
        return None
    try:
        number = phonenumbers.parse(text, DEFAULT_REGION)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number) or number.extension:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def display_phone(phone: str) -> str:
    """Show a stored number in readable groups, Dutch ones the Dutch way."""
    if _DUTCH_MOBILE.fullmatch(phone):
        # What the library makes of it too, 50 times as fast: a list shows 25 of them.
        return f"06 {phone[4:]}"
    number = phonenumbers.parse(phone, DEFAULT_REGION)
    home = number.country_code == phonenumbers.country_code_for_region(DEFAULT_REGION)
    shape = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(number, shape.NATIONAL if home else shape.INTERNATIONAL)


def normalize_email(text: str, *, test_addresses_allowed: bool) -> str | None:
    """Give an address as mail goes to it, in small letters, or None when it can't be one.

    No name server is asked: a form must not wait for one. Addresses under .test pass only in
    demo mode and in tests.
    """
    stripped = text.strip()
    if len(stripped) > MAX_EMAIL_LENGTH:
        return None
    try:
        checked = validate_email(
            stripped, check_deliverability=False, test_environment=test_addresses_allowed
        )
    except EmailNotValidError:
        return None
    return checked.normalized.lower()
