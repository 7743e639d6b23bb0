"""The letter to her who has no e-mail, in the language that was chosen for her."""

from __future__ import annotations

import reflex as rx

from kraamzorg_app.services.languages import gettext_for
from kraamzorg_app.ui.components.panels import letter, letter_code
from kraamzorg_app.ui.pages.samen.state import SamenState


def letter_in(language: str) -> rx.Component:
    """Lay out the letter in one language."""
    _ = gettext_for(language)
    sheet = letter(
        rx.el.p(_("Beste"), " ", SamenState.letter_name, ","),
        rx.el.p(
            SamenState.letter_organization,
            " ",
            _(
                "heeft met u aan de telefoon uw aanmelding voor de wachtlijst kraamzorg ingevuld."
                " U staat nog niet op de wachtlijst. U moet de aanmelding eerst zelf bevestigen."
            ),
        ),
        rx.el.ol(
            rx.el.li(_("Ga op internet naar:"), " ", rx.el.strong(SamenState.letter_address)),
            rx.el.li(_("Vul deze code in, en uw geboortedatum.")),
            rx.el.li(_("Kijk uw gegevens na en verstuur de aanmelding.")),
        ),
        letter_code(SamenState.letter_code),
        rx.el.p(_("De code werkt tot en met"), " ", SamenState.letter_until, "."),
        rx.el.p(
            _(
                "Bewaar deze brief. Met dezelfde code komt u later weer op uw eigen pagina. Lukt"
                " het niet alleen? Vraag iemand die u vertrouwt om hulp."
            )
        ),
        sender=SamenState.letter_organization,
        recipient=SamenState.letter_recipient,
        date=SamenState.letter_date,
    )
    return rx.el.div(sheet, lang=language)
