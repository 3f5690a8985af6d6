"""The stack's own state, as it was before this run's first create.

A create gets no old state, and a killed plugin leaves no trace of its create at all, so memory and
old inputs can't tell an interrupted run from a forced replacement. The state can: it is read with
`pulumi stack export`, which works inside a provider call, under the engine's lock, in 0.2 s.

A urn has no organisation, and in Pulumi Cloud two of them may have a stack of one name: the program
is told its organisation, and tells it in the reference to the provider (resource.py).

Relies on: the engine's own executable (or a `pulumi` on PATH) and the backend's environment
variables, which the engine passes on. When that goes: no state, and the life cycle fails closed.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, wait
from typing import Any, Final

from pulumi_google_tuning.doors.shared import pulumi_cli
from pulumi_google_tuning.lifecycle.call import Row, StackState

NO_ORGANIZATION: Final = "organization"
"""What Pulumi calls the organisation of a backend that has none: a folder, a bucket, a database."""

# For all of it: a create waits for it, and one without a state fails closed.
_SECONDS = 30.0
_TRIES = 2
# An export takes 0.2 s; of a longer one the resource's row tells.
_PATIENCE_SECONDS = 1.0


def read_state(
    deployment: Mapping[str, Any],
    urn: str,
    provider_type: str,
    one_form: Callable[[str], str] = str,
) -> StackState | None:
    """Read lineage and rows from an exported deployment; None if it isn't this urn's stack.

    Lineage is the random id of the stack's own provider of this type: it is stored before the
    first resource of a new stack is created, and no other state has it. `one_form` gives the form
    in which two urns of one resource are equal.
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
    rows = tuple(_row(resource, one_form) for resource in resources if resource.get("id"))
    pending = {
        one_form(str(operation["resource"]["urn"]))
        for operation in (deployment.get("deployment") or {}).get("pending_operations") or []
        if operation.get("type") == "creating"
    }
    return StackState(lineage=providers[0][1], rows=rows, pending=frozenset(pending))


def _row(resource: Mapping[str, Any], one_form: Callable[[str], str]) -> Row:
    urn = str(resource.get("urn", ""))
    created = (resource.get("outputs") or {}).get("createTime")
    return Row(
        urn=one_form(urn),
        stored_urn=urn,
        id=str(resource["id"]),
        created=created if isinstance(created, str) else None,
        inputs=resource.get("inputs") or {},
        leaving=bool(resource.get("delete") or resource.get("pendingReplacement")),
    )


class StackReader:
    """Reads the stack's state once, in the background, from the moment it is started.

    Once for each organisation that a reference tells: the entry of an earlier version tells none,
    and one of a stack that was moved another than the program.
    """

    def __init__(
        self,
        provider_type: str,
        one_form: Callable[[str], str] = str,
        seconds: float = _SECONDS,
    ) -> None:
        self._provider_type = provider_type
        self._one_form = one_form
        self._seconds = seconds
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

    def settle(self, organization: str | None, seconds: float) -> StackState | None:
        """Wait for the state, but no longer than that; None as well where it isn't read yet.

        A check that waits has it read before the state lists this run's own creates as pending.
        """
        taken = self._taken.get(organization)
        if taken is None:
            return None
        wait([taken], timeout=seconds)
        return taken.result() if taken.done() else None

    def get(
        self, organization: str | None, waiting: Callable[[str], None] = lambda _text: None
    ) -> StackState | None:
        """Wait for the state; None where it couldn't be read. `waiting` is told of a long wait."""
        taken = self._taken.get(organization)
        if taken is None:
            return None
        if not wait([taken], timeout=_PATIENCE_SECONDS).done:
            waiting("waiting for this stack's state (`pulumi stack export`)")
        return taken.result()

    def _take(self, urn: str, organization: str | None, taken: Future[StackState | None]) -> None:
        found: StackState | None = None
        # Whatever goes wrong here, a create waits for the answer.
        with contextlib.suppress(Exception):
            found = self._read(urn, organization)
        taken.set_result(found)

    def _read(self, urn: str, organization: str | None) -> StackState | None:
        """Ask each command that may be the engine's for the stack, by each name it may have.

        An export that hangs leaves half of the time to the next one.
        """
        ends = time.monotonic() + self._seconds
        asked = [
            (name, cli)
            for _ in range(_TRIES)
            for cli in pulumi_cli.candidates()
            for name in stack_names(urn, organization)
        ]
        for name, cli in asked:
            left = ends - time.monotonic()
            if left <= 0:
                break
            with contextlib.suppress(pulumi_cli.PulumiError):
                exported = pulumi_cli.stack_export(name, seconds=left / 2, cli=cli)
                return read_state(exported, urn, self._provider_type, self._one_form)
        return None


def stack_names(urn: str, organization: str | None) -> list[str]:
    """Return the names by which the CLI may know the stack, the one that suits everywhere first.

    The short name is looked up in the project of the working directory, which an inline program of
    the Automation API hasn't, and which `main:` leaves. Backends without organisations call theirs
    `organization`; their oldest layout, without projects, knows the short name alone.
    """
    full = full_name(urn, organization)
    return [full] if organization else [full, _stack_of(urn)]


def full_name(urn: str, organization: str | None) -> str:
    """Return `ORGANIZATION/PROJECT/STACK`, by which a stack is known in every folder."""
    return f"{organization or NO_ORGANIZATION}/{_project_of(urn)}/{_stack_of(urn)}"


def _stack_of(urn: str) -> str:
    """Return the stack's name: `urn:pulumi:STACK::PROJECT::TYPE::NAME`."""
    return urn.split("::", 1)[0].rsplit(":", 1)[-1]


def _project_of(urn: str) -> str:
    parts = urn.split("::")
    return parts[1] if len(parts) > 1 else ""
