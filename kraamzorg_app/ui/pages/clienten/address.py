"""What of the two lists stands in the page's address, so that a view of them can be shared."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Final
from urllib.parse import urlencode

from kraamzorg_app.domain.calendar import parse_date
from kraamzorg_app.domain.entries import EntryState
from kraamzorg_app.domain.listing import PAGE_SIZE, EntryFilter, ListRequest, Mark, SortKey
from kraamzorg_app.ui.intake_wording import IN_ADDRESS

PATH: Final = "/clienten"
_PC4_LENGTH: Final = 4
_LAST_PAGE: Final = 100_000


class Part(StrEnum):
    """One field of a filter; the value stands in the address after the table's name."""

    PC4 = "postcode"
    DUE_FROM = "van"
    DUE_TO = "tot"
    MARK = "urgentie"
    INTAKE = "intake"


class Table(StrEnum):
    """One of the two lists; the value stands in the address and in ids."""

    WAITING = "wachtend"
    ENROLLED = "ingeschreven"

    @property
    def state(self) -> EntryState:
        """Give the state of the entries on this list."""
        return EntryState.WAITING if self is Table.WAITING else EntryState.ACCEPTED


@dataclass(frozen=True, slots=True)
class TableQuery:
    """What somebody asks of one list, as typed."""

    texts: Mapping[Part, str] = field(default_factory=lambda: dict.fromkeys(Part, ""))
    sort: SortKey = SortKey.DUE_DATE
    is_descending: bool = False
    page: int = 1

    def with_text(self, part: Part, text: str) -> TableQuery:
        """Give the query with another filter, from its first page."""
        return replace(self, texts={**self.texts, part: text.strip()}, page=1)

    def sorted_by(self, key: SortKey) -> TableQuery:
        """Give the query sorted by a column; the same column again turns the order around."""
        return replace(
            self, sort=key, is_descending=key is self.sort and not self.is_descending, page=1
        )

    def on_page(self, page: int) -> TableQuery:
        """Give the query on another page."""
        return replace(self, page=min(max(page, 1), _LAST_PAGE))

    def errors(self) -> dict[Part, str]:
        """Say what is wrong with the filter, a code a field."""
        found: dict[Part, str] = {}
        pc4 = self.texts[Part.PC4]
        if pc4 and not (pc4.isascii() and pc4.isdigit() and len(pc4) <= _PC4_LENGTH):
            found[Part.PC4] = "pc4_part_form"
        for part in (Part.DUE_FROM, Part.DUE_TO):
            if self.texts[part] and self._day(part) is None:
                found[part] = "date_form"
        start, end = self._day(Part.DUE_FROM), self._day(Part.DUE_TO)
        if start is not None and end is not None and start > end:
            found[Part.DUE_TO] = "date_before_start"
        if self.texts[Part.MARK] and self.texts[Part.MARK] not in set(Mark):
            found[Part.MARK] = "unknown_choice"
        if self.texts[Part.INTAKE] and self.texts[Part.INTAKE] not in IN_ADDRESS:
            found[Part.INTAKE] = "unknown_choice"
        return found

    def request(self, state: EntryState) -> ListRequest:
        """Give the request to the list; only of a query without errors."""
        entry_filter = EntryFilter(
            self.texts[Part.PC4],
            self._day(Part.DUE_FROM),
            self._day(Part.DUE_TO),
            IN_ADDRESS.get(self.texts[Part.INTAKE]),
            Mark(self.texts[Part.MARK]) if self.texts[Part.MARK] else None,
        )
        return ListRequest(state, entry_filter, self.sort, self.is_descending, self.page)

    def _day(self, part: Part) -> date | None:
        return parse_date(self.texts[part])


Queries = Mapping[Table, TableQuery]


def sorts(table: Table, *, is_coordinator: bool) -> tuple[SortKey, ...]:
    """Give the orders that a list can have; the first is the usual one."""
    columns = (SortKey.DUE_DATE, SortKey.PC4, SortKey.CLIENT_NUMBER)
    if table is Table.ENROLLED:
        return columns
    return (SortKey.URGENCY if is_coordinator else SortKey.BIRTHS, *columns)


def read(
    parameters: Mapping[str, str], *, is_coordinator: bool = False, knows_intake: bool = True
) -> dict[Table, TableQuery]:
    """Read both queries from an address; what makes no sense is as if it were not there.

    So is a filter on the intake for who may not know of it, such as in an address of a colleague.
    """
    parts = [part for part in Part if knows_intake or part is not Part.INTAKE]
    return {
        table: _read_one(table, parameters, sorts(table, is_coordinator=is_coordinator), parts)
        for table in Table
    }


def _read_one(
    table: Table,
    parameters: Mapping[str, str],
    possible: tuple[SortKey, ...],
    parts: Collection[Part],
) -> TableQuery:
    def value(name: str) -> str:
        return str(parameters.get(f"{table}-{name}", ""))[:20]

    sort = value("sorteer").removeprefix("-")
    page = value("pagina")
    return TableQuery(
        texts={part: value(part) if part in parts else "" for part in Part},
        sort=SortKey(sort) if sort in possible else possible[0],
        is_descending=value("sorteer").startswith("-"),
        page=int(page) if page.isascii() and page.isdigit() and 0 < int(page) <= _LAST_PAGE else 1,
    )


def write(queries: Queries, *, is_coordinator: bool = False) -> str:
    """Give the address of the page with these queries; what is usual is left out."""
    usual = {table: sorts(table, is_coordinator=is_coordinator)[0] for table in Table}
    pairs = [pair for table in Table for pair in _write_one(table, queries[table], usual[table])]
    return f"{PATH}?{urlencode(pairs)}" if pairs else PATH


def _write_one(table: Table, query: TableQuery, usual: SortKey) -> list[tuple[str, str]]:
    pairs = [(f"{table}-{part}", text) for part, text in query.texts.items() if text]
    if query.is_descending or query.sort is not usual:
        sign = "-" if query.is_descending else ""
        pairs.append((f"{table}-sorteer", f"{sign}{query.sort}"))
    if query.page > 1:
        pairs.append((f"{table}-pagina", str(query.page)))
    return pairs


def last_page(found: int) -> int:
    """Give the number of the last page of a list; an empty list has one."""
    return max(1, -(-found // PAGE_SIZE))
