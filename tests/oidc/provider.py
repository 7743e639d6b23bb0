"""The certified OpenID provider of npm, started for the tests; Node comes from the wheel."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import httpx

from kraamzorg_app.config import IdentityProvider
from tests.server import free_port

HERE = Path(__file__).resolve().parent
BIN = Path(sys.executable).parent
START_SECONDS = 30
_FILE = """
[[provider]]
key = "toets"
label = "ToetsID"
issuer = "{issuer}"
client_id = "wachtlijst"
client_secret = "a secret of the tests"
second_factor_acr = ["urn:test:two"]
"""


def file_of(issuer: str) -> str:
    """Give what stands in `OIDC_FILE` of a tool that knows this provider."""
    return _FILE.format(issuer=issuer)


@dataclass
class Provider:
    """One provider on a port of its own, for one tool."""

    public_url: str
    key: str = "toets"

    def start(self) -> Provider:
        install()
        port = free_port()
        self.issuer = f"http://127.0.0.1:{port}"
        back = (f"{self.public_url}/sessie/oidc/{self.key}/terug", f"{self.public_url}/inloggen")
        self._process = subprocess.Popen(
            [str(BIN / "node"), str(HERE / "provider.mjs"), str(port), *back],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            try:
                httpx.get(f"{self.issuer}/.well-known/openid-configuration").raise_for_status()
            except httpx.HTTPError:
                time.sleep(0.1)
            else:
                return self
        raise RuntimeError("the OpenID provider does not start")

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(20)

    @property
    def settings(self) -> IdentityProvider:
        return IdentityProvider(
            key=self.key,
            label="ToetsID",
            issuer=self.issuer,
            client_id="wachtlijst",
            client_secret="a secret of the tests",
            second_factor_acr=("urn:test:two",),
            second_factor_amr=("mfa",),
        )

    def next_person(self, sub: str, **more: object) -> None:
        """Say who is logged in there from now on; `acr` and `amr`, or an `error`."""
        httpx.post(f"{self.issuer}/control", json={"sub": sub, **more}).raise_for_status()

    def walk(self, address: str) -> dict[str, str]:
        """Go through the provider as a browser does; gives what it sends back to the tool."""
        return dict(parse_qsl(urlsplit(self.address_after(address)).query))

    def address_after(self, address: str) -> str:
        """Give the address at the tool that the provider leads to."""
        with httpx.Client() as browser:
            while address.startswith(self.issuer):
                answer = browser.get(address)
                assert answer.is_redirect, answer.text
                address = str(answer.url.join(answer.headers["location"]))
        return address


def install() -> None:
    """Install what the lock file pins, unless it is there."""
    if (HERE / "node_modules" / "oidc-provider").exists():
        return
    subprocess.run(
        [str(BIN / "npm"), "ci", "--no-audit", "--no-fund", "--ignore-scripts"],
        cwd=HERE,
        env=os.environ | {"PATH": f"{BIN}:{os.environ['PATH']}"},
        check=True,
    )
