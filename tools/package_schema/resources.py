"""A resource: its inputs, its outputs, its aliases and how it is listed."""

from __future__ import annotations

from typing import Any, Final

from pulumi_google_tuning.doors.shared.tokens import former_token_of, token_of
from pulumi_google_tuning.fields.function_schema import function_schemas
from pulumi_google_tuning.fields.resource_schema import Field
from pulumi_google_tuning.lifecycle.abilities.found import Trained
from pulumi_google_tuning.resources.entry import Entry
from tools.field_text import together
from tools.importing import import_lines
from tools.package_schema.functions import arguments_spec
from tools.package_schema.types import Owned, Spec, Types, words
from tools.typed_forms.base import is_there

_REFUSED: Final = "A change is rejected, unless `revision` changes too."


def resource_spec(entry: Entry, types: Types) -> Spec:
    """Return a resource of the package."""
    schema = entry.schema
    owned = types.of(schema.title, {name: one.schema for name, one in schema.fields.items()})
    inputs: dict[str, Spec] = {}
    for field in schema.inputs:
        inputs |= _input(field, owned, _changed(entry, field))
    outputs = {field.name: _output(field, owned) for field in schema.fields.values()}
    description = " ".join(
        [*schema.document["description"].split(), *together(schema.document, str)]
    )
    required = schema.document.get("required", ())
    return {
        "description": "\n".join([description, *import_lines(entry)]),
        "properties": outputs,
        "required": [one.name for one in schema.fields.values() if _is_there(entry, one)],
        "inputProperties": inputs,
        # Not the data: the check asks for them, and an import knows none.
        "requiredInputs": [
            one.name for one in schema.inputs if one.name in required and not one.holds_data
        ],
        **_listing(entry),
        # The types that the dynamic provider gave it: a stack changes its runtime, and the state
        # follows without a command.
        "aliases": [{"type": token_of(entry.title)}, {"type": former_token_of(entry.title)}],
    }


def _input(field: Field, owned: Owned, change: str) -> dict[str, Spec]:
    marks: dict[str, Any] = {"willReplaceOnChanges": True} if field.change == "replace" else {}
    if not field.holds_data:
        spec = {**owned.of(field.schema), **_said(words(field.schema), change), **marks}
        return {field.name: spec}
    native = field.schema.get("x-native")
    if native is None:
        raise ValueError(f"{field.name} takes rows: give it an x-native, which names their list")
    listed = native["list"]
    return {
        field.name: {**owned.data(field.schema), **_said(words(native), change), **marks},
        listed["name"]: {**owned.listed(field.schema), **_said(words(listed), change), **marks},
    }


def _output(field: Field, owned: Owned) -> Spec:
    if field.holds_data:
        said = {"description": "What the state has of the data."}
        return {**owned.digest(field.name, field.schema), **said}
    plain = owned.of(field.schema, output=field.read_only or "enum" in field.schema)
    return {**plain, **words(field.schema)}


def _said(description: dict[str, str], more: str) -> dict[str, str]:
    return {"description": f"{description['description']} {more}".strip()}


def _changed(entry: Entry, field: Field) -> str:
    """Return what a change of an input asks for, in words, where that isn't a patch."""
    if field.change == "refuse":
        return _REFUSED
    if field.change != "replace":
        return ""
    if isinstance(entry.kind, Trained):
        return "A change trains again."
    return f"A change replaces the {entry.kind.noun}."


def _is_there(entry: Entry, field: Field) -> bool:
    """Return whether an output is never missing.

    What says what data there are is missing after an import, until a program gives the data.
    """
    if field.holds_data or (field.derived and field.stable == "made"):
        return False
    return is_there(entry.schema, field)


def _listing(entry: Entry) -> dict[str, Spec]:
    """Return what the engine's List takes: what the function takes that lists the resource."""
    found = [one for one in function_schemas().values() if one.lists == entry.title]
    return {"listInputs": arguments_spec(found[0])} if found else {}
