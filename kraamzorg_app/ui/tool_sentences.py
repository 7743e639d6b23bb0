"""The words of texts, disclosure, settings, helpdesk and operations; `ui.messages` adds some."""

from __future__ import annotations

from typing import Final

from kraamzorg_app.domain.disclosure import Audience, Field
from kraamzorg_app.domain.helpdesk import TicketCategory, TicketState
from kraamzorg_app.domain.notifications import Notification
from kraamzorg_app.domain.tool_settings import Setting

REFUSALS: Final = {
    "nothing_changed": "Er verandert niets: de gegevensinzage is al zo.",
    "second_admin_needed": "U heeft dit zelf voorgesteld. Een tweede functioneel beheerder "
    "bevestigt het.",
    "already_asked": "Deze taak staat al klaar om te worden uitgevoerd.",
}

FIELDS: Final = {
    "one_line_only": "Een onderwerp is een regel.",
    "placeholder_unknown": "Hier staat een invulveld dat bij deze tekst niet kan: {unknown}. Kies "
    "er een uit de lijst.",
    "placeholder_not_in_subject": "Dit invulveld mag niet in het onderwerp staan.",
    "stray_brace": "Gebruik accolades alleen om een invulveld heen, zoals {{region}}.",
    "link_needed": "De link ontbreekt. Zet ergens {{link}}: zonder link kan de lezer niet verder.",
    "placeholder_in_link": "In een link mag alleen {{link}} of {{faq_link}} staan.",
    "log_client_unknown": "Er is geen cliënt met dit nummer.",
    "log_user_unknown": "Er is geen gebruiker met deze naam of dit e-mailadres.",
    "log_too_long": "Dit zijn meer dan 5.000 regels. Kies een kortere periode.",
    "amount_form": "Schrijf het bedrag met een komma, zoals 4,25.",
    "year_form": "Schrijf het jaar als 2026.",
    "term_range": "Deze termijn is te kort of te lang. De grenzen staan bij het veld.",
    "yes_or_no_form": "Kies ja of nee.",
    "link_form": "Schrijf een adres dat begint met https://.",
    "holds_bsn": "Hier staat een BSN in. Haal het weg: dat mag hier niemand zien.",
    "holds_client_number": "Hier staat het wachtlijstnummer van een cliënt in. Haal het weg.",
    "holds_client_email": "Hier staat het e-mailadres van een cliënt in. Haal het weg.",
}

NOTIFICATIONS: Final = {
    Notification.INVITED: "Uitnodiging om te registreren",
    Notification.INVITATION_EXPIRED: "Uitnodiging verlopen",
    Notification.CONFIRM_REGISTRATION: "Aanmelding bevestigen",
    Notification.DUPLICATE_REGISTRATION: "Dubbele aanmelding",
    Notification.AUTHORIZATION_NEEDED: "Wacht op akkoord",
    Notification.SENT_BACK: "Niet toegelaten tot de wachtlijst",
    Notification.PLACED: "Geplaatst op de wachtlijst",
    Notification.TAKEN: "In zorg genomen",
    Notification.GIVEN_BACK: "Terug op de wachtlijst",
    Notification.CLOSED: "Van de wachtlijst af",
    Notification.BIRTH_REPORTED: "Bevalling gemeld",
    Notification.BIRTH_UNDONE: "Melding van bevalling ingetrokken",
    Notification.STILL_WAITING: "Staat u nog terecht op de lijst?",
    Notification.ESCALATED: "Geëscaleerd",
    Notification.MOVED_REGION: "Naar een andere regio",
    Notification.LIST_CLOSED_FOR_DATE: "Wachtlijst niet open voor de datum",
    Notification.OFFERED: "Cliënt aangeboden",
    Notification.OFFER_DECLINED: "Aanbod geweigerd",
    Notification.OFFER_EXPIRED: "Aanbod verlopen",
    Notification.OFFER_WITHDRAWN: "Aanbod ingetrokken",
    Notification.CLIENT_LINK: "Link naar de eigen pagina",
    Notification.CONFIRM_NEW_EMAIL: "Nieuw e-mailadres bevestigen",
    Notification.EMAIL_CHANGED: "E-mailadres gewijzigd",
    Notification.CLIENT_UNREACHABLE: "E-mail aan een cliënt komt niet aan",
    Notification.CONFIRM_ACCOUNT: "Account bevestigen",
    Notification.ACCOUNT_EXISTS: "Account bestaat al",
    Notification.RESET_PASSWORD: "Nieuw wachtwoord kiezen",
    Notification.PASSWORD_CHANGED: "Wachtwoord gewijzigd",
    Notification.USER_INVITED: "Gebruiker uitgenodigd",
    Notification.USER_LINKED: "Gebruiker gekoppeld",
    Notification.AVG_GRANTED: "Recht op AVG-gegevens gegeven",
    Notification.MEMBER_UNREACHABLE: "E-mail aan een gebruiker komt niet aan",
    Notification.RESET_SECOND_FACTOR: "Authenticatie-app opnieuw instellen",
    Notification.SECOND_FACTOR_RESET_ASKED: "Gevraagd: authenticatie-app opnieuw instellen",
    Notification.SECOND_FACTOR_CHANGED: "Authenticatie-app opnieuw ingesteld",
    Notification.PERIOD_REQUESTED: "Periode aangevraagd",
    Notification.PERIOD_ANSWERED: "Aanvraag van een periode beantwoord",
    Notification.PERIOD_CHANGED: "Periode van code rood gewijzigd",
    Notification.CLIENTS_MOVED: "Postcodes naar een andere regio",
    Notification.PROVIDER_APPLIED: "Aanmelding van een zzp'er",
    Notification.APPLICATION_REFUSED: "Aanmelding van een zzp'er afgewezen",
    Notification.DISCLOSURE_PROPOSED: "Gegevensinzage: bevestiging nodig",
    Notification.DISCLOSURE_CHANGED: "Gegevensinzage gewijzigd",
    Notification.TICKET_WRITTEN: "Nieuwe melding voor de helpdesk",
    Notification.TICKET_ANSWERED: "Antwoord van de helpdesk",
    Notification.FAILED_MAIL: "Mislukte mail van een dag",
    Notification.CAPACITY_OLD: "Vrije plaatsen bijwerken",
    Notification.NOTE_WRITTEN: "Bericht in het overleg",
    Notification.DAILY_DIGEST: "Dagoverzicht",
    Notification.WEEKLY_DIGEST: "Wekelijkse update",
}

READERS: Final = {
    "client": "cliënt",
    "account": "gebruiker",
    "inviter": "wie haar uitnodigde",
    "coordinators": "coördinatoren",
    "coordinators_by_insurer": "coördinatoren (uitgenodigd door een verzekeraar)",
    "former_coordinators": "coördinatoren van de vorige regio",
    "providers": "aanbieders",
    "providers_several": "aanbieders (meer cliënten tegelijk)",
    "insurers": "preferente verzekeraars",
    "members": "betrokken organisaties",
    "managers": "beheerders van de organisatie",
    "admins": "functioneel beheerders",
    "applicant": "aanvrager",
    "helpdesk": "helpdesk",
    "technicians": "technisch beheerders",
    "asker": "wie de vraag stelde",
}

PLACEHOLDERS: Final = {
    "first_name": "voornaam van de cliënt",
    "region": "naam van de regio",
    "provider": "naam van de aanbieder",
    "organization": "naam van de organisatie",
    "member": "naam van de gebruiker",
    "link": "de link waar de lezer verder gaat",
    "expires_on": "tot wanneer de link werkt",
    "week": "nummer van de week",
    "waiting": "aantal wachtenden",
    "placed": "nieuw op de lijst",
    "taken": "in zorg genomen",
    "urgent": "dringend",
    "closed": "van de lijst af zonder kraamzorg",
    "births": "bevalling gemeld, nog geen kraamzorg",
    "shortage": "te weinig plaatsen in de komende weken",
    "files": "welke bestanden klaarstaan",
    "news": "wat er voor het dagoverzicht is verzameld",
    "born": "bevalling gemeld",
    "overdue": "uitgerekende datum voorbij",
    "critical": "zeer dichtbij",
    "soon": "dichtbij",
    "nearing": "nadert",
    "past_threshold": "sinds gisteren over een grens",
    "awaiting": "wacht op akkoord",
    "expired": "verlopen uitnodigingen",
    "unanswered": "geen antwoord op de vraag of zij nog wachten",
    "ticket": "nummer van de melding",
    "number": "aantal cliënten",
    "failed": "aantal mislukte mails",
    "bounced": "aantal adressen waar mail niet aankomt",
    "codes": "codes van de mailserver",
    "answer": "het antwoord",
    "manager": "naam van het functioneel beheer",
    "helpdesk": "adres van de helpdesk",
    "own_contribution": "eigen bijdrage per uur",
    "contribution_year": "jaar van de eigen bijdrage",
    "faq_link": "link naar vragen en antwoorden van het functioneel beheer",
    "questions": "link naar de vragen en antwoorden van deze tool",
}

AUDIENCES: Final = {
    Audience.PROVIDER_OTHER: "Aanbieder, niet haar eigen",
    Audience.PROVIDER_OFFERED: "Aanbieder met een aanbod, waar de regio dat afsprak",
    Audience.PROVIDER_HERS: "Aanbieder die haar in zorg heeft",
    Audience.COORDINATOR: "Coördinator zonder AVG",
    Audience.COORDINATOR_PERSONAL: "Coördinator met AVG",
    Audience.INSURER_OTHER: "Preferente verzekeraar, niet haar eigen",
    Audience.INSURER_GROUP_1: "Haar verzekeraar, groep 1",
    Audience.INSURER_GROUP_2: "Haar verzekeraar, groep 2",
    Audience.FUNCTIONAL_ADMIN: "Functioneel beheerder",
}

FIELD_NAMES: Final = {
    Field.WAITING_LIST: "Wachtlijst",
    Field.CLIENT_NUMBER: "Wachtlijstnr. cliënt",
    Field.PC4: "Postcode (4 cijfers)",
    Field.DUE_DATE: "Uitgerekende datum",
    Field.PROVIDER: "Kraamzorgaanbieder",
    Field.INSURER: "Verzekeraar",
    Field.BIRTH_DATE: "Geboortedatum",
    Field.NAME: "Naam",
    Field.EMAIL: "E-mailadres",
    Field.PHONE: "Telefoonnummer",
    Field.ADDRESS: "Adres en volledige postcode",
    Field.PARTNER_NAME: "Naam partner",
    Field.SPOKEN_LANGUAGE: "Spreektaal",
    Field.PREFERENCE: "Voorkeur voor een aanbieder (een aanbieder ziet alleen de eigen naam)",
    Field.BSN: "BSN (op verzoek, vastgelegd)",
}

SETTINGS: Final = {
    Setting.ERASE_WEEKS_AFTER_DUE: "Weken na de uitgerekende datum",
    Setting.ERASE_WEEKS_AFTER_CLOSING: "Weken nadat zij van de lijst af is",
    Setting.ERASE_INVITATION_DAYS: "Dagen na een uitnodiging die niets werd",
    Setting.LOG_YEARS: "Jaren voor regels van het logboek",
    Setting.NAMES_IN_CLIENT_LOG: "Ziet een cliënt de naam van wie haar gegevens zag?",
    Setting.MANAGER_NAME: "Naam van het functioneel beheer",
    Setting.MANAGER_ADDRESS: "Adres van het functioneel beheer",
    Setting.MANAGER_EMAIL: "E-mailadres van het functioneel beheer",
    Setting.TECHNICAL_NAME: "Naam van het technisch beheer",
    Setting.HELPDESK_NAME: "Naam van de helpdesk",
    Setting.HELPDESK_ADDRESS: "Adres van de helpdesk",
    Setting.HELPDESK_EMAIL: "E-mailadres van de helpdesk",
    Setting.OWN_CONTRIBUTION: "Eigen bijdrage per uur in euro's",
    Setting.CONTRIBUTION_YEAR: "Jaar van de eigen bijdrage",
    Setting.FAQ_LINK: "Link naar vragen en antwoorden voor zwangeren",
}

CATEGORIES: Final = {
    TicketCategory.QUESTION: "Een vraag over het gebruik",
    TicketCategory.FAULT: "Iets werkt niet",
    TicketCategory.ACCOUNT: "Mijn account of inloggen",
    TicketCategory.DATA: "Er lijkt iets niet te kloppen in een lijst",
    TicketCategory.WISH: "Een wens",
}

TICKET_STATES: Final = {
    TicketState.OPEN: "Wacht op de helpdesk",
    TicketState.ANSWERED: "Beantwoord",
    TicketState.CLOSED: "Gesloten",
}

JOBS: Final = {
    "send_outbox": "Mail versturen",
    "ask_still_waiting": "Vragen wie er nog wacht",
    "escalate": "Escaleren bij de laatste grens",
    "expire_invitations": "Uitnodigingen laten verlopen",
    "expire_offers": "Aanbiedingen laten verlopen",
    "daily_digest": "Dagoverzicht versturen",
    "weekly_digest": "Wekelijkse update maken",
    "delete_kept_exports": "Oude exports verwijderen",
    "report_failed_mail": "Overzicht van mislukte mail",
    "seal_log": "Logboek verzegelen",
    "retention": "Gegevens wissen die niet langer nodig zijn",
    "move_postcodes": "Postcodes naar een andere regio brengen",
    "remind_capacity": "Aanbieders aan vrije plaatsen herinneren",
}

MAIL_STATES: Final = {
    "PENDING": "Wacht",
    "CLAIMED": "Wordt verstuurd",
    "SENT": "Verstuurd",
    "FAILED": "Mislukt",
    "CANCELLED": "Geannuleerd",
}


def text_name(notification: str) -> str:
    """Name a mail by what it tells, also one that is no notification."""
    known = {item.value: name for item, name in NOTIFICATIONS.items()}
    return known.get(notification, "Proefmail" if notification == "text_trial" else notification)


def failure(code: str) -> str:
    """Say why a mail did not leave."""
    if code == "smtp_unavailable":
        return "De mailserver is niet bereikbaar"
    if code == "disk_full":
        return "De schijf neemt niets meer aan"
    if code.startswith("smtp_5"):
        return f"Geweigerd door de mailserver (code {code.removeprefix('smtp_')})"
    if code.startswith("smtp_"):
        return f"Nu niet aangenomen (code {code.removeprefix('smtp_')})"
    return code
