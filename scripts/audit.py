"""Look for known weaknesses in what is installed: pip-audit and npm audit, with dated exceptions.

Needs the network, so it is no part of the test command.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
LOCKS = (ROOT / "reflex.lock", ROOT / "tests" / "oidc")


def allowed(today: date) -> dict[str, str]:
    """Read the exceptions that still count; one that is over counts no more."""
    rows = tomllib.loads((ROOT / "audit.toml").read_text()).get("allowed", [])
    return {row["id"]: row["why"] for row in rows if row["until"] >= today}


def run(*command: str, cwd: Path = ROOT) -> Any:
    """Run a command that answers in JSON, whatever it finds; raises when it gives none."""
    environ = os.environ | {"PATH": f"{BIN}:{os.environ['PATH']}"}
    done = subprocess.run(command, cwd=cwd, env=environ, capture_output=True, text=True)  # noqa: PLW1510, S603 - a finding is no failure; our own commands
    try:
        return json.loads(done.stdout)
    except ValueError:
        raise SystemExit(f"{command[0]} gave no answer:\n{done.stderr[-2000:]}") from None


def of_python() -> dict[str, str]:
    """Give what is known of the pinned packages, by id."""
    pins = ("--requirement", "constraints.txt", "--disable-pip", "--no-deps")
    answer = run(str(BIN / "pip-audit"), *pins, "--format", "json", "--progress-spinner", "off")
    unknown = [package["name"] for package in answer["dependencies"] if "skip_reason" in package]
    if unknown:
        raise SystemExit(f"pip-audit could not look at {len(unknown)} packages: {unknown[:5]} …")
    return {
        weakness["id"]: f"{package['name']} {package['version']}"
        for package in answer["dependencies"]
        for weakness in package.get("vulns", ())
    }


def of_node(directory: Path) -> dict[str, str]:
    """Give what is known of the packages that a lock file pins, by id."""
    answer = run("npm", "audit", "--json", "--package-lock-only", cwd=directory)
    if "vulnerabilities" not in answer:
        raise SystemExit(f"npm audit gave no answer for {directory.name}: {answer}")
    return {
        str(via["url"]).rpartition("/")[2]: f"{name} {found['range']}"
        for name, found in answer["vulnerabilities"].items()
        for via in found["via"]
        if isinstance(via, dict)
    }


def main() -> None:
    """Print what is known; ends with 1 when something is not allowed."""
    excused = allowed(datetime.now(UTC).date())
    found = of_python()
    print(f"{len(found)} known weaknesses in packages of Python", flush=True)
    for directory in LOCKS:
        of_directory = of_node(directory)
        print(f"{len(of_directory)} in {directory.name}", flush=True)
        found |= of_directory
    for weakness, where in sorted(found.items()):
        print(f"{weakness} in {where}: {excused.get(weakness, 'NOT ALLOWED')}")
    if found.keys() - excused.keys():
        raise SystemExit(1)


if __name__ == "__main__":
    main()
