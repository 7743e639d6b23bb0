"""Filling in the form with her on the phone, and the letter that she confirms it with."""

from __future__ import annotations

from typing import Any

import reflex as rx

from kraamzorg_app.domain.registration_form import ABOUT_HERSELF, STEP_FIELDS, FormField, Step
from kraamzorg_app.services.languages import SOURCE_LANGUAGE, languages
from kraamzorg_app.ui.components.buttons import (
    button,
    link_button,
    print_button,
    submit_button,
    text_button,
)
from kraamzorg_app.ui.components.fields import button_row, form, required_note, select_field
from kraamzorg_app.ui.components.notices import notice, skeleton
from kraamzorg_app.ui.components.panels import card, heading, steps
from kraamzorg_app.ui.components.registration_form import (
    HINTS,
    answers_shown,
    error_summary,
    kept_while_typing,
    question,
)
from kraamzorg_app.ui.layout import page
from kraamzorg_app.ui.page import Page
from kraamzorg_app.ui.pages.samen.letter_view import letter_in
from kraamzorg_app.ui.pages.samen.state import REGISTER_PATH, SamenState

_TITLES = {
    Step.PERSON: "Wie is de cliënt?",
    Step.ADDRESS: "Waar woont zij?",
    Step.CONTACT: "Hoe bereiken wij haar?",
    Step.CARE: "Zwangerschap en verzekering",
    Step.CHECK: "Klopt alles?",
}
_HINTS = {
    HINTS[FormField.BIRTH_DATE]: "dd-mm-jjjj",
    HINTS[FormField.PHONE]: "",
    HINTS[FormField.EMAIL]: "Heeft zij geen e-mail? Laat het leeg: zij krijgt dan een brief",
    HINTS[FormField.DUE_DATE]: "Zoals de verloskundige die heeft uitgerekend: dd-mm-jjjj",
    HINTS[FormField.BSN]: "Niet verplicht. Alleen de aanbieder die haar in zorg neemt, ziet het",
    HINTS[FormField.SPOKEN_LANGUAGE]: "In welke taal praat zij het liefst?",
}
"""What is said to her, said to whoever fills it in with her."""


def _dutch(sentence: str) -> str:
    return _HINTS.get(sentence, sentence)


def _asked(step: Step) -> list[FormField]:
    """Give what is asked on the phone; a wish for a provider is hers alone to name."""
    return [field for field in STEP_FIELDS[step] if field in ABOUT_HERSELF]


_vars: Any = SamenState


def view() -> rx.Component:
    """Show the step, or how she confirms."""
    return page(
        rx.match(
            SamenState.phase,
            ("form", _form()),
            ("mailed", _mailed()),
            ("letter", _letter()),
            ("gone", _gone()),
            rx.fragment(rx.el.h1("Samen invullen"), skeleton(6)),
        ),
        path="/clienten/registreren",
    )


def _form() -> rx.Component:
    return rx.fragment(
        heading(
            "Samen invullen",
            "Vul de vragen in met de cliënt aan de telefoon. Zij komt pas op de wachtlijst als zij"
            " zelf bevestigt.",
        ),
        steps(("Cliënt", "Adres", "Contact", "Zorg", "Controle"), SamenState.step),
        error_summary(SamenState.error_list, "Niet alles is goed ingevuld"),
        rx.match(
            SamenState.step,
            *[(step - 1, _step(step)) for step in Step if step is not Step.CHECK],
            _check(),
        ),
    )


def _keep(field: str) -> dict[str, Any]:
    return kept_while_typing(SamenState.keep, field)


def _step(step: Step) -> rx.Component:
    back = [] if step is Step.PERSON else [button("Vorige", on_click=SamenState.go_back)]
    return card(
        rx.el.h2(_TITLES[step], id="stap", tab_index=-1),
        required_note(),
        form(
            *[question(field, SamenState, _dutch, _keep) for field in _asked(step)],
            button_row(submit_button("Volgende"), *back),
            on_submit=SamenState.go_on,
        ),
    )


def _check() -> rx.Component:
    blocks = [
        rx.el.section(
            rx.el.div(
                rx.el.h3(_TITLES[step]),
                text_button("Wijzigen", on_click=SamenState.go_to(step - 1)),
                class_name="card__head",
            ),
            answers_shown(_asked(step), SamenState.shown, _dutch),
        )
        for step in Step
        if step is not Step.CHECK
    ]
    return card(
        rx.el.h2(_TITLES[Step.CHECK], id="stap", tab_index=-1),
        rx.el.p("Lees de gegevens voor. Daarna bevestigt de cliënt ze zelf."),
        rx.cond(
            SamenState.is_far,
            notice(
                "De uitgerekende datum is meer dan 40 weken vooruit. Klopt hij?", tone="warning"
            ),
        ),
        *blocks,
        form(
            select_field("language", "Taal voor de cliënt", _vars.language_choices),
            button_row(
                submit_button(
                    rx.cond(
                        SamenState.shown["email"],
                        "Versturen ter bevestiging",
                        "Brief met code maken",
                    )
                ),
                button("Vorige", on_click=SamenState.go_back),
            ),
            rx.el.p("Daarna ziet u deze gegevens niet meer.", class_name="muted"),
            on_submit=SamenState.hand_over,
        ),
    )


def _mailed() -> rx.Component:
    return rx.fragment(
        rx.el.h1("Wacht op bevestiging"),
        notice(
            rx.el.p(
                "De cliënt krijgt een e-mail met een link. Zij kijkt haar gegevens na en bevestigt."
                " Pas dan staat zij op de wachtlijst."
            ),
            rx.el.p("ClientNummer: ", rx.el.strong(SamenState.client_number)),
            tone="ok",
            title="De gegevens zijn verstuurd ter bevestiging",
        ),
        _back(),
    )


def _letter() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            rx.el.h1("Druk de brief af"),
            notice(
                "De code staat alleen nu op het scherm. Druk de brief af voor u deze pagina sluit.",
                tone="warning",
            ),
            button_row(print_button("Brief afdrukken"), _back()),
            class_name="stack no-print",
        ),
        rx.match(
            SamenState.letter_language,
            *[(each, letter_in(each)) for each in languages() if each != SOURCE_LANGUAGE],
            letter_in(SOURCE_LANGUAGE),
        ),
    )


def _gone() -> rx.Component:
    return rx.fragment(
        rx.el.h1("Niet gevonden"),
        rx.el.p("Deze aanmelding bestaat niet, of is al aan de cliënt gegeven."),
        _back(),
    )


def _back() -> rx.Component:
    return link_button("Naar Cliënt registreren", REGISTER_PATH)


PAGE = Page("/clienten/registreren/samen/[id]", "Samen invullen", view, on_load=SamenState.load)
