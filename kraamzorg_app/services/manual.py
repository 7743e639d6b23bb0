"""The manual: one file for each section under `reference/help`, for the roles that it names.

A file has lines "key: text", an empty line, and then blocks with an empty line between them: a
paragraph, "## a heading", "- points" or "1. steps". Nothing in it is HTML.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

from kraamzorg_app.domain.actors import Role

_FOLDER: Final = Path(__file__).parents[1] / "reference" / "help"
NOBODY: Final = "NOBODY"
"""Stands for whoever has no role yet."""


class BlockKind(StrEnum):
    """What a part of a section is."""

    PARAGRAPH = "p"
    HEADING = "h"
    POINTS = "ul"
    STEPS = "ol"


@dataclass(frozen=True, slots=True)
class Block:
    """One part of a section; a paragraph and a heading have one text."""

    kind: BlockKind
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """What there is to know about one or a few pages."""

    id: str
    title: str
    pages: tuple[str, ...]
    """Routes, the first of which the picture shows."""
    roles: tuple[str, ...]
    """Who reads it; the picture is what the first of them sees."""
    order: int
    alt: str
    """What its picture shows; empty for a section without one."""
    blocks: tuple[Block, ...]

    @property
    def intro(self) -> str:
        """Give the first sentence."""
        return self.blocks[0].texts[0].split(". ")[0].rstrip(".") + "."

    @property
    def href(self) -> str:
        """Give the address of its first page that has one address for everybody."""
        return next((page for page in self.pages if "[" not in page), "")

    @property
    def picture(self) -> str:
        """Give the address of its picture, if it has one."""
        return f"/help/{self.id}.webp" if self.alt else ""


@cache
def sections() -> tuple[Section, ...]:
    """Give every section, in the order of the manual."""
    found = [_read(path) for path in _FOLDER.glob("*.md")]
    return tuple(sorted(found, key=lambda each: (each.order, each.id)))


def sections_for(role: Role | None) -> tuple[Section, ...]:
    """Give the manual of a role."""
    name = role.value if role else NOBODY
    return tuple(each for each in sections() if name in each.roles)


def section_of(page: str, role: Role | None) -> Section | None:
    """Give what a role reads about a page, which is named by its route."""
    return next((each for each in sections_for(role) if page in each.pages), None)


def found_in(manual: Iterable[Section], text: str) -> tuple[Section, ...]:
    """Give the sections with every word of a text, whatever its capitals and accents."""
    words = plain(text).split()
    return tuple(each for each in manual if all(word in _plain_text(each) for word in words))


def plain(text: str) -> str:
    """Write a text without capitals and accents."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


@cache
def _plain_text(section: Section) -> str:
    return plain(" ".join([section.title, *_texts(section)]))


def _texts(section: Section) -> Iterator[str]:
    for block in section.blocks:
        yield from block.texts


def _read(path: Path) -> Section:
    head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
    facts = dict(line.split(": ", 1) for line in head.splitlines())
    return Section(
        id=path.stem,
        title=facts["title"],
        pages=tuple(facts["pages"].split()),
        roles=tuple(facts["roles"].split()),
        order=int(facts["order"]),
        alt=facts.get("alt", ""),
        blocks=blocks_of(body),
    )


def blocks_of(body: str) -> tuple[Block, ...]:
    """Read the text of a section."""
    return tuple(_block(part) for part in re.split(r"\n{2,}", body.strip()))


def _block(part: str) -> Block:
    if part.startswith("## "):
        return Block(BlockKind.HEADING, (part.removeprefix("## "),))
    for kind, mark in ((BlockKind.POINTS, r"- "), (BlockKind.STEPS, r"\d+\. ")):
        if re.match(mark, part):
            items = re.split(rf"^{mark}", part, flags=re.MULTILINE)
            return Block(kind, tuple(" ".join(item.split()) for item in items if item.strip()))
    return Block(BlockKind.PARAGRAPH, (" ".join(part.split()),))
