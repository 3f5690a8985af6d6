"""What no program has said yet of an object that was imported.

Data that Google never shows trains nothing when it is told, since nothing says that the object was
made of other data; what Google does show is held against it. And what a program leaves out of what
an import shows may be Google's default, which an import shows like what was asked for: it stays as
it is. A mark in the outputs says so of a training, until the first update: then the program has
said what it has to say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.fields.resource_schema import ResourceSchema
from pulumi_google_tuning.fields.values import Json, contains_unknown
from pulumi_google_tuning.lifecycle.call import Call, Change, LifecycleError
from pulumi_google_tuning.lifecycle.changed_paths import ChangedPath, Step, paths_of
from pulumi_google_tuning.lifecycle.diff import diff
from pulumi_google_tuning.lifecycle.identity import same_training
from pulumi_google_tuning.lifecycle.importable import Evidence, Importable
from pulumi_google_tuning.lifecycle.kind import Kind

if TYPE_CHECKING:
    from pulumi_google_tuning.data.checked_data import Data
    from pulumi_google_tuning.google.config import Config
    from pulumi_google_tuning.google.session import Session


UNTOLD: Final = "imported"
"""The mark, an output in the schema: Pulumi's Python host drops what begins with `__`."""


def marked(outputs: Mapping[str, Any]) -> Json:
    """Return the mark that stored outputs have, as outputs."""
    return {UNTOLD: True} if outputs.get(UNTOLD) is True else {}


def untold(schema: ResourceSchema, old_inputs: Mapping[str, Any]) -> frozenset[str]:
    """Name the data that an imported resource hasn't told; of a new one, none."""
    if not old_inputs:
        return frozenset()
    return frozenset(
        field.name
        for field in schema.inputs
        if field.server_silent and old_inputs.get(field.name) is None
    )


def in_programs_words(
    schema: ResourceSchema,
    call: Call,
    old_inputs: Mapping[str, Any],
    news: Mapping[str, Any],
    old_outputs: Mapping[str, Any],
) -> Mapping[str, Any]:
    """Return the old inputs as the program says them: with the data that it tells now.

    In the run that imports the resource, without what the program leaves out. After an import by
    command, without what it leaves out of what was trained on.
    """
    names = untold(schema, old_inputs)
    told = {name: news[name] for name in names if news.get(name) is not None}
    if old_inputs and call.run.takes_in(call.urn):
        return {**_said(old_inputs, news), **told}
    if not told and not marked(old_outputs):
        return old_inputs
    return {**_said_of_training(schema, old_inputs, news), **told}


def may_be_the_same(
    schema: ResourceSchema, old_inputs: Mapping[str, Any], news: Mapping[str, Any], config: Config
) -> bool:
    """Return whether a program trains nothing of an object that was imported.

    Where only outputs tell whether it was: a check has none. The engine checks what a diff replaces
    once more.
    """
    said = _said_of_training(schema, old_inputs, news)
    return bool(old_inputs) and same_training(schema, said, news, config)


def _said_of_training(
    schema: ResourceSchema, old_inputs: Mapping[str, Any], news: Mapping[str, Any]
) -> Json:
    trained = {field.name for field in schema.inputs if field.trained}
    shown = {name: value for name, value in old_inputs.items() if name in trained}
    other = {name: value for name, value in old_inputs.items() if name not in trained}
    return {**other, **_said(shown, news)}


def _said(old: Mapping[str, Any], new: Mapping[str, Any]) -> Json:
    """Keep of the old values those that the new ones say as well, at any depth."""
    return {
        key: _said(value, new[key])
        if isinstance(value, Mapping) and isinstance(new[key], Mapping)
        else value
        for key, value in old.items()
        if new.get(key) is not None
    }


class Telling:
    """One comparison of an imported resource with a program that tells its data, or doesn't."""

    def __init__(
        self,
        kind: Kind,
        session: Session,
        call: Call,
        object_id: str,
        old: tuple[Mapping[str, Any], Mapping[str, Any]],
        news: Mapping[str, Any],
    ) -> None:
        """Remember the two sides; `old` are the inputs and the outputs that the state has."""
        self._kind = kind
        self._session = session
        self._call = call
        self._object_id = object_id
        self._old_inputs, self._old_outputs = old
        self._news = news
        self._untold = untold(kind.schema, self._old_inputs)
        self._told = {name: news[name] for name in self._untold if news.get(name) is not None}

    def change(self, config: Config) -> Change:
        """Compare; what is told now is no difference.

        Raises LifecycleError where a change can't be made, where the data can't be what the object
        was made of, and where there is no data to train again on.
        """
        # Data that isn't known yet is compared when it is.
        later = {name for name, value in self._told.items() if contains_unknown(value)}
        known = {name: value for name, value in self._news.items() if name not in later}
        kind, call = self._kind, self._call
        olds = in_programs_words(kind.schema, call, self._old_inputs, known, self._old_outputs)
        found = diff(
            kind,
            self._object_id,
            olds,
            self._old_outputs,
            known,
            config,
            call,
        )
        return self._completed(found, olds)

    def _completed(self, change: Change, said: Mapping[str, Any]) -> Change:
        """Return the change with what is only stored: what is told, and what stays as it is.

        `said` are the old inputs in the program's words. The engine imports a resource and then
        updates it, and has the program's inputs only after an update.
        """
        if change.replaces and self._untold - self._told.keys():
            self._refuse_without_data(change)
        if change.replaces and self._call.run.takes_in(self._call.urn):
            self._refuse_another(change)
        if change.replaces:
            return change
        if marked(self._old_outputs) and not self._untold:
            self._doubt()
        left = [
            field
            for field in self._kind.schema.inputs
            if field.name in self._old_inputs
            and self._old_inputs[field.name] != said.get(field.name)
        ]
        paths = [
            path
            for field in left
            for path in paths_of(
                field, self._old_inputs[field.name], self._news.get(field.name), replaces=False
            )
        ]
        told = sorted(self._told)
        stored = [*told, *(field.name for field in left if field.name not in change.patches)]
        sentences = (self._sentence() if told else None, self._as_it_is(paths), change.summary)
        return replace(
            change,
            patches=(*stored, *change.patches),
            paths=(*(ChangedPath((name,), Step.ADD) for name in told), *paths, *change.paths),
            summary="; ".join(filter(None, sentences)) or None,
        )

    def _as_it_is(self, paths: Sequence[ChangedPath]) -> str | None:
        if not paths:
            return None
        names = ", ".join(".".join(path.keys) for path in paths)
        return f"leaves {names} of {self._object_id} unchanged"

    def _refuse_without_data(self, change: Change) -> None:
        names = " and ".join(sorted(self._untold - self._told.keys()))
        fields = ", ".join(change.replaces)
        raise LifecycleError(
            f"{self._call.name}: a change of {fields} replaces {self._object_id}, which was "
            f"imported, and Google doesn't show the data that it was made of. Undo the change, or "
            f"give {names} as well"
        )

    def _refuse_another(self, change: Change) -> None:
        """Raise where the program that imports declares something else: an import trains nothing.

        The engine would replace the object in the run that imports it, and delete it.
        """
        raise LifecycleError(
            f"{self._call.name}: {self._object_id} is not what the program declares, so it was not "
            f"imported ({change.summary}). Declare it as it is, or import it first and change it "
            f"afterwards"
        )

    def _sentence(self) -> str:
        run, urn = self._call.run, self._call.urn
        names = " and ".join(sorted(run.given_as(urn, name) for name in self._told))
        if contains_unknown(self._told):
            return f"takes {names} for what {self._object_id} was made of, once it is known"
        found = self._evidence(self._call.run.data.get(self._kind.schema, self._news))
        is_secret = bool(self._told.keys() & self._call.secret_inputs)  # then no number is told
        if found.against:
            way = Importable.of(self._kind).another_way
            why = "Google shows another size or content" if is_secret else found.against
            raise LifecycleError(
                f"{self._call.name}: {names} can't be what {self._object_id} was made of: {why}. "
                f"Give the data that it was made of. To {way}"
            )
        proof = found.agrees or "and Google shows nothing to compare it with"
        made = f"takes {names} for what {self._object_id} was made of, which Google doesn't show"
        return f"{made}: nothing is trained" + ("" if is_secret else f" ({proof})")

    def _doubt(self) -> None:
        """Warn where the data that Google shows isn't what it was: the run may have seen it."""
        against = self._evidence(None).against
        if against and self._call.run.is_news(self._call.urn, against):
            self._call.warn(against)

    def _evidence(self, data: Data | None) -> Evidence:
        old = {**self._old_outputs, **self._old_inputs}
        importable = Importable.of(self._kind)
        try:
            return importable.evidence(
                self._session, self._object_id, old, self._news, data, self._call
            )
        except LifecycleError:
            raise
        except GoogleTuningError as error:
            if self._call.cancel.is_set():  # it isn't the comparison that failed
                raise
            self._call.warn(
                f"the data can't be compared with {self._object_id}: "
                f"{getattr(error, 'brief', error)}"
            )
            return Evidence()
