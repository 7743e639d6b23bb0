"""Providers: added, approved, imported, applied for, and ended without losing a client."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import select

from kraamzorg_app import database
from kraamzorg_app.domain.actors import Actor, ProviderKind, Role
from kraamzorg_app.domain.applications import ApplicationState
from kraamzorg_app.domain.entries import EntryState
from kraamzorg_app.domain.errors import Conflict, FieldErrors, NotAllowed, NotFound, TooManyTries
from kraamzorg_app.domain.listing import ListRequest
from kraamzorg_app.models.access_log import AccessLogLine
from kraamzorg_app.models.accounts import Membership, User
from kraamzorg_app.models.administration import ProviderApplication
from kraamzorg_app.models.messages import OutboxMessage
from kraamzorg_app.models.organizations import CareProvider, ProviderApproval
from kraamzorg_app.models.waiting_list import TimelineEvent, WaitingListEntry
from kraamzorg_app.services import outbox, waiting_list
from kraamzorg_app.services.administration import (
    applications,
    first_members,
    provider_ending,
    provider_import,
    providers,
)
from kraamzorg_app.services.environment import Environment
from kraamzorg_app.services.unit_of_work import begin
from tests.personas import Cast

NEW = {
    "name": "Kraamzorg Wad",
    "kind": "PLATFORM",
    "agb_code": "33-99 9901",
    "email": "info@wad.test",
    "phone": "058 123 4567",
}
CARER = {"name": "Zoë Bakker", "agb_code": "91 123456", "email": "zoe@zzp.test", "phone": ""}
VISITOR = Actor.visitor("192.0.2.9")


def rows_of(env: Environment, table: type, *conditions: Any) -> list[Any]:
    with database.reading(env.engine) as session:
        return list(session.exec(select(table).where(*conditions)))


def mailed(env: Environment, notification: str) -> list[str]:
    return [
        env.keyring.open(row.recipient, table=outbox.TABLE, row=row.id, field="recipient")
        for row in rows_of(env, OutboxMessage, OutboxMessage.notification == notification)
    ]


def test_a_provider_is_added_and_changed_with_a_line_in_the_log(
    env: Environment, cast: Cast
) -> None:
    provider_id = providers.create(cast.admin, NEW)
    detail = providers.read_provider(cast.admin, provider_id)
    assert detail.provider.kind is ProviderKind.PLATFORM
    assert (detail.provider.agb_code, detail.provider.phone) == ("33999901", "+31581234567")
    assert not detail.has_unusual_agb
    first_members.invite(cast.admin, "PROVIDER", provider_id, {"email": "wad@wad.test"})
    changed = {"agb_code": "91000001", "kind": "SELF_EMPLOYED", "phone": "", "base_pc4": "8731"}
    providers.save(cast.admin, provider_id, NEW | changed, ["pl"])
    member = rows_of(env, Membership, Membership.provider_id == UUID(provider_id))[0]
    assert member.affiliation == "INDEPENDENT"
    assert providers.read_provider(cast.admin, provider_id).has_unusual_agb
    lines = rows_of(env, AccessLogLine, AccessLogLine.event == "PROVIDER_CHANGED")
    assert [line.action for line in lines] == ["C", "U"]
    assert lines[1].details["before"]["agb_code"] == "33999901"
    assert lines[1].details["after"]["agb_code"] == "91000001"


def test_what_is_typed_wrong_is_said_at_each_field(cast: Cast) -> None:
    with pytest.raises(FieldErrors) as refused:
        providers.create(
            cast.admin,
            {"name": "=1+1", "kind": "BANK", "agb_code": "33", "email": "x", "phone": "1"},
        )
    assert refused.value.fields == {
        "name": "looks_like_formula", "kind": "unknown_choice", "agb_code": "agb_form",
        "email": "email_form", "phone": "phone_form",
    }  # fmt: skip
    with pytest.raises(FieldErrors) as refused:
        providers.create(cast.admin, NEW | {"agb_code": cast.miek.agb_code})
    assert refused.value.fields == {"agb_code": "agb_taken"}


def test_providers_are_found_by_name_code_and_region(cast: Cast) -> None:
    def found(**search: Any) -> list[str]:
        return [row.name for row in providers.list_providers(cast.admin, **search).rows]

    assert found() == ["Anna de Vries", "Kraamzorg Miek", "Kraamzorg Noord"]
    assert found(text="mie") == ["Kraamzorg Miek"]
    assert found(text=cast.anna.agb_code) == ["Anna de Vries"]
    assert found(text="%") == []
    assert found(region_id=str(cast.groningen.id)) == ["Kraamzorg Noord"]
    assert found(page=99) == found()


def test_approval_and_contract_per_region_count_at_once(env: Environment, cast: Cast) -> None:
    groningen = str(cast.groningen.id)
    providers.save_approvals(cast.admin, cast.miek.id, [groningen], [groningen])
    approvals = rows_of(env, ProviderApproval, ProviderApproval.provider_id == cast.miek.id)
    assert [(row.region_id, row.is_contracted) for row in approvals] == [(cast.groningen.id, True)]
    providers.save_approvals(cast.admin, cast.miek.id, [groningen], [])
    row = providers.read_provider(cast.admin, cast.miek.id).provider.approvals[0]
    assert (row.region, row.is_contracted) == ("KSV Groningen", False)
    with pytest.raises(FieldErrors):
        providers.save_approvals(cast.admin, cast.miek.id, [str(cast.zilver.id)], [])


def test_ending_a_provider_gives_its_clients_back(env: Environment, cast: Cast) -> None:
    shown = provider_ending.clients_of(cast.admin, cast.miek.id)
    assert [(row.client_number, row.pc4) for row in shown] == [
        (cast.enrolled.client_number, "8811")
    ]
    listed = rows_of(env, AccessLogLine, AccessLogLine.event == "ENTRIES_LISTED")
    assert len(listed[0].subjects) == 1
    with pytest.raises(Conflict):
        provider_ending.end(cast.admin, cast.miek.id, 0)
    assert provider_ending.end(cast.admin, cast.miek.id, 1) == 1
    entry = rows_of(env, WaitingListEntry, WaitingListEntry.id == cast.enrolled.id)[0]
    assert (entry.state, entry.provider_id) == (EntryState.WAITING, None)
    event = rows_of(env, TimelineEvent, TimelineEvent.entry_id == entry.id)[0]
    assert (event.kind, event.reason) == ("GIVEN_BACK", "PROVIDER_STOPS")
    told = set(mailed(env, "given_back"))
    assert {"sanne.jansen@client.test", "coordinator@people.test", "noord@people.test"} <= told
    assert not [address for address in told if address.startswith(("miek", "info"))]
    page = waiting_list.list_entries(cast.coordinator, ListRequest(EntryState.WAITING))
    assert str(entry.id) in {row.id for row in page.rows}
    with pytest.raises(Conflict) as refused:
        provider_ending.end(cast.admin, cast.miek.id, 0)
    assert refused.value.code == "already_ended"
    names = [row.name for row in providers.list_providers(cast.admin).rows]
    assert "Kraamzorg Miek" not in names


def test_a_carer_applies_and_is_approved_for_a_region(env: Environment, cast: Cast) -> None:
    friesland = str(cast.friesland.id)
    applications.apply(VISITOR, CARER | {"note": "Ook in het weekend."}, [friesland])
    assert mailed(env, "provider_applied") == ["bo@people.test"]
    row = applications.list_applications(cast.admin)[0]
    assert (row.name, row.agb_code, row.regions) == ("Zoë Bakker", "91123456", ("KSV Friesland",))
    provider_id = applications.approve(cast.admin, row.id, [friesland], [])
    detail = providers.read_provider(cast.admin, provider_id)
    assert detail.provider.kind is ProviderKind.SELF_EMPLOYED
    assert not detail.provider.approvals[0].is_contracted
    assert mailed(env, "user_invited") == ["zoe@zzp.test"]
    assert "Bo Geboortezorg nodigt u uit" in text_of(env, "user_invited")
    member = rows_of(env, Membership, Membership.provider_id == detail_id(detail))[0]
    assert (member.affiliation, member.may_manage_members) == ("INDEPENDENT", True)
    assert applications.list_applications(cast.admin)[0].state is ApplicationState.APPROVED
    with pytest.raises(Conflict):
        applications.approve(cast.admin, row.id, [friesland], [])


def text_of(env: Environment, notification: str) -> str:
    mail = rows_of(env, OutboxMessage, OutboxMessage.notification == notification)[0]
    return env.keyring.open(mail.text, table=outbox.TABLE, row=mail.id, field="text")


def detail_id(detail: providers.ProviderDetail) -> Any:
    return UUID(detail.provider.id)


def test_an_application_is_refused_with_a_sentence_by_mail(env: Environment, cast: Cast) -> None:
    applications.apply(VISITOR, CARER, [str(cast.friesland.id)])
    row = applications.list_applications(cast.admin)[0]
    with pytest.raises(FieldErrors):
        applications.refuse(cast.admin, row.id, {"answer": ""})
    applications.refuse(cast.admin, row.id, {"answer": "U werkt al via een platform."})
    assert mailed(env, "application_refused") == ["zoe@zzp.test"]
    assert "U werkt al via een platform." in text_of(env, "application_refused")
    assert not rows_of(env, CareProvider, CareProvider.name == "Zoë Bakker")


def test_applying_twice_says_the_same_and_too_often_is_refused(
    env: Environment, cast: Cast
) -> None:
    regions = [str(cast.friesland.id)]
    for number in range(10):
        applications.apply(VISITOR, CARER | {"agb_code": f"9112345{number}"}, regions)
    assert len(rows_of(env, ProviderApplication)) == 1
    with pytest.raises(TooManyTries):
        applications.apply(VISITOR, CARER, regions)
    applications.apply(replace(VISITOR, origin="192.0.2.10"), CARER, regions)


def test_an_application_for_no_known_region_is_refused(cast: Cast) -> None:
    for regions, code in (
        ([], "region_needed"),
        (["x"], "region_needed"),
        ([str(uuid4()) for _ in range(11)], "too_many_regions"),
        ([str(cast.miek.id)], "unknown_choice"),
    ):
        with pytest.raises(FieldErrors) as refused:
            applications.apply(VISITOR, CARER, regions)
        assert refused.value.fields == {"regions": code}


FILE = """Naam;AGB-code;E-mailadres;Telefoon;Soort;Regio;Gecontracteerd
Kraamzorg Wad;33999901;info@wad.test;058 1234567;;KSV Friesland;ja
Kraamzorg Wad;33999901;info@wad.test;058 1234567;;KSV Groningen;nee
Kraamplatform Zee;33999902;info@zee.test;;platform;;
"""


def test_providers_are_imported_after_a_preview(cast: Cast) -> None:
    proposal = provider_import.propose_import(cast.admin, FILE.encode("cp1252"))
    assert (proposal.added_count, proposal.changed_count) == (2, 0)
    provider_import.apply_import(cast.admin, proposal.id)
    row = providers.list_providers(cast.admin, "Wad").rows[0]
    assert [(each.region, each.is_contracted) for each in row.approvals] == [
        ("KSV Friesland", True), ("KSV Groningen", False),
    ]  # fmt: skip
    again = provider_import.propose_import(cast.admin, FILE.encode())
    assert (again.added_count, again.changed_count, again.unchanged) == (0, 0, 2)
    with pytest.raises(NotFound):
        provider_import.apply_import(cast.admin, proposal.id)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("X;33;x@x.test;;;;", "agb_form"),
        (";33999903;x@x.test;;;;", "name_missing"),
        ("X;33999903;x;;;;", "email_form"),
        ("X;33999903;x@x.test;;bank;;", "kind_unknown"),
        ("X;33999903;x@x.test;;;KSV Nergens;", "region_unknown"),
        ("=cmd|x;33999903;x@x.test;;;;", "looks_like_formula"),
        ("Ander Wad;33999901;info@wad.test;;;;", "provider_differs"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_imported(cast: Cast, line: str, code: str) -> None:
    proposal = provider_import.propose_import(cast.admin, (FILE + line + "\n").encode())
    assert [(each.row, each.code) for each in proposal.problems] == [(5, code)]
    assert proposal.id == ""


def test_an_import_that_would_be_another_by_now_is_refused(cast: Cast) -> None:
    proposal = provider_import.propose_import(cast.admin, FILE.encode())
    providers.create(cast.admin, NEW)
    with pytest.raises(Conflict) as refused:
        provider_import.apply_import(cast.admin, proposal.id)
    assert refused.value.code == "changed_meanwhile"


def test_the_first_user_of_an_organization_is_invited_and_the_next_by_that_one(
    env: Environment, cast: Cast
) -> None:
    provider_id = providers.create(cast.admin, NEW)
    form = {"email": "Eerste@wad.test", "may_view_personal_data": "on"}
    first_members.invite(cast.admin, "PROVIDER", provider_id, form)
    first_members.invite(cast.admin, "PROVIDER", provider_id, form)
    member = first_members.list_members(cast.admin, "PROVIDER", provider_id)[0]
    assert (member.email, member.is_working, member.may_manage_members) == (
        "eerste@wad.test", False, True,
    )  # fmt: skip
    assert mailed(env, "user_invited") == ["eerste@wad.test"] * 2
    with pytest.raises(Conflict) as refused:
        first_members.invite(cast.admin, "INSURER", cast.zilver.id, {"email": "x@z.test"})
    assert refused.value.code == "has_manager"
    with pytest.raises(NotFound):
        first_members.invite(cast.admin, "BANK", provider_id, form)


def test_technical_management_begins_with_one_whom_the_functional_admin_invites(
    env: Environment, cast: Cast
) -> None:
    with database.transaction(env.engine) as session:
        session.get_one(Membership, cast.technician.membership_id).revoked_at = env.clock.now()
    first_members.invite(cast.admin, "TECHNICAL", "", {"email": "eerste@techniek.test"})
    [member] = first_members.list_members(cast.admin, "TECHNICAL", "")
    assert (member.email, member.may_manage_members) == ("eerste@techniek.test", True)
    user = rows_of(env, User, User.email == "eerste@techniek.test")[0]
    membership = rows_of(env, Membership, Membership.user_id == user.id)[0]
    assert (membership.role, membership.may_view_personal_data) == (Role.TECHNICAL_ADMIN, False)
    with database.transaction(env.engine) as session:
        session.get_one(Membership, membership.id).accepted_at = env.clock.now()
    with pytest.raises(Conflict, match="has_manager"):
        first_members.invite(cast.admin, "TECHNICAL", "", {"email": "tweede@techniek.test"})


def test_coordinators_are_invited_and_revoked_per_region(env: Environment, cast: Cast) -> None:
    first_members.invite(cast.admin, "REGION", cast.friesland.id, {"email": "nieuw@ksv.test"})
    members = first_members.list_members(cast.admin, "REGION", cast.friesland.id)
    assert [member.email for member in members][-1] == "nieuw@ksv.test"
    assert not members[-1].may_manage_members
    with pytest.raises(NotFound):
        first_members.revoke_coordinator(cast.admin, cast.groningen.id, members[-1].id)
    first_members.revoke_coordinator(cast.admin, cast.friesland.id, members[-1].id)
    assert len(first_members.list_members(cast.admin, "REGION", cast.friesland.id)) == 2
    user = rows_of(env, User, User.email == "nieuw@ksv.test")[0]
    assert rows_of(env, Membership, Membership.user_id == user.id)[0].revoked_at is not None


@pytest.mark.parametrize("name", ["coordinator", "provider", "preferred", "technician"])
def test_only_the_functional_admin_reaches_providers(cast: Cast, name: str) -> None:
    actor = getattr(cast, name)
    for refused in (
        lambda: providers.list_providers(actor),
        lambda: providers.create(actor, NEW),
        lambda: provider_ending.end(actor, cast.miek.id, 1),
        lambda: applications.list_applications(actor),
        lambda: first_members.invite(actor, "REGION", cast.friesland.id, {"email": "a@b.test"}),
        lambda: provider_import.propose_import(actor, FILE.encode()),
    ):
        with pytest.raises(NotAllowed):
            refused()


def test_a_provider_that_just_stopped_takes_nobody_any_more(env: Environment, cast: Cast) -> None:
    # The session was looked up a moment before that.
    providers.save_approvals(cast.admin, cast.anna.id, [], [])
    with pytest.raises(NotFound):
        waiting_list.accept(cast.carer, cast.waiting.id)
    provider_ending.end(cast.admin, cast.noord.id, 0)
    with pytest.raises(NotFound):
        waiting_list.accept(cast.other_provider, cast.waiting.id)
    (entry,) = rows_of(env, WaitingListEntry, WaitingListEntry.id == cast.waiting.id)
    assert entry.state is EntryState.WAITING


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_whom_a_provider_takes_while_it_is_ended_goes_back_to_the_list_with_the_others(
    env: Environment, cast: Cast
) -> None:
    """On SQLite a writing transaction waits for the one before it anyway."""
    holds, has_begun = threading.Event(), threading.Event()

    def end() -> int:
        assert holds.wait(timeout=60)
        has_begun.set()
        return provider_ending.end(cast.admin, cast.miek.id, 2)

    with ThreadPoolExecutor(1) as pool:
        ending = pool.submit(end)
        with begin(cast.provider) as work:
            waiting_list.hold_approvals(work)
            holds.set()
            assert has_begun.wait(timeout=60)
            row = waiting_list.visible_row(work, cast.waiting.id)
            waiting_list.take(work, row, {})
        assert ending.result(timeout=60) == 2
    (entry,) = rows_of(env, WaitingListEntry, WaitingListEntry.id == cast.waiting.id)
    assert (entry.state, entry.provider_id) == (EntryState.WAITING, None)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_nobody_makes_oneself_a_member_of_an_organization(cast: Cast) -> None:
    with pytest.raises(Conflict, match="own_rights"):
        first_members.invite(
            cast.admin,
            "REGION",
            str(cast.groningen.id),
            {"email": "bo@people.test", "may_view_personal_data": True},
        )
