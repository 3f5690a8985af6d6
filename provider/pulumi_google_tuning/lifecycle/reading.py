"""A read: what the server has now of an object that the state knows, for a refresh."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from pulumi_google_tuning.fields.tolerant import storable
from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.lifecycle import decoration, documented
from pulumi_google_tuning.lifecycle.abilities.found import Trained
from pulumi_google_tuning.lifecycle.abilities.kept import Breakable
from pulumi_google_tuning.lifecycle.abilities.waited_for import AmongMany, Phase
from pulumi_google_tuning.lifecycle.accepting import Accepted
from pulumi_google_tuning.lifecycle.call import Call, Gone, NotReady, Ready
from pulumi_google_tuning.lifecycle.comparison import changed, drifted, in_words, shown
from pulumi_google_tuning.lifecycle.converging import failed
from pulumi_google_tuning.lifecycle.kind import Kind
from pulumi_google_tuning.lifecycle.outputs import (
    inputs_of,
    outputs_of,
    still_to_clear,
    with_birth,
)
from pulumi_google_tuning.lifecycle.presence import Lost, Presence, is_another
from pulumi_google_tuning.lifecycle.run import Missing
from pulumi_google_tuning.lifecycle.twins import Twins
from pulumi_google_tuning.lifecycle.untold import UNTOLD, marked

if TYPE_CHECKING:
    from pulumi_google_tuning.google.session import Session


_MANY = " (object {} that this run did not find: check the project and the server)"


class Read:
    """One read of one object."""

    def __init__(
        self,
        kind: Kind,
        session: Session,
        call: Call,
        object_id: str,
        inputs: Mapping[str, Any] | None,
        outputs: Mapping[str, Any],
        *,
        retrain: Callable[[], str] = lambda: "allow",
    ) -> None:
        """Remember what is read; `retrain` is the configuration's, a resource's own goes first.

        It is asked only for what is lost.
        """
        self._kind = kind
        self._session = session
        self._call = call
        self._object_id = object_id
        self._outputs = outputs
        self._knows_inputs = inputs is not None
        self._inputs = inputs_of(kind, outputs) if inputs is None else inputs
        self._retrain = retrain
        self._uncleared = still_to_clear(kind, outputs, self._inputs)

    def run(self) -> Ready | NotReady | Gone:
        """Read, and tell what will soon change for what was trained on the inputs."""
        found = self._read()
        documented.tell(self._kind, self._call, self._inputs, trains=False)
        return found

    def _read(self) -> Ready | NotReady | Gone:
        """Read; an object that is waited for and not ready stays so."""
        unchanged = self._unchanged()
        if unchanged is not None:
            return unchanged
        seen = Presence(
            self._kind,
            self._session,
            self._call,
            self._object_id,
            self._outputs,
            self._outputs,
        ).look()
        if isinstance(seen, Lost):
            return self._lost(seen)
        obj = seen.obj
        theirs = shown(self._kind, obj, self._inputs)
        found = changed(self._kind.schema, self._inputs, theirs)
        if found:
            what = in_words(found, self._call.secret_inputs)
            self._call.say(f"drifted: {what}; changed outside this stack")
        return self._result(obj, drifted(self._kind.schema, self._inputs, theirs))

    def _unchanged(self) -> Ready | None:
        """Return what the state has, where the lists of this moment show nothing else.

        Whatever they show otherwise, or don't show, is read: a list may lag.
        """
        kind, inputs = self._kind, self._inputs
        obj = AmongMany.of(kind).among_many(self._session, self._object_id, self._outputs)
        if obj is None or is_another(kind, self._outputs, obj) or self._uncleared:
            return None
        breakable = Breakable.of(kind)
        if breakable.unusable_reason(obj) or breakable.missing_part(obj):
            return None
        if decoration.progress(kind, obj, self._outputs).phase is not Phase.READY:
            return None
        if changed(kind.schema, inputs, shown(kind, obj, inputs)):
            return None
        result = self._result(obj, inputs)
        noted = {field.name for field in kind.schema.outputs if field.provider_only} - {UNTOLD}
        names = kind.schema.fields.keys() - noted
        stored = {name: one for name, one in self._outputs.items() if name in names}
        return result if isinstance(result, Ready) and result.outputs == stored else None

    def result_of(self, obj: Json) -> Ready | NotReady:
        """Return the result for an object that was read just now, on whose inputs all agrees."""
        return self._result(obj, self._inputs)

    def _result(self, obj: Json, now: Mapping[str, Any]) -> Ready | NotReady:
        outputs = self._outputs_with(obj, now)
        known = storable(now) if self._knows_inputs else None
        reason = self._why_not_ready(obj)
        if reason is not None:
            return NotReady(self._object_id, outputs, reason, known)
        return Ready(self._object_id, outputs, known)

    def _lost(self, lost: Lost) -> NotReady | Gone:
        """Say what became of the object; where nothing trains again, the state keeps it.

        A row that the state has dropped is a create, which nothing tells from a new resource's.
        """
        trained = isinstance(self._kind, Trained)
        missing = Missing(self._object_id, self._inputs, self._outputs)
        count = self._call.run.note_lost(self._call.urn, missing)
        if trained and (self._inputs.get("retrain") or self._retrain()) == "deny":
            reason = f"{self._object_id}{lost.why}. It is not trained again: retrain is deny"
            kept = {**self._outputs, **self._uncleared}
            return NotReady(self._object_id, kept, reason, self._known())
        verb = "train" if trained else "create"
        many = "" if count == 1 else _MANY.format(count)
        again = f"The next `pulumi up` will {verb} it again"
        self._call.warn(f"{self._object_id}{lost.why}{many}. {again}")
        return Gone()

    def _known(self) -> dict[str, Any] | None:
        return dict(self._inputs) if self._knows_inputs else None

    def _outputs_with(self, obj: Json, now: Mapping[str, Any]) -> dict[str, Any]:
        """Return the outputs, with the inputs among them as they are now."""
        fields = self._kind.schema.fields
        known = {**self._outputs, **self._inputs}
        outputs = outputs_of(self._kind, with_birth(obj, self._outputs), known)
        kept = {
            name: now[name] if name in now and not fields[name].holds_data else value
            for name, value in outputs.items()
            if name in now or name not in self._inputs
        }
        return {**kept, **self._uncleared, **marked(self._outputs)}

    def _why_not_ready(self, obj: Json) -> str | None:
        progress = decoration.progress(self._kind, obj, self._outputs)
        waited_for = self._inputs.get("wait") is not False
        if waited_for and progress.phase is Phase.FAILED:
            return self._failed()
        if waited_for and progress.phase is Phase.WORKING:
            at = "" if progress.percent is None else f" ({progress.percent:.0f} %)"
            return f"still in training{at}"
        if progress.phase is Phase.FAILED:  # nobody waits, so nothing else would tell
            self._call.warn(self._failed())
        twins = self._twins_of(obj) if progress.phase is Phase.WORKING else None
        if twins:
            return twins
        breakable = Breakable.of(self._kind)
        missing = breakable.missing_part(obj)
        if missing and breakable.mends(self._inputs):
            return missing
        if missing:
            self._call.warn(f"{self._object_id}: {missing}")
        refusal = Accepted.of(self._kind).refusal(obj, self._inputs)
        if refusal:
            return refusal
        if self._uncleared:  # Ready would end what an update has still to do
            return f"{', '.join(self._uncleared)} still has to be cleared: run `pulumi up`"
        return None

    def _twins_of(self, obj: Json) -> str | None:
        """Return the same trainings that run beside an object that nobody waits for."""
        twins = Twins(
            self._kind, self._session, self._call, self._inputs, fixed_id=True, at_once=True
        ).to_call_off(obj)
        if not twins:
            return None
        verb = "trains" if len(twins) == 1 else "train"
        return (
            f"{' and '.join(twins)} {verb} the same as {self._object_id}: an interrupted run "
            f"sent the training twice. To cancel the second one, run `pulumi up`"
        )

    def _failed(self) -> str:
        return failed(self._kind, self._session, self._object_id, self._outputs)
