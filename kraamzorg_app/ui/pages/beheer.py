"""The way to everything that the functional administrator manages."""

from __future__ import annotations

from typing import Final

import reflex as rx

from kraamzorg_app.domain.permissions import Permission, may
from kraamzorg_app.ui import guard
from kraamzorg_app.ui.components.panels import card, columns, heading, link_card
from kraamzorg_app.ui.layout import page
from kraamzorg_app.ui.page import Page
from kraamzorg_app.ui.policies import handler

PATH: Final = "/beheer"
_PARTS: Final = (
    (
        "Regio's",
        "Postcodes, coördinatoren, preferente verzekeraars en werkafspraken.",
        "/beheer/regios",
    ),
    (
        "Code rood",
        "Wachtlijsten openzetten en dichtzetten, en verzoeken van coördinatoren.",
        "/beheer/perioden",
    ),
    (
        "Aanbieders",
        "Toevoegen, goedkeuren per regio, en aanmeldingen van zzp'ers.",
        "/beheer/aanbieders",
    ),
    ("Verzekeraars", "Verzekeraars, hun labels en UZOVI-codes.", "/beheer/verzekeraars"),
    ("Teksten", "De mails die de tool stuurt, per melding en taal.", "/beheer/sjablonen"),
    ("Gegevensinzage", "Wie welke gegevens van een cliënt ziet.", "/beheer/gegevensinzage"),
    (
        "Instellingen",
        "Wie de tool beheert, de helpdesk, en feiten in teksten.",
        "/beheer/instellingen",
    ),
)


class BeheerState(rx.State):
    """The ways on, and whether the log is one of them."""

    reads_log: bool = False
    is_loaded: bool = False

    @handler(Permission.REGION_MANAGE)
    def load(self) -> None:
        """Let only the functional administrator in."""
        self.reads_log = may(guard.current_actor(), Permission.LOG_READ)
        self.is_loaded = True


def view() -> rx.Component:
    """Show the ways on."""
    return page(
        heading("Beheer", "Alles wat u als functioneel beheerder regelt."),
        columns(*[link_card(title, text, href) for title, text, href in _PARTS], _log()),
        path=PATH,
    )


def _log() -> rx.Component:
    """Lead to the log, or say how one gets to read it."""
    return rx.cond(
        BeheerState.reads_log,
        link_card("Logboek", "Wie welke gegevens zag of wijzigde.", "/beheer/logboek"),
        rx.cond(
            BeheerState.is_loaded,
            card(
                rx.el.p(
                    "Wie welke gegevens zag of wijzigde. Alleen voor privacy officers: een andere "
                    "functioneel beheerder geeft dat recht onder Gebruikers."
                ),
                title="Logboek",
            ),
        ),
    )


PAGE = Page(
    PATH,
    "Beheer",
    view,
    on_load=BeheerState.load,
    menu_label="Beheer",
    permission=Permission.REGION_MANAGE,
)
