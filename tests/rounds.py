"""How often or how long: shortly in the test command, long in `make soak`."""

from __future__ import annotations

import os


def rounds(usual: int) -> int:
    """Give KRAAMZORG_ROUNDS when it is set, else the usual number."""
    return int(os.environ.get("KRAAMZORG_ROUNDS", usual))


def seconds(usual: int, long: int) -> int:
    """Give how long something lasts: the usual time, or the long one in `make soak`."""
    return long if "KRAAMZORG_ROUNDS" in os.environ else usual
