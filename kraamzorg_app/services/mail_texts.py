"""Making of a mail's text: the shipped text of a notification, filled in and framed."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from kraamzorg_app.domain.notifications import Notification, Told
from kraamzorg_app.services import languages, tool_settings

_TEMPLATES: Final = Path(__file__).parent.parent / "templates" / "email"
_PLACEHOLDER: Final = re.compile(r"\{([a-z_]+)\}")


class MailText(NamedTuple):
    """A mail without its address: one subject and the same text twice."""

    subject: str
    text: str
    html: str


def render(
    notification: Notification, told: Told, language: str, values: Mapping[str, str]
) -> MailText:
    """Fill in the shipped text of one line of the table in one language.

    Raises KeyError for a text that names what its line does not allow.
    """
    language = language_for(told, language)
    facts = tool_settings.facts(tool_settings.shipped(), language)
    return compose(shipped(notification, told, language), told, language, values, facts)


def compose(
    parts: MailText,
    told: Told,
    language: str,
    values: Mapping[str, str],
    facts: Mapping[str, str],
) -> MailText:
    """Fill in a text and put it in its frame; `facts` are what every text may name.

    Only the placeholders that the line allows are filled in, so that nothing else that the caller
    knows can leave by mail. Raises KeyError for a text that names another one.
    """
    own = {name: values[name] for name in told.placeholders if name in values}
    allowed = {name: _one_line(value) for name, value in {**facts, **own}.items()}
    escaped = {name: html.escape(value) for name, value in allowed.items()}
    footer = _fill(_footer(told, language), allowed)
    subject = _fill(parts.subject, allowed)
    text = {"body": _fill(parts.text, allowed), "footer": footer}
    markup = {
        "language": language,
        "subject": html.escape(subject),
        "body": _fill(parts.html, escaped),
        "footer": html.escape(footer).replace("\n", "<br>"),
    }
    return MailText(
        subject,
        _fill(_read(_TEMPLATES / "frame.txt"), text),
        _fill(_read(_TEMPLATES / "frame.html"), markup),
    )


def language_for(told: Told, wish: str) -> str:
    """Give the language in which a line is written: a client's own, Dutch for everybody else."""
    return languages.known_language(wish) if told.recipient.is_client else "nl"


def shipped(notification: Notification, told: Told, language: str) -> MailText:
    """Give the shipped text of one line, with its placeholders."""
    folder = _TEMPLATES / notification / told.text / language
    return MailText(
        _read(folder / "subject.txt").strip(),
        _read(folder / "body.txt"),
        _read(folder / "body.html"),
    )


def _footer(told: Told, language: str) -> str:
    reader = "client" if told.recipient.is_client else "member"
    return _read(_TEMPLATES / "footer" / reader / f"{language}.txt").strip()


def placeholders_in(text: str) -> frozenset[str]:
    """List the placeholders that a text uses."""
    return frozenset(_PLACEHOLDER.findall(text))


def _fill(text: str, values: Mapping[str, str]) -> str:
    """Put values in the place of {names}, once: a value that looks like a name stays as it is."""
    return _PLACEHOLDER.sub(lambda match: values[match[1]], text)


def _one_line(value: str) -> str:
    """Take out line breaks, which would end a header or forge a paragraph."""
    return " ".join(value.split())


@cache
def _read(path: Path) -> str:
    """Read a shipped text once."""
    return path.read_text(encoding="utf-8")
