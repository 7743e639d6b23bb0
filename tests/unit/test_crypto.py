"""Sealing of personal data."""

from __future__ import annotations

from uuid import uuid4

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from kraamzorg_app.adapters.crypto import Keyring

OLD, NEW = b"o" * 32, b"n" * 32
ROW = uuid4()


@given(st.text(max_size=200))
def test_what_is_sealed_opens_again(text: str) -> None:
    keyring = Keyring({1: OLD}, 1)
    sealed = keyring.seal(text, table="client", row=ROW, field="email")
    assert keyring.open(sealed, table="client", row=ROW, field="email") == text


def test_the_sealed_value_does_not_hold_the_text() -> None:
    sealed = Keyring({1: OLD}, 1).seal("sanne@client.test", table="client", row=ROW, field="email")
    assert b"sanne" not in sealed


@pytest.mark.parametrize(
    "place",
    [
        {"table": "invitation", "row": ROW, "field": "email"},
        {"table": "client", "row": uuid4(), "field": "email"},
        {"table": "client", "row": ROW, "field": "phone"},
    ],
)
def test_a_value_moved_to_another_place_does_not_open(place: dict[str, object]) -> None:
    keyring = Keyring({1: OLD}, 1)
    sealed = keyring.seal("sanne@client.test", table="client", row=ROW, field="email")
    with pytest.raises(InvalidTag):
        keyring.open(sealed, **place)  # type: ignore[arg-type]


def test_the_same_text_sealed_twice_looks_different() -> None:
    keyring = Keyring({1: OLD}, 1)
    one, two = (keyring.seal("x", table="t", row=ROW, field="f") for _ in range(2))
    assert one != two


def test_after_a_rotation_old_values_open_and_lookups_still_match() -> None:
    before, after = Keyring({1: OLD}, 1), Keyring({1: OLD, 2: NEW}, 2)
    sealed = before.seal("x", table="t", row=ROW, field="f")
    assert after.open(sealed, table="t", row=ROW, field="f") == "x"
    assert after.seal("x", table="t", row=ROW, field="f")[1] == 2
    former, current = (each.lookup_hash("bsn", "999990019") for each in (before, after))
    assert after.lookup_hashes("bsn", "999990019") == (current, former)
    assert former != current
    assert before.code_hash("letter", "ABCD") == after.code_hash("letter", "ABCD")


def test_a_lookup_hash_depends_on_key_purpose_and_value() -> None:
    keyring = Keyring({1: OLD}, 1)
    hashes = {
        keyring.lookup_hash("bsn", "999990019"),
        keyring.lookup_hash("bsn", "999990020"),
        keyring.lookup_hash("number", "999990019"),
        Keyring({1: NEW}, 1).lookup_hash("bsn", "999990019"),
    }
    assert len(hashes) == 4
