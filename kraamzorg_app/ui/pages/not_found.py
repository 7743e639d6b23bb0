"""What an unknown address shows."""

from __future__ import annotations

import reflex as rx

from kraamzorg_app.ui.layout import public_page
from kraamzorg_app.ui.page import Page, PageAudience


def view() -> rx.Component:
    """Say that there is nothing here, and where to go."""
    return public_page(
        rx.el.h1("Niet gevonden"),
        rx.el.p("Deze pagina bestaat niet, of niet voor u."),
        rx.el.p(rx.el.a("Naar het begin", href="/")),
        rx.el.p("This page does not exist, or is not for you.", lang="en"),
        narrow=True,
    )


PAGE = Page("/404", "Niet gevonden", view, PageAudience.EVERYONE)
