"""Taking in an object that the stack didn't make: its inputs, as a program has to declare them.

The inputs say what the server has and nothing else: no default that a program may leave out, no
output, nothing that Google never shows. So the program that Pulumi writes for them has no change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from pulumi_google_tuning.fields.canonical import canonical
from pulumi_google_tuning.fields.fitting import failures_in
from pulumi_google_tuning.fields.foreign import one_line
from pulumi_google_tuning.fields.messages import Failure
from pulumi_google_tuning.fields.numbers import shortest
from pulumi_google_tuning.fields.resource_schema import ResourceSchema, at_path
from pulumi_google_tuning.fields.tolerant import storable
from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.lifecycle.abilities.found import FoundAgain, Located, Recreatable, Trained
from pulumi_google_tuning.lifecycle.abilities.kept import Breakable, Normalised
from pulumi_google_tuning.lifecycle.call import Call, LifecycleError, NotReady, Ready
from pulumi_google_tuning.lifecycle.holding import Holding
from pulumi_google_tuning.lifecycle.importable import Importable
from pulumi_google_tuning.lifecycle.kind import Kind
from pulumi_google_tuning.lifecycle.outputs import outputs_of
from pulumi_google_tuning.lifecycle.reading import Read
from pulumi_google_tuning.lifecycle.untold import UNTOLD

if TYPE_CHECKING:
    from pulumi_google_tuning.google.session import Session

_VERSION: Final = "apiVersion"
_NOTHING: Final[Mapping[str, Any]] = {}
_EMPTY: Final[tuple[Any, ...]] = ("", [], {})


class Import:
    """The import of one object."""

    def __init__(
        self,
        kind: Kind,
        session: Session,
        call: Call,
        object_id: str,
        given: Mapping[str, Any] = _NOTHING,
        *,
        holds: bool = True,
    ) -> None:
        """Remember what is taken in; `given` are inputs that are known of it: its `apiVersion`.

        Where the stack doesn't `hold` it afterwards, the program only reads it (`get`).
        """
        self._kind = kind
        self._importable = Importable.of(kind)
        self._session = session
        self._call = call
        self._object_id = object_id
        self._given = given
        self._holds = holds

    def run(self) -> Ready | NotReady:
        """Read the object and its inputs; not ready where it still trains, or has failed.

        Raises LifecycleError where there is no such object, or it can't be declared.
        """
        if not isinstance(self._kind, Importable):
            raise LifecycleError(f"{self._call.name}: a {self._kind.noun} can't be imported")
        if not self._importable.import_id.fullmatch(self._object_id):
            raise LifecycleError(
                f'{self._call.name}: "{one_line(self._object_id)}" is not the id of a '
                f"{self._kind.noun}. {self._importable.import_form}"
            )
        obj, inputs = self._seen()
        if self._call.cancel.is_set():
            # What was not read counts as not there, and would be declared otherwise.
            raise LifecycleError(
                f"{self._object_id}: interrupted. Nothing was imported. Run the same command again"
            )
        reason = Breakable.of(self._kind).unusable_reason(obj)
        if reason is not None:
            raise LifecycleError(f"{self._object_id} can't be imported: {reason}")
        self._hold(obj)
        outputs = outputs_of(self._kind, obj, inputs)
        if self._holds and isinstance(self._kind, Trained):
            outputs[UNTOLD] = True
        object_id = self._kind.object_id(obj)
        read = Read(self._kind, self._session, self._call, object_id, inputs, outputs)
        return read.result_of(obj)

    def _hold(self, obj: Json) -> None:
        """Hold the object from now on. Raises LifecycleError where the engine would delete for it.

        The state is waited for: a read of it that began later could have this import's own row.
        """
        kind, call, object_id = self._kind, self._call, self._kind.object_id(obj)
        state, holding = call.state(), Holding(kind, call)
        refusal = holding.refusal_in_place(obj)
        if self._holds and refusal is None:
            refusal = holding.import_refusal(obj)
        if refusal:
            raise LifecycleError(f"{call.name}: {refusal}")
        if not self._holds:
            return
        if state is not None and not state.read:
            call.warn(
                f"this stack's state can't be read (`pulumi stack export` failed), so it isn't "
                f"known whether another resource of this stack has {object_id} already. Two "
                f"resources can't share one {kind.noun}"
            )
        created = Recreatable.of(kind).created_at(obj)
        call.run.held.note_taken(FoundAgain.of(kind).comparable_id(object_id), created, call.name)
        call.run.note_taken_in(call.urn)

    def _seen(self) -> tuple[Json, Json]:
        """Return the object and its inputs, in the first version of the API that shows both."""
        problems: list[Failure] = []
        for version in self._versions():
            said = {**self._importable.inputs_of_id(self._session, self._object_id), **version}
            obj = self._kind.get(self._session, self._object_id, said)
            if obj is None:
                continue
            inputs = self._inputs(obj, said)
            found = problems_of(self._kind.schema, inputs)
            if not found:
                return obj, inputs
            problems = problems or found
        if problems:
            listed = "; ".join(f"{one.path} {one.reason}" for one in problems)
            raise LifecycleError(f"{self._object_id} can't be imported: {listed}")
        raise LifecycleError(self._missing())

    def _versions(self) -> Iterator[Json]:
        """Yield what a program says of the API's version: nothing first, where that is enough."""
        field = self._kind.schema.fields.get(_VERSION)
        if field is None:
            yield {}
            return
        default = field.schema["default"]
        chosen = self._given.get(_VERSION)
        for version in [chosen] if chosen else field.schema["enum"]:
            yield {} if version == default else {_VERSION: version}

    def _inputs(self, obj: Json, said: Json) -> Json:
        schema = self._kind.schema
        read = {
            field.name: at_path(obj, field.body_path)
            for field in schema.inputs
            if not field.provider_only and not field.server_silent
        }
        known = {**Normalised.of(self._kind).shown(obj, {}, read), **said}
        known = declared(schema, known)
        return declared(schema, self._importable.inputs_of_object(self._session, obj, known))

    def _missing(self) -> str:
        located = Located.of(self._kind)
        config = self._session.config
        where = ""
        if isinstance(self._kind, Located):
            place = located.place(config, self._session.project, self._object_id, {})
            project = f" in project {place.project}" if place.project else ""
            where = f" at {place.server}{project}"
        lists = self._importable.lists_with
        look = f" with `{lists}`" if lists else ""
        return (
            f"{self._object_id} does not exist{where}, or these credentials may not see it. "
            f"Nothing was imported. Check the id{look}, and the server and project of the provider"
        )


def problems_of(schema: ResourceSchema, inputs: Mapping[str, Any]) -> list[Failure]:
    """Return what keeps a program from declaring these inputs.

    Data that Google never shows isn't missed: a program may tell it later.
    """
    untold = {field.name for field in schema.inputs if field.server_silent} - inputs.keys()
    return [one for one in failures_in(schema.document, inputs) if one.path not in untold]


def declared(schema: ResourceSchema, values: Mapping[str, Any]) -> Json:
    """Return values as a program declares them: canonical, without what it needn't say.

    Left out are what is no input, what is empty, and a default. A number of 32 bits is the one
    that a person would write.
    """
    names = {field.name for field in schema.inputs}
    given = {name: value for name, value in values.items() if name in names}
    found: Json = canonical(schema.document, _named(schema.document, given), [])
    return {
        name: value
        for name, value in storable(found).items()
        if "default" not in schema.fields[name].schema
        or value != schema.fields[name].schema["default"]
    }


def _named(schema: Mapping[str, Any], value: Any) -> Any:
    """Keep what a schema names and what says something."""
    if isinstance(value, Mapping):
        parts, other = schema.get("properties", _NOTHING), schema.get("additionalProperties")
        rest = other if isinstance(other, Mapping) else _NOTHING
        found: Json = {}
        for key, item in value.items():
            part = parts.get(key, rest)
            known = (key in parts or other is not False) and not part.get("readOnly")
            kept = _named(part, item) if known else None
            if kept is not None and kept not in _EMPTY and not _is_off(part, kept):
                found[key] = kept
        return found
    if isinstance(value, list):
        return [_named(schema.get("items", {}), item) for item in value]
    if isinstance(value, float) and schema.get("type") == "number":
        return shortest(value)
    return value


def _is_off(schema: Mapping[str, Any], value: Any) -> bool:
    return value is False and schema.get("default") is not True
