"""Postcodes that no approved provider serves, with how many wait there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from kraamzorg_app import database
from kraamzorg_app.domain.errors import NotAllowed
from kraamzorg_app.models.capacity import ExcludedPostcode
from kraamzorg_app.models.organizations import CareProvider, ProviderApproval
from kraamzorg_app.services import dashboard, unserved
from kraamzorg_app.services.environment import Environment
from tests.factories import LONG_AGO, Factory
from tests.personas import Cast


def exclude(env: Environment, pc4: str, *providers: CareProvider) -> None:
    with database.transaction(env.engine) as session:
        for provider in providers:
            session.add(ExcludedPostcode(provider_id=provider.id, pc4=pc4))


def found(cast: Cast, name: str = "coordinator") -> list[tuple[str, str, int]]:
    page = unserved.read(getattr(cast, name))
    assert page.total == len(page.rows)
    return [(row.region, row.pc4, row.waiting) for row in page.rows]


def test_a_postcode_that_one_provider_serves_is_not_among_them(
    env: Environment, cast: Cast
) -> None:
    exclude(env, "8731", cast.miek, cast.noord)
    assert found(cast) == []
    exclude(env, "8731", cast.anna)
    assert found(cast) == [("KSV Friesland", "8731", 1)]
    assert unserved.areas(cast.coordinator) == ("873",)
    assert dashboard.read(cast.coordinator).unserved == 1


def test_who_excludes_another_postcode_serves_this_one(env: Environment, cast: Cast) -> None:
    exclude(env, "8751", cast.miek, cast.noord, cast.anna)
    exclude(env, "8731", cast.miek, cast.noord)
    assert found(cast) == [("KSV Friesland", "8751", 1)]


def test_a_provider_that_ended_serves_nobody(env: Environment, cast: Cast) -> None:
    exclude(env, "8751", cast.miek, cast.noord)
    with database.transaction(env.engine) as session:
        session.get_one(CareProvider, cast.anna.id).ended_at = LONG_AGO
    assert found(cast) == [("KSV Friesland", "8751", 1)]


def test_each_sees_the_own_regions_and_the_admin_all(env: Environment, cast: Cast) -> None:
    exclude(env, "9711", cast.noord)
    exclude(env, "8811", cast.miek, cast.noord, cast.anna)
    assert found(cast) == [("KSV Friesland", "8811", 0)]
    assert found(cast, "admin") == [("KSV Groningen", "9711", 1), ("KSV Friesland", "8811", 0)]


def test_without_any_provider_every_postcode_in_which_somebody_waits_counts(
    env: Environment, cast: Cast
) -> None:
    with database.transaction(env.engine) as session:
        for approval in session.exec(
            select(ProviderApproval).where(ProviderApproval.region_id == cast.groningen.id)
        ):
            session.delete(approval)
    assert found(cast, "admin") == [("KSV Groningen", "9711", 1)]


def test_pages_go_on_where_the_last_one_ended(env: Environment, cast: Cast) -> None:
    with database.transaction(env.engine) as session:
        make = Factory(env, session)
        pc4s = [str(pc4) for pc4 in range(7000, 7030)]
        region = make.region("KSV Leeg", *pc4s)
        for pc4 in pc4s:
            due_date = make.work.today + timedelta(weeks=10)
            make.entry(region, cast.vgz_label, due_date=due_date, pc4=pc4)
    first, second = (unserved.read(cast.admin, page) for page in (1, 2))
    assert (first.total, second.total) == (30, 30)
    assert [row.pc4 for row in (*first.rows, *second.rows)] == pc4s


@pytest.mark.parametrize("name", ["provider", "preferred", "insurer", "technician"])
def test_it_is_for_who_looks_after_a_region(cast: Cast, name: str) -> None:
    with pytest.raises(NotAllowed):
        unserved.read(getattr(cast, name))
    assert dashboard.read(getattr(cast, name)).unserved == 0
