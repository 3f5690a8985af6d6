"""Resources whose outputs have no reference to the provider: imported ones, or the native plugin's.

The host ends with a KeyError for them, before it has loaded any code of ours. Hence `answer` is
called at the start of the host's process, by pulumi_google_tuning_host.pth beside the installed
package. The engine reads what it imports without any reference (pulumi/pulumi#16175): that gets a
sentence with the way that there is. A stack that has come back from the native plugin has the
reference among the inputs alone, until an update writes the outputs.

Relies on: the host hands its servicer to the generated `add_ResourceProviderServicer_to_server`,
which looks up its methods then. When that goes: the KeyError is back.
"""

from __future__ import annotations

from typing import Any

import grpc
from pulumi.runtime.proto import provider_pb2_grpc

from pulumi_google_tuning.doors.shared import tokens
from pulumi_google_tuning.fields.schema_files import load_schema
from pulumi_google_tuning.fields.spelling import snake

_PROVIDER_KEY = "__provider"
_URN_PARTS = 4
# Where a Read and a Delete have the stored inputs.
_INPUTS = ("inputs", "old_inputs")


def no_import(resource_name: str, title: str) -> str:
    """Return what to do instead of importing a resource of ours; `title` is its class."""
    return (
        f"{resource_name}: a {title} can't be imported, because Pulumi's dynamic providers do not "
        f"support import. Nothing was sent. {load_schema(snake(title))['x-import']}. The native "
        f"plugin can import it: see docs/importing.md"
    )


def answer() -> None:
    """Have the host that starts in this process answer an import of ours with that sentence."""
    add = provider_pb2_grpc.add_ResourceProviderServicer_to_server

    def add_guarded(servicer: Any, server: Any) -> Any:
        read, delete = servicer.Read, servicer.Delete

        def guarded(request: Any, context: Any) -> Any:
            sentence = _refusal(request)
            if sentence is not None:
                context.abort(grpc.StatusCode.UNKNOWN, sentence)
            return read(_with_reference(request), context)

        servicer.Read = guarded
        servicer.Delete = lambda request, context: delete(_with_reference(request), context)
        return add(servicer, server)

    provider_pb2_grpc.add_ResourceProviderServicer_to_server = add_guarded


def _with_reference(request: Any) -> Any:
    """Return a request whose outputs have the reference, where its inputs have one."""
    for name in _INPUTS:
        inputs = getattr(request, name, None)
        if inputs is not None and _PROVIDER_KEY not in request.properties.fields:
            reference = inputs.fields.get(_PROVIDER_KEY)
            if reference is not None:
                request.properties.fields[_PROVIDER_KEY].CopyFrom(reference)
    return request


def _refusal(request: Any) -> str | None:
    """Return the sentence, where a read of a resource of ours has no reference to its provider."""
    if _PROVIDER_KEY in request.properties.fields or _PROVIDER_KEY in request.inputs.fields:
        return None
    parts = request.urn.split("::", _URN_PARTS - 1)
    if len(parts) < _URN_PARTS:
        return None
    token = parts[2].rpartition("$")[2]
    title = tokens.shown_name_in(token)
    if title is None:
        return None
    try:
        return no_import(parts[3], title)
    except (FileNotFoundError, KeyError):
        # Any class of any program may be of a type like ours; the first one was ours alone.
        ours = token == tokens.former_token_of(title)
        return f"{parts[3]}: there is no resource type {title}" if ours else None
