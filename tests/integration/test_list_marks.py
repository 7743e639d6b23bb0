"""The filter "Urgentie": by the thresholds of each region, a reported birth above them."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from random import Random

import pytest
from sqlalchemy import text
from sqlmodel import Session, select

from kraamzorg_app import database
from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.domain.entries import EntryState
from kraamzorg_app.domain.listing import BY_DUE_DATE, PAGE_SIZE, EntryFilter, ListRequest, Mark
from kraamzorg_app.domain.urgency import Urgency, urgency
from kraamzorg_app.models.organizations import Region
from kraamzorg_app.models.waiting_list import WaitingListEntry
from kraamzorg_app.queries import entries, entry_counts
from kraamzorg_app.services import exports, list_marks, waiting_list
from kraamzorg_app.services.environment import Environment
from kraamzorg_app.services.unit_of_work import begin
from tests.conftest import NOW
from tests.factories import Factory
from tests.integration.test_list_speed import LISTERS, _plan, _reads_a_whole_table, _sees
from tests.personas import Cast

KNOWS_ESCALATED = {"admin", "coordinator", "preferred"}
PC4S = ("8731", "8751", "9711")


@pytest.fixture
def crowd(env: Environment, cast: Cast) -> Cast:
    """Clients of every level in two regions with thresholds of their own, some born, some told."""
    rng = Random(11)  # noqa: S311 - a test that is the same each time
    with database.transaction(env.engine) as session:
        groningen = session.get_one(Region, cast.groningen.id)
        groningen.nearing_weeks, groningen.soon_weeks, groningen.critical_weeks = 6, 4, 2
        make = Factory(env, session)
        for _ in range(110):
            make.entry(
                rng.choice((cast.friesland, cast.groningen)),
                rng.choice((cast.zilver_label, cast.vgz_label)),
                due_date=NOW.date() + timedelta(days=rng.randint(-10, 80)),
                pc4=rng.choice(PC4S),
                birth_reported_at=NOW if rng.random() < 0.1 else None,
                escalated_at=NOW if rng.random() < 0.2 else None,
                unanswered_since=NOW if rng.random() < 0.2 else None,
            )
    return cast


def has_mark(entry: WaitingListEntry, mark: Mark, weeks: tuple[int, int, int]) -> bool:
    if mark is Mark.ESCALATED:
        return entry.escalated_at is not None
    if mark is Mark.UNANSWERED:
        return entry.unanswered_since is not None
    is_born = entry.birth_reported_at is not None
    level = urgency(entry.due_date, NOW.date(), is_born=is_born, thresholds_weeks=weeks)
    return level is (Urgency.BORN if mark is Mark.BORN else BY_DUE_DATE[mark])


def asked(mark: Mark, pc4: str = "") -> ListRequest:
    return ListRequest(EntryState.WAITING, EntryFilter(pc4, mark=mark))


def test_each_mark_keeps_what_reading_everything_gives(env: Environment, crowd: Cast) -> None:
    weeks = {crowd.friesland.id: (10, 6, 3), crowd.groningen.id: (6, 4, 2)}
    with database.reading(env.engine) as session:
        everything = session.exec(
            select(WaitingListEntry).where(WaitingListEntry.state == EntryState.WAITING)
        ).all()
    for name, mark, pc4 in product(LISTERS[:-1], Mark, ("", "87", "971")):
        kept = [
            entry
            for entry in everything
            if _sees(crowd, name, entry)
            and pc4 in entry.pc4
            and has_mark(entry, mark, weeks[entry.region_id])
        ]
        if mark is Mark.ESCALATED:
            kept = [entry for entry in kept if _may_know(crowd, name, entry)]
        if mark is Mark.UNANSWERED and not name.startswith("coordinator"):
            kept = []
        kept.sort(key=lambda entry: (entry.due_date, entry.id.hex))
        page = waiting_list.list_entries(getattr(crowd, name), asked(mark, pc4))
        found = [row.id for row in page.rows]
        assert found == [str(entry.id) for entry in kept[:PAGE_SIZE]], (name, mark)
        assert page.shown == len(kept), (name, mark, pc4)


def _may_know(cast: Cast, name: str, entry: WaitingListEntry) -> bool:
    is_preferred_there = name != "preferred" or entry.region_id == cast.friesland.id
    return name in KNOWS_ESCALATED and is_preferred_there


def test_an_export_holds_what_the_mark_keeps(crowd: Cast) -> None:
    for mark in Mark:
        shown = waiting_list.list_entries(crowd.coordinator, asked(mark)).shown
        lines = b"".join(exports.stream_csv(crowd.coordinator, [asked(mark)])).splitlines()
        assert len(lines) - 1 == shown


def test_enrolled_clients_have_no_mark(crowd: Cast) -> None:
    request = ListRequest(EntryState.ACCEPTED, EntryFilter(mark=Mark.SOON))
    assert waiting_list.list_entries(crowd.coordinator, request).shown == 0


def test_no_mark_reads_a_whole_table(env: Environment, crowd: Cast) -> None:
    for name, mark in product(LISTERS[:-1], Mark):
        actor: Actor = getattr(crowd, name)
        with begin(actor) as work:
            request = list_marks.resolve(work, asked(mark))
        statements = [
            entries.listed(actor, request, is_narrow=True),
            entries.listed(actor, request, is_narrow=False),
            entry_counts.counted(actor, request.state, request.filter),
        ]
        with database.reading(env.engine) as session:
            _without_whole_reads(session, env)
            for statement in statements:
                plan = _plan(session, statement, env.engine)
                assert not _reads_a_whole_table(plan), (name, mark, plan)


def _without_whole_reads(session: Session, env: Environment) -> None:
    if env.engine.dialect.name == "postgresql":
        # The tables of a test are so small that reading all of one is the cheapest.
        session.execute(text("SET LOCAL enable_seqscan = off"))
