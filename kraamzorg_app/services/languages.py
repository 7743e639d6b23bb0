"""The languages of the client's pages and mails; a language is a folder under `locales`."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final

from babel import Locale
from babel.messages.pofile import read_po

SOURCE_LANGUAGE: Final = "nl"
_LOCALES: Final = Path(__file__).parent.parent / "locales"


@cache
def languages() -> tuple[str, ...]:
    """List the languages that have a catalogue, Dutch first."""
    found = {path.parent.parent.name for path in _LOCALES.glob("*/LC_MESSAGES/messages.po")}
    return (SOURCE_LANGUAGE, *sorted(found - {SOURCE_LANGUAGE}))


def known_language(wish: str) -> str:
    """Give the language asked for, or Dutch when there is no catalogue of it."""
    return wish if wish in languages() else SOURCE_LANGUAGE


def of_path(path: str) -> str:
    """Give the language of a page: a client's page in another language begins with its name."""
    return known_language(path.strip("/").partition("/")[0])


def own_name(language: str) -> str:
    """Give a language's name as its speakers write it, such as "English"."""
    name = Locale.parse(language).get_display_name() or language
    return name[:1].upper() + name[1:]


def dutch_name(language: str) -> str:
    """Give a language's name in Dutch, such as "Turks"; "other" is "Anders"."""
    if language == "other":
        return "Anders"
    name: str = Locale(SOURCE_LANGUAGE).languages.get(language, language)
    return name[:1].upper() + name[1:]


def gettext_for(language: str) -> Callable[[str], str]:
    """Give the translator of one language.

    Use: `_ = gettext_for("en")`, then `_("Voornaam")`. The Dutch sentence is its own
    key. Values go in afterwards: `_("Nog {days} dagen").format(…)`.
    What is not translated stays Dutch, which the tests refuse for sentences in the code.
    """
    translations = _catalogue(known_language(language))
    return lambda sentence: translations.get(sentence, sentence)


def later(sentence: str) -> str:
    """Mark a Dutch sentence that is translated elsewhere, so that the tests look for it."""
    return sentence


@cache
def _catalogue(language: str) -> dict[str, str]:
    """Read the sentences of one language; fuzzy ones don't count."""
    with (_LOCALES / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        catalogue = read_po(file, locale=language, abort_invalid=True)
    return {
        str(message.id): str(message.string)
        for message in catalogue
        if message.id and message.string and not message.fuzzy
    }
