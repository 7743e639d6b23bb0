"""The main journey of one client after the other, in a process that may be killed at any moment.

`python -m tests.journey STARTED JOURNAL CAST` goes on for ever; with `--finish` it ends what was
begun. Like people do, each step first looks how things stand, so that who comes back after a fault
goes on from there. What a verb answered is written in the journal: from then on it must not get
lost. CAST is JSON with the ids of a provider's member and of an insurer's label.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Final
from uuid import UUID, uuid5

from sqlmodel import col, select

from kraamzorg_app import config, database
from kraamzorg_app.domain.actors import Actor, ActorKind, Role
from kraamzorg_app.domain.entries import InvitationState, TimelineKind
from kraamzorg_app.models.waiting_list import Invitation, TimelineEvent
from kraamzorg_app.services import (
    births,
    client_sessions,
    environment,
    invitations,
    registrations,
    waiting_list,
)
from kraamzorg_app.services.unit_of_work import begin
from tests.answers import answers, client_from, filled_in, wish
from tests.fast_runner import FastClock

WHOLE: Final = (
    TimelineKind.PLACED,
    TimelineKind.ACCEPTED,
    TimelineKind.GIVEN_BACK,
    TimelineKind.BIRTH_REPORTED,
    TimelineKind.ACCEPTED,
)
_KEYS: Final = UUID(int=20261126)


@dataclass(frozen=True)
class Standing:
    """How far one client is, as the database has it."""

    invitation: Invitation | None
    kinds: tuple[TimelineKind, ...]


def standing(number: int) -> Standing:
    with database.reading(environment.current().engine) as session:
        invitation = session.exec(
            select(Invitation).where(col(Invitation.request_key) == uuid5(_KEYS, str(number)))
        ).one_or_none()
        entry_id = invitation.entry_id if invitation else None
        kinds = session.exec(
            select(TimelineEvent.kind)
            .where(col(TimelineEvent.entry_id) == entry_id)
            .order_by(col(TimelineEvent.happened_at))
        ).all()
        session.expunge_all()
        return Standing(invitation, tuple(kinds))


class Journey:
    """Takes clients through the tool."""

    def __init__(self, journal: Path, provider: Actor, label_id: UUID) -> None:
        self._journal = journal.open("a")
        self._provider = provider
        self._label_id = label_id

    def go(self, number: int) -> None:
        while (now := standing(number)).kinds != WHOLE:
            done = self._step(number, now)
            self._journal.write(f"{number} {len(now.kinds)} {done}\n")
            self._journal.flush()
            os.fsync(self._journal.fileno())

    def _step(self, number: int, now: Standing) -> str:
        env = environment.current()
        if now.invitation is None:
            key = uuid5(_KEYS, str(number))
            invitations.invite(
                self._provider, wish(env, request_key=key, email=f"c{number}@client.test")
            )
            return "invited"
        client = let_in(now.invitation.id)
        if now.invitation.state is InvitationState.SENT:
            typed = {"last_name": f"Kill {number}", "email": f"c{number}@client.test", "bsn": ""}
            filled_in(client, answers(env, label(self._label_id), **typed))
            registrations.send(client, has_agreed=True, language="nl")
            return TimelineKind.PLACED
        entry_id = now.invitation.entry_id
        assert entry_id is not None
        match WHOLE[len(now.kinds)]:
            case TimelineKind.GIVEN_BACK:
                waiting_list.give_back(self._provider, entry_id, "NO_CAPACITY")
            case TimelineKind.BIRTH_REPORTED:
                births.report(client)
            case _:
                waiting_list.accept(self._provider, entry_id)
        return WHOLE[len(now.kinds)]


def let_in(invitation_id: UUID) -> Actor:
    """Give her a new session, as when she opens her link and types her birth date."""
    with begin(Actor.visitor("192.0.2.9")) as work:
        invitation = work.session.get_one(Invitation, invitation_id)
        cookies = client_sessions.start(
            work, None, invitation=invitation, entry_id=invitation.entry_id, is_recognized=True
        )
    return client_from(cookies)


@dataclass(frozen=True)
class label:  # noqa: N801 - stands for the row in `answers`
    id: UUID


def begun(journal: Path) -> int:
    """Give up to which number clients may have been begun: the next one may have no line yet."""
    lines = journal.read_text().splitlines() if journal.exists() else []
    return max((int(line.split()[0]) for line in lines if line.strip()), default=-1) + 2


def main(started: str, journal: Path, cast: str, *, is_last: bool) -> None:
    made = environment.from_settings(config.load())
    environment.install(replace(made, clock=FastClock(float(started))))
    ids = {name: UUID(value) for name, value in json.loads(cast).items()}
    provider = Actor(
        ActorKind.PERSON,
        origin="192.0.2.1",
        user_id=ids["user"],
        membership_id=ids["membership"],
        role=Role.CARE_PROVIDER,
        organization_name="Kraamzorg Miek",
        may_view_personal_data=True,
        provider_id=ids["provider"],
        approved_region_ids=frozenset({ids["region"]}),
    )
    known = begun(journal)
    journey = Journey(journal, provider, ids["label"])
    for number in range(known) if is_last else count():
        journey.go(number)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3], is_last="--finish" in sys.argv)
