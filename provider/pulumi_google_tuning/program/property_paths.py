"""Resource options that name properties: `ignore_changes`, `replace_on_changes` and their like.

The engine hears only the state's spelling, and passes over a path that names nothing. Here both
spellings are taken, at every depth, and what names no field is an error.

Source of the form: https://www.pulumi.com/docs/iac/concepts/options/ignorechanges/.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from typing import Any, Final

import pulumi

from pulumi_google_tuning.doors.shared.property_path import ALL, written
from pulumi_google_tuning.fields.messages import nearest
from pulumi_google_tuning.fields.resource_schema import ResourceSchema
from pulumi_google_tuning.fields.spelling import snake, spellings_of

_STEP: Final = re.compile(
    r"""\.?(?P<name>[^.\[\]"]+)|\["(?P<quoted>(?:[^"\\]|\\.)*)"\]|\[(?P<index>\d+|\*)\]"""
)
_OF_INPUTS: Final = ("ignore_changes", "replace_on_changes", "hide_diffs")
_OF_OUTPUTS: Final = "additional_secret_outputs"


class OptionError(pulumi.RunError):
    """A resource option that can't be meant: Pulumi shows the sentence, and no traceback."""


class PathError(ValueError):
    """A path that names no field; the text says why, to follow the path."""


def checked(
    schema: ResourceSchema, resource_name: str, opts: pulumi.ResourceOptions | None
) -> pulumi.ResourceOptions | None:
    """Return the options with each property path in the state's spelling.

    Raises OptionError for a path that names no field.
    """
    if opts is None:
        return None
    found = copy.copy(opts)
    for option in (*_OF_INPUTS, _OF_OUTPUTS):
        paths = getattr(opts, option, None)
        if paths:
            spelled = [
                _spelled(schema, f"{schema.title} {resource_name}: {option}", option, path)
                for path in paths
            ]
            setattr(found, option, spelled)
    return found


def _spelled(schema: ResourceSchema, where: str, option: str, path: str) -> str:
    try:
        steps = in_state(schema, path)
    except PathError as error:
        raise OptionError(f'{where}: "{path}" {error}') from None
    field = schema.fields.get(str(steps[0]))
    if option == _OF_OUTPUTS and len(steps) > 1:
        raise OptionError(
            f'{where}: "{path}" is a part of an output. Name the whole output: {steps[0]}'
        )
    if option in _OF_INPUTS and field is not None and field.read_only:
        reason = "is an output: Google sets its value, and a program can't"
        raise OptionError(f'{where}: "{path}" {reason}')
    return written(steps)


def in_state(schema: ResourceSchema, path: str) -> list[str | int]:
    """Return a path's steps in the state's spelling. Raises PathError if it names no field."""
    steps: list[str | int] = []
    at: Mapping[str, Any] = schema.document
    for step in _steps(path):
        if "x-data" in at or "x-dataset" in at:
            raise PathError(f"names a part of the data. Name the whole field: {steps[0]}")
        if isinstance(step, int) or (step == ALL and steps):
            steps.append(step)
            at = at.get("items", at.get("additionalProperties") or {})
            at = at if isinstance(at, Mapping) else {}
            continue
        properties = at.get("properties")
        if properties is None or (step == ALL and not steps):
            steps.append(step)
            others = None if step == ALL else at.get("additionalProperties")
            at = others if isinstance(others, Mapping) else {}
            continue
        name = spellings_of(properties).get(step)
        if name is None:
            spelled = [snake(one) if "_" in step or step.islower() else one for one in properties]
            raise PathError(f"names no field{nearest(step, spelled)}")
        steps.append(name)
        at = properties[name]
    return steps


def _steps(path: str) -> list[str | int]:
    steps: list[str | int] = []
    end = 0
    while end < len(path):
        match = _STEP.match(path, end)
        if match is None or (match.start() == 0 and path.startswith(".")):
            break
        end = match.end()
        if match["index"] is not None:
            steps.append(ALL if match["index"] == ALL else int(match["index"]))
        elif match["quoted"] is not None:
            steps.append(re.sub(r"\\(.)", r"\1", match["quoted"]))
        else:
            steps.append(match["name"])
    if end < len(path) or not steps:
        raise PathError('isn\'t a property path such as a.b, a[0] or a["b"]')
    return steps
