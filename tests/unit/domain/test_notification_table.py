"""Who can choose what of the table of notifications."""

from __future__ import annotations

import pytest

from kraamzorg_app.domain.actors import Role
from kraamzorg_app.domain.notifications import (
    TABLE,
    Notification,
    Recipient,
    Way,
    choices_of,
    line_for,
)

NOBODYS = {Recipient.CLIENT, Recipient.CLIENT_ADDRESS, Recipient.ADDRESS}


def test_every_line_that_members_can_turn_off_is_some_roles_choice() -> None:
    chosen = {kind for role in Role for kind in choices_of(role)}
    optional = {
        kind
        for kind, lines in TABLE.items()
        if any(not line.is_essential and line.recipient not in NOBODYS for line in lines)
    }
    assert chosen == optional | {Notification.DAILY_DIGEST}


@pytest.mark.parametrize("role", Role)
def test_what_can_be_chosen_has_a_line_and_can_come_at_once(role: Role) -> None:
    for kind, ways in choices_of(role).items():
        assert ways[0] is Way.AT_ONCE
        assert kind is Notification.DAILY_DIGEST or line_for(kind, role) is not None


def test_without_a_role_there_is_nothing_to_choose() -> None:
    assert choices_of(None) == {}
