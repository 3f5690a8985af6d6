"""How a call ends: with one sentence, and with the object's state where there is an object."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, NoReturn, TypeVar

import grpc
from google.protobuf import struct_pb2
from pulumi.runtime.proto import provider_pb2

from pulumi_google_tuning.doors.native.incoming import Incoming
from pulumi_google_tuning.doors.shared.failures import (
    DETAILS_KEY,
    UNKNOWN_CODE,
    status_class,
    told_failure,
)
from pulumi_google_tuning.fields.foreign import sentence_of, visible
from pulumi_google_tuning.fields.messages import Failure

_Answer = TypeVar("_Answer")


class InitFailed(Exception):  # noqa: N818 - the protocol's name
    """The object is there and not ready: the engine keeps it, and says the reason."""

    def __init__(
        self, object_id: str, outputs: struct_pb2.Struct, inputs: struct_pb2.Struct, reason: str
    ) -> None:
        super().__init__(reason)
        self.detail = provider_pb2.ErrorResourceInitFailed(
            id=object_id, properties=outputs, inputs=inputs, reasons=[visible(reason, lines=True)]
        )


def answered(
    step: Callable[[Any, Incoming], _Answer],
) -> Callable[[Any, Any, grpc.ServicerContext], _Answer]:
    """Make a servicer's method of a step; every failure of it is one sentence, no traceback."""

    @functools.wraps(step)
    def serve(self: Any, request: Any, context: grpc.ServicerContext) -> _Answer:
        incoming: Incoming | None = None
        try:
            incoming = Incoming(request)
            return step(self, incoming)
        except InitFailed as failed:
            sentence = str(failed)
            status = status_class()(code=UNKNOWN_CODE, message=sentence)
            status.details.add().Pack(failed.detail)
            details = ((DETAILS_KEY, status.SerializeToString()),)
            context.set_trailing_metadata(details)  # type: ignore[no-untyped-call]
        except Exception as error:  # noqa: BLE001 - the terminal gets sentences
            sentence = sentence_of(error)
            sentence = incoming.masked(sentence) if incoming else sentence
        end_with(context, sentence)

    return serve


def failed_check(
    failure: Failure, hidden: frozenset[str], said: Callable[[str], str] = str
) -> provider_pb2.CheckFailure:
    """Return a failure as the engine takes it; `said` words its reason for this provider."""
    path, reason = told_failure(failure, hidden)
    return provider_pb2.CheckFailure(property=path, reason=said(reason))


def end_with(context: grpc.ServicerContext, sentence: str) -> NoReturn:
    """End the call with this sentence."""
    context.abort(  # type: ignore[no-untyped-call]
        grpc.StatusCode.UNKNOWN, visible(sentence, lines=True)
    )
    raise AssertionError("abort raises")
