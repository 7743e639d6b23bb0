"""Questions and answers for clients: one file for each language under `reference/questions`.

What a page of hers is about has a name behind its heading, such as "{#inzage}", the same in every
language; the page leads to it by that name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Final

from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.services import tool_settings
from kraamzorg_app.services.languages import SOURCE_LANGUAGE
from kraamzorg_app.services.manual import Block, BlockKind, blocks_of
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case

_FOLDER: Final = Path(__file__).parents[1] / "reference" / "questions"
_NAMED: Final = re.compile(r"(?P<text>.+?)(?: \{#(?P<section>[a-z-]+)\})?")


@dataclass(frozen=True, slots=True)
class Question:
    """One question with its answer."""

    text: str
    answer: tuple[Block, ...]
    section: str = ""
    """By which a page leads to it; empty when none does."""


@dataclass(frozen=True, slots=True)
class Questions:
    """All of them, and where the functional management has more."""

    questions: tuple[Question, ...]
    manager: str
    more: str
    """The address of the page or file that the functional admin names in the settings."""


@use_case(Permission.PUBLIC)
def read(work: UnitOfWork, language: str) -> Questions:
    """Read them in a language, with the amounts that hold now."""
    facts = tool_settings.facts(tool_settings.current(work.session), language)
    return Questions(
        tuple(_filled(each, facts) for each in shipped(language)),
        manager=facts["manager"],
        more=facts["faq_link"],
    )


@cache
def shipped(language: str) -> tuple[Question, ...]:
    """Give the texts with their placeholders; Dutch where a language has none."""
    path = _FOLDER / f"{language}.md"
    path = path if path.exists() else _FOLDER / f"{SOURCE_LANGUAGE}.md"
    found: list[Question] = []
    for block in blocks_of(path.read_text(encoding="utf-8")):
        if block.kind is BlockKind.HEADING:
            found.append(_headed(block.texts[0]))
        else:
            found[-1] = replace(found[-1], answer=(*found[-1].answer, block))
    return tuple(found)


def _headed(heading: str) -> Question:
    named = _NAMED.fullmatch(heading)
    return Question(named["text"], (), named["section"] or "") if named else Question(heading, ())


def _filled(question: Question, facts: dict[str, str]) -> Question:
    answer = tuple(
        Block(block.kind, tuple(text.format_map(facts) for text in block.texts))
        for block in question.answer
    )
    return replace(question, answer=answer)
