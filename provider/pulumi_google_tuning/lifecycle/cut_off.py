"""What a create that a killed run began may have sent, by the inputs that the state has of it.

The engine keeps the entry of such a create until somebody clears it, also when later runs have
found or replaced what it made. Without a look at its inputs, each later training of the resource
would look minutes long for what can't be there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from pulumi_google_tuning.fields.resource_schema import ResourceSchema
from pulumi_google_tuning.fields.values import contains_unknown
from pulumi_google_tuning.lifecycle.call import Call
from pulumi_google_tuning.lifecycle.identity import trained_in_every_version

# How Pulumi marks a secret in a state that is exported without them; its own constant.
SECRET: Final = "4dabf18193072939515e22adb298388d"  # noqa: S105 - no secret


def was_cut_off(schema: ResourceSchema, call: Call, inputs: Mapping[str, Any]) -> bool:
    """Return whether a run that was killed may have begun just the create of these inputs."""
    state, urn = call.state(), call.urn
    if state is None or urn is None or urn not in state.pending:
        return False
    return contains_unknown(inputs) or may_have_sent(schema, state.begun.get(urn, ()), inputs)


def may_have_sent(
    schema: ResourceSchema, begun: Sequence[Mapping[str, Any]], inputs: Mapping[str, Any]
) -> bool:
    """Return whether one of the creates that were cut off may have asked for the same training.

    `begun` are their inputs. Where these aren't known, or hold a secret, any may have.
    """
    if not begun:
        return True
    wanted = trained_in_every_version(schema, inputs)
    return any(
        not theirs
        or contains_secret(theirs)
        or any(one in wanted for one in trained_in_every_version(schema, theirs))
        for theirs in begun
    )


def contains_secret(value: Any) -> bool:
    """Return whether a value of the state has a secret, which can't be compared."""
    if isinstance(value, Mapping):
        return SECRET in value or any(contains_secret(item) for item in value.values())
    return isinstance(value, list) and any(contains_secret(item) for item in value)
