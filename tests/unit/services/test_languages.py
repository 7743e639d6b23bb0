"""Languages are files; whatever a client's page says exists in each of them."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from kraamzorg_app.services import languages

PACKAGE = Path(languages.__file__).parent.parent
KEYWORDS = {"_": None, "later": None}
FOREIGN = [language for language in languages.languages() if language != "nl"]
_PLACEHOLDER = re.compile(r"\{\w*\}")


def sentences_in_the_code():
    found = extract_from_dir(
        PACKAGE, method_map=[("**.py", "python")], keywords=KEYWORDS, comment_tags=()
    )
    return {message: f"{file}:{line}" for file, line, message, _, _ in found if message}


def catalogue(language):
    path = PACKAGE / "locales" / language / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        return {entry.id: entry for entry in read_po(file, locale=language) if entry.id}


def test_dutch_comes_first_and_english_is_there():
    assert languages.languages()[0] == "nl"
    assert "en" in languages.languages()


@pytest.mark.parametrize("language", FOREIGN)
def test_every_sentence_in_the_code_is_translated(language):
    entries = catalogue(language)
    missing = {
        sentence: place
        for sentence, place in sentences_in_the_code().items()
        if sentence not in entries or not entries[sentence].string or entries[sentence].fuzzy
    }
    assert missing == {}


@pytest.mark.parametrize("language", FOREIGN)
def test_a_translation_has_the_same_placeholders_as_its_sentence(language):
    for sentence, entry in catalogue(language).items():
        wanted = sorted(_PLACEHOLDER.findall(sentence))
        assert sorted(_PLACEHOLDER.findall(entry.string)) == wanted, sentence


def test_a_sentence_is_translated_and_an_unknown_one_stays_dutch():
    _t = languages.gettext_for("en")
    assert _t("Voornaam") == "First name"
    assert _t("Nergens vertaald") == "Nergens vertaald"
    assert languages.gettext_for("nl")("Voornaam") == "Voornaam"


def test_an_unknown_language_is_dutch():
    assert languages.known_language("../../etc") == "nl"
    assert languages.gettext_for("xx")("Voornaam") == "Voornaam"


def test_a_language_is_named_by_its_speakers():
    assert languages.own_name("en") == "English"
    assert languages.own_name("nl") == "Nederlands"
