"""The lines of a proposal as a person may see them, with what changed since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID, uuid4

from sqlmodel import col, select

from kraamzorg_app.domain import disclosure
from kraamzorg_app.domain.disclosure import Field
from kraamzorg_app.domain.division_drafts import DraftLine, LineState
from kraamzorg_app.domain.matching_reasons import LeftOver, Line, WhyThisProvider
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.models.organizations import CareProvider
from kraamzorg_app.queries import division as queries
from kraamzorg_app.queries import offers as offer_queries
from kraamzorg_app.services import (
    audit,
    division_drafts,
)
from kraamzorg_app.services.administration.forms import as_id
from kraamzorg_app.services.audit import LogEvent
from kraamzorg_app.services.entry_views import (
    EntryRow,
    EntryView,
    current_policy,
    entry_view,
    facts,
)
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case

PAGE_SIZE: Final = 25
_TELLS: Final = {
    WhyThisProvider.SPEAKS_HER_LANGUAGE: Field.SPOKEN_LANGUAGE,
    WhyThisProvider.PREFERRED: Field.PREFERENCE,
}
"""Reasons that tell something of her that not everybody may see."""


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """One woman of a proposal, as this person may see her."""

    entry_id: UUID
    view: EntryView | None
    """None when she is not on this list any more."""
    provider: str
    why: Line | LeftOver
    state: LineState
    is_by_hand: bool


@dataclass(frozen=True, slots=True)
class Share:
    """What a provider gets in a proposal."""

    provider_id: UUID
    name: str
    lines: int


@dataclass(frozen=True, slots=True)
class ProposalPage:
    """A page of those who get a provider, and one of those who are left over."""

    rows: tuple[ProposalRow, ...]
    shown: int
    """How many there are on all pages of these rows."""
    placed: int
    shares: tuple[Share, ...]
    """Of each provider, in order of name."""
    left_rows: tuple[ProposalRow, ...]
    left: int
    open_ids: Mapping[UUID, UUID]
    """Of all pages, those that were not sent yet, each with its provider."""
    over_hours: tuple[tuple[str, str, int], ...]
    """Provider, week, and the hours beyond what it stated."""


@use_case(Permission.DIVISION_PROPOSE)
def read(
    work: UnitOfWork,
    draft_id: object,
    page: int = 1,
    left_page: int = 1,
    of_provider: object = None,
) -> ProposalPage:
    """Read a page of a proposal that is ready; one line in the log with who is on it.

    `of_provider` keeps the lines of one provider, and none when it is no id.
    """
    draft = division_drafts.own(work, draft_id)
    content = division_drafts.opened(work, draft)
    placed = [line for line in content.lines if line.provider_id is not None]
    left = [line for line in content.lines if line.provider_id is None]
    chosen = as_id(of_provider)
    kept = [each for each in placed if of_provider is None or each.provider_id == chosen]
    shown = (_page_of(kept, page), _page_of(left, left_page))
    rows = _rows(work, draft.region_id, [*shown[0], *shown[1]])
    names = _names(work, {each[0] for each in content.over_hours})
    return ProposalPage(
        rows[: len(shown[0])],
        len(kept),
        len(placed),
        _shares(work, placed),
        rows[len(shown[0]) :],
        len(left),
        {
            line.entry_id: line.provider_id
            for line in content.lines
            if line.provider_id is not None and not line.is_sent
        },
        tuple((names[each[0]], each[1], each[2]) for each in content.over_hours),
    )


def _shares(work: UnitOfWork, placed: Sequence[DraftLine]) -> tuple[Share, ...]:
    lines = Counter(line.provider_id for line in placed if line.provider_id is not None)
    names = _names(work, lines)
    found = [Share(provider_id, names[provider_id], count) for provider_id, count in lines.items()]
    return tuple(sorted(found, key=lambda share: (share.name, share.provider_id)))


def _page_of(lines: Sequence[DraftLine], page: int) -> Sequence[DraftLine]:
    last = max(1, -(-len(lines) // PAGE_SIZE))
    first = (min(max(page, 1), last) - 1) * PAGE_SIZE
    return lines[first : first + PAGE_SIZE]


def _rows(work: UnitOfWork, region_id: UUID, lines: Sequence[DraftLine]) -> tuple[ProposalRow, ...]:
    """Open what this person may see of some lines, and say what changed since."""
    ids = [line.entry_id for line in lines]
    selected = work.session.execute(queries.some(work.actor, region_id, ids))
    found = {row.entry.id: row for row in (EntryRow(*each) for each in selected)}
    pending = work.session.execute(offer_queries.pending_of(ids)).scalars()
    offered = {each.entry_id for each in pending}
    names = _names(work, {line.provider_id for line in lines if line.provider_id is not None})
    policy, wanted = current_policy(work), disclosure.listed_fields(work.actor)
    rows, fields = [], set[Field]()
    for line in lines:
        row = found.get(line.entry_id)
        view = entry_view(work, row, policy, wanted) if row else None
        seen = fields_seen(work, row) if row else frozenset()
        why = _told(line.why, seen)
        fields |= (view.fields if view else set()) | _told_by(why)
        rows.append(
            ProposalRow(
                line.entry_id,
                view,
                names[line.provider_id] if line.provider_id else "",
                why,
                _state(line, row, offered),
                line.is_by_hand,
            )
        )
    audit.record(
        work,
        LogEvent.ENTRIES_LISTED,
        "R",
        subjects=(row.client.log_id for row in found.values()),
        fields=fields,
        search_id=uuid4(),
        details={"proposal": True},
    )
    return tuple(rows)


def fields_seen(work: UnitOfWork, row: EntryRow) -> frozenset[Field]:
    """Give all fields of a woman that the policy gives to the actor, listed or not."""
    audience = disclosure.audience_of(work.actor, facts(row.entry))
    return disclosure.row_fields_for(current_policy(work), audience)


def _told(why: Line | LeftOver, fields: Collection[Field]) -> Line | LeftOver:
    """Leave out a reason that would tell her language or wish to who may not see it."""
    if isinstance(why, LeftOver):
        return why
    told = (each for each in why.reasons if each not in _TELLS or _TELLS[each] in fields)
    return replace(why, reasons=tuple(told))


def _told_by(why: Line | LeftOver) -> set[Field]:
    """Give what the reasons of a line tell of her beside what it shows."""
    reasons = () if isinstance(why, LeftOver) else why.reasons
    return {_TELLS[each] for each in reasons if each in _TELLS}


def _state(line: DraftLine, row: EntryRow | None, offered: Collection[UUID]) -> LineState:
    if line.is_sent:
        return LineState.SENT
    if row is None:
        return LineState.GONE
    if line.entry_id in offered:
        return LineState.OFFERED
    return LineState.OPEN if row.entry.version == line.version else LineState.CHANGED


def _names(work: UnitOfWork, provider_ids: Iterable[UUID]) -> dict[UUID, str]:
    found = work.session.exec(
        select(CareProvider.id, CareProvider.name).where(col(CareProvider.id).in_(provider_ids))
    )
    return dict(found.all())
