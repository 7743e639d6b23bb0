"""What the page of the access log shows and does."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

import reflex as rx

from kraamzorg_app.domain.disclosure import Field
from kraamzorg_app.domain.log_filter import LogFilter, LogPlace
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.services import export_files, log_reading
from kraamzorg_app.services.log_reading import LogLine, LogPage
from kraamzorg_app.ui import bridge, formatting, log_words
from kraamzorg_app.ui.bridge import PageState
from kraamzorg_app.ui.policies import handler

PATH: Final = "/beheer/logboek"


@dataclass
class Row:
    """One line, or the lines of one search folded together, in words."""

    moment: str
    what: str
    is_refused: bool
    who: str
    whose: str
    clients: str
    fields: str
    origin: str
    details: str


class LogboekState(PageState, rx.State):
    """The filter that is looked through, and one page of lines."""

    rows: list[Row] = []
    range_text: str = ""
    has_newer: bool = False
    has_older: bool = False
    is_loaded: bool = False
    _wanted: LogFilter = LogFilter()
    _places: list[LogPlace | None] = [None]
    """Where the pages up to this one begin."""
    _older: LogPlace | None = None

    def _forget(self) -> None:
        super()._forget()
        self._wanted, self._places = LogFilter(), [None]

    @handler(Permission.LOG_READ)
    async def load(self) -> None:
        """Show the newest lines."""
        await self._show(self._wanted, self._places)

    @handler(Permission.LOG_READ)
    async def search(self, typed: dict[str, Any]) -> None:
        """Look for what was typed; a BSN is not kept and not shown again."""
        self.field_errors = {}
        wanted = await bridge.run(self, log_reading.look_up, typed)
        if isinstance(wanted, LogFilter):
            await self._show(wanted, [None])

    @handler(Permission.LOG_READ)
    async def turn(self, step: int) -> None:
        """Show older or newer lines."""
        if step > 0 and self._older is not None:
            await self._show(self._wanted, [*self._places, self._older])
        elif step < 0 and len(self._places) > 1:
            await self._show(self._wanted, self._places[:-1])

    @handler(Permission.LOG_READ)
    async def download(self) -> Any:
        """Give the lines of the filter as a file."""
        self.field_errors = {}
        lines = await bridge.run(self, log_reading.export, self._wanted)
        if not isinstance(lines, tuple):
            return None
        content = export_files.csv_table(log_words.HEADINGS, map(log_words.cells, lines))
        return rx.download(data=content, filename="logboek.csv", mime_type="text/csv")

    async def _show(self, wanted: LogFilter, places: list[LogPlace | None]) -> None:
        found = await bridge.run(self, log_reading.read, wanted, places[-1])
        self.is_loaded = True
        if not isinstance(found, LogPage):
            return
        self._wanted, self._places, self._older = wanted, places, found.older
        self.rows = [_row(list(lines)) for _, lines in groupby(found.lines, _search_of)]
        self.has_newer, self.has_older = len(places) > 1, found.older is not None
        self.range_text = _range(found.lines)


def _search_of(line: LogLine) -> str:
    """Name what is folded together: the lines of one search or export, else the line alone."""
    return f"{line.search_id}" if line.search_id else f"line {line.number}"


def _row(lines: list[LogLine]) -> Row:
    newest = lines[0]
    numbers = sorted({number for line in lines for number in line.client_numbers})
    fields = {field for line in lines for field in line.fields}
    return Row(
        moment=formatting.moment(newest.happened_at),
        what=log_words.what(newest),
        is_refused=newest.outcome != "ok",
        who=log_words.who(newest),
        whose=log_words.whose(newest),
        clients=log_words.clients(numbers, sum(line.clients for line in lines)),
        fields=log_words.fields([field for field in Field if field in fields]),
        origin=newest.origin,
        details=log_words.details(newest.details),
    )


def _range(lines: tuple[LogLine, ...]) -> str:
    if not lines:
        return ""
    newest, oldest = (formatting.moment(line.happened_at) for line in (lines[0], lines[-1]))
    return f"{oldest} tot {newest}"
