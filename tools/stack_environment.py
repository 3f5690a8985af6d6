"""What the `pulumi` of the Makefile's targets sees: the embedded backend, or the user's own."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

EMBEDDED_STACK = "dev"

# Not a secret: it opens only the state of the embedded stack, which is in the same checkout.
# Anyone who can read this line can read that state. No other backend is ever given it.
EMBEDDED_PASSPHRASE = "embedded"

# Trainings wait, they don't compute: the engine's default of 4 a core would make them queue.
PARALLEL = "300"

_LOOPBACK = ("127.0.0.1", "localhost")


@dataclass(frozen=True)
class StackEnvironment:
    """The variables for a stack's commands; `backend` is the embedded one's folder, or None."""

    variables: dict[str, str]
    backend: Path | None


def of(stack: str, checkout: Path, given: Mapping[str, str]) -> StackEnvironment:
    """Complete the environment that was given. What the user has set always wins.

    A stack of another name than `dev`, or a PULUMI_BACKEND_URL, means a backend of the user's own:
    then neither backend, passphrase nor home are touched.
    """
    variables = dict(given)
    ours = checkout / ".venv" / "bin"
    variables["PATH"] = os.pathsep.join([str(ours), given.get("PATH", os.defpath)])
    variables.setdefault("PULUMI_SKIP_UPDATE_CHECK", "true")
    variables.setdefault("PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION", "true")
    variables.setdefault("PULUMI_PARALLEL", PARALLEL)
    for name in ("NO_PROXY", "no_proxy"):
        # A proxy has no way to this machine's own emulator, nor to the engine.
        variables[name] = ",".join([*filter(None, [given.get(name)]), *_LOOPBACK])
    state = checkout / ".state"
    backend = state / "backend"
    # The file backend writes a small file beside the state's, and not in one piece: a kill can cut
    # it off, and then no command reads the state (`EOF`). The state itself is renamed into place.
    address = f"file://{backend}?metadata=skip"
    # `make env` exports our own address, which doesn't make it the user's.
    if stack != EMBEDDED_STACK or given.get("PULUMI_BACKEND_URL", address) != address:
        return StackEnvironment(variables, None)
    variables["PULUMI_BACKEND_URL"] = address
    # Which stack is selected is kept in there: in the checkout, the user's own stays as it is.
    variables.setdefault("PULUMI_HOME", str(state / "pulumi-home"))
    if "PULUMI_CONFIG_PASSPHRASE_FILE" not in given:
        variables.setdefault("PULUMI_CONFIG_PASSPHRASE", EMBEDDED_PASSPHRASE)
    return StackEnvironment(variables, backend)


def changes(stack: StackEnvironment, given: Mapping[str, str]) -> dict[str, str]:
    """Return what a shell would have to export to run `pulumi` by hand on this stack."""
    return {name: value for name, value in stack.variables.items() if given.get(name) != value}
