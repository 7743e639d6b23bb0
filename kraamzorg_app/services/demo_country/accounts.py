"""The people of the demo country who have an account, all with the same password and code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from argon2 import PasswordHasher

from kraamzorg_app.config import DEMO_PASSWORD, DEMO_TOTP_SECRET
from kraamzorg_app.domain.actors import ProviderKind, Role
from kraamzorg_app.models.accounts import Affiliation, Membership, User
from kraamzorg_app.services.demo_country.drawing import Dice, Rows
from kraamzorg_app.services.demo_country.organizations import (
    CARER,
    FRIESLAND,
    ORGANIZATION,
    OTHER_INSURER,
    PLATFORM,
    PREFERRED_INSURER,
    Organizations,
)
from kraamzorg_app.services.demo_country.people import draw_carer_name, email_name
from kraamzorg_app.services.unit_of_work import UnitOfWork

_AFFILIATIONS = {
    ProviderKind.ORGANIZATION: Affiliation.ORGANIZATION,
    ProviderKind.PLATFORM: Affiliation.PLATFORM,
    ProviderKind.SELF_EMPLOYED: Affiliation.INDEPENDENT,
}
_PROVIDERS_WITH_MEMBERS = 4
"""Beside those of the demo accounts, in each open region."""


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """One account of the demo, as the log-in page shows it."""

    email: str
    label: str
    memberships: tuple[tuple[Role, str], ...]
    """Role, and the name of the region or organization; empty for the two administrators."""
    may_view_personal_data: bool = False
    may_manage_members: bool = False
    is_privacy_officer: bool = False


DEMO_ACCOUNTS = (
    DemoAccount(
        "bo@demo.test",
        "Functioneel beheer (Bo Geboortezorg)",
        ((Role.FUNCTIONAL_ADMIN, ""),),
        may_manage_members=True,
        is_privacy_officer=True,
    ),
    DemoAccount(
        "techniek@demo.test",
        "Technisch beheer",
        ((Role.TECHNICAL_ADMIN, ""),),
        may_manage_members=True,
    ),
    DemoAccount(
        "coordinator@demo.test",
        "Wachtlijstcoördinator Friesland, met AVG-inzage",
        ((Role.COORDINATOR, FRIESLAND),),
        may_view_personal_data=True,
    ),
    DemoAccount(
        "aanbieder@demo.test",
        f"Kraamzorgorganisatie ({ORGANIZATION})",
        ((Role.CARE_PROVIDER, ORGANIZATION),),
        may_view_personal_data=True,
        may_manage_members=True,
    ),
    DemoAccount(
        "zzp@demo.test",
        f"Zelfstandig kraamverzorgende ({CARER})",
        ((Role.CARE_PROVIDER, CARER),),
        may_view_personal_data=True,
        may_manage_members=True,
    ),
    DemoAccount(
        "platform@demo.test",
        f"Platform ({PLATFORM})",
        ((Role.CARE_PROVIDER, PLATFORM),),
        may_view_personal_data=True,
        may_manage_members=True,
    ),
    DemoAccount(
        "preferent-avg@demo.test",
        f"Preferente verzekeraar met AVG-inzage ({PREFERRED_INSURER})",
        ((Role.INSURER, PREFERRED_INSURER),),
        may_view_personal_data=True,
        may_manage_members=True,
    ),
    DemoAccount(
        "preferent@demo.test",
        f"Preferente verzekeraar zonder AVG-inzage ({PREFERRED_INSURER})",
        ((Role.INSURER, PREFERRED_INSURER),),
    ),
    DemoAccount(
        "verzekeraar-avg@demo.test",
        f"Verzekeraar met AVG-inzage ({OTHER_INSURER})",
        ((Role.INSURER, OTHER_INSURER),),
        may_view_personal_data=True,
        may_manage_members=True,
    ),
    DemoAccount(
        "verzekeraar@demo.test",
        f"Verzekeraar zonder AVG-inzage ({OTHER_INSURER})",
        ((Role.INSURER, OTHER_INSURER),),
    ),
    DemoAccount(
        "meerdere-rollen@demo.test",
        f"Coördinator Friesland en verzekeraar ({PREFERRED_INSURER}), zonder AVG-inzage",
        ((Role.COORDINATOR, FRIESLAND), (Role.INSURER, PREFERRED_INSURER)),
    ),
)


class _Accounts:
    """Gathers accounts; the password is hashed once for all of them."""

    def __init__(self, work: UnitOfWork, rows: Rows, dice: Dice, all_of: Organizations) -> None:
        self.work, self.rows, self.dice, self.all_of = work, rows, dice, all_of
        self.password_hash = PasswordHasher().hash(DEMO_PASSWORD)
        self.created_at = work.now - timedelta(days=365)
        self.inviters: dict[UUID, UUID] = {}

    def add(self, account: DemoAccount, name: str) -> None:
        user_id = self.dice.id("user", account.email)
        membership_ids = [
            self.dice.id("membership", f"{account.email}:{role}") for role, _ in account.memberships
        ]
        self.rows.add(
            User,
            id=user_id,
            email=account.email,
            display_name=name,
            password_hash=self.password_hash,
            totp_secret=self.work.keyring.seal(
                DEMO_TOTP_SECRET, table="user_account", row=user_id, field="totp_secret"
            ),
            totp_confirmed_at=self.created_at,
            email_confirmed_at=self.created_at,
            working_membership_id=membership_ids[0],
            created_at=self.created_at,
        )
        for membership_id, (role, organization) in zip(
            membership_ids, account.memberships, strict=True
        ):
            self.rows.add(
                Membership,
                id=membership_id,
                user_id=user_id,
                role=role,
                may_view_personal_data=account.may_view_personal_data,
                may_manage_members=account.may_manage_members,
                is_privacy_officer=account.is_privacy_officer,
                created_at=self.created_at,
                accepted_at=self.created_at,
                **self._belongs_to(role, organization, user_id, account.may_view_personal_data),
            )

    def _belongs_to(
        self, role: Role, name: str, user_id: UUID, may_invite: bool
    ) -> dict[str, object]:
        values: dict[str, object] = {}
        match role:
            case Role.COORDINATOR:
                values["region_id"] = self.all_of.regions[name].id
            case Role.INSURER:
                values["insurer_id"] = self.all_of.insurers[name]
            case Role.CARE_PROVIDER:
                provider = self.all_of.providers[name]
                values["provider_id"] = provider.id
                values["affiliation"] = _AFFILIATIONS[provider.kind]
            case _:
                pass
        for organization_id in values.values():
            if isinstance(organization_id, UUID) and may_invite:
                self.inviters.setdefault(organization_id, user_id)
        return values


def add_accounts(
    work: UnitOfWork, rows: Rows, dice: Dice, all_of: Organizations
) -> dict[UUID, UUID]:
    """Gather the demo accounts, a coordinator for each other region, and some other members.

    Gives a user who invites clients for each organization or region, by its id.
    """
    accounts = _Accounts(work, rows, dice, all_of)
    rng = dice.random("accounts")
    for account in DEMO_ACCOUNTS:
        is_carer = (Role.CARE_PROVIDER, CARER) in account.memberships
        accounts.add(account, CARER if is_carer else draw_carer_name(rng))
    for role, organization in _others(all_of):
        slug = email_name(organization.removeprefix("KSV "))
        kind = {Role.COORDINATOR: "coordinator", Role.INSURER: "verzekeraar"}.get(role, "aanbieder")
        account = DemoAccount(
            f"{kind}-{slug}@demo.test",
            organization,
            ((role, organization),),
            may_view_personal_data=True,
            may_manage_members=role is not Role.COORDINATOR,
        )
        accounts.add(account, draw_carer_name(rng))
    return accounts.inviters


def _others(all_of: Organizations) -> list[tuple[Role, str]]:
    """List who else has an account: one for every region and insurer, and some providers."""
    named = {organization for account in DEMO_ACCOUNTS for _, organization in account.memberships}
    coordinators = [(Role.COORDINATOR, name) for name in all_of.regions]
    insurers = [(Role.INSURER, name) for name in all_of.insurers]
    providers = {
        provider.name: (Role.CARE_PROVIDER, provider.name)
        for region in all_of.open_regions
        for provider in [each for each in region.providers if each.name not in named][
            :_PROVIDERS_WITH_MEMBERS
        ]
    }
    others = [*coordinators, *insurers, *providers.values()]
    return [(role, name) for role, name in others if name not in named]
