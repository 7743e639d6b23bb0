"""Which role may do what: the one table behind every use case and every handler."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from kraamzorg_app.domain.actors import Actor, ActorKind, Job, Role


class Permission(StrEnum):
    """One thing that someone may be allowed to do; scope and fields are decided elsewhere."""

    # everyone, logged in or not
    PUBLIC = "PUBLIC"
    # everyone with an account, whatever the role (also without any membership yet)
    ACCOUNT_OWN = "ACCOUNT_OWN"
    TICKET_CREATE = "TICKET_CREATE"
    # working in a role
    START_READ = "START_READ"
    BELL_READ = "BELL_READ"
    MEMBER_READ = "MEMBER_READ"
    MEMBER_MANAGE = "MEMBER_MANAGE"
    ENTRY_LIST = "ENTRY_LIST"
    ENTRY_READ = "ENTRY_READ"
    ENTRY_REVEAL_BSN = "ENTRY_REVEAL_BSN"
    ENTRY_EXPORT = "ENTRY_EXPORT"
    ENTRY_ACCEPT = "ENTRY_ACCEPT"
    ENTRY_GIVE_BACK = "ENTRY_GIVE_BACK"
    ENTRY_CLOSE = "ENTRY_CLOSE"
    ENTRY_CORRECT = "ENTRY_CORRECT"
    ENTRY_AUTHORIZE = "ENTRY_AUTHORIZE"
    INVITATION_READ = "INVITATION_READ"
    CLIENT_INVITE = "CLIENT_INVITE"
    CLIENT_REGISTER_TOGETHER = "CLIENT_REGISTER_TOGETHER"
    KEPT_EXPORT_READ = "KEPT_EXPORT_READ"
    CAPACITY_STATE = "CAPACITY_STATE"
    REGION_CONSULT = "REGION_CONSULT"
    UNSERVED_READ = "UNSERVED_READ"
    OVERVIEW_READ = "OVERVIEW_READ"
    OFFER_READ = "OFFER_READ"
    DIVISION_PROPOSE = "DIVISION_PROPOSE"
    OFFER_MAKE = "OFFER_MAKE"
    OFFER_ACCEPT = "OFFER_ACCEPT"
    OFFER_DECLINE = "OFFER_DECLINE"
    INTAKE_RECORD = "INTAKE_RECORD"
    # administration
    REGION_MANAGE = "REGION_MANAGE"
    PERIOD_MANAGE = "PERIOD_MANAGE"
    PERIOD_REQUEST = "PERIOD_REQUEST"
    PROVIDER_MANAGE = "PROVIDER_MANAGE"
    INSURER_MANAGE = "INSURER_MANAGE"
    FIRST_MEMBER_INVITE = "FIRST_MEMBER_INVITE"
    TEMPLATE_MANAGE = "TEMPLATE_MANAGE"
    DISCLOSURE_MANAGE = "DISCLOSURE_MANAGE"
    SETTINGS_MANAGE = "SETTINGS_MANAGE"
    LOG_READ = "LOG_READ"
    # operations
    TICKET_ANSWER = "TICKET_ANSWER"
    OPERATIONS_READ = "OPERATIONS_READ"
    OPERATIONS_RUN = "OPERATIONS_RUN"
    # the client, by her own link
    CLIENT_SESSION = "CLIENT_SESSION"
    OWN_REGISTRATION = "OWN_REGISTRATION"
    OWN_ENTRY = "OWN_ENTRY"
    OWN_BIRTH = "OWN_BIRTH"
    OWN_ANSWER = "OWN_ANSWER"
    # jobs
    JOB_SEND_OUTBOX = "JOB_SEND_OUTBOX"
    JOB_DAILY_DIGEST = "JOB_DAILY_DIGEST"
    JOB_WEEKLY_DIGEST = "JOB_WEEKLY_DIGEST"
    JOB_ESCALATE = "JOB_ESCALATE"
    JOB_ASK_STILL_WAITING = "JOB_ASK_STILL_WAITING"
    JOB_EXPIRE_INVITATIONS = "JOB_EXPIRE_INVITATIONS"
    JOB_EXPIRE_OFFERS = "JOB_EXPIRE_OFFERS"
    JOB_DELETE_KEPT_EXPORTS = "JOB_DELETE_KEPT_EXPORTS"
    JOB_MOVE_POSTCODES = "JOB_MOVE_POSTCODES"
    JOB_TAKE_BOUNCE = "JOB_TAKE_BOUNCE"
    JOB_REPORT_FAILED_MAIL = "JOB_REPORT_FAILED_MAIL"
    JOB_SEAL_LOG = "JOB_SEAL_LOG"
    JOB_RETENTION = "JOB_RETENTION"
    JOB_ROTATE_KEYS = "JOB_ROTATE_KEYS"
    JOB_REMIND_CAPACITY = "JOB_REMIND_CAPACITY"
    JOB_BACKUP = "JOB_BACKUP"
    JOB_SEED_DEMO = "JOB_SEED_DEMO"
    JOB_REPORT = "JOB_REPORT"
    JOB_INVITE_FIRST_ADMIN = "JOB_INVITE_FIRST_ADMIN"
    JOB_RESET_ADMIN_FACTOR = "JOB_RESET_ADMIN_FACTOR"


_EVERY_ROLE = frozenset({Permission.START_READ, Permission.BELL_READ, Permission.MEMBER_READ})
_OWN_PEOPLE = frozenset({Permission.MEMBER_MANAGE})
"""Not of a coordinator: the people of a region are the functional admin's (design, section 2)."""
_LISTS = frozenset({Permission.ENTRY_LIST, Permission.ENTRY_READ, Permission.OVERVIEW_READ})
"""Of who sees clients: the overviews count what the lists hold."""
_INVITING = frozenset({Permission.CLIENT_INVITE, Permission.INVITATION_READ})
_ADMINISTRATION = frozenset(
    {
        Permission.REGION_MANAGE,
        Permission.PERIOD_MANAGE,
        Permission.PROVIDER_MANAGE,
        Permission.INSURER_MANAGE,
        Permission.FIRST_MEMBER_INVITE,
        Permission.TEMPLATE_MANAGE,
        Permission.DISCLOSURE_MANAGE,
        Permission.SETTINGS_MANAGE,
        Permission.LOG_READ,
    }
)
_OPERATIONS = frozenset(
    {Permission.TICKET_ANSWER, Permission.OPERATIONS_READ, Permission.OPERATIONS_RUN}
)
_EVERY_ACCOUNT = frozenset({Permission.ACCOUNT_OWN, Permission.TICKET_CREATE})
"""Also of who has no role yet, and so may need the helpdesk most."""

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.FUNCTIONAL_ADMIN: _EVERY_ROLE
    | _OWN_PEOPLE
    | _LISTS
    | _ADMINISTRATION
    | {Permission.UNSERVED_READ},
    Role.TECHNICAL_ADMIN: _EVERY_ROLE | _OWN_PEOPLE | _OPERATIONS,
    Role.COORDINATOR: _EVERY_ROLE
    | _LISTS
    | _INVITING
    | {
        Permission.ENTRY_EXPORT,
        Permission.ENTRY_CLOSE,
        Permission.ENTRY_CORRECT,
        Permission.ENTRY_AUTHORIZE,
        Permission.CLIENT_REGISTER_TOGETHER,
        Permission.KEPT_EXPORT_READ,
        Permission.PERIOD_REQUEST,
        Permission.OFFER_READ,
        Permission.DIVISION_PROPOSE,
        Permission.OFFER_MAKE,
        Permission.REGION_CONSULT,
        Permission.UNSERVED_READ,
        Permission.INTAKE_RECORD,
    },
    Role.CARE_PROVIDER: _EVERY_ROLE
    | _OWN_PEOPLE
    | _LISTS
    | _INVITING
    | {
        Permission.ENTRY_ACCEPT,
        Permission.ENTRY_GIVE_BACK,
        Permission.CAPACITY_STATE,
        Permission.OFFER_READ,
        Permission.OFFER_ACCEPT,
        Permission.OFFER_DECLINE,
        Permission.INTAKE_RECORD,
        Permission.ENTRY_REVEAL_BSN,
        Permission.CLIENT_REGISTER_TOGETHER,
    },
    Role.INSURER: _EVERY_ROLE
    | _OWN_PEOPLE
    | _LISTS
    | _INVITING
    | {
        Permission.ENTRY_EXPORT,
        Permission.ENTRY_REVEAL_BSN,
        Permission.KEPT_EXPORT_READ,
        Permission.REGION_CONSULT,
    },
}

NEEDS_PERSONAL_DATA: frozenset[Permission] = frozenset(
    {
        Permission.CLIENT_INVITE,
        Permission.CLIENT_REGISTER_TOGETHER,
        Permission.ENTRY_ACCEPT,
        Permission.ENTRY_CORRECT,
        Permission.ENTRY_REVEAL_BSN,
        Permission.OFFER_ACCEPT,
    }
)
"""Only with the tick "Weergave AVG gegevens?" (design, section 3)."""

FRESH_FOR: Final = timedelta(minutes=15)
"""How long after a second factor somebody may export, reveal a BSN and change rights."""

CLIENT_PERMISSIONS = frozenset(
    {
        Permission.PUBLIC,
        Permission.CLIENT_SESSION,
        Permission.OWN_REGISTRATION,
        Permission.OWN_ENTRY,
        Permission.OWN_BIRTH,
        Permission.OWN_ANSWER,
    }
)

JOB_PERMISSIONS: dict[Job, frozenset[Permission]] = {
    Job.SEND_OUTBOX: frozenset({Permission.JOB_SEND_OUTBOX}),
    Job.DAILY_DIGEST: frozenset({Permission.JOB_DAILY_DIGEST}),
    Job.WEEKLY_DIGEST: frozenset({Permission.JOB_WEEKLY_DIGEST}),
    Job.ASK_STILL_WAITING: frozenset({Permission.JOB_ASK_STILL_WAITING}),
    Job.ESCALATE: frozenset({Permission.JOB_ESCALATE}),
    Job.EXPIRE_INVITATIONS: frozenset({Permission.JOB_EXPIRE_INVITATIONS}),
    Job.EXPIRE_OFFERS: frozenset({Permission.JOB_EXPIRE_OFFERS}),
    Job.DELETE_KEPT_EXPORTS: frozenset({Permission.JOB_DELETE_KEPT_EXPORTS}),
    Job.MOVE_POSTCODES: frozenset({Permission.JOB_MOVE_POSTCODES}),
    Job.TAKE_BOUNCE: frozenset({Permission.JOB_TAKE_BOUNCE}),
    Job.REPORT_FAILED_MAIL: frozenset({Permission.JOB_REPORT_FAILED_MAIL}),
    Job.SEAL_LOG: frozenset({Permission.JOB_SEAL_LOG}),
    Job.RETENTION: frozenset({Permission.JOB_RETENTION}),
    Job.ROTATE_KEYS: frozenset({Permission.JOB_ROTATE_KEYS}),
    Job.REMIND_CAPACITY: frozenset({Permission.JOB_REMIND_CAPACITY}),
    Job.BACKUP: frozenset({Permission.JOB_BACKUP}),
    Job.SEED_DEMO: frozenset({Permission.JOB_SEED_DEMO}),
    Job.RUN_JOBS: frozenset({Permission.JOB_REPORT}),
    Job.INVITE_FIRST_ADMIN: frozenset({Permission.JOB_INVITE_FIRST_ADMIN}),
    Job.RESET_ADMIN_FACTOR: frozenset({Permission.JOB_RESET_ADMIN_FACTOR}),
}


def may(actor: Actor, permission: Permission) -> bool:
    """Say whether this actor may do this at all; which rows and fields comes after."""
    if actor.kind is ActorKind.JOB:
        return actor.job is not None and permission in JOB_PERMISSIONS[actor.job]
    if permission is Permission.PUBLIC:
        return True
    if actor.kind is ActorKind.CLIENT:
        return _client_may(actor, permission)
    if actor.kind is not ActorKind.PERSON:
        return False
    return permission in _EVERY_ACCOUNT or _member_may(actor, permission)


def is_fresh(actor: Actor, now: datetime) -> bool:
    """Say whether a person gave a second factor lately; others have none to give."""
    if actor.kind is not ActorKind.PERSON:
        return True
    return actor.authenticated_at is not None and now - actor.authenticated_at < FRESH_FOR


def _member_may(actor: Actor, permission: Permission) -> bool:
    if actor.role is None or permission not in ROLE_PERMISSIONS[actor.role]:
        return False
    if permission in NEEDS_PERSONAL_DATA and not actor.may_view_personal_data:
        return False
    if permission is Permission.LOG_READ:
        return actor.is_privacy_officer
    if permission is Permission.REGION_CONSULT:
        return bool(actor.region_ids or actor.preferred_region_ids)
    return permission is not Permission.MEMBER_MANAGE or actor.may_manage_members


def _client_may(actor: Actor, permission: Permission) -> bool:
    if permission not in CLIENT_PERMISSIONS:
        return False
    match permission:
        case Permission.OWN_REGISTRATION:
            return actor.invitation_id is not None and actor.is_recognized
        case Permission.OWN_ENTRY:
            return actor.entry_id is not None and actor.is_recognized
        case Permission.OWN_BIRTH | Permission.OWN_ANSWER:
            return actor.entry_id is not None
        case _:
            return True
