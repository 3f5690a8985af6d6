"""From an object to the declared one: waited for, patched, and told of where something is wrong.

The object exists, so whatever fails here the state keeps it, and the next update continues.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pulumi_google_tuning.fields.foreign import sentence_of
from pulumi_google_tuning.fields.resource_schema import body_of
from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.lifecycle import calling_off, decoration
from pulumi_google_tuning.lifecycle.abilities.kept import Breakable, Patched
from pulumi_google_tuning.lifecycle.abilities.waited_for import Phase, WaitedFor
from pulumi_google_tuning.lifecycle.accepting import Accepted
from pulumi_google_tuning.lifecycle.call import Call, NotReady, Ready
from pulumi_google_tuning.lifecycle.comparison import differences, shown
from pulumi_google_tuning.lifecycle.kind import Kind
from pulumi_google_tuning.lifecycle.outputs import computed_in, outputs_of, with_birth
from pulumi_google_tuning.lifecycle.polling import Poller
from pulumi_google_tuning.lifecycle.twins import Twins
from pulumi_google_tuning.lifecycle.waiting import Wait, WaitResult

if TYPE_CHECKING:
    from collections.abc import Callable

    from pulumi_google_tuning.google.session import Session


def failed(kind: Kind, session: Session, object_id: str, values: Mapping[str, Any]) -> str:
    """Return the sentence on an object whose training failed, with Google's reason."""
    words = WaitedFor.of(kind).failure(session, object_id, values)
    return (
        f"training {object_id} failed: {words}. It is not retried automatically. Correct the "
        f"inputs, or, to train again on the same ones, change `revision`"
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
        old_outputs: Mapping[str, Any],
    ) -> None:
        self._kind = kind
        self._session = session
        self._poller = poller
        self._call = call
        self._inputs = inputs
        self._old_inputs = old_inputs
        self._computed = computed_in(kind, old_outputs)

    def run(
        self,
        obj: Json,
        *,
        patch: bool,
        fixed_id: bool = False,
        look_at_once: bool = False,
        mend: bool = False,
    ) -> Ready | NotReady:
        """Wait for the object, unless the inputs say not to, and mend and patch it where asked to.

        Without a `fixed_id` it may end with another training of the same identity. An object that
        wasn't made just now is worth a look for those at once.
        """
        object_id = self._kind.object_id(obj)
        first = known = obj
        try:
            waits = self._inputs.get("wait") is not False
            works = self._works(obj)
            # Who doesn't wait looks only once, after its own POST too.
            at_once = look_at_once or (works and (fixed_id or not waits))
            twins = Twins(
                self._kind,
                self._session,
                self._call,
                self._inputs,
                fixed_id=fixed_id,
                at_once=at_once,
            )
            if not waits and at_once:
                obj = known = self._dated(twins.look(obj) or obj, known)
                object_id = self._kind.object_id(obj)
            if waits and isinstance(self._kind, WaitedFor):
                ended = self._wait(obj, twins)
                if isinstance(ended, NotReady):
                    return ended
                object_id = self._kind.object_id(ended)
                obj = known = self._dated(ended, known)
                obj = known = self._kind.read_in_full(self._session, obj)
            if mend:
                obj = known = self._dated(self._mend(obj), known)
            if patch:
                obj = self._dated(self._patch(object_id, obj), known)
            return self._ended(object_id, obj, worked=works)
        except Exception as error:  # noqa: BLE001 - what was paid for is kept from mistakes of ours
            # The object exists, so the state must have it; `update` finishes the work.
            outputs = self._outputs_of_either(known, first)
            return NotReady(object_id, outputs, sentence_of(error))

    def _ended(self, object_id: str, obj: Json, *, worked: bool) -> Ready | NotReady:
        outputs = self._outputs(obj)
        refusal = Accepted.of(self._kind).refusal(obj, self._inputs)
        if refusal:
            return NotReady(object_id, outputs, f"{object_id}: {refusal}")
        breakable = Breakable.of(self._kind)
        missing = breakable.missing_part(obj)
        if missing and breakable.mends(self._inputs):
            return NotReady(object_id, outputs, f"{object_id}: {missing}")
        if missing:
            self._call.warn(f"{object_id}: {missing}")
        warning = WaitedFor.of(self._kind).warning_when_ready(obj)
        if warning:
            self._call.warn(f"{object_id}: {warning}")
        if decoration.progress(self._kind, obj, self._inputs).phase is Phase.FAILED:
            # Nobody waits for it, so nothing else would tell.
            self._call.warn(failed(self._kind, self._session, object_id, self._inputs))
        note = WaitedFor.of(self._kind).note_when_ready(obj)
        if note:
            self._call.say(f"{object_id}: {note}")
        self._tell_result(obj, worked=worked)
        return Ready(object_id, outputs)

    def _tell_result(self, obj: Json, *, worked: bool) -> None:
        """End the row with what came of the training; a patch of one that was ready tells none."""
        progress = decoration.progress(self._kind, obj, self._inputs)
        is_news = progress.phase is Phase.READY and (worked or not self._old_inputs)
        self._call.ended(progress.text if is_news else "")

    def _mend(self, obj: Json) -> Json:
        """Make what the object lacks, where the inputs want that."""
        breakable = Breakable.of(self._kind)
        if not breakable.missing_part(obj) or not breakable.mends(self._inputs):
            return obj
        return breakable.mend(self._session, obj, self._inputs, self._call)

    def _outputs(self, obj: Json) -> dict[str, Any]:
        return outputs_of(self._kind, obj, {**self._computed, **self._inputs})

    def _outputs_of_either(self, latest: Json, first: Json) -> dict[str, Any]:
        """Return the outputs of an object as it is known last, or else as it was at first."""
        try:
            return self._outputs(latest)
        except Exception:  # noqa: BLE001 - as above: it may be what the mistake is about
            return self._outputs(first)

    def _dated(self, obj: Json, known: Json) -> Json:
        """Return an object with its creation time where only an earlier answer had one."""
        same = self._kind.object_id(obj) == self._kind.object_id(known)
        return with_birth(obj, known) if same else obj

    def _works(self, obj: Json) -> bool:
        return decoration.progress(self._kind, obj, self._inputs).phase is Phase.WORKING

    def _wait(self, obj: Json, twins: Twins) -> Json | NotReady:
        ended = WaitResult(twins.look(obj) or obj, Phase.WORKING, moved=True)
        while ended.moved:
            waited_for = ended.obj
            ended = Wait(
                self._kind,
                self._poller(),
                self._call,
                self._inputs,
                waited_for,
                twins.look,
                self._session.server_clock.now,
            ).run()
        if ended.timed_out is not None and calling_off.is_wanted(self._kind, self._inputs):
            ended = calling_off.CallingOff(
                self._kind, self._session, self._poller(), self._call, self._inputs
            ).run(ended)
        reason = self._why_not_ready(ended)
        if reason is None:
            return ended.obj
        object_id = self._kind.object_id(ended.obj)
        return NotReady(object_id, self._outputs(self._dated(ended.obj, obj)), reason)

    def _why_not_ready(self, ended: WaitResult) -> str | None:
        object_id = self._kind.object_id(ended.obj)
        if ended.gone:
            return (
                f"{object_id} was deleted outside this stack while this run waited for it. "
                f"To create it again, run `pulumi up --refresh`"
            )
        if ended.reason is not None:
            return f"{object_id}: {ended.reason}"
        if ended.phase is Phase.FAILED:
            return failed(self._kind, self._session, object_id, self._inputs)
        return None

    def _patch(self, object_id: str, obj: Json) -> Json:
        """Patch what the server has otherwise, and clear what the program no longer declares."""
        why_not = Patched.of(self._kind).unpatchable(obj)
        if why_not is not None:
            self._tell_unpatched(why_not)
            return obj
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

    def _tell_unpatched(self, why_not: str) -> None:
        """Say what the program changed and what can't be; the state has it from now on."""
        changed = [
            field.name
            for field in self._kind.schema.inputs
            if field.change == "patch"
            and self._inputs.get(field.name) != self._old_inputs.get(field.name)
        ]
        if changed and self._old_inputs:
            self._call.warn(f"{', '.join(changed)} can't be changed on Google's side: {why_not}")

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
