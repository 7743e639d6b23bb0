"""Write `docs/permissions.md` from the code, so that the page can't tell something else."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Iterable
from pathlib import Path

import kraamzorg_app.services
from kraamzorg_app.domain.actors import Job, Role
from kraamzorg_app.domain.disclosure import CEILING, DEFAULT_POLICY, Audience, Field
from kraamzorg_app.domain.notifications import TABLE
from kraamzorg_app.domain.permissions import (
    CLIENT_PERMISSIONS,
    JOB_PERMISSIONS,
    NEEDS_PERSONAL_DATA,
    ROLE_PERMISSIONS,
    Permission,
)
from kraamzorg_app.services.use_case import FRESH, USE_CASES

PATH = Path(__file__).resolve().parent.parent / "docs" / "permissions.md"
AUDIENCES = [audience for audience in Audience if audience is not Audience.NOBODY]


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Write a Markdown table."""
    columns = list(head)
    lines = [columns, ["---"] * len(columns), *map(list, rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def permissions() -> str:
    """Tell which role has which permission."""
    rows = []
    for permission in Permission:
        tick = " (AVG)" if permission in NEEDS_PERSONAL_DATA else ""
        roles = ["yes" + tick if permission in ROLE_PERMISSIONS[role] else "" for role in Role]
        client = "yes" if permission in CLIENT_PERMISSIONS else ""
        jobs = ", ".join(job for job in Job if permission in JOB_PERMISSIONS[job])
        rows.append([f"`{permission}`", *roles, client, jobs])
    return table(["Permission", *Role, "client", "job"], rows)


def disclosure() -> str:
    """Tell who sees which field by default, and what no change can open."""
    rows = []
    for field in Field:
        cells = []
        for audience in AUDIENCES:
            if field in DEFAULT_POLICY[audience]:
                cells.append("on click" if field is Field.BSN else "yes")
            else:
                cells.append("" if field in CEILING[audience] else "never")
        rows.append([f"`{field}`", *cells])
    return table(["Field", *AUDIENCES], rows)


def verbs() -> str:
    """Tell which permission each verb needs."""
    for module in pkgutil.walk_packages(kraamzorg_app.services.__path__, "kraamzorg_app.services."):
        importlib.import_module(module.name)
    rows = (
        [f"`{name}`", f"`{permission}`", "yes" if name in FRESH else ""]
        for name, permission in sorted(USE_CASES.items())
        if f"kraamzorg_app.services.{name.rpartition('.')[0]}" in sys.modules
    )
    return table(["Verb", "Permission", "Fresh"], rows)


def notifications() -> str:
    """Tell who is told of what, and by which way."""
    rows = []
    for notification, lines in TABLE.items():
        for told in lines:
            ways = [name for name, has in (("mail", told.has_mail), ("bell", told.has_bell)) if has]
            condition = f"only when {told.only_when}" if told.only_when else ""
            condition += f"unless {told.unless}" if told.unless else ""
            rows.append([f"`{notification}`", told.recipient, " and ".join(ways), condition])
    return table(["Notification", "Told", "By", "Condition"], rows)


def document() -> str:
    """Put the page together."""
    return f"""# Who may do, see and hear what

Made from the code by `make docs`; a test refuses a page that is out of date.

## Permissions by role

"AVG" needs the tick "Weergave AVG gegevens?". Everybody with an account has `ACCOUNT_OWN` and
`TICKET_CREATE`; `PUBLIC` is for everybody. `MEMBER_MANAGE` also needs the right to manage the
members of the organization, `LOG_READ` that of a privacy officer.

{permissions()}

## Fields by what somebody is to the client

Empty: not by default, the functional admin can open it. "never": above the ceiling in code.
The BSN is in no row, shown on click only.

{disclosure()}

## Verbs

"Fresh" also needs a second factor that was given less than 15 minutes ago.

{verbs()}

## Notifications

{notifications()}
"""


if __name__ == "__main__":
    PATH.write_text(document())
