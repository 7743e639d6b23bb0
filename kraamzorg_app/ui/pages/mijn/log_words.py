"""The access log in the words of the client: who had her data, and what was done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Final

from kraamzorg_app.domain.actors import ActorKind, Role
from kraamzorg_app.domain.calendar import amsterdam_time, format_date
from kraamzorg_app.domain.disclosure import Field
from kraamzorg_app.services.audit import LogEvent
from kraamzorg_app.services.languages import later
from kraamzorg_app.services.own_log import OwnLogLine

Translate = Callable[[str], str]

_SENTENCES: Final = {
    LogEvent.ENTRIES_LISTED: later("zag u in een lijst"),
    LogEvent.ENTRY_READ: later("bekeek uw gegevens"),
    LogEvent.BSN_REVEALED: later("bekeek uw burgerservicenummer (BSN)"),
    LogEvent.ENTRIES_EXPORTED: later("maakte een bestand waar u in staat"),
    LogEvent.EXPORT_KEPT: later("kreeg een wekelijks bestand waar u in staat"),
    LogEvent.KEPT_EXPORT_DOWNLOADED: later("downloadde een wekelijks bestand waar u in staat"),
    LogEvent.CLIENT_INVITED: later("nodigde u uit"),
    LogEvent.INVITATIONS_LISTED: later("zag uw uitnodiging in een lijst"),
    LogEvent.INVITATION_RESENT: later("stuurde uw uitnodiging opnieuw"),
    LogEvent.INVITATION_WITHDRAWN: later("trok uw uitnodiging in"),
    LogEvent.DRAFT_READ: later("bekeek uw formulier"),
    LogEvent.DRAFT_SAVED: later("vulde met u het formulier in"),
    LogEvent.REGISTRATION_HANDED_OVER: later("gaf u het ingevulde formulier"),
    LogEvent.LETTER_PRINTED: later("drukte een brief aan u af"),
    LogEvent.CLIENT_LINK_SENT: later("stuurde u een link"),
    LogEvent.CLIENT_PLACED: later("zette u op de wachtlijst"),
    LogEvent.ENTRY_AUTHORIZED: later("liet u toe tot de wachtlijst"),
    LogEvent.CLIENTS_OFFERED: later("bood u aan bij een aanbieder"),
    LogEvent.INTAKE_RECORDED: later("noteerde uw intake"),
    LogEvent.CLIENT_ACCEPTED: later("nam u in zorg"),
    LogEvent.CLIENT_GIVEN_BACK: later("zette u terug op de wachtlijst"),
    LogEvent.ENTRY_CLOSED: later("haalde u van de wachtlijst"),
    LogEvent.CLIENT_CORRECTED: later("wijzigde uw gegevens"),
    LogEvent.CLIENTS_MOVED: later("zette u op de wachtlijst van een andere regio"),
    LogEvent.CLIENT_ESCALATED: later("meldde dat u nog geen kraamzorg hebt"),
    LogEvent.STILL_WAITING_ASKED: later("vroeg of u nog op de wachtlijst wilt staan"),
    LogEvent.STILL_WAITING_CONFIRMED: later("bevestigde dat u nog wacht"),
    LogEvent.CLIENT_LINK_OPENED: later("opende uw eigen pagina"),
    LogEvent.CLIENT_RECOGNIZED: later("probeerde uw eigen pagina te openen"),
    LogEvent.LOG_SEARCHED: later("keek wie uw gegevens zag"),
    LogEvent.LOG_EXPORTED: later("maakte een bestand van wie uw gegevens zag"),
}
_OTHERWISE: Final = later("werkte met uw gegevens")
_ROLES: Final = {
    Role.CARE_PROVIDER: later("kraamzorgaanbieder"),
    Role.INSURER: later("zorgverzekeraar"),
    Role.COORDINATOR: later("coördinator van een regio"),
    Role.FUNCTIONAL_ADMIN: later("functioneel beheer"),
    Role.TECHNICAL_ADMIN: later("technisch beheer"),
}
_NOBODY: Final = later("De wachtlijsttool zelf")
_VISITOR: Final = later("Iemand met uw link of code, misschien u zelf,")
FIELDS: Final = {
    Field.WAITING_LIST: later("wachtlijst"),
    Field.CLIENT_NUMBER: later("wachtlijstnummer"),
    Field.PC4: later("cijfers van uw postcode"),
    Field.DUE_DATE: later("uitgerekende datum"),
    Field.PROVIDER: later("kraamzorgaanbieder"),
    Field.INSURER: later("zorgverzekeraar"),
    Field.BIRTH_DATE: later("geboortedatum"),
    Field.NAME: later("naam"),
    Field.EMAIL: later("e-mailadres"),
    Field.PHONE: later("telefoonnummer"),
    Field.ADDRESS: later("adres"),
    Field.PARTNER_NAME: later("naam van uw partner"),
    Field.SPOKEN_LANGUAGE: later("spreektaal"),
    Field.PREFERENCE: later("uw voorkeur voor een aanbieder"),
    Field.BSN: later("burgerservicenummer (BSN)"),
}
Day = tuple[str, list[list[str]]]


def days(lines: Sequence[OwnLogLine], _: Translate) -> list[Day]:
    """Fold lines by day, and within a day by who did what; each gives time, sentence and data."""
    return [
        (day, [_folded(same, _) for same in _alike(list(of_day))])
        for day, of_day in groupby(lines, _day)
    ]


def _alike(lines: Sequence[OwnLogLine]) -> list[list[OwnLogLine]]:
    """Put together what one organization did several times on a day, in the order of the last."""
    groups: dict[tuple[str, ...], list[OwnLogLine]] = {}
    for line in lines:
        key = (line.organization, line.role, line.name, line.event)
        groups.setdefault(key, []).append(line)
    return list(groups.values())


def _folded(lines: Sequence[OwnLogLine], _: Translate) -> list[str]:
    last, first = lines[0], lines[-1]
    times = _time(last)
    if _time(first) != times:
        times = f"{_time(first)}\u2013{times}"
    known = last.event in set(LogEvent)
    done = _(_SENTENCES.get(LogEvent(last.event), _OTHERWISE) if known else _OTHERWISE)
    sentence = f"{_who(last, _)} {done}"
    if len(lines) > 1:
        times_done = _("{count} keer").format(count=len(lines))
        sentence += f" ({times_done})"
    seen = {field for line in lines for field in line.fields}
    data = ", ".join(_(words) for field, words in FIELDS.items() if field in seen)
    return [times, f"{sentence}.", data]


def _who(line: OwnLogLine, _: Translate) -> str:
    if line.actor_kind == ActorKind.VISITOR:
        return _(_VISITOR)
    role = _(_ROLES[Role(line.role)]) if line.role in set(Role) else ""
    if not line.organization:
        return role.capitalize() if role else _(_NOBODY)
    parts = ", ".join(filter(None, (role, line.name)))
    return f"{line.organization} ({parts})" if parts else line.organization


def _day(line: OwnLogLine) -> str:
    return format_date(amsterdam_time(line.happened_at).date())


def _time(line: OwnLogLine) -> str:
    return amsterdam_time(line.happened_at).strftime("%H:%M")
