"""Every event of the log has words."""

from __future__ import annotations

from kraamzorg_app.services.audit import LogEvent
from kraamzorg_app.ui import log_words


def test_every_event_has_words_of_its_own() -> None:
    assert set(log_words.EVENTS) == set(LogEvent)
    assert len(set(log_words.EVENTS.values())) == len(LogEvent)


def test_few_clients_are_named_and_many_are_counted() -> None:
    assert log_words.clients(["NR1", "NR2"], 2) == "NR1, NR2"
    assert log_words.clients([], 25) == "25 cliënten"
    assert log_words.clients([], 1) == "1 cliënt"
    assert log_words.clients([], 0) == ""


def test_details_leave_out_what_is_empty() -> None:
    details = {"page": 1, "pc4_contains": "", "before": {"name": "A"}, "born": True}
    assert log_words.details(details) == "page: 1; before: name A; born: ja"
