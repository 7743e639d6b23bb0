"""Every mail has its text in every language of its reader, and nothing private can slip in."""

import re
from pathlib import Path

import pytest

from kraamzorg_app.domain.notifications import TABLE, Notification, Recipient, Told, told_of
from kraamzorg_app.services import languages, mail_texts

TEMPLATES = Path(mail_texts.__file__).parent.parent / "templates" / "email"
FORBIDDEN = {
    "bsn", "birth_date", "address", "street", "city", "postcode", "pc4", "house_number", "phone",
    "email", "client_number", "due_date", "last_name", "partner_name", "insurer",
}  # fmt: skip
LINES = [(event, told) for event, lines in TABLE.items() for told in lines]
EVERY_VALUE = {
    name: "https://voorbeeld.test/l/abc" if name == "link" else f"<{name}>"
    for _, told in LINES
    for name in told.placeholders
}


def languages_of(told):
    return languages.languages() if told.recipient.is_client else ("nl",)


RENDERINGS = [
    pytest.param(event, told, language, id=f"{event}-{told.text}-{language}")
    for event, told in LINES
    for language in languages_of(told)
]


def test_every_notification_stands_in_the_table():
    assert set(TABLE) == set(Notification)


@pytest.mark.parametrize(("event", "told", "language"), RENDERINGS)
def test_every_text_exists_and_uses_only_what_its_line_allows(event, told, language):
    mail = mail_texts.render(event, told, language, EVERY_VALUE)
    assert mail.subject
    assert not mail_texts.placeholders_in(mail.text + mail.html + mail.subject)
    for name in ("link", "first_name"):
        if name in told.placeholders:
            assert EVERY_VALUE[name] in mail.text
    assert f'lang="{language}"' in mail.html
    assert "<first_name>" not in mail.html


@pytest.mark.parametrize("told", [told for _, told in LINES])
def test_no_mail_may_carry_personal_data(told):
    assert not told.placeholders & FORBIDDEN
    if not told.recipient.is_client:
        assert "first_name" not in told.placeholders


@pytest.mark.parametrize(("event", "told", "language"), RENDERINGS)
def test_a_mail_to_the_client_has_a_neutral_subject(event, told, language):
    subject = mail_texts.render(event, told, language, EVERY_VALUE).subject.lower()
    if told.recipient.is_client:
        for word in ("kraam", "zwanger", "bevall", "baby", "pregnan", "maternity", "birth"):
            assert word not in subject


@pytest.mark.parametrize(("event", "told", "language"), RENDERINGS)
def test_both_forms_of_a_mail_lead_to_the_same_places(event, told, language):
    mail = mail_texts.render(event, told, language, EVERY_VALUE)
    in_text = set(re.findall(r"https://[^\s)]+", mail.text))
    assert set(re.findall(r'href="([^"]+)"', mail.html)) == in_text


def test_no_text_lies_there_unused():
    used = {
        TEMPLATES / event / told.text / language
        for event, told in LINES
        for language in languages_of(told)
    }
    lying = {path.parent for path in TEMPLATES.glob("*/*/*/body.txt")}
    assert lying == used


def test_values_are_escaped_and_can_not_bring_placeholders_or_headers():
    told = TABLE[Notification.USER_LINKED][0]
    values = {
        "organization": 'A\r\nBcc: x@y.test <b onclick="x">{link}</b>',
        "link": 'https://voorbeeld.test/"><script>',
        "expires_on": "vrijdag",
    }
    mail = mail_texts.render(Notification.USER_LINKED, told, "nl", values)
    assert "\n" not in mail.subject
    assert "<script>" not in mail.html
    assert "<b onclick" not in mail.html
    assert "{link}" in mail.text


def test_a_value_that_the_line_does_not_allow_stays_out():
    told = Told(recipient=Recipient.ADDRESS, text="account", placeholders=frozenset({"link"}))
    with pytest.raises(KeyError):
        mail_texts.render(Notification.RESET_PASSWORD, told, "nl", EVERY_VALUE)


def test_nobody_is_told_twice_by_the_same_line():
    for event in Notification:
        recipients = [told.recipient for told in told_of(event)]
        assert len(recipients) == len(set(recipients)), event
