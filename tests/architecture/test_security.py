"""`docs/security.md` has a row for every requirement, and what it names exists."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "security.md"
REQUIREMENTS = {
    1: 27, 2: 11, 3: 19, 4: 10, 5: 9, 6: 35, 7: 18, 8: 7, 9: 7, 10: 29, 11: 14, 12: 9, 13: 13,
    14: 9, 15: 13, 16: 16, 17: 7,
}  # fmt: skip
"""How many of levels 1 and 2 each chapter of ASVS 5.0.0 has."""
_ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
_NAMED = re.compile(r"`([^`]+)`")


def _rows() -> list[tuple[str, str, str, str]]:
    return [(*map(str.strip, found),) for found in _ROW.findall(PAGE.read_text())]  # type: ignore[misc]


def _paths(text: str) -> list[str]:
    """Give what is named as a path of the repository; an address or a command is none."""
    named = (found for found in _NAMED.findall(text) if not found.startswith("/"))
    return [each for each in named if "/" in each or each.endswith((".txt", ".py", ".toml"))]


def test_every_requirement_has_one_row_in_its_order() -> None:
    numbers = [tuple(map(int, row[0].split("."))) for row in _rows()]
    assert numbers == sorted(set(numbers))
    assert Counter(number[0] for number in numbers) == REQUIREMENTS


@pytest.mark.parametrize("row", _rows(), ids=lambda row: row[0])
def test_a_row_says_where_or_why(row: tuple[str, str, str, str]) -> None:
    _, _, state, reason = row
    assert state in {"met", "not applicable", "open"}
    paths = _paths(reason)
    assert paths or state != "met"
    assert [path for path in paths if not (ROOT / path).exists()] == []
