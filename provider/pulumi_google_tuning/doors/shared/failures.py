"""How a failure is said, and how an object that isn't ready is told to the engine."""

from __future__ import annotations

import contextlib
import re
from importlib import import_module
from typing import Any

from google.protobuf import descriptor_pool, message_factory, struct_pb2

from pulumi_google_tuning.fields.foreign import visible
from pulumi_google_tuning.fields.messages import Failure

UNKNOWN_CODE = 2


DETAILS_KEY = "grpc-status-details-bin"


def struct_of(values: dict[str, Any]) -> struct_pb2.Struct:
    """Return values as the protocol has them."""
    struct = struct_pb2.Struct()
    struct.update(values)
    return struct


def status_class() -> Any:
    """Return google.rpc.Status: Pulumi's SDK and Google's libraries both register it.

    A process can load only one of the two, so the one that is there is taken; where none is,
    Google's: after Pulumi's, google-cloud-storage could not be imported any more.
    """
    pool = descriptor_pool.Default()
    with contextlib.suppress(KeyError):
        return message_factory.GetMessageClass(pool.FindMessageTypeByName("google.rpc.Status"))
    try:
        return import_module("google.rpc.status_pb2").Status
    except ImportError:
        return import_module("pulumi.runtime.proto.status_pb2").Status


def told_failure(failure: Failure, hidden: frozenset[str]) -> tuple[str, str]:
    """Return a failure's path and reason; the engine prints the value of a property that is named.

    It does so for a secret's value, and for all rows of a list, too (issueCheckFailures in
    resource/deploy/step_generator.go). So what is `hidden` is named only in the sentence.
    """
    path, reason = visible(failure.path), visible(failure.reason, lines=True)
    if re.split(r"[.\[]", path, maxsplit=1)[0] in hidden:
        # A problem of a row, or of data without a path, begins with where it is.
        return "", reason if reason.startswith((f"{path}[", f"{path}:")) else f"{path}: {reason}"
    return path, reason
