"""Import of postcodes per region from CSV or Excel: looked at row by row, then proposed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlmodel import select

from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.domain.territory import FIRST_PC4
from kraamzorg_app.models.administration import ProposalKind
from kraamzorg_app.models.organizations import Region
from kraamzorg_app.services import table_files
from kraamzorg_app.services.administration import proposals, territory
from kraamzorg_app.services.administration.forms import Form
from kraamzorg_app.services.administration.regions import MAX_NAME_LENGTH
from kraamzorg_app.services.administration.territory import TerritoryProposal, Wanted
from kraamzorg_app.services.table_files import Columns, RowProblem, TableRow
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case

COLUMNS: Final = Columns(
    {
        "first": ("postcode", "pc4", "van", "postcode van"),
        "last": ("tot en met", "t/m", "tot", "postcode tot en met"),
        "region": ("regio", "ksv", "wachtlijst", "werkgebied", "demo ksv"),
    },
    required=("first", "region"),
)
PC4_LENGTH: Final = 4
FIELDS: Final = ("valid_from", "makes_regions")
LONGEST_TYPED: Final = 20
MAX_POSTCODES: Final = 200_000


@use_case(Permission.REGION_MANAGE)
def propose_import(work: UnitOfWork, content: object, form: dict[str, Any]) -> TerritoryProposal:
    """Show what a file would change; a row in error means that nothing of it can be applied.

    Fields: "valid_from" and "makes_regions" (regions that don't exist yet are made). Raises
    `FieldErrors` on those and on "file".
    """
    return _propose(work, content, form)


@use_case(Permission.REGION_MANAGE)
def upload(work: UnitOfWork, content: object, form: dict[str, Any]) -> str:
    """Look at an uploaded file as `propose_import` does; gives the id of what came out."""
    typed = {name: str(form.get(name, ""))[:LONGEST_TYPED] for name in FIELDS}
    return proposals.outcome(
        work, ProposalKind.TERRITORY, lambda: _propose(work, content, form), typed
    )


@use_case(Permission.REGION_MANAGE)
def read_typed(work: UnitOfWork, proposal_id: object) -> dict[str, str]:
    """Give what was typed beside a file that was refused; empty for a proposal."""
    typed: dict[str, str] = proposals.find(work, ProposalKind.TERRITORY, proposal_id).content.get(
        "typed", {}
    )
    return typed


def _propose(work: UnitOfWork, content: object, form: dict[str, Any]) -> TerritoryProposal:
    options = Form(form)
    valid_from = territory.checked_day(work, options)
    options.check()
    rows = table_files.read(content, COLUMNS)
    reading = _Reading(work, makes_regions=options.flag("makes_regions"))
    for row in rows:
        reading.take(row)
    by_region: dict[str, list[int]] = {}
    for pc4, (key, _) in reading.region_of.items():
        by_region.setdefault(key, []).append(pc4)
    return territory.keep(work, Wanted(valid_from, by_region), tuple(reading.problems))


class _Reading:
    """What the rows so far say, and what is wrong with them."""

    def __init__(self, work: UnitOfWork, *, makes_regions: bool) -> None:
        regions = work.session.exec(select(Region)).all()
        self._keys = {
            region.name.casefold(): str(region.id) for region in regions if not region.ended_on
        }
        self._ended = {region.name.casefold() for region in regions if region.ended_on}
        self._makes_regions = makes_regions
        self._read = 0
        self.region_of: dict[int, tuple[str, int]] = {}
        """The region's key of each postcode, with the row that said so."""
        self.problems: list[RowProblem] = []

    def take(self, row: TableRow) -> None:
        """Read one row; what is wrong with it becomes a problem."""
        pc4s, key = self._postcodes(row), self._region(row)
        if pc4s is None or key is None:
            return
        self._read += len(pc4s)
        if self._read > MAX_POSTCODES:
            if self._read - len(pc4s) <= MAX_POSTCODES:
                self._problem(row, "too_many_postcodes")
            return
        for pc4 in pc4s:
            other_key, other_row = self.region_of.setdefault(pc4, (key, row.number))
            if other_key != key:
                self._problem(row, "postcode_twice", f"{pc4}, rij {other_row}")
                return

    def _postcodes(self, row: TableRow) -> range | None:
        first = _pc4(row.cells["first"])
        last = _pc4(row.cells.get("last", "")) if row.cells.get("last") else first
        if first is None or last is None or last < first:
            self._problem(row, "postcode_wrong", _span_text(row.cells))
            return None
        return range(first, last + 1)

    def _region(self, row: TableRow) -> str | None:
        name = row.cells["region"]
        known = self._keys.get(name.casefold())
        if known is not None:
            return known
        if not name or len(name) > MAX_NAME_LENGTH or not name.isprintable():
            code = "region_missing" if not name else "region_name_wrong"
        elif table_files.is_formula(name):
            code = "looks_like_formula"
        elif name.casefold() in self._ended:
            code = "region_ended"
        elif not self._makes_regions:
            code = "region_unknown"
        else:
            return self._keys.setdefault(name.casefold(), f"new:{name}")
        self._problem(row, code, name)
        return None

    def _problem(self, row: TableRow, code: str, value: str = "") -> None:
        self.problems.append(RowProblem(row.number, code, value[:60]))


def _pc4(text: str) -> int | None:
    is_number = len(text) == PC4_LENGTH and text.isascii() and text.isdigit()
    return int(text) if is_number and int(text) >= FIRST_PC4 else None


def _span_text(cells: Mapping[str, str]) -> str:
    return "-".join(filter(None, (cells["first"], cells.get("last", ""))))
