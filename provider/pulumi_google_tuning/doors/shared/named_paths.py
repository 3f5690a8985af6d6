"""Which field a property path of a resource option names: `hyperparameters.epochCount`.

Source of the form: https://www.pulumi.com/docs/iac/concepts/options/ignorechanges/.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from pulumi_google_tuning.doors.shared.property_path import ALL
from pulumi_google_tuning.fields.messages import nearest
from pulumi_google_tuning.fields.resource_schema import ResourceSchema
from pulumi_google_tuning.fields.spelling import snake, spellings_of

_STEP: Final = re.compile(
    r"""\.?(?P<name>[^.\[\]"]+)|\["(?P<quoted>(?:[^"\\]|\\.)*)"\]|\[(?P<index>\d+|\*)\]"""
)


class PathError(ValueError):
    """A path that names no field; the text says why, to follow the path."""


def as_people_write(step: str, name: str) -> str:
    """Return a field's name in the spelling of the step that isn't one."""
    return snake(name) if "_" in step or step.islower() else name


def as_in_state(_step: str, name: str) -> str:
    """Return a field's name as the state has it."""
    return name


def in_state(
    schema: ResourceSchema, path: str, spell: Callable[[str, str], str] = as_people_write
) -> list[str | int]:
    """Return a path's steps in the state's spelling.

    Raises PathError if it names no field; `spell` says how the nearest one is written.
    """
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
            known = [spell(step, one) for one in properties]
            raise PathError(f"names no field{nearest(step, known)}")
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
