"""What keeps the list quick: kept counts that are right, and an index for every filter."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import product
from random import Random
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, delete, select, text, update
from sqlmodel import Session, col

from kraamzorg_app import database
from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.domain.entries import EntryState
from kraamzorg_app.domain.listing import PAGE_SIZE, EntryFilter, ListRequest, SortKey
from kraamzorg_app.models.entry_counts import EVERY, EntryCount
from kraamzorg_app.models.waiting_list import WaitingListEntry
from kraamzorg_app.queries import entries, entry_counts, scopes
from kraamzorg_app.services import waiting_list
from kraamzorg_app.services.environment import Environment
from tests.conftest import NOW
from tests.factories import Factory
from tests.personas import Cast

LISTERS = (
    "admin",
    "coordinator",
    "provider",
    "other_provider",
    "carer",
    "preferred",
    "insurer",
    "technician",
)
ON_LISTS = (EntryState.WAITING, EntryState.ACCEPTED)
PC4S = ("8731", "8751", "8811", "8877", "1187", "9711", "9712", "9873")
FRAGMENTS = ("", "8", "77", "87", "873", "8731", "0", "x", "87312")


@pytest.fixture
def crowd(env: Environment, cast: Cast) -> Cast:
    """A few hundred entries of every kind, so that filters and pages have something to do."""
    rng = Random(7)  # noqa: S311 - a test that is the same each time
    with database.transaction(env.engine) as session:
        make = Factory(env, session)
        for number in range(240):
            state = rng.choice((*ON_LISTS, EntryState.WAITING, EntryState.CLOSED))
            make.entry(
                rng.choice((cast.friesland, cast.groningen)),
                rng.choice((cast.zilver_label, cast.vgz_label)),
                due_date=NOW.date() + timedelta(days=rng.randint(-10, 60)),
                pc4=rng.choice(PC4S),
                client_number=f"XY{rng.randrange(40):03}{number:03}",
                state=state,
                provider=cast.miek if state is EntryState.ACCEPTED else None,
                birth_reported_at=NOW if rng.random() < 0.1 else None,
                escalated_at=NOW if rng.random() < 0.2 else None,
            )
    return cast


def _grams(pc4: str) -> set[str]:
    return {"", *pc4, *(pc4[start : start + 2] for start in range(3))}


def _counts_of_what_there_is(session: Session) -> Counter[tuple[object, ...]]:
    counts: Counter[tuple[object, ...]] = Counter()
    for entry in session.scalars(select(WaitingListEntry)):
        regions, insurers = (entry.region_id, EVERY), (entry.insurer_id, EVERY)
        for key in product(regions, insurers, _grams(entry.pc4)):
            counts[entry.state, *key, entry.due_date] += 1
    return counts


def _kept_counts(session: Session) -> dict[tuple[object, ...], int]:
    return {
        (each.state, each.region_id, each.insurer_id, each.gram, each.due_date): each.entries
        for each in session.scalars(select(EntryCount))
        if each.entries
    }


def test_kept_counts_follow_every_change(env: Environment, crowd: Cast) -> None:
    with database.transaction(env.engine) as session:
        assert _kept_counts(session) == _counts_of_what_there_is(session)
    waiting_list.accept(crowd.provider, crowd.waiting.id)
    entry, table = WaitingListEntry, col(WaitingListEntry.pc4)
    with database.transaction(env.engine) as session:
        session.execute(
            update(entry)
            .where(table == "8731")
            .values(region_id=crowd.groningen.id, pc4="9711", insurer_id=crowd.vgz.id)
        )
        session.execute(
            update(entry).where(table == "8751").values(due_date=NOW.date() + timedelta(days=99))
        )
        session.execute(delete(entry).where(table == "8877", col(entry.state) == EntryState.CLOSED))
    with database.transaction(env.engine) as session:
        assert _kept_counts(session) == _counts_of_what_there_is(session)


@pytest.mark.usefixtures("crowd")
def test_a_change_that_is_rolled_back_leaves_no_count(env: Environment) -> None:
    with Session(env.engine) as session:
        before = _kept_counts(session)
        session.execute(update(WaitingListEntry).values(pc4="1111"))
        assert _kept_counts(session) != before
        session.rollback()
        assert _kept_counts(session) == before


def _matches(entry: WaitingListEntry, entry_filter: EntryFilter) -> bool:
    return (
        entry_filter.pc4_contains in entry.pc4
        and (entry_filter.due_from is None or entry.due_date >= entry_filter.due_from)
        and (entry_filter.due_to is None or entry.due_date <= entry_filter.due_to)
    )


def _filters() -> list[EntryFilter]:
    today = NOW.date()
    spans = ((None, None), (today, today + timedelta(days=20)))
    return [EntryFilter(gram, *span) for gram, span in product(FRAGMENTS, spans)]


def test_pages_and_counts_are_what_reading_everything_gives(env: Environment, crowd: Cast) -> None:
    keys: dict[SortKey, Any] = {
        SortKey.DUE_DATE: lambda entry: (entry.due_date, entry.id.hex),
        SortKey.PC4: lambda entry: (entry.pc4, entry.due_date, entry.id.hex),
        SortKey.CLIENT_NUMBER: lambda entry: (entry.client_number, entry.id.hex),
        SortKey.BIRTHS: lambda entry: (_rank(entry)[0], entry.due_date, entry.id.hex),
        SortKey.URGENCY: lambda entry: (*_rank(entry), entry.due_date, entry.id.hex),
    }
    with database.reading(env.engine) as session:
        everything = session.scalars(select(WaitingListEntry)).all()
        for name, state in product(LISTERS, ON_LISTS):
            actor: Actor = getattr(crowd, name)
            seen = [entry for entry in everything if _sees(crowd, name, entry)]
            seen = [entry for entry in seen if entry.state is state]
            for number, entry_filter in enumerate(_filters()):
                kept = [entry for entry in seen if _matches(entry, entry_filter)]
                total, shown = session.execute(
                    entry_counts.counted(actor, state, entry_filter)
                ).one()
                assert (total, shown) == (len(seen), len(kept)), (name, state, entry_filter)
                sort = list(SortKey)[number % len(SortKey)]
                request = ListRequest(
                    state, entry_filter, sort, is_descending=number % 2 == 0, page=1 + number % 2
                )
                kept.sort(key=keys[sort], reverse=request.is_descending)
                first = (request.page - 1) * PAGE_SIZE
                expected = [entry.id for entry in kept[first : first + PAGE_SIZE]]
                for is_narrow in (False, True):
                    found = session.execute(entries.listed(actor, request, is_narrow=is_narrow))
                    assert [row[0].id for row in found] == expected, (name, request, is_narrow)


def _rank(entry: WaitingListEntry) -> tuple[bool, bool]:
    return entry.birth_reported_at is None, entry.escalated_at is None


def _sees(cast: Cast, name: str, entry: WaitingListEntry) -> bool:
    """Section 3 of the design in plain words, apart from the code that is tested."""
    in_friesland = entry.region_id == cast.friesland.id
    is_waiting = entry.state is EntryState.WAITING
    return {
        "admin": True,
        "coordinator": in_friesland,
        "provider": in_friesland if is_waiting else entry.provider_id == cast.miek.id,
        "other_provider": is_waiting,
        "carer": is_waiting and in_friesland,
        "preferred": in_friesland or entry.insurer_id == cast.zilver.id,
        "insurer": entry.insurer_id == cast.vgz.id,
        "technician": False,
    }[name]


def test_every_part_of_a_scope_is_what_the_whole_scope_holds(env: Environment, crowd: Cast) -> None:
    with database.reading(env.engine) as session:
        for name in LISTERS:
            actor = getattr(crowd, name)
            visible = {entry.id for entry in session.scalars(entries.visible_to(actor))}
            by_part = [
                entry_id
                for state in EntryState
                for part in scopes.parts(actor, state)
                for entry_id in session.scalars(
                    select(col(WaitingListEntry.id)).where(
                        col(WaitingListEntry.state) == state, part.condition()
                    )
                )
            ]
            assert len(by_part) == len(set(by_part))
            assert set(by_part) == visible


def test_waiting_per_region_adds_up(env: Environment, crowd: Cast) -> None:
    with database.reading(env.engine) as session:
        for name in LISTERS:
            actor = getattr(crowd, name)
            found = dict(session.execute(entries.waiting_per_region(actor)).all())
            waiting = session.scalars(
                entries.visible_to(actor).where(col(WaitingListEntry.state) == EntryState.WAITING)
            )
            assert found == Counter(entry.region_id for entry in waiting), name


def _plan(session: Session, statement: Any, engine: Engine) -> str:
    compiled = statement.compile(engine, compile_kwargs={"literal_binds": True})
    sqlite = engine.dialect.name == "sqlite"
    prefix = "EXPLAIN QUERY PLAN " if sqlite else "EXPLAIN "
    rows = session.execute(text(prefix + str(compiled).replace(":", "\\:")))
    return "\n".join(str(row[3] if sqlite else row[0]) for row in rows)


def _reads_a_whole_table(plan: str) -> bool:
    big = "waiting_list_entry|entry_count|client"
    return bool(
        re.search(rf"^SCAN ({big})\b", plan, re.MULTILINE)
        or re.search(rf"Seq Scan on ({big})\b", plan)
    )


def test_no_filter_reads_a_whole_table(env: Environment, crowd: Cast) -> None:
    with database.reading(env.engine) as session:
        if env.engine.dialect.name == "postgresql":
            # The tables of a test are so small that reading all of one is the cheapest.
            session.execute(text("SET LOCAL enable_seqscan = off"))
        for name, state in product(LISTERS[:-1], ON_LISTS):
            actor = getattr(crowd, name)
            for entry_filter, sort in product(_filters()[:10], SortKey):
                request = ListRequest(state, entry_filter, sort)
                statements = [
                    entries.listed(actor, request, is_narrow=True),
                    entries.listed(actor, request, is_narrow=False),
                    entry_counts.counted(actor, state, entry_filter),
                ]
                for statement in statements:
                    plan = _plan(session, statement, env.engine)
                    assert not _reads_a_whole_table(plan), (name, request, plan)


def test_an_index_gives_the_order_of_urgency(env: Environment, crowd: Cast) -> None:
    request = ListRequest(EntryState.WAITING, EntryFilter("8"), SortKey.URGENCY)
    with database.reading(env.engine) as session:
        if env.engine.dialect.name == "postgresql":
            for way in ("seqscan", "bitmapscan", "sort"):
                session.execute(text(f"SET LOCAL enable_{way} = off"))
        for asked in (request, replace(request, is_descending=True)):
            statement = entries.listed(crowd.coordinator, asked, is_narrow=False)
            assert "ix_entry_region_urgency" in _plan(session, statement, env.engine)


@pytest.mark.usefixtures("crowd")
def test_reading_a_whole_table_would_be_noticed(env: Environment) -> None:
    unindexed = select(WaitingListEntry).where(col(WaitingListEntry.version) == 3)
    with database.reading(env.engine) as session:
        assert _reads_a_whole_table(_plan(session, unindexed, env.engine))


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_an_index_finds_the_births_that_come_first(env: Environment, crowd: Cast) -> None:
    """SQLite plans without knowing how few they are; PostgreSQL goes by how full a table is."""
    request = ListRequest(EntryState.WAITING, EntryFilter("8"), SortKey.BIRTHS)
    with database.reading(env.engine) as session:
        for name in ("provider", "preferred", "admin"):
            statement = entries.listed(getattr(crowd, name), request, is_narrow=False)
            assert "ix_entry_reported" in _plan(session, statement, env.engine), name


def test_births_come_first_on_every_list_and_who_was_escalated_for_the_coordinator_only(
    env: Environment, crowd: Cast
) -> None:
    request = ListRequest(EntryState.WAITING, sort=SortKey.URGENCY)
    for name in ("coordinator", "provider", "preferred", "admin"):
        found = waiting_list.list_entries(getattr(crowd, name), request).rows
        with database.reading(env.engine) as session:
            rows = [session.get_one(WaitingListEntry, UUID(view.id)) for view in found]
        if name == "coordinator":
            assert [_rank(row) for row in rows] == sorted(map(_rank, rows))
            assert {view.is_escalated for view in found} == {True, False}
        else:
            births_first = sorted(rows, key=lambda row: (_rank(row)[0], row.due_date, row.id.hex))
            assert rows == births_first != sorted(rows, key=lambda row: (row.due_date, row.id.hex))
            assert not any(view.is_escalated for view in found)


def test_page_beyond_the_last_is_empty(crowd: Cast) -> None:
    request = ListRequest(EntryState.WAITING)
    for page in (10_000, 0, -3):
        found = waiting_list.list_entries(crowd.coordinator, replace(request, page=page))
        assert found.rows == ()
        assert found.total > PAGE_SIZE
