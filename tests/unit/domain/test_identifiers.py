"""The check rules of Dutch care numbers, with the examples of their sources and by property."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kraamzorg_app.domain import identifiers

VALID_TEST_BSNS = ["999990019", "999990020", "999990032", "999990044", "999990056"]
nine_digits = st.text("0123456789", min_size=9, max_size=9)


@pytest.mark.parametrize("bsn", VALID_TEST_BSNS)
def test_known_test_numbers_are_valid_bsns(bsn):
    assert identifiers.normalize_bsn(bsn) == bsn
    assert identifiers.is_test_bsn(bsn)


@pytest.mark.parametrize(
    "text",
    [
        "000000000",
        "123456789",
        "99999001",
        "9999900199",
        "",
        "abc",
        "99999001a",
        "\uff19" * 9,
    ],
)
def test_what_fails_the_11_proef_or_the_form_is_no_bsn(text):
    assert identifiers.normalize_bsn(text) is None


def test_eight_digits_are_read_with_a_leading_zero():
    assert identifiers.normalize_bsn("10000021") == "010000021"


def test_separators_in_a_bsn_are_ignored():
    assert identifiers.normalize_bsn(" 9999.90.019 ") == "999990019"


def test_an_ordinary_number_is_no_test_bsn():
    assert not identifiers.is_test_bsn("111222333")


@given(nine_digits, st.integers(0, 8), st.integers(1, 9))
def test_changing_one_digit_of_a_bsn_always_shows(digits, place, step):
    changed = str((int(digits[place]) + step) % 10)
    other = digits[:place] + changed + digits[place + 1 :]
    valid = [number for number in (digits, other) if identifiers.normalize_bsn(number)]
    assert len(valid) <= 1


@given(nine_digits)
def test_a_normalized_bsn_is_a_fixed_point(digits):
    bsn = identifiers.normalize_bsn(digits)
    assert bsn is None or identifiers.normalize_bsn(bsn) == bsn == digits


@pytest.mark.parametrize(
    ("text", "stored"),
    [("8731ab", "8731AB"), (" 8731 AB ", "8731AB"), ("1000AA", "1000AA")],
)
def test_postcodes_are_stored_without_a_space_and_in_capitals(text, stored):
    assert identifiers.normalize_postcode(text) == stored


@pytest.mark.parametrize(
    "text", ["0731AB", "8731", "8731SA", "8731SD", "8731SS", "8731A1", "8731ABC", ""]
)
def test_impossible_postcodes_are_refused(text):
    assert identifiers.normalize_postcode(text) is None


@given(st.from_regex(r"[1-9][0-9]{3} ?[A-Za-z]{2}", fullmatch=True))
def test_showing_a_postcode_and_reading_it_back_changes_nothing(text):
    stored = identifiers.normalize_postcode(text)
    if stored is not None:
        assert identifiers.normalize_postcode(identifiers.display_postcode(stored)) == stored
        assert identifiers.pc4_of(stored) == text[:4]


@pytest.mark.parametrize("text", ["TS1111RR", "ts1111rr", " TS 1111 RR "])
def test_client_numbers_are_compared_in_capitals(text):
    assert identifiers.normalize_client_number(text) == "TS1111RR"


@pytest.mark.parametrize("text", ["", "AB", "A" * 21, "TS-1111", "<b>x</b>", "TS1111É"])
def test_odd_client_numbers_are_refused(text):
    assert identifiers.normalize_client_number(text) is None


@given(st.text())
def test_no_text_breaks_a_check_and_what_passes_is_stable(text):
    for normalize in (
        identifiers.normalize_bsn,
        identifiers.normalize_agb,
        identifiers.normalize_uzovi,
        identifiers.normalize_postcode,
        identifiers.normalize_client_number,
    ):
        value = normalize(text)
        assert value is None or (normalize(value) == value and value.isascii())


def test_agb_and_uzovi_keep_their_leading_zeros():
    assert identifiers.normalize_agb("03012345") == "03012345"
    assert identifiers.normalize_uzovi("0101") == "0101"
    assert identifiers.normalize_uzovi("101") is None
    assert identifiers.is_maternity_agb("33012345")
    assert not identifiers.is_maternity_agb("03012345")
