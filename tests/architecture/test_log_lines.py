"""Whatever touches clients or somebody's rights writes a line in the access log (NEN 7513)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.services.use_case import USE_CASES
from tests.architecture.test_use_cases import VERBS

SERVICES = Path(__file__).parents[2] / "kraamzorg_app" / "services"
ABOUT_CLIENTS_OR_RIGHTS = {
    permission
    for permission in Permission
    if permission.startswith(("ENTRY_", "CLIENT_", "OWN_", "INVITATION_", "KEPT_EXPORT_"))
} | {Permission.MEMBER_MANAGE}
WITHOUT_A_LINE = {
    "exports.begin": "gives nothing yet; each piece has its line",
    "client_sessions.doorstep": "shows nothing about her",
    "kept_exports.list_own": "shows weeks and sizes, no client",
    "registrations.save": "what she types is kept all the time; each step has its line",
    "update_choices.read_own": "shows a day and a form, no client",
    "still_waiting.is_asked": "says that a question is open, nothing about her",
    "together.save": "what is typed is kept all the time; each step has its line",
}

Name = tuple[str, str]


def _modules() -> Iterator[tuple[str, ast.Module]]:
    for path in SERVICES.rglob("*.py"):
        name = ".".join(path.relative_to(SERVICES).with_suffix("").parts)
        yield name.removesuffix(".__init__"), ast.parse(path.read_text(encoding="utf-8"))


def _imports(tree: ast.Module, modules: set[str]) -> dict[str, Name]:
    """Give what a module imports from the services: a module as (module, "")."""
    found: dict[str, Name] = {}
    prefix = "kraamzorg_app.services"
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith(prefix):
            base = node.module.removeprefix(prefix).lstrip(".")
            for alias in node.names:
                full = f"{base}.{alias.name}" if base else alias.name
                name = alias.asname or alias.name
                found[name] = (full, "") if full in modules else (base, alias.name)
    return found


def _uses(function: ast.FunctionDef, module: str, imports: dict[str, Name]) -> Iterator[Name]:
    for node in (each for statement in function.body for each in ast.walk(statement)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            imported, name = imports.get(node.value.id, ("", "no module"))
            if not name:
                yield imported, node.attr
        elif isinstance(node, ast.Name):
            yield imports.get(node.id, (module, node.id))


@cache
def _recording() -> frozenset[Name]:
    """Find every function that writes a line, itself or by what it calls."""
    trees = dict(_modules())
    uses: dict[Name, set[Name]] = {}
    for module, tree in trees.items():
        imports = _imports(tree, set(trees))
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                uses.setdefault((module, node.name), set()).update(_uses(node, module, imports))
    found: set[Name] = {("audit", "record")}
    while more := {name for name, used in uses.items() if name not in found and used & found}:
        found |= more
    return frozenset(found)


@pytest.mark.parametrize(
    "verb", sorted(name for name in VERBS if USE_CASES[name] in ABOUT_CLIENTS_OR_RIGHTS)
)
def test_what_touches_clients_or_rights_has_a_line(verb: str) -> None:
    module, _, function = verb.rpartition(".")
    assert ((module, function) in _recording()) != (verb in WITHOUT_A_LINE)


def test_every_exception_is_a_verb() -> None:
    assert set(WITHOUT_A_LINE) <= set(VERBS)
