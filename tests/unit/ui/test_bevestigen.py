"""After a second factor a file of ours is offered, and no other address."""

from __future__ import annotations

import pytest

from kraamzorg_app.ui.pages.bevestigen import own_file


@pytest.mark.parametrize(
    "wanted",
    [
        "/downloads/clienten.csv",
        "/downloads/clienten.xlsx?wachtend-postcode=87&wachtend-van=01-02-2026",
        "/downloads/updates/aaaaaaaa-0000-4000-8000-000000000001.csv",
    ],
)
def test_a_file_of_ours_is_offered(wanted: str) -> None:
    assert own_file(wanted) == wanted


@pytest.mark.parametrize(
    "wanted",
    [
        "",
        "/start",
        "//evil.test/x.csv",
        "https://evil.test/x.csv",
        "/\\evil.test/x",
        "javascript:alert(1)",
        "/downloads/x.csv#a",
        "/downloads/x.csv?a=b\n",
        "/sessie/uitloggen@evil.test",
    ],
)
def test_nothing_else_is(wanted: str) -> None:
    assert own_file(wanted) == ""
