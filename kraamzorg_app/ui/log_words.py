"""The access log in plain Dutch, as the privacy officer reads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from kraamzorg_app.domain.actors import ActorKind, Role
from kraamzorg_app.domain.disclosure import Field
from kraamzorg_app.services.audit import LogEvent, Purpose
from kraamzorg_app.services.log_reading import LogLine
from kraamzorg_app.ui import formatting
from kraamzorg_app.ui.role_names import ROLE_NAMES
from kraamzorg_app.ui.tool_sentences import FIELD_NAMES, JOBS

EVENTS: Final[dict[LogEvent, str]] = {
    LogEvent.ENTRIES_LISTED: "Lijst met cliënten bekeken",
    LogEvent.ENTRY_READ: "Cliënt bekeken",
    LogEvent.BSN_REVEALED: "BSN bekeken",
    LogEvent.ENTRIES_EXPORTED: "Lijst met cliënten gedownload",
    LogEvent.EXPORT_KEPT: "Bestand klaargezet bij een wekelijkse update",
    LogEvent.KEPT_EXPORT_DOWNLOADED: "Bestand van een wekelijkse update gedownload",
    LogEvent.KEPT_EXPORTS_DELETED: "Oude bestanden gewist",
    LogEvent.CLIENT_INVITED: "Cliënt uitgenodigd",
    LogEvent.INVITATIONS_LISTED: "Uitnodigingen bekeken",
    LogEvent.INVITATION_RESENT: "Uitnodiging opnieuw verstuurd",
    LogEvent.INVITATION_WITHDRAWN: "Uitnodiging ingetrokken",
    LogEvent.INVITATION_EXPIRED: "Uitnodiging verlopen",
    LogEvent.DRAFT_READ: "Formulier bekeken dat nog niet verstuurd is",
    LogEvent.DRAFT_SAVED: "Formulier ingevuld",
    LogEvent.REGISTRATION_HANDED_OVER: "Ingevuld formulier aan de cliënt gegeven",
    LogEvent.REGISTRATION_SENT: "Aanmelding verstuurd",
    LogEvent.DUPLICATE_REFUSED: "Dubbele aanmelding geweigerd",
    LogEvent.CLIENT_PLACED: "Cliënt op de wachtlijst geplaatst",
    LogEvent.ENTRY_AUTHORIZED: "Cliënt toegelaten",
    LogEvent.CLIENT_ACCEPTED: "Cliënt in zorg genomen",
    LogEvent.CLIENTS_OFFERED: "Cliënt aangeboden aan een aanbieder",
    LogEvent.INTAKE_RECORDED: "Intake van een cliënt genoteerd",
    LogEvent.OFFER_WITHDRAWN: "Aanbod ingetrokken",
    LogEvent.OFFER_DECLINED: "Aanbod geweigerd",
    LogEvent.OFFERS_EXPIRED: "Aanbod verlopen",
    LogEvent.OVERVIEW_EXPORTED: "Overzicht gedownload",
    LogEvent.CLIENT_GIVEN_BACK: "Cliënt teruggegeven aan de wachtlijst",
    LogEvent.ENTRY_CLOSED: "Cliënt van de wachtlijst gehaald",
    LogEvent.CLIENT_CORRECTED: "Gegevens van een cliënt gewijzigd",
    LogEvent.BIRTH_REPORTED: "Bevalling gemeld",
    LogEvent.BIRTH_UNDONE: "Melding van een bevalling ingetrokken",
    LogEvent.REGION_NOTES_READ: "Overleg van een regio gelezen",
    LogEvent.REGION_NOTE_WRITTEN: "Bericht geschreven in het overleg",
    LogEvent.CLIENT_ESCALATED: "Cliënt geëscaleerd",
    LogEvent.STILL_WAITING_ASKED: "Gevraagd of de cliënt nog wacht",
    LogEvent.STILL_WAITING_CONFIRMED: "Antwoord: de cliënt wacht nog",
    LogEvent.LETTER_PRINTED: "Brief afgedrukt",
    LogEvent.CLIENT_LINK_SENT: "Link naar de eigen pagina gestuurd",
    LogEvent.CLIENT_LINK_OPENED: "Eigen pagina geopend met een link",
    LogEvent.CLIENT_RECOGNIZED: "Cliënt herkend aan de geboortedatum",
    LogEvent.LOGGED_IN: "Ingelogd",
    LogEvent.LOGIN_FAILED: "Inloggen mislukt",
    LogEvent.LOGGED_OUT: "Uitgelogd",
    LogEvent.SESSIONS_ENDED: "Iemand anders overal uitgelogd",
    LogEvent.REAUTHENTICATED: "Opnieuw bewezen wie het is",
    LogEvent.ACCOUNT_CHANGED: "Account gewijzigd",
    LogEvent.MEMBERSHIP_CHANGED: "Rechten van een gebruiker gewijzigd",
    LogEvent.REGION_CHANGED: "Regio gewijzigd",
    LogEvent.TERRITORY_CHANGED: "Postcodes van regio's gewijzigd",
    LogEvent.CLIENTS_MOVED: "Cliënten verhuisd naar een andere wachtlijst",
    LogEvent.PERIOD_CHANGED: "Periode van code rood gewijzigd",
    LogEvent.PERIOD_REQUESTED: "Periode van code rood gevraagd",
    LogEvent.PERIOD_ANSWERED: "Verzoek om een periode beantwoord",
    LogEvent.PROVIDER_CHANGED: "Aanbieder gewijzigd",
    LogEvent.PROVIDER_ENDED: "Aanbieder beëindigd",
    LogEvent.PROVIDER_APPLIED: "Zelfstandige meldt zich aan",
    LogEvent.APPLICATION_ANSWERED: "Aanmelding van een zelfstandige beantwoord",
    LogEvent.INSURER_CHANGED: "Verzekeraar gewijzigd",
    LogEvent.CAPACITY_STATED: "Vrije plaatsen opgegeven",
    LogEvent.DIVISION_PROPOSED: "Voorstel gemaakt om cliënten te verdelen",
    LogEvent.DIVISIONS_DELETED: "Oude voorstellen voor een verdeling gewist",
    LogEvent.DIVISION_CHANGED: "Voorstel voor een cliënt met de hand gewijzigd",
    LogEvent.SETTING_CHANGED: "Instelling gewijzigd",
    LogEvent.TEXT_CHANGED: "Tekst van een mail gewijzigd",
    LogEvent.TEXT_TRIED: "Proefmail gestuurd",
    LogEvent.DISCLOSURE_PROPOSED: "Andere gegevensinzage voorgesteld",
    LogEvent.DISCLOSURE_CHANGED: "Gegevensinzage gewijzigd",
    LogEvent.DISCLOSURE_REFUSED: "Andere gegevensinzage afgewezen",
    LogEvent.TICKET_WRITTEN: "Melding aan de helpdesk geschreven",
    LogEvent.TICKET_READ: "Melding aan de helpdesk gelezen",
    LogEvent.TICKET_CLOSED: "Melding aan de helpdesk gesloten",
    LogEvent.OWN_LOG_READ: "Eigen logboek bekeken",
    LogEvent.OWN_DATA_COPIED: "Kopie van de eigen gegevens gemaakt",
    LogEvent.IDENTITY_ERASED: "Gegevens gewist",
    LogEvent.KEYS_ROTATED: "Sleutels vernieuwd",
    LogEvent.LOG_CUT: "Oude regels van het logboek gewist",
    LogEvent.LOG_SEARCHED: "Logboek bekeken",
    LogEvent.LOG_EXPORTED: "Logboek gedownload",
    LogEvent.BACKUP_MADE: "Reservekopie gemaakt",
    LogEvent.BACKUP_RESTORED: "Reservekopie teruggezet",
    LogEvent.JOB_REQUESTED: "Taak gestart",
    LogEvent.MAIL_BOUNCED: "Mail kwam niet aan",
    LogEvent.MAIL_RETRIED: "Mislukte mail opnieuw verstuurd",
    LogEvent.REQUEST_REFUSED: "Verzoek geweigerd",
}
EVENT_CHOICES: Final = [
    ("", "Alles"),
    *sorted(((event.value, words) for event, words in EVENTS.items()), key=lambda pair: pair[1]),
]
_PURPOSES: Final = {
    Purpose.WAITING_LIST: "wachtlijst",
    Purpose.CARE: "zorg",
    Purpose.OWN_DATA: "eigen gegevens",
    Purpose.ADMINISTRATION: "beheer",
    Purpose.SECURITY: "beveiliging",
}
_OUTCOMES: Final = {"ok": "", "refused": "geweigerd", "failed": "mislukt"}
_SHORT: Final = {Field.BSN: "BSN"}
_OTHERS: Final = {
    ActorKind.CLIENT: "De cliënt zelf",
    ActorKind.VISITOR: "Bezoeker zonder account",
    ActorKind.JOB: "De tool zelf",
}
HEADINGS: Final = (
    "Nummer",
    "Wanneer",
    "Wie",
    "Rol",
    "Organisatie",
    "Namens",
    "Wat",
    "Uitkomst",
    "Doel",
    "Aantal cliënten",
    "Wachtlijstnr. cliënt",
    "Gegevens",
    "Waarvandaan",
    "Zoekopdracht",
    "Bijzonderheden",
)


def what(line: LogLine) -> str:
    """Say what was done, and how it ended when that was not well."""
    outcome = outcome_of(line)
    return f"{event(line.event)} ({outcome})" if outcome else event(line.event)


def event(code: str) -> str:
    """Say what was done."""
    return EVENTS.get(LogEvent(code), code) if code in set(LogEvent) else code


def outcome_of(line: LogLine) -> str:
    """Say how it ended; nothing when it went well."""
    return _OUTCOMES.get(line.outcome, line.outcome)


def who(line: LogLine) -> str:
    """Name who did it."""
    kind = ActorKind(line.actor_kind)
    if kind is ActorKind.JOB and line.role:
        return f"De tool zelf: {JOBS.get(line.role.lower(), line.role)}"
    return line.name or _OTHERS.get(kind, "Onbekend")


def role_of(line: LogLine) -> str:
    """Name the role that was worked under."""
    return ROLE_NAMES[Role(line.role)] if line.role in set(Role) else ""


def whose(line: LogLine) -> str:
    """Name the role with its organization, and for whom it was done."""
    parts = [role_of(line), line.organization]
    if line.on_behalf_of:
        parts.append(f"namens {line.on_behalf_of}")
    return ", ".join(filter(None, parts))


def clients(numbers: Sequence[str], count: int) -> str:
    """Name a few clients by their number, or say how many there are."""
    if not count:
        return ""
    if len(numbers) == count:
        return ", ".join(numbers)
    return formatting.count(count, "cliënt", "cliënten")


def fields(shown: Sequence[Field]) -> str:
    """Name the data that was shown or changed."""
    return ", ".join(_SHORT.get(field, FIELD_NAMES[field]) for field in shown)


def details(values: Mapping[str, Any]) -> str:
    """Give what else the line holds: the filter, counts, before and after."""
    shown = (f"{name}: {_plain(value)}" for name, value in values.items() if value not in ("", []))
    return "; ".join(shown)


def cells(line: LogLine) -> tuple[str, ...]:
    """Give a line as a row of a file, under `HEADINGS`."""
    return (
        str(line.number),
        formatting.moment(line.happened_at),
        who(line),
        role_of(line),
        line.organization,
        line.on_behalf_of,
        event(line.event),
        outcome_of(line) or "gelukt",
        _PURPOSES.get(Purpose(line.purpose), line.purpose),
        str(line.clients),
        ", ".join(line.client_numbers),
        fields(line.fields),
        line.origin,
        str(line.search_id or ""),
        details(line.details),
    )


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_plain(part)}" for name, part in value.items())
    if isinstance(value, list):
        return ", ".join(map(_plain, value))
    return formatting.yes_or_no(value) if isinstance(value, bool) else str(value)
