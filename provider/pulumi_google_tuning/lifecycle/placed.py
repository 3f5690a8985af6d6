"""The life cycle of objects that have a place: no step takes another place for theirs.

A refresh and a destroy are configured with the values of the last successful run, a program with
today's. So where this configuration isn't that of the object's place, today's is looked at; where
that isn't either, the object itself is asked for: found there as the state knows it, it is the same
place under another name. Everything else is an error, and never "gone".
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.google.errors import ApiError, CredentialsError, TransportError
from pulumi_google_tuning.lifecycle.abilities.found import Located
from pulumi_google_tuning.lifecycle.call import Call, Change, Gone, NotReady, Ready
from pulumi_google_tuning.lifecycle.kind import Kind
from pulumi_google_tuning.lifecycle.lifecycle import Lifecycle
from pulumi_google_tuning.lifecycle.place import Place
from pulumi_google_tuning.lifecycle.whereabouts import Whereabouts

if TYPE_CHECKING:
    from pulumi_google_tuning.google.config import Config
    from pulumi_google_tuning.google.session import Session
    from pulumi_google_tuning.lifecycle.lifecycle import PollerFor

_Result = TypeVar("_Result")


class PlacedLifecycle(Lifecycle):
    """A life cycle that knows where each object was made."""

    def __init__(
        self,
        kind: Kind,
        session: Session,
        poller_for: PollerFor,
        config: Config,
        todays: Callable[[], PlacedLifecycle],
        provider: str | None = None,
    ) -> None:
        """Store the parts; `todays` returns the one of today's configuration, or raises.

        `provider` is the name of the one that the program configures; None: the stack does.
        """
        super().__init__(kind, session, poller_for, config)
        self.whereabouts = Whereabouts(kind, session, config, provider)
        self._todays = todays

    def diff(
        self,
        call: Call,
        object_id: str,
        old_inputs: Mapping[str, Any] | None,
        old_outputs: Mapping[str, Any],
        news: Mapping[str, Any],
    ) -> Change:
        """Compare, once it is certain that the object is where the configuration says."""
        made = self._made(old_outputs)
        if made is not None and self.whereabouts.distance_of_wish(made, object_id, news):
            today = (self.of_today() or self).whereabouts
            distance = today.distance_of_wish(made, object_id, news)
            now = today.of_wish(object_id, news)
            today.prove(call, object_id, made, now, old_outputs, distance)
        if made is not None and old_inputs is not None:
            old_inputs = self.whereabouts.in_todays_words(
                object_id, made, old_inputs, news, old_outputs
            )
        return super().diff(call, object_id, old_inputs, old_outputs, news)

    def create(self, call: Call, inputs: Mapping[str, Any]) -> Ready | NotReady:
        """Make the object, and note where."""
        return self._noted(super().create(call, inputs), inputs, None)

    def update(
        self,
        call: Call,
        object_id: str,
        old_inputs: Mapping[str, Any] | None,
        old_outputs: Mapping[str, Any],
        inputs: Mapping[str, Any],
    ) -> Ready | NotReady:
        """Update the object at its place."""

        def step(life: PlacedLifecycle) -> Ready | NotReady:
            result = Lifecycle.update(life, call, object_id, old_inputs, old_outputs, inputs)
            return life._noted(result, inputs, Place.stored(old_outputs))

        return self._at_its_place(call, object_id, old_outputs, step)

    def read(
        self,
        call: Call,
        object_id: str,
        inputs: Mapping[str, Any] | None,
        outputs: Mapping[str, Any],
    ) -> Ready | NotReady | Gone:
        """Read the object at its place; only there can it be gone."""

        def step(life: PlacedLifecycle) -> Ready | NotReady | Gone:
            result = Lifecycle.read(life, call, object_id, inputs, outputs)
            if isinstance(result, Gone):
                return result
            return life._noted(result, outputs, Place.stored(outputs))

        return self._at_its_place(call, object_id, outputs, step)

    def take_in(
        self,
        call: Call,
        object_id: str,
        inputs: Mapping[str, Any] | None = None,
        *,
        holds: bool = True,
    ) -> Ready | NotReady:
        """Take an object in, and note where it is."""
        result = super().take_in(call, object_id, inputs, holds=holds)
        return self._noted(result, result.inputs or {}, None)

    def delete(self, call: Call, object_id: str, outputs: Mapping[str, Any]) -> None:
        """Delete the object at its place; missing from another place, it isn't deleted."""

        def step(life: PlacedLifecycle) -> None:
            Lifecycle.delete(life, call, object_id, outputs)

        self._at_its_place(call, object_id, outputs, step)

    def _config_today(self) -> Config:
        """Return today's configuration; a refresh and a destroy have that of the last run."""
        return (self.of_today() or self).config

    def of_today(self) -> PlacedLifecycle | None:
        """Return the life cycle of today's configuration; None where that can't be read."""
        with contextlib.suppress(GoogleTuningError):
            return self._todays()
        return None

    def _at_its_place(
        self,
        call: Call,
        object_id: str,
        outputs: Mapping[str, Any],
        step: Callable[[PlacedLifecycle], _Result],
    ) -> _Result:
        """Take a step with the configuration that reaches the object."""
        made = self._made(outputs)
        if made is None:
            return step(self)
        life = self
        if self.whereabouts.distance_of_requests(made, object_id, outputs):
            life = self.of_today() or self
            distance = life.whereabouts.distance_of_requests(made, object_id, outputs)
            now = life.whereabouts.of_requests(object_id, outputs, made)
            life.whereabouts.prove(call, object_id, made, now, outputs, distance)
        try:
            return step(life)
        except (ApiError, CredentialsError, TransportError) as error:
            if isinstance(error, ApiError) and not error.refuses_credentials:
                raise
            self._explain(call, object_id, made, outputs, error)
            raise

    def _explain(
        self,
        call: Call,
        object_id: str,
        made: Place,
        outputs: Mapping[str, Any],
        error: ApiError | CredentialsError | TransportError,
    ) -> None:
        """Raise what moved, where a place doesn't answer that today's configuration has left."""
        life = self.of_today()
        if life is None:
            return
        today = life.whereabouts
        if today.distance_of_requests(made, object_id, outputs):
            now = today.of_requests(object_id, outputs, made)
            why = f"the old place failed: {getattr(error, 'brief', error)}"
            raise today.moved(call, object_id, made, now, why) from None

    def _made(self, outputs: Mapping[str, Any]) -> Place | None:
        return Place.stored(outputs) if isinstance(self.kind, Located) else None

    def _noted(
        self, result: Ready | NotReady, values: Mapping[str, Any], made: Place | None
    ) -> Ready | NotReady:
        located = isinstance(self.kind, Located)
        return self.whereabouts.noted(result, values, made) if located else result
