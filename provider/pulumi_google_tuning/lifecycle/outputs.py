"""What the state keeps of an object, and what it says is still to be cleared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from pulumi_google_tuning.data.stored import shown_part
from pulumi_google_tuning.fields.resource_schema import at_path
from pulumi_google_tuning.fields.tolerant import fitting, storable
from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.lifecycle import decoration
from pulumi_google_tuning.lifecycle.abilities.kept import Breakable
from pulumi_google_tuning.lifecycle.abilities.waited_for import Phase
from pulumi_google_tuning.lifecycle.kind import Kind

_BORN = "createTime"
_Item = TypeVar("_Item")


def outputs_of(kind: Kind, obj: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the outputs: the inputs, what the server shows, and what is computed from both.

    `values` are the inputs, or the stored outputs where a read has nothing else.
    """
    outputs: dict[str, Any] = {
        field.name: _shown(values[field.name]) if field.holds_data else values[field.name]
        for field in kind.schema.inputs
        if values.get(field.name) is not None
    }
    for field in kind.schema.outputs:
        if not field.derived and not field.provider_only:
            shown = fitting(field.schema, at_path(obj, field.body_path))
            if shown is not None:
                outputs[field.name] = storable(shown)
    outputs.update(storable(decoration.derived(kind, obj, values)))
    return outputs


def computed_in(kind: Kind, outputs: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was computed of stored outputs, without what the program may declare.

    An update computes it again beside it, as a read does: what a preview called stable stays.
    """
    inputs = {field.name for field in kind.schema.inputs}
    return {
        field.name: outputs[field.name]
        for field in kind.schema.outputs
        if field.derived and field.name in outputs and field.name not in inputs
    }


def with_birth(obj: Json, known: Mapping[str, Any]) -> Json:
    """Return an object with the creation time that is known of it, where an answer has none.

    Without it the state couldn't tell the object from a later one under its id.
    """
    born = known.get(_BORN)
    if isinstance(obj.get(_BORN), str) or not isinstance(born, str):
        return obj
    return {**obj, _BORN: born}


def _shown(data: Any) -> Any:
    """Leave the rest to the inputs, for check and diff: the state is written often."""
    if not isinstance(data, Mapping):
        return data
    return shown_part(data)


def inputs_of(
    kind: Kind, outputs: Mapping[str, Any], declared: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return the inputs that stored outputs hold: for a host that doesn't pass the old inputs on.

    An input that is an output too may be the server's choice and not the program's: it counts
    only where the program declares it now, so that it never shows as removed.
    """
    return {
        field.name: outputs[field.name]
        for field in kind.schema.inputs
        if outputs.get(field.name) is not None
        and (not field.output or field.name in (declared or {}))
    }


def still_to_clear(
    kind: Kind, outputs: Mapping[str, Any], inputs: Mapping[str, Any]
) -> dict[str, Any]:
    """Return patched fields that the outputs have and the inputs don't, emptied.

    An update that failed leaves it there: of a failed update the engine stores the outputs that it
    is given and the program's own inputs (plugin/provider_plugin.go, Update), so that only the
    outputs can say what Google still has. Of a map (labels) it is the map with the dropped keys.
    The values are left out: one that was secret would not be any more in the outputs.
    """
    found: dict[str, Any] = {}
    for field in kind.schema.inputs:
        was, now = outputs.get(field.name), inputs.get(field.name)
        # An output may be Google's own choice.
        if field.change != "patch" or field.output or was is None:
            continue
        if isinstance(was, Mapping) and isinstance(now or {}, Mapping):
            if not set(was) <= set(now or {}):
                found[field.name] = {**dict.fromkeys(was, ""), **(now or {})}
        elif now is None:
            found[field.name] = type(was)()
    return found


def stable_outputs(kind: Kind, outputs: Mapping[str, Any]) -> dict[str, Any]:
    """Return those of the stored outputs that nothing but a new object changes."""
    ready = decoration.progress(kind, outputs, outputs).phase is Phase.READY
    ready = ready and not Breakable.of(kind).missing_part(outputs)
    final = ("made", "ready") if ready else ("made",)
    return {
        field.name: outputs[field.name]
        for field in kind.schema.outputs
        if field.stable in final and field.name in outputs
    }


def evenly(items: Sequence[_Item], most: int) -> list[_Item]:
    """Pick at most `most` items, evenly spaced, the first and the last among them."""
    if len(items) <= most:
        return list(items)
    gap = (len(items) - 1) / (most - 1)
    return [items[round(index * gap)] for index in range(most)]
