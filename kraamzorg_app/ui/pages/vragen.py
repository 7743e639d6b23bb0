"""Questions and answers for clients: public, one route for each language."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any, Final, cast

import reflex as rx

from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.services import questions
from kraamzorg_app.services.languages import SOURCE_LANGUAGE, gettext_for, known_language, languages
from kraamzorg_app.services.questions import Questions
from kraamzorg_app.ui import bridge
from kraamzorg_app.ui.bridge import PageState
from kraamzorg_app.ui.components.native import document_link
from kraamzorg_app.ui.components.notices import loaded
from kraamzorg_app.ui.components.panels import card, heading, stack
from kraamzorg_app.ui.components.reading import Part, parts_of, reading
from kraamzorg_app.ui.layout import QUESTIONS_PATH, SECTION, Language, client_page
from kraamzorg_app.ui.page import Page, PageAudience
from kraamzorg_app.ui.policies import handler

_TITLE: Final = "Vragen en antwoorden"


@dataclass
class Answer:
    """One question with its answer."""

    question: str
    parts: list[Part]


class VragenState(PageState, rx.State):
    """The questions in the language of the page."""

    answers: list[Answer] = []
    manager: str = ""
    more: str = ""
    is_loaded: bool = False

    @handler(Permission.PUBLIC)
    async def load(self, language: str) -> None:
        """Read the questions and answers; what the address asks for comes first."""
        found = await bridge.run(self, questions.read, known_language(language))
        if isinstance(found, Questions):
            asked = self.router.url.query_parameters.get(SECTION) or None
            first = sorted(found.questions, key=lambda each: each.section != asked)
            self.answers = [Answer(each.text, parts_of(each.answer)) for each in first]
            self.manager, self.more = found.manager, found.more
        self.is_loaded = True


def view(language: str) -> rx.Component:
    """Show every question with its answer."""
    _ = gettext_for(language)
    more = card(
        rx.el.p(
            document_link(
                _("Vragen en antwoorden van"), " ", VragenState.manager, href=VragenState.more
            )
        ),
        title=_("Meer lezen"),
        sand=True,
    )
    return client_page(
        heading(_("Vragen en antwoorden"), _("Over de wachtlijst voor kraamzorg.")),
        loaded(
            VragenState.is_loaded,
            stack(rx.foreach(VragenState.answers, _answer), rx.cond(VragenState.more, more)),
            rows=8,
            label=_("Bezig met laden"),
        ),
        lang=cast("Language", language),
        path=QUESTIONS_PATH,
    )


def _answer(answer: Any) -> rx.Component:
    return card(reading(answer.parts), title=answer.question)


def _page(language: str) -> Page:
    prefix = "" if language == SOURCE_LANGUAGE else f"/{language}"
    return Page(
        f"{prefix}{QUESTIONS_PATH}",
        gettext_for(language)(_TITLE),
        partial(view, language),
        PageAudience.EVERYONE,
        on_load=VragenState.load(language),
    )


PAGES = tuple(_page(language) for language in languages())
