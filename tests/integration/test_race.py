"""Twenty providers take the same client at once: one gets her, and nobody's request fails."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from uuid import UUID

from sqlmodel import func, select

from kraamzorg_app import database
from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.domain.entries import EntryState, TimelineKind
from kraamzorg_app.domain.errors import Conflict
from kraamzorg_app.models.messages import OutboxMessage
from kraamzorg_app.models.waiting_list import TimelineEvent, WaitingListEntry
from kraamzorg_app.services import waiting_list
from kraamzorg_app.services.environment import Environment
from tests.factories import Factory
from tests.personas import Cast
from tests.rounds import rounds

PROVIDERS = 20
GOT_HER = "got her"


def _providers(env: Environment, cast: Cast) -> list[Actor]:
    with database.transaction(env.engine) as session:
        make = Factory(env, session)
        made = [make.provider(f"Aanbieder {n}", cast.friesland) for n in range(PROVIDERS)]
    return [
        replace(cast.provider, provider_id=each.id, organization_name=each.name) for each in made
    ]


def _new_entry(env: Environment, cast: Cast) -> UUID:
    with database.transaction(env.engine) as session:
        return (
            Factory(env, session)
            .entry(cast.friesland, cast.zilver_label, due_date=cast.waiting.due_date)
            .id
        )


def _outcome(barrier: Barrier, actor: Actor, entry_id: UUID) -> str:
    """Take her at the same moment as the others; anything but a typed conflict fails the test."""
    barrier.wait(timeout=60)
    try:
        waiting_list.accept(actor, entry_id)
    except Conflict as refused:
        return refused.code
    return GOT_HER


def test_of_twenty_providers_at_once_exactly_one_gets_her(env: Environment, cast: Cast) -> None:
    providers = _providers(env, cast)
    with ThreadPoolExecutor(PROVIDERS) as pool:
        for _ in range(rounds(25)):
            entry_id, barrier = _new_entry(env, cast), Barrier(PROVIDERS)
            tries = [pool.submit(_outcome, barrier, actor, entry_id) for actor in providers]
            outcomes = [each.result(timeout=120) for each in tries]
            winner = providers[outcomes.index(GOT_HER)]
            assert sorted(outcomes) == [GOT_HER, *["just_taken"] * (PROVIDERS - 1)]
            _assert_taken_once(env, entry_id, winner)


def _assert_taken_once(env: Environment, entry_id: UUID, winner: Actor) -> None:
    with database.reading(env.engine) as session:
        entry = session.get_one(WaitingListEntry, entry_id)
        taken = session.exec(
            select(func.count())
            .select_from(TimelineEvent)
            .where(TimelineEvent.entry_id == entry_id, TimelineEvent.kind == TimelineKind.ACCEPTED)
        ).one()
        mails_to_her = session.exec(
            select(func.count())
            .select_from(OutboxMessage)
            .where(OutboxMessage.entry_id == entry_id, OutboxMessage.is_to_client)
        ).one()
    assert (entry.state, entry.provider_id) == (EntryState.ACCEPTED, winner.provider_id)
    assert (taken, mails_to_her) == (1, 1)
