"""The places of the demo country: Dutch four-digit postcodes and the region each lies in."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_PC4_FILE = Path(__file__).parents[2] / "reference" / "nl-pc4.csv"


@dataclass(frozen=True, slots=True)
class Place:
    """A four-digit postcode; `weight` is the number of women aged 20-39 who live there."""

    pc4: str
    city: str
    region: str
    weight: int


@cache
def places() -> tuple[Place, ...]:
    """Read all of them, in the order of their postcodes."""
    with _PC4_FILE.open(encoding="utf-8", newline="") as file:
        rows = [
            Place(
                pc4=row["pc4"],
                city=row["place"] or row["municipality"],
                region=row["demo_ksv"],
                weight=int(row["women_20_39"]),
            )
            for row in csv.DictReader(file)
        ]
    return tuple(sorted(rows, key=lambda place: place.pc4))


def ranges(pc4s: Iterable[str]) -> list[tuple[str, str]]:
    """Join postcodes that follow one another into (first, last); what does not exist stays out."""
    joined: list[tuple[str, str]] = []
    for pc4 in sorted(pc4s):
        if joined and int(joined[-1][1]) + 1 == int(pc4):
            joined[-1] = (joined[-1][0], pc4)
        else:
            joined.append((pc4, pc4))
    return joined
