"""Her form: short steps, a check page, and what else she can meet before she is placed."""

from __future__ import annotations

from typing import Any, Final

import reflex as rx

from kraamzorg_app.domain.consent import CONSENT_TEXTS, CONSENT_VERSION
from kraamzorg_app.domain.entries import EntryState
from kraamzorg_app.domain.registration_form import STEP_FIELDS, FormField, Step
from kraamzorg_app.services.languages import later
from kraamzorg_app.ui.components.buttons import button, submit_button, text_button
from kraamzorg_app.ui.components.fields import (
    button_row,
    checkbox_field,
    date_field,
    form,
    required_note,
)
from kraamzorg_app.ui.components.notices import notice
from kraamzorg_app.ui.components.panels import card, confirm, contacts, steps
from kraamzorg_app.ui.components.registration_form import (
    Translate,
    answers_shown,
    error_summary,
    kept_while_typing,
    question,
)
from kraamzorg_app.ui.pages.mijn.state import CLOSED_ID, MijnState

TITLES: Final = {
    Step.PERSON: later("Wie bent u?"),
    Step.ADDRESS: later("Waar woont u?"),
    Step.CONTACT: later("Hoe bereiken wij u?"),
    Step.CARE: later("Uw zwangerschap en verzekering"),
    Step.CHECK: later("Klopt alles?"),
}
_SHORT: Final = {
    Step.PERSON: later("Uzelf"),
    Step.ADDRESS: later("Adres"),
    Step.CONTACT: later("Contact"),
    Step.CARE: later("Zorg"),
    Step.CHECK: later("Controle"),
}


def birth_date_question(_: Translate) -> rx.Component:
    """Ask her birth date on a browser that does not know her; show nothing about her."""
    return rx.fragment(
        rx.el.h1(_("Uw eigen pagina")),
        error_summary(MijnState.error_list, _("Er klopt iets niet")),
        still_waiting(_),
        card(
            rx.el.p(_("Wij willen zeker weten dat u het bent. Vul uw geboortedatum in.")),
            form(
                date_field(
                    "birth_date",
                    _("Geboortedatum"),
                    hint=_("dd-mm-jjjj"),
                    error=MijnState.field_errors["birth_date"],
                    auto_complete="bday",
                ),
                button_row(submit_button(_("Verder"))),
                on_submit=MijnState.recognize,
            ),
        ),
        rx.cond(MijnState.is_on_list, _birth_card(_)),
        rx.cond(
            MijnState.may_start_afresh,
            rx.el.p(
                _("Lukt het niet?"),
                " ",
                text_button(_("Opnieuw beginnen"), on_click=MijnState.start_afresh),
                ". ",
                _("Wat u eerder hebt ingevuld, wordt dan gewist."),
            ),
        ),
    )


def still_waiting(_: Translate) -> rx.Component:
    """Ask whether she still waits, or thank her for her answer."""
    no = rx.cond(
        MijnState.phase == "placed",
        button(_("Nee, ik wil van de wachtlijst af"), on_click=MijnState.open_panel("leave")),
        rx.el.p(_("Wilt u van de wachtlijst af? Vul dan eerst uw geboortedatum in.")),
    )
    question = notice(
        rx.el.p(_("U wacht nog op kraamzorg. Klopt dat?")),
        button(_("Ja, ik wil op de wachtlijst blijven"), on_click=MijnState.stay_on_list),
        no,
        tone="info",
        title=_("Staat u nog terecht op de lijst?"),
    )
    thanks = notice(_("U blijft op de wachtlijst."), tone="ok", title=_("Bedankt voor uw antwoord"))
    return rx.cond(MijnState.is_asked, question, rx.cond(MijnState.has_answered, thanks))


def _birth_card(_: Translate) -> rx.Component:
    return card(
        rx.cond(
            MijnState.is_birth_reported,
            notice(
                _("De aanbieders in uw regio, de coördinator en uw verzekeraar hebben bericht."),
                tone="ok",
                title=_("Uw melding is ontvangen"),
            ),
            rx.fragment(
                rx.el.p(_("Is uw baby er al? Dit melden kan ook zonder geboortedatum.")),
                rx.cond(
                    MijnState.panel == "birth",
                    birth_confirm(_),
                    button(_("Ik ben bevallen"), on_click=MijnState.ask_birth),
                ),
            ),
        ),
        sand=True,
    )


def birth_confirm(_: Translate) -> rx.Component:
    """Ask once more: everybody hears of it at once."""
    return confirm(
        MijnState.panel == "birth",
        _("Bent u bevallen?"),
        detail=rx.cond(
            MijnState.place.state == EntryState.AWAITING_AUTHORIZATION,
            _(
                "De coördinator van uw regio krijgt meteen bericht."
                " Bel voor medische hulp altijd eerst uw verloskundige."
            ),
            _(
                "De aanbieders in uw regio, de coördinator en uw verzekeraar krijgen meteen"
                " bericht. Bel voor medische hulp altijd eerst uw verloskundige."
            ),
        ),
        label=_("Ja, ik ben bevallen"),
        cancel_label=_("Annuleren"),
        on_confirm=MijnState.report_birth,
        on_cancel=MijnState.open_panel(""),
    )


def registration(_: Translate) -> rx.Component:
    """Give the step that she is at."""
    return rx.fragment(
        rx.el.h1(_("Aanmelden voor de wachtlijst")),
        rx.el.p(
            rx.cond(
                MijnState.is_together,
                _("Deze aanmelding is met u aan de telefoon ingevuld door:"),
                _("U bent uitgenodigd door:"),
            ),
            " ",
            rx.el.strong(MijnState.organization),
        ),
        steps([_(text) for text in _SHORT.values()], MijnState.step, label=_("Stappen")),
        error_summary(MijnState.error_list, _("Er klopt iets niet")),
        _closed(_),
        rx.match(
            MijnState.step,
            *[(step - 1, _step(step, _)) for step in Step if step is not Step.CHECK],
            _check(_),
        ),
    )


def _keep(field: str) -> dict[str, Any]:
    return kept_while_typing(MijnState.keep, field)


def _title(step: Step, _: Translate) -> rx.Component:
    return rx.el.h2(_(TITLES[step]), id="stap", tab_index=-1)


def _question(field: FormField, _: Translate) -> rx.Component:
    """Ask one thing; only who got a letter can do without an address for mail."""
    if field is not FormField.EMAIL:
        return question(field, MijnState, _, _keep)
    return rx.cond(
        MijnState.may_lack_email,
        question(field, MijnState, _, _keep),
        question(field, MijnState, _, _keep, needs_email=True),
    )


def _step(step: Step, _: Translate) -> rx.Component:
    back = [] if step is Step.PERSON else [_back(_)]
    return card(
        _title(step, _),
        required_note(_("Velden met een * zijn verplicht.")),
        form(
            *[_question(field, _) for field in STEP_FIELDS[step]],
            button_row(submit_button(_("Volgende")), *back),
            rx.el.p(_("Wat u invult, wordt steeds bewaard."), class_name="muted"),
            on_submit=MijnState.go_on,
        ),
    )


def _back(_: Translate) -> rx.Component:
    return button(_("Vorige"), on_click=MijnState.go_back)


def _check(_: Translate) -> rx.Component:
    blocks = [
        rx.el.section(
            rx.el.div(
                rx.el.h3(_(TITLES[step])),
                text_button(
                    _("Wijzigen"),
                    on_click=MijnState.go_to(step - 1),
                    aria_label=f"{_('Wijzigen')}: {_(TITLES[step])}",
                ),
                class_name="card__head",
            ),
            answers_shown(STEP_FIELDS[step], MijnState.shown, _),
        )
        for step in Step
        if step is not Step.CHECK
    ]
    return card(
        _title(Step.CHECK, _),
        rx.el.p(_("U staat op de wachtlijst als u de aanmelding verstuurt.")),
        rx.cond(
            MijnState.is_far,
            notice(
                _(
                    "Uw uitgerekende datum is meer dan 40 weken vooruit. Kijk of u hem goed hebt"
                    " ingevuld."
                ),
                tone="warning",
            ),
        ),
        *blocks,
        form(
            rx.el.div(
                rx.el.h3(_("Waar u mee akkoord gaat")),
                rx.el.ul(*[rx.el.li(_(text)) for text in CONSENT_TEXTS[CONSENT_VERSION]]),
            ),
            checkbox_field(
                "consent",
                _("Ik ga akkoord met plaatsing op de wachtlijst"),
                error=MijnState.field_errors[FormField.CONSENT],
            ),
            button_row(submit_button(_("Aanmelding versturen")), _back(_)),
            on_submit=MijnState.send,
        ),
    )


def _closed(_: Translate) -> rx.Component:
    return rx.cond(
        MijnState.closed_region,
        notice(
            rx.el.p(
                _("De wachtlijst van uw regio is dicht voor uw uitgerekende datum:"),
                " ",
                MijnState.closed_region,
                ". ",
                _("Uw gegevens blijven bewaard. Bel een aanbieder bij u in de buurt:"),
            ),
            contacts(MijnState.closed_providers),
            tone="warning",
            title=_("De wachtlijst is dicht"),
            id=CLOSED_ID,
            tab_index=-1,
        ),
    )


def duplicate(_: Translate) -> rx.Component:
    """Say that somebody gets in touch, and nothing of why."""
    return rx.fragment(
        rx.el.h1(_("We nemen contact met u op")),
        notice(
            rx.el.p(
                _(
                    "Wij kunnen uw aanmelding niet vanzelf verwerken. De coördinator van uw regio"
                    " belt of mailt u. U hoeft nu niets te doen."
                )
            ),
            tone="info",
        ),
        rx.el.p(
            _("Klopt er iets niet in wat u hebt ingevuld?"),
            " ",
            text_button(_("Gegevens nakijken"), on_click=MijnState.look_again),
        ),
    )


def ended(_: Translate) -> rx.Component:
    """Say that the invitation no longer works."""
    return rx.fragment(
        rx.el.h1(_("Deze uitnodiging werkt niet meer")),
        rx.el.p(_("Hij is verlopen of ingetrokken. Vraag een nieuwe uitnodiging aan.")),
    )
