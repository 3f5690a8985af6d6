"""From an object to the declared one: waited for, patched, and told of where something is wrong.

The object exists, so whatever fails here the state keeps it, and the next update goes on.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.fields.resource_schema import body_of
from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.lifecycle.abilities import Breakable, Patched, Phase, WaitedFor
from pulumi_google_tuning.lifecycle.call import Call, NotReady, Ready
from pulumi_google_tuning.lifecycle.comparison import differences, shown
from pulumi_google_tuning.lifecycle.kind import Kind
from pulumi_google_tuning.lifecycle.outputs import outputs_of
from pulumi_google_tuning.lifecycle.polling import Poller
from pulumi_google_tuning.lifecycle.waiting import Wait

if TYPE_CHECKING:
    from collections.abc import Callable

    from pulumi_google_tuning.google.session import Session


def failed(kind: Kind, session: Session, object_id: str, values: Mapping[str, Any]) -> str:
    """Return the sentence on an object whose training failed, with Google's reason."""
    words = WaitedFor.of(kind).failure(session, object_id, values)
    return (
        f"training {object_id} failed: {words}; it is not tried again by itself: correct the "
        f"inputs, or change `revision` to train again on the same ones"
    )


class Convergence:
    """The way of one object to what one call declares."""

    def __init__(
        self,
        kind: Kind,
        session: Session,
        poller: Callable[[], Poller],
        call: Call,
        inputs: Mapping[str, Any],
        old_inputs: Mapping[str, Any],
    ) -> None:
        self._kind = kind
        self._session = session
        self._poller = poller
        self._call = call
        self._inputs = inputs
        self._old_inputs = old_inputs

    def run(self, obj: Json, *, patch: bool) -> Ready | NotReady:
        """Wait for the object, unless the inputs say not to, and patch it where asked to."""
        object_id = self._kind.object_id(obj)
        try:
            if isinstance(self._kind, WaitedFor) and self._inputs.get("wait") is not False:
                ended = self._wait(obj)
                if isinstance(ended, NotReady):
                    return ended
                obj = self._kind.read_in_full(self._session, ended)
            if patch:
                obj = self._patch(object_id, obj)
        except GoogleTuningError as error:
            # The object exists, so the state must have it; `update` finishes the work.
            return NotReady(object_id, self._outputs(obj), reason=str(error))
        outputs = self._outputs(obj)
        missing = Breakable.of(self._kind).missing_part(obj)
        if missing:
            return NotReady(object_id, outputs, f"{object_id}: {missing}")
        warning = WaitedFor.of(self._kind).warning_when_ready(obj)
        if warning:
            self._call.warn(f"{object_id}: {warning}")
        return Ready(object_id, outputs)

    def _outputs(self, obj: Json) -> dict[str, Any]:
        return outputs_of(self._kind, obj, self._inputs)

    def _wait(self, obj: Json) -> Json | NotReady:
        object_id = self._kind.object_id(obj)
        ended = Wait(self._kind, self._poller(), self._call, self._inputs, obj).run()
        outputs = self._outputs(ended.obj)
        if ended.gone:
            reason = (
                f"{object_id} was deleted outside this stack while it was waited for: "
                f"run `pulumi up --refresh`, which makes it again"
            )
            return NotReady(object_id, outputs, reason)
        if ended.reason is not None:
            return NotReady(object_id, outputs, f"{object_id}: {ended.reason}")
        if ended.phase is Phase.FAILED:
            reason = failed(self._kind, self._session, object_id, self._inputs)
            return NotReady(object_id, outputs, reason)
        return ended.obj

    def _patch(self, object_id: str, obj: Json) -> Json:
        """Patch what the server has otherwise, and clear what the program no longer declares."""
        names = self._names_to_patch(obj)
        if not names:
            return obj
        schema = self._kind.schema
        body = body_of(schema, self._inputs, names)
        mask = [".".join(schema.fields[name].body_path) for name in names]
        patched = Patched.of(self._kind).patch(
            self._session, object_id, self._inputs, body, mask, self._old_inputs
        )
        return patched or obj

    def _names_to_patch(self, obj: Json) -> list[str]:
        schema, inputs, olds = self._kind.schema, self._inputs, self._old_inputs
        paths = differences(schema, inputs, shown(self._kind, obj, inputs))
        differing = {path.partition(".")[0] for path in paths}
        removed = {name for name, value in olds.items() if value is not None and name not in inputs}
        return [
            field.name
            for field in schema.inputs
            if field.change == "patch"
            and (
                field.name in differing | removed
                or _dropped_keys(olds.get(field.name), inputs.get(field.name))
            )
        ]


def _dropped_keys(old: Any, new: Any) -> bool:
    """Return whether a map (of labels) lost a key that the program had declared."""
    return isinstance(old, Mapping) and not set(old) <= set(new or {})
