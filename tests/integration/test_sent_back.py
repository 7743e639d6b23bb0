"""Whoever invited a client whom the coordinator sends back, reads why."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from kraamzorg_app import database
from kraamzorg_app.domain.entries import CloseReason, EntryState, InvitationState
from kraamzorg_app.models.messages import BellItem
from kraamzorg_app.models.waiting_list import Invitation, WaitingListEntry
from kraamzorg_app.services import coordination, sent_invitations
from kraamzorg_app.services.environment import Environment
from tests.conftest import NOW
from tests.personas import Cast

WHY = "De uitgerekende datum klopt niet"


@pytest.fixture
def _invited(env: Environment, cast: Cast) -> None:
    """Let the waiting client wait for authorization, invited by her insurer."""
    with database.transaction(env.engine) as session:
        entry = session.get_one(WaitingListEntry, cast.waiting.id)
        entry.state = EntryState.AWAITING_AUTHORIZATION
        entry.inviter_user_id = cast.preferred.user_id
        entry.inviter_insurer_id = cast.preferred.insurer_id
        session.add(
            Invitation(
                state=InvitationState.COMPLETED,
                region_id=cast.friesland.id,
                pc4="8731",
                due_date=entry.due_date,
                client_number=entry.client_number,
                inviter_user_id=cast.preferred.user_id,
                inviter_insurer_id=cast.preferred.insurer_id,
                created_at=NOW,
                sent_at=NOW,
                expires_at=NOW + timedelta(days=30),
                entry_id=entry.id,
            )
        )


def rung(env: Environment, kind: str) -> set[object]:
    with database.reading(env.engine) as session:
        items = session.exec(select(BellItem).where(BellItem.notification == kind)).all()
    return {item.membership_id for item in items}


@pytest.mark.usefixtures("_invited")
def test_the_inviter_is_told_and_reads_the_sentence(env: Environment, cast: Cast) -> None:
    coordination.send_back(cast.coordinator, cast.waiting.id, CloseReason.ERROR, WHY)
    assert rung(env, "sent_back") == {cast.preferred.membership_id}
    (row,) = sent_invitations.list_invitations(cast.preferred).rows
    assert row.answer == WHY
    assert sent_invitations.list_invitations(cast.insurer).rows == ()


@pytest.mark.usefixtures("_invited")
def test_a_pregnancy_that_ended_is_nobody_elses_business(env: Environment, cast: Cast) -> None:
    coordination.send_back(cast.coordinator, cast.waiting.id, CloseReason.PREGNANCY_ENDED, WHY)
    assert rung(env, "sent_back") == set()
    (row,) = sent_invitations.list_invitations(cast.preferred).rows
    assert row.answer == ""
