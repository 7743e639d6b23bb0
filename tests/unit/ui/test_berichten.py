"""Every kind of message that can come under the bell has its words."""

from __future__ import annotations

import pytest

from kraamzorg_app.domain.actors import Role
from kraamzorg_app.domain.notifications import TABLE, Notification
from kraamzorg_app.domain.permissions import ROLE_PERMISSIONS
from kraamzorg_app.ui.pages import PAGES, berichten


def test_the_bell_has_words_for_everything_that_rings_it() -> None:
    rings = {event for event, lines in TABLE.items() if any(line.has_bell for line in lines)}
    assert rings <= set(berichten._SENTENCES)


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.CARE_PROVIDER, Role.INSURER])
def test_a_changed_period_leads_to_a_page_that_its_reader_may_have(role: Role) -> None:
    path = berichten.page_of(Notification.PERIOD_CHANGED, role)
    (page,) = (page for page in PAGES if page.route == path)
    assert page.permission in ROLE_PERMISSIONS[role]
