"""Lists of offers ("aanbiedingen"): a provider's own, and those of a coordinator's region."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from kraamzorg_app.domain.disclosure import Field
from kraamzorg_app.domain.offers import OfferState
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.models.offers import Offer
from kraamzorg_app.queries import offers as queries
from kraamzorg_app.services import audit
from kraamzorg_app.services.audit import LogEvent
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case

SHOWN_FIELDS = (Field.CLIENT_NUMBER, Field.WAITING_LIST, Field.PC4, Field.DUE_DATE)
"""What everybody who sees a client may read of her, whatever the policy."""


@dataclass(frozen=True, slots=True)
class OfferRow:
    """One offer; nothing of the client once she is out of the reader's sight."""

    id: str
    state: OfferState
    provider: str
    region: str
    offered_at: datetime
    expires_at: datetime
    answered_at: datetime | None
    reason: str | None
    """The code of why it was declined or withdrawn."""
    entry_id: str | None = None
    client_number: str | None = None
    pc4: str | None = None
    due_date: date | None = None
    is_born: bool = False


@dataclass(frozen=True, slots=True)
class OfferPage:
    """One page of offers: pending ones by their term, ended ones newest first."""

    rows: tuple[OfferRow, ...]
    total: int
    page: int
    pages: int


@use_case(Permission.OFFER_READ)
def list_offers(work: UnitOfWork, state: str, page: int = 1) -> OfferPage:
    """Read one page of the offers in a state, `PENDING` for a state that does not exist."""
    wanted = OfferState(state) if state in set(OfferState) else OfferState.PENDING
    total = work.session.execute(queries.counted(work.actor, wanted)).scalar_one()
    pages = max(1, -(-total // queries.PAGE_SIZE))
    page = min(max(page, 1), pages)
    found = work.session.execute(queries.listed(work.actor, wanted, page)).all()
    seen = [row.log_id for row in found if row.log_id is not None]
    if seen:
        audit.record(
            work,
            LogEvent.ENTRIES_LISTED,
            "R",
            subjects=seen,
            fields=SHOWN_FIELDS,
            details={"offers": wanted, "page": page, "found": total},
        )
    return OfferPage(tuple(_row(row) for row in found), total, page, pages)


def _row(row: Any) -> OfferRow:
    offer: Offer = row.Offer
    return OfferRow(
        id=str(offer.id),
        state=offer.state,
        provider=row.provider_name,
        region=row.region_name,
        offered_at=offer.offered_at,
        expires_at=offer.expires_at,
        answered_at=offer.answered_at,
        reason=offer.decline_reason or offer.withdraw_reason,
        entry_id=str(row.entry_id) if row.entry_id else None,
        client_number=row.client_number,
        pc4=row.pc4,
        due_date=row.due_date,
        is_born=row.birth_reported_at is not None,
    )
