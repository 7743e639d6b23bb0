"""The functional admin writes the mails: placeholders only, clean HTML, and no mail ever stops."""

from __future__ import annotations

import pytest
from sqlmodel import select

from kraamzorg_app import database
from kraamzorg_app.domain.actors import Actor, Job
from kraamzorg_app.domain.errors import FieldErrors, NotAllowed, NotFound
from kraamzorg_app.domain.notifications import Notification
from kraamzorg_app.models.access_log import AccessLogLine
from kraamzorg_app.models.tool import TextVersion
from kraamzorg_app.services import mail_delivery, outbox, saved_texts, text_versions
from kraamzorg_app.services.environment import Environment
from kraamzorg_app.services.unit_of_work import begin
from tests.conftest import NOW
from tests.personas import Cast

KEY = "client_link-client-nl"
OWN = {
    "subject": "Uw link",
    "text": "Dag {first_name},\n\n{link}\n\nTot ziens, {manager}\n",
    "html": '<p>Dag {first_name},</p><p class="action"><a href="{link}">Open</a></p>',
}


def mails(env: Environment) -> list:
    mail_delivery.send_due(Actor.system(Job.SEND_OUTBOX))
    return env.mail.sent


def tell(cast: Cast) -> None:
    with begin(cast.coordinator) as work:
        outbox.notify(
            work, Notification.CLIENT_LINK, entry=cast.waiting, values={"link": "https://x.test/l"}
        )


def test_a_mail_is_written_with_the_saved_text(env: Environment, cast: Cast) -> None:
    text_versions.save(cast.admin, KEY, OWN)
    tell(cast)
    (mail,) = mails(env)
    assert mail.subject == "Uw link"
    assert "Dag Sanne,\n\nhttps://x.test/l\n\nTot ziens, Bo Geboortezorg" in mail.text
    assert '<a href="https://x.test/l">Open</a>' in mail.html


def test_values_are_escaped_in_a_saved_text(env: Environment, cast: Cast) -> None:
    text_versions.save(cast.admin, KEY, OWN)
    with begin(cast.coordinator) as work:
        outbox.notify(
            work,
            Notification.CLIENT_LINK,
            entry=cast.waiting,
            values={"link": 'javascript:alert(1)"><script>', "first_name": "<b>{link}</b>"},
        )
    (mail,) = mails(env)
    assert "<script>" not in mail.html
    assert "<b>" not in mail.html
    assert "&lt;b&gt;{link}&lt;/b&gt;" in mail.html


@pytest.mark.parametrize(
    ("part", "text", "code"),
    [
        ("subject", "", "required"),
        ("subject", "Dag {first_name}", "placeholder_not_in_subject"),
        ("subject", "Een\r\nBcc: x@y.test", "one_line_only"),
        ("subject", "x" * 151, "too_long"),
        ("subject", "Nul \x00", "odd_characters"),
        ("text", "Dag {bsn} {link}", "placeholder_unknown"),
        ("text", "Dag {First Name} {link}", "stray_brace"),
        ("text", "Dag {{ link }} {link}", "stray_brace"),
        ("text", "Dag {first_name}", "link_needed"),
        ("text", 7, "required"),
        ("html", "<script>alert(1)</script>", "required"),
        ("html", "<p>Dag</p>", "link_needed"),
        ("html", '<a href="{first_name}">x</a> {link}', "placeholder_in_link"),
        ("html", '<a href="https://x.test/?n={first_name}">x</a> {link}', "placeholder_in_link"),
        ("html", "<p>{provider} {link}</p>", "placeholder_unknown"),
    ],
)
def test_a_broken_text_can_not_be_saved_tried_or_shown(
    env: Environment, cast: Cast, part: str, text: object, code: str
) -> None:
    for verb in (text_versions.save, text_versions.preview, text_versions.send_trial):
        with pytest.raises(FieldErrors) as refused:
            verb(cast.admin, KEY, OWN | {part: text})
        assert refused.value.fields == {part: code}
    assert text_versions.read(cast.admin, KEY).versions == ()
    assert mails(env) == []


def test_html_loses_what_a_mail_has_no_use_for(cast: Cast) -> None:
    dirty = (
        '<p onclick="x()" style="color:red" class="action big">Dag <img src="https://t.test/p">'
        '<a href="javascript:alert(1)">x</a><a href="{link}" target="_blank">y</a>'
        "<input name=x><script>alert(1)</script><style>p{}</style><!-- c --></p>"
    )
    saved = text_versions.save(cast.admin, KEY, OWN | {"html": dirty})
    assert saved.was_cleaned
    assert saved.parts.html == '<p class="action">Dag <a>x</a><a href="{link}">y</a></p>'


def test_clean_html_is_kept_as_it_was_typed(cast: Cast) -> None:
    assert not text_versions.save(cast.admin, KEY, OWN).was_cleaned


def test_every_shipped_text_could_be_saved_as_it_is(cast: Cast) -> None:
    for line in text_versions.list_texts(cast.admin):
        page = text_versions.read(cast.admin, str(line.key))
        assert page.parts == page.shipped
        assert not text_versions.save(cast.admin, str(line.key), page.shipped._asdict()).was_cleaned


def test_history_tells_who_and_when_and_an_older_text_can_come_back(cast: Cast) -> None:
    text_versions.save(cast.admin, KEY, OWN)
    text_versions.save(cast.admin, KEY, OWN | {"subject": "Anders"})
    text_versions.restore(cast.admin, KEY, 1)
    page = text_versions.read(cast.admin, KEY)
    assert page.parts.subject == "Uw link"
    assert [version.number for version in page.versions] == [3, 2, 1]
    assert {(version.saved_by, version.saved_at) for version in page.versions} == {("bo", NOW)}
    text_versions.restore(cast.admin, KEY, 0)
    page = text_versions.read(cast.admin, KEY)
    assert page.parts == page.shipped
    listed = {str(line.key): line for line in text_versions.list_texts(cast.admin)}
    assert not listed[KEY].is_own
    for nothing in (99, "1", None, True):
        with pytest.raises(NotFound):
            text_versions.restore(cast.admin, KEY, nothing)


def test_a_change_is_logged_with_before_and_after(env: Environment, cast: Cast) -> None:
    text_versions.save(cast.admin, KEY, OWN)
    text_versions.save(cast.admin, KEY, OWN)
    with database.reading(env.engine) as session:
        (line,) = session.exec(
            select(AccessLogLine).where(AccessLogLine.event == "TEXT_CHANGED")
        ).all()
    assert line.details["before"]["subject"] != "Uw link"
    assert line.details["after"]["subject"] == "Uw link"


def test_a_text_that_broke_since_it_was_saved_gives_way_to_the_shipped_one(
    env: Environment, cast: Cast
) -> None:
    with database.transaction(env.engine) as session:
        session.add(
            TextVersion(
                notification="client_link",
                audience="client",
                language="nl",
                number=1,
                subject="Weg {gone}",
                text="{gone}",
                html="{gone}",
                saved_at=NOW,
            )
        )
    tell(cast)
    (mail,) = mails(env)
    assert "Weg" not in mail.subject
    assert "https://x.test/l" in mail.text


def test_a_preview_shows_sample_data_and_saves_nothing(cast: Cast) -> None:
    shown = text_versions.preview(cast.admin, KEY, OWN)
    assert "Dag Sanne," in shown.text
    assert "/voorbeeld" in shown.html
    assert text_versions.read(cast.admin, KEY).versions == ()


def test_every_text_can_be_previewed(cast: Cast) -> None:
    for key, _told in saved_texts.every_text():
        page = text_versions.read(cast.admin, str(key))
        shown = text_versions.preview(cast.admin, str(key), page.parts._asdict())
        assert "{" not in shown.subject + shown.text


def test_a_trial_goes_to_whoever_asked_for_it(env: Environment, cast: Cast) -> None:
    text_versions.send_trial(cast.admin, KEY, OWN)
    (mail,) = mails(env)
    assert (mail.recipient, mail.subject) == ("bo@people.test", "[Proef] Uw link")


def test_nobody_else_touches_the_texts(cast: Cast) -> None:
    for actor in (cast.technician, cast.coordinator, cast.provider):
        for verb, args in (
            (text_versions.list_texts, ()),
            (text_versions.read, (KEY,)),
            (text_versions.save, (KEY, OWN)),
            (text_versions.restore, (KEY, 0)),
            (text_versions.send_trial, (KEY, OWN)),
        ):
            with pytest.raises(NotAllowed):
                verb(actor, *args)
    for unknown in ("x", "", None, "client_link-client-xx", "../../x"):
        with pytest.raises(NotFound):
            text_versions.read(cast.admin, unknown)
