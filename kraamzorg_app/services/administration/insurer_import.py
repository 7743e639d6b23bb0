"""Import of insurers: one row for each label with its UZOVI code and days."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from sqlmodel import select

from kraamzorg_app.domain.calendar import parse_date
from kraamzorg_app.domain.identifiers import normalize_uzovi
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.models.administration import ProposalKind
from kraamzorg_app.models.organizations import Insurer, InsurerLabel
from kraamzorg_app.services import table_files
from kraamzorg_app.services.administration import imports, insurers, proposals
from kraamzorg_app.services.administration.forms import Form
from kraamzorg_app.services.administration.imports import Difference, ImportProposal, Plan
from kraamzorg_app.services.table_files import Columns, RowProblem
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case

COLUMNS: Final = Columns(
    {
        "insurer": ("verzekeraar", "zorgverzekeraar"),
        "group": ("concern", "groep"),
        "label": ("label", "naam"),
        "uzovi_code": ("UZOVI-code", "UZOVI"),
        "valid_from": ("geldig vanaf", "vanaf"),
        "valid_to": ("geldig tot en met", "tot en met", "geldig tot"),
    },
    required=("insurer", "label", "uzovi_code"),
)


@use_case(Permission.INSURER_MANAGE)
def propose_import(work: UnitOfWork, content: object) -> ImportProposal:
    """Show what a file would add and change; a label is known by its UZOVI code.

    Raises `FieldErrors` on "file"; a row in error means that nothing of it can be applied.
    """
    return _propose(work, content)


@use_case(Permission.INSURER_MANAGE)
def upload(work: UnitOfWork, content: object, _form: dict[str, Any]) -> str:
    """Look at an uploaded file as `propose_import` does; gives the id of what came out."""
    return proposals.outcome(work, ProposalKind.INSURERS, lambda: _propose(work, content))


def _propose(work: UnitOfWork, content: object) -> ImportProposal:
    owners = {
        label.uzovi_code: insurer.name
        for label, insurer in work.session.exec(
            select(InsurerLabel, Insurer).where(InsurerLabel.insurer_id == Insurer.id)
        )
    }
    plan: Plan = []
    seen: set[str] = set()
    problems: list[RowProblem] = []
    for row in table_files.read(content, COLUMNS):
        facts = imports.checked(row, _facts)
        if isinstance(facts, RowProblem):
            problems.append(facts)
            continue
        code = facts["uzovi_code"]
        if code in seen:
            problems.append(RowProblem(row.number, "twice_in_file", code))
        elif owners.get(code, facts["insurer"]).casefold() != facts["insurer"].casefold():
            problems.append(RowProblem(row.number, "uzovi_taken", code))
        seen.add(code)
        plan.append(facts)
    return imports.keep(work, ProposalKind.INSURERS, plan, problems, _compare)


@use_case(Permission.INSURER_MANAGE)
def read_import(work: UnitOfWork, proposal_id: object) -> ImportProposal:
    """Read a kept proposal again."""
    return imports.read(work, ProposalKind.INSURERS, proposal_id, _compare)


@use_case(Permission.INSURER_MANAGE)
def apply_import(work: UnitOfWork, proposal_id: object) -> None:
    """Write everything of a proposal; raises `Conflict("changed_meanwhile")`."""
    known = {each.name.casefold(): each for each in work.session.exec(select(Insurer))}
    for record in imports.take(work, ProposalKind.INSURERS, proposal_id, _compare):
        name = record["insurer"]
        insurer = known.get(name.casefold())
        group = {"group_name": record["group"]} if record["group"] else {}
        if insurer is None:
            insurer = known[name.casefold()] = insurers.add(work, {"name": name} | group)
        elif group:
            insurers.change(work, insurer, group)
        label = insurers.label_by_code(work, record["uzovi_code"])
        insurers.write_label(work, insurer.id, _label_facts(record), label)


def _facts(typed: Form) -> dict[str, Any]:
    text = typed.text("uzovi_code", 10)
    code = normalize_uzovi(text)
    if text and code is None:
        typed.errors["uzovi_code"] = "uzovi_form"
    days = {name: _day(typed, name) for name in ("valid_from", "valid_to")}
    if days["valid_from"] and days["valid_to"] and days["valid_to"] < days["valid_from"]:
        typed.errors["valid_to"] = "ends_before_start"
    return {
        "insurer": typed.name("insurer", insurers.MAX_NAME_LENGTH),
        "group": typed.name("group", insurers.MAX_NAME_LENGTH, required=False),
        "label": typed.name("label", insurers.MAX_NAME_LENGTH),
        "uzovi_code": code or "",
        **days,
    }


def _day(typed: Form, name: str) -> str:
    """Take a day that may be left out, as text that a proposal can hold and that sorts."""
    text = typed.text(name, 20, required=False)
    day = parse_date(text)
    if text and day is None:
        typed.errors[name] = "date_form"
    return day.isoformat() if day else ""


def _label_facts(record: dict[str, Any]) -> dict[str, Any]:
    facts: dict[str, Any] = {"name": record["label"], "uzovi_code": record["uzovi_code"]}
    for name in ("valid_from", "valid_to"):
        if record[name]:
            facts[name] = date.fromisoformat(record[name])
    return facts


def _compare(work: UnitOfWork, plan: Plan) -> list[Difference]:
    labels = {label.uzovi_code: label for label in work.session.exec(select(InsurerLabel))}
    groups = {each.name.casefold(): each.group_name for each in work.session.exec(select(Insurer))}
    differences = []
    for record in plan:
        text = f"{record['insurer']}: {record['label']} ({record['uzovi_code']})"
        label = labels.get(record["uzovi_code"])
        group = groups.get(record["insurer"].casefold(), "")
        is_different = (
            label is None
            or imports.different(label, _label_facts(record))
            or record["group"] not in ("", group)
        )
        differences.append(Difference(text, is_new=label is None, is_different=is_different))
    return differences
