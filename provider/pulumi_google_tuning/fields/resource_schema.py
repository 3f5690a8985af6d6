"""A resource's fields, read from its schema: the one statement of what each field is.

The schemas in `schema/` are JSON Schema 2020-12 plus the keywords of `KEYWORDS`, for which JSON
Schema has no word: which fields are patched, which ones retrain, and a field's place in Google's
JSON.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from types import MappingProxyType
from typing import Any, Final, Literal, get_args

from pulumi_google_tuning.fields.schema_files import load_resolved
from pulumi_google_tuning.fields.spelling import snake
from pulumi_google_tuning.fields.values import is_unknown

KEYWORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        # What a field is
        "x-plain": "Can't be kept secret; where its value is kept, in words.",
        "x-change": "What a change asks for: `replace` a new object, `patch` in place, `refuse` "
        "with an error, `store` in the state alone, `none` at all. Every input has one.",
        "x-trained": "The model was trained on it: part of the identity of a training.",
        "x-place": "Where the object is made: no part of the identity, since what is in another "
        "place isn't found in this one.",
        "x-provider-only": "Ours: never sent to Google, never read from it.",
        "x-output": "An output beside an input (`readOnly` fields are outputs anyway).",
        "x-derived": "An output that is no field of Google's object: computed.",
        "x-stable": "An output that no patch changes, so that the preview of a patch knows it "
        "once the object is `made`, or once it is `ready`.",
        "x-always": "Its parts can always be asked for: None, where there is none.",
        "x-present": "An output that there always is, though it changes: never None in a program.",
        "x-server-silent": "Google takes it and never shows it again: it can't drift.",
        "x-server-default": "What Google chooses when it is left out, by API version. Not sent.",
        "x-default": "What we use when it is left out; for people, where code has the value.",
        "x-unordered": "A list whose order means nothing.",
        "x-caseless": "A text in which capitals mean nothing.",
        "x-dataset": "A dataset of any size: names the field with the format of its rows. The "
        "state holds only its digest.",
        "x-data": "Training data: the schema of one row. The state holds only its digest.",
        "x-native": "How the native plugin takes it, as Pulumi's typed languages have no union "
        "with a list. `description` is of the field itself. `list`, with `name` and "
        "`description`, is the argument that takes the rows as a list.",
        "x-shared": "The name of a part that is used in several places, for documentation.",
        "x-type": "The name of its typed form in Python, where that isn't made of `x-shared` or of "
        "the key.",
        # How a value is written
        "x-prefix": "The collection a name belongs to; added to a name that has no `/`.",
        "x-dataset-address": "The address of a `TuningDataset`; its id means the same.",
        "x-base-model": "A base model on Vertex AI, which has more than one name.",
        "x-aliases": "Other spellings of the key, beside its camelCase and snake_case.",
        "x-number": 'A string that may be given as a whole number: `123` is taken for `"123"`.',
        "x-duration": "A duration such as `1h30m`; durations.py reads it.",
        "x-example": "A value that is right, for error messages and documentation.",
        "x-form": "In words, what a value must look like; for error messages.",
        # Where it goes and when
        "x-body": "Its path in Google's JSON, dotted, where that isn't its own name.",
        "x-versions": "The API versions that know the field; all of them when left out.",
        # Fields together (in the schema of an object)
        "x-exclusive": "Lists of fields of which at most one may be given.",
        "x-one-of": "Lists of fields of which at least one must be given.",
        # Limits of a whole
        "x-max-request-bytes": "The largest request that Google takes, in bytes.",
        # A row of a dataset (in the schema of a row)
        "x-limits": "What Google takes at most: `bytes`, `rows` and `multimodalRows` of the whole, "
        "`tokens` of a row; `lineBytes`, which no row of so many tokens reaches.",
        "x-turns": "`in`: the list of turns; `first`: a role that may only come first; `last`: "
        "whose the last turn must be.",
        "x-recommended": "The fewest and the most that Google recommends.",
        # The resource
        "x-import": "How a program takes over what exists, instead of `pulumi import`.",
        # The configuration
        "x-env": "The environment variable that is read when the key isn't set.",
        "x-stack-data": "A key of the stack as data alone: the native plugin doesn't know it.",
        "x-secret": "Never shown.",
    }
)
"""Every keyword of ours and what it means; a test holds the schemas to it."""

Change = Literal["replace", "patch", "refuse", "store", "none"]
Stable = Literal["made", "ready"]


@dataclass(frozen=True)
class Field:
    """One property of a resource; `KEYWORDS` says what each flag means."""

    name: str
    """camelCase, as in the schema, the state and Google's JSON."""
    python_name: str
    schema: Mapping[str, Any]
    change: Change
    trained: bool
    place: bool
    provider_only: bool
    output: bool
    """Google or we give it a value: `readOnly` or `x-output`."""
    read_only: bool
    """An output that can't be given."""
    derived: bool
    stable: Stable | None
    server_silent: bool
    data: str | None
    """The name of a row's schema, where the field is training data."""
    dataset: str | None
    """The name of the field that holds the format of the rows, where the field is a dataset."""
    body_path: tuple[str, ...]
    """Its path in Google's JSON."""

    @classmethod
    def of(cls, name: str, schema: Mapping[str, Any]) -> Field:
        """Read a property's schema. Raises ValueError when its x-change isn't one."""
        read_only = bool(schema.get("readOnly"))
        change = schema.get("x-change", "none" if read_only else None)
        if change not in get_args(Change):
            raise ValueError(f"{name}: x-change is {change!r}, not one of {get_args(Change)}")
        return cls(
            name=name,
            python_name=snake(name),
            schema=schema,
            change=change,
            trained=bool(schema.get("x-trained")),
            place=bool(schema.get("x-place")),
            provider_only=bool(schema.get("x-provider-only")),
            output=read_only or bool(schema.get("x-output")),
            read_only=read_only,
            derived=bool(schema.get("x-derived")),
            stable=schema.get("x-stable"),
            server_silent=bool(schema.get("x-server-silent")),
            data=schema.get("x-data"),
            dataset=schema.get("x-dataset"),
            body_path=tuple(schema.get("x-body", name).split(".")),
        )

    @property
    def holds_data(self) -> bool:
        """Return whether the state has its digest instead of its value."""
        return self.data is not None or self.dataset is not None


@dataclass(frozen=True, eq=False)
class ResourceSchema:
    """A resource's fields, in the order of its schema. Read only: it is shared."""

    title: str
    fields: Mapping[str, Field]
    document: Mapping[str, Any]
    """The JSON Schema as the file has it."""

    @classmethod
    def load(cls, name: str) -> ResourceSchema:
        """Load `schema/NAME.schema.json` (`tuned_model`), once."""
        return _load(name)

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> ResourceSchema:
        """Read a schema that is already loaded."""
        fields = {name: Field.of(name, part) for name, part in document["properties"].items()}
        return cls(document["title"], MappingProxyType(fields), document)

    @cached_property
    def inputs(self) -> tuple[Field, ...]:
        """Return what a program may give."""
        return tuple(field for field in self.fields.values() if not field.read_only)

    @cached_property
    def outputs(self) -> tuple[Field, ...]:
        """Return what Google or we give a value, also when the program gives none."""
        return tuple(field for field in self.fields.values() if field.output)


@cache
def _load(name: str) -> ResourceSchema:
    return ResourceSchema.of(load_resolved(name))


def body_of(
    schema: ResourceSchema, inputs: Mapping[str, Any], names: Iterable[str] | None = None
) -> dict[str, Any]:
    """Build Google's JSON body: each input (of `names`, or every one) at its body path.

    Left out are fields of ours, outputs, None and unknown values at any depth, and training data,
    whose examples the caller puts in at the field's `body_path`.
    """
    wanted = schema.fields if names is None else list(names)
    body: dict[str, Any] = {}
    for name in wanted:
        field = schema.fields[name]
        if field.provider_only or field.read_only or field.holds_data:
            continue
        value = _without_unknown(inputs.get(name))
        if value is None:
            continue
        at = body
        for step in field.body_path[:-1]:
            at = at.setdefault(step, {})
        at[field.body_path[-1]] = value
    return body


def at_path(obj: Mapping[str, Any], path: Iterable[str]) -> Any:
    """Read the value at a path of keys; None where a step is missing or isn't an object."""
    at: Any = obj
    for step in path:
        if not isinstance(at, Mapping):
            return None
        at = at.get(step)
    return at


def _without_unknown(value: Any) -> Any:
    if is_unknown(value):
        return None
    if isinstance(value, Mapping):
        items = {key: _without_unknown(item) for key, item in value.items()}
        return {key: item for key, item in items.items() if item is not None}
    if isinstance(value, (list, tuple)):
        return [item for item in map(_without_unknown, value) if item is not None]
    return value
