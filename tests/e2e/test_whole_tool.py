"""No page is forgotten: axe has checked every one of them, here or in the journey it belongs to.

Runs last, and opens only what no journey before it came by; alone it opens them all.
"""

from __future__ import annotations

from uuid import uuid4

import pytest
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect
from reflex.route import get_router

from kraamzorg_app.domain.actors import Actor, ActorKind, Role
from kraamzorg_app.domain.permissions import may
from kraamzorg_app.ui.page import Page, PageAudience
from kraamzorg_app.ui.pages import PAGES
from tests.e2e.clients import dutch, open_link
from tests.e2e.looking import CHECKED_PATHS, assert_accessible
from tests.e2e.people import People
from tests.e2e.staff import Placed, start_filling_in_together

pytestmark = pytest.mark.browser

ACCOUNTS = {
    "coordinator": Role.COORDINATOR,
    "bo": Role.FUNCTIONAL_ADMIN,
    "techniek": Role.TECHNICAL_ADMIN,
    "aanbieder": Role.CARE_PROVIDER,
}
TOGETHER = "/clienten/registreren/samen/[id]"
NOT_FOUND = "404"


def test_every_page_for_everybody_is_accessible(people: People) -> None:
    left = _unchecked(PageAudience.EVERYONE)
    if left:
        visitor = people.nobody()
        for page in left:
            visitor.goto(page.route)
            _check(visitor, page)
    assert not _unchecked(PageAudience.EVERYONE)


@pytest.mark.parametrize("account", ACCOUNTS)
def test_every_page_for_people_with_an_account_is_accessible(people: People, account: str) -> None:
    left = [page for page in _unchecked(PageAudience.USERS) if _first_who_may(page) == account]
    if left:
        tab = people.log_in(account)
        for page in left:
            _open(tab, page.route)
            _check(tab, page)
    assert not [page for page in _unchecked(PageAudience.USERS) if _first_who_may(page) == account]


def test_every_page_for_a_client_is_accessible(people: People, waiting: Placed) -> None:
    left = _unchecked(PageAudience.CLIENTS)
    if left:
        tab = people.nobody()
        open_link(tab, waiting.mail.link)
        tab.get_by_label("Geboortedatum").fill(dutch(waiting.her.birth_date))
        tab.get_by_role("button", name="Verder").click()
        expect(tab.get_by_role("button", name="Mijn gegevens wijzigen")).to_be_visible()
        for page in left:
            tab.goto(page.route)
            _check(tab, page)
    assert not _unchecked(PageAudience.CLIENTS)


def _unchecked(audience: PageAudience) -> list[Page]:
    """Give the pages for these people that axe has not seen in this run."""
    route_of = get_router([page.key for page in PAGES])
    checked = {route_of(path) or NOT_FOUND for path in CHECKED_PATHS}
    return [page for page in PAGES if page.audience is audience and page.key not in checked]


def _first_who_may(page: Page) -> str:
    """Name the account that opens this page here."""
    return next(
        account for account, role in ACCOUNTS.items() if may(_somebody(role), page.permission)
    )


def _somebody(role: Role) -> Actor:
    return Actor(
        ActorKind.PERSON,
        role=role,
        may_view_personal_data=True,
        may_manage_members=True,
        is_privacy_officer=role is Role.FUNCTIONAL_ADMIN,
        region_ids=frozenset({uuid4()}) if role is Role.COORDINATOR else frozenset(),
    )


def _open(tab: Tab, route: str) -> None:
    """Go to a page; what is about one row is reached from the list with those rows."""
    if route == TOGETHER:
        start_filling_in_together(tab)
    elif "[" in route:
        parent = route.partition("/[")[0]
        tab.goto(parent)
        tab.locator(f"main table a[href^='{parent}/']").first.click()
        tab.wait_for_url(f"**{parent}/*")
    else:
        tab.goto(route)


def _check(tab: Tab, page: Page) -> None:
    expect(tab.locator(".skeleton")).to_have_count(0)
    expect(tab.get_by_role("heading", level=1)).to_be_visible()
    assert_accessible(tab, page.route)
