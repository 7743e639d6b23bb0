"""How a timeline and the reasons in it read in Dutch."""

from __future__ import annotations

from datetime import date
from typing import Final

from kraamzorg_app.domain.entries import BsnReason, CloseReason, GiveBackReason, TimelineKind
from kraamzorg_app.domain.timeline import DoneBy
from kraamzorg_app.services.entry_actions import IntakeView
from kraamzorg_app.services.timeline import TimelineLine
from kraamzorg_app.ui import formatting, offer_wording

CLOSE_REASONS: Final = {
    CloseReason.WITHDRAWN: "De cliënt wil van de wachtlijst af",
    CloseReason.FOUND_ELSEWHERE: "De cliënt heeft zelf kraamzorg gevonden",
    CloseReason.PREGNANCY_ENDED: "De zwangerschap is geëindigd",
    CloseReason.MOVED: "De cliënt is verhuisd",
    CloseReason.ERROR: "De aanmelding was een vergissing",
    CloseReason.TERM_PASSED: "De kraamtijd is voorbij",
}
GIVE_BACK_REASONS: Final = {
    GiveBackReason.NO_CAPACITY: "Geen ruimte meer",
    GiveBackReason.ILLNESS: "Ziekte van een zorgverlener",
    GiveBackReason.CLIENT_ASKED: "De cliënt vroeg erom",
    GiveBackReason.CLIENT_MOVED: "De cliënt is verhuisd",
    GiveBackReason.PROVIDER_STOPS: "De kraamzorgaanbieder stopt",
    GiveBackReason.MISTAKE: "Per ongeluk in zorg genomen",
}
BSN_REASONS: Final = {
    BsnReason.CARE_RECORD: "Zorgdossier aanmaken",
    BsnReason.CLAIM: "Zorg declareren",
    BsnReason.IDENTITY_CHECK: "Identiteit controleren",
}
_REASONS: Final = {
    str(code): text
    for reasons in (CLOSE_REASONS, GIVE_BACK_REASONS)
    for code, text in reasons.items()
} | offer_wording.REASONS
_PARTIES: Final = {
    DoneBy.CLIENT: "de cliënt",
    DoneBy.COORDINATOR: "de wachtlijstcoördinator",
    DoneBy.PROVIDER: "een kraamzorgaanbieder",
    DoneBy.INSURER: "een zorgverzekeraar",
    DoneBy.SYSTEM: "het systeem",
}
_LINES: Final = {
    TimelineKind.PLACED: "Aangemeld door {who}",
    TimelineKind.AUTHORIZED: "Toegelaten tot de wachtlijst door {who}",
    TimelineKind.SENT_BACK: "Niet toegelaten tot de wachtlijst door {who}",
    TimelineKind.ACCEPTED: "In zorg genomen door {who}",
    TimelineKind.GIVEN_BACK: "Teruggegeven aan de wachtlijst door {who}",
    TimelineKind.CLOSED: "Van de wachtlijst gehaald door {who}",
    TimelineKind.CORRECTED: "Gegevens gecorrigeerd door {who}",
    TimelineKind.MOVED_REGION: "Naar de lijst van een andere regio na een wijziging door {who}",
    TimelineKind.LIST_CLOSED_FOR_DATE: "Na een wijziging door {who} is de wachtlijst voor deze "
    "postcode en datum niet open; de wachtlijstcoördinator beslist",
    TimelineKind.INSURER_CHANGED: "Verzekeraar gewijzigd door {who}",
    TimelineKind.BIRTH_REPORTED: "Bevalling gemeld door {who}",
    TimelineKind.BIRTH_UNDONE: "Melding van de bevalling ingetrokken door {who}",
    TimelineKind.WAITING_ASKED: "Per e-mail gevraagd of de cliënt nog terecht op de lijst staat",
    TimelineKind.WAITING_CONFIRMED: "De cliënt wil op de wachtlijst blijven",
    TimelineKind.ESCALATED: "Geëscaleerd: de laatste grens voor de uitgerekende datum is bereikt "
    "en er is nog geen kraamzorg. De preferente verzekeraars en de coördinator kregen bericht",
    TimelineKind.INTAKE_PLANNED: "Intake gepland op {detail} door {who}",
    TimelineKind.INTAKE_DONE: "Intake gedaan op {detail} door {who}",
    TimelineKind.PREFERENCE_CHANGED: "Voorkeur voor een aanbieder gewijzigd door {who}",
    TimelineKind.PREFERENCE_DROPPED: "De voorkeur voor een aanbieder geldt niet meer: deze "
    "aanbieder kan de cliënt niet meer helpen",
    TimelineKind.OFFERED: "Aangeboden aan {provider}",
    TimelineKind.OFFER_DECLINED: "Aanbod geweigerd door {provider}",
    TimelineKind.OFFER_EXPIRED: "Aanbod aan {provider} verlopen na {detail} uur",
    TimelineKind.OFFER_WITHDRAWN: "Aanbod aan {provider} ingetrokken",
    TimelineKind.OFFER_ENDED: "Het aanbod is voorbij, de cliënt wacht nog",
}


def line_text(line: TimelineLine) -> str:
    """Say what happened, by whom as far as the reader may know."""
    who = _PARTIES[line.done_by]
    if line.organization and line.done_by in {DoneBy.PROVIDER, DoneBy.INSURER}:
        who = line.organization
    provider = line.offered_to or "een kraamzorgaanbieder"
    return _LINES[line.kind].format(who=who, provider=provider, detail=_detail(line))


def _detail(line: TimelineLine) -> str:
    """Give the number or the day that a line names."""
    is_day = line.kind in {TimelineKind.INTAKE_PLANNED, TimelineKind.INTAKE_DONE}
    detail = line.detail or ""
    return formatting.day(date.fromisoformat(detail)) if is_day and detail else detail


def line_detail(line: TimelineLine) -> str:
    """Say why, as far as the reader may know."""
    reason = f"Reden: {_REASONS[line.reason].lower()}." if line.reason in _REASONS else ""
    note = f"Toelichting: {line.note}" if line.note else ""
    return " ".join(filter(None, (reason, note)))


def intake_text(intake: IntakeView | None) -> str:
    """Say how far the intake is; empty for who has no part in it."""
    if intake is None:
        return ""
    if intake.done_on is not None:
        return f"Gedaan op {formatting.day(intake.done_on)}"
    if intake.planned_on is not None:
        return f"Gepland op {formatting.day(intake.planned_on)}"
    return "Nog niet gepland"
