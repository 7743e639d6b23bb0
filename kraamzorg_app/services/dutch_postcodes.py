"""The four-digit postcodes that exist in the Netherlands, with the place of each (CBS)."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

_FILE = Path(__file__).parents[1] / "reference" / "nl-pc4.csv"


@cache
def place_by_pc4() -> Mapping[int, str]:
    """Give the place, or else the municipality, of all 4,074 postcodes."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return MappingProxyType(
            {int(row["pc4"]): row["place"] or row["municipality"] for row in rows}
        )
