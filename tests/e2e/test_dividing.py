"""The journeys of dividing: a provider states its places, a coordinator divides a region."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.e2e.looking import look
from tests.e2e.people import People

PHONE = {"width": 390, "height": 844}


def test_a_provider_states_its_places_on_a_phone(people: People) -> None:
    provider = people.log_in("aanbieder")
    provider.set_viewport_size(PHONE)
    provider.goto("/capaciteit")
    expect(provider.get_by_role("heading", name="KSV Friesland")).to_be_visible()
    look(provider, "vrije plaatsen op een telefoon")

    first, second, third = (week_name(provider, number) for number in (0, 1, 2))
    places(provider, first).fill("3")
    when_a_week_takes_over_the_one_before(provider, second)
    then_a_wrong_number_is_told_and_nothing_is_lost(provider, second, third)
    provider.reload()
    expect(places(provider, second)).to_have_value("3")
    expect(places(provider, third)).to_have_value("1")


def test_a_provider_with_old_numbers_confirms_them(people: People) -> None:
    carer = people.log_in("zzp")
    carer.get_by_role("link", name="Regio's met oude vrije plaatsen").click()
    expect(carer.get_by_text("Uw aantallen zijn ouder dan twee weken")).to_be_visible()
    look(carer, "oude vrije plaatsen")
    carer.get_by_role("button", name="Deze aantallen kloppen nog").click()
    expect(carer.get_by_text("De aantallen zijn bevestigd.")).to_be_visible()
    expect(carer.get_by_text("Uw aantallen zijn ouder dan twee weken")).to_have_count(0)


def week_name(page: Page, number: int) -> str:
    return page.locator(".week strong").nth(number).inner_text().lower()


def places(page: Page, week: str) -> Locator:
    return page.get_by_label(f"Plaatsen in {week}", exact=True)


def when_a_week_takes_over_the_one_before(page: Page, week: str) -> None:
    page.get_by_role("button", name=f"Neem vorige week over in {week}", exact=True).click()
    expect(places(page, week)).to_have_value("3")


def then_a_wrong_number_is_told_and_nothing_is_lost(page: Page, typed: str, wrong: str) -> None:
    save = page.get_by_role("button", name="Opslaan", exact=True)
    places(page, wrong).fill("x")
    save.click()
    expect(places(page, wrong)).to_have_accessible_description(
        "Vul een heel getal in dat hier kan."
    )
    expect(places(page, wrong)).to_have_value("x")
    expect(places(page, typed)).to_have_value("3")
    look(page, "vrije plaatsen met fout")
    places(page, wrong).fill("1")
    save.click()
    expect(page.get_by_text("Uw vrije plaatsen zijn opgeslagen.")).to_be_visible()
