"""Backups: sealed copies of the database, checked by restoring them."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO, Final

from sqlalchemy import Engine

from kraamzorg_app.adapters import dumps
from kraamzorg_app.adapters.backup_sealing import (
    BackupDamaged,
    OpeningReader,
    SealingWriter,
    new_key,
    public_of,
)
from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.services import audit, environment, log_proof, schema
from kraamzorg_app.services.audit import LogEvent, Purpose
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case

__all__ = ["BackupRefused", "Manifest", "check", "make", "new_key", "restore"]
_LENGTH_BYTES: Final = 4


class BackupRefused(Exception):
    """What was asked can't be done; says why, in English, for who runs the command."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself."""

    made_at: str
    engine: str
    revision: str
    counts: dict[str, int]

    @property
    def rows(self) -> int:
        """How many rows it holds in all."""
        return sum(self.counts.values())


def make(actor: Actor, path: Path) -> Manifest:
    """Write a sealed backup; the tool goes on meanwhile. Only a whole one gets its name.

    Raises `BackupRefused`.
    """
    current = environment.current()
    settings = current.settings
    public = settings.backup_public_key or _public(settings.backup_private_key)
    if public is None:
        raise BackupRefused("BACKUP_PUBLIC_KEY is needed")
    made_at = current.clock.now().isoformat()
    _note(actor, LogEvent.BACKUP_MADE, made_at)
    with current.engine.connect() as connection:
        revision = schema.revision_of(connection)
    aside = path.with_name(f"{path.name}.part")
    try:
        with dumps.dumped(current.engine) as (counts, stream), aside.open("wb") as file:
            manifest = Manifest(made_at, current.engine.dialect.name, revision, counts)
            _write(file, public, manifest, stream)
        aside.replace(path)
    except dumps.DumpFailed as failure:
        raise BackupRefused(f"{failure} failed") from None
    except OSError as full:
        raise BackupRefused(f"the file can't be written: {full.strerror}") from None
    finally:
        aside.unlink(missing_ok=True)
    return manifest


def check(path: Path) -> Manifest:
    """Restore a backup beside the own database, compare, and prove its access log.

    Raises `BackupRefused`.
    """
    engine = environment.current().engine
    with _opened(path) as (manifest, stream):
        _refuse_other(manifest, engine)
        with dumps.scratch(engine) as beside:
            dumps.replace(beside, stream)
            _compare(beside, manifest)
            # A log of an older version is read as this code reads it after restoring.
            schema.upgrade(beside)
            _prove_log(beside)
    return manifest


def restore(actor: Actor, path: Path, *, replaces: bool) -> Manifest:
    """Put a backup in the place of the database, and bring it to the version of this code.

    Raises `BackupRefused`, also for a database with something in it unless `replaces` is said.
    """
    engine = environment.current().engine
    if not replaces and not dumps.is_empty(engine):
        raise BackupRefused("there is a database already; FORCE=1 replaces it")
    _read_through(path, engine)
    with _opened(path) as (manifest, stream):
        dumps.replace(engine, stream)
    _compare(engine, manifest)
    schema.upgrade(engine)
    _note(actor, LogEvent.BACKUP_RESTORED, manifest.made_at)
    return manifest


@use_case(Permission.JOB_BACKUP)
def _note(work: UnitOfWork, event: LogEvent, made_at: str) -> None:
    """Write in the log that everything was copied, or replaced by an older copy."""
    details = {"made_at": made_at}
    audit.record(work, event, "E", purpose=Purpose.ADMINISTRATION, details=details)


def _public(private: bytes | None) -> bytes | None:
    return public_of(private) if private is not None else None


def _write(file: BinaryIO, public: bytes, manifest: Manifest, stream: BinaryIO) -> None:
    text = json.dumps(asdict(manifest)).encode()
    with SealingWriter(file, public) as sealing:
        sealing.write(len(text).to_bytes(_LENGTH_BYTES, "big") + text)
        with gzip.GzipFile(fileobj=sealing, mode="wb", compresslevel=6, mtime=0) as packed:
            while piece := stream.read(1024 * 1024):
                packed.write(piece)


@contextmanager
def _opened(path: Path) -> Iterator[tuple[Manifest, BinaryIO]]:
    """Give what a backup says of itself and what it holds; raises `BackupRefused`."""
    private = environment.current().settings.backup_private_key
    if private is None:
        raise BackupRefused("BACKUP_KEY_FILE is needed")
    try:
        with path.open("rb") as file:
            reader = io.BufferedReader(OpeningReader(file, private))
            length = int.from_bytes(reader.read(_LENGTH_BYTES), "big")
            manifest = Manifest(**json.loads(reader.read(length)))
            with gzip.GzipFile(fileobj=reader, mode="rb") as stream:
                yield manifest, stream  # type: ignore[misc]  # a stream of bytes
    except (BackupDamaged, EOFError, gzip.BadGzipFile, json.JSONDecodeError):
        raise BackupRefused("the file is damaged, or sealed for another key") from None
    except dumps.DumpFailed as failure:
        raise BackupRefused(f"{failure} failed; nothing was changed") from None
    except FileNotFoundError:
        raise BackupRefused("there is no such file") from None


def _read_through(path: Path, engine: Engine) -> None:
    """Prove that a backup is whole before anything is replaced by it."""
    with _opened(path) as (manifest, stream):
        _refuse_other(manifest, engine)
        while stream.read(1024 * 1024):
            pass


def _refuse_other(manifest: Manifest, engine: Engine) -> None:
    if manifest.engine != engine.dialect.name:
        raise BackupRefused(f"the backup is of {manifest.engine}")
    if manifest.revision not in schema.revisions():
        raise BackupRefused(f"the backup is of a newer version ({manifest.revision})")


def _compare(engine: Engine, manifest: Manifest) -> None:
    with engine.connect() as connection:
        counts = dumps.row_counts(connection)
    if counts != manifest.counts:
        different = sorted(counts.items() ^ manifest.counts.items())
        tables = ", ".join(sorted({table for table, _ in different}))
        raise BackupRefused(f"the number of rows differs in {tables}")


def _prove_log(engine: Engine) -> None:
    if finding := log_proof.prove_copy(engine).finding:
        raise BackupRefused(f"the access log in it is broken: {finding}")
