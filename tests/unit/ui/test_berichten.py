"""Every kind of message that can come under the bell has its words."""

from __future__ import annotations

from kraamzorg_app.domain.notifications import TABLE
from kraamzorg_app.ui.pages import berichten


def test_the_bell_has_words_for_everything_that_rings_it() -> None:
    rings = {event for event, lines in TABLE.items() if any(line.has_bell for line in lines)}
    assert rings <= set(berichten._SENTENCES)
