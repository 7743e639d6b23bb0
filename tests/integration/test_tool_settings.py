"""Who manages the tool and what things cost are settings, in no code and no text."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

import kraamzorg_app
from kraamzorg_app import database
from kraamzorg_app.adapters.clock import FrozenClock
from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.domain.errors import FieldErrors, NotAllowed
from kraamzorg_app.models.access_log import AccessLogLine
from kraamzorg_app.models.accounts import User
from kraamzorg_app.services import sessions, text_versions, tool_settings
from kraamzorg_app.services.environment import Environment
from kraamzorg_app.services.unit_of_work import begin
from tests.personas import Cast


def test_the_shipped_values_hold_until_something_is_saved(cast: Cast) -> None:
    page = tool_settings.read(cast.admin)
    assert page.values == tool_settings.shipped()
    assert page.changes == ()


def test_what_is_saved_counts_and_is_logged_with_before_and_after(
    env: Environment, cast: Cast
) -> None:
    saved = tool_settings.save(
        cast.admin, {"manager_name": "  Vecozo ", "helpdesk_email": "Help@Vecozo.test"}
    )
    assert saved == 2
    assert tool_settings.contact().manager_name == "Vecozo"
    assert tool_settings.contact().helpdesk_email == "help@vecozo.test"
    with database.reading(env.engine) as session:
        (line,) = session.exec(
            select(AccessLogLine).where(AccessLogLine.event == "SETTING_CHANGED")
        ).all()
    assert line.details["before"]["manager_name"] == "Bo Geboortezorg"
    assert line.details["after"]["manager_name"] == "Vecozo"
    assert tool_settings.save(cast.admin, {"manager_name": "Vecozo"}) == 0


def test_history_tells_what_it_was_and_who_changed_it(cast: Cast, clock: FrozenClock) -> None:
    tool_settings.save(cast.admin, {"own_contribution": "5,90"})
    clock.advance(timedelta(days=1))
    tool_settings.save(cast.admin, {"own_contribution": "6,00"})
    newest, first = tool_settings.read(cast.admin).changes
    assert (newest.before, newest.after, newest.saved_by) == ("5,90", "6,00", "bo")
    assert (first.before, first.after) == ("5,70", "5,90")
    assert newest.saved_at - first.saved_at == timedelta(days=1)


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("manager_name", "", "required"),
        ("manager_name", "x" * 201, "too_long"),
        ("manager_name", "Bo\nGeboortezorg", "odd_characters"),
        ("manager_name", None, "required"),
        ("manager_email", "bo", "email_form"),
        ("own_contribution", "5.70", "amount_form"),
        ("own_contribution", "gratis", "amount_form"),
        ("contribution_year", "26", "year_form"),
        ("faq_link", "http://x.test", "link_form"),
        ("faq_link", "javascript:alert(1)", "link_form"),
        ("faq_link", 'https://x.test/"><b>', "link_form"),
    ],
)
def test_a_wrong_value_changes_nothing(cast: Cast, name: str, value: object, code: str) -> None:
    with pytest.raises(FieldErrors) as refused:
        tool_settings.save(cast.admin, {"technical_name": "Ander", name: value})
    assert refused.value.fields == {name: code}
    assert tool_settings.read(cast.admin).changes == ()


def test_every_text_reads_the_settings(cast: Cast) -> None:
    tool_settings.save(
        cast.admin,
        {
            "manager_name": "Vecozo",
            "own_contribution": "6,10",
            "contribution_year": "2027",
            "faq_link": "https://vragen.test/faq",
        },
    )
    for language, amount in (("nl", "€ 6,10 per uur in 2027"), ("en", "€6.10 per hour in 2027")):
        page = text_versions.read(cast.admin, f"placed-client-{language}")
        mail = text_versions.preview(cast.admin, str(page.key), page.parts._asdict())
        assert amount in mail.text
        assert "https://vragen.test/faq" in mail.html
        assert "Vecozo" in mail.html
        assert "Bo Geboortezorg" not in mail.html


def test_an_administrator_works_for_whoever_manages_the_tool(cast: Cast) -> None:
    tool_settings.save(cast.admin, {"manager_name": "Vecozo"})
    with begin(Actor.visitor()) as work:
        user = work.session.get_one(User, cast.admin.user_id)
        cookie = sessions.start(work, user, "test")
    actor = sessions.resolve(cookie, origin="192.0.2.1")
    assert actor is not None
    assert actor.organization_name == "Vecozo"


def test_no_code_or_text_names_the_manager_the_amount_or_the_link() -> None:
    root = Path(kraamzorg_app.__file__).parent
    named = re.compile(r"Bo Geboortezorg|Atermes|Vecozo|5[,.]70|bogeboortezorg\.nl", re.IGNORECASE)
    about_sources = re.compile(r'^\s*("""|#)|role division', re.MULTILINE)
    found = [
        f"{path.relative_to(root)}: {line.strip()}"
        for path in root.rglob("*")
        if path.suffix in {".py", ".txt", ".html", ".po"} and "demo_country" not in path.parts
        for line in path.read_text(encoding="utf-8").splitlines()
        if named.search(line) and not about_sources.search(line)
    ]
    assert found == []


def test_only_the_functional_admin_changes_them(cast: Cast) -> None:
    for actor in (cast.technician, cast.coordinator, cast.insurer, Actor.visitor()):
        with pytest.raises(NotAllowed):
            tool_settings.save(actor, {"manager_name": "Ik"})
        assert tool_settings.read_facts(actor)["manager"] == "Bo Geboortezorg"
