"""What a preview knows of an object to be: only what is certain. Everything else is unknown.

So what depends on it is compared in the preview, and what denies a training is heard there. No
request is sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pulumi_google_tuning.data.stored import shown_part
from pulumi_google_tuning.fields.compare import same
from pulumi_google_tuning.fields.values import UNKNOWN, Json
from pulumi_google_tuning.lifecycle import decoration
from pulumi_google_tuning.lifecycle.abilities.ability import Ability
from pulumi_google_tuning.lifecycle.abilities.waited_for import Phase
from pulumi_google_tuning.lifecycle.kind import Kind
from pulumi_google_tuning.lifecycle.outputs import stable_outputs


class Foreseen(Ability):
    """An object of which some outputs follow from the inputs alone."""

    def foreseen(self, inputs: Mapping[str, Any]) -> Json:
        """Return the outputs that any object of these inputs will have, as far as they are known.

        Inputs may be unknown, or have unknown parts. What depends on the attempt, on the server or
        on what is there already isn't known.
        """
        del inputs
        return {}


def of_create(kind: Kind, inputs: Mapping[str, Any]) -> Json:
    """Return the outputs of an object that is to be made, unknown ones as such."""
    return {**_unknown(kind), **_echoed(kind, inputs), **Foreseen.of(kind).foreseen(inputs)}


def of_update(
    kind: Kind,
    old_inputs: Mapping[str, Any],
    old_outputs: Mapping[str, Any],
    inputs: Mapping[str, Any],
) -> Json:
    """Return the outputs of an object after an update, unknown ones as such.

    What no patch changes stays, and so does what the program declares as before: an update mends
    what drifted. What Google chooses may be another thing by then.
    """
    kept = {
        field.name: old_outputs[field.name]
        for field in kind.schema.inputs
        if field.output
        and field.name in old_outputs
        and inputs.get(field.name) is not None
        and same(field, old_inputs.get(field.name), inputs[field.name])
    }
    return {
        **_unknown(kind),
        **_echoed(kind, inputs),
        **Foreseen.of(kind).foreseen(inputs),
        **kept,
        **stable_outputs(kind, old_outputs),
    }


def unready(
    kind: Kind, object_id: str, old_outputs: Mapping[str, Any], inputs: Mapping[str, Any]
) -> str | None:
    """Return what an update will do with an object that the last run left unready; None: it is."""
    phase = decoration.progress(kind, old_outputs, old_outputs).phase
    if phase is Phase.FAILED:
        return f"{object_id} failed, and `pulumi up` says why. It is not trained again by itself"
    if phase is Phase.READY or inputs.get("wait") is False:
        return None
    return (
        f"waits for {object_id}, which was not ready yet when the last run ended. It is not "
        "trained again"
    )


def _unknown(kind: Kind) -> Json:
    return {field.name: UNKNOWN for field in kind.schema.outputs}


def _echoed(kind: Kind, inputs: Mapping[str, Any]) -> Json:
    """Return the inputs that are outputs as they are given: Google has no word in them."""
    return {
        field.name: _shown(inputs[field.name]) if field.holds_data else inputs[field.name]
        for field in kind.schema.inputs
        if inputs.get(field.name) is not None and not field.output
    }


def _shown(data: Any) -> Any:
    return shown_part(data) if isinstance(data, Mapping) else data
