"""The journeys around an account: making one, who may work for whom, and getting out again."""

from __future__ import annotations

from secrets import token_hex

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.looking import look
from tests.e2e.mailboxes import Mailbox, newest, wait_for_mail
from tests.e2e.newcomers import NewUser, give_code_of_app, open_invitation
from tests.e2e.people import People

MANAGER = "platform"
ORGANIZATION = "KraamConnect"


@pytest.fixture
def person() -> NewUser:
    return NewUser()


def test_somebody_makes_an_account_and_works_for_an_organization_until_revoked(
    people: People, mailbox: Mailbox, person: NewUser
) -> None:
    own = people.nobody()
    when_somebody_registers(own, person)
    when_the_mail_is_confirmed(own, mailbox, person)
    when_the_app_is_set_up(own, person)
    then_recovery_codes_are_shown_once(own, person)
    expect(own.get_by_text("U hoort nog niet bij een organisatie.")).to_be_visible()
    look(own, "profiel zonder organisatie")

    log_out(own)
    then_a_used_code_is_refused(own, person)
    give_recovery_code(own, person)

    manager = people.log_in(MANAGER)
    when_the_manager_links(manager, mailbox, person)
    then_the_person_accepts_and_may_work(own)
    when_the_manager_ticks_personal_data(manager, person)
    own.goto("/start")
    expect(own.get_by_role("link", name="Cliënt registreren").first).to_be_visible()
    then_the_profile_changes_the_name(own, person)

    own.goto("/clienten")
    expect(own.get_by_role("table", name="Wachtende cliënten")).to_be_visible()
    when_the_manager_revokes(manager, person)
    then_the_person_is_out(own)


def test_a_manager_invites_a_colleague_who_has_no_account_yet(
    people: People, mailbox: Mailbox, person: NewUser
) -> None:
    manager = people.log_in(MANAGER)
    manager.goto("/gebruikers")
    manager.get_by_role("button", name="Gebruiker toevoegen").click()
    manager.get_by_label("E-mail adres van de gebruiker").fill(person.email)
    manager.get_by_role("button", name="Koppelen").click()
    unknown = "Er is geen account met dit e-mailadres. Kies Uitnodigen."
    expect(manager.get_by_text(unknown)).to_be_visible()
    look(manager, "gebruiker koppelen onbekend")
    manager.get_by_role("button", name="Uitnodigen").click()
    expect(manager.get_by_text(f"Er is een e-mail gestuurd naar {person.email}.")).to_be_visible()

    own = people.nobody()
    open_invitation(own, mailbox, person)
    invited = "U bent uitgenodigd om te werken met de Wachtlijsttool Kraamzorg, voor "
    expect(own.get_by_text(f"{invited}{ORGANIZATION}")).to_be_visible()
    look(own, "uitnodiging van een collega")
    person.name = person.email  # as long as nobody gave another
    when_the_manager_revokes(manager, person)


def test_somebody_forgets_a_password_and_logs_out_everywhere(
    people: People, mailbox: Mailbox, person: NewUser
) -> None:
    own, other = people.nobody(), people.nobody()
    when_somebody_registers(own, person)
    when_the_mail_is_confirmed(own, mailbox, person)
    when_the_app_is_set_up(own, person)
    then_recovery_codes_are_shown_once(own, person)

    when_a_new_password_is_chosen(other, mailbox, person)
    own.reload()
    expect(own.get_by_role("button", name="Inloggen")).to_be_visible()

    log_in_with_recovery_code(own, person)
    log_in_with_recovery_code(other, person)
    look(own, "profiel met apparaten")
    when_the_profile_changes_the_password(own, person)
    expect(other.get_by_role("button", name="Inloggen")).to_be_visible()
    own.get_by_role("button", name="Overal uitloggen").click()
    expect(own.get_by_text("U bent uitgelogd.")).to_be_visible()


def test_somebody_lost_phone_and_codes_and_sets_up_a_new_app(
    people: People, mailbox: Mailbox, person: NewUser
) -> None:
    own = people.nobody()
    when_somebody_registers(own, person)
    when_the_mail_is_confirmed(own, mailbox, person)
    when_the_app_is_set_up(own, person)
    then_recovery_codes_are_shown_once(own, person)
    manager = people.log_in(MANAGER)
    when_the_manager_links(manager, mailbox, person)
    then_the_person_accepts_and_may_work(own)

    before = newest(mailbox, person.email)
    manager.reload()
    manager.get_by_role(
        "button", name=f"Tweede factor opnieuw instellen voor {person.name}"
    ).click()
    expect(manager.get_by_text(f"Er is een e-mail gestuurd naar {person.name}")).to_be_visible()
    look(manager, "gebruikers tweede factor opnieuw instellen")

    new = people.nobody()
    new.goto(wait_for_mail(mailbox, person.email, after=before).link)
    new.get_by_role("button", name="Doorgaan").click()
    expect(new.get_by_role("heading", name="Tweede factor opnieuw instellen")).to_be_visible()
    new.get_by_label("Wachtwoord").fill("niet het goede wachtwoord")
    new.get_by_role("button", name="Verder").click()
    expect(new.get_by_text("Dit wachtwoord klopt niet.")).to_be_visible()
    look(new, "tweede factor wachtwoord")
    new.get_by_label("Wachtwoord").fill(person.password)
    new.get_by_role("button", name="Verder").click()
    lost = person.recovery_codes
    when_the_app_is_set_up(new, person)
    assert not set(lost) & set(person.recovery_codes)
    new.get_by_role("button", name="Ik heb de codes bewaard").click()
    expect(new).to_have_url(f"{people.url}/start")
    own.reload()
    expect(own.get_by_role("button", name="Inloggen")).to_be_visible()
    manager.reload()
    manager.get_by_role("button", name=f"Overal uitloggen: {person.name}").click()
    expect(manager.get_by_text(f"{person.name} is overal uitgelogd.")).to_be_visible()
    expect(new.get_by_role("button", name="Inloggen")).to_be_visible()
    when_the_manager_revokes(manager, person)


def when_somebody_registers(page: Page, person: NewUser) -> None:
    page.goto("/")
    page.get_by_role("link", name="Nu registreren").first.click()
    expect(page.get_by_role("heading", name="Account maken")).to_be_visible()
    page.get_by_role("button", name="Nu registreren").click()
    expect(page.get_by_text("Vul dit in.").first).to_be_visible()
    page.get_by_label("Naam").fill(person.name)
    page.get_by_label("E-mailadres").fill(person.email)
    page.get_by_label("Wachtwoord").fill("kort")
    page.get_by_role("button", name="Nu registreren").click()
    expect(page.get_by_text("Kies een wachtwoord van 12 tekens of meer.")).to_be_visible()
    expect(page.get_by_label("E-mailadres")).to_have_value(person.email)
    look(page, "account maken met fout")
    page.get_by_label("Wachtwoord").fill(person.password)
    page.get_by_role("button", name="Nu registreren").click()
    expect(page.get_by_text("Kijk in uw e-mail")).to_be_visible()
    look(page, "account maken kijk in uw e-mail")


def when_the_mail_is_confirmed(page: Page, mailbox: Mailbox, person: NewUser) -> None:
    page.goto(wait_for_mail(mailbox, person.email).link)
    page.get_by_role("button", name="Doorgaan").click()


def when_the_app_is_set_up(page: Page, person: NewUser) -> None:
    expect(page.get_by_role("heading", name="Authenticatie-app instellen")).to_be_visible()
    expect(page.get_by_role("img", name="QR-code voor uw authenticatie-app")).to_be_visible()
    look(page, "authenticatie-app instellen")
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Bevestigen").click()
    expect(page.get_by_text("Deze code klopt niet. Kijk opnieuw in uw app.")).to_be_visible()
    give_code_of_app(page, person)


def then_recovery_codes_are_shown_once(page: Page, person: NewUser) -> None:
    assert len(person.recovery_codes) == 10
    page.get_by_role("button", name="Ik heb de codes bewaard").click()
    expect(page.get_by_role("heading", name=f"Hallo {person.name}")).to_be_visible()
    page.goto("/registreren")
    expect(page.get_by_role("heading", name="Account maken")).to_be_visible()
    expect(page.get_by_text(person.recovery_codes[0])).to_have_count(0)
    page.goto("/profiel")


def log_out(page: Page) -> None:
    page.get_by_role("button", name="Log uit").first.click()
    expect(page.get_by_text("U bent uitgelogd.")).to_be_visible()


def give_password(page: Page, person: NewUser) -> None:
    page.goto("/inloggen")
    page.get_by_label("E-mailadres").fill(person.email)
    page.get_by_label("Wachtwoord").fill(person.password)
    page.get_by_role("button", name="Inloggen").click()


def then_a_used_code_is_refused(page: Page, person: NewUser) -> None:
    give_password(page, person)
    page.get_by_label("Code").fill(person.code)
    page.get_by_role("button", name="Bevestigen").click()
    used = "Deze code is al gebruikt, wacht op de volgende."
    expect(page.get_by_text(used)).to_be_visible()
    look(page, "inloggen code gebruikt")


def log_in_with_recovery_code(page: Page, person: NewUser) -> None:
    give_password(page, person)
    give_recovery_code(page, person)


def give_recovery_code(page: Page, person: NewUser) -> None:
    page.get_by_label("Code").fill(person.recovery_codes.pop())
    page.get_by_role("button", name="Bevestigen").click()
    expect(page.get_by_role("heading", name=f"Hallo {person.name}")).to_be_visible()


def when_the_manager_links(page: Page, mailbox: Mailbox, person: NewUser) -> None:
    before = newest(mailbox, person.email)
    page.goto("/gebruikers")
    page.get_by_role("button", name="Gebruiker toevoegen").click()
    page.get_by_label("E-mail adres van de gebruiker").fill("geen adres")
    page.get_by_role("button", name="Koppelen").click()
    expect(page.get_by_text("Dit is geen e-mailadres.")).to_be_visible()
    look(page, "gebruiker toevoegen")
    page.get_by_label("E-mail adres van de gebruiker").fill(person.email)
    page.get_by_role("button", name="Koppelen").click()
    expect(page.get_by_text(f"Er is een e-mail gestuurd naar {person.email}.")).to_be_visible()
    wait_for_mail(mailbox, person.email, after=before)
    row = page.get_by_role("row").filter(has_text=person.email)
    expect(row).to_contain_text("Nog niet geaccepteerd")
    look(page, "gebruikers")


def then_the_person_accepts_and_may_work(page: Page) -> None:
    page.goto("/profiel")
    expect(page.get_by_text("U bent gevraagd om te werken als")).to_be_visible()
    look(page, "profiel met koppeling")
    page.get_by_role("button", name="Accepteren").click()
    expect(page.get_by_role("radio", name=ORGANIZATION)).to_be_checked()
    page.goto("/start")
    expect(page.get_by_role("link", name="Cliënten op wachtlijsten").first).to_be_visible()
    expect(page.get_by_role("link", name="Cliënt registreren")).to_have_count(0)


def when_the_manager_ticks_personal_data(page: Page, person: NewUser) -> None:
    page.reload()
    page.get_by_role("checkbox", name=f"Weergave AVG gegevens voor {person.name}").click()
    row = page.get_by_role("row").filter(has_text=person.email)
    expect(row).to_contain_text("Actief")
    expect(
        page.get_by_role("checkbox", name=f"Weergave AVG gegevens voor {person.name}")
    ).to_be_checked()


def then_the_profile_changes_the_name(page: Page, person: NewUser) -> None:
    page.goto("/profiel")
    person.name = f"{person.name} de Vries"
    page.get_by_label("Wijzig hieronder hoe u aangesproken wilt worden").fill(person.name)
    page.get_by_role("button", name="Opslaan", exact=True).click()
    expect(page.get_by_role("heading", name=f"Hallo {person.name}")).to_be_visible()
    look(page, "profiel opgeslagen")


def when_the_profile_changes_the_password(page: Page, person: NewUser) -> None:
    """Choose another one with the current one; wrong fields keep what was typed."""
    page.get_by_text("Wachtwoord wijzigen").click()
    new = f"nog een andere zin {token_hex(6)}"
    page.get_by_label("Huidig wachtwoord").fill("niet het goede wachtwoord")
    page.get_by_label("Nieuw wachtwoord").fill(new)
    code = page.get_by_role("textbox", name="Code").first
    code.fill(person.recovery_codes.pop())
    page.get_by_role("button", name="Wachtwoord opslaan").click()
    expect(page.get_by_text("Dit wachtwoord klopt niet.")).to_be_visible()
    look(page, "profiel wachtwoord wijzigen")
    page.get_by_label("Huidig wachtwoord").fill(person.password)
    page.get_by_role("button", name="Wachtwoord opslaan").click()
    expect(page.get_by_text("Uw wachtwoord is gewijzigd.")).to_be_visible()
    expect(page.get_by_label("Nieuw wachtwoord")).to_have_count(0)
    person.password = new


def when_the_manager_revokes(page: Page, person: NewUser) -> None:
    page.goto("/gebruikers")
    page.get_by_role("button", name=f"Toegang intrekken van {person.name}").click()
    look(page, "gebruiker intrekken")
    page.get_by_role("button", name="Bevestigen").click()
    expect(page.get_by_text(f"{person.name} heeft geen toegang meer.")).to_be_visible()


def then_the_person_is_out(page: Page) -> None:
    """Lose the page that is open, at once, and every way back to it."""
    expect(page.get_by_role("table", name="Wachtende cliënten")).to_have_count(0)
    page.goto("/clienten")
    expect(page.get_by_role("table", name="Wachtende cliënten")).to_have_count(0)


def when_a_new_password_is_chosen(page: Page, mailbox: Mailbox, person: NewUser) -> None:
    before = newest(mailbox, person.email)
    page.goto("/inloggen")
    page.get_by_role("link", name="Wachtwoord vergeten?").click()
    expect(page.get_by_role("heading", name="Wachtwoord vergeten")).to_be_visible()
    page.get_by_label("E-mailadres").fill(person.email)
    page.get_by_role("button", name="Link versturen").click()
    expect(page.get_by_text("Hoort er een account bij")).to_be_visible()
    look(page, "wachtwoord vergeten verstuurd")
    page.goto(wait_for_mail(mailbox, person.email, after=before).link)
    page.get_by_role("button", name="Doorgaan").click()
    person.password = f"een andere zin {token_hex(6)}"
    look(page, "wachtwoord kiezen")
    page.get_by_label("Nieuw wachtwoord").fill(person.password)
    page.get_by_role("button", name="Wachtwoord opslaan").click()
    expect(page.get_by_text("Uw wachtwoord is gewijzigd.")).to_be_visible()
