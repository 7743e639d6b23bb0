"""The hashes of the inline scripts in the built pages, for the content security policy."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from pathlib import Path

_INLINE = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)
_SHELLS = ("404.html", "__spa-fallback.html")


class InlineScripts:
    """Knows per built page which inline scripts it may run."""

    def __init__(self, built: Path) -> None:
        """Read the built pages, once, at start."""
        self._by_file = {
            str(file.relative_to(built)): _hashes(file.read_text())
            for file in sorted(built.rglob("*.html"))
        }
        shells = (name for file in _SHELLS for name in self._by_file.get(file, ()))
        self._of_shells = tuple(dict.fromkeys(shells))

    def hashes_of(self, path: str) -> Sequence[str]:
        """Give the sources for `script-src` of the page at this path."""
        name = path.strip("/")
        for file in (f"{name}.html", f"{name}/index.html" if name else "index.html"):
            if file in self._by_file:
                return self._by_file[file]
        return self._of_shells


def _hashes(html: str) -> tuple[str, ...]:
    digests = (hashlib.sha256(script.encode()).digest() for script in _INLINE.findall(html))
    return tuple(
        dict.fromkeys(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
    )
