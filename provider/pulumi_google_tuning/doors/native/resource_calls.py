"""The calls for a resource: the engine's values plain to the life cycle, and its results back."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from google.protobuf import empty_pb2, struct_pb2
from pulumi.runtime.proto import provider_pb2

from pulumi_google_tuning.doors.native.answers import InitFailed, answered, failed_check
from pulumi_google_tuning.doors.native.difference import difference
from pulumi_google_tuning.doors.native.ignoring import refuse_wrong_paths
from pulumi_google_tuning.doors.native.incoming import Incoming
from pulumi_google_tuning.doors.native.serving import Serving
from pulumi_google_tuning.doors.native.unprotected import tell_of_unprotected
from pulumi_google_tuning.doors.shared.calls import (
    CHECKED,
    Asked,
    read_once,
    serving,
    without_secrets,
)
from pulumi_google_tuning.doors.shared.previewed import changed_since
from pulumi_google_tuning.doors.shared.tokens import name_in
from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.fields.row_lists import fields_of, join_lists, names_with_rows
from pulumi_google_tuning.lifecycle.call import Call, Gone, NotReady, Ready
from pulumi_google_tuning.lifecycle.kind import Kind
from pulumi_google_tuning.lifecycle.placed import PlacedLifecycle

_TYPE_PART: Final = 2  # of urn:pulumi:STACK::PROJECT::TYPE::NAME


class ResourceCalls:
    """The part of the servicer that is asked about a resource."""

    def __init__(self, configured: Callable[[], Serving]) -> None:
        """Begin; `configured` returns what serves, or raises GoogleTuningError before there is."""
        self._configured = configured

    @answered
    def Check(self, incoming: Incoming) -> Any:  # noqa: N802
        """Validate and canonicalise the program's inputs."""
        served = self._configured()
        secret = incoming.secret_names("news")  # of the old inputs nothing is told
        with self._call(incoming, over=CHECKED) as (life, call):
            schema = life.kind.schema
            given = incoming.values("news")
            joined = join_lists(schema, given, incoming.values("olds"))
            call.run.note_given_as(call.urn, joined.given_as)
            state = read_once(served.settled_state, at_once=not incoming.values("olds"))
            mine = replace(call, secret_inputs=fields_of(schema, secret), state=state)
            checked = life.check(mine, incoming.values("olds"), joined.inputs)
            tell_of_unprotected(mine, checked.inputs, life.config)
        failures = [*joined.failures, *joined.name_as_given(checked.failures)]
        hidden = secret | fields_of(schema, secret) | names_with_rows(schema, given)
        if incoming.urn and not failures:
            failures = changed_since(served.previewed, schema, incoming.urn, checked.inputs)
        if not failures and not incoming.values("olds"):
            served.count_training(life.kind, checked.inputs)
        return provider_pb2.CheckResponse(
            inputs=incoming.answer(checked.inputs, schema, "news"),
            failures=[failed_check(one, hidden, served.in_its_words) for one in failures],
        )

    @answered
    def Diff(self, incoming: Incoming) -> Any:  # noqa: N802
        """Compare the stored inputs with the program's."""
        news, olds = incoming.values("news"), incoming.values("olds")
        old_inputs = incoming.sent("old_inputs")
        with self._call(incoming, over=CHECKED) as (life, call):
            refuse_wrong_paths(life.kind.schema, call, incoming.message.ignoreChanges)
            change = life.diff(call, incoming.message.id, old_inputs, olds, news)
        return difference(change)

    @answered
    def Create(self, incoming: Incoming) -> Any:  # noqa: N802
        """Train, or find the training that an earlier run started; in a preview, foresee."""
        inputs = incoming.values("properties")
        with self._call(incoming) as (life, call):
            if incoming.message.preview:
                seen = life.foresee_create(call, inputs)
                found = incoming.answer(seen, life.kind.schema, "properties")
                return provider_pb2.CreateResponse(properties=found)
            result = life.create(call, inputs)
        outputs = _settle(incoming, life.kind, result, inputs, "properties")
        return provider_pb2.CreateResponse(id=result.id, properties=outputs)

    @answered
    def Update(self, incoming: Incoming) -> Any:  # noqa: N802
        """Patch in place, and continue waiting where an earlier run stopped."""
        inputs, olds = incoming.values("news"), incoming.values("olds")
        old_inputs, object_id = incoming.sent("old_inputs"), incoming.message.id
        with self._call(incoming) as (life, call):
            if incoming.message.preview:
                seen = life.foresee_update(call, object_id, old_inputs, olds, inputs)
                found = incoming.answer(seen, life.kind.schema, "news")
                return provider_pb2.UpdateResponse(properties=found)
            result = life.update(call, object_id, old_inputs, olds, inputs)
        outputs = _settle(incoming, life.kind, result, inputs, "news")
        return provider_pb2.UpdateResponse(properties=outputs)

    @answered
    def Read(self, incoming: Incoming) -> Any:  # noqa: N802
        """See what the server has now; without inputs, take an object in that the state hasn't."""
        inputs, outputs = incoming.sent("inputs"), incoming.values("properties")
        with self._call(incoming) as (life, call):
            if inputs:
                result = life.read(call, incoming.message.id, inputs, outputs)
            else:
                # An import sends no inputs; a program that only reads (`get`) sends at least {}.
                holds = inputs is None
                result = life.take_in(call, incoming.message.id, outputs, holds=holds)
        if isinstance(result, Gone):
            return provider_pb2.ReadResponse()
        settled = _settle(incoming, life.kind, result, inputs or {}, "inputs", "properties")
        known = result.inputs if result.inputs is not None else inputs or {}
        return provider_pb2.ReadResponse(
            id=result.id,
            properties=settled,
            inputs=incoming.answer(known, life.kind.schema, "inputs"),
        )

    @answered
    def Delete(self, incoming: Incoming) -> Any:  # noqa: N802
        """Delete the object that the state knows."""
        with self._call(incoming) as (life, call):
            life.delete(call, incoming.message.id, incoming.values("properties"))
        return empty_pb2.Empty()

    # -- shared ----------------------------------------------------------------------------------

    @contextlib.contextmanager
    def _call(
        self, incoming: Incoming, over: str | None = None
    ) -> Iterator[tuple[PlacedLifecycle, Call]]:
        served = self._configured()
        if over is None:  # a check and a diff ask when they must know
            served.begin_to_read_state()
        incoming.in_its_words = served.in_its_words
        life = served.life(_title_in(incoming.urn or ""))
        asked = Asked(
            urn=incoming.urn,
            timeout_seconds=incoming.timeout_seconds,
            secret_inputs=incoming.secret_inputs,
            masked=incoming.masked,
            state=served.state,
            any_language=True,
        )
        with serving(served, life.config, asked, over) as call:
            yield life, call


def _settle(
    incoming: Incoming,
    kind: Kind,
    result: Ready | NotReady,
    inputs: Mapping[str, Any],
    *parts: str,
) -> struct_pb2.Struct:
    """Return the outputs, or end the call with an object that isn't ready but must be kept."""
    outputs = incoming.answer(without_secrets(result.outputs, incoming.masked), kind.schema, *parts)
    if isinstance(result, Ready):
        return outputs
    kept = inputs if result.inputs is None else result.inputs
    stored = incoming.answer(kept, kind.schema, *parts)
    raise InitFailed(result.id, outputs, stored, incoming.masked(result.reason))


def _title_in(urn: str) -> str:
    """Return the resource's title in a urn: `TunedModel`."""
    parts = urn.split("::", _TYPE_PART + 1)
    token = parts[_TYPE_PART].rpartition("$")[2] if len(parts) > _TYPE_PART else ""
    title = name_in(token)
    if title is None:
        raise GoogleTuningError(f"google-tuning has no resource of the type {token or urn!r}")
    return title
