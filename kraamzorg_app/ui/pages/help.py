"""Help: the manual of whoever reads it, by section, searched, or whole to print."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import reflex as rx

from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.services import manual
from kraamzorg_app.services.manual import Section
from kraamzorg_app.ui import guard
from kraamzorg_app.ui.bridge import PageState
from kraamzorg_app.ui.components.buttons import link, link_button, print_button
from kraamzorg_app.ui.components.fields import filter_field
from kraamzorg_app.ui.components.notices import empty_state
from kraamzorg_app.ui.components.panels import card, columns, heading, link_card, row
from kraamzorg_app.ui.components.reading import Part, parts_of, reading
from kraamzorg_app.ui.layout import SECTION, page
from kraamzorg_app.ui.page import Page
from kraamzorg_app.ui.policies import handler

PATH: Final = "/help"
_ALL: Final = "alles"
PICTURE_WIDTH, PICTURE_HEIGHT = 960, 600


@dataclass
class Title:
    """One section in the list."""

    title: str
    intro: str
    href: str


@dataclass
class Chapter:
    """One section that is read."""

    title: str
    href: str
    picture: str
    alt: str
    parts: list[Part]


class HelpState(PageState, rx.State):
    """The list of sections, or what is read of them."""

    titles: list[Title] = []
    chapters: list[Chapter] = []
    is_whole: bool = False
    _text: str = ""

    def _forget(self) -> None:
        super()._forget()
        self._text = ""

    @handler(Permission.ACCOUNT_OWN)
    async def load(self) -> None:
        """Show the section that the address names, all of them, or the list."""
        self._show()

    @handler(Permission.ACCOUNT_OWN)
    async def search(self, text: str) -> None:
        """Find sections while somebody types."""
        self._text = text.strip()[:100]
        self._show()

    def _show(self) -> None:
        asked = "" if self._text else self.router.url.query_parameters.get(SECTION, "")
        own = manual.sections_for(guard.current_actor().role)
        self.is_whole = asked == _ALL
        self.chapters = [_chapter(each) for each in own if self.is_whole or each.id == asked]
        self.titles = _titles(manual.found_in(own, self._text))


def _titles(sections: Iterable[Section]) -> list[Title]:
    return [Title(each.title, each.intro, f"{PATH}?{SECTION}={each.id}") for each in sections]


def _chapter(section: Section) -> Chapter:
    return Chapter(
        title=section.title,
        href=section.href,
        picture=section.picture,
        alt=section.alt,
        parts=parts_of(section.blocks),
    )


def view() -> rx.Component:
    """Show the search field with what it finds, or what is read."""
    state = HelpState
    return page(
        heading(
            "Help",
            "De handleiding voor uw rol.",
            actions=[link_button("De hele handleiding", f"{PATH}?{SECTION}={_ALL}")],
        ),
        rx.el.div(
            filter_field(
                "Zoeken in de hulp", on_change=state.search, id="zoek-hulp", max_length=100
            ),
            class_name="no-print",
            role="search",
        ),
        rx.cond(state.chapters, _chapters(), _list()),
        _ask(),
        path=PATH,
    )


def _list() -> rx.Component:
    return rx.el.div(
        rx.cond(
            HelpState.titles,
            columns(
                rx.foreach(
                    HelpState.titles, lambda each: link_card(each.title, each.intro, each.href)
                )
            ),
            empty_state("Niets gevonden", "Zoek met een ander woord, of vraag het de helpdesk."),
        ),
        aria_live="polite",
    )


def _chapters() -> rx.Component:
    return rx.fragment(
        row(
            link("Alle onderdelen", PATH),
            rx.cond(HelpState.is_whole, print_button()),
        ),
        rx.foreach(HelpState.chapters, _shown),
    )


def _shown(chapter: Any) -> rx.Component:
    return card(
        reading(chapter.parts),
        rx.cond(
            chapter.picture,
            rx.el.img(
                src=chapter.picture,
                alt=chapter.alt,
                width=str(PICTURE_WIDTH),
                height=str(PICTURE_HEIGHT),
                loading="lazy",
                class_name="picture",
            ),
        ),
        rx.cond(
            chapter.href,
            rx.el.p(link("Naar deze pagina", chapter.href), class_name="no-print"),
        ),
        title=chapter.title,
    )


def _ask() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Helpdesk"),
        rx.el.p(
            "Komt u er niet uit? Stel uw vraag aan de ",
            link("helpdesk", "/helpdesk"),
            ". Zet geen gegevens van cliënten in uw vraag.",
        ),
        class_name="card card--sand no-print",
    )


PAGE = Page(PATH, "Help", view, on_load=HelpState.load, menu_label="Help")
