"""The stack's own state, as it was before this run's first create.

A create gets no old state, and a killed plugin leaves no trace of its create at all, so memory and
old inputs can't tell an interrupted run from a forced replacement. The state can: it is read with
`pulumi stack export`, which works inside a provider call, under the engine's lock, in 0.2 s.

Relies on: a `pulumi` on PATH (or the engine's own executable), the backend's environment variables,
which the engine passes on, and the engine's own `--stack`, which alone may have the organisation.
When that goes: no picture, and the life cycle fails closed.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, wait
from typing import Any

from pulumi_google_tuning.lifecycle.call import Stack
from pulumi_google_tuning.pulumi_host._engine_command import engine_command

_EXPORT_SECONDS = 60.0
_TRIES = 3
_PROVIDER_TYPE = "pulumi:providers:pulumi-python"


def picture(deployment: Mapping[str, Any], urn: str) -> Stack | None:
    """Read lineage and ids from an exported deployment; None if it isn't this urn's stack.

    Lineage is the random id of the stack's own dynamic provider: it is stored before the first
    resource of a new stack is created, and no other state has it.
    """
    resources = (deployment.get("deployment") or {}).get("resources") or []
    stack, project = _stack_of(urn), _project_of(urn)
    urns = [str(resource.get("urn", "")) for resource in resources]
    if not all(_stack_of(other) == stack and _project_of(other) == project for other in urns):
        return None
    providers = sorted(
        (
            (not str(resource["urn"]).endswith("::default"), str(resource["id"]))
            for resource in resources
            if resource.get("type") == _PROVIDER_TYPE and resource.get("id")
        ),
    )
    if not providers:
        return None
    ids = {
        str(resource["id"]): (resource.get("outputs") or {}).get("createTime")
        for resource in resources
        if resource.get("id")
    }
    pending = {
        str(operation["resource"]["urn"])
        for operation in (deployment.get("deployment") or {}).get("pending_operations") or []
        if operation.get("type") == "creating"
    }
    return Stack(lineage=providers[0][1], ids=ids, pending=frozenset(pending))


class StackReader:
    """Takes the picture once, in the background, from the moment it is started."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._taken: Future[Stack | None] | None = None

    def start(self, urn: str | None) -> None:
        """Begin to read; later calls change nothing."""
        if urn is None:
            return
        with self._lock:
            if self._taken is not None:
                return
            self._taken = Future()
        threading.Thread(target=self._take, args=(urn, self._taken), daemon=True).start()

    def settle(self, seconds: float) -> None:
        """Wait for the picture, but no longer than that.

        A check that waits has it taken before this run's own creates stand in the state as pending.
        """
        if self._taken is not None:
            wait([self._taken], timeout=seconds)

    def get(self) -> Stack | None:
        """Wait for the picture; None where it couldn't be taken."""
        return self._taken.result() if self._taken is not None else None

    @staticmethod
    def _take(urn: str, taken: Future[Stack | None]) -> None:
        found: Stack | None = None
        for _ in range(_TRIES):
            # Whatever goes wrong here, a create waits for the answer.
            with contextlib.suppress(Exception):
                found = _read(urn)
                break
        taken.set_result(found)


def _read(urn: str) -> Stack | None:
    """Read the stack that the engine runs; where the first name finds nothing, the next one.

    The engine's own option is exact. Without one, the CLI takes the stack that is selected, and so
    does this; the bare name is for a plugin that runs elsewhere than in the project.
    """
    command = engine_command()
    cli = shutil.which("pulumi") or command.executable
    if cli is None:
        raise FileNotFoundError("pulumi")
    failed: Exception | None = None
    told = [["--stack", command.stack]] if command.stack else [[], ["--stack", _stack_of(urn)]]
    for option in told:
        try:
            found = picture(_export([cli, "stack", "export", *option]), urn)
        except (OSError, subprocess.SubprocessError, ValueError) as error:
            failed = error
            continue
        if found is not None:
            return found
    if failed is not None:
        raise failed
    return None


def _export(words: Sequence[str]) -> Mapping[str, Any]:
    done = subprocess.run(  # noqa: S603 - our own words, no shell
        words,
        check=True,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        timeout=_EXPORT_SECONDS,
        env={**os.environ, "PULUMI_SKIP_UPDATE_CHECK": "true"},
    )
    deployment = json.loads(done.stdout)
    if not isinstance(deployment, dict):
        raise ValueError("not a deployment")  # noqa: TRY004 - as what isn't JSON at all
    return deployment


def _stack_of(urn: str) -> str:
    """Give the stack's name: `urn:pulumi:STACK::PROJECT::TYPE::NAME`."""
    return urn.split("::", 1)[0].rsplit(":", 1)[-1]


def _project_of(urn: str) -> str:
    parts = urn.split("::")
    return parts[1] if len(parts) > 1 else ""
