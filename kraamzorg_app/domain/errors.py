"""Everything that can be wrong with a request, typed; the sentence is made in `ui.messages`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self


class DomainError(Exception):
    """A request that is refused; carries a code, never a value that somebody typed."""

    code = "refused"

    def __init__(self, code: str | None = None, **details: str) -> None:
        self.code = code or type(self).code
        self.details = details
        """Public words for the sentence, such as the name of a region; never personal data."""
        self.keeps_changes = False
        super().__init__(self.code)

    def keeping(self) -> Self:
        """Refuse, but keep what the transaction wrote: a counted failure, a line in the log."""
        self.keeps_changes = True
        return self


class ReauthenticationNeeded(Exception):
    """The last log-in is too long ago for this: the person gives a second factor and goes on.

    No `DomainError`, so that what turns refusals into "niet gevonden" does not hide it.
    """

    code = "reauthentication_needed"


class NotAllowed(DomainError):
    """The role or the tick does not allow this at all."""

    code = "not_allowed"


class NotFound(DomainError):
    """No such row, or none within the actor's scope: the two can't be told apart."""

    code = "not_found"


class Conflict(DomainError):
    """Someone else was first, or the row is no longer in a state that allows this."""

    code = "conflict"


class TooManyTries(DomainError):
    """A rate limit was reached."""

    code = "too_many_tries"


class Unavailable(DomainError):
    """The database does not answer or can't keep anything now; nothing was changed."""

    code = "unavailable"


class FieldErrors(DomainError):
    """Something is wrong with what was typed: a code per field, and nothing was changed."""

    code = "fields"

    def __init__(self, fields: Mapping[str, str], **details: str) -> None:
        super().__init__(None, **details)
        self.fields = dict(fields)
