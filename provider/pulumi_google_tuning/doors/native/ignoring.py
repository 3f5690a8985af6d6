"""The option `ignoreChanges` in a program of any language: what it names must be an input.

The engine passes over a path that names nothing, and what was to be left alone trains again. It
sends the paths along with a diff, so there they can be looked at.
"""

from __future__ import annotations

from collections.abc import Iterable

from pulumi_google_tuning.doors.shared.named_paths import PathError, as_in_state, in_state
from pulumi_google_tuning.doors.shared.property_path import ALL, written
from pulumi_google_tuning.fields.resource_schema import ResourceSchema
from pulumi_google_tuning.fields.row_lists import list_names
from pulumi_google_tuning.lifecycle.call import Call, LifecycleError


def refuse_wrong_paths(schema: ResourceSchema, call: Call, paths: Iterable[str]) -> None:
    """Raise LifecycleError for a path of `ignoreChanges` that names no input, with the right one.

    Only what the program says now: a refresh has the last run's options, and must continue.
    """
    if not call.run.held.declares(call.urn or ""):
        return
    lists = {other: field for field, other in list_names(schema).items()}
    for path in paths:
        reason = _reason(schema, path, lists)
        if reason:
            raise LifecycleError(f'{call.name}: ignoreChanges: "{path}" {reason}')


def _reason(schema: ResourceSchema, path: str, lists: dict[str, str]) -> str | None:
    if path == ALL:
        return None
    if path in lists:
        return f"has no effect, as the state has its rows in {lists[path]}. Write {lists[path]}"
    try:
        steps = in_state(schema, path, as_in_state)
    except PathError as error:
        return str(error)
    field = schema.fields.get(str(steps[0]))
    if field is not None and field.read_only:
        return "is an output: Google sets its value, and a program can't"
    spelled = written(steps)
    same = path.replace('["', ".").replace('"]', "") == spelled.replace('["', ".").replace('"]', "")
    return None if same else f"names no field. Write {spelled}"
