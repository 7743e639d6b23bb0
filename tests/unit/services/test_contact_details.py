"""Phone numbers and e-mail addresses as people type them."""

import phonenumbers
import pytest

from kraamzorg_app.services import contact_details


@pytest.mark.parametrize(
    "typed", ["06-12345678", "+31 6 12345678", "0031612345678", "06 1234 5678"]
)
def test_dutch_numbers_are_stored_with_their_country(typed):
    assert contact_details.normalize_phone(typed) == "+31612345678"


def test_a_foreign_number_is_accepted():
    assert contact_details.normalize_phone("+32 470 12 34 56") == "+32470123456"


@pytest.mark.parametrize(
    "typed", ["", "12", "06-1234567", "bel mij", "0612345678 tst. 9", "1" * 400]
)
def test_what_can_not_be_called_is_refused(typed):
    assert contact_details.normalize_phone(typed) is None


def test_a_stored_number_is_shown_readably():
    assert contact_details.display_phone("+31612345678") == "06 12345678"
    assert contact_details.display_phone("+32470123456").startswith("+32 ")


def test_a_mobile_number_is_shown_as_the_library_shows_it():
    for phone in ("+31612345678", "+31687654321", "+31600000000", "+31697123456", "+31101234567"):
        number = phonenumbers.parse(phone)
        national = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
        assert contact_details.display_phone(phone) == national


def test_an_address_is_stored_in_small_letters():
    stored = contact_details.normalize_email(" Sanne@Voorbeeld.NL ", test_addresses_allowed=False)
    assert stored == "sanne@voorbeeld.nl"


def test_test_addresses_pass_only_where_they_are_allowed():
    assert contact_details.normalize_email("a@demo.test", test_addresses_allowed=True)
    assert contact_details.normalize_email("a@demo.test", test_addresses_allowed=False) is None


@pytest.mark.parametrize(
    "typed", ["", "sanne", "a@b", "a b@c.nl", "a@b.nl\r\nBcc: x@y.nl", "a" * 300 + "@b.nl"]
)
def test_what_is_no_address_is_refused(typed):
    assert contact_details.normalize_email(typed, test_addresses_allowed=False) is None
