"""What the log-in page tells of the demo: its accounts, password and current code."""

from __future__ import annotations

from dataclasses import dataclass

from kraamzorg_app.config import DEMO_PASSWORD, DEMO_TOTP_SECRET
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.services import second_factor
from kraamzorg_app.services.demo_country.accounts import DEMO_ACCOUNTS
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case


@dataclass(frozen=True, slots=True)
class DemoLogIn:
    """How to log in to the demo just now."""

    accounts: tuple[tuple[str, str], ...]
    """E-mail address and what it is for."""
    password: str
    code: str
    seconds_left: int
    """Until the code is the next one."""


@use_case(Permission.PUBLIC)
def read(work: UnitOfWork) -> DemoLogIn | None:
    """Give how to log in to the demo; nothing outside demo mode."""
    if not work.settings.is_demo:
        return None
    codes = second_factor.totp(DEMO_TOTP_SECRET)
    return DemoLogIn(
        accounts=tuple((account.email, account.label) for account in DEMO_ACCOUNTS),
        password=DEMO_PASSWORD,
        code=codes.at(work.now),
        seconds_left=codes.interval - int(work.now.timestamp()) % codes.interval,
    )
