"""The check: to which waiting list a postcode belongs, and whether it is open for a due date."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from kraamzorg_app.domain import calendar, code_red, disclosure
from kraamzorg_app.domain.calendar import DueDateCheck
from kraamzorg_app.domain.code_red import Period
from kraamzorg_app.domain.errors import FieldErrors
from kraamzorg_app.domain.identifiers import normalize_postcode, pc4_of
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.models.organizations import CareProvider, Region
from kraamzorg_app.models.waiting_list import WaitingListEntry
from kraamzorg_app.queries import regions
from kraamzorg_app.services.contact_details import display_phone
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case

_PC4 = re.compile(r"[1-9][0-9]{3}", re.ASCII)


@dataclass(frozen=True, slots=True)
class ProviderContact:
    """How to reach a provider; public facts."""

    name: str
    email: str
    phone: str
    is_contracted: bool | None = None
    """Whether it has a contract in the region; None where that is not told."""


@dataclass(frozen=True, slots=True)
class RegionCheck:
    """What the check found."""

    region_id: UUID
    region_name: str
    pc4: str
    postcode: str
    """Stored form, or empty when only the four digits were given."""
    due_date: date
    is_open: bool
    is_far: bool
    """The due date is more than 40 weeks ahead: possible, but unusual."""
    providers: tuple[ProviderContact, ...] = ()
    """The approved ones of the region, when its list is closed for this date."""


@use_case(Permission.PUBLIC)
def check(work: UnitOfWork, postcode: str, due_date: str) -> RegionCheck:
    """Check what somebody typed; holds no personal data and writes nothing.

    Takes 1234 or 1234AB and dd-mm-jjjj. Raises `FieldErrors` for "postcode" and "due_date".
    """
    return of_typed(work, postcode, due_date)


def of_typed(work: UnitOfWork, postcode: str, due_date: str) -> RegionCheck:
    """Check typed texts within another verb; raises `FieldErrors`."""
    errors: dict[str, str] = {}
    pc4, full = _read_postcode(postcode, errors)
    day = _read_due_date(work, due_date, errors)
    if errors or day is None:
        raise FieldErrors(errors)
    return of(work, pc4, day, postcode=full)


def of(work: UnitOfWork, pc4: str, due_date: date, *, postcode: str = "") -> RegionCheck:
    """Find the region that a PC4 belongs to today; raises `FieldErrors` for an unknown one."""
    region = work.session.execute(regions.serving(pc4, work.today)).scalars().first()
    if region is None:
        raise FieldErrors({"postcode": "postcode_unknown"})
    is_open = is_open_for(work, region.id, due_date)
    return RegionCheck(
        region_id=region.id,
        region_name=region.name,
        pc4=pc4,
        postcode=postcode,
        due_date=due_date,
        is_open=is_open,
        is_far=calendar.check_due_date(due_date, work.today) is DueDateCheck.FAR,
        providers=() if is_open else _providers(work, region),
    )


def is_open_for(work: UnitOfWork, region_id: UUID, due_date: date) -> bool:
    """Say whether a region's list is open for a due date."""
    periods = work.session.execute(regions.periods_of(region_id)).scalars()
    return code_red.is_open((Period(each.starts_on, each.ends_on) for each in periods), due_date)


def _providers(work: UnitOfWork, region: Region) -> tuple[ProviderContact, ...]:
    tells = disclosure.may_see_contract(work.actor)
    return tuple(
        ProviderContact(each.name, each.email, _phone(each), is_contracted if tells else None)
        for each, is_contracted in work.session.execute(regions.approved_providers(region.id))
    )


def has_contract(work: UnitOfWork, entry: WaitingListEntry) -> bool | None:
    """Say whether who takes care of a client has a contract in her region, to whom may know."""
    if entry.provider_id is None or not disclosure.may_see_contract(work.actor):
        return None
    found = regions.has_contract(entry.provider_id, entry.region_id)
    return bool(work.session.execute(found).scalar_one_or_none())


def _phone(provider: CareProvider) -> str:
    return display_phone(provider.phone) if provider.phone else ""


def _read_postcode(text: object, errors: dict[str, str]) -> tuple[str, str]:
    typed = text.strip() if isinstance(text, str) else ""
    if _PC4.fullmatch(typed):
        return typed, ""
    full = normalize_postcode(typed)
    if full is None:
        errors["postcode"] = "postcode_form" if typed else "required"
        return "", ""
    return pc4_of(full), full


def _read_due_date(work: UnitOfWork, text: object, errors: dict[str, str]) -> date | None:
    typed = text.strip() if isinstance(text, str) else ""
    day = calendar.parse_date(typed)
    if day is None:
        errors["due_date"] = "date_form" if typed else "required"
        return None
    found = calendar.check_due_date(day, work.today)
    if found in {DueDateCheck.TOO_EARLY, DueDateCheck.TOO_LATE}:
        errors["due_date"] = found
    return day
