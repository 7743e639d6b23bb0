"""The State of a proposal that is ready: its lines, changing them by hand, and sending."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Final

import reflex as rx

from kraamzorg_app.domain.division_drafts import LineState, portions
from kraamzorg_app.domain.errors import Conflict
from kraamzorg_app.domain.matching_moves import MoveCost
from kraamzorg_app.domain.matching_reasons import LeftOver
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.services import division_lines, division_moves, division_sending
from kraamzorg_app.services.division_lines import PAGE_SIZE, ProposalPage, ProposalRow, Share
from kraamzorg_app.services.division_moves import ProviderChoice
from kraamzorg_app.services.division_sending import Sending
from kraamzorg_app.ui import bridge, formatting, messages
from kraamzorg_app.ui.administration import did
from kraamzorg_app.ui.bridge import PageState
from kraamzorg_app.ui.matching_wording import (
    as_sentence,
    chosen_by_hand,
    move_costs,
    week_number,
    why_nobody,
    why_this_provider,
)
from kraamzorg_app.ui.policies import handler

_STATES: Final = {
    LineState.SENT: "Aangeboden",
    LineState.OFFERED: "Intussen al aangeboden",
    LineState.CHANGED: "Gewijzigd sinds het voorstel",
    LineState.GONE: "Staat niet meer op de wachtlijst",
}

_AT_ONCE: Final = 50
_NO_ONE: Final = ("nobody", "Niemand")


@dataclass
class LineRow:
    """One client of the proposal."""

    id: str
    number: str
    pc4: str
    due: str
    urgency: str
    name: str
    provider: str
    why: str
    state: str
    state_text: str
    is_by_hand: bool
    is_open: bool
    """Can be offered or changed still."""
    is_ticked: bool = False


@dataclass
class Group:
    """A provider with how many it gets."""

    id: str
    name: str
    lines: int
    open: int
    """How many can be offered still."""
    ticked: int = 0


@dataclass
class LinesShown:
    """One of the two tables of the proposal."""

    rows: list[LineRow] = field(default_factory=list)
    total: int = 0
    range_text: str = ""
    has_previous: bool = False
    has_next: bool = False


@dataclass
class Moving:
    """The client whose line is being changed."""

    id: str = ""
    options: list[tuple[str, str]] = field(default_factory=list)
    chosen: str = ""
    costs: str = ""


class VoorstelState(PageState, rx.State):
    """The proposal that is shown, if any."""

    draft_id: str = ""
    is_by_provider: bool = True
    groups: list[Group] = []
    open_group: str = ""
    """The provider whose lines are shown."""
    placed_count: int = 0
    placed: LinesShown = LinesShown()
    left: LinesShown = LinesShown()
    over_hours: list[str] = []
    ticked: int = 0
    open_count: int = 0
    moving: Moving = Moving()
    asks_to_send: bool = False
    not_sent: list[str] = []
    _page: int = 1
    _left_page: int = 1
    _ticked: set[str] = set()
    _open_ids: dict[str, str] = {}
    """Who can be offered still, each with the provider."""

    @handler(Permission.DIVISION_PROPOSE, activity=False)
    async def show(self, draft_id: str) -> None:
        """Show a proposal that is ready; none for an empty id."""
        if self.draft_id != draft_id:
            self.reset()  # type: ignore[no-untyped-call]
            self.draft_id = draft_id
        if draft_id:
            await self._read()

    @handler(Permission.DIVISION_PROPOSE)
    async def turn_page(self, step: int) -> None:
        """Turn the page of who gets a provider."""
        self._page = max(1, self._page + (1 if step > 0 else -1))
        await self._read()

    @handler(Permission.DIVISION_PROPOSE)
    async def turn_left_page(self, step: int) -> None:
        """Turn the page of who is left over."""
        self._left_page = max(1, self._left_page + (1 if step > 0 else -1))
        await self._read()

    @handler(Permission.DIVISION_PROPOSE)
    async def arrange(self, by_provider: bool) -> None:
        """Show the lines by provider, or one after the other with the most urgent first."""
        self.is_by_provider, self.open_group, self._page = by_provider, "", 1
        await self._read()

    @handler(Permission.DIVISION_PROPOSE)
    async def toggle(self, provider_id: str) -> None:
        """Show the lines of a provider, or put them away."""
        self.open_group = "" if provider_id == self.open_group else provider_id
        self.moving, self._page = Moving(), 1
        await self._read()

    @handler(Permission.OFFER_MAKE)
    def tick_group(self, provider_id: str, is_on: bool) -> None:
        """Choose every line of a provider, or none."""
        its_own = {each for each, whose in self._open_ids.items() if whose == provider_id}
        self._tick(self._ticked | its_own if is_on else self._ticked - its_own)

    @handler(Permission.OFFER_MAKE)
    def tick(self, entry_id: str, is_on: bool) -> None:
        """Choose a line to offer, or not."""
        if entry_id in self._open_ids:
            chosen = {entry_id}
            self._tick(self._ticked | chosen if is_on else self._ticked - chosen)

    @handler(Permission.OFFER_MAKE)
    def tick_all(self, is_on: bool) -> None:
        """Choose every line of every page, or none."""
        self._tick(set(self._open_ids) if is_on else set())

    @handler(Permission.DIVISION_PROPOSE)
    async def change(self, entry_id: str) -> None:
        """Show to whom else a client could go."""
        self.moving = Moving()
        found = await bridge.run(self, division_moves.choices, self.draft_id, entry_id)
        if isinstance(found, tuple):
            options = [(str(each.provider_id), _choice(each)) for each in found]
            self.moving = Moving(entry_id, [("", "Kies een aanbieder"), *options, _NO_ONE])

    @handler(Permission.DIVISION_PROPOSE)
    async def weigh(self, provider_id: str) -> None:
        """Say what the chosen provider costs."""
        target = _target(provider_id)
        self.moving = replace(self.moving, chosen=provider_id, costs="")
        if provider_id:
            asked = (self.draft_id, self.moving.id, target)
            cost = await bridge.run(self, division_moves.weigh, *asked)
            if isinstance(cost, MoveCost):
                self.moving = replace(self.moving, costs=as_sentence(move_costs(cost)))

    @handler(Permission.DIVISION_PROPOSE)
    async def apply(self) -> None:
        """Give the client the chosen provider."""
        target = _target(self.moving.chosen)
        asked = (self.draft_id, self.moving.id, target)
        if await bridge.run(self, did(division_moves.move), *asked):
            self.moving = Moving()
            await self._read()

    @handler(Permission.DIVISION_PROPOSE)
    def keep(self) -> None:
        """Leave the line, or the sending, as it is."""
        self.moving, self.asks_to_send = Moving(), False

    @handler(Permission.OFFER_MAKE)
    def ask_to_send(self) -> None:
        """Ask once more before the providers hear of it."""
        self.asks_to_send = bool(self._ticked)

    @handler(Permission.OFFER_MAKE)
    async def send(self) -> None:
        """Offer what is ticked, the most urgent first."""
        asked = [entry_id for entry_id in self._open_ids if entry_id in self._ticked]
        self.asks_to_send = False
        self._tick(set())
        sent = await self._send(asked)
        await self._read()
        self.not_sent = [_not_sent(each) for each in sent if each.refusal]
        count = formatting.count(len(sent) - len(self.not_sent), "cliënt is", "cliënten zijn")
        tone = "warning" if self.not_sent or len(sent) < len(asked) else "success"
        await bridge.show(self, f"{count} aangeboden.", tone)

    async def _send(self, asked: list[str]) -> list[Sending]:
        """Send some at a time, so that others need not wait for all of it."""
        sent: list[Sending] = []
        for some in portions({each: self._open_ids[each] for each in asked}, _AT_ONCE):
            found = await bridge.run(self, division_sending.send, self.draft_id, some)
            if not isinstance(found, tuple):
                break
            sent += found
        return sent

    def _tick(self, ticked: set[str]) -> None:
        self._ticked, self.ticked = ticked, len(ticked)
        of_provider = Counter(self._open_ids[each] for each in ticked)
        self.groups = [replace(each, ticked=of_provider[each.id]) for each in self.groups]
        rows = [replace(row, is_ticked=row.id in ticked) for row in self.placed.rows]
        self.placed = replace(self.placed, rows=rows)

    async def _read(self) -> None:
        whose = self.open_group if self.is_by_provider else None
        asked = (self.draft_id, self._page, self._left_page, whose)
        found = await bridge.run(self, division_lines.read, *asked)
        if not isinstance(found, ProposalPage):
            return
        self._open_ids = {str(each): str(found.open_ids[each]) for each in found.open_ids}
        self.open_count = len(self._open_ids)
        its_open = Counter(self._open_ids.values())
        self.groups = [_group(share, its_open) for share in found.shares]
        self.placed_count = found.placed
        self.placed, self._page = _shown(found.rows, found.shown, self._page)
        self.left, self._left_page = _shown(found.left_rows, found.left, self._left_page)
        self.over_hours = [
            f"{name}: {hours} uur meer nodig dan opgegeven in week {week_number(week)}"
            for name, week, hours in found.over_hours
        ]
        self._tick(self._ticked & set(self._open_ids))


def _group(share: Share, its_open: Counter[str]) -> Group:
    provider_id = str(share.provider_id)
    return Group(provider_id, share.name, share.lines, its_open[provider_id])


def _target(chosen: str) -> str:
    return "" if chosen == _NO_ONE[0] else chosen


def _shown(rows: tuple[ProposalRow, ...], total: int, page: int) -> tuple[LinesShown, int]:
    page = min(page, max(1, -(-total // PAGE_SIZE)))
    first = (page - 1) * PAGE_SIZE
    last = first + len(rows)
    text = formatting.page_range(first + 1, last, total)
    return LinesShown([_row(row) for row in rows], total, text, page > 1, last < total), page


def _row(row: ProposalRow) -> LineRow:
    view = row.view
    if isinstance(row.why, LeftOver):
        why = "Door u niet verdeeld" if row.is_by_hand else why_nobody(row.why)
    else:
        why = chosen_by_hand(row.why) if row.is_by_hand else why_this_provider(row.why)
    return LineRow(
        id=str(row.entry_id),
        number=(view.client_number or "") if view else "",
        pc4=(view.pc4 or "") if view else "",
        due=formatting.day(view.due_date) if view else "",
        urgency=view.urgency.name if view else "",
        name=(view.name or "") if view else "",
        provider=row.provider,
        why=why,
        state=row.state,
        state_text=_STATES.get(row.state, ""),
        is_by_hand=row.is_by_hand,
        is_open=row.state is LineState.OPEN,
    )


def _choice(each: ProviderChoice) -> str:
    parts = [each.name]
    if each.km is not None:
        parts.append("minder dan 1 km" if each.km == 0 else f"{each.km} km")
    parts.append(formatting.count(each.free, "plaats vrij", "plaatsen vrij"))
    return ", ".join(parts)


def _not_sent(each: Sending) -> str:
    sentence = messages.sentence(Conflict(each.refusal or ""))
    return f"{each.client_number}: {sentence}" if each.client_number else sentence
