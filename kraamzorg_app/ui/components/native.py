"""Plain browser behavior where Reflex puts its own in between.

`rx.el.form` never posts and `rx.el.a` never leaves the page; log-in and downloads need both.

    native_form(*children, action="/sessie/inloggen", **props)   a real POST
    document_link(*children, href="/export.csv", **props)        a real navigation or download
"""

from typing import Any

import reflex as rx
from reflex_components_core.el.elements.base import BaseHTML

from kraamzorg_app.ui.theme import Text


class NativeForm(BaseHTML):
    """A form that the browser itself sends."""

    tag = "form"

    action: rx.Var[str]
    method: rx.Var[str]
    no_validate: rx.Var[bool]
    enc_type: rx.Var[str]


class NativeLink(BaseHTML):
    """A link that the browser itself follows."""

    tag = "a"

    href: rx.Var[str]
    download: rx.Var[str | bool]
    rel: rx.Var[str]


def native_form(*children: Any, action: Text, **props: Any) -> rx.Component:
    """Post the fields to an HTTP route; the server, not the browser, words what is wrong."""
    return NativeForm.create(*children, action=action, method="post", no_validate=True, **props)


def upload_form(*children: Any, action: Text, **props: Any) -> rx.Component:
    """Post a file with its fields to an HTTP route."""
    return native_form(
        *children, action=action, enc_type="multipart/form-data", class_name="form", **props
    )


def document_link(*children: Any, href: Text, **props: Any) -> rx.Component:
    """Follow a link with a full page load: HTTP routes, downloads, other sites."""
    return NativeLink.create(*children, href=href, **props)
