"""What may not stand in a question to the helpdesk."""

from __future__ import annotations

import pytest

from kraamzorg_app.domain.helpdesk import emails_in, holds_bsn


@pytest.mark.parametrize(
    "text",
    [
        "999990019",
        "Het BSN is 999990019.",
        "99999.00.19",
        "999 990 019",
        "999-990-019",
        "\uff11\uff12\uff13456782",
        "nummer:123456782,klopt niet",
        "12345672",
        "kamer 5 999990019 vrijdag",
    ],
)
def test_a_bsn_is_found_however_it_is_written(text: str) -> None:
    assert holds_bsn(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "999990018",
        "Bel mij op 06 12 34 56 78 of +31 6 12345678",
        "uitgerekend op 01-12-2026, was 2026-11-30",
        "1234 AB, cliënt TS1111RR",
        "Het gaat om 1234 cliënten in 2026.",
        "9999900190001",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert not holds_bsn(text)


def test_every_date_of_ten_years_is_left_alone() -> None:
    dates = [
        f"{day:02}-{month:02}-{year}"
        for year in range(2020, 2030)
        for month in range(1, 13)
        for day in range(1, 32)
    ]
    assert [text for text in dates if holds_bsn(f"op {text} bevallen")] == []


def test_addresses_are_found_in_a_sentence() -> None:
    text = "Mail <Sanne.Jansen@client.test>, of (info@x.test). Niet: @x, a@b"
    assert emails_in(text) == {"sanne.jansen@client.test", "info@x.test"}
