"""A real SMTP server for tests: in this process, or `python -m tests.smtp_sink PORT FOLDER`."""

from __future__ import annotations

import sys
import threading
from pathlib import Path
from typing import Any
from uuid import uuid4

from aiosmtpd.controller import Controller


class Sink:
    """Keeps what it receives, in memory and, when given a folder, as files."""

    def __init__(self, folder: Path | None = None) -> None:
        self.received: list[bytes] = []
        self.answer = "250 OK"
        self.unknown: set[str] = set()
        self._folder = folder

    async def handle_RCPT(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if address in self.unknown:
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        if self.answer.startswith("250"):
            if self._folder is None:
                self.received.append(envelope.content)
            else:
                (self._folder / f"{uuid4().hex}.eml").write_bytes(envelope.content)
        return self.answer


def serve(sink: Sink, port: int) -> Controller:
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    return controller


if __name__ == "__main__":
    serve(Sink(Path(sys.argv[2])), int(sys.argv[1]))
    threading.Event().wait()
