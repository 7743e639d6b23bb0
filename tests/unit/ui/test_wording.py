"""Every line of a timeline and every reason has its Dutch words."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kraamzorg_app.domain.entries import BsnReason, CloseReason, GiveBackReason, TimelineKind
from kraamzorg_app.domain.timeline import DoneBy
from kraamzorg_app.services.timeline import TimelineLine
from kraamzorg_app.ui.pages.client_detail import wording


def line(kind: TimelineKind, done_by: DoneBy, **values: str) -> TimelineLine:
    shown = {"organization": None, "reason": None, "note": None} | values
    return TimelineLine(datetime(2026, 3, 2, tzinfo=UTC), kind, done_by, **shown)


@pytest.mark.parametrize("kind", TimelineKind)
@pytest.mark.parametrize("done_by", DoneBy)
def test_every_line_says_what_happened_and_by_whom(kind: TimelineKind, done_by: DoneBy) -> None:
    text = wording.line_text(line(kind, done_by))
    assert "{" not in text
    assert kind.name not in text


def test_a_name_stands_there_only_when_it_may_be_read() -> None:
    named = line(TimelineKind.ACCEPTED, DoneBy.PROVIDER, organization="Kraamzorg Miek")
    assert wording.line_text(named) == "In zorg genomen door Kraamzorg Miek"
    nameless = line(TimelineKind.ACCEPTED, DoneBy.PROVIDER)
    assert wording.line_text(nameless) == "In zorg genomen door een kraamzorgaanbieder"


def test_every_reason_has_words() -> None:
    assert set(wording.CLOSE_REASONS) == set(CloseReason)
    assert set(wording.GIVE_BACK_REASONS) == set(GiveBackReason)
    assert set(wording.BSN_REASONS) == set(BsnReason)
