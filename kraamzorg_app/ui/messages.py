"""What went wrong, said once, in plain Dutch; on a client's page in her language."""

from __future__ import annotations

from typing import Final

from kraamzorg_app.domain.errors import DomainError, FieldErrors
from kraamzorg_app.services.languages import SOURCE_LANGUAGE, gettext_for, later
from kraamzorg_app.ui import account_sentences, administration_sentences, tool_sentences

CHECK_THE_FORM: Final = "Niet alles is goed ingevuld. Kijk bij de velden hieronder."
_FAULT: Final = later(
    "Er ging iets mis. Probeer het opnieuw. Blijft het misgaan? Noem storing {id}."
)

_SENTENCES: Final = {
    "refused": "Dit kan nu niet.",
    "not_allowed": "Dit mag niet met de rol waaronder u werkt.",
    "not_found": "Niet gevonden.",
    "conflict": "Iemand anders heeft dit net gewijzigd. Kijk opnieuw.",
    "unavailable": "De tool kan even niet bij de gegevens. Er is niets gewijzigd en wat u typte, "
    "staat er nog. Probeer het over een minuut opnieuw.",
    "too_many_tries": "U heeft dit te vaak geprobeerd. Wacht een kwartier en probeer het opnieuw.",
    "too_many_tries_hour": "U heeft dit te vaak geprobeerd. Wacht een uur en probeer het opnieuw.",
    "too_many_tries_day": "Dit is vandaag te vaak gedaan. Probeer het morgen opnieuw.",
    "just_taken": "Deze cliënt is net door een andere aanbieder in zorg genomen.",
    "state_changed": "De situatie van deze cliënt is net gewijzigd. Kijk opnieuw.",
    "changed_meanwhile": "Iemand anders heeft dit net gewijzigd. Kijk opnieuw.",
    "duplicate": "Deze cliënt staat al op een wachtlijst of is al uitgenodigd.",
    "list_closed": "De wachtlijst van {region} is dicht voor deze uitgerekende datum.",
    "already_listed": "Deze cliënt staat al op een wachtlijst of is al uitgenodigd.",
    "known_elsewhere": "We nemen contact met u op. De coördinator van uw regio heeft bericht.",
    "invitation_ended": "Deze uitnodiging werkt niet meer. Vraag een nieuwe aan.",
    "not_waiting": "U staat niet meer op de wachtlijst. Bel uw kraamzorgaanbieder.",
    "handed_over": "Deze aanmelding is al aan de cliënt gegeven.",
    "week_out_of_range": "Voor deze week kunt u geen plaatsen (meer) opgeven.",
    "agreement_assigns": "In deze regio wijst de wachtlijstcoördinator cliënten toe. U krijgt "
    "bericht als zij u een cliënt aanbiedt.",
    "tick_needed_for_data": "Haar gegevens ziet alleen een collega die AVG-gegevens mag zien.",
    "tick_needed": "In zorg nemen kan alleen een collega die AVG-gegevens mag zien.",
    "agreement_free_pick": "In deze regio kiezen aanbieders zelf. Aanbieden kan hier niet.",
    "offered_elsewhere": "Deze cliënt is nu aan een andere aanbieder aangeboden.",
    "already_offered": "Deze cliënt is al aan een aanbieder aangeboden. Trek dat aanbod eerst in.",
    "changed_since": "Er is iets veranderd sinds het voorstel. Maak een nieuw voorstel.",
    "refused_meanwhile": "Deze aanbieder heeft de cliënt intussen geweigerd.",
    "no_place_left": "Deze aanbieder heeft in die week geen plaats meer vrij.",
    "already_computing": "Er wordt al een voorstel voor u gemaakt.",
    "proposal_old": "Dit voorstel is te oud. Maak een nieuw voorstel.",
    "provider_not_approved": "Deze aanbieder werkt niet (meer) in deze regio.",
    "postcode_not_served": "Deze aanbieder werkt niet in de postcode van deze cliënt.",
    "offer_over": "Dit aanbod geldt niet meer.",
}

_FIELD_SENTENCES: Final = {
    "required": "Vul dit in.",
    "too_long": "Dit is te lang.",
    "odd_characters": "Hier staan tekens in die niet kunnen.",
    "weeks_in_order": "Kies een week die niet voor de eerste ligt.",
    "pc4_unknown": "Deze postcode kennen we niet. Schrijf de vier cijfers, zoals 8731.",
    "pc4_list_form": "Schrijf de vier cijfers van elke postcode, met een spatie ertussen.",
    "pc4_part_form": "Typ alleen cijfers, hoogstens vier.",
    "date_before_start": "Deze datum ligt voor de eerste datum.",
    "date_form": "Schrijf de datum als dd-mm-jjjj, zoals 31-12-2026.",
    "birth_date_implausible": "Controleer de geboortedatum.",
    "due_date_too_early": "Deze uitgerekende datum is al te lang voorbij.",
    "due_date_too_late": "Deze uitgerekende datum ligt te ver in de toekomst.",
    "date_past": "Deze datum is al voorbij.",
    "date_far": "Deze datum ligt te ver in de toekomst.",
    "date_in_future": "Deze datum is nog niet geweest.",
    "date_before_list": "Toen stond de cliënt nog niet op de wachtlijst.",
    "postcode_form": "Schrijf de postcode als 1234 AB.",
    "postcode_unknown": "Deze postcode kennen we niet.",
    "house_number_form": "Schrijf alleen het huisnummer, zoals 12.",
    "phone_form": "Dit is geen telefoonnummer.",
    "email_form": "Dit is geen e-mailadres.",
    "unknown_choice": "Kies een van de mogelijkheden.",
    "bsn_form": "Dit is geen geldig BSN.",
    "bsn_test_number": "Dit BSN is een testnummer.",
    "client_number_form": "Gebruik 3 tot 20 letters en cijfers, zoals TS1111RR.",
    "birth_date_wrong": "Deze geboortedatum klopt niet.",
    "letter_code_wrong": "De code of de geboortedatum klopt niet.",
    "consent_needed": "Zonder akkoord kunnen we u niet op de wachtlijst plaatsen.",
}


def sentence(refusal: DomainError, language: str = SOURCE_LANGUAGE) -> str:
    """Say why a request was refused."""
    own = account_sentences.REFUSALS | tool_sentences.REFUSALS | _SENTENCES
    sentences = administration_sentences.REFUSALS | own
    said = sentences.get(refusal.code, sentences["refused"])
    return gettext_for(language)(said).format(**refusal.details)


def field_sentences(refusal: FieldErrors, language: str = SOURCE_LANGUAGE) -> dict[str, str]:
    """Say what is wrong with each field."""
    _ = gettext_for(language)
    return {
        field: _(field_sentence(code)).format(**refusal.details)
        for field, code in refusal.fields.items()
    }


def field_sentence(code: str) -> str:
    """Say in Dutch what a code says about a field."""
    sentences = _SENTENCES | administration_sentences.FIELDS | account_sentences.FIELDS
    return (sentences | tool_sentences.FIELDS | _FIELD_SENTENCES).get(code, "Controleer dit veld.")


def fault_sentence(fault_id: str, language: str = SOURCE_LANGUAGE) -> str:
    """Say that something unexpected went wrong."""
    return gettext_for(language)(_FAULT).format(id=fault_id)
