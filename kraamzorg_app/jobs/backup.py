"""Backups by hand or by the clock: `python -m kraamzorg_app.jobs.backup make|check|restore|key`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from kraamzorg_app import config
from kraamzorg_app.domain.actors import Actor, Job
from kraamzorg_app.services import backups, environment
from kraamzorg_app.services.backups import BackupRefused, Manifest

_ACTOR = Actor.system(Job.BACKUP)


def main(arguments: Sequence[str]) -> int:
    """Do one of them; 2 with a sentence when that can't be."""
    parser = argparse.ArgumentParser(prog="backup")
    parser.add_argument("what", choices=("make", "check", "restore", "key"))
    parser.add_argument("path", type=Path)
    parser.add_argument("--force", action="store_true", help="replace what is there")
    asked = parser.parse_args(arguments)
    try:
        sys.stdout.write(_do(asked.what, asked.path, replaces=asked.force) + "\n")
    except BackupRefused as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 2
    return 0


def _do(what: str, path: Path, *, replaces: bool) -> str:
    if what == "key":
        return f"BACKUP_PUBLIC_KEY={_write_key(path)}"
    environment.install(environment.from_settings(config.load()))
    match what:
        case "make":
            path.parent.mkdir(parents=True, exist_ok=True)
            return f"{path}: {_told(backups.make(_ACTOR, path))}"
        case "check":
            checked = _told(backups.check(path))
            return f"restored beside the database and compared, its log proved: {checked}"
        case _:
            restored = backups.restore(_ACTOR, path, replaces=replaces)
            return f"restored: {_told(restored)}"


def _told(manifest: Manifest) -> str:
    tables = len(manifest.counts)
    return f"{manifest.rows} rows in {tables} tables, version {manifest.revision}"


def _write_key(path: Path) -> str:
    """Write a new private key that only its owner reads, and give the public one."""
    private, public = backups.new_key()
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise BackupRefused("there is a key already") from None
    with os.fdopen(descriptor, "w") as file:
        file.write(f"{private}\n")
    return public


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
