"""The overviews hold the same numbers as the tables, and hide the small ones."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import product
from random import Random
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event, select

from kraamzorg_app import database
from kraamzorg_app.domain.actors import Actor, ActorKind, Role
from kraamzorg_app.domain.calendar import amsterdam_day, iso_week, monday_of
from kraamzorg_app.domain.entries import CloseReason, EntryState, TimelineKind
from kraamzorg_app.domain.errors import NotAllowed, NotFound
from kraamzorg_app.domain.offers import DeclineReason, OfferState
from kraamzorg_app.domain.overviews import Outcome, Refusal, Span, waiting_times
from kraamzorg_app.domain.suppression import Count
from kraamzorg_app.domain.urgency import Urgency, urgency
from kraamzorg_app.models.capacity import CapacityWeek, ProviderCapacity
from kraamzorg_app.models.offers import Offer
from kraamzorg_app.models.organizations import CareProvider, ProviderApproval, Region
from kraamzorg_app.models.waiting_list import TimelineEvent, WaitingListEntry
from kraamzorg_app.services import overviews
from kraamzorg_app.services.environment import Environment
from kraamzorg_app.services.overviews import Overview
from tests.conftest import NOW
from tests.factories import Factory
from tests.personas import Cast

READERS = ("coordinator", "provider", "other_provider", "preferred", "insurer", "admin")
TODAY = NOW.date()
MONDAY = monday_of(TODAY)


@pytest.fixture
def past(env: Environment, cast: Cast) -> Cast:
    """A year of lists in two regions, with everything that can happen to a place."""
    rng = Random(3)  # noqa: S311 - a test that is the same each time
    with database.transaction(env.engine) as session:
        make = Factory(env, session)
        for _ in range(150):
            _live(make, cast, rng)
        for provider, region, places in (
            (cast.miek, cast.friesland, 3),
            (cast.noord, cast.friesland, 1),
            (cast.noord, cast.groningen, 2),
        ):
            _state_places(make, provider, region, places, rng)
        for entry in session.scalars(select(WaitingListEntry)).all():
            if rng.random() < 0.4:
                _refuse(make, cast, entry, rng)
        ended = make.provider("Gestopt", cast.friesland)
        ended.ended_at = NOW
        _state_places(make, ended, cast.friesland, 40, rng)
    return cast


def _live(make: Factory, cast: Cast, rng: Random) -> None:
    placed_at = NOW - timedelta(hours=rng.randint(1, 24 * 420))
    region = rng.choice((cast.friesland, cast.friesland, cast.groningen))
    entry = make.entry(
        region,
        rng.choice((cast.zilver_label, cast.vgz_label)),
        due_date=TODAY + timedelta(days=rng.randint(-12, 260)),
    )
    entry.placed_at = placed_at
    fate = rng.choice(("waits", "waits", "born", "taken", "taken", "back", "ended", "closed"))
    later = placed_at + (NOW - placed_at) * rng.random()
    if fate == "born":
        entry.birth_reported_at = NOW
    if fate in {"taken", "back", "ended"}:
        _happened(make, entry, TimelineKind.ACCEPTED, later)
    if fate == "back":
        _happened(make, entry, TimelineKind.GIVEN_BACK, later + (NOW - later) * rng.random())
    if fate in {"taken", "ended"}:
        entry.state, entry.provider_id, entry.accepted_at = EntryState.ACCEPTED, cast.miek.id, later
    if fate in {"ended", "closed"}:
        entry.state, entry.closed_at = EntryState.CLOSED, later + (NOW - later) * rng.random()
        entry.close_reason = rng.choice(list(CloseReason))


def _happened(make: Factory, entry: WaitingListEntry, kind: TimelineKind, moment: datetime) -> None:
    make.add(
        TimelineEvent(
            id=uuid4(), entry_id=entry.id, happened_at=moment, kind=kind, actor_kind="PERSON"
        )
    )


def _refuse(make: Factory, cast: Cast, entry: WaitingListEntry, rng: Random) -> None:
    """Offer her, to somebody who declines, does not answer, or had it withdrawn."""
    moment = NOW - timedelta(hours=rng.randint(1, 24 * 420))
    state = rng.choice((OfferState.DECLINED, OfferState.EXPIRED, OfferState.WITHDRAWN))
    is_declined = state is OfferState.DECLINED
    make.add(
        Offer(
            entry_id=entry.id,
            provider_id=cast.noord.id,
            region_id=entry.region_id,
            due_week=iso_week(entry.due_date),
            offered_by=cast.coordinator.user_id,
            offered_at=moment,
            expires_at=moment,
            state=state,
            answered_at=moment,
            decline_reason=rng.choice(list(DeclineReason)) if is_declined else None,
        )
    )


def _state_places(
    make: Factory, provider: CareProvider, region: Region, places: int, rng: Random
) -> None:
    ids = {"provider_id": provider.id, "region_id": region.id}
    months_ago = NOW - timedelta(days=120)
    make.add(ProviderCapacity(**ids, standing_places=places, updated_at=months_ago))
    for week in rng.sample(range(20), 6):
        name = iso_week(MONDAY + timedelta(weeks=week))
        is_closed = rng.random() < 0.3
        make.add(CapacityWeek(**ids, week=name, places=rng.randint(0, 9), is_closed=is_closed))


def test_every_number_is_that_of_a_plain_recount(env: Environment, past: Cast) -> None:
    for name, region in product(READERS, ("", past.friesland.id, past.groningen.id)):
        actor: Actor = getattr(past, name)
        if region == past.groningen.id and name in {"coordinator", "provider"}:
            with pytest.raises(NotFound):
                overviews.read(actor, str(region))
        else:
            assert_recounted(env, actor, overviews.read(actor, str(region), 26))


def assert_recounted(env: Environment, actor: Actor, found: Overview) -> None:
    with database.reading(env.engine) as session:
        plain = Recount(actor, found, session)
        assert found.waiting == len(plain.waiting)
        assert found.urgency == plain.urgency()
        assert [week.due for week in found.ahead] == plain.due()
        assert [week.places for week in found.ahead] == plain.places()
        assert [week.short for week in found.ahead] == plain.short()
        for week in found.flow:
            assert_told(found, week.came, plain.came(week.monday))
            assert_told(found, week.left, plain.left(week.monday))
        for outcome, count in found.outcome.items():
            assert_told(found, count, plain.outcome(outcome))
        assert found.times is None or found.times == plain.times()
        for refusal, count in found.refusals.items():
            assert_told(found, count, plain.refused(refusal))
    assert bool(found.refusals) == (actor.role is not Role.CARE_PROVIDER)
    assert len(found.flow) == 26


def assert_told(found: Overview, count: Count, number: int) -> None:
    """A number is right or hidden; hidden only from who may not see everybody behind it."""
    assert count.value in (None, number)
    assert not (found.is_exact and count.value is None)
    assert found.is_exact or count.value is None or count.value not in range(1, 5)


class Recount:
    """Counts again, in Python, from every row that there is."""

    def __init__(self, actor: Actor, found: Overview, session: object) -> None:
        self.actor, self.found = actor, found
        chosen = {line.id for line in found.regions}
        if found.region_id:
            chosen = {found.region_id}
        self.chosen = chosen
        self.everybody = session.scalars(select(WaitingListEntry)).all()
        self.entries = [
            entry
            for entry in self.everybody
            if entry.region_id in chosen and self.is_in_scope(entry)
        ]
        self.waiting = [entry for entry in self.entries if entry.state is EntryState.WAITING]
        ended = {
            row.id for row in session.scalars(select(CareProvider)) if row.ended_at is not None
        }
        self.approved: dict[UUID, list[UUID]] = defaultdict(list)
        for row in session.scalars(select(ProviderApproval)):
            if row.provider_id not in ended:
                self.approved[row.region_id].append(row.provider_id)
        self.stated = {
            (row.region_id, row.week, row.provider_id): row
            for row in session.scalars(select(CapacityWeek))
        }
        self.standing = {
            (row.region_id, row.provider_id): row.standing_places
            for row in session.scalars(select(ProviderCapacity))
        }
        self.stated_at = {
            (row.region_id, row.provider_id): row.updated_at
            for row in session.scalars(select(ProviderCapacity))
        }
        by_id = {entry.id for entry in self.entries}
        self.offers = [each for each in session.scalars(select(Offer)) if each.entry_id in by_id]
        self.events = [
            each for each in session.scalars(select(TimelineEvent)) if each.entry_id in by_id
        ]

    def is_in_scope(self, entry: WaitingListEntry) -> bool:
        if self.actor.role is not Role.INSURER:
            return True
        own = entry.insurer_id == self.actor.insurer_id
        return own or entry.region_id in self.actor.preferred_region_ids

    def urgency(self) -> dict[Urgency, int]:
        levels = Counter(
            urgency(
                entry.due_date,
                TODAY,
                is_born=entry.birth_reported_at is not None,
                thresholds_weeks=(10, 6, 3),
            )
            for entry in self.waiting
        )
        return {level: levels[level] for level in Urgency}

    def whole(self) -> set[UUID]:
        if self.actor.role is not Role.INSURER:
            return self.chosen
        return self.chosen & self.actor.preferred_region_ids

    def due(self) -> list[int]:
        counted = self.whole() or self.chosen
        return [sum(self._due(each, n) for each in counted) for n in range(20)]

    def places(self) -> list[int | None]:
        if not self.whole():
            return [None] * 20
        return [sum(self._places(each, n) for each in self.whole()) for n in range(20)]

    def short(self) -> list[int]:
        return [
            sum(max(0, self._due(each, n) - self._places(each, n)) for each in self.whole())
            for n in range(20)
        ]

    def _due(self, region_id: UUID, week: int) -> int:
        monday = MONDAY + timedelta(weeks=week)
        return sum(
            entry.region_id == region_id and monday_of(entry.due_date) == monday
            for entry in self.waiting
        )

    def _places(self, region_id: UUID, week: int) -> int:
        total, name = 0, iso_week(MONDAY + timedelta(weeks=week))
        for provider_id in self.approved[region_id]:
            stated = self.stated.get((region_id, name, provider_id))
            if stated is not None:
                places = 0 if stated.is_closed else stated.places
            else:
                places = self.standing.get((region_id, provider_id), 0)
            total += max(0, places - self._used(region_id, provider_id, week))
        return total

    def _used(self, region_id: UUID, provider_id: UUID, week: int) -> int:
        stated_at = self.stated_at.get((region_id, provider_id))
        return sum(
            (entry.region_id, entry.provider_id) == (region_id, provider_id)
            and entry.state is EntryState.ACCEPTED
            and max(monday_of(entry.due_date), MONDAY) == MONDAY + timedelta(weeks=week)
            and entry.accepted_at > stated_at
            for entry in self.everybody
            if stated_at is not None
        )

    def came(self, monday: date) -> int:
        placed = [entry.placed_at for entry in self.entries]
        return self._in_week(monday, [*placed, *self._events(TimelineKind.GIVEN_BACK)])

    def left(self, monday: date) -> int:
        closed = [entry.closed_at for entry in self.entries if not entry.accepted_at]
        return self._in_week(monday, [*closed, *self._events(TimelineKind.ACCEPTED)])

    def _events(self, kind: TimelineKind) -> list[datetime]:
        return [each.happened_at for each in self.events if each.kind is kind]

    def _in_week(self, monday: date, moments: list[datetime | None]) -> int:
        return sum(monday_of(amsterdam_day(each)) == monday for each in moments if each)

    def outcome(self, outcome: Outcome) -> int:
        if outcome is Outcome.TAKEN:
            return len(self._taken())
        ended = [
            entry.close_reason
            for entry in self.entries
            if entry.closed_at
            and not entry.accepted_at
            and _lies_in(self.found.history, entry.closed_at)
        ]
        if outcome is Outcome.OTHER:
            others = {CloseReason.WITHDRAWN, CloseReason.ERROR, CloseReason.PREGNANCY_ENDED}
            return sum(reason in others for reason in ended)
        return ended.count(CloseReason(outcome.value))

    def refused(self, refusal: Refusal) -> int:
        over = [
            each.decline_reason
            for each in self.offers
            if each.state in {OfferState.DECLINED, OfferState.EXPIRED}
            and _lies_in(self.found.history, each.answered_at)
        ]
        if refusal is Refusal.NO_ANSWER:
            return over.count(None)
        return over.count(DeclineReason(refusal.value))

    def times(self) -> object:
        return waiting_times(
            Counter((entry.accepted_at - entry.placed_at).days for entry in self._taken())
        )

    def _taken(self) -> list[WaitingListEntry]:
        return [
            entry
            for entry in self.entries
            if entry.accepted_at and _lies_in(self.found.history, entry.accepted_at)
        ]


def _lies_in(span: Span, moment: datetime) -> bool:
    return span.starts_on <= amsterdam_day(moment) < span.ends_on


def test_small_numbers_are_exact_for_the_coordinator_and_hidden_from_others(past: Cast) -> None:
    by_name = {name: overviews.read(getattr(past, name), "", 26) for name in READERS}
    assert [name for name, found in by_name.items() if found.is_exact] == ["coordinator"]
    exact = by_name["coordinator"]
    assert all(week.came.value is not None for week in exact.flow)
    assert Outcome.PREGNANCY_ENDED in exact.outcome
    for name in READERS[1:]:
        assert any(week.came.value is None for week in by_name[name].flow)
        assert Outcome.PREGNANCY_ENDED not in by_name[name].outcome


def test_all_that_one_reader_can_ask_for_gives_no_hidden_number_away(past: Cast) -> None:
    """Put the numbers of every region and of all together side by side, as somebody would."""
    for name in ("admin", "preferred", "other_provider"):
        actor = getattr(past, name)
        together = overviews.read(actor, "", 26)
        each = [overviews.read(actor, str(line.id), 26) for line in together.regions]
        for total, parts in _families(together, each):
            hidden = [part for part in parts if part.value is None]
            assert not (total.value is not None and len(hidden) == 1)


def _families(together: Overview, each: list[Overview]) -> Iterator[tuple[Count, list[Count]]]:
    for place, week in enumerate(together.flow):
        yield week.came, [one.flow[place].came for one in each]
        yield week.left, [one.flow[place].left for one in each]
    for outcome, total in together.outcome.items():
        yield total, [one.outcome[outcome] for one in each]
    for refusal, total in together.refusals.items():
        yield total, [one.refusals[refusal] for one in each]


def test_a_shorter_period_changes_no_number_of_a_year_for_who_sees_no_small_ones(
    past: Cast,
) -> None:
    short, long = (overviews.read(past.admin, "", weeks) for weeks in (8, 26))
    assert (short.outcome, short.times) == (long.outcome, long.times)
    assert short.flow == long.flow[-8:]
    own = [overviews.read(past.coordinator, "", weeks).history for weeks in (8, 26)]
    assert own[0] != own[1]


def test_the_technical_admin_and_a_stranger_read_nothing(cast: Cast) -> None:
    for actor in (cast.technician, Actor.visitor(), Actor(kind=ActorKind.CLIENT)):
        with pytest.raises(NotAllowed):
            overviews.read(actor)


@pytest.mark.parametrize("asked", ["x", str(UUID(int=7)), "0" * 400])
def test_a_region_that_is_not_there_is_not_found(cast: Cast, asked: str) -> None:
    with pytest.raises(NotFound):
        overviews.read(cast.admin, asked)


def test_the_number_of_queries_does_not_grow_with_the_list(env: Environment, past: Cast) -> None:
    before = _queries(env, past.admin)
    with database.transaction(env.engine) as session:
        make, rng = Factory(env, session), Random(4)  # noqa: S311 - the same each time
        for _ in range(20):
            _live(make, past, rng)
    assert _queries(env, past.admin) == before


def _queries(env: Environment, actor: Actor) -> int:
    statements: list[str] = []

    def count(*arguments: object) -> None:
        statements.append(str(arguments[2]))

    event.listen(env.engine, "before_cursor_execute", count)
    overviews.read(actor)
    event.remove(env.engine, "before_cursor_execute", count)
    return len(statements)
