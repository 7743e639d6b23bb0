"""The manual tells every role about every page, names what is there, and can be searched."""

from __future__ import annotations

import ast
import re
from dataclasses import replace

import pytest

from kraamzorg_app.domain.actors import Actor, ActorKind, Role
from kraamzorg_app.domain.permissions import may
from kraamzorg_app.services import manual, questions
from kraamzorg_app.services.languages import languages
from kraamzorg_app.services.manual import Block, BlockKind, Section
from kraamzorg_app.ui import policies
from kraamzorg_app.ui.page import Page, PageAudience
from kraamzorg_app.ui.pages import PAGES
from kraamzorg_app.ui.pages.help import PICTURE_HEIGHT, PICTURE_WIDTH
from tests.server import ROOT

LARGEST_PICTURE = 60_000
PAGES_OF_USERS = [
    page for page in PAGES if page.audience is PageAudience.USERS and page.route != "/404"
]
WITH_PICTURE = [each for each in manual.sections() if each.alt]


def _roles_of(page: Page) -> set[Role]:
    """Give who can fill a page with something of their own."""
    needed = [policies.policy_of(load) for load in page.loads]
    return {
        role
        for role in Role
        if all(policy and may(_member(role), policy.permission) for policy in needed)
    }


def _member(role: Role) -> Actor:
    visitor = Actor.visitor()
    return replace(
        visitor,
        kind=ActorKind.PERSON,
        role=role,
        may_view_personal_data=True,
        may_manage_members=True,
        is_privacy_officer=role is Role.FUNCTIONAL_ADMIN,
    )


@pytest.mark.parametrize("page", PAGES_OF_USERS, ids=lambda page: page.route)
def test_whoever_may_have_a_page_reads_about_it(page: Page) -> None:
    without = [role for role in _roles_of(page) if manual.section_of(page.route, role) is None]
    assert without == []


@pytest.mark.parametrize("section", WITH_PICTURE, ids=lambda section: section.id)
def test_a_picture_is_there_and_small(section: Section) -> None:
    picture = (ROOT / "assets" / section.picture.lstrip("/")).read_bytes()
    assert len(picture) <= LARGEST_PICTURE
    assert _size_of(picture) == (PICTURE_WIDTH, PICTURE_HEIGHT)


def _size_of(webp: bytes) -> tuple[int, int]:
    """Read width and height from the header (RFC 9649, "Extended File Format")."""
    assert (webp[:4], webp[8:16]) == (b"RIFF", b"WEBPVP8X")
    width, height = (int.from_bytes(webp[at : at + 3], "little") + 1 for at in (24, 27))
    return width, height


def test_a_section_is_about_pages_and_roles_that_exist() -> None:
    routes, roles = {page.route for page in PAGES}, {*Role, manual.NOBODY}
    for section in manual.sections():
        assert set(section.pages) <= routes, section.id
        assert section.roles, section.id
        assert set(section.roles) <= roles, section.id


def test_no_picture_is_left_of_a_section_that_is_gone() -> None:
    there = {f"/help/{path.name}" for path in (ROOT / "assets" / "help").iterdir()}
    assert there == {each.picture for each in WITH_PICTURE}


def test_what_the_manual_names_stands_on_a_page() -> None:
    said = " ".join(_strings("kraamzorg_app/ui"))
    texts = [text for section in manual.sections() for text in _texts(section.blocks)]
    texts += [t for question in questions.shipped("nl") for t in _texts(question.answer)]
    named = {name for text in texts for name in re.findall("\u2018([^\u2019]+)\u2019", text)}
    assert named
    assert [name for name in sorted(named) if name not in said] == []


def _strings(folder: str) -> list[str]:
    return [
        node.value
        for file in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]


def _texts(blocks: tuple[Block, ...]) -> list[str]:
    return [text for block in blocks for text in block.texts]


def test_a_section_is_found_by_words_whatever_their_accents() -> None:
    own = manual.sections_for(Role.COORDINATOR)
    found = {each.id for each in manual.found_in(own, "CLIENT  postcode Bevát")}
    assert "clienten" in found
    assert len(found) < len(own)
    assert manual.found_in(own, "kwantummechanica") == ()
    assert manual.found_in(own, "") == own


def test_a_role_reads_nothing_about_what_others_do() -> None:
    own = {each.id for each in manual.sections_for(Role.TECHNICAL_ADMIN)}
    assert "techniek-taken" in own
    assert own.isdisjoint({"clienten", "beheer-regios", "client-aanbieder"})
    assert {each.id for each in manual.sections_for(None)} >= {"geen-rol", "helpdesk"}


def test_a_text_becomes_paragraphs_headings_points_and_steps() -> None:
    body = "Een zin.\nNog een.\n\n## Kop\n\n- een\n- twee\n  gaat door\n\n1. eerst\n2. dan"
    assert manual.blocks_of(body) == (
        Block(BlockKind.PARAGRAPH, ("Een zin. Nog een.",)),
        Block(BlockKind.HEADING, ("Kop",)),
        Block(BlockKind.POINTS, ("een", "twee gaat door")),
        Block(BlockKind.STEPS, ("eerst", "dan")),
    )


def test_questions_are_the_same_in_every_language() -> None:
    shapes = {
        language: [
            (each.section, [block.kind for block in each.answer])
            for each in questions.shipped(language)
        ]
        for language in languages()
    }
    assert all(shape == shapes["nl"] for shape in shapes.values())
    assert questions.shipped("en") is not questions.shipped("nl")
    assert not [each.text for each in questions.shipped("en") if "#" in each.text]


def test_every_page_of_a_client_leads_to_the_answer_about_it() -> None:
    named = {each.section for each in questions.shipped("nl")} - {""}
    pages = [page for page in PAGES if page.audience is PageAudience.CLIENTS]
    led_to = {page.route: _section_led_to(page) for page in pages}
    assert led_to
    assert {route for route, section in led_to.items() if section not in named} == set()
    assert named - set(led_to.values()) == {"link-kwijt"}


def _section_led_to(page: Page) -> str:
    found = re.search(r"/vragen\?onderdeel=([a-z-]+)", str(page.view()))
    return found[1] if found else ""
