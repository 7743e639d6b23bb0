"""The blocks a page is built of.

heading(title, intro="", actions=())                   the page's only h1
card(*children, title="", head=None, sand=False)       a section with an h2
facts(*[(term, value), …])                             definition list; leave a row out to hide it
fact(term, value) / fact_if(shown, term, value)        rows for facts_of(*rows)
figure_card(label, value, href="", note=None)          one number that matters
link_card(title, text, href)                           a way to a page
columns(*children), stack(*children), row(*children)
steps(labels, current)                                 wizard: current is the index, a Var or int
timeline(items)                                        Var of records with .moment .text .detail
confirm(is_open, question, on_confirm=, on_cancel=, detail="", danger=False)
contacts(rows)                                         providers to call: [name, phone, e-mail]
reach(address, scheme)                                 "tel:" or "mailto:"
secret(text), qr(source, label)                        set-up of the second factor
disclosure(summary, *children)                         details/summary
letter(*body, sender=, recipient=, date=), letter_code(code)
"""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from kraamzorg_app.ui.components.buttons import button
from kraamzorg_app.ui.components.native import document_link
from kraamzorg_app.ui.theme import Rows, Text


def heading(title: Text, intro: Text = "", actions: Sequence[rx.Component] = ()) -> rx.Component:
    """Head the page: what it is, in a sentence what for, and its main actions."""
    text = [rx.el.p(intro)] if isinstance(intro, rx.Var) or intro else []
    return rx.el.div(
        rx.el.div(rx.el.h1(title), *text),
        *([rx.el.div(*actions, class_name="row no-print")] if actions else []),
        class_name="page-head",
    )


def card(
    *children: Any,
    title: Text = "",
    head: rx.Component | None = None,
    sand: bool = False,
    **props: Any,
) -> rx.Component:
    """Group what belongs together; `head` stands at the right of the title."""
    has_title = isinstance(title, rx.Var) or bool(title)
    top: list[rx.Component] = []
    if has_title and head is not None:
        top = [rx.el.div(rx.el.h2(title), head, class_name="card__head")]
    elif has_title:
        top = [rx.el.h2(title)]
    look = "card card--sand" if sand else "card"
    return rx.el.section(*top, *children, class_name=look, **props)


def fact(term: Text, value: Any) -> rx.Component:
    """One row of `facts_of`."""
    return rx.el.div(rx.el.dt(term), rx.el.dd(value))


def fact_if(shown: Any, term: Text, value: Any) -> rx.Component:
    """Give a row that is there only for those who may see it."""
    return rx.cond(shown, fact(term, value), rx.fragment())


def facts_of(*rows: rx.Component) -> rx.Component:
    """List facts made by `fact` and `fact_if`."""
    return rx.el.dl(*rows, class_name="facts")


def facts(*pairs: tuple[Text, Any]) -> rx.Component:
    """List terms with their values."""
    return facts_of(*[fact(term, value) for term, value in pairs])


def figure_card(
    label: Text, value: Any, *, href: Text = "", note: rx.Component | None = None
) -> rx.Component:
    """Show one number that matters, with a way to what it counts."""
    number = rx.el.span(value, class_name="figure__value")
    body = [number, rx.el.span(label), note or rx.fragment()]
    if isinstance(href, rx.Var) or href:
        body[1] = rx.el.strong(label)
        return rx.el.a(
            rx.el.div(*body, class_name="figure"), href=href, class_name="card card-link"
        )
    return rx.el.div(rx.el.div(*body, class_name="figure"), class_name="card")


def link_card(title: Text, text: Text, href: Text) -> rx.Component:
    """Show the way to a page, and what one does there."""
    return rx.el.a(rx.el.strong(title), rx.el.p(text), href=href, class_name="card card-link")


def columns(*children: Any) -> rx.Component:
    """Stand blocks side by side as far as they fit."""
    return rx.el.div(*children, class_name="columns")


def stack(*children: Any, tight: bool = False) -> rx.Component:
    """Stand blocks under each other."""
    return rx.el.div(*children, class_name="stack stack--tight" if tight else "stack")


def row(*children: Any, between: bool = False) -> rx.Component:
    """Stand small things on one line."""
    return rx.el.div(*children, class_name="row row--between" if between else "row")


def steps(
    labels: Sequence[Text], current: int | rx.Var[int], label: Text = "Stappen"
) -> rx.Component:
    """Show where one is in a wizard; `current` counts from 0."""
    at: Any = rx.Var.create(current)
    return rx.el.nav(
        rx.el.ol(
            *[
                rx.el.li(
                    text,
                    aria_current=rx.cond(at == index, "step", "false"),
                    custom_attrs={"data-done": rx.cond(at > index, "true", "false")},
                )
                for index, text in enumerate(labels)
            ],
            class_name="steps",
        ),
        aria_label=label,
    )


def timeline(items: Rows) -> rx.Component:
    """Tell what happened; each record has `moment`, `text` and `detail` (may be empty)."""
    return rx.el.ol(
        rx.foreach(
            items,
            lambda item: rx.el.li(
                rx.el.time(item.moment),
                rx.el.p(item.text),
                rx.cond(item.detail, rx.el.p(item.detail, class_name="muted")),
            ),
        ),
        class_name="timeline",
    )


def confirm(
    is_open: Any,
    question: Text,
    *,
    on_confirm: Any,
    on_cancel: Any,
    detail: Text = "",
    label: Text = "Bevestigen",
    cancel_label: Text = "Annuleren",
    danger: bool = False,
    busy: Any = None,
) -> rx.Component:
    """Ask once more before something that others will notice; shown in the place of the action."""
    text = [rx.el.p(detail)] if isinstance(detail, rx.Var) or detail else []
    panel = rx.el.div(
        rx.el.div(
            rx.el.strong(question),
            *text,
            rx.el.div(
                button(
                    label,
                    look="danger" if danger else "primary",
                    on_click=on_confirm,
                    busy=busy,
                    auto_focus=True,
                ),
                button(cancel_label, look="subtle", on_click=on_cancel),
                class_name="form__buttons",
            ),
            class_name="stack stack--tight",
        ),
        role="group",
        aria_label=question,
        class_name="confirm confirm--danger" if danger else "confirm",
    )
    return rx.cond(is_open, panel, rx.fragment())


def contacts(rows: Rows) -> rx.Component:
    """List whom to call or mail; a record is name, phone, e-mail and a remark, or less of it."""
    return rx.el.ul(
        rx.foreach(
            rows,
            lambda each: rx.el.li(
                rx.el.strong(each[0]),
                rx.cond(each[3], rx.el.span(each[3], class_name="muted"), rx.fragment()),
                reach(each[1], "tel:"),
                reach(each[2], "mailto:"),
            ),
        ),
        class_name="contacts",
    )


def reach(address: Any, scheme: str) -> rx.Component:
    """Give a way to call ("tel:") or mail ("mailto:"); nothing without an address."""
    return rx.cond(address, document_link(address, href=scheme + address.to(str)), rx.fragment())


def secret(text: Text) -> rx.Component:
    """Show a secret to copy: one click selects all of it."""
    return rx.el.code(text, class_name="secret")


def qr(source: Text, label: Text) -> rx.Component:
    """Show a QR code on white in both color modes; `source` is an image address or data URI."""
    return rx.el.div(rx.el.img(src=source, alt=label), class_name="qr")


def disclosure(summary: Text, *children: Any) -> rx.Component:
    """Hide what few people need behind one click."""
    return rx.el.details(rx.el.summary(summary), *children, class_name="disclosure")


def letter(*body: Any, sender: Text, recipient: Text, date: Text) -> rx.Component:
    """Lay out a letter for paper; `recipient` may hold line breaks."""
    return rx.el.article(
        rx.el.div(sender, class_name="muted"),
        rx.el.address(recipient),
        rx.el.p(date),
        *body,
        class_name="letter",
    )


def letter_code(code: Text) -> rx.Component:
    """Print the code of a letter large enough to type over."""
    return rx.el.p(code, class_name="letter__code")
