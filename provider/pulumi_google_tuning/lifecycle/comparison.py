"""What the program declares, held against what Google shows.

The object is given back once as inputs, in the program's own form wherever both mean the same
(`shown`); from then on two values that are not equal really differ.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pulumi_google_tuning.fields.compare import in_form_of
from pulumi_google_tuning.fields.foreign import one_line
from pulumi_google_tuning.fields.messages import quote_value
from pulumi_google_tuning.fields.resource_schema import Field, ResourceSchema, at_path
from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.lifecycle.abilities.kept import Normalised
from pulumi_google_tuning.lifecycle.kind import Kind


@dataclass(frozen=True)
class Difference:
    """A declared value that the server has otherwise; None where it has none."""

    path: str
    mine: Any
    theirs: Any


def shown(kind: Kind, obj: Mapping[str, Any], inputs: Mapping[str, Any]) -> Json:
    """Return what the object has of the declared inputs, in their own form where both are the same.

    What the program doesn't declare is the server's to choose, and left out. What the server never
    shows, and what is only kept for the next object (`store`), can't differ: it is as declared.
    """
    fields = kind.schema.inputs
    read = {field.name: at_path(obj, field.body_path) for field in fields if _is_shown(field)}
    read = Normalised.of(kind).shown(obj, inputs, read)
    found: Json = {}
    for field in fields:
        mine = inputs.get(field.name)
        if mine is None:
            continue
        theirs = in_form_of(field.schema, mine, read.get(field.name)) if _is_shown(field) else mine
        if theirs is not None:
            found[field.name] = theirs
    return found


def _is_shown(field: Field) -> bool:
    return not (field.provider_only or field.server_silent or field.change == "store")


def differences(
    schema: ResourceSchema, inputs: Mapping[str, Any], theirs: Mapping[str, Any]
) -> list[str]:
    """Name the declared values that the server has otherwise: `hyperparameters.epochCount`.

    `theirs` is what `shown` returned for these inputs.
    """
    return [one.path for one in _all(schema, inputs, theirs)]


def _all(
    schema: ResourceSchema, inputs: Mapping[str, Any], theirs: Mapping[str, Any]
) -> Iterator[Difference]:
    for field in schema.inputs:
        if inputs.get(field.name) is not None:
            yield from _differing(inputs[field.name], theirs.get(field.name), field.name)


def _differing(mine: Any, theirs: Any, path: str) -> Iterator[Difference]:
    if isinstance(mine, Mapping):
        parts = theirs if isinstance(theirs, Mapping) else {}
        for key, value in mine.items():
            yield from _differing(value, parts.get(key), f"{path}.{key}")
    # Python has 1 and True as equal.
    elif mine != theirs or isinstance(mine, bool) is not isinstance(theirs, bool):
        yield Difference(path, mine, theirs)


def trained_differences(
    schema: ResourceSchema, inputs: Mapping[str, Any], theirs: Mapping[str, Any]
) -> list[str]:
    """Name what an object was trained on that is something else than declared.

    What the server doesn't show is no evidence of another training.
    """
    return [
        path
        for path in differences(schema, inputs, theirs)
        if _field(schema, path).trained and at_path(theirs, path.split(".")) is not None
    ]


def changed(
    schema: ResourceSchema, inputs: Mapping[str, Any], theirs: Mapping[str, Any]
) -> list[Difference]:
    """Return what was declared, can change on Google's side, and isn't there as declared.

    What was trained on can't: a difference there is only another form. An object that was made
    again has another creation time, and counts as gone.
    """
    return [one for one in _all(schema, inputs, theirs) if not _field(schema, one.path).trained]


def in_words(differences: Iterable[Difference], secret: Collection[str]) -> str:
    """Return from what to what each value changed: of a secret only that it did."""
    return ", ".join(
        f"{one_line(one.path)} (secret)"
        if one.path.partition(".")[0] in secret
        else f"{one_line(one.path)}: {_told(one.mine)} → {_told(one.theirs)}"
        for one in differences
    )


def _told(value: Any) -> str:
    """Return a value on a line, bounded, without what looks like a secret or a command."""
    return "unset" if value is None else one_line(quote_value(value))


def drifted(
    schema: ResourceSchema, inputs: Mapping[str, Any], theirs: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the inputs as the server has them now: what was declared and nothing else."""
    now = dict(inputs)
    for name in {one.path.partition(".")[0] for one in changed(schema, inputs, theirs)}:
        if name in theirs:
            now[name] = theirs[name]
        else:
            del now[name]
    return now


def _field(schema: ResourceSchema, path: str) -> Field:
    return schema.fields[path.partition(".")[0]]
