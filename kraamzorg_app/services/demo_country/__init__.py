"""The demo country: 25 regions with everybody who has a part in them, the same for each seed.

Written in bulk in one transaction, without mails, relative to today; only into an empty database
in demo mode. Then a few dozen clients of one region go through the verbs.
"""

from __future__ import annotations

from itertools import chain

from sqlmodel import select

from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.domain.errors import NotAllowed
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.domain.tool_settings import Setting
from kraamzorg_app.models.organizations import Region
from kraamzorg_app.services import tool_settings
from kraamzorg_app.services.demo_country.accounts import (
    DEMO_ACCOUNTS,
    DemoAccount,
    add_accounts,
)
from kraamzorg_app.services.demo_country.clients import ClientRows, client_numbers
from kraamzorg_app.services.demo_country.consultation import add_consultation
from kraamzorg_app.services.demo_country.drawing import Dice, Rows
from kraamzorg_app.services.demo_country.free_places import add_free_places
from kraamzorg_app.services.demo_country.invitations import add_invitations
from kraamzorg_app.services.demo_country.offers import add_offers
from kraamzorg_app.services.demo_country.organizations import add_organizations
from kraamzorg_app.services.demo_country.plans import Planner
from kraamzorg_app.services.demo_country.visits import live_through
from kraamzorg_app.services.demo_country.wishes import add_wishes_and_intakes
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case

_SETTINGS = {
    Setting.MANAGER_EMAIL: "bo@demo.test",
    Setting.HELPDESK_EMAIL: "helpdesk@wachtlijsttool.test",
}

__all__ = ["DEMO_ACCOUNTS", "DemoAccount", "fill", "seed"]


def fill(actor: Actor, *, number: int = 1) -> bool:
    """Seed an empty database and let the people of the demo use it for two days.

    False when there was something in it already. Who is stopped after the seeding has a whole
    country with a shorter access log.
    """
    if not seed(actor, number=number):
        return False
    live_through(actor)
    return True


@use_case(Permission.JOB_SEED_DEMO)
def seed(work: UnitOfWork, *, number: int = 1) -> bool:
    """Write the country into an empty database; False when there was something in it already.

    `number` is the seed. Raises `NotAllowed` outside demo mode.
    """
    if not work.settings.is_demo:
        raise NotAllowed
    if work.session.exec(select(Region.id).limit(1)).first() is not None:
        return False
    dice, rows = Dice(number), Rows()
    organizations = add_organizations(work, rows, dice)
    add_free_places(work, rows, dice, organizations)
    inviters = add_accounts(work, rows, dice, organizations)
    add_consultation(work, rows, dice, organizations)
    rows.write(work.session)
    tool_settings.write(work, _SETTINGS)
    planner = Planner(organizations, dice.random("plans"), work.now, work.today)
    numbers = client_numbers(dice.random("client numbers"))
    ClientRows(work, dice, inviters, numbers).write(
        chain(
            planner.shown_waiting(),
            planner.own_enrolled(),
            planner.waiting(3_000),
            planner.enrolled(2_000),
            planner.awaiting_authorization(12),
            planner.recently_closed(150),
            planner.past(1_500),
        )
    )
    add_wishes_and_intakes(work, rows, dice, organizations)
    add_offers(work, rows, dice, organizations, inviters)
    rows.write(work.session)
    add_invitations(work, dice, inviters, planner.invited(48), numbers)
    return True
