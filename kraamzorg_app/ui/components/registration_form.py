"""The questions of the registration form, in the language of the page; a State gives the answers.

question(field, state, translate, on_keep=None)   one field of the form
error_summary(errors, title)                      what is wrong, above the form, focused
answers_shown(state, translate)                   the check page
"""

from collections.abc import Callable, Sequence
from typing import Any, Final

import reflex as rx

from kraamzorg_app.domain.registration_form import OPTIONAL_FIELDS, FormField
from kraamzorg_app.services.languages import later
from kraamzorg_app.ui.components.fields import (
    date_field,
    email_field,
    number_field,
    phone_field,
    postcode_field,
    select_field,
    text_field,
)
from kraamzorg_app.ui.components.native import document_link
from kraamzorg_app.ui.components.notices import notice
from kraamzorg_app.ui.components.panels import fact_if, facts_of

Translate = Callable[[str], str]
Keep = Callable[[str], dict[str, Any]]
SUMMARY_ID: Final = "fouten"
_KEEP_AFTER_MS: Final = 700

LABELS: Final[dict[FormField, str]] = {
    FormField.FIRST_NAME: "Voornaam",
    FormField.LAST_NAME: "Achternaam",
    FormField.BIRTH_DATE: "Geboortedatum",
    FormField.PARTNER_NAME: "Naam partner",
    FormField.POSTCODE: "Postcode",
    FormField.HOUSE_NUMBER: "Huisnummer",
    FormField.ADDITION: "Toevoeging",
    FormField.STREET: "Straat",
    FormField.CITY: "Woonplaats",
    FormField.PHONE: "Telefoonnummer",
    FormField.EMAIL: "E-mailadres",
    FormField.DUE_DATE: "Uitgerekende datum",
    FormField.INSURER_LABEL: "Verzekeraar",
    FormField.BSN: "BSN",
    FormField.SPOKEN_LANGUAGE: "Spreektaal",
    FormField.PREFERRED: "Voorkeur voor een aanbieder",
}
HINTS: Final[dict[FormField, str]] = {
    FormField.BIRTH_DATE: later("Uw eigen geboortedatum: dd-mm-jjjj"),
    FormField.PARTNER_NAME: later("Niet verplicht"),
    FormField.ADDITION: later("Niet verplicht"),
    FormField.PHONE: later("Hierop bellen wij u als er kraamzorg voor u is"),
    FormField.EMAIL: later("Hier sturen wij uw berichten naartoe"),
    FormField.DUE_DATE: later("De datum die uw verloskundige heeft uitgerekend: dd-mm-jjjj"),
    FormField.BSN: later("Niet verplicht. Alleen de aanbieder die u in zorg neemt, kan het zien"),
    FormField.SPOKEN_LANGUAGE: later("In welke taal praat u het liefst?"),
    FormField.PREFERRED: later(
        "Niet verplicht. Wij proberen uw voorkeur te volgen, maar het kan ook een andere aanbieder"
        " worden. Alleen de coördinator en deze aanbieder zien uw voorkeur."
    ),
}
_COMPLETE: Final[dict[FormField, str]] = {
    FormField.FIRST_NAME: "given-name",
    FormField.LAST_NAME: "family-name",
    FormField.BIRTH_DATE: "bday",
    FormField.STREET: "address-line1",
    FormField.CITY: "address-level2",
}
_KINDS: Final[dict[FormField, Any]] = {
    FormField.BIRTH_DATE: date_field,
    FormField.DUE_DATE: date_field,
    FormField.POSTCODE: postcode_field,
    FormField.HOUSE_NUMBER: number_field,
    FormField.PHONE: phone_field,
    FormField.EMAIL: email_field,
    FormField.BSN: number_field,
}


def question(
    field: FormField,
    state: Any,
    translate: Translate,
    on_keep: Keep | None = None,
    *,
    needs_email: bool = False,
) -> rx.Component:
    """Ask one thing; `on_keep(field)` gives the events that keep what was typed."""
    may_be_empty = field in OPTIONAL_FIELDS or (field is FormField.EMAIL and not needs_email)
    options: dict[str, Any] = {
        "error": state.field_errors[field],
        "default": state.answers[field],
        "required": not may_be_empty,
        **(on_keep(field) if on_keep else {}),
    }
    if field in HINTS:
        options["hint"] = translate(HINTS[field])
    if field in _COMPLETE:
        options["auto_complete"] = _COMPLETE[field]
    label = translate(LABELS[field])
    if field is FormField.INSURER_LABEL:
        return select_field(str(field), label, state.labels, **options)
    if field is FormField.SPOKEN_LANGUAGE:
        return select_field(str(field), label, state.spoken_languages, **options)
    if field is FormField.PREFERRED:
        return rx.cond(state.wishes, select_field(str(field), label, state.wishes, **options))
    draw: Any = _KINDS.get(field, text_field)
    shown: rx.Component = draw(str(field), label, **options)
    return shown


def kept_while_typing(keep: Any, field: str) -> dict[str, Any]:
    """Give the events that keep an answer: shortly after typing stops, and on leaving the field.

    A pause is awaited for the whole form at once, so only leaving keeps what was typed in a hurry.
    """
    typed: Any = rx.Var(f"(document.getElementById('{field}')?.value ?? '')", _var_type=str)
    return {
        "on_change": lambda text: keep.debounce(_KEEP_AFTER_MS)(field, text),
        "on_blur": keep(field, typed),
    }


def error_summary(errors: Any, title: str) -> rx.Component:
    """List what is wrong with a link to each field; the focus comes here."""
    return rx.cond(
        errors.length() > 0,
        rx.el.div(
            notice(
                rx.el.ul(
                    rx.foreach(
                        errors,
                        lambda error: rx.el.li(
                            document_link(error[1], href="#" + error[0].to(str))
                        ),
                    )
                ),
                tone="error",
                title=title,
            ),
            id=SUMMARY_ID,
            tab_index=-1,
            role="alert",
        ),
    )


def answers_shown(fields: Sequence[FormField], shown: Any, translate: Translate) -> rx.Component:
    """Show answers as she gave them, for the check page; what was not given is left out."""
    return facts_of(
        *[fact_if(shown[field], translate(LABELS[field]), shown[field]) for field in fields]
    )
