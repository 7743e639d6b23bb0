"""The table of permissions, as sentences."""

from __future__ import annotations

from uuid import uuid4

import pytest

from kraamzorg_app.domain.actors import Actor, ActorKind, Job, Role
from kraamzorg_app.domain.permissions import (
    CLIENT_PERMISSIONS,
    JOB_PERMISSIONS,
    NEEDS_PERSONAL_DATA,
    ROLE_PERMISSIONS,
    Permission,
    may,
)

NOT_PUBLIC = [permission for permission in Permission if permission is not Permission.PUBLIC]


def person(role: Role | None, *, personal: bool = True, manages: bool = True) -> Actor:
    return Actor(
        kind=ActorKind.PERSON,
        role=role,
        may_view_personal_data=personal,
        may_manage_members=manages,
    )


def client(*, recognized: bool = True) -> Actor:
    return Actor(
        kind=ActorKind.CLIENT, invitation_id=uuid4(), entry_id=uuid4(), is_recognized=recognized
    )


@pytest.mark.parametrize("permission", NOT_PUBLIC)
def test_a_visitor_may_nothing_but_what_is_public(permission: Permission) -> None:
    assert not may(Actor.visitor(), permission)
    assert may(Actor.visitor(), Permission.PUBLIC)


@pytest.mark.parametrize("permission", NOT_PUBLIC)
def test_a_person_without_a_role_may_only_look_after_the_own_account_and_ask_the_helpdesk(
    permission: Permission,
) -> None:
    may_too = {Permission.ACCOUNT_OWN, Permission.TICKET_CREATE}
    assert may(person(None), permission) is (permission in may_too)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("permission", sorted(NEEDS_PERSONAL_DATA))
def test_without_the_tick_nobody_does_what_needs_personal_data(
    role: Role, permission: Permission
) -> None:
    assert not may(person(role, personal=False), permission)
    assert may(person(role), permission) is (permission in ROLE_PERMISSIONS[role])


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.COORDINATOR}))
def test_only_who_manages_members_changes_them(role: Role) -> None:
    assert may(person(role), Permission.MEMBER_MANAGE)
    assert not may(person(role, manages=False), Permission.MEMBER_MANAGE)
    assert may(person(role, manages=False), Permission.MEMBER_READ)


def test_a_coordinator_never_changes_the_people_of_a_region() -> None:
    assert may(person(Role.COORDINATOR), Permission.MEMBER_READ)
    assert not may(person(Role.COORDINATOR), Permission.MEMBER_MANAGE)


def test_the_technical_admin_reaches_nothing_of_a_client() -> None:
    of_clients = {
        permission
        for permission in Permission
        if permission.startswith(("ENTRY_", "CLIENT_", "INVITATION_", "KEPT_", "OWN_"))
    }
    technician = person(Role.TECHNICAL_ADMIN)
    assert not [permission for permission in of_clients if may(technician, permission)]


def test_only_a_provider_takes_a_client() -> None:
    takers = [role for role in Role if may(person(role), Permission.ENTRY_ACCEPT)]
    assert takers == [Role.CARE_PROVIDER]


@pytest.mark.parametrize("permission", Permission)
def test_a_client_may_only_what_is_hers(permission: Permission) -> None:
    assert may(client(), permission) is (permission in CLIENT_PERMISSIONS)


def test_a_client_whose_device_is_unknown_may_only_report_a_birth() -> None:
    stranger = client(recognized=False)
    assert may(stranger, Permission.OWN_BIRTH)
    assert not may(stranger, Permission.OWN_ENTRY)
    assert not may(stranger, Permission.OWN_REGISTRATION)


@pytest.mark.parametrize("job", Job)
def test_a_job_does_its_own_work_and_nothing_else(job: Job) -> None:
    allowed = {permission for permission in Permission if may(Actor.system(job), permission)}
    assert allowed == JOB_PERMISSIONS[job]
