"""Vertex AI's own operations: waiting for one to finish, stopping a job."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from pulumi_google_tuning.fields import tolerant
from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.google import vertex
from pulumi_google_tuning.google.errors import ApiError
from pulumi_google_tuning.google.errors.said import google_said
from pulumi_google_tuning.lifecycle.call import Call, LifecycleError

if TYPE_CHECKING:
    from pulumi_google_tuning.google.session import Session

_NOT_FOUND_RPC: Final = 5  # google.rpc.Code
_FIRST_PAUSE_SECONDS: Final = 0.2
_MAX_PAUSE_SECONDS: Final = 10.0


def pauses() -> Iterator[float]:
    """Yield the seconds between two looks: short at first, at most ten."""
    seconds = _FIRST_PAUSE_SECONDS
    while True:
        yield seconds
        seconds = min(seconds * 1.5, _MAX_PAUSE_SECONDS)


def finish(session: Session, version: str, operation: Json, call: Call, doing: str) -> None:
    """Wait for a long-running operation; `doing` says what it does: `undeploying …`.

    That the object is gone, or the operation itself, counts as done. Raises LifecycleError where
    the operation failed, or where the wait is cancelled: the operation continues on Google's side.
    """
    call.progress(doing)
    for seconds in pauses():
        name = tolerant.text(operation.get("name"))
        if operation.get("done") or name is None:
            break
        if call.cancel.is_set() or call.cancel.wait(seconds):
            raise LifecycleError(f"interrupted while {doing}. Run the same command again to finish")
        if call.is_over:
            raise LifecycleError(f"out of time while {doing}. Run the same command again to finish")
        operation = vertex.read(session, version, name) or {"done": True}
    failed = operation.get("error")
    if failed and tolerant.whole(tolerant.at(failed, "code")) != _NOT_FOUND_RPC:
        raise LifecycleError(f"{doing} failed: {google_said(failed)}. Run the same command again")


def cancel(session: Session, version: str, job_name: str) -> bool:
    """Cancel a job; return False where it has ended, or is gone, already."""
    try:
        vertex.ask(session, "POST", version, f"{job_name}:cancel", body={}, idempotent=True)
    except ApiError as error:
        if error.gone or error.code == vertex.BAD_REQUEST:
            return False
        raise
    return True
