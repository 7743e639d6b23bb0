"""Texts to read: the blocks of the manual and of questions and answers.

reading(parts)      Var of `Part`s: paragraphs, headings (h3), points and steps
parts_of(blocks)    the same, from what `services.manual` reads
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import reflex as rx

from kraamzorg_app.services.manual import Block, BlockKind


@dataclass
class Part:
    """One block of a text: "p", "h", "ul" or "ol"."""

    kind: str
    texts: list[str]


def parts_of(blocks: Iterable[Block]) -> list[Part]:
    """Give blocks as a page can hold them."""
    return [Part(block.kind.value, list(block.texts)) for block in blocks]


def reading(parts: Any) -> rx.Component:
    """Show a text; nothing of it is HTML."""
    return rx.el.div(rx.foreach(parts, _part), class_name="reading")


def _part(part: Any) -> rx.Component:
    items = rx.foreach(part.texts, _item)
    return rx.match(
        part.kind,
        (BlockKind.HEADING.value, rx.el.h3(part.texts[0])),
        (BlockKind.POINTS.value, rx.el.ul(items)),
        (BlockKind.STEPS.value, rx.el.ol(items)),
        rx.el.p(part.texts[0]),
    )


def _item(text: Any) -> rx.Component:
    return rx.el.li(text)
