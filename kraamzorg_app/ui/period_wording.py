"""Code-rood periods, requests and their history in words, for who asks and who answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import reflex as rx

from kraamzorg_app.domain.code_red import Period, PeriodChangeKind, RequestState
from kraamzorg_app.services.administration.period_requests import RequestRow
from kraamzorg_app.services.administration.periods import PeriodHistoryLine
from kraamzorg_app.ui import formatting
from kraamzorg_app.ui.components.notices import badge

_KINDS: Final = {
    PeriodChangeKind.OPENED: "opengezet",
    PeriodChangeKind.CHANGED: "gewijzigd",
    PeriodChangeKind.CLOSED: "dichtgezet",
}


@dataclass
class RequestView:
    """One request with its answer."""

    id: str
    region: str
    state: str
    asked: str
    starts_on: str
    ends_on: str
    now: str
    reason: str
    asked_by: str
    answer: str


@dataclass
class HistoryLine:
    """One line of the history."""

    moment: str
    text: str
    detail: str


def days(period: Period | None) -> str:
    """Give "01-05-2026 t/m 30-09-2026"."""
    if period is None:
        return ""
    return f"{formatting.day(period.starts_on)} t/m {formatting.day(period.ends_on)}"


def request_view(row: RequestRow) -> RequestView:
    """Word a request."""
    answer = row.answer
    if row.state is RequestState.CHANGED:
        answer = f"Het werd {days(row.granted)}. {answer}".strip()
    return RequestView(
        id=row.id,
        region=row.region,
        state=row.state,
        asked=days(row.asked),
        starts_on=formatting.day(row.asked.starts_on),
        ends_on=formatting.day(row.asked.ends_on),
        now=days(row.now) or "nieuwe periode",
        reason=row.reason,
        asked_by=f"{row.by}, {formatting.moment(row.requested_at)}",
        answer=answer,
    )


def history_line(line: PeriodHistoryLine) -> HistoryLine:
    """Word a change."""
    text = f"{line.region}: {_KINDS[line.kind]}"
    ways = [days(period) for period in (line.former, line.period) if period]
    by = f" door {line.by}" if line.by else ""
    return HistoryLine(formatting.moment(line.happened_at) + by, text, ", werd ".join(ways))


def state_badge(state: Any) -> rx.Component:
    """Show where a request is."""
    return rx.match(
        state,
        ("PENDING", badge("Wacht op antwoord", tone="warning", icon_name="clock")),
        ("GRANTED", badge("Toegekend", tone="ok")),
        ("CHANGED", badge("Aangepast toegekend", tone="ok")),
        ("REFUSED", badge("Afgewezen", tone="neutral", icon_name="close")),
        badge(state),
    )
