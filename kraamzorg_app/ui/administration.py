"""What the pages of administration share: the way back, verbs without a result, imports, people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import reflex as rx

from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.services.administration.first_members import FirstMember
from kraamzorg_app.services.administration.imports import ImportProposal
from kraamzorg_app.services.table_files import RowProblem
from kraamzorg_app.ui import formatting
from kraamzorg_app.ui.administration_sentences import row_sentence
from kraamzorg_app.ui.components.buttons import button, submit_button, text_button
from kraamzorg_app.ui.components.fields import (
    button_row,
    checkbox_field,
    email_field,
    file_field,
    form,
)
from kraamzorg_app.ui.components.native import upload_form
from kraamzorg_app.ui.components.notices import notice
from kraamzorg_app.ui.components.panels import card, disclosure, row, stack
from kraamzorg_app.ui.components.tables import Column, cell, data_table, row_header
from kraamzorg_app.ui.uploads import upload_path

FILES = ".csv,.xlsx,text/csv"
PersonAction = Callable[[Any], rx.Component]
"""Draws what can be done for one person."""


@dataclass
class ImportOutcome:
    """What an import would do, in words."""

    id: str = ""
    problems: list[str] = field(default_factory=list)
    more_problems: str = ""
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    summary: str = ""


@dataclass
class Person:
    """Somebody who works for an organization or region, or was invited to."""

    id: str
    name: str
    email: str
    state: str
    rights: str
    may_reset: bool
    """Whether a link for a new authenticator app can be sent from here."""
    is_working: bool


def did(verb: Callable[..., Any]) -> Callable[..., bool]:
    """Turn a verb that gives nothing into one that says that it was done."""

    def run(actor: Actor, *args: Any) -> bool:
        verb(actor, *args)
        return True

    return run


def id_in(path: str) -> str:
    """Give the id at the end of an address; the service judges it."""
    return path.rstrip("/").rpartition("/")[2]


def under(prefix: str, errors: dict[str, str]) -> dict[str, str]:
    """Name errors after their form, as several forms of a page may have a field of that name."""
    return {f"{prefix}_{name}": sentence for name, sentence in errors.items()}


def ticked(form: dict[str, Any], prefix: str) -> list[str]:
    """Give the ids of the tick boxes that are on, whose names begin alike."""
    names = [name for name, is_on in form.items() if is_on and name.startswith(prefix)]
    return [name.removeprefix(prefix) for name in names]


def problem_lines(problems: Sequence[RowProblem], count: int) -> tuple[list[str], str]:
    """Word what is wrong with the rows of a file, and how many more there are."""
    more = count - len(problems)
    return [row_sentence(each) for each in problems], (
        f"En nog {formatting.number(more)} rijen." if more else ""
    )


def import_outcome(proposal: ImportProposal) -> ImportOutcome:
    """Word what an import would do."""
    problems, more = problem_lines(proposal.problems, proposal.problem_count)
    return ImportOutcome(
        id=proposal.id,
        problems=problems,
        more_problems=more,
        added=list(proposal.added),
        changed=list(proposal.changed),
        summary=f"{formatting.number(proposal.added_count)} nieuw, "
        f"{formatting.number(proposal.changed_count)} gewijzigd, "
        f"{formatting.number(proposal.unchanged)} blijven gelijk.",
    )


def people(members: Sequence[FirstMember]) -> list[Person]:
    """Word who works somewhere."""
    return [
        Person(
            id=each.id,
            name=each.name,
            email=each.email,
            state="Werkt ermee" if each.is_working else "Uitgenodigd",
            rights=", ".join(
                text
                for has_right, text in (
                    (each.may_view_personal_data, "AVG-gegevens"),
                    (each.may_manage_members, "beheert gebruikers"),
                )
                if has_right
            )
            or "geen",
            may_reset=each.is_ours_to_help,
            is_working=each.is_working,
        )
        for each in members
    ]


def back_to(label: str, href: str) -> rx.Component:
    """Show the way back."""
    return rx.el.nav(rx.el.a(label, href=href), aria_label="Kruimelpad")


def import_card(name: str, columns: str, error: Any, *extra: rx.Component) -> rx.Component:
    """Ask a file to import; `columns` says which columns it must have."""
    return card(
        rx.el.p(columns, class_name="muted"),
        upload_form(
            file_field(
                "file",
                "Bestand",
                accept=FILES,
                hint="CSV of Excel (.xlsx), hooguit 5 MB en 20.000 rijen",
                error=error,
            ),
            *extra,
            button_row(submit_button("Bekijken wat er verandert", look="secondary")),
            action=upload_path(name),
        ),
        title="Importeren",
    )


def problem_list(problems: Any, more: Any) -> rx.Component:
    """List the rows in error; nothing was imported."""
    return notice(
        text_list(problems),
        rx.cond(more, rx.el.p(more)),
        tone="error",
        title="Er is niets geïmporteerd. Verbeter deze rijen en kies het bestand opnieuw.",
        id="problemen",
    )


def outcome_card(outcome: Any, *, on_apply: Any, on_drop: Any) -> rx.Component:
    """Show what an import would do, and ask to do it."""
    shown = card(
        rx.el.p(outcome.summary),
        rx.cond(outcome.added, disclosure("Nieuw", text_list(outcome.added))),
        rx.cond(outcome.changed, disclosure("Gewijzigd", text_list(outcome.changed))),
        row(
            button("Importeren", look="primary", on_click=on_apply),
            button("Annuleren", look="subtle", on_click=on_drop),
        ),
        title="Dit verandert er",
    )
    return rx.cond(
        outcome.problems,
        problem_list(outcome.problems, outcome.more_problems),
        rx.cond(outcome.id, shown),
    )


def text_list(texts: Any) -> rx.Component:
    """List a Var of texts."""
    return rx.el.ul(rx.foreach(texts, _item))


def _item(text: Any) -> rx.Component:
    return rx.el.li(text)


def people_card(
    title: str, members: Any, invite: rx.Component, *actions: PersonAction
) -> rx.Component:
    """List who works somewhere with what can be done for each, and the form to invite somebody."""
    columns = [
        Column("name", "Naam"),
        Column("email", "E-mailadres"),
        Column("state", "Status"),
        Column("rights", "Rechten"),
        Column("access", "Toegang"),
    ]

    def draw(person: Any) -> tuple[rx.Component, ...]:
        return (
            row_header("Naam", person.name),
            cell("E-mailadres", person.email),
            cell("Status", person.state),
            cell("Rechten", person.rights),
            cell("Toegang", stack(*(action(person) for action in actions), tight=True)),
        )

    table = data_table(columns, members, draw, caption=title)
    nobody = rx.el.p("Nog niemand.", class_name="muted")
    return card(stack(rx.cond(members, table, nobody), invite), title=title)


def reset_button(reset: Callable[[Any], Any]) -> PersonAction:
    """Offer to send a link for a new authenticator app, to who may get one from here."""
    text = "Tweede factor opnieuw instellen"
    return lambda person: rx.cond(
        person.may_reset,
        text_button(text, on_click=reset(person.id), aria_label=f"{text} voor {person.name}"),
    )


def log_out_button(log_out: Callable[[Any], Any]) -> PersonAction:
    """Offer to end somebody's sessions."""
    text = "Overal uitloggen"
    return lambda person: rx.cond(
        person.is_working,
        text_button(text, on_click=log_out(person.id), aria_label=f"{text}: {person.name}"),
    )


def revoke_button(revoke: Callable[[Any], Any]) -> PersonAction:
    """Offer to take away somebody's access."""
    text = "Ontzeggen"
    return lambda person: text_button(
        text, on_click=revoke(person.id), aria_label=f"{text}: {person.name}"
    )


def invite_form(
    on_submit: Any, error: Any, *, hint: str = "", sees_clients: bool = True
) -> rx.Component:
    """Ask whom to invite."""
    tick = checkbox_field(
        "may_view_personal_data",
        "Weergave AVG gegevens?",
        hint="Deze persoon ziet dan naam en contactgegevens van cliënten.",
    )
    return form(
        email_field("email", error=error, hint=hint, required=True, auto_complete="off"),
        *([tick] if sees_clients else []),
        button_row(submit_button("Uitnodigen", look="secondary")),
        on_submit=on_submit,
        reset_on_submit=False,
    )
