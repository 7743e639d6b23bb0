"""Keeping of a coordinator's proposal: found again by its owner only, its lines sealed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final
from uuid import UUID

from sqlmodel import col, select

from kraamzorg_app.domain.division_drafts import KEPT, DraftLine
from kraamzorg_app.domain.division_span import Span, span_of
from kraamzorg_app.domain.errors import Conflict, FieldErrors, NotFound
from kraamzorg_app.domain.matching_reasons import LeftOver, Line, WhyNobody, WhyThisProvider
from kraamzorg_app.models.division import DivisionDraft
from kraamzorg_app.models.organizations import Region
from kraamzorg_app.services.administration.forms import as_id
from kraamzorg_app.services.unit_of_work import UnitOfWork

TABLE: Final = "division_draft"


@dataclass(frozen=True, slots=True)
class Content:
    """What a proposal says."""

    lines: tuple[DraftLine, ...]
    """The most urgent first."""
    over_hours: tuple[tuple[UUID, str, int], ...]
    """Provider, week, and the hours beyond what it stated."""


def topic(draft_id: UUID) -> str:
    """Name what open pages hear when a proposal goes on."""
    return f"division:{draft_id}"


def own_region(work: UnitOfWork, region_id: object) -> Region:
    """Find a region that the actor coordinates; raises `NotFound`."""
    known = as_id(region_id)
    region = work.session.get(Region, known) if known in work.actor.region_ids else None
    if region is None or region.ended_on is not None:
        raise NotFound
    return region


def own(work: UnitOfWork, draft_id: object) -> DivisionDraft:
    """Find and lock the actor's proposal of the last day; raises `NotFound`."""
    known = as_id(draft_id)
    found = work.session.exec(
        select(DivisionDraft)
        .where(
            col(DivisionDraft.id) == known,
            col(DivisionDraft.membership_id) == work.actor.membership_id,
            col(DivisionDraft.region_id).in_(work.actor.region_ids),
            col(DivisionDraft.created_at) > work.now - KEPT,
        )
        .with_for_update()
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def span(work: UnitOfWork, draft: DivisionDraft) -> Span:
    """Give the weeks of a proposal; raises `Conflict("proposal_old")` when one has passed."""
    found = span_of(work.today, draft.first_week, draft.last_week)
    if found is None:
        raise Conflict("proposal_old")
    return found


def checked_span(work: UnitOfWork, first: object, last: object) -> Span:
    """Take the weeks that somebody chose; raises `FieldErrors` on "last"."""
    typed = isinstance(first, str) and isinstance(last, str)
    span = span_of(work.today, str(first), str(last)) if typed else None
    if span is None:
        raise FieldErrors({"last": "weeks_in_order"})
    return span


def write(work: UnitOfWork, draft: DivisionDraft, content: Content) -> None:
    """Seal the lines of a proposal."""
    plain = {
        "lines": [asdict(line) for line in content.lines],
        "over_hours": [[each[0].hex, *each[1:]] for each in content.over_hours],
    }
    text = json.dumps(plain, default=_text)
    draft.content = work.keyring.seal(text, table=TABLE, row=draft.id, field="content")
    draft.touched_at = work.now


def opened(work: UnitOfWork, draft: DivisionDraft) -> Content:
    """Open the lines of a proposal; raises `Conflict("proposal_old")` when there are none yet."""
    if draft.content is None:
        raise Conflict("proposal_old")
    text = work.keyring.open(draft.content, table=TABLE, row=draft.id, field="content")
    plain = json.loads(text)
    return Content(
        tuple(map(_line, plain["lines"])),
        tuple((UUID(each[0]), each[1], each[2]) for each in plain["over_hours"]),
    )


def _text(value: object) -> str:
    return value.hex if isinstance(value, UUID) else str(value)


def _line(plain: Mapping[str, Any]) -> DraftLine:
    return DraftLine(
        UUID(plain["entry_id"]),
        plain["version"],
        _why(plain["why"]),
        plain["is_by_hand"],
        plain["is_sent"],
    )


def _why(plain: dict[str, Any]) -> Line | LeftOver:
    woman_id = UUID(plain["woman_id"])
    if "reason" in plain:
        return LeftOver(**plain | {"woman_id": woman_id, "reason": WhyNobody(plain["reason"])})
    return Line(
        **plain
        | {
            "woman_id": woman_id,
            "provider_id": UUID(plain["provider_id"]),
            "reasons": tuple(map(WhyThisProvider, plain["reasons"])),
        }
    )
