"""From what is asked for to one object on the server: found again, or made, but never made twice.

The instants that matter, and what the next run does about each:

- killed before the POST: nothing is found, so it trains;
- killed after the POST, its answer lost or not: the identity finds the object, and the state (as
  it was before this run) doesn't have it, so it is adopted;
- a forced replacement: the identity finds an object that the state has, so the next attempt
  number is trained, and the old one stays for the engine to delete.

Whatever is not known to be ours stops the create: failing closed costs a sentence, training twice
costs money, and taking someone else's model could destroy it later.
"""

from __future__ import annotations

import enum
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.fields.resource_schema import at_path
from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.google.errors import ApiError, TransportError
from pulumi_google_tuning.lifecycle.call import Call, LifecycleError, StackState
from pulumi_google_tuning.lifecycle.identity import Identity, trained_on
from pulumi_google_tuning.lifecycle.kind import Kind
from pulumi_google_tuning.lifecycle.waiting import LAG_SECONDS, deadline_seconds

if TYPE_CHECKING:
    from pulumi_google_tuning.data.checked_data import Data
    from pulumi_google_tuning.google.session import Session

_CONFLICT = 409
_EXHAUSTED = 429
_MAX_ATTEMPTS = 1000
_MAX_POSTS = 8
_FIRST_PAUSE_SECONDS = 1.0
_MAX_PAUSE_SECONDS = 60.0


class _Verdict(enum.Enum):
    ADOPT = "adopt"
    NEXT = "next"


@dataclass(frozen=True)
class Made:
    """The object that stands for the resource now; `adopted` tells it wasn't made by this call."""

    obj: Json
    adopted: bool


class Maker:
    """Finds or makes the object of one create."""

    def __init__(
        self,
        kind: Kind,
        session: Session,
        call: Call,
        inputs: Mapping[str, Any],
        data: Callable[[], Data | None],
    ) -> None:
        self._kind = kind
        self._session = session
        self._call = call
        self._inputs = inputs
        self._data = data

    def run(self) -> Made:
        """Return the object; raises LifecycleError or ApiError where there is none and can't be."""
        if self._kind.explicit_id(self._inputs) is not None or not self._kind.identified:
            return self._once(self._kind.id_for(self._inputs, self._call.name, None), None)
        stack = self._call.stack()
        if stack is None and self._call.urn and self._kind.trains:
            twin = self._twin()
            if twin is not None:
                return Made(twin, adopted=True)
        # What costs nothing to make again is made under a name of its own where nothing is known.
        unknown = "" if self._kind.trains else uuid.uuid4().hex
        identity = Identity(
            lineage=stack.lineage if stack else unknown,
            urn=self._call.urn or "",
            trained=trained_on(self._kind.schema, self._inputs),
        )
        if stack is not None and self._call.urn in stack.pending and self._kind.trains:
            blind = self._made_blindly(identity, stack)
            if blind is not None:
                return Made(blind, adopted=True)
        for _ in range(_MAX_ATTEMPTS):
            key = self._kind.id_for(self._inputs, self._call.name, identity)
            made = self._try(key, stack)
            if made:
                return made
            identity = identity.next()
        raise LifecycleError(
            f"{self._call.name}: {_MAX_ATTEMPTS} {self._kind.noun}s with these inputs exist "
            f"already; change `revision` to train another one"
        )

    def _twin(self) -> Json | None:
        """Look for what an earlier run may have trained, where the state can't be read.

        That run knew the lineage, so its model has another id: anything of this name that was
        trained on the same is one that isn't known to be ours. It stops the create, unless the
        program says to take it over.
        """
        self._call.warn(
            "this stack's state can't be read (`pulumi stack export` failed), so a training of an "
            "earlier run is not taken up by itself"
        )
        identity = Identity("", self._call.urn or "", {})
        name = self._kind.id_for(self._inputs, self._call.name, identity).rsplit("-", 1)[0]
        alike = {
            self._kind.key_of(found)
            for found in self._kind.list_all(self._session, self._inputs).values()
            if self._kind.key_of(found).rsplit("-", 1)[0] == name
            and not self._trained_differences(found)
        }
        # A list doesn't show whether anything is left of what it lists.
        shown = (self._kind.find(self._session, key, self._inputs) for key in sorted(alike))
        twins = [found for found in shown if found is not None and not self._kind.void(found)]
        if not twins:
            return None
        newest = max(twins, key=lambda found: str(found.get("createTime", "")))
        return self._on_demand(newest, "this stack's state can't be read")

    def _made_blindly(self, identity: Identity, stack: StackState) -> Json | None:
        """Look for what a killed run made that couldn't read the state, and so had no lineage."""
        key = self._kind.id_for(self._inputs, self._call.name, replace(identity, lineage=""))
        found = self._kind.find(self._session, key, self._inputs)
        if found is None or self._kind.void(found) or self._in_state(found, stack):
            return None
        if self._trained_differences(found):
            return None
        return self._on_demand(found, "the run that made it couldn't read this stack's state")

    def _on_demand(self, found: Json, doubt: str) -> Json:
        """Take over what isn't known to be ours where the program says so, and nowhere else."""
        if self._inputs.get("adopt") is not True:
            raise LifecycleError(self._unknown_owner(found, doubt))
        self._call.say(f"adopts {self._kind.object_id(found)}")
        return found

    def _once(self, key: str, stack: StackState | None) -> Made:
        made = self._try(key, stack)
        if made is None:
            raise LifecycleError(
                f"{key} can't be created: Google says that the id is taken, but shows no such "
                f"{self._kind.noun} (it may be someone else's, or deleted a moment ago); choose "
                f"another id, or try again later"
            )
        return made

    def _try(self, key: str, stack: StackState | None) -> Made | None:
        """Find or make the object of this key; None asks for the next attempt number."""
        found = self._kind.find(self._session, key, self._inputs)
        late = self._kind.lag_seconds
        if found is None and late and stack is not None and self._call.urn in stack.pending:
            # A run was killed in the middle of this create: what it sent may be shown late. (The
            # state may also be this run's own, read a moment too late; then it costs that time.)
            found = self._look_again(key, 0.0, late)
        if found is None:
            obj = self._post(key)
            if obj is not None:
                return Made(obj, adopted=False)
            found = self._find_taken(key)
            if found is None:
                return None  # the id of a model deleted a moment ago: taken, and nothing there
        if self._judge(key, found, stack) is _Verdict.ADOPT:
            return Made(found, adopted=True)
        return None

    def _find_taken(self, key: str) -> Json | None:
        """Look for what a 409 says is there.

        It may be our own training, accepted a moment ago and not shown yet: going on to the next
        attempt number at once would train a second time.
        """
        started = self._call.clock()
        pause = _FIRST_PAUSE_SECONDS
        while True:
            found = self._kind.find(self._session, key, self._inputs)
            if found is not None or self._call.clock() - started >= LAG_SECONDS:
                return found
            if self._call.cancel.is_set():
                raise LifecycleError(self._interrupted(key, sent=True))
            self._call.progress(f"waiting for {key} to be shown: Google says that it exists")
            self._call.cancel.wait(pause)
            pause = min(pause * 2, LAG_SECONDS / 4)

    # -- what is found -------------------------------------------------------------------------

    def _judge(self, key: str, found: Json, stack: StackState | None) -> _Verdict:
        if not self._kind.identified:
            return _Verdict.ADOPT
        differences = [] if self._kind.certain else self._trained_differences(found)
        if self._kind.explicit_id(self._inputs) is not None:
            return self._judge_explicit(found, differences)
        if self._kind.trains and (stack is None or not self._call.urn):
            raise LifecycleError(self._unknown_owner(found, "this stack's state can't be read"))
        if self._kind.void(found) or differences or self._in_state(found, stack):
            return _Verdict.NEXT
        self._call.say(f"takes up {key}, which an earlier run started")
        return _Verdict.ADOPT

    def _in_state(self, found: Json, stack: StackState | None) -> bool:
        """Return whether the state has this very object.

        It may have an earlier one under the same id, that was deleted: the engine keeps its row
        while a replacement that deletes first is under way, and the found one is that replacement.
        """
        known = {self._kind.same_id(key): at for key, at in (stack.ids if stack else {}).items()}
        object_id = self._kind.same_id(self._kind.object_id(found))
        if object_id not in known:
            return False
        kept = self._kind.born({"createTime": known[object_id]})
        now = self._kind.born(found)
        return kept is None or now is None or kept == now

    def _judge_explicit(self, found: Json, differences: list[str]) -> _Verdict:
        object_id = self._kind.object_id(found)
        if self._inputs.get("adopt") is not True:
            raise LifecycleError(self._unknown_owner(found, "this stack didn't make it"))
        if differences:
            raise LifecycleError(
                f"{object_id} exists, but was trained on something else than this resource says: "
                f"{self._compared(found, differences)}; make them agree, or choose another id"
            )
        self._call.say(f"adopts {object_id}")
        return _Verdict.ADOPT

    def _trained_differences(self, found: Json) -> list[str]:
        trained = {field.name for field in self._kind.schema.inputs if field.trained}
        return [
            path
            for path in self._kind.differences(self._inputs, found)
            # What the server doesn't show is no evidence of another training.
            if path.partition(".")[0] in trained and self._there(path, found) is not None
        ]

    def _there(self, path: str, found: Json) -> Any:
        name, *keys = path.split(".")
        theirs = self._kind.on_server(name, found)
        return at_path(theirs, keys) if keys else theirs

    def _compared(self, found: Json, differences: list[str]) -> str:
        said = []
        for path in differences:
            mine, theirs = at_path(self._inputs, path.split(".")), self._there(path, found)
            said.append(f"{path} is {theirs} there and {mine} here")
        return ", ".join(said)

    def _unknown_owner(self, found: Json, why: str) -> str:
        object_id = self._kind.object_id(found)
        if self._kind.explicit_id(self._inputs) is not None:
            ways = "set adopt to true to take it over, or choose another tunedModelId"
        else:
            ways = "set adopt to true to take it over, or change revision"
        return (
            f"{object_id} exists already (created {found.get('createTime', 'at an unknown time')}) "
            f"and {why}: {ways} to train another one"
        )

    # -- what is made --------------------------------------------------------------------------

    def _post(self, key: str) -> Json | None:
        """Send the create until it is certain what became of it; None: the id is taken."""
        data = self._data()
        pause = _FIRST_PAUSE_SECONDS
        uncertain = 0
        started = self._call.clock()
        limit = deadline_seconds(self._inputs, self._call)
        while True:
            if self._call.cancel.is_set():
                raise LifecycleError(self._interrupted(key, sent=uncertain > 0))
            try:
                return self._send(key, data)
            except (ApiError, TransportError) as error:
                code = error.code if isinstance(error, ApiError) else None
                # Where Google chooses the id, no id is taken: then it is a refusal like others.
                if code == _CONFLICT and not self._kind.lag_seconds:
                    return None
                if code == _EXHAUSTED:
                    # Nothing was done, and a quota is worth waiting for.
                    if limit is not None and self._call.clock() - started >= limit:
                        raise
                    pause = max(pause, getattr(error, "retry_after_seconds", None) or 0.0)
                    self._call.progress(f"waiting to be accepted: {error}")
                else:
                    uncertain += 1
                    if uncertain >= _MAX_POSTS or not _may_be_sent_again(error):
                        raise
            # Of what was only ever refused for want of quota, no list can lag behind.
            lag = self._kind.lag_seconds if uncertain else 0.0
            obj = self._look_again(key, pause, lag)
            if obj is not None:
                return obj
            pause = min(pause * 2, _MAX_PAUSE_SECONDS)

    def _send(self, key: str, data: Data | None) -> Json:
        """Send the create, once; say what to do where an interrupted one may be shown late."""
        try:
            return self._kind.create(self._session, key, self._inputs, data, self._call)
        except (ApiError, TransportError):
            raise
        except GoogleTuningError as error:
            if self._call.cancel.is_set() and self._kind.lag_seconds:
                raise LifecycleError(self._interrupted(key, sent=True)) from error
            raise

    def _interrupted(self, key: str, *, sent: bool) -> str:
        if not sent:
            return f"{self._call.name}: interrupted before anything was sent"
        # Of an interrupted create the engine keeps nothing, so only a person can be patient.
        lag = self._kind.lag_seconds
        patience = f"wait {lag:.0f} s until Google's list must show it, and " if lag else ""
        return (
            f"{key}: interrupted before it was known whether Google had accepted it: {patience}run "
            f"`pulumi up` again, which takes it up or trains it"
        )

    def _look_again(self, key: str, pause_seconds: float, lag_seconds: float) -> Json | None:
        """See whether Google did the work and the answer was lost: at once, and after a pause.

        Where only a list tells, it is looked for until the list can't lag any more.
        """
        left = max(pause_seconds, lag_seconds)
        while True:
            obj = self._kind.find(self._session, key, self._inputs)
            if obj is not None or left <= 0 or self._call.cancel.is_set():
                return obj
            pause = min(left, max(pause_seconds, _FIRST_PAUSE_SECONDS))
            self._call.cancel.wait(pause)
            left -= pause


def _may_be_sent_again(error: ApiError | TransportError) -> bool:
    """Tell a create that may have been lost on the way from one that was refused."""
    return error.retryable if isinstance(error, TransportError) else error.maybe_applied
