"""The settings that the functional admin edits: who manages the tool, where to ask, facts."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Final
from uuid import UUID

from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from kraamzorg_app import database
from kraamzorg_app.domain import tool_settings
from kraamzorg_app.domain.errors import FieldErrors
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.domain.tool_settings import EMAILS, Setting
from kraamzorg_app.models.accounts import User
from kraamzorg_app.models.tool import SettingVersion
from kraamzorg_app.services import audit, environment
from kraamzorg_app.services.audit import LogEvent, Purpose
from kraamzorg_app.services.contact_details import normalize_email
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case

Values = Mapping[Setting, str]
HISTORY_LENGTH: Final = 50
_SHIPPED: Final = Path(__file__).parent.parent / "reference" / "settings.toml"
_CACHE: Final = "tool_settings"
_NAMES: Final = frozenset(setting.value for setting in Setting)


@dataclass(frozen=True, slots=True)
class SettingChange:
    """One line of the history."""

    setting: Setting
    before: str
    after: str
    saved_at: datetime
    saved_by: str


@dataclass(frozen=True, slots=True)
class SettingsPage:
    """Every setting, and how they came to be what they are, the newest change first."""

    values: Values
    changes: tuple[SettingChange, ...]


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom anybody can turn to; public."""

    manager_name: str
    manager_address: str
    manager_email: str
    helpdesk_name: str
    helpdesk_address: str
    helpdesk_email: str


@cache
def shipped() -> Values:
    """Give the values that hold until somebody saves other ones."""
    found = tomllib.loads(_SHIPPED.read_text(encoding="utf-8"))
    return {setting: str(found[setting.value]) for setting in Setting}


def facts(values: Values, language: str, public_url: str = "") -> dict[str, str]:
    """Give what every text may name, worded for its readers; a mail says where the tool is."""
    return {
        "questions": f"{public_url}{'' if language == 'nl' else f'/{language}'}/vragen",
        "manager": values[Setting.MANAGER_NAME],
        "helpdesk": values[Setting.HELPDESK_EMAIL] or values[Setting.HELPDESK_NAME],
        "own_contribution": tool_settings.amount(values[Setting.OWN_CONTRIBUTION], language),
        "contribution_year": values[Setting.CONTRIBUTION_YEAR],
        "faq_link": values[Setting.FAQ_LINK],
    }


def current(session: Session) -> Values:
    """Give every setting as it is now; read once a transaction."""
    kept: Values | None = session.info.get(_CACHE)
    if kept is None:
        rows = session.exec(_latest()).all()
        kept = dict(shipped()) | {
            Setting(row.name): row.value for row in rows if row.name in _NAMES
        }
        session.info[_CACHE] = kept
    return kept


def contact() -> Contact:
    """Give whom to turn to, for the frame of every page; reads without keeping anybody waiting."""
    with database.reading(environment.current().engine) as session:
        values = current(session)
    return Contact(
        manager_name=values[Setting.MANAGER_NAME],
        manager_address=values[Setting.MANAGER_ADDRESS],
        manager_email=values[Setting.MANAGER_EMAIL],
        helpdesk_name=values[Setting.HELPDESK_NAME],
        helpdesk_address=values[Setting.HELPDESK_ADDRESS],
        helpdesk_email=values[Setting.HELPDESK_EMAIL],
    )


@use_case(Permission.PUBLIC)
def read_facts(work: UnitOfWork, language: str = "nl") -> dict[str, str]:
    """Give the facts that public pages tell: own contribution, questions and answers."""
    return facts(current(work.session), language)


@use_case(Permission.SETTINGS_MANAGE)
def read(work: UnitOfWork) -> SettingsPage:
    """Read every setting with its history."""
    return SettingsPage(current(work.session), _history(work))


@use_case(Permission.SETTINGS_MANAGE)
def save(work: UnitOfWork, typed: Mapping[str, object]) -> int:
    """Save what differs, each with a line in the log; gives how many settings changed.

    Raises `FieldErrors` per setting, and then changes nothing. A setting that is not typed stays.
    """
    before = current(work.session)
    wanted = _checked(work, typed)
    changed = {setting: value for setting, value in wanted.items() if value != before[setting]}
    write(work, changed)
    if changed:
        audit.record(
            work,
            LogEvent.SETTING_CHANGED,
            "U",
            purpose=Purpose.ADMINISTRATION,
            details={
                "before": {setting.value: before[setting] for setting in changed},
                "after": {setting.value: value for setting, value in changed.items()},
            },
        )
    return len(changed)


def write(work: UnitOfWork, values: Mapping[Setting, str]) -> None:
    """Write new versions of some settings."""
    for setting, value in values.items():
        last = work.session.exec(
            select(func.max(SettingVersion.number)).where(col(SettingVersion.name) == setting.value)
        ).one()
        work.session.add(
            SettingVersion(
                name=setting.value,
                number=(last or 0) + 1,
                value=value,
                saved_at=work.now,
                saved_by=work.actor.user_id,
            )
        )
    work.session.flush()
    work.session.info.pop(_CACHE, None)


def _checked(work: UnitOfWork, typed: Mapping[str, object]) -> dict[Setting, str]:
    wanted: dict[Setting, str] = {}
    errors: dict[str, str] = {}
    for setting in Setting:
        if setting.value not in typed:
            continue
        raw = typed[setting.value]
        value = raw.strip() if isinstance(raw, str) else ""
        problem = tool_settings.problem_with(setting, value)
        if problem is None and value and setting in EMAILS:
            allowed = not work.settings.is_production
            value = normalize_email(value, test_addresses_allowed=allowed) or ""
            problem = None if value else "email_form"
        if problem is None:
            wanted[setting] = value
        else:
            errors[setting.value] = problem
    if errors:
        raise FieldErrors(errors)
    return wanted


def _history(work: UnitOfWork) -> tuple[SettingChange, ...]:
    rows = work.session.exec(
        select(SettingVersion).order_by(col(SettingVersion.name), col(SettingVersion.number))
    ).all()
    names = _names(work, {row.saved_by for row in rows if row.saved_by})
    former: dict[str, str] = {setting.value: value for setting, value in shipped().items()}
    changes: list[SettingChange] = []
    for row in rows:
        if row.name in _NAMES:
            changes.append(
                SettingChange(
                    setting=Setting(row.name),
                    before=former[row.name],
                    after=row.value,
                    saved_at=row.saved_at,
                    saved_by=names.get(row.saved_by, "") if row.saved_by else "",
                )
            )
            former[row.name] = row.value
    newest_first = sorted(changes, key=lambda change: change.saved_at, reverse=True)
    return tuple(newest_first[:HISTORY_LENGTH])


def _names(work: UnitOfWork, user_ids: set[UUID]) -> dict[UUID, str]:
    rows = work.session.exec(
        select(User.id, User.display_name).where(col(User.id).in_(user_ids))
    ).all()
    return dict(rows)


def _latest() -> SelectOfScalar[SettingVersion]:
    newest = (
        select(SettingVersion.name, func.max(SettingVersion.number).label("number"))
        .group_by(col(SettingVersion.name))
        .subquery()
    )
    return select(SettingVersion).join(
        newest,
        (col(SettingVersion.name) == newest.c.name)
        & (col(SettingVersion.number) == newest.c.number),
    )
