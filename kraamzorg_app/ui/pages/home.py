"""The public start page ("/")."""

from __future__ import annotations

import reflex as rx

from kraamzorg_app.ui.page import Page, PageAudience


def view() -> rx.Component:
    """Say what the tool is."""
    return rx.el.main(rx.el.h1("Wachtlijst Kraamzorg"))


PAGE = Page("/", "Wachtlijst Kraamzorg", view, PageAudience.EVERYONE)
