"""The journeys of dividing: a provider states its places, a coordinator divides a region."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.e2e.looking import look
from tests.e2e.people import People

PROVIDER = "Kraamzorg Miek"
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


def test_a_coordinator_divides_a_region_and_the_offers_are_answered(people: People) -> None:
    coordinator = people.log_in("coordinator")
    coordinator.get_by_role("link", name="Verdeling").first.click()
    expect(coordinator.get_by_role("heading", name="Wie er wacht")).to_be_visible()
    when_a_proposal_is_made_for_the_coming_weeks(coordinator)
    look(coordinator, "verdeling met voorstel")

    chosen = [when_a_line_goes_to(coordinator, number, PROVIDER) for number in (0, 1)]
    when_those_are_ticked_and_sent(coordinator, chosen)
    expect(coordinator.get_by_text("2 cliënten zijn aangeboden.")).to_be_visible()
    waiting = coordinator.get_by_role("table", name="Wie er wacht").get_by_role("row")
    for number in chosen:
        expect(line_of(coordinator, number).get_by_text("Aangeboden")).to_be_visible()
        expect(waiting.filter(has_text=number)).to_contain_text(PROVIDER)
    look(coordinator, "verdeling aangeboden")

    provider = people.log_in("aanbieder")
    when_the_provider_accepts(provider, chosen[0])
    when_the_provider_declines(provider, chosen[1])
    then_the_coordinator_sees_at_once_what_became_of_them(coordinator, chosen)


def test_who_divides_no_region_does_not_see_the_page(people: People) -> None:
    insurer = people.log_in("preferent-avg")
    expect(insurer.get_by_role("link", name="Verdeling")).to_have_count(0)
    insurer.goto("/verdeling")
    insurer.wait_for_url("**/start")


def when_a_proposal_is_made_for_the_coming_weeks(page: Page) -> None:
    last = page.get_by_label("tot en met")
    last.select_option(index=2)
    page.get_by_role("button", name="Voorstel maken").click()
    expect(page.get_by_text("Gemaakt op")).to_be_visible()
    when_a_provider_is_looked_at_on_a_phone(page)
    page.get_by_role("button", name="Per cliënt").click()
    expect(page.get_by_role("table", name="Voorstel")).to_be_visible()


def when_a_provider_is_looked_at_on_a_phone(page: Page) -> None:
    desk = page.viewport_size
    page.set_viewport_size(PHONE)
    group = page.locator(".groups > li").first
    tick, name = group.get_by_role("checkbox").first, group.get_by_role("button").first
    tick.click()
    expect(group.get_by_text("aangevinkt")).to_be_visible()
    name.press("Enter")
    expect(name).to_have_attribute("aria-expanded", "true")
    expect(group.get_by_role("table", name="Voorstel")).to_be_visible()
    look(page, "verdeling per aanbieder")
    name.press("Enter")
    expect(group.get_by_role("table", name="Voorstel")).to_have_count(0)
    tick.click()
    expect(group.get_by_text("aangevinkt")).to_have_count(0)
    page.set_viewport_size(desk)


def line_of(page: Page, number: str) -> Locator:
    return page.get_by_role("table", name="Voorstel").get_by_role("row").filter(has_text=number)


def when_a_line_goes_to(page: Page, row: int, provider: str) -> str:
    """Give the client of a line to a provider by hand; gives her number."""
    change = page.get_by_role("table", name="Voorstel").get_by_role("button", name="Wijzigen")
    number = (change.nth(row).get_attribute("aria-label") or "").removeprefix("Wijzigen: ")
    change.nth(row).click()
    choice = page.get_by_label("Andere aanbieder")
    choice.select_option(label="Niemand")
    expect(page.get_by_text("Eén cliënt minder geplaatst")).to_be_visible()
    choice.select_option(choice.locator("option").filter(has_text=provider).get_attribute("value"))
    expect(page.get_by_text("Eén cliënt minder geplaatst")).to_have_count(0)
    expect(page.locator(".division-costs")).not_to_be_empty()
    if row == 0:
        look(page, "verdeling regel wijzigen")
    page.get_by_role("button", name="Toepassen").click()
    expect(line_of(page, number).get_by_text("Met de hand")).to_be_visible()
    return number


def when_those_are_ticked_and_sent(page: Page, numbers: list[str]) -> None:
    everybody = page.get_by_label("Alles aanvinken")
    everybody.click()
    expect(everybody).to_be_checked()
    everybody.click()
    expect(page.get_by_role("button", name="Aanbieden (0)")).to_be_disabled()
    for number in numbers:
        tick = page.get_by_label(f"Aanbieden: {number}")
        tick.click()
        expect(tick).to_be_checked()
    page.get_by_role("button", name="Aanbieden (2)").click()
    expect(page.get_by_text("Wilt u 2 cliënten aanbieden?")).to_be_visible()
    look(page, "verdeling bevestigen")
    page.get_by_role("button", name="Bevestigen").click()


def open_offer(page: Page, number: str) -> None:
    page.goto("/aanbiedingen")
    page.get_by_role("link", name=number).click()
    expect(page.get_by_text("Deze cliënt is aan u aangeboden")).to_be_visible()


def when_the_provider_accepts(page: Page, number: str) -> None:
    open_offer(page, number)
    page.get_by_role("button", name="Aannemen").click()
    page.get_by_role("button", name="Bevestigen").click()
    expect(page.get_by_text("U heeft deze cliënt in zorg genomen.")).to_be_visible()


def when_the_provider_declines(page: Page, number: str) -> None:
    open_offer(page, number)
    page.get_by_role("button", name="Weigeren").click()
    page.get_by_label("Reden *").select_option(label="Te ver weg")
    page.get_by_role("button", name="Bevestigen").click()
    expect(page.get_by_text("U heeft het aanbod geweigerd.")).to_be_visible()


def then_the_coordinator_sees_at_once_what_became_of_them(page: Page, numbers: list[str]) -> None:
    waiting = page.get_by_role("table", name="Wie er wacht").get_by_role("row")
    expect(waiting.filter(has_text=numbers[0])).to_have_count(0)
    expect(waiting.filter(has_text=numbers[1])).not_to_contain_text(PROVIDER)
