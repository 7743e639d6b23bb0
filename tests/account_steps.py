"""Steps towards an account that several tests take: open the mail, scan the code, log in."""

from __future__ import annotations

import re

from sqlmodel import select

from kraamzorg_app.adapters.clock import FrozenClock
from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.models.accounts import User
from kraamzorg_app.models.messages import OutboxMessage
from kraamzorg_app.services import accounts, login_attempts, outbox, passwords, second_factor
from kraamzorg_app.services.login_attempts import AttemptView, Step
from kraamzorg_app.services.unit_of_work import begin

ORIGIN = "192.0.2.7"
VISITOR = Actor.visitor(ORIGIN)
PASSWORD = "een kalme ooievaar 7"
EMAIL = "lotte@people.test"


def shown(step: Step) -> AttemptView:
    view = login_attempts.read(VISITOR, step.attempt or "")
    assert view is not None
    return view


def mails(to: str = EMAIL) -> list[tuple[str, str]]:
    """Give notification and text of what was mailed to an address, oldest first."""
    with begin(VISITOR) as work:
        rows = work.session.exec(select(OutboxMessage).order_by(OutboxMessage.created_at)).all()

        def opened(row: OutboxMessage, field: str) -> str:
            return work.keyring.open(
                getattr(row, field), table=outbox.TABLE, row=row.id, field=field
            )

        return [
            (row.notification, opened(row, "text"))
            for row in rows
            if opened(row, "recipient") == to
        ]


def last_token(to: str = EMAIL) -> str:
    found = re.findall(r"/l/(\S+)", mails(to)[-1][1])
    assert found
    return found[-1]


def confirm(step: Step, clock: FrozenClock, former: str = "") -> Step:
    secret = shown(step).secret.replace(" ", "")
    return accounts.confirm_app(
        VISITOR,
        step.attempt or "",
        second_factor.totp(secret).at(clock.now()),
        device="Firefox op Linux",
        former_session=former,
    )


def give_password(person: Actor, password: str = PASSWORD) -> str:
    with begin(VISITOR) as work:
        user = work.session.get_one(User, person.user_id)
        user.password_hash = passwords.make_hash(password)
        return user.email
