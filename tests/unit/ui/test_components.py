"""The parts say to a screen reader what they show: read in the tree that Reflex renders."""

import re
from typing import Any

import reflex as rx

from kraamzorg_app.ui.components import address, fields, notices, panels, tables
from kraamzorg_app.ui.components.native import native_form


def props_of(component: rx.Component, tag: str) -> list[str]:
    """Give the props of every element with this tag."""
    found: list[str] = []

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            if node.get("name") == f'"{tag}"':
                found.append(" ".join(node["props"]))
            for value in node.values():
                walk(value)
        elif isinstance(node, list | tuple):
            for item in node:
                walk(item)

    walk(component.render())
    return found


def test_field_has_a_label_of_its_own():
    field = fields.postcode_field("postcode", required=True)
    assert 'htmlFor:"postcode"' in props_of(field, "label")[0]
    assert 'id:"postcode"' in props_of(field, "input")[0]


def test_required_field_says_so_in_its_label_and_to_a_screen_reader():
    field = fields.text_field("client_number", "ClientNummer", required=True)
    assert "ClientNummer *" in str(field)
    assert '"aria-required":"true"' in props_of(field, "input")[0]


def test_browser_does_not_judge_a_field_before_the_server_does():
    assert "required:true" not in props_of(fields.text_field("a", "A", required=True), "input")[0]
    assert "noValidate:true" in props_of(native_form(action="/sessie/inloggen"), "form")[0]


def test_error_and_hint_describe_their_field():
    field = fields.date_field("due", "Uitgerekende datum", error="Deze datum bestaat niet.")
    control = props_of(field, "input")[0]
    assert '"aria-describedby":"due-hint due-error"' in control
    assert '"aria-invalid":"true"' in control


def test_field_without_error_names_only_what_is_there():
    assert "due-error" not in str(fields.date_field("due", "Uitgerekende datum"))


def test_passwords_and_codes_are_known_to_password_managers():
    assert "new-password" in props_of(fields.password_field(new=True), "input")[0]
    assert "one-time-code" in props_of(fields.code_field(), "input")[0]


def test_native_form_posts():
    assert 'method:"post"' in props_of(native_form(action="/sessie/uitloggen"), "form")[0]


def test_badge_tells_its_state_in_words():
    assert "Code rood" in str(notices.code_red_badge(rx.Var.create(value=True)))


def test_cell_repeats_its_label_for_the_phone():
    assert '"data-label":"Postcode"' in props_of(tables.cell("Postcode", "8731"), "td")[0]


def test_row_header_opens_the_row():
    header = tables.row_header("Wachtlijstnr. cliënt", "NR1496", "/clienten/1")
    assert 'scope:"row"' in props_of(header, "th")[0]
    assert '"/clienten/1"' in str(header)


def test_wizard_marks_the_step_one_is_at():
    assert '"step"' in str(panels.steps(["Een", "Twee"], 1))


def test_an_address_is_followed_only_once_the_page_has_read_it():
    (props,) = props_of(address.followed_address("/clienten?a=1", 0, "/clienten"), "div")
    assert re.search(r'"data-address":\([\w.]*is_hydrated\w* \? .*a=1.* : ""\)', props)
