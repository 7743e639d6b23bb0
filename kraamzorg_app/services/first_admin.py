"""What only who runs the server can do, since nobody is left in the tool who could.

There is nobody yet who could invite the first functional administrator, and nobody else who could
help the last one to a new second factor.
"""

from __future__ import annotations

from kraamzorg_app.domain.actors import Role
from kraamzorg_app.domain.errors import FieldErrors, NotFound
from kraamzorg_app.domain.notifications import Notification
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.domain.tool_settings import Setting
from kraamzorg_app.models.accounts import AccountLinkPurpose, Membership
from kraamzorg_app.queries import accounts as account_queries
from kraamzorg_app.services import account_links, audit, second_factor_reset, tool_settings
from kraamzorg_app.services.accounts import user_for
from kraamzorg_app.services.audit import LogEvent, Purpose
from kraamzorg_app.services.contact_details import normalize_email
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case


@use_case(Permission.JOB_INVITE_FIRST_ADMIN)
def invite(work: UnitOfWork, email: str) -> str:
    """Invite the first functional administrator and give the link, for who has no mail yet.

    Inviting the same address again gives a new link. Raises `FieldErrors`: `email_form`, or
    `already_member` once somebody works as functional administrator.
    """
    user = user_for(work, _address(work, email))
    admins = work.session.execute(account_queries.functional_admins()).scalars().all()
    if user.password_hash is not None or any(admin.accepted_at for admin in admins):
        raise FieldErrors({"email": "already_member"})
    membership = next((admin for admin in admins if admin.user_id == user.id), None)
    if membership is None:
        membership = Membership(
            user_id=user.id,
            role=Role.FUNCTIONAL_ADMIN,
            may_manage_members=True,
            created_at=work.now,
        )
        work.session.add(membership)
        work.session.flush()
    audit.record(
        work,
        LogEvent.MEMBERSHIP_CHANGED,
        "C",
        purpose=Purpose.ADMINISTRATION,
        details={"membership": str(membership.id), "account": str(user.id)},
    )
    return account_links.send(
        work,
        Notification.USER_INVITED,
        AccountLinkPurpose.ACCEPT_INVITATION,
        user,
        membership_id=membership.id,
        organization=tool_settings.current(work.session)[Setting.MANAGER_NAME],
    )


@use_case(Permission.JOB_RESET_ADMIN_FACTOR)
def reset_second_factor(work: UnitOfWork, email: str) -> None:
    """Mail a functional administrator who lost phone and codes the link for a new app.

    The link goes to the mailbox only and asks for the password: who runs the server sees neither.
    Raises `FieldErrors`, `NotFound` for who works as no functional administrator, and what
    `second_factor_reset.ask` does.
    """
    found = work.session.execute(account_queries.functional_admin_at(_address(work, email))).first()
    if found is None:
        raise NotFound
    membership, user = found
    organization = tool_settings.current(work.session)[Setting.MANAGER_NAME]
    second_factor_reset.ask(work, membership, user, organization)


def _address(work: UnitOfWork, email: str) -> str:
    address = normalize_email(email, test_addresses_allowed=not work.settings.is_production)
    if address is None:
        raise FieldErrors({"email": "email_form"})
    return address
