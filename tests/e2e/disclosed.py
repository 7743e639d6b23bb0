"""What reached whom in a run of journeys, held against what each of them may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from uuid import UUID

from sqlmodel import Session, col, select

from kraamzorg_app.domain.entries import EntryState
from kraamzorg_app.models.waiting_list import (
    Client,
    WaitingListEntry,
)
from kraamzorg_app.services.environment import Environment
from tests.canaries import policy
from tests.canaries.finding import Finder
from tests.canaries.policy import Member
from tests.canaries.recording import Sent, Who, read
from tests.canaries.texts import texts_in
from tests.e2e.known import Known, Visit, Woman
from tests.e2e.runs import Run

UNDER_WAY = timedelta(seconds=3)
"""How long a busy machine may be at an answer that began before something changed."""
VISITOR, HERSELF, OTHER_CLIENT = "visitor", "herself", "another client"


@dataclass(frozen=True, slots=True)
class Hit:
    """A value of one client, or of a few who share it, that reached somebody."""

    sent: Sent
    owners: frozenset[tuple[int, str]]
    """Numbers of women with the field."""


class Search:
    """Finds what reached whom in one run and judges it."""

    def __init__(self, run: Run, made_up: Iterable[Mapping[str, Iterable[str]]]) -> None:
        self._run = run
        env = run.environment()
        with Session(env.engine) as session:
            self._known = Known(session)
            self.women = [Woman({name: list(it) for name, it in her.items()}) for her in made_up]
            self._find_by_number()
            self.women += _find_by_bsn(env, session, self.women)
        env.engine.dispose()
        self._find_invitations()
        self._typists: dict[int, UUID] = {}
        self.finder = Finder({number: it.values for number, it in enumerate(self.women)})

    def _find_by_number(self) -> None:
        by_number = defaultdict(list)
        for woman in self.women:
            by_number[woman.values["number"][0]].append(woman)
        known = self._known
        found = [(it.client_number, it.id, it.entry_id) for it in known.invitations.values()]
        found += [(number, *ids) for _session, number, *ids in self._run.sessions()]
        for number, invitation, entry in found:
            asked = known.invitations.get(invitation)
            for woman in by_number.get(number, ()):
                woman.invitations |= {asked.id} if asked else set()
                woman.entry = woman.entry or entry or (asked.entry_id if asked else None)

    def _find_invitations(self) -> None:
        by_entry = {woman.entry: woman for woman in self.women if woman.entry}
        for invitation in self._known.invitations.values():
            if woman := by_entry.get(invitation.entry_id):
                woman.invitations.add(invitation.id)

    def hits(self) -> Iterator[Hit]:
        """Find every value in everything that was sent."""
        known: dict[str, set[frozenset[tuple[int, str]]]] = {}
        for sent in read(self._run.answers):
            if sent.digest not in known:
                known[sent.digest] = self.finder.values_in(texts_in(sent.content))
            for owners in known[sent.digest]:
                yield Hit(sent, owners)

    def is_address_of(self, email: str, number: int) -> bool:
        """Say whether mail to an address goes to the woman with a number."""
        return email in self.women[number].values["email"]

    def one_who_waits(self) -> Woman:
        """Give a client of a journey who is still on the list."""
        return next(
            woman
            for woman in self.women
            if woman.entry
            and "last_name" in woman.values
            and self._known.entries[woman.entry].state is EntryState.WAITING
        )

    def browser_of(self, email: str) -> Who:
        """Give a browser in which somebody with an account might be logged in."""
        return self._known.browser_of(email)

    def who_and_whether(self, hit: Hit) -> tuple[str, bool]:
        """Say what somebody is in the tool, and whether the value is for them."""
        judged = [self._judge(hit.sent, number, name) for number, name in hit.owners]
        return max(judged, key=lambda each: each[1])

    def _judge(self, sent: Sent, number: int, name: str) -> tuple[str, bool]:
        since = datetime.fromtimestamp(sent.since, UTC) - UNDER_WAY
        until = datetime.fromtimestamp(sent.until, UTC)
        woman, label = self.women[number], VISITOR
        if client := self._sessions.get(sent.who.client):
            is_hers = client.is_of(woman)
            if is_hers and client.is_recognized(until):
                return HERSELF, True
            label = HERSELF if is_hers else OTHER_CLIENT
        for user, member in self._known.members_of(sent.who):
            label = f"{member.role}{' AVG' if member.sees_personal_data else ''}"
            seen = self._for_member(user, member, woman, since, until)
            if not (woman.entry or woman.invitations):
                # Nothing was kept of her: only who typed something has it before them.
                is_typist = self._typists.setdefault(number, user) == user
                seen = policy.TYPED if is_typist else policy.NOTHING
            if name in seen:
                return label, True
        return label, False

    def _for_member(
        self, user: UUID, member: Member, woman: Woman, since: datetime, until: datetime
    ) -> frozenset[str]:
        known, seen = self._known, policy.NOTHING
        for invitation in woman.invitations:
            seen |= policy.of_invitation(member, user, known.asked(invitation), since)
        if woman.entry:
            places = known.places(woman.entry)
            for place in policy.places_between(places, since, until):
                seen |= policy.of_place(member, place)
            if known.has_revealed(user, woman.entry, until):
                seen |= policy.BSN
        return seen

    @cached_property
    def _sessions(self) -> dict[str, Visit]:
        """Know whose browsers there were, also of her who was erased."""
        found = {
            session: Visit(invitation, entry, None)
            for session, _number, invitation, entry in self._run.sessions()
        }
        return found | self._known.client_sessions


def _find_by_bsn(env: Environment, session: Session, made_up: list[Woman]) -> list[Woman]:
    """Find who was filled in together, with a number of the tool's; the others are the demo's.

    Of those, give the values that no two of them share.
    """
    by_bsn = {bsn: woman for woman in made_up for bsn in woman.values["bsn"]}
    placed = {woman.entry for woman in made_up}
    demo = []
    for entry_id, number, client_id, *sealed in session.exec(
        select(
            WaitingListEntry.id,
            WaitingListEntry.client_number,
            Client.id,
            Client.email,
            Client.bsn,
        )
        .join(Client, col(Client.id) == WaitingListEntry.client_id)
        .where(col(Client.erased_at).is_(None))
    ).all():
        email, bsn = (
            [env.keyring.open(it, table="client", row=client_id, field=name)] if it else []
            for name, it in zip(("email", "bsn"), sealed, strict=True)
        )
        if bsn and (her := by_bsn.get(bsn[0])):
            her.entry = entry_id
            her.values["number"] = list({*her.values["number"], number})
        elif entry_id not in placed:
            demo.append(Woman({"number": [number], "email": email, "bsn": bsn}, entry=entry_id))
    return demo
