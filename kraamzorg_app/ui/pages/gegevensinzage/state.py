"""The State of the disclosure page: the matrix, what a change would do, what waits and was."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

import reflex as rx

from kraamzorg_app.domain.disclosure import CEILING, CHANGEABLE, FLOOR, Audience, Field, Policy
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.services import disclosure_policy
from kraamzorg_app.services.disclosure_policy import (
    ChangeView,
    Comparison,
    DisclosurePage,
    Effect,
    Outcome,
)
from kraamzorg_app.ui import bridge, formatting
from kraamzorg_app.ui.bridge import FAILED, PageState
from kraamzorg_app.ui.policies import handler
from kraamzorg_app.ui.row_ids import row_id
from kraamzorg_app.ui.tool_sentences import AUDIENCES, FIELD_NAMES

PATH: Final = "/beheer/gegevensinzage"
_STATES: Final = {
    "PENDING": "Wacht op een tweede functioneel beheerder",
    "APPLIED": "Geldt",
    "REFUSED": "Afgewezen",
    "WITHDRAWN": "Ingetrokken",
}


@dataclass
class Box:
    """One cell: a field for one audience."""

    name: str
    label: str
    audience: str
    kind: str
    """"choice", "always" (below the floor) or "never" (above the ceiling)."""
    is_on: bool


@dataclass
class MatrixRow:
    """One field for every audience."""

    field: str
    boxes: list[Box]


@dataclass
class Change:
    """One change, worded."""

    id: str
    state: str
    moment: str
    by: str
    reason: str
    is_own: bool
    opens: list[str] = field(default_factory=list)
    closes: list[str] = field(default_factory=list)


class GegevensinzageState(PageState, rx.State):
    """The policy and its changes."""

    rows: list[MatrixRow] = []
    pending: list[Change] = []
    history: list[Change] = []
    opens: list[str] = []
    closes: list[str] = []
    is_comparing: bool = False
    is_loaded: bool = False
    _wanted: dict[str, list[str]] = {}
    _based_on: int = 0

    def _forget(self) -> None:
        super()._forget()
        self.is_comparing = False

    @handler(Permission.DISCLOSURE_MANAGE)
    async def load(self) -> None:
        """Show the policy as it is."""
        await self._read()

    @handler(Permission.DISCLOSURE_MANAGE)
    async def compare(self, typed: dict[str, Any]) -> None:
        """Show what the ticks would change."""
        wanted = _wanted(typed)
        found = await bridge.run(self, disclosure_policy.compare, wanted)
        if not isinstance(found, Comparison):
            return
        self.rows = _rows({Audience(a): frozenset(map(Field, f)) for a, f in wanted.items()})
        if not found.opens and not found.closes:
            await bridge.show(self, "Er verandert niets: de gegevensinzage is al zo.")
            return
        self._wanted, self._based_on = wanted, found.based_on
        self.opens, self.closes = _effects(found.opens), _effects(found.closes)
        self.is_comparing = True

    @handler(Permission.DISCLOSURE_MANAGE)
    def go_back(self) -> None:
        """Change the ticks again."""
        self.is_comparing = False

    @handler(Permission.DISCLOSURE_MANAGE)
    async def propose(self, typed: dict[str, Any]) -> None:
        """Save the change with its reason."""
        self.field_errors = {}
        outcome = await bridge.run(
            self, disclosure_policy.propose, self._wanted, typed.get("reason", ""), self._based_on
        )
        if not isinstance(outcome, Outcome):
            return
        await self._show_again()
        waits = "Wat opengaat, telt pas als een tweede functioneel beheerder het bevestigt."
        closed = "Wat dichtgaat, geldt nu." if outcome.closed else ""
        said = f"{closed} {waits if outcome.waits else ''}".strip()
        await bridge.show(self, said, "success")

    @handler(Permission.DISCLOSURE_MANAGE)
    async def confirm(self, change_id: str) -> None:
        """Let a widening of a colleague count."""
        if await bridge.run(self, disclosure_policy.confirm, row_id(change_id)) is not FAILED:
            await self._show_again()
            await bridge.show(self, "De wijziging geldt nu, ook voor wie is ingelogd.", "success")

    @handler(Permission.DISCLOSURE_MANAGE)
    async def turn_down(self, change_id: str) -> None:
        """Refuse a widening, or take back one's own."""
        if await bridge.run(self, disclosure_policy.turn_down, row_id(change_id)) is not FAILED:
            await self._show_again()
            await bridge.show(self, "Het voorstel is van de baan. Er verandert niets.", "success")

    async def _show_again(self) -> None:
        self.is_comparing = False
        await self._read()

    async def _read(self) -> None:
        found = await bridge.run(self, disclosure_policy.read)
        if isinstance(found, DisclosurePage):
            self.rows = _rows(found.policy)
            self.pending = [_change(change) for change in found.pending]
            self.history = [_change(change) for change in found.history]
        self.is_loaded = True


def _wanted(typed: dict[str, Any]) -> dict[str, list[str]]:
    """Read the ticks; a box is named after its audience and its field."""
    return {
        audience.value: [
            each.value
            for each in Field
            if each in FLOOR[audience] or typed.get(f"{audience}.{each}") in ("on", True)
        ]
        for audience in CHANGEABLE
    }


def _rows(policy: Policy) -> list[MatrixRow]:
    return [
        MatrixRow(
            field=FIELD_NAMES[each],
            boxes=[_box(policy, audience, each) for audience in CHANGEABLE],
        )
        for each in Field
    ]


def _box(policy: Policy, audience: Audience, each: Field) -> Box:
    kind = "choice"
    if each in FLOOR[audience]:
        kind = "always"
    elif each not in CEILING[audience]:
        kind = "never"
    return Box(
        name=f"{audience}.{each}",
        label=f"{FIELD_NAMES[each]}: {AUDIENCES[audience]}",
        audience=AUDIENCES[audience],
        kind=kind,
        is_on=each in policy[audience],
    )


def _effects(effects: Iterable[Effect]) -> list[str]:
    return [
        f"{AUDIENCES[effect.audience]}: {FIELD_NAMES[effect.field]} "
        f"({formatting.count(effect.people, 'gebruiker', 'gebruikers')})"
        for effect in effects
    ]


def _change(change: ChangeView) -> Change:
    by = f"Voorgesteld door {change.proposed_by}"
    if change.decided_by:
        by += f", besloten door {change.decided_by} op {formatting.moment(change.decided_at)}"  # type: ignore[arg-type]
    return Change(
        id=change.id,
        state=_STATES[change.state],
        moment=formatting.moment(change.proposed_at),
        by=by,
        reason=change.reason,
        is_own=change.is_own,
        opens=_effects(change.opens),
        closes=_effects(change.closes),
    )
