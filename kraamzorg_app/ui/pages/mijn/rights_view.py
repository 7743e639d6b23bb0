"""Her rights on screen: who saw her data, a copy to read, print and keep, and erasing it."""

from __future__ import annotations

from typing import Any

import reflex as rx

from kraamzorg_app.ui.components.buttons import button, submit_button
from kraamzorg_app.ui.components.fields import button_row, date_field, form
from kraamzorg_app.ui.components.native import document_link
from kraamzorg_app.ui.components.notices import empty_state, loaded
from kraamzorg_app.ui.components.panels import card, fact, facts_of, row, stack
from kraamzorg_app.ui.components.registration_form import Translate
from kraamzorg_app.ui.pages.mijn.rights_state import ERASING_ID, OwnDataState, OwnLogState


def log(_: Translate, home: str) -> rx.Component:
    """Show who saw her data."""
    state = OwnLogState
    return rx.fragment(
        _back(_, home),
        rx.el.h1(_("Wie heeft mijn gegevens gezien?")),
        rx.el.p(
            _(
                "Elke keer dat iemand uw gegevens ziet of wijzigt, leggen wij dat vast. U leest"
                " hier welke organisatie het was, wat die deed en om welke gegevens het ging. Wat"
                " u zelf deed, staat er niet bij."
            )
        ),
        rx.el.p(
            _(
                "Klopt er iets niet, of wilt u weten welke medewerker het was? Vraag het aan de"
                " organisatie, of mail de helpdesk."
            )
        ),
        loaded(
            state.is_loaded,
            rx.cond(
                state.days,
                stack(
                    rx.foreach(state.days, lambda day: _day(day, _)),
                    rx.cond(
                        state.has_newer | state.has_older,
                        row(
                            button(
                                _("Nieuwere"), on_click=state.turn(-1), disabled=~state.has_newer
                            ),
                            button(_("Oudere"), on_click=state.turn(1), disabled=~state.has_older),
                        ),
                    ),
                ),
                empty_state(_("Nog niemand heeft uw gegevens gezien")),
            ),
            label=_("Bezig met laden"),
        ),
    )


def _day(day: Any, _: Translate) -> rx.Component:
    return card(rx.el.h2(day.day), rx.el.ul(rx.foreach(day.lines, lambda line: _line(line, _))))


def _line(line: Any, _: Translate) -> rx.Component:
    return rx.el.li(
        rx.el.span(line[0], class_name="muted"),
        " ",
        line[1],
        rx.cond(line[2], rx.el.div(_("Gegevens:"), " ", line[2], class_name="muted")),
    )


def data(_: Translate, home: str) -> rx.Component:
    """Show what is kept about her, and how to take it along or have it erased."""
    state = OwnDataState
    return rx.fragment(
        _back(_, home),
        rx.el.h1(_("Mijn gegevens")),
        rx.el.p(
            _(
                "Dit is alles wat in de wachtlijsttool over u staat. U kunt het bewaren of"
                " afdrukken. Klopt er iets niet? Wijzig het op uw eigen pagina."
            )
        ),
        loaded(
            state.is_loaded,
            stack(
                card(facts_of(rx.foreach(state.facts, _fact)), title=_("Uw gegevens")),
                card(
                    rx.el.ul(rx.foreach(state.events, _event)),
                    title=_("Wat er gebeurde"),
                ),
                card(
                    rx.el.p(_("U ging akkoord op:"), " ", state.consent_given),
                    rx.el.ul(rx.foreach(state.consent, _text)),
                    title=_("Waar u akkoord mee ging"),
                ),
                card(
                    rx.el.p(
                        # As a download, which keeps the page connected.
                        document_link(
                            _("Downloaden als bestand (JSON)"),
                            href="/mijn/mijn-gegevens.json",
                            download="mijn-gegevens.json",
                        )
                    ),
                    rx.el.p(_("Afdrukken doet u met de knop van uw browser."), class_name="muted"),
                    title=_("Een kopie bewaren"),
                    sand=True,
                ),
            ),
            label=_("Bezig met laden"),
        ),
        _erase(_),
    )


def _text(text: Any) -> rx.Component:
    return rx.el.li(text)


def _fact(pair: Any) -> rx.Component:
    return fact(pair[0], pair[1])


def _event(event: Any) -> rx.Component:
    return rx.el.li(rx.el.span(event[0], class_name="muted"), " ", event[1])


def _erase(_: Translate) -> rx.Component:
    state = OwnDataState
    ask = form(
        date_field(
            "birth_date",
            _("Geboortedatum"),
            hint=_("dd-mm-jjjj"),
            error=state.field_errors["birth_date"],
            auto_complete="bday",
        ),
        button_row(
            submit_button(_("Wis mijn gegevens"), look="danger"),
            button(_("Annuleren"), on_click=state.keep),
        ),
        on_submit=state.erase,
    )
    return card(
        rx.el.p(
            _(
                "U gaat dan van de wachtlijst af. Wij wissen uw naam, adres, contactgegevens en"
                " alles waaraan u te herkennen bent. Dit kan niet ongedaan worden gemaakt. Alleen"
                " aantallen blijven over, zonder wie het was."
            )
        ),
        rx.el.p(
            _(
                "Neemt een aanbieder u al in zorg? Die heeft eigen gegevens over u. Vraag de"
                " aanbieder zelf om die te wissen."
            )
        ),
        rx.cond(
            state.is_erasing,
            rx.fragment(
                rx.el.p(rx.el.strong(_("Vul uw geboortedatum in als u het zeker weet."))), ask
            ),
            button(_("Wis mijn gegevens"), on_click=state.ask_erase),
        ),
        title=_("Gegevens wissen"),
        id=ERASING_ID,
        tab_index=-1,
    )


def _back(_: Translate, home: str) -> rx.Component:
    return rx.el.nav(rx.el.a(_("Uw eigen pagina"), href=home), aria_label=_("Terug"))
