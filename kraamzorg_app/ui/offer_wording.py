"""How offers read in Dutch: reasons, terms and rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from kraamzorg_app.domain.offers import DeclineReason, WithdrawReason
from kraamzorg_app.services.offer_lists import OfferRow
from kraamzorg_app.ui import formatting

DECLINE_REASONS: Final = {
    DeclineReason.NO_CAPACITY: "Geen ruimte in deze week",
    DeclineReason.ILLNESS: "Ziekte van een zorgverlener",
    DeclineReason.TOO_FAR: "Te ver weg",
    DeclineReason.LANGUAGE: "Niemand spreekt haar taal",
    DeclineReason.CARE_NEEDED: "Zij heeft zorg nodig die wij niet geven",
    DeclineReason.CLIENT_REFUSED: "De cliënt wil een andere aanbieder",
}
WITHDRAW_REASONS: Final = {
    WithdrawReason.BY_COORDINATOR: "De wachtlijstcoördinator trok het in",
    WithdrawReason.LEFT_LIST: "De cliënt is van de wachtlijst af",
    WithdrawReason.MOVED_REGION: "De cliënt ging naar de lijst van een andere regio",
    WithdrawReason.PROVIDER_ENDED: "De kraamzorgaanbieder is gestopt",
    WithdrawReason.NO_LONGER_APPROVED: "De kraamzorgaanbieder werkt niet meer in deze regio",
}
REASONS: Final = {
    str(code): text
    for reasons in (DECLINE_REASONS, WITHDRAW_REASONS)
    for code, text in reasons.items()
}


@dataclass
class OfferLine:
    """One offer, worded."""

    number: str
    href: str
    """Empty when the client is out of the reader's sight by now."""
    region: str
    pc4: str
    due: str
    is_born: bool
    provider: str
    offered: str
    moment: str
    """Until when it can be answered, or when it ended."""
    left: str
    is_soon: bool
    reason: str


def offer_line(row: OfferRow, now: datetime) -> OfferLine:
    """Word one offer."""
    is_pending = row.answered_at is None
    return OfferLine(
        number=row.client_number or "Niet meer te zien",
        href=f"/clienten/{row.entry_id}" if row.entry_id else "",
        region=row.region,
        pc4=row.pc4 or "",
        due=formatting.day(row.due_date),
        is_born=row.is_born,
        provider=row.provider,
        offered=formatting.moment(row.offered_at),
        moment=formatting.moment(row.answered_at or row.expires_at),
        left=time_left(row.expires_at - now) if is_pending else "",
        is_soon=is_pending and row.expires_at - now < timedelta(hours=12),
        reason=REASONS.get(row.reason or "", ""),
    )


def time_left(left: timedelta) -> str:
    """Give "nog 26 uur", "nog 40 minuten" or "voorbij"; hours from two hours on."""
    minutes = int(left / timedelta(minutes=1))
    if minutes <= 0:
        return "voorbij"
    if minutes < 120:  # noqa: PLR2004 - two hours
        return "nog 1 minuut" if minutes == 1 else f"nog {minutes} minuten"
    return f"nog {minutes // 60} uur"
