"""Making of a mail's text: the shipped text of a notification, filled in and framed."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from kraamzorg_app.domain.notifications import Notification, Told
from kraamzorg_app.services import languages

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
    """Fill in the text of one line of the table in one language.

    Only the placeholders that the line allows are filled in, so that nothing else that the caller
    knows can leave by mail. Raises KeyError for a text that names another one.
    """
    language = languages.known_language(language) if told.recipient.is_client else "nl"
    folder = _TEMPLATES / notification / told.text / language
    allowed = {name: _one_line(values[name]) for name in told.placeholders if name in values}
    escaped = {name: html.escape(value) for name, value in allowed.items()}
    footer = _read(
        _TEMPLATES / "footer" / ("client" if told.recipient.is_client else "member")
        / f"{language}.txt"
    ).strip()  # fmt: skip
    subject = _fill(_read(folder / "subject.txt").strip(), allowed)
    text = {"body": _fill(_read(folder / "body.txt"), allowed), "footer": footer}
    markup = {
        "language": language,
        "subject": html.escape(subject),
        "body": _fill(_read(folder / "body.html"), escaped),
        "footer": html.escape(footer).replace("\n", "<br>"),
    }
    return MailText(
        subject,
        _fill(_read(_TEMPLATES / "frame.txt"), text),
        _fill(_read(_TEMPLATES / "frame.html"), markup),
    )


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
