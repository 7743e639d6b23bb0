"""Dividing a region: the proposal from the database, changed by hand, and sent as offers."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event
from sqlmodel import select

from kraamzorg_app import database
from kraamzorg_app.adapters.clock import FrozenClock
from kraamzorg_app.adapters.division_solver import solve
from kraamzorg_app.domain.actors import Actor, Job
from kraamzorg_app.domain.division_drafts import DraftState, LineState
from kraamzorg_app.domain.division_span import span_of
from kraamzorg_app.domain.errors import Conflict, FieldErrors, NotAllowed, NotFound
from kraamzorg_app.domain.matching_reasons import LeftOver, Line, WhyNobody, WhyThisProvider
from kraamzorg_app.domain.offers import DeclineReason, OfferState
from kraamzorg_app.domain.urgency import Urgency
from kraamzorg_app.models.access_log import AccessLogLine
from kraamzorg_app.models.division import DivisionDraft
from kraamzorg_app.models.offers import Offer
from kraamzorg_app.models.organizations import CareProvider, Region
from kraamzorg_app.models.waiting_list import Client, WaitingListEntry
from kraamzorg_app.services import (
    capacity,
    division,
    division_drafts,
    division_lines,
    division_moves,
    division_overview,
    division_problem,
    division_sending,
    offers,
    waiting_list,
)
from kraamzorg_app.services.environment import Environment
from kraamzorg_app.services.unit_of_work import begin
from tests.factories import Factory
from tests.integration.test_notifications import told
from tests.personas import Cast
from tests.rounds import rounds

WEEK = "2026-W15"
"""The due week of who waits in the cast and is due soon: five weeks from today."""
MIEK = ("miek@people.test", "miek-beperkt@people.test")
PLACES = {"places": "1", "hours": "", "closed": False}


def state_places(actor: Actor, region: Region, number: int, week: str = WEEK) -> None:
    capacity.state(actor, region.id, {week: PLACES | {"places": str(number)}})


def woman(env: Environment, cast: Cast, **values: object) -> UUID:
    """Put another one on the list of Friesland, due in the same week unless told otherwise."""
    with database.transaction(env.engine) as session:
        make = Factory(env, session)
        usual = {"due_date": make.work.today + timedelta(weeks=5), "pc4": "8751"}
        return make.entry(cast.friesland, cast.zilver_label, **usual | values).id


def made(actor: Actor, region: Region, first: str = "", last: str = "") -> UUID:
    draft_id = division.begin(actor, region.id, first, last)
    division.compute(actor, draft_id)
    return draft_id


def given(actor: Actor, draft_id: UUID) -> dict[UUID, str]:
    """Say to which provider each goes; "" for who is left over."""
    page = division_lines.read(actor, draft_id)
    return {row.entry_id: row.provider for row in (*page.rows, *page.left_rows)}


def offered(env: Environment) -> dict[UUID, UUID]:
    with database.reading(env.engine) as session:
        rows = session.exec(select(Offer).where(Offer.state == OfferState.PENDING)).all()
    return {row.entry_id: row.provider_id for row in rows}


def refusals(sent: tuple[division_sending.Sending, ...]) -> dict[UUID, str | None]:
    return {each.entry_id: each.refusal for each in sent}


def test_the_span_is_ten_weeks_on_unless_chosen_otherwise(env: Environment) -> None:
    today = env.clock.now().date()
    usual = span_of(today)
    assert usual is not None
    assert (usual.weeks[0], usual.weeks[-1], usual.since) == ("2026-W10", "2026-W20", None)
    assert usual.until == today + timedelta(weeks=10, days=6)
    later = span_of(today, "2026-W12", "2026-W13")
    assert later is not None
    assert (later.since, later.until) == (
        today + timedelta(weeks=2),
        today + timedelta(weeks=3, days=6),
    )
    assert usual.week_of(today - timedelta(weeks=3)) == "2026-W10"
    assert later.week_of(today) is None
    for first, last in (("2026-W13", "2026-W12"), ("2026-W09", ""), ("", "2026-W30"), ("x", "")):
        assert span_of(today, first, last) is None


def test_a_proposal_places_who_can_be_placed_and_says_why_nobody(
    env: Environment, cast: Cast
) -> None:
    state_places(cast.provider, cast.friesland, 1)
    second = woman(env, cast)
    draft_id = made(cast.coordinator, cast.friesland)
    page = division_lines.read(cast.coordinator, draft_id)
    assert (page.placed, page.left) == (1, 1)
    assert page.rows[0].provider == "Kraamzorg Miek"
    assert isinstance(page.rows[0].why, Line)
    assert page.rows[0].why.reasons[0] is WhyThisProvider.ONLY_ONE_WITH_ROOM
    (left,) = page.left_rows
    assert isinstance(left.why, LeftOver)
    assert left.why.reason is WhyNobody.TAKEN_BY_OTHERS
    assert {page.rows[0].entry_id, left.entry_id} == {cast.waiting.id, second}
    status = division.status(cast.coordinator, cast.friesland.id)
    assert status is not None
    assert (status.state, status.done, status.total) == (DraftState.READY, 1, 1)


def test_the_problem_holds_what_stands_in_the_database(
    env: Environment, cast: Cast, clock: FrozenClock
) -> None:
    capacity.describe(cast.provider, "8731", ["pl"])
    capacity.state(
        cast.provider,
        cast.friesland.id,
        {WEEK: PLACES | {"places": "3", "hours": "100"}, "2026-W16": PLACES | {"closed": True}},
        {"standing_places": "2", "standing_hours": ""},
    )
    capacity.exclude_postcodes(cast.other_provider, "8751")
    polish = woman(
        env, cast, identity={"spoken_language": "pl"}, preferred_provider_id=cast.anna.id
    )
    on_offer, declined, taken = (woman(env, cast) for _ in range(3))
    born = woman(
        env, cast, due_date=clock.now().date() - timedelta(days=4), birth_reported_at=clock.now()
    )
    offers.offer(cast.coordinator, on_offer, cast.miek.id)
    offer_id = offers.offer(cast.coordinator, declined, cast.anna.id)
    offers.decline(cast.carer, offer_id, DeclineReason.TOO_FAR)
    clock.advance(timedelta(hours=1))
    waiting_list.accept(cast.provider, taken)
    with database.transaction(env.engine) as session:
        session.get_one(CareProvider, cast.noord.id).ended_at = clock.now()

    span = span_of(clock.now().date())
    assert span is not None
    with begin(cast.coordinator) as work:
        found = division_problem.read(work, work.session.get_one(Region, cast.friesland.id), span)
    women = {each.id: each for each in found.problem.women}
    assert set(women) == {cast.waiting.id, polish, declined, born}
    assert (women[polish].language, women[polish].preferred_id) == ("pl", cast.anna.id)
    assert women[declined].refused_by == {cast.anna.id}
    assert (women[born].urgency, women[born].week) == (Urgency.BORN, "2026-W10")
    assert women[cast.waiting.id].urgency == Urgency.SOON
    providers = {each.id: each for each in found.problem.providers}
    assert set(providers) == {cast.miek.id, cast.anna.id}
    miek = providers[cast.miek.id]
    assert miek.places[WEEK] == 2, "one of three was taken since"
    assert (miek.free(WEEK), miek.free("2026-W16"), miek.free("2026-W17")) == (1, 0, 2)
    assert dict(miek.hours) == {WEEK: 100}
    assert miek.languages == {"nl", "pl"}
    assert miek.location is not None
    assert providers[cast.anna.id].free(WEEK) == 0


def test_the_service_gives_what_the_solver_gives(env: Environment, cast: Cast) -> None:
    state_places(cast.provider, cast.friesland, 2)
    state_places(cast.carer, cast.friesland, 1)
    capacity.describe(cast.carer, "8751", ["pl"])
    capacity.exclude_postcodes(cast.provider, "8811")
    for pc4 in ("8731", "8751", "8811", "8811"):
        woman(env, cast, pc4=pc4)
    woman(env, cast, identity={"spoken_language": "pl"})
    drafts = [given(cast.coordinator, made(cast.coordinator, cast.friesland)) for _ in range(2)]
    assert drafts[0] == drafts[1]
    span = span_of(env.clock.now().date())
    assert span is not None
    with begin(cast.coordinator) as work:
        found = division_problem.read(work, work.session.get_one(Region, cast.friesland.id), span)
    best: Mapping[UUID, UUID] = solve(found.problem)
    assert drafts[0] == {
        each.id: found.names[best[each.id]] if each.id in best else ""
        for each in found.problem.women
    }


def test_reading_a_region_takes_as_many_queries_for_many_as_for_few(
    env: Environment, cast: Cast
) -> None:
    def queries() -> int:
        seen: list[str] = []

        def note(_c: object, _cur: object, statement: str, *_: object) -> None:
            seen.append(statement)

        event.listen(env.engine, "before_cursor_execute", note)
        draft_id = made(cast.coordinator, cast.friesland)
        division_lines.read(cast.coordinator, draft_id)
        division_overview.overview(cast.coordinator, cast.friesland.id)
        event.remove(env.engine, "before_cursor_execute", note)
        return len(seen)

    state_places(cast.provider, cast.friesland, 20)
    queries()
    few = queries()
    for _ in range(8):
        woman(env, cast)
    assert queries() == few


def test_the_overview_shows_the_most_urgent_first_and_the_room_per_week(
    env: Environment, cast: Cast, clock: FrozenClock
) -> None:
    state_places(cast.provider, cast.friesland, 3)
    on_offer = woman(env, cast, due_date=clock.now().date() + timedelta(weeks=5, days=1))
    born = woman(env, cast, birth_reported_at=clock.now())
    offers.offer(cast.coordinator, on_offer, cast.miek.id)
    now = division_overview.overview(cast.coordinator, cast.friesland.id)
    assert [row.view.id for row in now.rows] == [
        str(each) for each in (born, cast.waiting.id, on_offer)
    ]
    assert [row.offered_to for row in now.rows] == ["", "", "Kraamzorg Miek"]
    assert now.total == 3
    week = next(each for each in now.weeks if each.week == WEEK)
    assert (week.waiting, week.offered, week.places) == (2, 1, 2)
    assert (now.providers, now.old_numbers) == (3, 2)
    limited = division_overview.overview(cast.coordinator_limited, cast.friesland.id)
    assert {row.view.name for row in limited.rows} == {None}
    assert now.rows[1].view.name == "Sanne Jansen"


def test_who_may_not_see_her_language_is_not_told_that_it_is_spoken(
    env: Environment, cast: Cast
) -> None:
    state_places(cast.provider, cast.friesland, 1)
    capacity.describe(cast.provider, "8731", ["pl"])
    with database.transaction(env.engine) as session:
        session.delete(session.get_one(WaitingListEntry, cast.waiting.id))
    polish = woman(env, cast, identity={"spoken_language": "pl"})
    reasons, costs = {}, {}
    for actor in (cast.coordinator, cast.coordinator_limited):
        draft_id = made(actor, cast.friesland)
        (row,) = division_lines.read(actor, draft_id).rows
        assert isinstance(row.why, Line)
        reasons[actor.membership_id] = row.why.reasons
        costs[actor.membership_id] = division_moves.weigh(actor, draft_id, polish, cast.anna.id)
    told = WhyThisProvider.SPEAKS_HER_LANGUAGE
    assert told in reasons[cast.coordinator.membership_id]
    assert told not in reasons[cast.coordinator_limited.membership_id]
    assert costs[cast.coordinator.membership_id].not_spoken == 1
    assert costs[cast.coordinator_limited.membership_id].not_spoken == 0


def test_moving_by_hand_says_what_it_costs_and_stays(env: Environment, cast: Cast) -> None:
    state_places(cast.provider, cast.friesland, 1)
    capacity.describe(cast.provider, "8731", [])
    capacity.describe(cast.carer, "9711", [])
    second = woman(env, cast)
    actor, her = cast.coordinator, cast.waiting.id
    draft_id = made(actor, cast.friesland)
    assert given(actor, draft_id)[her] == "Kraamzorg Miek" or given(actor, draft_id)[her] == ""
    placed = next(each for each, name in given(actor, draft_id).items() if name)
    left = ({her, second} - {placed}).pop()

    choices = division_moves.choices(actor, draft_id, placed)
    assert [each.name for each in choices] == ["Kraamzorg Miek", "Anna de Vries", "Kraamzorg Noord"]
    assert [each.km is None for each in choices] == [False, False, True]
    cost = division_moves.weigh(actor, draft_id, placed, cast.anna.id)
    assert (cost.unplaced, cost.over_places, cost.week) == (0, 1, WEEK)
    assert cost.km is not None
    assert cost.km > 30
    assert division_moves.weigh(actor, draft_id, placed, "").unplaced == 1
    assert division_moves.weigh(actor, draft_id, left, cast.miek.id).over_places == 1

    division_moves.move(actor, draft_id, placed, str(cast.anna.id))
    division_moves.move(actor, draft_id, left, str(cast.miek.id))
    assert given(actor, draft_id) == {placed: "Anna de Vries", left: "Kraamzorg Miek"}
    page = division_lines.read(actor, draft_id)
    assert all(row.is_by_hand and row.state is LineState.OPEN for row in page.rows)
    division_moves.move(actor, draft_id, placed, "")
    assert given(actor, draft_id)[placed] == ""


def test_hours_are_checked_and_told(env: Environment, cast: Cast) -> None:
    weeks = {WEEK: PLACES | {"places": "2", "hours": "60"}}
    capacity.state(cast.provider, cast.friesland.id, weeks)
    woman(env, cast)
    page = division_lines.read(cast.coordinator, made(cast.coordinator, cast.friesland))
    assert page.placed == 2
    assert page.over_hours == (("Kraamzorg Miek", WEEK, 30),)


def test_all_is_offered_and_can_not_be_sent_twice(env: Environment, cast: Cast) -> None:
    state_places(cast.provider, cast.friesland, 2)
    second, actor = woman(env, cast), cast.coordinator
    draft_id = made(actor, cast.friesland)
    open_ids = division_lines.read(actor, draft_id).open_ids
    assert set(open_ids) == {cast.waiting.id, second}
    assert offered(env) == {}, "nothing is sent by itself"
    sent = division_sending.send(actor, draft_id, [str(each) for each in open_ids])
    assert refusals(sent) == {cast.waiting.id: None, second: None}
    assert offered(env) == {cast.waiting.id: cast.miek.id, second: cast.miek.id}
    assert told(env) == dict.fromkeys(MIEK, "KSV Friesland: er zijn 2 cliënten aan u aangeboden")
    with database.reading(env.engine) as session:
        assert {row.batch_id for row in session.exec(select(Offer))} == {draft_id}
    assert division_sending.send(actor, draft_id, list(open_ids)) == ()
    page = division_lines.read(actor, draft_id)
    assert {row.state for row in page.rows} == {LineState.SENT}
    assert not page.open_ids
    with pytest.raises(Conflict, match="changed_since"):
        division_moves.move(actor, draft_id, second, "")


@dataclass(frozen=True)
class Meanwhile:
    """Something that happens between computing and sending, and what is said then."""

    state: LineState
    refusal: str | None


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ("corrected", Meanwhile(LineState.CHANGED, "changed_since")),
        ("taken", Meanwhile(LineState.GONE, "just_taken")),
        ("offered", Meanwhile(LineState.OFFERED, "already_offered")),
        ("declined", Meanwhile(LineState.OPEN, "refused_meanwhile")),
        ("places gone", Meanwhile(LineState.OPEN, "no_place_left")),
        ("postcode excluded", Meanwhile(LineState.OPEN, "postcode_not_served")),
        ("provider ended", Meanwhile(LineState.OPEN, "no_place_left")),
    ],
)
def test_what_changed_since_is_told_per_line_and_not_sent(
    env: Environment, cast: Cast, what: str, expected: Meanwhile
) -> None:
    state_places(cast.provider, cast.friesland, 1)
    actor, her = cast.coordinator, cast.waiting.id
    draft_id = made(actor, cast.friesland)
    match what:
        case "corrected":
            with database.transaction(env.engine) as session:
                entry = session.get_one(WaitingListEntry, her)
                entry.pc4, entry.version = "8811", entry.version + 1
        case "taken":
            waiting_list.accept(cast.other_provider, her)
        case "offered":
            offers.offer(actor, her, cast.noord.id)
        case "declined":
            offers.decline(
                cast.provider, offers.offer(actor, her, cast.miek.id), DeclineReason.ILLNESS
            )
        case "places gone":
            state_places(cast.provider, cast.friesland, 0)
        case "postcode excluded":
            capacity.exclude_postcodes(cast.provider, "8731")
        case "provider ended":
            with database.transaction(env.engine) as session:
                session.get_one(CareProvider, cast.miek.id).ended_at = env.clock.now()
    before = offered(env)
    (row,) = division_lines.read(actor, draft_id).rows
    assert row.state is expected.state
    assert (row.view is None) == (expected.state is LineState.GONE)
    sent = division_sending.send(actor, draft_id, [her])
    assert refusals(sent) == {her: expected.refusal}
    assert offered(env) == before


def test_a_line_moved_by_hand_may_go_beyond_the_places(env: Environment, cast: Cast) -> None:
    actor, her = cast.coordinator, cast.waiting.id
    draft_id = made(actor, cast.friesland)
    assert given(actor, draft_id) == {her: ""}
    division_moves.move(actor, draft_id, her, cast.miek.id)
    assert refusals(division_sending.send(actor, draft_id, [her])) == {her: None}
    assert offered(env) == {her: cast.miek.id}


def test_two_coordinators_who_send_at_once_give_no_place_twice(
    env: Environment, cast: Cast
) -> None:
    state_places(cast.provider, cast.friesland, 1)
    actors = (cast.coordinator, cast.coordinator_limited)
    for _ in range(rounds(4)):
        # Each proposes another woman for the one place that there is.
        drafts = []
        for number, actor in enumerate(actors):
            woman(env, cast)
            draft_id = made(actor, cast.friesland)
            (chosen,) = [each for each, name in given(actor, draft_id).items() if name]
            others = [each for each, name in given(actor, draft_id).items() if not name]
            if number:
                division_moves.move(actor, draft_id, chosen, "")
                division_moves.move(actor, draft_id, others[0], cast.miek.id)
                _as_computed(actor, draft_id)
                chosen = others[0]
            drafts.append((actor, draft_id, chosen))
        barrier = Barrier(2)

        def send(
            actor: Actor, draft_id: UUID, chosen: UUID, barrier: Barrier = barrier
        ) -> str | None:
            barrier.wait(timeout=60)
            (one,) = division_sending.send(actor, draft_id, [chosen])
            return one.refusal

        with ThreadPoolExecutor(2) as pool:
            under_way = [pool.submit(send, *each) for each in drafts]
            said = sorted(str(each.result(timeout=120)) for each in under_way)
        assert said == ["None", "no_place_left"]
        assert len(offered(env)) == 1
        with database.transaction(env.engine) as session:
            for row in session.exec(select(Offer)):
                session.delete(row)


def _as_computed(actor: Actor, draft_id: UUID) -> None:
    """Take away that lines were moved by hand, since those may go beyond the places."""
    with begin(actor) as work:
        draft = division_drafts.own(work, draft_id)
        content = division_drafts.opened(work, draft)
        lines = tuple(replace(line, is_by_hand=False) for line in content.lines)
        division_drafts.write(work, draft, replace(content, lines=lines))


def test_a_proposal_is_its_makers_and_its_regions(env: Environment, cast: Cast) -> None:
    state_places(cast.provider, cast.friesland, 1)
    draft_id, her = made(cast.coordinator, cast.friesland), cast.waiting.id
    elsewhere = replace(cast.coordinator, region_ids=frozenset({cast.groningen.id}))
    for actor in (cast.coordinator_limited, elsewhere):
        for verb in (
            lambda who: division_lines.read(who, draft_id),
            lambda who: division_moves.choices(who, draft_id, her),
            lambda who: division_moves.weigh(who, draft_id, her, ""),
            lambda who: division_moves.move(who, draft_id, her, ""),
            lambda who: division_sending.send(who, draft_id, [her]),
            lambda who: division.cancel(who, draft_id),
        ):
            with pytest.raises(NotFound):
                verb(actor)
    for region_id in (cast.groningen.id, uuid4(), "x", None):
        with pytest.raises(NotFound):
            division.begin(cast.coordinator, region_id)
        with pytest.raises(NotFound):
            division_overview.overview(cast.coordinator, region_id)
        with pytest.raises(NotFound):
            division.status(cast.coordinator, region_id)
    for provider_id in (uuid4(), "x", None, 1):
        with pytest.raises(NotFound):
            division_moves.weigh(cast.coordinator, draft_id, her, provider_id)
    with pytest.raises(NotFound):
        division_moves.weigh(cast.coordinator, draft_id, cast.waiting_groningen.id, "")
    for actor in (cast.provider, cast.insurer, cast.admin, cast.technician):
        with pytest.raises(NotAllowed):
            division_overview.overview(actor, cast.friesland.id)
    with pytest.raises(FieldErrors):
        division.begin(cast.coordinator, cast.friesland.id, "2026-W14", "2026-W12")
    assert offered(env) == {}


def test_computing_can_be_cancelled_and_a_newer_proposal_drops_the_former(
    cast: Cast, clock: FrozenClock
) -> None:
    actor, region = cast.coordinator, cast.friesland
    draft_id = division.begin(actor, region.id)
    with pytest.raises(Conflict, match="already_computing"):
        division.begin(actor, region.id)
    found = division.gather(actor, draft_id)
    assert found is not None
    assert division.go_on(actor, draft_id, 1, 4)
    division.cancel(actor, draft_id)
    assert not division.go_on(actor, draft_id, 2, 4)
    division.finish(actor, draft_id, found, {})
    status = division.status(actor, region.id)
    assert status is not None
    assert (status.state, status.done) == (DraftState.CANCELLED, 1)
    with pytest.raises(Conflict, match="proposal_old"):
        division_lines.read(actor, draft_id)

    second = division.begin(actor, region.id)
    clock.advance(timedelta(minutes=4))
    status = division.status(actor, region.id)
    assert status is not None
    assert status.state is DraftState.FAILED, "its process must have died"
    third = made(actor, region)
    division.compute(actor, third)
    for gone in (draft_id, second):
        with pytest.raises(NotFound):
            division_lines.read(actor, gone)
    clock.advance(timedelta(days=1))
    assert division.status(actor, region.id) is None
    with pytest.raises(NotFound):
        division_lines.read(actor, third)


def test_a_proposal_is_deleted_after_a_day(
    env: Environment, cast: Cast, clock: FrozenClock
) -> None:
    job = Actor.system(Job.RETENTION)
    made(cast.coordinator, cast.friesland)
    clock.advance(timedelta(hours=23))
    made(cast.coordinator_limited, cast.friesland)
    assert division.delete_old(job) == 0
    clock.advance(timedelta(hours=1))
    assert [division.delete_old(job) for _ in range(2)] == [1, 0]
    with database.reading(env.engine) as session:
        assert [row.membership_id for row in session.exec(select(DivisionDraft))] == [
            cast.coordinator_limited.membership_id
        ]


def test_one_line_in_the_log_names_everybody_in_a_proposal(env: Environment, cast: Cast) -> None:
    second = woman(env, cast)
    made(cast.coordinator, cast.friesland)
    with database.reading(env.engine) as session:
        (line,) = session.exec(
            select(AccessLogLine).where(AccessLogLine.event == "DIVISION_PROPOSED")
        ).all()
        log_ids = {
            session.get_one(Client, session.get_one(WaitingListEntry, each).client_id).log_id.hex
            for each in (cast.waiting.id, second)
        }
        (draft,) = session.exec(select(DivisionDraft)).all()
    assert set(line.subjects) == log_ids
    assert line.fields == ["DUE_DATE", "PC4", "PREFERENCE", "SPOKEN_LANGUAGE"]
    assert draft.content is not None
    for readable in (cast.waiting.id.hex, cast.miek.id.hex, "8731", WEEK):
        assert readable.encode() not in draft.content
