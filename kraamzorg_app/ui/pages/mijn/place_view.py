"""Her page once she is on the list: how it stands, and what she can do."""

from __future__ import annotations

from typing import Any, Final

import reflex as rx

from kraamzorg_app.domain.entries import CloseReason, EntryState
from kraamzorg_app.domain.registration_form import ABOUT_HERSELF, STEP_FIELDS, Step
from kraamzorg_app.services.languages import later
from kraamzorg_app.services.own_entry import REASONS
from kraamzorg_app.ui.components.buttons import button, submit_button
from kraamzorg_app.ui.components.fields import button_row, form, radio_field
from kraamzorg_app.ui.components.native import native_form
from kraamzorg_app.ui.components.notices import notice
from kraamzorg_app.ui.components.panels import (
    card,
    confirm,
    fact,
    fact_if,
    facts_of,
    reach,
    row,
)
from kraamzorg_app.ui.components.registration_form import Translate, error_summary, question
from kraamzorg_app.ui.pages.mijn.form_view import TITLES, birth_confirm, still_waiting
from kraamzorg_app.ui.pages.mijn.state import ACTIONS_ID, PANEL_ID, MijnState
from kraamzorg_app.ui.pages.mijn.wish_view import wish_button, wish_panel

_REASONS: Final = {
    CloseReason.FOUND_ELSEWHERE: later("Ik heb zelf kraamzorg gevonden"),
    CloseReason.MOVED: later("Ik ga verhuizen of beval ergens anders"),
    CloseReason.PREGNANCY_ENDED: later("Mijn zwangerschap is geëindigd"),
    CloseReason.WITHDRAWN: later("Ik wil geen kraamzorg meer, of een andere reden"),
}
_ALL_KNOW: Final = later(
    "De aanbieders in uw regio, de coördinator en uw verzekeraar weten dat u bent bevallen. Zij"
    " zoeken met spoed kraamzorg voor u."
)
_COORDINATOR_KNOWS: Final = later(
    "De coördinator van uw regio weet dat u bent bevallen en kijkt met spoed naar uw aanmelding."
    " Daarna krijgen de aanbieders in uw regio bericht."
)
_IS_TAKEN: Final[Any] = MijnState.place.state == EntryState.ACCEPTED


def place(_: Translate, home: str) -> rx.Component:
    """Tell how it stands, then what she can do and what is her right."""
    how_it_stands = rx.cond(
        MijnState.place.state == EntryState.CLOSED,
        _off_the_list(_),
        rx.fragment(
            rx.match(
                MijnState.place.state,
                (EntryState.ACCEPTED, _taken(_)),
                (EntryState.AWAITING_AUTHORIZATION, _received(_)),
                _waiting(_),
            ),
            _actions(_),
        ),
    )
    return rx.fragment(how_it_stands, _rights(_, home))


def _rights(_: Translate, home: str) -> rx.Component:
    return card(
        rx.el.ul(
            rx.el.li(rx.el.a(_("Wie heeft mijn gegevens gezien?"), href=f"{home}/inzage")),
            rx.el.li(
                rx.el.a(_("Mijn gegevens bekijken, bewaren of wissen"), href=f"{home}/gegevens")
            ),
        ),
        rx.el.p(_("Dit is uw eigen pagina. Sluit hem af op een computer van een ander.")),
        _close(_),
        title=_("Uw gegevens"),
        sand=True,
    )


def _waiting(_: Translate) -> rx.Component:
    return rx.fragment(
        rx.el.h1(_("U staat op de wachtlijst")),
        rx.cond(MijnState.place.is_born, _born(_), still_waiting(_)),
        card(_facts(_), rx.cond(MijnState.place.is_born, rx.fragment(), _what_now(_))),
    )


def _what_now(_: Translate) -> rx.Component:
    return rx.fragment(
        rx.el.h2(_("Wat gebeurt er nu?")),
        rx.el.p(
            _(
                "De aanbieders van kraamzorg in uw regio zien dat u wacht. Zij kijken of zij"
                " plaats hebben. De coördinator let op dat iedereen op tijd aan de beurt komt."
            )
        ),
        rx.el.p(
            _(
                "Neemt een aanbieder u in zorg? Dan krijgt u meteen bericht. Soms is dat pas in"
                " de laatste weken. U hoeft nu niets te doen."
            )
        ),
    )


def _received(_: Translate) -> rx.Component:
    return rx.fragment(
        rx.el.h1(_("Uw aanmelding is ontvangen")),
        rx.cond(
            MijnState.place.is_born,
            _born(_, _COORDINATOR_KNOWS),
        ),
        card(
            _facts(_),
            rx.el.h2(_("Wat gebeurt er nu?")),
            rx.el.p(
                _(
                    "De coördinator van uw regio kijkt naar uw aanmelding. Daarna staat u op de"
                    " wachtlijst en krijgt u bericht."
                )
            ),
        ),
    )


def _taken(_: Translate) -> rx.Component:
    return rx.fragment(
        rx.el.h1(_("U hebt kraamzorg")),
        card(
            rx.el.p(_("Deze aanbieder neemt u in zorg:")),
            facts_of(
                fact(_("Kraamzorgaanbieder"), rx.el.strong(MijnState.place.provider)),
                fact_if(
                    MijnState.place.provider_phone,
                    _("Telefoonnummer"),
                    reach(MijnState.place.provider_phone, "tel:"),
                ),
                fact(_("E-mailadres"), reach(MijnState.place.provider_email, "mailto:")),
                fact_if(MijnState.place.contract, _("Contract"), MijnState.place.contract),
            ),
            rx.el.h2(_("Wat gebeurt er nu?")),
            rx.el.p(
                _(
                    "De aanbieder neemt contact met u op voor een kennismaking. Hoort u binnen een"
                    " week niets? Bel of mail de aanbieder dan zelf."
                )
            ),
        ),
    )


def _off_the_list(_: Translate) -> rx.Component:
    return rx.fragment(
        rx.cond(
            MijnState.place.close_reason == CloseReason.PREGNANCY_ENDED,
            rx.fragment(
                rx.el.h1(_("Het spijt ons voor u")),
                card(
                    rx.el.p(
                        _(
                            "U staat niet meer op de wachtlijst en krijgt geen berichten meer van"
                            " ons. U hoeft niets meer te regelen."
                        )
                    ),
                    rx.el.p(
                        _(
                            "Uw verloskundige of huisarts kan u verder helpen, ook als u erover"
                            " wilt praten."
                        )
                    ),
                ),
            ),
            rx.fragment(
                rx.el.h1(_("U staat niet meer op de wachtlijst")),
                card(
                    rx.el.p(
                        _(
                            "Hebt u toch weer kraamzorg nodig? Vraag dan een nieuwe uitnodiging aan"
                            " bij uw zorgverzekeraar of een kraamzorgaanbieder."
                        )
                    )
                ),
            ),
        )
    )


def _facts(_: Translate) -> rx.Component:
    return facts_of(
        fact(_("Wachtlijst"), MijnState.place.region),
        fact(_("U wacht sinds"), MijnState.place.placed),
        fact(_("Uitgerekende datum"), MijnState.place.due),
        fact(_("Verzekeraar"), MijnState.place.insurer),
    )


def _born(_: Translate, who_knows: str = _ALL_KNOW) -> rx.Component:
    return notice(
        rx.el.p(_(who_knows)),
        rx.cond(
            MijnState.panel == "undo",
            confirm(
                MijnState.panel == "undo",
                _("Bent u nog niet bevallen?"),
                detail=_("Iedereen die bericht kreeg, hoort dat het een vergissing was."),
                label=_("Melding intrekken"),
                cancel_label=_("Annuleren"),
                on_confirm=MijnState.undo_birth,
                on_cancel=MijnState.open_panel(""),
            ),
            button(_("Dit was een vergissing"), on_click=MijnState.open_panel("undo")),
        ),
        tone="ok",
        title=_("U hebt gemeld dat u bent bevallen"),
    )


def _actions(_: Translate) -> rx.Component:
    may_report = (MijnState.place.state != EntryState.ACCEPTED) & ~MijnState.place.is_born
    return rx.fragment(
        rx.cond(
            MijnState.panel == "",
            rx.el.div(
                rx.cond(
                    may_report,
                    button(_("Ik ben bevallen"), look="primary", on_click=MijnState.ask_birth),
                ),
                button(_("Mijn gegevens wijzigen"), on_click=MijnState.open_panel("change")),
                rx.cond(MijnState.place.state != EntryState.ACCEPTED, wish_button(_)),
                button(
                    _leaving(_),
                    look="subtle",
                    on_click=MijnState.open_panel("leave"),
                ),
                rx.cond(
                    MijnState.place.is_born,
                    rx.fragment(),
                    button(
                        _("De zwangerschap is beëindigd"),
                        look="subtle",
                        on_click=MijnState.open_panel("ended"),
                    ),
                ),
                id=ACTIONS_ID,
                tab_index=-1,
                class_name="row",
            ),
        ),
        birth_confirm(_),
        rx.cond(MijnState.panel == "change", _change(_)),
        rx.cond(MijnState.panel == "leave", _leave(_)),
        rx.cond(MijnState.panel == "ended", _pregnancy_ended(_)),
        wish_panel(_),
    )


def _pregnancy_ended(_: Translate) -> rx.Component:
    """Let her go without a question, a reason or a word too many."""
    return card(
        rx.el.p(
            _(
                "Wat verdrietig. Als u hieronder bevestigt, gaat u van de wachtlijst af en sturen"
                " wij u geen enkel bericht meer. U hoeft niets uit te leggen en niemand te bellen."
            )
        ),
        rx.el.p(
            _(
                "Andere organisaties lezen alleen dat u van de wachtlijst af bent. De reden ziet"
                " alleen de coördinator van uw regio."
            )
        ),
        row(
            button(_("Haal mij van de wachtlijst"), on_click=MijnState.end_pregnancy),
            button(_("Terug"), look="subtle", on_click=MijnState.open_panel("")),
        ),
        title=_("De zwangerschap is beëindigd"),
        id=PANEL_ID,
        tab_index=-1,
    )


def _change(_: Translate) -> rx.Component:
    groups: list[Any] = [
        rx.el.section(
            rx.el.h3(_(TITLES[step])),
            *[
                question(field, MijnState, _)
                for field in STEP_FIELDS[step]
                if field in ABOUT_HERSELF
            ],
            class_name="form",
        )
        for step in Step
        if step is not Step.CHECK
    ]
    return card(
        error_summary(MijnState.error_list, _("Er klopt iets niet")),
        form(
            *groups,
            button_row(
                submit_button(_("Opslaan")),
                button(_("Annuleren"), on_click=MijnState.open_panel("")),
            ),
            on_submit=MijnState.correct,
        ),
        title=_("Mijn gegevens wijzigen"),
        id=PANEL_ID,
        tab_index=-1,
    )


def _leaving(_: Translate) -> rx.Var[str]:
    """Name what she does: who has a provider is off the list already."""
    return rx.cond(_IS_TAKEN, _("Ik wil geen kraamzorg meer"), _("Ik wil van de wachtlijst af"))


def _leave(_: Translate) -> rx.Component:
    return card(
        error_summary(MijnState.error_list, _("Er klopt iets niet")),
        rx.cond(
            _IS_TAKEN,
            rx.el.p(_("De aanbieder krijgt bericht en ziet uw gegevens daarna niet meer.")),
        ),
        form(
            radio_field(
                "reason",
                rx.cond(
                    _IS_TAKEN,
                    _("Waarom wilt u geen kraamzorg meer?"),
                    _("Waarom wilt u van de wachtlijst af?"),
                ),
                [(str(reason), _(_REASONS[reason])) for reason in REASONS],
                hint=_("Alleen de coördinator van uw regio ziet uw antwoord."),
                error=MijnState.field_errors["reason"],
            ),
            button_row(
                submit_button(
                    rx.cond(_IS_TAKEN, _("Kraamzorg afzeggen"), _("Van de wachtlijst af")),
                    look="danger",
                ),
                button(_("Annuleren"), on_click=MijnState.open_panel("")),
            ),
            on_submit=MijnState.leave_list,
        ),
        title=_leaving(_),
        id=PANEL_ID,
        tab_index=-1,
    )


def _close(_: Translate) -> rx.Component:
    return native_form(
        rx.el.button(
            _("Pagina afsluiten"),
            type="submit",
            class_name="utrecht-button utrecht-button--secondary-action",
        ),
        action="/mijn/afsluiten",
    )
