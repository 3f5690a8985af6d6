"""The life cycle of any resource: create, read, update, delete over plain values.

What differs between resources is the kind's; what is Pulumi's is the door's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.fields.resource_schema import body_of
from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.google.config import Config
from pulumi_google_tuning.google.errors import ApiError
from pulumi_google_tuning.lifecycle import diff as differ
from pulumi_google_tuning.lifecycle.adoption import Maker
from pulumi_google_tuning.lifecycle.call import (
    Call,
    Change,
    Gone,
    LifecycleError,
    NotReady,
    Ready,
)
from pulumi_google_tuning.lifecycle.check import Checked, check
from pulumi_google_tuning.lifecycle.identity import trained_on
from pulumi_google_tuning.lifecycle.kind import Kind, Phase
from pulumi_google_tuning.lifecycle.outputs import (
    changed_paths,
    drifted,
    inputs_of,
    outputs_of,
    still_to_clear,
)
from pulumi_google_tuning.lifecycle.polling import Poller
from pulumi_google_tuning.lifecycle.waiting import Wait

if TYPE_CHECKING:
    from pulumi_google_tuning.google.session import Session

PollerFor = Callable[[Kind, Mapping[str, Any]], Poller]


class Lifecycle:
    """The steps of one kind of resource against one API."""

    def __init__(
        self, kind: Kind, session: Session, poller_for: PollerFor, config: Config | None = None
    ) -> None:
        self.kind = kind
        self._session = session
        self._poller_for = poller_for
        self._config = config or Config()

    # -- check and diff ------------------------------------------------------------------------

    def check(self, call: Call, old_inputs: Mapping[str, Any], news: Mapping[str, Any]) -> Checked:
        """Validate and canonicalise; say what a new resource will cost."""
        checked = check(self.kind.schema, news)
        if checked.data is not None:
            call.run.data.keep(checked.data)
            call.run.sizes.note(checked.data)
        if not checked.failures:
            problems = self.kind.problems(checked.inputs, self._config)
            schema = self.kind.schema
            if trained_on(schema, old_inputs) != trained_on(schema, checked.inputs):
                problems += self.kind.training_problems(checked.inputs, call.run)
            checked = replace(checked, failures=sorted(problems))
        # A replacement is checked twice, and its diff has announced it.
        if not old_inputs and not checked.failures and not call.run.replaces(call.urn):
            plan = self.kind.plan(checked.inputs, self._config, call.run)
            self._announce(call, checked.inputs, plan)
        return checked

    def diff(
        self,
        call: Call,
        object_id: str,
        old_inputs: Mapping[str, Any] | None,
        old_outputs: Mapping[str, Any],
        news: Mapping[str, Any],
    ) -> Change:
        """Compare; `old_inputs` is None where the host doesn't know them."""
        olds = inputs_of(self.kind, old_outputs, news) if old_inputs is None else old_inputs
        change = differ.diff(self.kind, object_id, olds, old_outputs, news, self._config, call.run)
        if change.replaces and self.kind.trains and change.certain:
            self._refuse_retraining(call, news, change)
        if change.replaces:
            call.run.note_replacement(call.urn, self.kind.addresses(object_id, old_outputs))
            self._announce(call, news, change.summary)
        elif change.summary and call.run.is_news(call.urn, change.summary):
            call.say(change.summary)
        return change

    def _refuse_retraining(self, call: Call, news: Mapping[str, Any], change: Change) -> None:
        """Raise where the resource, or else the configuration, says that nothing trains again."""
        mine = news.get("retrain")
        if (mine or self._config.retrain) != "deny":
            return
        if mine:
            who, way = "its retrain", "set it to allow"
        else:
            who = "google-tuning:retrain"
            way = "run `pulumi config set google-tuning:retrain allow`"
        raise LifecycleError(
            f"{call.name}: {who} is deny, and this change {change.summary}; undo the change, or "
            f"{way}"
        )

    def _announce(self, call: Call, inputs: Mapping[str, Any], plan: str | None) -> None:
        if plan:
            call.say(plan)
        advice = self.kind.advice(inputs)
        if advice:
            call.warn(advice)

    # -- create and update ---------------------------------------------------------------------

    def create(self, call: Call, inputs: Mapping[str, Any]) -> Ready | NotReady:
        """Make the object, or find the one that an earlier run made, and wait for it."""
        made = Maker(
            self.kind,
            self._session,
            call,
            inputs,
            lambda: call.run.data.get(self.kind.schema, inputs),
        ).run()
        patch = made.adopted or self.kind.mends_after_create
        return self._converge(call, inputs, {}, made.obj, patch=patch)

    def update(
        self,
        call: Call,
        object_id: str,
        old_inputs: Mapping[str, Any] | None,
        old_outputs: Mapping[str, Any],
        inputs: Mapping[str, Any],
    ) -> Ready | NotReady:
        """Go on waiting where an earlier run stopped, and patch what the server has otherwise."""
        olds = inputs_of(self.kind, old_outputs, inputs) if old_inputs is None else old_inputs
        olds = {**olds, **still_to_clear(self.kind, old_outputs, olds)}
        obj = self.kind.get(self._session, object_id, inputs)
        if obj is None:
            raise LifecycleError(
                f"{object_id} was deleted outside this stack: run `pulumi up --refresh`, "
                f"which makes it again"
            )
        void = self.kind.void(obj)
        if void:
            raise LifecycleError(
                f"{object_id}: {void}: run `pulumi up --refresh`, which makes it again"
            )
        ended = self._converge(call, inputs, olds, obj, patch=True)
        if isinstance(ended, Ready):
            return ended
        # What the program has dropped still has to be cleared.
        return replace(ended, outputs={**ended.outputs, **still_to_clear(self.kind, olds, inputs)})

    def _converge(
        self,
        call: Call,
        inputs: Mapping[str, Any],
        old_inputs: Mapping[str, Any],
        obj: Json,
        *,
        patch: bool,
    ) -> Ready | NotReady:
        """From an object to the declared one. Whatever fails from here on, the state keeps it."""
        object_id = self.kind.object_id(obj)
        try:
            if inputs.get("wait") is not False:
                ended = self._wait(call, inputs, obj)
                if isinstance(ended, NotReady):
                    return ended
                obj = self.kind.settled(self._session, ended)
            if patch:
                obj = self._patch(object_id, inputs, old_inputs, obj)
        except GoogleTuningError as error:
            # The object exists, so the state must have it; `update` finishes the work.
            return NotReady(object_id, outputs_of(self.kind, obj, inputs), reason=str(error))
        outputs = outputs_of(self.kind, obj, inputs)
        lost = self.kind.lost(obj)
        if lost:
            return NotReady(object_id, outputs, f"{object_id}: {lost}")
        caveat = self.kind.caveat(obj)
        if caveat:
            call.warn(f"{object_id}: {caveat}")
        return Ready(object_id, outputs)

    def _wait(self, call: Call, inputs: Mapping[str, Any], obj: Json) -> Json | NotReady:
        object_id = self.kind.object_id(obj)
        ended = Wait(self.kind, self._poller_for(self.kind, inputs), call, inputs, obj).run()
        outputs = outputs_of(self.kind, ended.obj, inputs)
        if ended.gone:
            reason = (
                f"{object_id} was deleted outside this stack while it was waited for: "
                f"run `pulumi up --refresh`, which makes it again"
            )
            return NotReady(object_id, outputs, reason)
        if ended.reason is not None:
            return NotReady(object_id, outputs, f"{object_id}: {ended.reason}")
        if ended.phase is Phase.FAILED:
            return NotReady(object_id, outputs, self._failed(object_id, inputs))
        return ended.obj

    def _failed(self, object_id: str, values: Mapping[str, Any]) -> str:
        words = self.kind.failure(self._session, object_id, values)
        return (
            f"training {object_id} failed: {words}; it is not tried again by itself: correct the "
            f"inputs, or change `revision` to train again on the same ones"
        )

    def _patch(
        self,
        object_id: str,
        inputs: Mapping[str, Any],
        old_inputs: Mapping[str, Any],
        obj: Json,
    ) -> Json:
        """Patch what the server has otherwise, and clear what the program no longer declares."""
        differing = {path.partition(".")[0] for path in self.kind.differences(inputs, obj)}
        removed = {
            name for name, value in old_inputs.items() if value is not None and name not in inputs
        }
        names = [
            field.name
            for field in self.kind.schema.inputs
            if field.change == "patch"
            and (
                field.name in differing | removed
                or _dropped_keys(old_inputs.get(field.name), inputs.get(field.name))
            )
        ]
        if not names:
            return obj
        body = body_of(self.kind.schema, inputs, names)
        mask = [".".join(self.kind.schema.fields[name].body_path) for name in names]
        patched = self.kind.patch(self._session, object_id, inputs, body, mask, old_inputs)
        return patched or obj

    # -- read and delete -----------------------------------------------------------------------

    def read(
        self,
        call: Call,
        object_id: str,
        inputs: Mapping[str, Any] | None,
        outputs: Mapping[str, Any],
    ) -> Ready | NotReady | Gone:
        """See what the server has now; an object that is waited for and not ready stays so."""
        olds = inputs_of(self.kind, outputs) if inputs is None else inputs
        uncleared = still_to_clear(self.kind, outputs, olds)
        obj = self.kind.get(self._session, object_id, outputs)
        if obj is None or self._another(outputs, obj):
            since = "" if obj is None else f", and made anew at {obj.get('createTime')} by others"
            call.warn(f"{object_id} was deleted outside this stack{since}: {self._made_again()}")
            return Gone()
        void = self.kind.void(obj)
        if void:
            call.warn(f"{object_id}: {void}; {self._made_again()}")
            return Gone()
        seen = outputs_of(self.kind, obj, {**outputs, **olds})
        now = drifted(self.kind, olds, obj)
        changed = changed_paths(self.kind, olds, obj)
        if changed:
            # Names alone: a value may be a secret, and the engine shows what may be shown.
            call.say(f"drifted: {', '.join(changed)} changed outside this stack")
        seen = {name: value for name, value in seen.items() if name in now or name not in olds}
        fields = self.kind.schema.fields
        seen.update(
            {
                name: value
                for name, value in now.items()
                if name in seen and not fields[name].holds_data
            }
        )
        seen.update(uncleared)
        known = None if inputs is None else now
        progress = self.kind.progress(obj, outputs)
        waited_for = olds.get("wait") is not False
        if waited_for and progress.phase is Phase.FAILED:
            return NotReady(object_id, seen, self._failed(object_id, outputs), known)
        if waited_for and progress.phase is Phase.WORKING:
            at = "" if progress.percent is None else f" ({progress.percent:.0f} %)"
            return NotReady(object_id, seen, f"still in training{at}", known)
        if progress.phase is Phase.FAILED:  # nobody waits, so nothing else would tell
            call.warn(self._failed(object_id, outputs))
        lost = self.kind.lost(obj)
        if lost:
            return NotReady(object_id, seen, lost, known)
        if uncleared:  # Ready would end what an update has still to do
            reason = f"{', '.join(uncleared)} is still to be cleared: `pulumi up` does it"
            return NotReady(object_id, seen, reason, known)
        return Ready(object_id, seen, known)

    def _made_again(self) -> str:
        verb = "trains" if self.kind.trains else "makes"
        return f"the next `pulumi up` {verb} it again"

    def delete(self, call: Call, object_id: str, outputs: Mapping[str, Any]) -> None:
        """Delete the object that the state knows, and no other one."""
        if self.kind.born(outputs) is not None:
            obj = self.kind.get(self._session, object_id, outputs)
            if obj is None:
                return
            if self._another(outputs, obj):
                call.warn(
                    f"{object_id} is left alone: it was made anew at {obj.get('createTime')}, and "
                    f"the one that this resource stood for is gone already"
                )
                return
        try:
            self.kind.delete(self._session, object_id, outputs, call)
        except ApiError as error:
            if not error.gone:
                raise

    def _another(self, outputs: Mapping[str, Any], obj: Json) -> bool:
        """Return whether the server's object is a later one under the id of ours."""
        mine, theirs = self.kind.born(outputs), self.kind.born(obj)
        return mine is not None and theirs is not None and mine != theirs


def _dropped_keys(old: Any, new: Any) -> bool:
    """Return whether a map (of labels) lost a key that the program had declared."""
    return isinstance(old, Mapping) and not set(old) <= set(new or {})
