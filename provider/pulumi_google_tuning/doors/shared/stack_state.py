"""The stack's own state, as it was before this run's first create.

A create gets no old state, and a killed plugin leaves no trace of its create at all, so memory and
old inputs can't tell an interrupted run from a forced replacement. The state can: it is read with
`pulumi stack export`, which works inside a provider call, under the engine's lock, in 0.2 s.

A urn has no organisation, and in Pulumi Cloud two of them may have a stack of one name: the program
is told its organisation, and tells it in the reference to the provider (resource.py).

Relies on: a `pulumi` on PATH (or the engine's own executable) and the backend's environment
variables, which the engine passes on. When that goes: no state, and the life cycle fails closed.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Mapping
from concurrent.futures import Future, wait
from typing import Any

from pulumi_google_tuning.doors.shared.pulumi_cli import stack_export
from pulumi_google_tuning.lifecycle.call import StackState

_EXPORT_SECONDS = 60.0
_TRIES = 3


def read_state(deployment: Mapping[str, Any], urn: str, provider_type: str) -> StackState | None:
    """Read lineage and ids from an exported deployment; None if it isn't this urn's stack.

    Lineage is the random id of the stack's own provider of this type: it is stored before the
    first resource of a new stack is created, and no other state has it.
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
            if resource.get("type") == provider_type and resource.get("id")
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
    return StackState(lineage=providers[0][1], ids=ids, pending=frozenset(pending))


class StackReader:
    """Reads the stack's state once, in the background, from the moment it is started.

    Once for each organisation that a reference tells: the entry of an earlier version tells none,
    and one of a stack that was moved another than the program.
    """

    def __init__(self, provider_type: str) -> None:
        self._provider_type = provider_type
        self._lock = threading.Lock()
        self._taken: dict[str | None, Future[StackState | None]] = {}

    def start(self, urn: str | None, organization: str | None) -> None:
        """Begin to read; later calls change nothing. No organisation: the backend has none."""
        if urn is None:
            return
        with self._lock:
            if organization in self._taken:
                return
            taken = self._taken[organization] = Future()
        threading.Thread(target=self._take, args=(urn, organization, taken), daemon=True).start()

    def settle(self, organization: str | None, seconds: float) -> None:
        """Wait for the state, but no longer than that.

        A check that waits has it taken before this run's own creates stand in the state as pending.
        """
        if organization in self._taken:
            wait([self._taken[organization]], timeout=seconds)

    def get(self, organization: str | None) -> StackState | None:
        """Wait for the state; None where it couldn't be read."""
        taken = self._taken.get(organization)
        return taken.result() if taken is not None else None

    def _take(self, urn: str, organization: str | None, taken: Future[StackState | None]) -> None:
        name = _stack_of(urn)
        if organization:
            name = f"{organization}/{_project_of(urn)}/{name}"
        found: StackState | None = None
        for _ in range(_TRIES):
            # Whatever goes wrong here, a create waits for the answer.
            with contextlib.suppress(Exception):
                found = read_state(
                    stack_export(name, seconds=_EXPORT_SECONDS), urn, self._provider_type
                )
                break
        taken.set_result(found)


def _stack_of(urn: str) -> str:
    """Return the stack's name: `urn:pulumi:STACK::PROJECT::TYPE::NAME`."""
    return urn.split("::", 1)[0].rsplit(":", 1)[-1]


def _project_of(urn: str) -> str:
    parts = urn.split("::")
    return parts[1] if len(parts) > 1 else ""
