"""Who reads which line of a timeline, and what of it."""

from __future__ import annotations

import pytest

from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.domain.disclosure import Audience
from kraamzorg_app.domain.entries import GiveBackReason, TimelineKind
from kraamzorg_app.domain.timeline import DoneBy
from kraamzorg_app.services import timeline, waiting_list
from kraamzorg_app.services.timeline import TimelineLine
from kraamzorg_app.services.unit_of_work import begin
from tests.personas import Cast

NOTE = "De collega is ziek, bel mij op 0612345678"


@pytest.fixture
def given_back(cast: Cast) -> Cast:
    """Miek has taken a client and given her back."""
    waiting_list.accept(cast.provider, cast.waiting.id)
    waiting_list.give_back(cast.provider, cast.waiting.id, GiveBackReason.ILLNESS, NOTE)
    return cast


def lines(actor: Actor, cast: Cast) -> dict[TimelineKind, TimelineLine]:
    return {line.kind: line for line in waiting_list.read_entry(actor, cast.waiting.id).lines}


def test_coordinator_reads_name_reason_and_note(given_back: Cast) -> None:
    line = lines(given_back.coordinator, given_back)[TimelineKind.GIVEN_BACK]
    assert line.organization == "Kraamzorg Miek"
    assert (line.reason, line.note) == ("ILLNESS", NOTE)


def test_the_provider_itself_reads_its_reason_but_not_the_note(given_back: Cast) -> None:
    line = lines(given_back.provider, given_back)[TimelineKind.GIVEN_BACK]
    assert line.organization == "Kraamzorg Miek"
    assert (line.reason, line.note) == ("ILLNESS", None)


@pytest.mark.parametrize("name", ["carer", "preferred", "preferred_limited", "admin"])
def test_others_read_that_it_happened_and_no_more(given_back: Cast, name: str) -> None:
    for line in lines(getattr(given_back, name), given_back).values():
        assert line.done_by is DoneBy.PROVIDER
        assert (line.organization, line.reason, line.note) == (None, None, None)


def test_line_of_a_coordinator_is_no_line_of_a_provider(cast: Cast) -> None:
    with begin(cast.coordinator) as work:
        timeline.add(work, cast.waiting.id, TimelineKind.CORRECTED, note="intern")
    (line,) = lines(cast.provider, cast).values()
    assert line.done_by is DoneBy.COORDINATOR
    assert (line.organization, line.note) == (None, None)


def test_insurer_of_other_clients_does_not_hear_of_a_change_of_insurer(cast: Cast) -> None:
    with begin(cast.coordinator) as work:
        timeline.add(work, cast.waiting_vgz.id, TimelineKind.INSURER_CHANGED)
    assert not waiting_list.read_entry(cast.preferred, cast.waiting_vgz.id).lines
    assert waiting_list.read_entry(cast.insurer, cast.waiting_vgz.id).lines


def test_lines_of_a_client_out_of_scope_stay_shut(cast: Cast) -> None:
    with begin(cast.coordinator) as work:
        timeline.add(work, cast.waiting_groningen.id, TimelineKind.CORRECTED)
    with begin(cast.preferred) as work:
        assert not timeline.lines_of(work, cast.waiting_groningen.id, Audience.INSURER_GROUP_2)
