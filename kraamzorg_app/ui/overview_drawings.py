"""The overviews as pictures: from the service's numbers to SVG and to the table beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from kraamzorg_app.domain.suppression import Count
from kraamzorg_app.services.overview_history import FlowWeek
from kraamzorg_app.services.overview_tables import (
    HEADINGS,
    OUTCOMES,
    REFUSALS,
    URGENCIES,
    Picture,
    count_text,
    rows_of,
)
from kraamzorg_app.services.overviews import AheadWeek, Overview
from kraamzorg_app.ui import formatting
from kraamzorg_app.ui.components.svg import Bar, Stack, bars, stacks

_LEFT_SERIES: Final = 2


@dataclass
class Drawing:
    """A picture as the page shows it: the drawing and the rows of its table."""

    svg: str = ""
    rows: list[list[str]] = field(default_factory=list)


def draw(picture: Picture, found: Overview) -> Drawing:
    """Draw one picture of an overview."""
    rows = [[_cell(cell) for cell in row] for row in rows_of(picture, found)]
    return Drawing(_DRAWN[picture](found, HEADINGS[picture].title), rows)


def _cell(cell: str | int) -> str:
    return cell if isinstance(cell, str) else formatting.number(cell)


def _text(count: Count) -> str:
    return _cell(count_text(count))


def _known(count: Count) -> int:
    """Give how long a bar is: the number, or what is known of a hidden total."""
    return count.value if count.value is not None else count.at_least or 0


def _regions(found: Overview, title: str) -> str:
    waiting = [line for line in found.regions if line.waiting or line.is_code_red]
    waiting.sort(key=lambda line: (-line.waiting, line.name))
    return bars([Bar(line.name, (line.waiting,)) for line in waiting], title)


def _urgency(found: Overview, title: str) -> str:
    return bars([Bar(URGENCIES[level], (n,)) for level, n in found.urgency.items()], title)


def _ahead(found: Overview, title: str) -> str:
    labels = [formatting.week_short(week.monday) for week in found.ahead]
    return stacks(labels, [[_due(week)] for week in found.ahead], title)


def _due(week: AheadWeek) -> Stack:
    name = formatting.week_short(week.monday)
    if week.places is None:
        return Stack((week.due,), text=f"{name}: {week.due} uitgerekend")
    text = f"{name}: {week.due} uitgerekend, {week.places} vrije plaatsen, {week.short} tekort"
    return Stack((week.due - week.short, week.short), mark=week.places, text=text)


def _flow(found: Overview, title: str) -> str:
    labels = [formatting.week_short(week.monday) for week in found.flow]
    return stacks(labels, [_came_and_left(week) for week in found.flow], title)


def _came_and_left(week: FlowWeek) -> list[Stack]:
    name = formatting.week_short(week.monday)
    return [
        _stack(week.came, 1, f"{name}: {_text(week.came)} erbij"),
        _stack(week.left, _LEFT_SERIES, f"{name}: {_text(week.left)} eraf"),
    ]


def _stack(count: Count, series: int, text: str) -> Stack:
    known = _known(count)
    is_hidden = count.value is None and not known
    return Stack((known,), first_series=series, is_hidden=is_hidden, text=text)


def _outcome(found: Overview, title: str) -> str:
    drawn = [
        Bar(OUTCOMES[outcome], (_known(count),), _text(count))
        for outcome, count in found.outcome.items()
    ]
    return bars(drawn, title)


def _times(found: Overview, title: str) -> str:
    rows = rows_of(Picture.TIMES, found)
    days = [(str(share), int(number)) for share, number in rows]
    return bars([Bar(share, (n,), formatting.count(n, "dag", "dagen")) for share, n in days], title)


def _refusals(found: Overview, title: str) -> str:
    drawn = [
        Bar(REFUSALS[refusal], (_known(count),), _text(count))
        for refusal, count in found.refusals.items()
    ]
    return bars(drawn, title)


_DRAWN: Final[dict[Picture, Callable[[Overview, str], str]]] = {
    Picture.REGIONS: _regions,
    Picture.URGENCY: _urgency,
    Picture.AHEAD: _ahead,
    Picture.FLOW: _flow,
    Picture.OUTCOME: _outcome,
    Picture.TIMES: _times,
    Picture.REFUSALS: _refusals,
}
