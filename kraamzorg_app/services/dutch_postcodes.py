"""The four-digit postcodes of the Netherlands, with the place and middle of each (CBS)."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from kraamzorg_app.domain.matching import Point

_FILE = Path(__file__).parents[1] / "reference" / "nl-pc4.csv"


@cache
def place_by_pc4() -> Mapping[int, str]:
    """Give the place, or else the municipality, of all 4,074 postcodes."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return MappingProxyType(
            {int(row["pc4"]): row["place"] or row["municipality"] for row in rows}
        )


@cache
def point_by_pc4() -> Mapping[str, Point]:
    """Give latitude and longitude, where the middle of a postcode is known."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return MappingProxyType(
            {row["pc4"]: (float(row["lat"]), float(row["lon"])) for row in rows if row["lat"]}
        )
