"""What changes an object: its create and its update, each within one call.

Most runs begin with a preview, and many end with it: so this module, and what it needs, is
imported by the first change of a run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.google.config import Config
from pulumi_google_tuning.google.session import Session
from pulumi_google_tuning.lifecycle import denied
from pulumi_google_tuning.lifecycle.abilities.found import FoundAgain, Recreatable
from pulumi_google_tuning.lifecycle.abilities.kept import Patched
from pulumi_google_tuning.lifecycle.adoption import FindOrCreate
from pulumi_google_tuning.lifecycle.call import Call, LifecycleError, NotReady, Ready
from pulumi_google_tuning.lifecycle.converging import Convergence
from pulumi_google_tuning.lifecycle.kind import Kind
from pulumi_google_tuning.lifecycle.outputs import inputs_of, still_to_clear, with_birth
from pulumi_google_tuning.lifecycle.polling import Poller
from pulumi_google_tuning.lifecycle.presence import Lost, Presence
from pulumi_google_tuning.lifecycle.untold import in_programs_words


class Changing:
    """The create or the update of one object."""

    def __init__(
        self,
        kind: Kind,
        session: Session,
        poller: Callable[[], Poller],
        call: Call,
        inputs: Mapping[str, Any],
        config: Config,
    ) -> None:
        self.kind = kind
        self._session = session
        self._poller = poller
        self._call = call
        self._inputs = inputs
        self._config = config

    def create(self) -> Ready | NotReady:
        """Make the object, or find the one that an earlier run made, and wait for it."""
        call, inputs = self._call, self._inputs
        found = FindOrCreate(
            self.kind,
            self._session,
            call,
            inputs,
            lambda: call.run.data.get(self.kind.schema, inputs),
            self._config,
        ).run()
        if found.adopted or not isinstance(self.kind, FoundAgain):
            self._note_taken(found.obj)
        patch = found.adopted or Patched.of(self.kind).patch_after_create
        return self._convergence({}, {}).run(
            found.obj, patch=patch, look_at_once=found.adopted, mend=found.adopted
        )

    def update(
        self,
        object_id: str,
        old_inputs: Mapping[str, Any] | None,
        old_outputs: Mapping[str, Any],
    ) -> Ready | NotReady:
        """Continue waiting where an earlier run stopped, and patch what differs on the server."""
        call, inputs = self._call, self._inputs
        olds = inputs_of(self.kind, old_outputs, inputs) if old_inputs is None else old_inputs
        olds = {**olds, **still_to_clear(self.kind, old_outputs, olds)}
        olds = in_programs_words(self.kind.schema, call, olds, inputs, old_outputs)
        seen = Presence(self.kind, self._session, call, object_id, inputs, old_outputs).look()
        if isinstance(seen, Lost):
            lost = f"{object_id}{seen.why}"
            denied.refuse_training_what_is_lost(self.kind, call, inputs, self._config, lost)
            raise LifecycleError(f"{lost}. To create it again, run `pulumi up --refresh`")
        obj = with_birth(seen.obj, old_outputs)
        convergence = self._convergence(olds, old_outputs)
        ended = convergence.run(obj, patch=True, fixed_id=True, mend=True)
        if isinstance(ended, Ready):
            return ended
        # What the program has dropped still has to be cleared.
        return replace(ended, outputs={**ended.outputs, **still_to_clear(self.kind, olds, inputs)})

    def _note_taken(self, obj: Json) -> None:
        object_id = FoundAgain.of(self.kind).comparable_id(self.kind.object_id(obj))
        created = Recreatable.of(self.kind).created_at(obj)
        self._call.run.held.note_taken(object_id, created, self._call.name)

    def _convergence(
        self, old_inputs: Mapping[str, Any], old_outputs: Mapping[str, Any]
    ) -> Convergence:
        return Convergence(
            self.kind,
            self._session,
            self._poller,
            self._call,
            self._inputs,
            old_inputs,
            old_outputs,
        )
