"""The State of filling in the form with her on the phone."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

import reflex as rx

from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.domain.registration_form import Step
from kraamzorg_app.services import together
from kraamzorg_app.services.languages import known_language, languages, own_name
from kraamzorg_app.services.letters import Letter
from kraamzorg_app.ui import bridge
from kraamzorg_app.ui.policies import handler
from kraamzorg_app.ui.registration_state import ASKED, NO_ANSWERS, RegistrationState, typed_in
from kraamzorg_app.ui.row_ids import row_in
from kraamzorg_app.ui.shell_state import ShellState

REGISTER_PATH: Final = "/clienten/registreren"
_LAST_STEP: Final = 4


class SamenState(RegistrationState, rx.State):
    """What he sees: "form", "mailed", "letter" or "gone"."""

    phase: str = ""
    client_number: str = ""
    language_choices: list[list[str]] = []
    letter_name: str = ""
    letter_recipient: str = ""
    letter_code: str = ""
    letter_organization: str = ""
    letter_until: str = ""
    letter_date: str = ""
    letter_address: str = ""
    letter_language: str = ""

    def _forget(self) -> None:
        self._clear_errors()
        self.phase, self.step, self.client_number = "", 0, ""
        self.answers = self.shown = NO_ANSWERS
        self.letter_name = self.letter_recipient = self.letter_code = ""

    @handler(Permission.CLIENT_REGISTER_TOGETHER)
    async def load(self) -> None:
        """Show the form as it stands; once it is hers, nothing of it."""
        self._forget()
        self.language_choices = [[code, own_name(code)] for code in languages()]
        form = await self._run(together.read, self._id())
        if isinstance(form, bridge.Failed):
            self.phase = "gone"
            return
        self._fill(form.answers, form.labels)
        self.phase = "form"

    @handler(Permission.CLIENT_REGISTER_TOGETHER)
    async def keep(self, field: str, text: str) -> None:
        """Keep an answer shortly after typing stops."""
        if field in ASKED:
            await self._run(together.save, self._id(), {field: text})

    @handler(Permission.CLIENT_REGISTER_TOGETHER)
    async def go_on(self, form: dict[str, Any]) -> Any:
        """Check this step and show the next."""
        self._clear_errors()
        typed = typed_in(form, self.step)
        self._take(typed)
        done = await self._run(together.check_step, self._id(), Step(self.step + 1), typed)
        if isinstance(done, bridge.Failed):
            return self._name_errors()
        self.step = min(self.step + 1, _LAST_STEP)
        return rx.set_focus("stap")

    @handler(Permission.CLIENT_REGISTER_TOGETHER)
    async def go_back(self) -> Any:
        """Show the step before."""
        self._clear_errors()
        self.step = max(self.step - 1, 0)
        form = await self._run(together.read, self._id())
        if not isinstance(form, bridge.Failed):
            self._take(form.answers)
        return rx.set_focus("stap")

    @handler(Permission.CLIENT_REGISTER_TOGETHER)
    async def go_to(self, step: int) -> Any:
        """Go back to a step from the check page."""
        self._clear_errors()
        self.step = min(max(step, 0), _LAST_STEP)
        return rx.set_focus("stap")

    @handler(Permission.CLIENT_REGISTER_TOGETHER)
    async def hand_over(self, form: dict[str, Any]) -> Any:
        """Let her confirm, by mail or by a letter."""
        self._clear_errors()
        language = form.get("language")
        wish = language if isinstance(language, str) else "nl"
        done = await self._run(together.hand_over, self._id(), wish)
        if isinstance(done, bridge.Failed):
            self._go_to_first_error()
            return self._name_errors()
        self.client_number = done.client_number
        self.answers = self.shown = NO_ANSWERS
        self.phase = "mailed" if done.letter is None else "letter"
        if done.letter is not None:
            self.letter_language = known_language(wish)
            self._print(done.letter)
        return None

    def _print(self, letter: Letter) -> None:
        self.letter_name, self.letter_code = letter.name, letter.code
        self.letter_recipient = f"{letter.name}\n{letter.address}\n{letter.town}"
        self.letter_organization, self.letter_until = letter.organization, letter.works_until
        self.letter_date, self.letter_address = letter.written_on, letter.page_address

    def _id(self) -> UUID:
        """Give the invitation that the address names."""
        return row_in(self.router.url.path)

    async def _run(self, verb: Any, *args: Any) -> Any:
        done = await bridge.run(self, verb, *args)
        if isinstance(done, bridge.Failed) and self.field_errors:
            # What is wrong with the fields stands above the form, where the focus goes.
            (await self.get_state(ShellState)).message = ""
        return done
