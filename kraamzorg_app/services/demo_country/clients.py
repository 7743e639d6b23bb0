"""Rows of the demo country's clients: sealed identity, entry, timeline and fingerprints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from itertools import count
from random import Random
from uuid import UUID

from kraamzorg_app.domain.actors import ActorKind
from kraamzorg_app.domain.calendar import AMSTERDAM
from kraamzorg_app.domain.consent import CONSENT_VERSION
from kraamzorg_app.domain.entries import CloseReason, EntryState, GiveBackReason, TimelineKind
from kraamzorg_app.domain.fingerprints import Identity
from kraamzorg_app.domain.urgency import DEFAULT_THRESHOLDS_WEEKS
from kraamzorg_app.models.waiting_list import (
    Client,
    Escalation,
    Fingerprint,
    TimelineEvent,
    WaitingListEntry,
)
from kraamzorg_app.services import client_data, duplicates, still_waiting
from kraamzorg_app.services.demo_country.drawing import Dice, Rows, happens
from kraamzorg_app.services.demo_country.people import Person, draw_person, test_bsns
from kraamzorg_app.services.demo_country.plans import EntryPlan, inviter_of
from kraamzorg_app.services.unit_of_work import UnitOfWork

_PERCENT_WITH_BSN = 10
_BSNS_KEPT_FREE = 100
"""The first ones of the range, for those who try the tool."""
_NUMBER_LETTERS = "ABCDEFGHJKLMNPRSTVWXZ"
_CHUNK = 2_000
_LAST_THRESHOLD = min(DEFAULT_THRESHOLDS_WEEKS)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a timeline before it is a row."""

    happened_at: datetime
    kind: TimelineKind
    actor_kind: ActorKind
    organization: dict[str, UUID] = field(default_factory=dict)
    reason: str | None = None


class ClientRows:
    """Makes rows of plans; numbers, BSNs and fingerprints are each used once."""

    def __init__(
        self, work: UnitOfWork, dice: Dice, users: dict[UUID, UUID], numbers: Iterator[str]
    ) -> None:
        self._work, self._dice, self._users = work, dice, users
        self._rng = dice.random("clients")
        self._bsns = list(test_bsns())[_BSNS_KEPT_FREE:]
        self._numbers = numbers
        self._sequence = count(1)

    def write(self, plans: Iterable[EntryPlan]) -> None:
        """Write the rows of all plans, a few thousand at a time."""
        rows = Rows()
        for done, plan in enumerate(plans, start=1):
            self._add(rows, plan)
            if done % _CHUNK == 0:
                rows.write(self._work.session)
        rows.write(self._work.session)

    def _add(self, rows: Rows, plan: EntryPlan) -> None:
        number = next(self._sequence)
        client_id, entry_id = self._dice.id("client", number), self._dice.id("entry", number)
        client_number = "" if plan.is_erased else next(self._numbers)
        person = draw_person(self._rng, plan.place, self._work.today, number)
        if not plan.is_erased and self._bsns and happens(self._rng, _PERCENT_WITH_BSN):
            person.values["bsn"] = self._bsns.pop()
        self._add_client(rows, plan, client_id, person)
        asked_at = self._asked_at(plan)
        rows.add(
            WaitingListEntry,
            id=entry_id,
            client_id=client_id,
            region_id=plan.region.id,
            state=plan.state,
            pc4=plan.place.pc4,
            due_date=plan.due_date,
            client_number=client_number,
            insurer_id=plan.label.insurer_id,
            label_id=plan.label.id,
            provider_id=plan.provider.id if plan.provider else None,
            placed_at=plan.placed_at,
            accepted_at=plan.accepted_at,
            closed_at=plan.closed_at,
            close_reason=plan.close_reason,
            birth_reported_at=plan.birth_reported_at,
            escalated_at=self._escalated_at(plan),
            asked_at=asked_at,
            unanswered_since=asked_at if asked_at and happens(self._rng, 15) else None,
            **inviter_of(plan, self._users, self._rng),
        )
        self._add_timeline(rows, plan, entry_id)
        self._add_escalation(rows, plan, entry_id)
        if plan.state is not EntryState.CLOSED:
            self._add_fingerprints(rows, plan, entry_id, client_number, person)

    def _add_client(self, rows: Rows, plan: EntryPlan, client_id: UUID, person: Person) -> None:
        values: dict[str, object] = {}
        if not plan.is_erased:
            values = {
                name: self._work.keyring.seal(
                    text, table=client_data.TABLE, row=client_id, field=name
                )
                for name, text in person.values.items()
                if text
            }
            if bsn := person.values.get("bsn"):
                values["bsn_hash"] = client_data.bsn_hash(self._work, bsn)
            values["email_hash"] = client_data.email_hash(self._work, person.values["email"] or "")
        rows.add(
            Client,
            id=client_id,
            log_id=self._dice.id("log", client_id),
            language=person.language,
            consent_version=CONSENT_VERSION,
            consent_language=person.language,
            consented_at=plan.placed_at,
            erased_at=_erased_at(plan),
            **values,
        )

    def _add_timeline(self, rows: Rows, plan: EntryPlan, entry_id: UUID) -> None:
        for number, line in enumerate(_timeline(plan, self._rng)):
            organization_id = next(iter(line.organization.values()), None)
            is_person = line.actor_kind is ActorKind.PERSON and organization_id is not None
            rows.add(
                TimelineEvent,
                id=self._dice.id("timeline", f"{entry_id}:{number}"),
                entry_id=entry_id,
                happened_at=line.happened_at,
                kind=line.kind,
                actor_kind=line.actor_kind,
                user_id=self._users.get(organization_id) if is_person and organization_id else None,
                reason=line.reason,
                **line.organization,
            )

    def _escalated_at(self, plan: EntryPlan) -> datetime | None:
        """Say when the job would have escalated her, shortly after she came to wait too late."""
        if plan.state is not EntryState.WAITING:
            return None
        passed_on = plan.due_date - timedelta(weeks=_LAST_THRESHOLD)
        if passed_on > self._work.today:
            return None
        passed_at = datetime.combine(passed_on, time(0, 5, tzinfo=AMSTERDAM)).astimezone(UTC)
        since = plan.given_back_at or plan.placed_at
        return min(self._work.now, max(passed_at, since + timedelta(minutes=5)))

    def _asked_at(self, plan: EntryPlan) -> datetime | None:
        """Say when the job would have asked her last whether she still waits."""
        since = plan.given_back_at or plan.placed_at
        weeks = (self._work.now - since) // still_waiting.EVERY
        if plan.state is not EntryState.WAITING or plan.birth_reported_at or not weeks:
            return None
        return since + weeks * still_waiting.EVERY

    def _add_escalation(self, rows: Rows, plan: EntryPlan, entry_id: UUID) -> None:
        escalated_at = self._escalated_at(plan)
        if escalated_at is None:
            return
        rows.add(
            Escalation,
            id=self._dice.id("escalation", entry_id),
            entry_id=entry_id,
            number=1,
            threshold_weeks=_LAST_THRESHOLD,
            escalated_at=escalated_at,
        )
        rows.add(
            TimelineEvent,
            id=self._dice.id("timeline", f"{entry_id}:escalated"),
            entry_id=entry_id,
            happened_at=escalated_at,
            kind=TimelineKind.ESCALATED,
            actor_kind=ActorKind.JOB,
            region_id=plan.region.id,
        )

    def _add_fingerprints(
        self, rows: Rows, plan: EntryPlan, entry_id: UUID, client_number: str, person: Person
    ) -> None:
        identity = Identity(
            due_date=plan.due_date.isoformat(),
            bsn=person.values.get("bsn") or "",
            client_number=client_number,
            insurer_id=str(plan.label.insurer_id),
            first_name=person.values["first_name"] or "",
            last_name=person.values["last_name"] or "",
            birth_date=person.values["birth_date"] or "",
        )
        for kind, digest in duplicates.hashes(self._work, identity).items():
            if kind.has_due_date or plan.state is not EntryState.ACCEPTED:
                rows.add(
                    Fingerprint,
                    id=self._dice.id("fingerprint", f"{entry_id}:{kind}"),
                    kind=kind,
                    hash=digest,
                    entry_id=entry_id,
                )


def client_numbers(rng: Random) -> Iterator[str]:
    """Give numbers such as an insurer gives them, each once; none that the manual uses."""
    given = {"TS1111RR", "NR8735ST"}
    while True:
        letters = "".join(rng.choices(_NUMBER_LETTERS, k=4))
        number = f"{letters[:2]}{rng.randrange(10_000):04}{letters[2:]}"
        if number not in given:
            given.add(number)
            yield number


def _erased_at(plan: EntryPlan) -> datetime | None:
    if not plan.is_erased or plan.closed_at is None:
        return None
    return plan.closed_at + timedelta(weeks=4)


def _timeline(plan: EntryPlan, rng: Random) -> Iterator[_Line]:
    """Tell what happened to an entry, oldest first."""
    region = {"region_id": plan.region.id}
    yield _Line(plan.placed_at, TimelineKind.PLACED, ActorKind.CLIENT)
    if plan.region.needs_authorization and plan.state is not EntryState.AWAITING_AUTHORIZATION:
        yield _Line(plan.placed_at, TimelineKind.AUTHORIZED, ActorKind.PERSON, region)
    if plan.given_back_at:
        provider = {"provider_id": rng.choice(plan.region.providers).id}
        taken_at = plan.given_back_at - timedelta(days=3)
        reason = rng.choice(list(GiveBackReason))
        yield _Line(taken_at, TimelineKind.ACCEPTED, ActorKind.PERSON, provider)
        yield _Line(plan.given_back_at, TimelineKind.GIVEN_BACK, ActorKind.PERSON, provider, reason)
    if plan.provider and plan.accepted_at:
        provider = {"provider_id": plan.provider.id}
        yield _Line(plan.accepted_at, TimelineKind.ACCEPTED, ActorKind.PERSON, provider)
    if plan.birth_reported_at:
        yield _Line(plan.birth_reported_at, TimelineKind.BIRTH_REPORTED, ActorKind.CLIENT)
    if plan.closed_at:
        yield _closing(plan, plan.closed_at, region)


def _closing(plan: EntryPlan, closed_at: datetime, region: dict[str, UUID]) -> _Line:
    match plan.close_reason:
        case CloseReason.TERM_PASSED:
            return _Line(
                closed_at, TimelineKind.CLOSED, ActorKind.JOB, reason=CloseReason.TERM_PASSED
            )
        case CloseReason.ERROR | CloseReason.MOVED:
            return _Line(
                closed_at, TimelineKind.CLOSED, ActorKind.PERSON, region, plan.close_reason
            )
        case _:
            return _Line(closed_at, TimelineKind.CLOSED, ActorKind.CLIENT, {}, plan.close_reason)
