"""Resource options that name properties: `ignore_changes`, `replace_on_changes` and their like.

The engine hears only the state's spelling, and passes over a path that names nothing. Here both
spellings are taken, at every depth, and what names no field is an error.

Source of the form: https://www.pulumi.com/docs/iac/concepts/options/ignorechanges/.
"""

from __future__ import annotations

import copy
from typing import Final

import pulumi

from pulumi_google_tuning.doors.shared.named_paths import PathError, in_state
from pulumi_google_tuning.doors.shared.property_path import written
from pulumi_google_tuning.fields.resource_schema import ResourceSchema

_OF_INPUTS: Final = ("ignore_changes", "replace_on_changes", "hide_diffs")
_OF_OUTPUTS: Final = "additional_secret_outputs"


class OptionError(pulumi.RunError):
    """A resource option that can't be meant: Pulumi shows the sentence, and no traceback."""


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
