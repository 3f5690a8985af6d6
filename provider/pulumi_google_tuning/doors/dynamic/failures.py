"""How a call fails: with one sentence, and with the object's state where there is an object.

Relies on: the host turns an exception into `context.abort(UNKNOWN, traceback)`, and the context is
a plain Python object whose `abort` can be replaced for this one call. When that goes: the engine
shows the exception as Python does, without its frames, and its last line is the same sentence.

Partial state relies on the engine's own protocol for a failed initialisation: a google.rpc.Status
with ErrorResourceInitFailed in the trailing metadata, which is how Pulumi's own SDKs do it.
"""

from __future__ import annotations

import sys
from typing import Any, NoReturn

import grpc
from pulumi.runtime.proto import provider_pb2

from pulumi_google_tuning.doors.dynamic import features
from pulumi_google_tuning.doors.dynamic.request import Request
from pulumi_google_tuning.doors.shared.failures import (
    DETAILS_KEY,
    UNKNOWN_CODE,
    status_class,
    struct_of,
)
from pulumi_google_tuning.fields.foreign import visible


class ProviderError(Exception):
    """What the host is given: its text is the sentence for the terminal."""


def fail(request: Request | None, sentence: str) -> NoReturn:
    """End the call with this sentence and without a traceback."""
    sentence = visible(sentence, lines=True)
    _without_traceback(request, sentence)
    raise ProviderError(sentence)


def fail_with_state(
    request: Request | None,
    object_id: str,
    outputs: dict[str, Any],
    inputs: dict[str, Any],
    reason: str,
) -> NoReturn:
    """End the call with this reason, and have the engine keep the object as it is.

    Where that isn't possible the call ends with the reason alone: the engine then forgets the
    object, and the next `pulumi up` finds it again by its identity.
    """
    reason = visible(reason, lines=True)
    if request is not None and request.context is not None and features.allowed("partial"):
        failed = provider_pb2.ErrorResourceInitFailed(
            id=object_id, properties=struct_of(outputs), inputs=struct_of(inputs), reasons=[reason]
        )
        status = status_class()(code=UNKNOWN_CODE, message=reason)
        status.details.add().Pack(failed)
        request.context.set_trailing_metadata(((DETAILS_KEY, status.SerializeToString()),))
    fail(request, reason)


def _without_traceback(request: Request | None, sentence: str) -> None:
    context = request.context if request is not None else None
    if context is None or not hasattr(context, "abort"):
        # The host will format the exception: then at least without its frames.
        sys.tracebacklimit = 0
        return
    abort = context.abort

    def with_sentence(code: grpc.StatusCode, _traceback: str) -> None:
        abort(code, sentence)

    context.abort = with_sentence
