"""What a client reads exists in every language, also where the sentence is made elsewhere."""

from __future__ import annotations

import pytest

from kraamzorg_app.domain.consent import CONSENT_TEXTS
from kraamzorg_app.domain.entries import TimelineKind
from kraamzorg_app.domain.errors import Conflict
from kraamzorg_app.domain.registration_form import FormError
from kraamzorg_app.services.languages import gettext_for, languages
from kraamzorg_app.ui import messages
from kraamzorg_app.ui.components.registration_form import LABELS
from kraamzorg_app.ui.pages.mijn import rights_state

FOREIGN = [language for language in languages() if language != "nl"]
CODES = ("refused", "too_many_tries", "too_many_tries_hour", "too_many_tries_day",
         "list_closed", "known_elsewhere", "changed_meanwhile", "invitation_ended",
         "not_waiting", "state_changed", "unavailable")  # fmt: skip


@pytest.mark.parametrize("language", FOREIGN)
def test_consent_labels_and_what_can_go_wrong_are_translated(language: str) -> None:
    sentences = [
        *(text for texts in CONSENT_TEXTS.values() for text in texts),
        *(messages._FIELD_SENTENCES[code] for code in FormError),
        *(messages._SENTENCES[code] for code in CODES),
        messages.CHECK_THE_FORM,
    ]
    _ = gettext_for(language)
    assert [text for text in sentences if _(text) == text] == []
    assert _(LABELS[next(iter(LABELS))]) != LABELS[next(iter(LABELS))]


def test_what_it_is_about_stands_in_a_translated_sentence_too() -> None:
    closed = Conflict("list_closed", region="KSV Friesland")
    assert "of KSV Friesland is closed" in messages.sentence(closed, "en")
    assert "went wrong" in messages.fault_sentence("1a2b3c4d", "en")
    assert "fault 1a2b3c4d" in messages.fault_sentence("1a2b3c4d", "en")


def test_every_line_of_her_copy_has_words() -> None:
    not_hers = {
        TimelineKind.ESCALATED,
        TimelineKind.OFFER_DECLINED,
        TimelineKind.OFFER_EXPIRED,
        TimelineKind.OFFER_WITHDRAWN,
    }
    assert set(rights_state._EVENTS) == set(TimelineKind) - not_hers
