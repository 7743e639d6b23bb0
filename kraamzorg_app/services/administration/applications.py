"""Self-employed carers who ask to be added on a public form, and the answer to that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlmodel import col, or_, select

from kraamzorg_app.domain.actors import ProviderKind
from kraamzorg_app.domain.applications import ApplicationState
from kraamzorg_app.domain.errors import Conflict, FieldErrors
from kraamzorg_app.domain.notifications import Notification
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.models.administration import ProviderApplication
from kraamzorg_app.queries import administration
from kraamzorg_app.services import outbox, rate_limits
from kraamzorg_app.services.administration import changes, first_members, providers
from kraamzorg_app.services.administration.forms import Form, as_ids
from kraamzorg_app.services.audit import LogEvent
from kraamzorg_app.services.rate_limits import APPLICATIONS_BY_ORIGIN
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case

MOST_REGIONS: Final = 10
SHOWN: Final = 100


@dataclass(frozen=True, slots=True)
class ApplicationRow:
    """One application with its answer."""

    id: str
    state: ApplicationState
    name: str
    agb_code: str
    email: str
    phone: str
    region_ids: tuple[str, ...]
    regions: tuple[str, ...]
    note: str
    is_known_agb: bool
    """There is a provider with this AGB code already."""
    applied_at: datetime
    answer: str


@use_case(Permission.PUBLIC)
def region_choices(work: UnitOfWork) -> tuple[tuple[str, str], ...]:
    """Give id and name of every region, for the form."""
    regions = work.session.execute(administration.all_regions()).scalars()
    return tuple((str(region.id), region.name) for region in regions if region.ended_on is None)


@use_case(Permission.PUBLIC)
def apply(work: UnitOfWork, form: dict[str, Any], region_ids: object) -> None:
    """Ask to be added; the answer is the same for who has asked before.

    Fields "name", "agb_code", "email", "phone" and "note". Raises `FieldErrors`, on "regions"
    for the regions, and `TooManyTries`.
    """
    typed = Form(form)
    facts: dict[str, Any] = {
        "name": typed.name("name", providers.MAX_NAME_LENGTH),
        "agb_code": typed.agb("agb_code"),
        "email": typed.email(work, "email"),
        "phone": typed.phone("phone"),
        "note": typed.sentence("note", required=False),
    }
    wanted, known = as_ids(region_ids), dict(_names(work))
    if not wanted:
        typed.errors["regions"] = "region_needed"
    elif len(wanted) > MOST_REGIONS:
        typed.errors["regions"] = "too_many_regions"
    elif not set(wanted) <= known.keys():
        typed.errors["regions"] = "unknown_choice"
    typed.check()
    rate_limits.spend(work, APPLICATIONS_BY_ORIGIN, rate_limits.origin_of(work))
    asked_before = work.session.exec(
        select(ProviderApplication.id).where(
            ProviderApplication.state == ApplicationState.PENDING,
            or_(
                col(ProviderApplication.agb_code) == facts["agb_code"],
                col(ProviderApplication.email) == facts["email"],
            ),
        )
    ).first()
    if asked_before is not None:
        return
    application = ProviderApplication(
        **facts, region_ids=[str(each) for each in wanted or ()], applied_at=work.now
    )
    work.session.add(application)
    changes.record(
        work, LogEvent.PROVIDER_APPLIED, {"application": application.id}, after={"state": "PENDING"}
    )
    outbox.notify(work, Notification.PROVIDER_APPLIED)
    work.announce("provider-applications")


@use_case(Permission.PROVIDER_MANAGE)
def list_applications(work: UnitOfWork) -> tuple[ApplicationRow, ...]:
    """List the applications, unanswered ones first, then the newest."""
    found = list(work.session.execute(administration.applications(SHOWN)).scalars())
    names, known = dict(_names(work)), _known_codes(work, [each.agb_code for each in found])
    return tuple(
        ApplicationRow(
            id=str(each.id),
            state=each.state,
            name=each.name,
            agb_code=each.agb_code,
            email=each.email,
            phone=each.phone or "",
            region_ids=tuple(each.region_ids),
            regions=tuple(names[UUID(i)] for i in each.region_ids if UUID(i) in names),
            note=each.note,
            is_known_agb=each.agb_code in known,
            applied_at=each.applied_at,
            answer=each.answer,
        )
        for each in found
    )


@use_case(Permission.PROVIDER_MANAGE)
def approve(work: UnitOfWork, application_id: object, approved: object, contracted: object) -> str:
    """Add the carer for the approved regions and invite her; gives the provider's id.

    Raises `Conflict("already_answered")`, and `FieldErrors` on "approved" or "agb_code".
    """
    application = _pending(work, application_id)
    approved_ids, contracted_ids = as_ids(approved), as_ids(contracted)
    if (
        not approved_ids
        or contracted_ids is None
        or not set(approved_ids) <= dict(_names(work)).keys()
    ):
        raise FieldErrors({"approved": "unknown_choice" if approved_ids else "required"})
    if providers.by_agb(work, application.agb_code) is not None:
        raise FieldErrors({"approved": "agb_taken"})
    provider = providers.add(
        work,
        {
            "name": application.name,
            "kind": ProviderKind.SELF_EMPLOYED,
            "agb_code": application.agb_code,
            "email": application.email,
            "phone": application.phone,
        },
    )
    wanted = {region_id: region_id in contracted_ids for region_id in approved_ids}
    providers.write_approvals(work, provider, wanted, replaces=True)
    first_members.invite_carer(work, provider, with_data=True)
    application.provider_id = provider.id
    _answer(work, application, ApplicationState.APPROVED, "")
    return str(provider.id)


@use_case(Permission.PROVIDER_MANAGE)
def refuse(work: UnitOfWork, application_id: object, form: dict[str, Any]) -> None:
    """Refuse an application with a sentence, which is mailed to the carer: field "answer"."""
    application, typed = _pending(work, application_id), Form(form)
    answer = typed.sentence("answer")
    typed.check()
    _answer(work, application, ApplicationState.REFUSED, answer)
    outbox.notify(
        work,
        Notification.APPLICATION_REFUSED,
        address=application.email,
        values={"answer": answer, "link": work.settings.public_url},
    )


def _pending(work: UnitOfWork, application_id: object) -> ProviderApplication:
    application = changes.found(work, ProviderApplication, application_id)
    work.session.refresh(application, with_for_update=True)
    if application.state is not ApplicationState.PENDING:
        raise Conflict("already_answered")
    return application


def _answer(
    work: UnitOfWork, application: ProviderApplication, state: ApplicationState, answer: str
) -> None:
    application.state, application.answer = state, answer
    application.answered_by, application.answered_at = work.actor.user_id, work.now
    changes.record(
        work,
        LogEvent.APPLICATION_ANSWERED,
        {"application": application.id},
        before={"state": ApplicationState.PENDING},
        after={"state": state, "answer": answer},
    )
    work.announce("provider-applications")


def _names(work: UnitOfWork) -> list[tuple[UUID, str]]:
    regions = work.session.execute(administration.all_regions()).scalars()
    return [(region.id, region.name) for region in regions if region.ended_on is None]


def _known_codes(work: UnitOfWork, agb_codes: list[str]) -> set[str]:
    return set(work.session.execute(administration.known_agb_codes(agb_codes)).scalars())
