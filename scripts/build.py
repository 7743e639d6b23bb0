"""Build the pages once, when their sources changed, for any host and port.

Reflex bakes the address of the websocket into the pages. This build replaces it by the page's own
origin, so that one build serves the demo, the tests and production.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import zopfli.gzip

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / ".web" / "build" / "client"
STAMP = ROOT / ".web" / "build" / "sources.sha256"
SOURCES = (
    "rxconfig.py",
    "requirements.txt",
    "scripts/build.py",
    "assets",
    "reflex.lock",
    "kraamzorg_app/kraamzorg_app.py",
    "kraamzorg_app/domain",
    "kraamzorg_app/locales",
    "kraamzorg_app/ui",
)
BAKED_ADDRESS = re.compile(r"([`\"'])(ws|http)://localhost:3000(/[\w/]*)\1")

ENGLISH = {
    "A new version of this app is available.": "Er is een nieuwe versie van deze website.",
    "textContent=`Reload`": "textContent=`Opnieuw laden`",
}
"""What Reflex itself says when the pages are older than the application behind them."""


def fingerprint() -> str:
    """Hash everything that the built pages depend on."""
    total = hashlib.sha256()
    for source in SOURCES:
        path = ROOT / source
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in files:
            if file.is_file() and "__pycache__" not in file.parts:
                total.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    return total.hexdigest()


def adapt_scripts() -> None:
    """Let the pages connect to wherever they came from, and speak Dutch throughout."""
    is_own_origin, left = False, set(ENGLISH)
    for script in PAGES.glob("assets/*.js"):
        text = script.read_text()
        # A script of the page: `location` is always there.
        found = BAKED_ADDRESS.sub(
            lambda match: f"(location.origin.replace(/^http/,`{match[2]}`)+`{match[3]}`)", text
        )
        is_own_origin |= found != text
        for english in [each for each in ENGLISH if each in found]:
            found = found.replace(english, ENGLISH[english])
            left.discard(english)
        if found != text:
            script.write_text(found)
    if not is_own_origin or left:
        raise SystemExit("build: what to replace was not found; did Reflex change its bundles?")


def pack() -> None:
    """Pack what browsers load once more: it takes seconds, and saves each of them some 3 %."""
    for packed in PAGES.glob("assets/*.gz"):
        content = packed.with_suffix("").read_bytes()
        packed.write_bytes(zopfli.gzip.compress(content, numiterations=5))


def main() -> None:
    """Build when something changed since the last complete build."""
    wanted = fingerprint()
    if STAMP.exists() and STAMP.read_text() == wanted:
        return
    STAMP.unlink(missing_ok=True)
    shutil.rmtree(PAGES, ignore_errors=True)
    reflex = Path(sys.prefix) / "bin" / "reflex"
    command = [str(reflex), "export", "--frontend-only", "--no-zip"]
    # The pages hold nothing of an installation, so neither its settings nor its data are used.
    with tempfile.TemporaryDirectory() as data_dir:
        environ = os.environ | {"KRAAMZORG_MODE": "demo", "DATA_DIR": data_dir}
        subprocess.run(command, cwd=ROOT, env=environ, check=True)  # noqa: S603 - our own command
    adapt_scripts()
    pack()
    STAMP.write_text(wanted)


if __name__ == "__main__":
    main()
