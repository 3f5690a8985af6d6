"""The DELETE of an object: in time, of that object alone, and believed only where it is gone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pulumi_google_tuning.google.errors import ApiError, TransportError
from pulumi_google_tuning.lifecycle.abilities.found import Recreatable
from pulumi_google_tuning.lifecycle.call import Call, LifecycleError, in_time
from pulumi_google_tuning.lifecycle.kind import Kind
from pulumi_google_tuning.lifecycle.presence import Here, Lost, Presence, remade_at
from pulumi_google_tuning.lifecycle.spans import span

if TYPE_CHECKING:
    from pulumi_google_tuning.google.session import Session


def delete_in_time(
    kind: Kind, session: Session, call: Call, object_id: str, outputs: Mapping[str, Any]
) -> None:
    """Delete the object within `customTimeouts.delete`."""
    seconds = call.timeout_seconds
    with in_time(call, seconds) as limited:
        try:
            _delete(kind, session, limited, object_id, outputs)
        except (ApiError, TransportError) as error:
            if not limited.is_over:
                raise
            raise LifecycleError(
                f"{object_id} was not deleted within {span(seconds or 0)}, the limit of "
                f"customTimeouts.delete ({error.brief}). Run the same command again"
            ) from error


def _delete(
    kind: Kind, session: Session, call: Call, object_id: str, outputs: Mapping[str, Any]
) -> None:
    presence = Presence(kind, session, call, object_id, outputs, outputs)
    if Recreatable.of(kind).created_at(outputs) is not None:
        seen = presence.look()
        if isinstance(seen, Lost) and seen.remade is not None:
            when = remade_at(kind, seen.remade)
            call.warn(
                f"Not deleting {object_id}: someone recreated it at {when}, and the object this "
                f"resource managed no longer exists"
            )
            return
    try:
        kind.delete(session, object_id, outputs, call)
    except ApiError as error:
        if not error.gone:
            raise
        if isinstance(presence.look(), Here):
            raise LifecycleError(
                f"{object_id} was not deleted: Google answers 404 to the DELETE, but still shows "
                f"it. Run the same command again"
            ) from error
    call.ended("")
