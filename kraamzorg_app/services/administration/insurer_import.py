"""Import of insurers: one row for each label with its UZOVI code and days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlmodel import select

from kraamzorg_app.domain.calendar import parse_date
from kraamzorg_app.domain.errors import Conflict
from kraamzorg_app.domain.identifiers import normalize_uzovi
from kraamzorg_app.domain.insurer_labels import CodeDays, is_free
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


@dataclass
class _Holder:
    """Who has a UZOVI code on some days, as the rows of a file are taken one by one."""

    insurer: str
    days: CodeDays
    label: InsurerLabel | None = None
    is_in_file: bool = False


Holders = dict[str, list[_Holder]]


@use_case(Permission.INSURER_MANAGE)
def propose_import(work: UnitOfWork, content: object) -> ImportProposal:
    """Show what a file would add and change; a label is known by its UZOVI code and its days.

    Raises `FieldErrors` on "file"; a row in error means that nothing of it can be applied.
    """
    return _propose(work, content)


@use_case(Permission.INSURER_MANAGE)
def upload(work: UnitOfWork, content: object, _form: dict[str, Any]) -> str:
    """Look at an uploaded file as `propose_import` does; gives the id of what came out."""
    return proposals.outcome(work, ProposalKind.INSURERS, lambda: _propose(work, content))


def _propose(work: UnitOfWork, content: object) -> ImportProposal:
    holders = _holders(work)
    plan: Plan = []
    problems: list[RowProblem] = []
    for row in table_files.read(content, COLUMNS):
        facts = imports.checked(row, _facts)
        if isinstance(facts, RowProblem):
            problems.append(facts)
            continue
        outcome = _take(holders, facts)
        if isinstance(outcome, str):
            problems.append(RowProblem(row.number, outcome, facts["uzovi_code"]))
        plan.append(facts)
    return imports.keep(work, ProposalKind.INSURERS, plan, problems, _compare)


@use_case(Permission.INSURER_MANAGE)
def read_import(work: UnitOfWork, proposal_id: object) -> ImportProposal:
    """Read a kept proposal again."""
    return imports.read(work, ProposalKind.INSURERS, proposal_id, _compare)


@use_case(Permission.INSURER_MANAGE)
def apply_import(work: UnitOfWork, proposal_id: object) -> None:
    """Write everything of a proposal; raises `Conflict("changed_meanwhile")`."""
    insurers.lock_codes(work)
    known = {each.name.casefold(): each for each in work.session.exec(select(Insurer))}
    holders = _holders(work)
    for record in imports.take(work, ProposalKind.INSURERS, proposal_id, _compare):
        name = record["insurer"]
        insurer = known.get(name.casefold())
        group = {"group_name": record["group"]} if record["group"] else {}
        if insurer is None:
            insurer = known[name.casefold()] = insurers.add(work, {"name": name} | group)
        elif group:
            insurers.change(work, insurer, group)
        label = _holder(holders, record).label
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
    holders = _holders(work)
    groups = {each.name.casefold(): each.group_name for each in work.session.exec(select(Insurer))}
    differences = []
    for record in plan:
        text = f"{record['insurer']}: {record['label']} ({record['uzovi_code']})"
        label = _holder(holders, record).label
        group = groups.get(record["insurer"].casefold(), "")
        is_different = (
            label is None
            or imports.different(label, _label_facts(record))
            or record["group"] not in ("", group)
        )
        differences.append(Difference(text, is_new=label is None, is_different=is_different))
    return differences


def _holders(work: UnitOfWork) -> Holders:
    """Give who has which code, the earliest first."""
    rows = work.session.exec(
        select(InsurerLabel, Insurer).where(InsurerLabel.insurer_id == Insurer.id)
    ).all()
    found: Holders = {}
    for label, insurer in sorted(rows, key=lambda row: row[0].valid_from or date.min):
        holder = _Holder(insurer.name.casefold(), insurers.days_of(label), label)
        found.setdefault(label.uzovi_code, []).append(holder)
    return found


def _holder(holders: Holders, record: dict[str, Any]) -> _Holder:
    """Give what a record is about; raises `Conflict` when that can't be any more."""
    outcome = _take(holders, record)
    if isinstance(outcome, str):
        raise Conflict("changed_meanwhile")
    return outcome


def _take(holders: Holders, record: dict[str, Any]) -> _Holder | str:
    """Give the label that a record is about, with its days after that, or what is wrong.

    A record without days is about the newest label of its code; days that are left out stay.
    """
    insurer, facts = record["insurer"].casefold(), _label_facts(record)
    asked = CodeDays(facts.get("valid_from"), facts.get("valid_to"))
    of_code = holders.setdefault(record["uzovi_code"], [])
    about = [each for each in of_code if each.days.overlap(asked)]
    if asked == CodeDays():
        about = of_code[-1:]
    if not about:
        of_code.append(_Holder(insurer, asked, is_in_file=True))
        return of_code[-1]
    holder = about[0]
    days = CodeDays(
        asked.valid_from or holder.days.valid_from, asked.valid_to or holder.days.valid_to
    )
    if holder.is_in_file:
        return "twice_in_file"
    if holder.insurer != insurer or not is_free(
        days, [each.days for each in of_code if each is not holder]
    ):
        return "uzovi_taken"
    holder.days, holder.is_in_file = days, True
    return holder
