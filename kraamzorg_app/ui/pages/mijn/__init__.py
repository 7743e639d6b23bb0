"""The client's own page, after her link; one route for each language that has a catalogue."""

from __future__ import annotations

from functools import partial
from typing import cast

import reflex as rx

from kraamzorg_app.services.languages import SOURCE_LANGUAGE, gettext_for, languages
from kraamzorg_app.ui.components.native import document_link
from kraamzorg_app.ui.components.notices import skeleton
from kraamzorg_app.ui.components.panels import card
from kraamzorg_app.ui.layout import Language, client_page
from kraamzorg_app.ui.page import Page, PageAudience
from kraamzorg_app.ui.pages.mijn import form_view, place_view, rights_view
from kraamzorg_app.ui.pages.mijn.rights_state import ERASED_PATH, OwnDataState, OwnLogState
from kraamzorg_app.ui.pages.mijn.state import MijnState


def view(language: str) -> rx.Component:
    """Show her form or her place on the list, in one language."""
    _ = gettext_for(language)
    return client_page(
        rx.match(
            MijnState.phase,
            ("birth_date", form_view.birth_date_question(_)),
            ("form", form_view.registration(_)),
            ("duplicate", form_view.duplicate(_)),
            ("ended", form_view.ended(_)),
            ("placed", place_view.place(_, f"{_prefix(language)}/mijn")),
            rx.fragment(rx.el.h1(_("Uw eigen pagina")), skeleton(6, _("Bezig met laden"))),
        ),
        lang=cast("Language", language),
        path="/mijn",
        section="eigen-pagina",
    )


def expired_view() -> rx.Component:
    """Say that the session has ended; her draft is kept."""
    return client_page(
        rx.el.h1("Uw pagina is afgesloten"),
        card(
            rx.el.p(
                "U bent een half uur weg geweest, of u opende deze pagina zonder uw link. Wat u in"
                " het aanmeldformulier hebt ingevuld, is bewaard. Open de link in uw e-mail"
                " opnieuw."
            ),
            rx.el.p(document_link("Link opnieuw sturen", href="/link-opnieuw")),
            rx.el.p(document_link("Ik heb een brief met een code", href="/brief")),
        ),
        card(
            rx.el.p(
                "Your page has been closed. What you filled in on the registration form has been"
                " kept. Please open the link in your email again."
            ),
            rx.el.p(document_link("Send my link again", href="/link-opnieuw")),
            rx.el.p(document_link("I have a letter with a code", href="/brief")),
            sand=True,
            lang="en",
        ),
        path="/mijn/verlopen",
        section="link-kwijt",
    )


def log_view(language: str) -> rx.Component:
    """Show who saw her data, in one language."""
    content = rights_view.log(gettext_for(language), f"{_prefix(language)}/mijn")
    return client_page(
        content, lang=cast("Language", language), path="/mijn/inzage", section="inzage"
    )


def data_view(language: str) -> rx.Component:
    """Show what is kept about her, in one language."""
    content = rights_view.data(gettext_for(language), f"{_prefix(language)}/mijn")
    return client_page(
        content, lang=cast("Language", language), path="/mijn/gegevens", section="gegevens"
    )


def erased_view() -> rx.Component:
    """Say that nothing about her is left."""
    return client_page(
        rx.el.h1("Uw gegevens zijn gewist"),
        card(
            rx.el.p(
                "U staat niet meer op de wachtlijst en krijgt geen berichten meer van ons. Hebt u"
                " toch weer kraamzorg nodig? Vraag dan een nieuwe uitnodiging aan."
            )
        ),
        card(
            rx.el.p(
                "Your data has been erased. You are no longer on the waiting list and we will not"
                " send you any more messages."
            ),
            sand=True,
            lang="en",
        ),
        path=ERASED_PATH,
    )


def _prefix(language: str) -> str:
    return "" if language == SOURCE_LANGUAGE else f"/{language}"


def _pages(language: str) -> tuple[Page, ...]:
    prefix, _ = _prefix(language), gettext_for(language)
    return (
        Page(
            f"{prefix}/mijn",
            _("Mijn aanmelding"),
            partial(view, language),
            PageAudience.CLIENTS,
            on_load=MijnState.load(language),
        ),
        Page(
            f"{prefix}/mijn/inzage",
            _("Wie heeft mijn gegevens gezien?"),
            partial(log_view, language),
            PageAudience.CLIENTS,
            on_load=OwnLogState.load(language),
        ),
        Page(
            f"{prefix}/mijn/gegevens",
            _("Mijn gegevens"),
            partial(data_view, language),
            PageAudience.CLIENTS,
            on_load=OwnDataState.load(language),
        ),
    )


PAGES = (
    *(page for language in languages() for page in _pages(language)),
    Page(ERASED_PATH, "Gegevens gewist", erased_view, PageAudience.EVERYONE),
    Page("/mijn/verlopen", "Pagina afgesloten", expired_view, PageAudience.EVERYONE),
)
