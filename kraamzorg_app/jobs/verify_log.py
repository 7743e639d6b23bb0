"""Prove the access log: `python -m kraamzorg_app.jobs.verify_log [SEALS…]`.

`SEALS` are files with lines "number first last hash" from another place where the seals were kept,
such as the process log of a central server; what was published on this machine always counts.
"""

from __future__ import annotations

import sys
from pathlib import Path

from kraamzorg_app import config
from kraamzorg_app.services import environment, log_proof
from kraamzorg_app.services.log_proof import Proof


def main(arguments: list[str]) -> int:
    """Print what was found; 1 when something is broken."""
    environment.install(environment.from_settings(config.load()))
    proof = log_proof.prove(Path(name) for name in arguments)
    sys.stdout.write(f"{_sentence(proof)}\n")
    return 0 if proof.damage is None else 1


def _sentence(proof: Proof) -> str:
    if proof.damage is None:
        return (
            f"The access log is whole: {proof.lines} lines in {proof.seals} seals, of which "
            f"{proof.published} were held against published ones; {proof.unsealed} lines wait "
            "for the next seal."
        )
    return f"BROKEN: {proof.finding}."


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
