"""Names are compared without what people write differently each time."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kraamzorg_app.domain import fingerprints
from kraamzorg_app.domain.fingerprints import FingerprintKind, Identity, normalize_name


@given(st.text())
def test_normalizing_twice_changes_nothing(text: str) -> None:
    once = normalize_name(text)
    assert normalize_name(once) == once


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1), st.sampled_from(" -'."))
def test_case_spaces_and_dashes_do_not_matter(name: str, sign: str) -> None:
    spread = sign.join(name)
    assert normalize_name(f" {spread.upper()} ") == normalize_name(name)


def test_accents_do_not_matter() -> None:
    assert normalize_name("Zoë Bückér") == normalize_name("zoe  BUCKER")


def test_names_in_other_scripts_stay_apart() -> None:
    assert normalize_name("سارة") != normalize_name("منى") != ""


def test_what_is_not_known_is_not_compared() -> None:
    assert fingerprints.of(Identity(due_date="2026-06-01", client_number="TS1111RR")) == {}
    nameless = Identity(due_date="2026-06-01", birth_date="1995-04-03", bsn="999990019")
    assert set(fingerprints.of(nameless)) == {FingerprintKind.BSN, FingerprintKind.BSN_AND_DUE_DATE}


@given(st.dates(), st.dates())
def test_only_what_has_a_due_date_differs_between_pregnancies(
    first: object, second: object
) -> None:
    def found(due_date: object) -> dict[FingerprintKind, str]:
        return fingerprints.of(
            Identity(str(due_date), "999990019", "TS1111RR", "1", "Noor", "Vries", "1995-04-03")
        )

    for kind in FingerprintKind:
        is_same = found(first)[kind] == found(second)[kind]
        assert is_same is (first == second or not kind.has_due_date)
