"""How Reflex builds and serves the application."""

import os
import sys
from pathlib import Path

# Node and npm come with the virtual environment; an old Node of the machine must not win.
_BIN = str(Path(sys.prefix) / "bin")
if os.environ.get("PATH", "").split(os.pathsep)[0] != _BIN:
    os.environ["PATH"] = os.pathsep.join((_BIN, os.environ.get("PATH", "")))
os.environ.setdefault("REFLEX_USE_NPM", "1")
os.environ.setdefault("REFLEX_CHECK_LATEST_VERSION", "false")
# The committed lockfile holds for every registry.
os.environ.setdefault("NPM_CONFIG_OMIT_LOCKFILE_REGISTRY_RESOLVED", "true")

import reflex as rx  # noqa: E402 - after the settings that it reads at import
from reflex.constants import StateManagerMode  # noqa: E402

from kraamzorg_app import config as settings  # noqa: E402

_REDIS_URL = os.environ.get("REDIS_URL")

config = rx.Config(
    app_name="kraamzorg_app",
    # The built pages call their own origin (scripts/build.py), so this port is a placeholder.
    api_url="http://localhost:3000",
    cors_allowed_origins=settings.allowed_origins(),
    redis_url=_REDIS_URL,
    # State holds personal data: it never stands on disk, and in Redis no longer than the shortest
    # idle time-out; a tab that comes back later reads its page again.
    redis_token_expiration=15 * 60,
    state_manager_mode=StateManagerMode.REDIS if _REDIS_URL else StateManagerMode.MEMORY,
    frontend_packages=[
        "@fontsource/atkinson-hyperlegible@5.3.0",
        "@utrecht/alert-css@4.0.2",
        "@utrecht/button-css@4.0.1",
        "@utrecht/select-css@3.0.1",
        "@utrecht/textarea-css@4.0.1",
        "@utrecht/textbox-css@4.0.1",
    ],
    telemetry_enabled=False,
    show_built_with_reflex=False,
    plugins=[],
    disable_plugins=[rx.plugins.SitemapPlugin],
)
