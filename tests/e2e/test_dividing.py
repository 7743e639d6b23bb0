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


def test_a_coordinator_divides_a_region_and_every_client_is_offered(people: People) -> None:
    coordinator = people.log_in("coordinator")
    coordinator.get_by_role("link", name="Verdeling").first.click()
    expect(coordinator.get_by_role("heading", name="Wie er wacht")).to_be_visible()
    when_a_proposal_is_made_for_the_coming_weeks(coordinator)
    look(coordinator, "verdeling met voorstel")

    number = when_a_line_is_changed_by_hand(coordinator)
    count = then_all_is_ticked_and_asked_once_more(coordinator)
    coordinator.get_by_role("button", name="Bevestigen").click()
    expect(coordinator.get_by_text(f"{count} cliënten zijn aangeboden.")).to_be_visible()
    look(coordinator, "verdeling aangeboden")
    line = coordinator.get_by_role("table", name="Voorstel").get_by_role("row")
    expect(line.filter(has_text=number).get_by_text("Aangeboden")).to_be_visible()
    waiting = coordinator.get_by_role("table", name="Wie er wacht")
    expect(waiting.get_by_role("row").filter(has_text=number)).to_contain_text("Kraam")

    coordinator.goto("/start")
    coordinator.goto("/verdeling")
    expect(coordinator.get_by_text("Aanbieden (0)")).to_be_disabled()


def test_who_divides_no_region_does_not_see_the_page(people: People) -> None:
    insurer = people.log_in("preferent-avg")
    expect(insurer.get_by_role("link", name="Verdeling")).to_have_count(0)
    insurer.goto("/verdeling")
    insurer.wait_for_url("**/start")


def when_a_proposal_is_made_for_the_coming_weeks(page: Page) -> None:
    last = page.get_by_label("tot en met")
    last.select_option(index=2)
    page.get_by_role("button", name="Voorstel maken").click()
    expect(page.get_by_role("table", name="Voorstel")).to_be_visible()
    expect(page.get_by_text("Gemaakt op")).to_be_visible()


def when_a_line_is_changed_by_hand(page: Page) -> str:
    table = page.get_by_role("table", name="Voorstel")
    change = table.get_by_role("button", name="Wijzigen").first
    number = (change.get_attribute("aria-label") or "").removeprefix("Wijzigen: ")
    change.click()
    choice = page.get_by_label("Andere aanbieder")
    choice.select_option(label="Niemand")
    expect(page.get_by_text("Eén cliënt minder geplaatst")).to_be_visible()
    page.get_by_role("button", name="Annuleren").click()
    expect(choice).to_have_count(0)

    table.get_by_role("button", name=f"Wijzigen: {number}").click()
    given = choice.locator("option").nth(1).get_attribute("value")
    choice.select_option(value=given)
    expect(page.locator(".division-costs")).not_to_be_empty()
    look(page, "verdeling regel wijzigen")
    page.get_by_role("button", name="Toepassen").click()
    expect(
        table.get_by_role("row").filter(has_text=number).get_by_text("Met de hand")
    ).to_be_visible()
    return number


def then_all_is_ticked_and_asked_once_more(page: Page) -> int:
    everybody = page.get_by_label("Alles aanvinken")
    everybody.click()
    expect(everybody).to_be_checked()
    send = page.get_by_role("button", name="Aanbieden (")
    count = int(send.inner_text().removeprefix("Aanbieden (").rstrip(")"))
    send.click()
    expect(page.get_by_text(f"Wilt u {count} cliënten aanbieden?")).to_be_visible()
    look(page, "verdeling bevestigen")
    return count
